"""Areas that fit together: kommuner become areas, and borders are simplified once for both sides.

A ring is a closed line of places, the first of which is not repeated at its end. Outer rings run one way and holes the
other, so that a border between two areas is run through once in each direction. Of the same rings the same comes out.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

from data_marts.outlines.plane import Place
from data_marts.outlines.shorter import Line

Ring = tuple[Place, ...]
Edge = tuple[Place, Place]


def signed_area(ring: Sequence[Place]) -> float:
    """The area inside a ring; negative where it runs the other way."""
    return sum(x * v - u * y for (x, y), (u, v) in edges((*ring,))) / 2


def edges(ring: Ring) -> Iterable[Edge]:
    """The ring's lines from place to place, the closing one last."""
    return zip(ring, (*ring[1:], ring[0]), strict=True)


def turned(ring: Ring, hole: bool) -> Ring:
    """The ring in the direction that it must have."""
    return ring if (signed_area(ring) > 0) is not hole else ring[::-1]


def dissolve(rings: Iterable[Ring]) -> tuple[Ring, ...]:
    """The rings around neighbours taken together: what is run through in both directions lies inside, and goes.

    ValueError where the rings do not fit together.
    """
    found = {edge for ring in rings for edge in edges(ring)}
    onward = defaultdict(list)
    for start, end in sorted(found):
        if (end, start) not in found:
            onward[start].append(end)
    return tuple(_rings(onward))


def _rings(onward: dict[Place, list[Place]]) -> Iterable[Ring]:
    while onward:
        ring = [next(iter(onward))]
        while not (len(ring) > 1 and ring[-1] == ring[0]):
            ends = onward.get(ring[-1])
            if not ends:
                raise ValueError(f"a border ends at {ring[-1]}: the rings do not fit together")
            here, onwards = ring[-1], ends.pop(0)
            if not ends:
                del onward[here]
            ring.append(onwards)
        yield tuple(ring[:-1])


def meeting_places(areas: Mapping[str, Sequence[Ring]]) -> frozenset[Place]:
    """Where three lines or more meet: the ends of borders."""
    beside = defaultdict(set)
    for rings in areas.values():
        for ring in rings:
            for start, end in edges(ring):
                beside[start].add(end)
                beside[end].add(start)
    return frozenset(place for place, others in beside.items() if len(others) > 2)


def without_islets(areas: Mapping[str, Sequence[Ring]], least: float) -> dict[str, tuple[Ring, ...]]:
    """The areas without islands below this area; an island that several areas share is one, and goes or stays whole."""
    ends = meeting_places(areas)
    gone = {
        ring
        for island in _islands([ring for rings in areas.values() for ring in rings], ends)
        if abs(sum(map(signed_area, island))) < least
        for ring in island
    }
    return {code: tuple(ring for ring in rings if ring not in gone) for code, rings in areas.items()}


def _islands(rings: Iterable[Ring], ends: frozenset[Place]) -> list[list[Ring]]:
    """Rings that meet, together."""
    islands: list[tuple[list[Ring], set[Place]]] = []
    for ring in rings:
        met = set(ends.intersection(ring))
        touching = [island for island in islands if not met.isdisjoint(island[1])]
        islands = [island for island in islands if met.isdisjoint(island[1])]
        together = [ring, *(one for island in touching for one in island[0])]
        islands.append((together, met.union(*(island[1] for island in touching))))
    return [island for island, _ in islands]


def simplified(
    areas: Mapping[str, Sequence[Ring]], shorten: Callable[[Sequence[Line]], Sequence[Line]]
) -> dict[str, tuple[Ring, ...]]:
    """The areas with fewer places: every border is given to `shorten` once, whichever side it is of; no gap opens.

    `shorten` takes all lines between meeting places, and gives them back in the same order and direction.
    """
    ends = meeting_places(areas)
    parts = {code: [_parts(ring, ends) for ring in rings] for code, rings in areas.items()}
    lines = sorted({_forwards(line) for rings in parts.values() for ring in rings for line in ring})
    shorter = dict(zip(lines, shorten(lines), strict=True))

    def found(line: Line) -> Line:
        return shorter[line] if line in shorter else shorter[line[::-1]][::-1]

    def joined(ring: Sequence[Line]) -> Ring:
        return tuple(place for line in ring for place in found(line)[:-1])

    # A ring of two places holds nothing: a tip of land that is no longer there.
    return {code: tuple(ring for ring in map(joined, rings) if len(ring) > 2) for code, rings in parts.items()}


def _forwards(line: Line) -> Line:
    """The line in the one of its two directions that both of its sides agree on."""
    return min(line, line[::-1])


def _parts(ring: Ring, ends: frozenset[Place]) -> list[Line]:
    at = [number for number, place in enumerate(ring) if place in ends]
    # A ring that meets no other begins at its first place in order, on whichever side it is met.
    at = at or [ring.index(min(ring))]
    begun = (*ring[at[0] :], *ring[: at[0]], ring[at[0]])
    cuts = [number - at[0] for number in at] + [len(ring)]
    return [begun[start : end + 1] for start, end in pairwise(cuts)]
