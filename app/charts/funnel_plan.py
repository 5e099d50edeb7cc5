"""The plan of a funnel: every position worked out once, in pixels at natural size, for either drawer to follow."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from app.charts.axis import Ticks, ValueAxis, value_axis
from app.charts.description import FunnelChart, FunnelPoint
from app.charts.label_places import Placed, Scene, Spot, place_names
from app.charts.layout import EDGE, LEADING, SMALL, TEXT, Box, Head, Size, head
from app.charts.palette import INK, MUTED_INK, colour
from app.charts.scale import Linear
from app.charts.text import shorten, text_width

TEXT_ROOM = 1.04  # fonts that stand in for ours are wider
RADIUS = 4.5
RING = 8.5
_UNDER = 50.0  # numbers of the size axis and its title
_NAME_HEIGHT = 15.0
_PIECE = 8.0
# How wide the plot may become where the live picture has less room: from 640 pixels on it is the wide one.
_LIVE_WIDTHS = {Size.WIDE: (1.0, 0.8, 0.62), Size.NARROW: (1.0,)}
_FEW = 8  # so many places that all of them can be named
_MOST_NAME = {Size.WIDE: 220.0, Size.NARROW: 150.0}
_MOST_TICKS = {Size.WIDE: 7, Size.NARROW: 6}
_MOST_SIZES = {Size.WIDE: 8, Size.NARROW: 4}

SHAPES = ("circle", "diamond", "triangle")
COLOURS = (MUTED_INK, colour(1), colour(3))
RING_COLOUR = colour(0)
TARGET_COLOUR = INK


@dataclass(frozen=True)
class Key:
    """One entry of the legend: a mark (by how far out), the ring, or a line, solid or dashed."""

    name: str
    kind: Literal["mark", "ring", "target", "limit"]
    beyond: int = 0
    dashed: bool = False


@dataclass(frozen=True)
class Name:
    """The name beside a mark: which point, its words and where they stand."""

    point: FunnelPoint
    words: str
    place: Placed


@dataclass(frozen=True)
class FunnelPlan:
    """Size, plot, scales, legend and names; `axis` is that of the values, `sizes` that of the sizes."""

    width: float
    height: float
    head: Head
    box: Box
    axis: ValueAxis
    sizes: ValueAxis
    x: Linear
    y: Linear
    keys: tuple[Key, ...]
    names: tuple[Name, ...]


def funnel_plan(chart: FunnelChart, size: Size, ticks: Ticks) -> FunnelPlan:
    """Both axes hold what is drawn and nothing else. ValueError on points that cannot be drawn."""
    _check(chart)
    keys = tuple(_keys(chart))
    top = head(chart.axis.title, chart.mark, [key.name for key in keys], size)
    axis = value_axis(chart.axis, _values(chart), _MOST_TICKS[size])
    sizes = value_axis(chart.size_axis, _sizes(chart), _MOST_SIZES[size])
    numbers = max((text_width(ticks(tick, chart.axis.decimals), TEXT) for tick in axis.ticks), default=0)
    last = text_width(ticks(sizes.high, chart.size_axis.decimals), TEXT)
    # A legend makes the picture higher, never the plot lower.
    height = size.height + max(0.0, top.bottom - 2 * LEADING) + _UNDER / 2
    box = Box(numbers * TEXT_ROOM + 10, top.bottom + 12, size.width - EDGE - last / 2 - 2, height - _UNDER)
    x, y = Linear(sizes.low, sizes.high, box.left, box.right), Linear(axis.low, axis.high, box.bottom, box.top)
    names = _names(chart, size, box, x, y)
    return FunnelPlan(size.width, height, top, box, axis, sizes, x, y, keys, names)


def drawn_order(chart: FunnelChart) -> list[FunnelPoint]:
    """Marks within the limits first, so that those outside lie on top."""
    return sorted(chart.points, key=lambda point: point.beyond)


def _check(chart: FunnelChart) -> None:
    for point in chart.points:
        if not (math.isfinite(point.x) and math.isfinite(point.value)) or point.beyond not in (0, 1, 2):
            raise ValueError(f"chart {chart.title!r}: the point {point.name!r} cannot be drawn")
    if not all(math.isfinite(value) for value in (*_values(chart), *_sizes(chart))):
        raise ValueError(f"chart {chart.title!r}: a limit or the target is not a finite number")


def _values(chart: FunnelChart) -> list[float]:
    lines = [value for one in chart.limits for _, value in (*one.low, *one.high)]
    target = [] if chart.target.value is None else [chart.target.value]
    return [*(point.value for point in chart.points), *target, *lines]


def _sizes(chart: FunnelChart) -> list[float]:
    return [*(point.x for point in chart.points), *(x for one in chart.limits for x, _ in (*one.low, *one.high))]


def _keys(chart: FunnelChart) -> Iterator[Key]:
    """What is drawn, and only that."""
    for beyond, name in enumerate(chart.kinds):
        if any(point.beyond == beyond for point in chart.points):
            yield Key(name, "mark", beyond)
    if any(point.name in chart.highlighted for point in chart.points):
        yield Key(chart.chosen, "ring")
    if chart.target.value is not None:
        yield Key(f"{chart.target.x}: {chart.target.label}", "target")
    for one in chart.limits:
        yield Key(one.name, "limit", dashed=one.dashed)


def _names(chart: FunnelChart, size: Size, box: Box, x: Linear, y: Linear) -> tuple[Name, ...]:
    """The highlighted marks are named first, then those farthest out; the others where they are few and have room."""
    named = [point for point in chart.points if len(chart.points) <= _FEW or _stands_out(chart, point)]
    named.sort(key=lambda point: (point.name not in chart.highlighted, -point.beyond, point.x, point.name))
    words = [shorten(point.name, SMALL, _MOST_NAME[size], bold=True) for point in named]
    right = [box.left + box.width * part for part in _LIVE_WIDTHS[size]]
    scales = [Linear(x.low, x.high, x.start, end) for end in right]
    placed = place_names([_scene(chart, named, words, size, box, scale, y) for scale in scales])
    return tuple(
        Name(point, text, place)
        for point, text, place in zip(named, words, placed, strict=True)
        if place is not None and (_stands_out(chart, point) or not place.moved)
    )


def _scene(
    chart: FunnelChart, named: Sequence[FunnelPoint], words: Sequence[str], size: Size, box: Box, x: Linear, y: Linear
) -> Scene:
    """The plot as wide as the scale of sizes makes it; what stands at its right stays as wide as it is."""
    spots = [_spot(chart, point, text, x, y) for point, text in zip(named, words, strict=True)]
    marks = [_around(x.at(point.x), y.at(point.value), _radius(chart, point) + 1.5) for point in chart.points]
    room = Box(box.left + 3, box.top - 4, x.end + size.width - EDGE - box.right, box.bottom - 3)
    return Scene(spots, marks, room, _line_boxes(chart, box, x, y))


def _spot(chart: FunnelChart, point: FunnelPoint, words: str, x: Linear, y: Linear) -> Spot:
    width = text_width(words, SMALL, bold=True) * TEXT_ROOM
    return Spot(x.at(point.x), y.at(point.value), width, _NAME_HEIGHT, _radius(chart, point) + 4.5)


def _radius(chart: FunnelChart, point: FunnelPoint) -> float:
    return RING if point.name in chart.highlighted else RADIUS


def _stands_out(chart: FunnelChart, point: FunnelPoint) -> bool:
    return point.beyond > 0 or point.name in chart.highlighted


def _line_boxes(chart: FunnelChart, box: Box, x: Linear, y: Linear) -> list[Box]:
    """Small boxes along the limits, and one along the target."""
    lines = [points for one in chart.limits for points in (one.low, one.high)]
    pixels = [[(x.at(across), y.at(up)) for across, up in points] for points in lines]
    found = [part for line in pixels for start, end in pairwise(line) for part in _pieces(start, end)]
    if chart.target.value is not None:
        at = y.at(chart.target.value)
        found.append(Box(box.left, at - 1, box.right, at + 1))
    return found


def _pieces(start: tuple[float, float], end: tuple[float, float]) -> Iterator[Box]:
    count = max(1, math.ceil(abs(end[0] - start[0]) / _PIECE))
    for at in range(count):
        ends = [tuple(a + (b - a) * part / count for a, b in zip(start, end, strict=True)) for part in (at, at + 1)]
        (left, one), (right, other) = ends
        yield Box(left, min(one, other) - 1, right, max(one, other) + 1)


def _around(x: float, y: float, half: float) -> Box:
    return Box(x - half, y - half, x + half, y + half)


def leader(plan: FunnelPlan, name: Name) -> tuple[tuple[float, float], tuple[float, float]]:
    """Ends of the hair line from a mark to the nearest point of a name that had to move."""
    x, y = plan.x.at(name.point.x), plan.y.at(name.point.value)
    box = name.place.box
    near = (max(box.left, min(x, box.right)), max(box.top + 2, min(y, box.bottom - 2)))
    length = math.hypot(near[0] - x, near[1] - y) or 1.0
    start = RING / length
    return (x + (near[0] - x) * start, y + (near[1] - y) * start), near


def name_colour(chart: FunnelChart, point: FunnelPoint) -> str:
    """That of the ring for highlighted marks, otherwise that of the mark."""
    return RING_COLOUR if point.name in chart.highlighted else COLOURS[point.beyond]
