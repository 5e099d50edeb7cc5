"""From the primary cells to a pattern in which each of them is protected, and back to the smallest part of it.

Measured on cubes and releases: needs of few steps first, since the tables found for them are small and serve many; and
small neighbourhoods first, since a program of a few hundred unknowns takes milliseconds.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from data_marts.disclosure.protection.nearby import Nearby
from data_marts.disclosure.protection.pattern import Pattern, Table
from data_marts.disclosure.protection.perturbation import Perturbation
from data_marts.disclosure.protection.reduction import NOBODY, Owners, Places
from data_marts.disclosure.system import Numbers, Whole

Prices = Sequence[float]
SIZES = (150, 900, 6000)
# The clean-up asks thrice as often in vain as not, and takes most of the time: two sizes mostly have the answer.
REVEAL = (900, 3000)
# Branching is tried in the smallest neighbourhood alone, unless nothing else has helped.
_LARGEST_WHOLE, _LARGEST_LAST = SIZES[0], SIZES[1]
# A step in what is hidden already costs nothing; where an insider knows it, a little.
_OF_OTHERS = 0.5


class Search:
    """Looks for tables that answer needs, in neighbourhoods of growing size."""

    def __init__(self, pattern: Pattern, sizes: Sequence[int] = SIZES) -> None:
        self.pattern, self.sizes = pattern, sizes
        self.nearby = Nearby(pattern.problem)
        self._of: dict[int, set[int]] = defaultdict(set)
        for unknown, found in enumerate(pattern.problem.insiders):
            for owner in found.knowing:
                self._of[owner].add(unknown)

    def answer(self, need: int, prices: Prices, last: bool = False) -> bool:
        """Adds tables until nobody is left who would know, at these prices; whether that was possible."""
        pattern = self.pattern
        knowing = pattern.knowing(need, pattern.answers(need))
        if knowing is None:
            if self.find(need, prices, NOBODY, last) is None:
                return False
            knowing = pattern.knowing(need, pattern.answers(need))
        return not knowing or self._answer_insiders(need, prices, last)

    def _answer_insiders(self, need: int, prices: Prices, last: bool) -> bool:
        pattern = self.pattern
        while knowing := pattern.knowing(need, pattern.answers(need)):
            if self.find(need, prices, knowing, False) is None:
                alone = frozenset({min(knowing)})
                if len(knowing) == 1 and not last:
                    return False
                if self.find(need, prices, alone, last) is None:
                    return False
        return True

    def find(self, need: int, prices: Prices, knowing: Owners, last: bool) -> Table | None:
        """The cheapest table found for a need that leaves alone what these insiders know. It is kept and hidden."""
        found = self._differences(need, prices, knowing, last)
        if found is None:
            return None
        unknowns, differences = found
        return self.pattern.add(unknowns, differences, self._is_possible(unknowns, -differences))

    def _differences(self, need: int, prices: Prices, knowing: Owners, last: bool) -> tuple[Places, Whole] | None:
        """Differences that reach the need, in the smallest neighbourhood that has some."""
        unknown, amount = int(self.pattern.needs.unknown[need]), int(self.pattern.needs.amount[need])
        closed = frozenset().union(*(self._of[owner] for owner in knowing)) - {unknown}
        before = 0
        for size in (*self.sizes, len(self.pattern.problem)) if last else self.sizes:
            ball = self.nearby.ball(unknown, prices, closed, size)
            if len(ball) == before:
                return None
            before = len(ball)
            whole = len(ball) <= (_LARGEST_LAST if last else _LARGEST_WHOLE)
            found = self._solve(ball, self._priced(ball, prices, unknown), unknown, amount, whole)
            if found is not None:
                return ball, found
        return None

    def _priced(self, ball: Places, prices: Prices, unknown: int) -> Numbers:
        """What insiders know costs a little more."""
        insiders = self.pattern.problem.insiders
        of_others = [bool(insiders[place].knowing - insiders[unknown].excused) for place in ball.tolist()]
        return np.array([prices[place] for place in ball.tolist()]) + _OF_OTHERS * np.array(of_others)

    def _solve(self, ball: Places, prices: Numbers, unknown: int, amount: int, whole: bool) -> Whole | None:
        """The far limits are looked at afterwards: they rarely bind."""
        for every_limit in (False, True):
            program = Perturbation(self.nearby.part(ball, every_limit))
            program.price(prices)
            found = program.solve(unknown, amount, whole)
            if found is None or self.nearby.is_possible(ball, found):
                return found
        return None

    def _is_possible(self, unknowns: Places, differences: Whole) -> bool:
        problem = self.pattern.problem
        inside = np.all((differences >= problem.least[unknowns]) & (differences <= problem.most[unknowns]))
        return bool(inside) and self.nearby.is_possible(unknowns, differences)


def answer_needs(pattern: Pattern) -> Sequence[int]:
    """Hides groups until each need has an answer, at finite cost if possible. Needs that have none are returned."""
    search = Search(pattern)
    failed = _answer_in_turn(search, list(_in_order(pattern)), finite=True)
    return _answer_in_turn(search, failed, finite=False)


def _in_order(pattern: Pattern) -> Iterator[int]:
    amounts = np.abs(pattern.needs.amount)
    yield from np.lexsort((np.arange(len(amounts)), amounts)).tolist()


def _answer_in_turn(search: Search, needs: Sequence[int], finite: bool) -> list[int]:
    """Those that could not be answered. They wait for all others: many have an answer by then."""
    pattern = search.pattern
    waiting: list[int] = []
    for last in (False, True):
        waiting = [
            need
            for need in (waiting if last else needs)
            if not (pattern.is_answered(need) or search.answer(need, pattern.costs(finite), last))
        ]
    return waiting


def reveal_superfluous(pattern: Pattern) -> None:
    """Shows every hidden group that is not needed, the dearest first: each is tried once, alone."""
    search, problem = Search(pattern, REVEAL), pattern.problem
    secondary = np.flatnonzero(pattern.hidden & ~problem.hidden)
    for group in secondary[np.lexsort((secondary, -problem.cost[secondary]))].tolist():
        _try_to_show(search, group)
    for group in secondary.tolist():
        # What was needed when it was tried may have lost its users since.
        pattern.hidden[group] &= bool(pattern.users(group))


def _try_to_show(search: Search, group: int) -> None:
    pattern = search.pattern
    users = pattern.users(group)
    prices = _prices_without(pattern, group) if users else ()
    before = {need: pattern.answers(need) for need in users}
    for need in users:
        pattern.use(need, pattern.without(need, group))
        if not (pattern.is_answered(need) or search.answer(need, prices)):
            for other in users:
                pattern.use(other, before[other])
            return
    pattern.hidden[group] = False


def _prices_without(pattern: Pattern, group: int) -> Prices:
    """Only hidden unknowns may change, but not those of the group; the dearer, the less welcome."""
    problem = pattern.problem
    cost = np.where(np.isfinite(problem.cost), problem.cost, 1e4)
    cost = np.where(problem.hidden, 0.0, np.where(pattern.hidden, cost, np.inf))
    cost[group] = np.inf
    return pattern.by_unknown(cost)
