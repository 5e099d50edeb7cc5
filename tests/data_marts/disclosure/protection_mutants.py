"""Faulty programs of relations and protection, each with the check that has to see it."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from pytest import MonkeyPatch

from data_marts.disclosure.protection import clean_up, hiding, pattern, reduction, witnesses
from data_marts.disclosure.relations import book, cells, in_rows, leaders, linked, printed, wholes
from data_marts.disclosure.relations.declared import DECLARED
from data_marts.disclosure.rules import Policy
from data_marts.disclosure.system import System
from tests.data_marts.disclosure import protection_checks as checks
from tests.data_marts.disclosure.protection_checks import Check

Patch = MonkeyPatch
Fault = Callable[[Patch], None]


def rule_by_events(patch: Patch) -> None:
    """Forty contacts of one child pass as forty."""
    patch.setattr(cells, "BEHIND", {})


def dominance_forgotten(patch: Patch) -> None:
    """Three hundred bed days of one child and three each of five pass as those of six."""
    patch.setattr(cells, "is_dominated", lambda events, largest, policy: np.zeros(len(events), dtype=np.bool_))


def the_others_not_counted(patch: Patch) -> None:
    """What is mostly one child's need not be able to be much less than it is."""
    patch.setattr(cells, "low_events", lambda events, largest: events)


def relation_dropped(kind: str, patch: Patch) -> None:
    patch.setattr(linked, "DECLARED", tuple(one for one in DECLARED if one.kind != kind))


def printed_figures_forgotten(patch: Patch) -> None:
    patch.setattr(linked, "relate_printed", lambda board, tables: None)


def month_without_year(patch: Patch) -> None:
    """No period is part of another."""
    kept = tuple(one for one in DECLARED if one.over != "period")
    patch.setattr(linked, "DECLARED", kept)


def remainder_forgotten(patch: Patch) -> None:
    patch.setattr(wholes, "_add_remainders", lambda board, frame, name, families, column: None)


def complement_forgotten(patch: Patch) -> None:
    patch.setattr(in_rows, "relate_complements", lambda board: None)


def outside_of_a_part_forgotten(patch: Patch) -> None:
    """A part is at most its whole, and no more is known: what is beyond it is nobody's."""
    patch.setattr(wholes, "add_rest", _without_rest)


def outside_of_another_mart_forgotten(patch: Patch) -> None:
    patch.setattr(in_rows, "add_rest", _without_rest)


def _without_rest(
    board: Any, name: str, whole: Any, parts: Any, rest: Any, insider: Any, add: Any = wholes.add_rest
) -> None:
    add(board, name, whole, parts, np.zeros_like(rest), insider)


def tie_forgotten(patch: Patch) -> None:
    patch.setattr(book.Book, "new_ties", lambda self, number: np.full(number, -1, dtype=np.int64))


def limits_left_in(patch: Patch) -> None:
    """A printed figure's ends stay where its group is withheld."""
    made = printed.block
    patch.setattr(printed, "block", lambda values, **given: made(values, **{**given, "tie": -1}))


def zeros_never_hidden(patch: Patch) -> None:
    patch.setattr(Policy, "shows_zero", lambda self, measure: True)


def hidden_is_never_zero(patch: Patch) -> None:
    patch.setattr(cells, "lowest", lambda policy, column="": 1)


def overlap_taken_for_known(patch: Patch) -> None:
    added = wholes._add_overlap

    def add(board: Any, *rest: Any) -> None:
        added(replace(board, policy=replace(board.policy, assume_overlap=True)), *rest)

    patch.setattr(wholes, "_add_overlap", add)


def leaders_forgotten(patch: Patch) -> None:
    patch.setattr(leaders.Leaders, "of_rows", lambda self, frame: np.full(len(frame), -1, dtype=np.int64))


def strata_forgotten(patch: Patch) -> None:
    patch.setattr(linked, "with_strata", lambda frame, given: frame)


def mart_forgotten(patch: Patch) -> None:
    """The last mart's rows are never withheld."""
    parts = linked.masks_of

    def masks(found: Any, hidden: Any, marts: Any) -> Any:
        known = len(cells.REGISTER) - 1
        kept = [one.mart != known for one in found]
        return parts(found, [mask & left for mask, left in zip(hidden, kept, strict=True)], marts)

    patch.setattr(linked, "masks_of", masks)


def limits_swapped(patch: Patch) -> None:
    """Small numbers must be able to be 5 or less, and 1 or more: all are."""
    made = cells.block
    patch.setattr(
        cells, "block", lambda values, **given: made(values, **{**given, "low": given["high"], "high": given["low"]})
    )


def _without_proof(patch: Patch) -> None:
    """Whatever is wrong is not seen by the program itself."""
    patch.setattr(hiding, "check_witnesses", lambda system, hidden, tables: np.zeros(0, dtype=np.int64))


