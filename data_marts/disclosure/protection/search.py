"""From the primary cells to a pattern in which each of them is protected.

Measured on cubes and releases: needs of few steps first, since the tables found for them are small and serve many; and
small neighbourhoods first, since a program of a few hundred unknowns takes milliseconds.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np

from data_marts.disclosure.protection.nearby import Nearby
from data_marts.disclosure.protection.pattern import Pattern, Table
from data_marts.disclosure.protection.perturbation import Perturbation
from data_marts.disclosure.protection.reduction import NOBODY, Owners, Places
from data_marts.disclosure.protection.room import Room
from data_marts.disclosure.system import Numbers, Whole

Prices = Sequence[float]
SIZES = (150, 900, 6000)
# A size that had the answer in less than one of `_SELDOM` of the last `_TRIES` needs is tried in one of `_SELDOM` only:
# at first next to nothing is hidden, and small neighbourhoods are of little use; later it is the other way round.
_SELDOM, _TRIES = 10, 30
# Branching is tried in the smallest neighbourhood alone, unless nothing else has helped.
_LARGEST_WHOLE, _LARGEST_LAST = SIZES[0], SIZES[1]
# A step in what is hidden already costs nothing; where an insider knows it, a little.
_OF_OTHERS = 0.5


@dataclass(frozen=True)
class Way:
    """How to look: what each unknown costs, with the `last` means or not, and the room there is, where it is known."""

    prices: Prices
    last: bool = False
    room: Room | None = None


class Search:
    """Looks for tables that answer needs, in neighbourhoods of growing size.

    `effort`: how many unknowns all programs together had so far, which is what the time goes with.
    """

    def __init__(self, pattern: Pattern, sizes: Sequence[int] = SIZES) -> None:
        self.pattern, self.sizes = pattern, sizes
        self.nearby = Nearby(pattern.problem)
        self._lately: dict[int, deque[bool]] = {size: deque(maxlen=_TRIES) for size in sizes}
        self._passed = Counter[int]()
        self.effort = 0
        self._of: dict[int, set[int]] = defaultdict(set)
        for unknown, found in enumerate(pattern.problem.insiders):
            for owner in found.knowing:
                self._of[owner].add(unknown)

    def answer(self, need: int, way: Way) -> bool:
        """Adds tables until nobody is left who would know; whether that was possible."""
        pattern = self.pattern
        knowing = pattern.knowing(need, pattern.answers(need))
        if knowing is None:
            if self.find(need, way, NOBODY) is None:
                return False
            knowing = pattern.knowing(need, pattern.answers(need))
        return not knowing or self._answer_insiders(need, way)

    def _answer_insiders(self, need: int, way: Way) -> bool:
        pattern = self.pattern
        while knowing := pattern.knowing(need, pattern.answers(need)):
            if self.find(need, replace(way, last=False), knowing) is None:
                alone = frozenset({min(knowing)})
                if len(knowing) == 1 and not way.last:
                    return False
                if self.find(need, way, alone) is None:
                    return False
        return True

    def find(self, need: int, way: Way, knowing: Owners) -> Table | None:
        """The cheapest table found for a need that leaves alone what these insiders know. It is kept and hidden."""
        found = self._differences(need, way, knowing)
        if found is None:
            return None
        unknowns, differences = found
        return self.pattern.add(unknowns, differences, self._is_possible(unknowns, -differences))

    def _differences(self, need: int, way: Way, knowing: Owners) -> tuple[Places, Whole] | None:
        """Differences that reach the need, in the smallest neighbourhood that has some."""
        unknown, amount = int(self.pattern.needs.unknown[need]), int(self.pattern.needs.amount[need])
        closed = frozenset().union(*(self._of[owner] for owner in knowing)) - {unknown}
        if way.room is not None and not _leaves_open(way.room, closed, unknown, amount):
            return None
        before = 0
        for size in self._sizes(way.last):
            ball = self.nearby.ball(unknown, way.prices, closed, size)
            if len(ball) == before:
                return None
            before = len(ball)
            self.effort += before
            whole = len(ball) <= (_LARGEST_LAST if way.last else _LARGEST_WHOLE)
            found = self._solve(ball, self._priced(ball, way.prices, unknown), unknown, amount, whole)
            self._lately.setdefault(size, deque(maxlen=_TRIES)).append(found is not None)
            if found is not None:
                return ball, found
        return None

    def _sizes(self, last: bool) -> Iterator[int]:
        """The sizes worth a try, by how often each had the answer lately; the largest in any case."""
        for size in self.sizes[:-1]:
            if last or self._is_worth_it(size):
                yield size
        yield self.sizes[-1]
        if last:
            yield len(self.pattern.problem)

    def _is_worth_it(self, size: int) -> bool:
        lately = self._lately[size]
        if len(lately) < _TRIES or _SELDOM * sum(lately) >= _TRIES:
            return True
        self._passed[size] += 1
        return self._passed[size] % _SELDOM == 0

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


def _leaves_open(room: Room, closed: Set[int], unknown: int, amount: int) -> bool:
    """Whether an unknown might still be so far from its true value though these others may not change."""
    left = room.without(np.array(sorted(closed), dtype=np.intp)) if closed else room
    return left.reaches(unknown, amount)


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
            if not (pattern.is_answered(need) or search.answer(need, Way(pattern.costs(finite), last)))
        ]
    return waiting
