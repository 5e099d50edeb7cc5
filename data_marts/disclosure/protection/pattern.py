"""What is hidden so far, the other tables that were found, and which of them answer which need.

A need is answered when some table reaches it, and when for every insider some table reaches it without touching a value
that the insider knows. Two tables with no insider in common are enough.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from data_marts.disclosure.protection.reduction import NOBODY, Needs, Owners, Places, Problem
from data_marts.disclosure.system import Booleans, Numbers, Whole

# In place of an infinite cost, as a multiple of the largest one.
_DEAR = 1e4


@dataclass(frozen=True)
class Table:
    """Another table as what differs from the true one, the groups that must be hidden for it, and who would know."""

    unknowns: Places
    differences: Whole
    groups: frozenset[int]
    owners: Owners


class Pattern:
    """Grows by tables that answer needs, and shrinks by groups that no answer uses. Needs are spoken of by number."""

    def __init__(self, problem: Problem, needs: Needs) -> None:
        self.problem, self.needs = problem, needs
        self.hidden: Booleans = problem.hidden.copy()
        self._answers: dict[int, tuple[Table, ...]] = {}
        self._needs_at: dict[int, list[int]] = defaultdict(list)
        for need, unknown in enumerate(needs.unknown.tolist()):
            self._needs_at[unknown].append(need)
        self._kept: dict[int, list[Table]] = defaultdict(list)
        self._users: dict[int, set[int]] = defaultdict(set)
        self._groups = problem.group_of.tolist()
        self._members: dict[int, list[int]] = defaultdict(list)
        for unknown, group in enumerate(self._groups):
            self._members[group].append(unknown)
        cost = np.where(self.hidden, 0.0, problem.cost)
        largest = max(cost[np.isfinite(cost)].max(initial=1.0), 1.0)
        self._costs = self.by_unknown(cost)
        self._dear = self.by_unknown(np.where(np.isfinite(cost), cost, _DEAR * largest))

    def costs(self, finite: bool = True) -> Sequence[float]:
        """What each unknown costs now: nothing where it is hidden or never published. Infinite costs become very
        large ones unless `finite`. Changes with the pattern."""
        return self._costs if finite else self._dear

    def by_unknown(self, cost: Numbers) -> list[float]:
        """A cost of each group as one of each unknown."""
        found: list[float] = np.append(cost, 0.0)[self.problem.group_of].tolist()
        return found

    def members(self, group: int) -> Places:
        """The unknowns of a group."""
        return np.array(self._members[group], dtype=np.intp)

    def _hide(self, group: int) -> None:
        if not self.hidden[group]:
            self.hidden[group] = True
            for unknown in self._members[group]:
                self._costs[unknown] = self._dear[unknown] = 0.0

    def answers(self, need: int) -> tuple[Table, ...]:
        """The tables that answer a need."""
        return self._answers.get(need, ())

    def tables(self) -> list[Table]:
        """All tables that answer a need, each once."""
        found = {id(table): table for need in sorted(self._answers) for table in self._answers[need]}
        return list(found.values())

    def knowing(self, need: int, tables: Iterable[Table]) -> Owners | None:
        """The insiders who would know that none of these tables is true; None where there is no table."""
        found: Owners | None = None
        for table in tables:
            found = table.owners if found is None else found & table.owners
        excused = self.problem.insiders[self.needs.unknown[need]].excused
        return None if found is None else found - excused

    def is_answered(self, need: int) -> bool:
        """Whether nobody is left who would know."""
        return self.knowing(need, self.answers(need)) == NOBODY

    def add(self, unknowns: Places, differences: Whole, both: bool) -> Table:
        """Keeps a table and hides what it needs; its opposite too, where `both` are possible."""
        table = self.keep(unknowns, differences)
        for group in table.groups:
            self._hide(group)
        if both:
            self.keep(unknowns, -differences)
        return table

    def keep(self, unknowns: Places, differences: Whole) -> Table:
        """A table of these differences, remembered for the needs that it reaches; those without an answer take it."""
        changed = np.flatnonzero(differences)
        places = unknowns[changed].tolist()
        groups = frozenset(self._groups[place] for place in places) - {-1}
        owners = NOBODY.union(*(self.problem.insiders[place].knowing for place in places))
        table = Table(unknowns[changed], differences[changed], groups, owners)
        for place, difference in zip(places, table.differences.tolist(), strict=True):
            for need in self._needs_at.get(place, ()):
                if _reaches(difference, int(self.needs.amount[need])):
                    self._kept[need].append(table)
                    self._take(need, table)
        return table

    def _take(self, need: int, table: Table) -> None:
        """Makes a table one of the answers if it leaves fewer who would know."""
        tables = self.answers(need)
        before = self.knowing(need, tables)
        if before is None or (before and self.knowing(need, (*tables, table)) != before):
            self.use(need, (*tables, table))

    def use(self, need: int, tables: Sequence[Table]) -> None:
        """Makes tables the answers to a need, in place of those before."""
        for group in self._needed(self.answers(need)):
            self._users[group].discard(need)
        self._answers[need] = tuple(tables)
        for group in self._needed(tables):
            self._users[group].add(need)

    @staticmethod
    def _needed(tables: Iterable[Table]) -> frozenset[int]:
        return frozenset().union(*(table.groups for table in tables))

    def users(self, group: int) -> list[int]:
        """The needs whose answers would be lost if the group was shown."""
        return sorted(self._users[group])

    def without(self, need: int, group: int) -> list[Table]:
        """Tables kept earlier that answer the need as far as possible though the group is shown."""
        found = [table for table in self.answers(need) if group not in table.groups]
        knowing = self.knowing(need, found)
        for table in self._kept[need]:
            if knowing == NOBODY:
                break
            if group not in table.groups and all(self.hidden[other] for other in table.groups):
                narrower = self.knowing(need, (*found, table))
                if narrower != knowing:
                    found.append(table)
                    knowing = narrower
        return found


def _reaches(difference: int, amount: int) -> bool:
    return difference >= amount if amount > 0 else difference <= amount
