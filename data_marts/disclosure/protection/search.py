"""From the primary cells to a pattern in which each of them is protected, and back to the smallest part of it.

Measured on cubes of three sizes: needs of few steps first, since the tables found for them are small and serve many.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from data_marts.disclosure.protection.parts import split
from data_marts.disclosure.protection.pattern import Pattern, Table
from data_marts.disclosure.protection.perturbation import Perturbation
from data_marts.disclosure.system import Booleans, Numbers


def answer_needs(pattern: Pattern) -> Sequence[int]:
    """Hides groups until each need has an answer, at finite cost if possible. Needs that have none are returned."""
    failed = _answer(pattern, range(len(pattern.needs)), finite=True)
    return _answer(pattern, failed, finite=False)


def _answer(pattern: Pattern, needs: Sequence[int], finite: bool) -> list[int]:
    wanted = [need for need in needs if need not in pattern.answer]
    failed: list[int] = []
    if not wanted:
        return failed
    changing = np.isfinite(pattern.costs(finite))
    for perturbation, own in _parts(pattern, wanted, changing):
        failed += _answer_part(pattern, perturbation, own, finite)
    return failed + [need for need in wanted if not changing[pattern.needs.unknown[need]]]


def _parts(pattern: Pattern, needs: Sequence[int], changing: Booleans) -> Iterator[tuple[Perturbation, list[int]]]:
    """The needs by the part of the problem that they lie in, those of few steps first."""
    at: dict[int, list[int]] = defaultdict(list)
    for need in needs:
        at[int(pattern.needs.unknown[need])].append(need)
    wanted = np.zeros(len(pattern.problem), dtype=np.bool_)
    wanted[list(at)] = True
    for part in split(pattern.problem, changing, wanted):
        inside = part.unknowns[wanted[part.unknowns]].tolist()
        own = [need for unknown in inside for need in at[unknown]]
        yield Perturbation(part), sorted(own, key=lambda need: (abs(int(pattern.needs.amount[need])), need))


def _answer_part(pattern: Pattern, perturbation: Perturbation, needs: Sequence[int], finite: bool) -> list[int]:
    """Needs that only branching could answer wait for the others: most have an answer by then."""
    waiting = _answer_in_turn(pattern, perturbation, needs, finite, thorough=False)
    return _answer_in_turn(pattern, perturbation, waiting, finite, thorough=True)


def _answer_in_turn(
    pattern: Pattern, perturbation: Perturbation, needs: Sequence[int], finite: bool, thorough: bool
) -> list[int]:
    failed = []
    part = perturbation.part
    perturbation.price(pattern.costs(finite)[part.unknowns])
    for need in needs:
        if need in pattern.answer:
            continue
        unknown, amount = int(pattern.needs.unknown[need]), int(pattern.needs.amount[need])
        found = perturbation.solve(unknown, amount, thorough)
        if found is None:
            failed.append(need)
            continue
        pattern.add(part, found)
        perturbation.price(pattern.costs(finite)[part.unknowns])
    return failed


def reveal_superfluous(pattern: Pattern) -> None:
    """Shows every hidden group that is not needed, the dearest first: each is tried once, alone."""
    secondary = np.flatnonzero(pattern.hidden & ~pattern.problem.hidden).tolist()
    unneeded = [group for group in secondary if not pattern.users(group)]
    pattern.hidden[unneeded] = False
    changing = np.append(pattern.hidden, True)[pattern.problem.group_of]
    candidates = changing & ~np.append(pattern.problem.hidden, True)[pattern.problem.group_of]
    for part in split(pattern.problem, changing, candidates):
        groups = np.unique(pattern.problem.group_of[part.unknowns[candidates[part.unknowns]]])
        perturbation = Perturbation(part)
        for group in groups[np.lexsort((groups, -pattern.problem.cost[groups]))].tolist():
            _try_to_show(pattern, perturbation, group)


def _try_to_show(pattern: Pattern, perturbation: Perturbation, group: int) -> None:
    new: dict[int, Table] = {}
    perturbation.price(_costs_without(pattern, perturbation, group))
    for need in pattern.users(group):
        table = pattern.other_answer(need, group) or _answer_without(pattern, perturbation, need, group)
        if table is None:
            return
        new[need] = table
    for need, table in new.items():
        pattern.use(need, table)
    pattern.hidden[group] = False


def _answer_without(pattern: Pattern, perturbation: Perturbation, need: int, group: int) -> Table | None:
    """An answer at the prices that are set; one in another part only loses what it changes in this one."""
    part, unknown = perturbation.part, int(pattern.needs.unknown[need])
    if unknown not in part.places:
        table = pattern.outside(need, part)
        return None if group in table.groups else table
    found = perturbation.solve(unknown, int(pattern.needs.amount[need]), thorough=False)
    return None if found is None else pattern.add(part, found)


def _costs_without(pattern: Pattern, perturbation: Perturbation, group: int) -> Numbers:
    """Only hidden unknowns may change, but not those of the group; the dearer, the less welcome."""
    group_of = pattern.problem.group_of[perturbation.part.unknowns]
    free = np.append(pattern.problem.hidden, True)[group_of]
    shown = ~np.append(pattern.hidden, True)[group_of] | (group_of == group)
    cost = np.append(np.where(np.isfinite(pattern.problem.cost), pattern.problem.cost, 1e4), 0.0)[group_of]
    return np.where(shown, np.inf, np.where(free, 0.0, cost))
