"""Which cells are hidden so that nobody can work out a primary one, with a proof for each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from data_marts.disclosure.protection.clean_up import reveal_superfluous
from data_marts.disclosure.protection.pattern import Pattern, Table
from data_marts.disclosure.protection.reduction import Needs, Problem, hidden_cells, needs_of, reduce_system
from data_marts.disclosure.protection.search import answer_needs
from data_marts.disclosure.protection.witnesses import check_witnesses
from data_marts.disclosure.system import Booleans, System, Whole


@dataclass(frozen=True)
class Protection:
    """What may not be shown of a system.

    `hidden`: the cells to withhold, primary ones among them. `witnesses`: other tables as differences from the true
    one, one row each: two and more for each primary cell. `sacrificed`: cells of infinite cost that are hidden for the
    sake of others, because nothing else works. `exposed`: primary cells that stay within a too narrow interval for
    somebody even if everything is hidden: the bounds, or what an insider knows, alone tell too much.
    """

    hidden: Booleans
    witnesses: sparse.csr_array
    sacrificed: Whole
    exposed: Whole


class UnprovenError(Exception):
    """A pattern was found whose witnesses do not hold; nothing may be published with it."""


def hide(system: System) -> Protection:
    """The cells to withhold and the proof. The caller orders the cells; the order of relations makes no difference.

    Raises UnprovenError if the check without a solver refuses a witness, which would be a fault of this program.
    """
    problem = reduce_system(system)
    down, up = needs_of(system, problem)
    needs, number = _distinct(down, up)
    pattern = Pattern(problem, needs)
    failed = answer_needs(pattern)
    reveal_superfluous(pattern)
    hidden = hidden_cells(system, problem, pattern.hidden)
    witnesses = _witnesses(system, problem, pattern.tables())
    wrong = check_witnesses(system, hidden, witnesses)
    exposed = np.flatnonzero(system.primary)[np.isin(number, list(failed)).any(axis=0)]
    if not np.array_equal(wrong, exposed):
        raise UnprovenError(f"{len(np.setxor1d(wrong, exposed))} primary cells have no valid witnesses")
    sacrificed = np.flatnonzero(hidden & np.isinf(system.cost) & ~system.primary & ~system.unpublished)
    return Protection(hidden, witnesses, sacrificed, exposed)


def withhold_all(system: System) -> Protection:
    """Everything withheld but what has an infinite cost, and nothing proven: no primary cell has a witness."""
    hidden = (~system.unpublished & np.isfinite(system.cost)) | system.primary
    none = sparse.csr_array((0, len(system)), dtype=np.int64)
    return Protection(hidden, none, np.zeros(0, dtype=np.int64), np.flatnonzero(system.primary))


def _distinct(down: Needs, up: Needs) -> tuple[Needs, Whole]:
    """Each need once, and for every primary cell the numbers of its two (-1: it is there already)."""
    both = np.array([np.concatenate([down.unknown, up.unknown]), np.concatenate([down.amount, up.amount])])
    asked = both[1] != 0
    distinct, inverse = np.unique(both[:, asked], axis=1, return_inverse=True)
    number = np.full(both.shape[1], -1, dtype=np.int64)
    number[asked] = inverse
    return Needs(distinct[0].astype(np.intp), distinct[1]), number.reshape(2, -1)


def _witnesses(system: System, problem: Problem, tables: Sequence[Table]) -> sparse.csr_array:
    """The tables over all cells, one row each."""
    ones = np.ones(len(system), dtype=np.int64)
    members = sparse.csr_array((ones, (problem.unknown_of, np.arange(len(system)))), shape=(len(problem), len(system)))
    none = np.zeros(0, dtype=np.int64)
    pointers = np.cumsum([0, *(len(table.unknowns) for table in tables)])
    columns = np.concatenate([none, *(table.unknowns for table in tables)])
    entries = np.concatenate([none, *(table.differences for table in tables)])
    rows = sparse.csr_array((entries, columns, pointers), shape=(len(tables), len(problem)))
    return sparse.csr_array(rows @ members)
