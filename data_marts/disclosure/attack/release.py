"""From a release to what an attacker holds of it, and to the true figures that the attack is judged by."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_marts.disclosure.attack.beside import relate_beside
from data_marts.disclosure.attack.board import OF_DIAGNOSIS, Board, board_of
from data_marts.disclosure.attack.declared import relate
from data_marts.disclosure.attack.knowledge import Booleans, Numbers, whole_rows
from data_marts.disclosure.attack.ledger import Known, Name, known_of, true_values
from data_marts.disclosure.attack.printed import over_withheld, relate_printed
from data_marts.disclosure.attack.view import AttackError

Tables = Mapping[str, pa.Table]
# Sums with coefficients that are not whole carry errors of the last binary digits.
ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Seen:
    """A release as an attacker sees it. `over_withheld`: rows that print figures made of withheld persons."""

    board: Board
    known: Known
    over_withheld: int


def see(manifest: Mapping[str, Any], tables: Tables) -> Seen:
    """What the manifest and the open tables of a release tell.

    AttackError where they do not fit each other, or a withheld group shows a figure.
    """
    board = board_of(manifest, tables)
    relate(board)
    relate_printed(board)
    relate_beside(board)
    return Seen(board, known_of(board.ledger), over_withheld(board))


def truth_of(seen: Seen, true: Tables) -> Numbers:
    """The true value of every number of the ledger, from the restricted marts.

    AttackError where these have other rows than the open ones, or a figure that is shown is not the true one.
    """
    ledger = seen.board.ledger
    values = np.zeros(len(ledger.least))
    derived = {block.start for block, _ in ledger.derived if len(block.rows)}
    for block in ledger.blocks:
        if block.start not in derived and len(block.rows):
            values[block.numbers] = _column(seen, true, block.name)[block.rows]
    values = true_values(ledger, values)
    if np.any((values < ledger.least) | (values > ledger.most)):
        raise AttackError("a figure that is shown is not the true one, or a true one lies beyond what must hold for it")
    return values


def _column(seen: Seen, true: Tables, name: Name) -> Numbers:
    mart, column = name
    if column == OF_DIAGNOSIS and mart == "patients_by_unit":
        mean, patients = (_filled(true[mart], of) for of in ("contacts_per_patient", "patients"))
        return np.rint(mean * patients)
    return _filled(true[mart], column)


def _filled(table: pa.Table, column: str) -> Numbers:
    return np.asarray(pc.fill_null(table.column(column), 0).to_numpy(), dtype=np.float64)


def check_rows(seen: Seen, true: Tables) -> None:
    """AttackError unless the restricted marts have the rows of the open ones, in the same order."""
    for name, view in seen.board.views.items():
        for dimension in view.described["dimensions"]:
            column = dimension["name"]
            if name not in true or not true[name].column(column).equals(seen.board.tables[name].column(column)):
                raise AttackError(f"the true figures of {name} have other rows than the open ones")


def without_exceptions(seen: Seen, truth: Numbers) -> Seen:
    """The same without relations that hold but in rare cases, where this is one.

    AttackError with the kinds of relations that the true figures break though they should always hold.
    """
    known = seen.known
    broken = _broken(known, truth)
    if np.any(broken & ~known.usual):
        wrong = sorted(set(known.kinds[broken & ~known.usual].tolist()))
        raise AttackError(f"the true figures do not fulfil what the manifest declares of them: {', '.join(wrong)}")
    if not np.any(broken):
        return seen
    left = np.flatnonzero(~broken)
    knowledge = replace(
        known.knowledge,
        rows=known.knowledge.rows[left],
        lower=known.knowledge.lower[left],
        upper=known.knowledge.upper[left],
    )
    return replace(seen, known=replace(known, knowledge=knowledge, usual=known.usual[left], kinds=known.kinds[left]))


def _broken(known: Known, truth: Numbers) -> Booleans:
    knowledge, own = known.knowledge, truth[known.numbers]
    sums, slack = knowledge.rows @ own, slack_of(known, own)
    found: Booleans = (sums < knowledge.lower - slack) | (sums > knowledge.upper + slack)
    return found


def slack_of(known: Known, values: Numbers) -> Numbers:
    """How far rounding may carry the sum of each relation: nothing where all coefficients are whole."""
    exact = whole_rows(known.knowledge.rows, known.knowledge.whole)
    return np.asarray(ROUNDING * (abs(known.knowledge.rows) @ abs(values)) * ~exact)