def needs_swapped(patch: Patch) -> None:
    """What must be possible downwards is asked for upwards, so that nothing is."""
    asked = hiding.needs_of
    _without_proof(patch)

    def needs_of(system: System, problem: Any) -> Any:
        turned = replace(system, low=system.high, high=system.low)
        return asked(turned, problem)

    patch.setattr(hiding, "needs_of", needs_of)


def only_downwards(patch: Patch) -> None:
    asked = hiding.needs_of
    _without_proof(patch)
    patch.setattr(hiding, "needs_of", lambda system, problem: asked(replace(system, high=system.values), problem))


def cell_reopened(patch: Patch) -> None:
    """The last secondary cell is shown after all."""
    found = hiding.hidden_cells
    _without_proof(patch)

    def hidden_cells(system: System, problem: Any, groups: Any) -> Any:
        hidden = found(system, problem, groups)
        hidden[np.flatnonzero(hidden & ~system.primary)[-1:]] = False
        return hidden

    patch.setattr(hiding, "hidden_cells", hidden_cells)


def too_much_revealed(patch: Patch) -> None:
    """The clean-up shows what others still use."""
    _without_proof(patch)

    def show(found: Any, group: int, room: Any) -> Any:
        found.pattern.hidden[group] = False
        return room

    patch.setattr(clean_up, "_try_to_show", show)


def insiders_forgotten(patch: Patch) -> None:
    none = pattern.Pattern
    _without_proof(patch)

    def bare(problem: Any, needs: Any) -> Any:
        return none(replace(problem, insiders=(reduction.NO_INSIDERS,) * len(problem)), needs)

    patch.setattr(hiding, "Pattern", bare)


def tie_forgotten_in_the_search(patch: Patch) -> None:
    found = hiding.reduce_system
    _without_proof(patch)
    patch.setattr(hiding, "reduce_system", lambda system: found(replace(system, tie=np.full(len(system), -1))))


def any_table_is_believed(patch: Patch) -> None:
    patch.setattr(witnesses, "_impossible", lambda system, hidden, tables: np.zeros(tables.shape[0], dtype=np.bool_))


def headline_sacrificed_without_saying(patch: Patch) -> None:
    made = hiding.Protection
    patch.setattr(
        hiding, "Protection", lambda hidden, tables, sacrificed, exposed: made(hidden, tables, sacrificed[:0], exposed)
    )


def exposed_without_saying(patch: Patch) -> None:
    made = hiding.Protection
    patch.setattr(
        hiding, "Protection", lambda hidden, tables, sacrificed, exposed: made(hidden, tables, sacrificed, exposed[:0])
    )


def _of_kind(kind: str) -> Fault:
    fault = partial(relation_dropped, kind)
    fault.__name__ = f"{kind}_dropped"  # type: ignore[attr-defined]
    return fault


MUTANTS: tuple[tuple[Fault, Check], ...] = (
    (rule_by_events, checks.few_persons_make_a_cell_primary),
    (dominance_forgotten, checks.events_of_one_make_a_cell_primary),
    (the_others_not_counted, checks.events_of_one_make_a_cell_primary),
    *(
        (_of_kind(kind), checks.each_declared_kind_follows)
        for kind in ("sum", "distinct", "row_sum", "row_distinct", "part", "behind", "same", "subset")
    ),
    (printed_figures_forgotten, checks.each_declared_kind_follows),
    (month_without_year, checks.each_declared_kind_follows),
    (remainder_forgotten, checks.a_small_remainder_is_a_cell),
    (complement_forgotten, checks.a_small_complement_is_a_cell),
    (outside_of_a_part_forgotten, checks.few_outside_a_part_are_a_cell),
    (outside_of_another_mart_forgotten, checks.few_outside_a_part_are_a_cell),
    (tie_forgotten, checks.one_row_of_a_group_is_tied),
    (limits_left_in, checks.one_row_of_a_group_is_tied),
    (zeros_never_hidden, checks.zeros_can_be_withheld),
    (hidden_is_never_zero, checks.zeros_can_be_withheld),
    (overlap_taken_for_known, checks.no_overlap_is_taken_for_known),
    (leaders_forgotten, checks.leaders_are_thought_of),
    (strata_forgotten, checks.strata_of_a_rate_are_cells),
    (mart_forgotten, checks.every_hidden_cell_is_withheld),
    (limits_swapped, checks.few_persons_make_a_cell_primary),
    (needs_swapped, checks.small_systems_are_protected),
    (only_downwards, checks.small_systems_are_protected),
    (cell_reopened, checks.small_systems_are_protected),
    (too_much_revealed, checks.small_systems_are_protected),
    (insiders_forgotten, checks.small_systems_are_protected),
    (tie_forgotten_in_the_search, checks.small_systems_are_protected),
    (any_table_is_believed, checks.the_proof_is_refused_where_it_is_wrong),
    (headline_sacrificed_without_saying, checks.sacrifices_and_exposures_are_told),
    (exposed_without_saying, checks.sacrifices_and_exposures_are_told),
)
