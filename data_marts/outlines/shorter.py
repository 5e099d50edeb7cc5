"""Fewer places on lines that must not come to cross: Visvalingam and Whyatt (1993), all lines at once."""

import heapq
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from data_marts.outlines.plane import Place

Line = tuple[Place, ...]
Triangle = tuple[Place, Place, Place]


def visvalingam(lines: Sequence[Line], least: float) -> tuple[Line, ...]:
    """The lines without the places whose triangle with their neighbours is smaller than `least`, smallest first.

    Ends stay, and of a closed line two places more. A place stays too where another would come to lie on the wrong
    side of the line: lines that do not cross do not come to cross.
    """
    work = _Work([_Chain(line) for line in lines])
    waiting = [(work.chains[number].size(at), number, at) for number, at in work.inner()]
    heapq.heapify(waiting)
    while waiting and waiting[0][0] < least:
        size, number, at = heapq.heappop(waiting)
        chain = work.chains[number]
        if (
            not chain.is_standing(at)
            or chain.size(at) > size
            or chain.is_short
            or work.holds_another(chain.triangle(at))
        ):
            continue
        work.standing.discard(chain.line[at])
        for near in chain.remove(at):
            # Never before what went already, so that the order of going is one of size.
            heapq.heappush(waiting, (max(size, chain.size(near)), number, near))
    return tuple(chain.left() for chain in work.chains)


@dataclass
class _Chain:
    """A line whose places go one by one."""

    line: Line
    before: list[int] = field(init=False)
    after: list[int] = field(init=False)
    count: int = field(init=False)

    def __post_init__(self) -> None:
        self.count = len(self.line)
        self.before = list(range(-1, self.count - 1))
        self.after = list(range(1, self.count + 1))

    @property
    def is_short(self) -> bool:
        return self.count <= (4 if self.line[0] == self.line[-1] else 2)

    def is_standing(self, at: int) -> bool:
        return self.before[at] >= 0

    def triangle(self, at: int) -> Triangle:
        return self.line[self.before[at]], self.line[at], self.line[self.after[at]]

    def size(self, at: int) -> float:
        return area_of(self.triangle(at))

    def remove(self, at: int) -> tuple[int, ...]:
        """Takes a place out; its neighbours that may go later."""
        one, other = self.before[at], self.after[at]
        self.after[one], self.before[other], self.before[at] = other, one, -1
        self.count -= 1
        return tuple(near for near in (one, other) if 0 < near < len(self.line) - 1)

    def left(self) -> Line:
        last = len(self.line) - 1
        return tuple(place for at, place in enumerate(self.line) if at in (0, last) or self.is_standing(at))


@dataclass
class _Work:
    """All lines, and the places that stand on any of them, from the left to the right."""

    chains: list[_Chain]
    standing: set[Place] = field(init=False)
    places: list[Place] = field(init=False)

    def __post_init__(self) -> None:
        self.standing = {place for chain in self.chains for place in chain.line}
        self.places = sorted(self.standing)

    def inner(self) -> Iterable[tuple[int, int]]:
        """Every place between the ends of a line: the number of the line, and its own."""
        return ((number, at) for number, chain in enumerate(self.chains) for at in range(1, len(chain.line) - 1))

    def holds_another(self, triangle: Triangle) -> bool:
        """Whether any place that stands lies within the triangle or on its sides, but for its corners."""
        left, right = min(triangle)[0], max(triangle)[0]
        start, end = bisect_left(self.places, (left, float("-inf"))), bisect_right(self.places, (right, float("inf")))
        near = (place for place in self.places[start:end] if place in self.standing and place not in triangle)
        return any(_is_within(place, triangle) for place in near)


def _is_within(place: Place, triangle: Triangle) -> bool:
    one, two, three = triangle
    sides = [side(one, two, place), side(two, three, place), side(three, one, place)]
    return min(sides) >= 0 or max(sides) <= 0


def side(start: Place, end: Place, place: Place) -> float:
    """Twice the area of the triangle: above 0 on one side of the line through start and end, below 0 on the other."""
    return (end[0] - start[0]) * (place[1] - start[1]) - (end[1] - start[1]) * (place[0] - start[0])


def area_of(triangle: Triangle) -> float:
    """The area of a triangle, whichever way it runs."""
    return abs(side(*triangle)) / 2
