"""Outlines as path data: whole numbers from place to place, and the lines of a hatching within them. Kept once made."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from app.charts.description import Rings


@lru_cache(maxsize=64)
def outline(rings: Rings) -> str:
    """Path data around the rings; a minus sign parts two numbers as well as a space does."""
    return "".join(f"M{ring[0][0]} {ring[0][1]}l{_steps(ring)}z" for ring in rings)


def _steps(ring: tuple[tuple[int, int], ...]) -> str:
    parts = [part for (x, y), (u, v) in pairwise(ring) for part in (u - x, v - y)]
    return "".join(str(part) if part < 0 else f" {part}" for part in parts).lstrip()


@lru_cache(maxsize=256)
def hatching(rings: Rings, gap: int) -> str:
    """Path data of the lines at 45 degrees, `gap` apart along the x axis, that lie within the rings."""
    sums = [x + y for ring in rings for x, y in ring]
    lines = range((min(sums) // gap + 1) * gap, max(sums), gap) if sums else ()
    return "".join(f"M{left} {line - left}l{right - left}-{right - left}" for line in lines
                   for left, right in _within(rings, line) if right > left)  # fmt: skip


def _within(rings: Rings, line: int) -> Iterable[tuple[int, int]]:
    """Where the line x + y = `line` enters and leaves the rings, as x."""
    crossed = []
    for ring in rings:
        for (x, y), (u, v) in pairwise((*ring, ring[0])):
            start, end = x + y, u + v
            # Half open, so that a corner on the line is met once.
            if (start < line) is not (end < line):
                crossed.append(round(x + (u - x) * (line - start) / (end - start)))
    crossed.sort()
    return zip(crossed[::2], crossed[1::2], strict=True)
