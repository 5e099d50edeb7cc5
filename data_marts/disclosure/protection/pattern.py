"""What is hidden so far, the other tables that were found, and which of them answers which need."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from data_marts.disclosure.protection.parts import Part
from data_marts.disclosure.protection.reduction import Needs, Places, Problem
from data_marts.disclosure.system import Booleans, Numbers, Whole


@dataclass(frozen=True)
class Table:
    """Another table as what differs from the true one, and the groups that must be hidden for it."""

    unknowns: Places
    differences: Whole
    groups: frozenset[int]


class Pattern:
    """Grows by tables that answer needs, and shrinks by groups that no answer uses. Needs are spoken of by number."""

    def __init__(self, problem: Problem, needs: Needs) -> None:
        self.problem, self.needs = problem, needs
        self.hidden: Booleans = problem.hidden.copy()
        self.answer: dict[int, Table] = {}
        self._needs_at: dict[int, list[int]] = defaultdict(list)
        for need, unknown in enumerate(needs.unknown.tolist()):
            self._needs_at[unknown].append(need)
        self._answers: dict[int, list[Table]] = defaultdict(list)
        self._users: dict[int, set[int]] = defaultdict(set)

    def costs(self, finite: bool = True) -> Numbers:
        """What each unknown costs now: nothing where it is hidden or never published. Infinite costs become very
        large ones unless `finite`."""
        cost = np.where(self.hidden, 0.0, self.problem.cost)
        if not finite:
            largest = max(cost[np.isfinite(cost)].max(initial=1.0), 1.0)
            cost = np.where(np.isfinite(cost), cost, 1e4 * largest)
        return np.append(cost, 0.0)[self.problem.group_of]

    def add(self, part: Part, differences: Whole) -> Table:
        """Keeps a table, hides what it needs, and answers with it whatever has no answer yet; so does its opposite,
        where that is possible too."""
        table = self._keep(part.unknowns, differences)
        for group in table.groups:
            self.hidden[group] = True
        if _is_possible(part, -differences):
            self._keep(part.unknowns, -differences)
        return table

    def _keep(self, unknowns: Places, differences: Whole) -> Table:
        changed = np.flatnonzero(differences)
        groups = self.problem.group_of[unknowns[changed]]
        table = Table(unknowns[changed], differences[changed], frozenset(groups[groups >= 0].tolist()))
        for unknown, difference in zip(table.unknowns.tolist(), table.differences.tolist(), strict=True):
            for need in self._needs_at.get(unknown, ()):
                if _reaches(difference, int(self.needs.amount[need])):
                    self._answers[need].append(table)
                    if need not in self.answer:
                        self.use(need, table)
        return table

    def use(self, need: int, table: Table) -> None:
        """Makes a table the answer to a need."""
        before = self.answer.get(need)
        if before is not None:
            for group in before.groups:
                self._users[group].discard(need)
        self.answer[need] = table
        for group in table.groups:
            self._users[group].add(need)

    def outside(self, need: int, part: Part) -> Table:
        """The answer to a need that lies outside a part, without what it changes inside."""
        answer = self.answer[need]
        kept = ~np.isin(answer.unknowns, part.unknowns)
        return self._keep(answer.unknowns[kept], answer.differences[kept])

    def users(self, group: int) -> list[int]:
        """The needs whose answers would be lost if the group was shown."""
        return sorted(self._users[group])

    def other_answer(self, need: int, without: int) -> Table | None:
        """A table kept earlier that answers the need though the group is shown."""
        for table in self._answers[need]:
            if without not in table.groups and all(self.hidden[group] for group in table.groups):
                return table
        return None


def _reaches(difference: int, amount: int) -> bool:
    return difference >= amount if amount > 0 else difference <= amount


def _is_possible(part: Part, differences: Whole) -> bool:
    inside = np.all((differences >= part.least) & (differences <= part.most))
    return bool(inside and np.all(part.at_most @ differences <= part.slack))
