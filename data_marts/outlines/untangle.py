"""Lines that came to cross when their places were rounded are parted again: places go until no two lines cross."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from data_marts.outlines.plane import Place
from data_marts.outlines.shorter import Line, area_of, side

Segment = tuple[Place, Place, int]


def untangled(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines without those places that make two of them cross, or run along each other; ends stay.

    ValueError where that cannot be had.
    """
    found = [*lines]
    while tangle := next(_tangles(found), None):
        candidates = [one for segment in tangle for one in _removable(found, segment)]
        if not candidates:
            raise ValueError(f"lines cross and cannot be parted: {tangle}")
        _, number, at = min(candidates)
        found[number] = _without(found[number], at)
    return tuple(found)


def _without(line: Line, at: int) -> Line:
    """The line without one of its places; what then follows itself is one place."""
    left = (*line[:at], *line[at + 1 :])
    return (left[0], *(here for before, here in pairwise(left) if here != before))


def _removable(lines: Sequence[Line], segment: Segment) -> Iterator[tuple[float, int, int]]:
    """The ends of a segment that may go: the triangle that goes with each, the number of its line and its own."""
    line = lines[segment[2]]
    if len(line) > (4 if line[0] == line[-1] else 2):
        for at in range(1, len(line) - 1):
            if line[at] in segment[:2]:
                yield area_of((line[at - 1], line[at], line[at + 1])), segment[2], at


def _tangles(lines: Sequence[Line]) -> Iterator[tuple[Segment, Segment]]:
    """Pairs of segments that cross, or are the same, from the left to the right."""
    segments = sorted((min(pair), max(pair), number) for number, line in enumerate(lines) for pair in pairwise(line))
    near: list[Segment] = []
    for segment in segments:
        near = [one for one in near if one[1][0] >= segment[0][0]]
        crossing = ((one, segment) for one in near if _cross(one, segment))
        # Two lines that are nothing but one segment: the water that was between them is gone, and they are one border.
        yield from (pair for pair in crossing if pair[0][:2] != pair[1][:2] or not _is_bare(lines, pair))
        near.append(segment)


def _is_bare(lines: Sequence[Line], pair: tuple[Segment, Segment]) -> bool:
    return all(len(lines[segment[2]]) == 2 for segment in pair)


def _cross(one: Segment, other: Segment) -> bool:
    (a, b, _), (c, d, _) = one, other
    if (a, b) == (c, d):
        return True
    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
