"""Runs of points without a gap: what one stroke of a line or one band may cover."""

from collections.abc import Callable, Sequence

from app.charts.axis import at
from app.charts.description import Point, Series

Placed = tuple[int, Point]


def placed(series: Series, categories: Sequence[str]) -> tuple[Placed, ...]:
    """The series' points with the index of their category, in the order of the categories."""
    return tuple((index, point) for index, category in enumerate(categories) for point in at(series, category))


def runs(points: Sequence[Placed], holds: Callable[[Point], bool]) -> tuple[tuple[Placed, ...], ...]:
    """Neighbouring categories where `holds` is true; one that fails, or has no point, parts them."""
    found: list[list[Placed]] = []
    last = -2
    for index, point in points:
        if holds(point):
            if index != last + 1:
                found.append([])
            found[-1].append((index, point))
            last = index
    return tuple(tuple(run) for run in found)


def parted(drawn: Sequence[Sequence[Placed]], at_index: int) -> tuple[list[Sequence[Placed]], list[Sequence[Placed]]]:
    """Runs before a category, and those from the one before it on, so that both parts of a line meet."""
    before = [[one for one in run if one[0] < at_index] for run in drawn]
    after = [[one for one in run if one[0] >= at_index - 1] for run in drawn]
    return [run for run in before if run], [run for run in after if run and run[-1][0] >= at_index]


def band_outline(run: Sequence[Placed], half: float) -> tuple[tuple[float, float], ...]:
    """Corner points (category index, value) around the limits of a run; one point alone gets `half` a step's width."""
    if len(run) == 1:
        index, point = run[0]
        low, high = limits(point)
        return ((index - half, high), (index + half, high), (index + half, low), (index - half, low))
    upper = tuple((float(index), limits(point)[1]) for index, point in run)
    lower = tuple((float(index), limits(point)[0]) for index, point in reversed(run))
    return upper + lower


def limits(point: Point) -> tuple[float, float]:
    """Both limits; to be asked only where `has_interval` is true."""
    if point.value is None or point.low is None or point.high is None:
        raise ValueError(f"the point {point.x!r} has no interval")
    return point.low, point.high
