"""A funnel as SVG: limits and target as lines, places as marks whose shape says how far out they lie."""

from collections.abc import Iterable

from app.charts.axis import Ticks
from app.charts.description import FunnelChart, FunnelLimits, FunnelPoint
from app.charts.funnel_plan import (
    COLOURS,
    RADIUS,
    RING,
    RING_COLOUR,
    SHAPES,
    TARGET_COLOUR,
    FunnelPlan,
    Key,
    Name,
    drawn_order,
    funnel_plan,
    leader,
    name_colour,
)
from app.charts.layout import SMALL, TEXT, Size
from app.charts.palette import BASELINE, GRID, INK, MUTED_INK, PAPER
from app.charts.svg_frame import DASHES, head_parts, legend, mark_parts, sheet, value_grid
from app.charts.svg_marks import mark
from app.charts.text import shorten
from app.charts.xml import element, group, number, polyline, text

LIMIT_WIDTH, TARGET_WIDTH = 1.5, 2.0


def draw_funnel(chart: FunnelChart, size: Size, ticks: Ticks, air: float = 0.0) -> str:
    """The picture of a funnel."""
    plan = funnel_plan(chart, size, ticks)
    label, watermark = mark_parts(chart.mark, plan.head, plan.box)
    parts = [
        head_parts(plan.head),
        label,
        watermark,
        value_grid(plan, chart.axis.decimals, ticks),
        _size_axis(chart, plan, ticks),
        *(_limits(plan, one) for one in chart.limits),
        _target(chart, plan),
        *(_mark(chart, plan, point) for point in drawn_order(chart)),
        *(_name(chart, plan, name) for name in plan.names),
        legend(plan.head.entries, [_sample(key) for key in plan.keys]),
    ]
    return sheet(plan.width, plan.height, parts, air)


def size_title(chart: FunnelChart, plan: FunnelPlan) -> str:
    """The title under the axis of sizes, as far as there is room."""
    return shorten(chart.size_axis.title, TEXT, plan.box.width)


def _size_axis(chart: FunnelChart, plan: FunnelPlan, ticks: Ticks) -> str:
    places = [(tick, plan.x.at(tick)) for tick in plan.sizes.ticks]
    grid = "".join(f"M{number(x)} {number(plan.box.top)}V{number(plan.box.bottom)}" for _, x in places)
    numbers = [text(x, plan.box.bottom + 19, ticks(tick, chart.size_axis.decimals)) for tick, x in places]
    base = polyline([(plan.box.left, plan.box.bottom), (plan.box.right, plan.box.bottom)])
    middle = (plan.box.left + plan.box.right) / 2
    title = text(middle, plan.box.bottom + 40, size_title(chart, plan), {"fill": INK})
    lines = element("path", {"d": grid, "stroke": GRID}) if grid else ""
    return (
        lines + element("path", {"d": base, "stroke": BASELINE}) + group({"text-anchor": "middle"}, [*numbers, title])
    )


def _limits(plan: FunnelPlan, one: FunnelLimits) -> str:
    data = "".join(_line(plan, points) for points in (one.low, one.high))
    return element("path", {"d": data, **limit_look(one.dashed)}) if data else ""


def limit_look(dashed: bool) -> dict[str, str | float]:
    """How a limit is drawn."""
    dashes = {"stroke-dasharray": DASHES} if dashed else {}
    return {"fill": "none", "stroke": MUTED_INK, "stroke-width": LIMIT_WIDTH, **dashes}


def _line(plan: FunnelPlan, points: Iterable[tuple[float, float]]) -> str:
    places = [(plan.x.at(x), plan.y.at(y)) for x, y in points]
    return polyline(places) if len(places) > 1 else ""


def _target(chart: FunnelChart, plan: FunnelPlan) -> str:
    if chart.target.value is None:
        return ""
    y = plan.y.at(chart.target.value)
    data = polyline([(plan.box.left, y), (plan.box.right, y)])
    return element("path", {"d": data, "stroke": TARGET_COLOUR, "stroke-width": TARGET_WIDTH})


def _mark(chart: FunnelChart, plan: FunnelPlan, point: FunnelPoint) -> str:
    x, y = plan.x.at(point.x), plan.y.at(point.value)
    drawn = mark(SHAPES[point.beyond], x, y, RADIUS, f"{point.name}: {point.label}")
    ring = _ring(x, y) if point.name in chart.highlighted else ""
    return ring + group({"fill": COLOURS[point.beyond], "stroke": PAPER}, [drawn])


def _ring(x: float, y: float, radius: float = RING) -> str:
    return element("circle", {"cx": x, "cy": y, "r": radius, "fill": "none", "stroke": RING_COLOUR, "stroke-width": 2})


def _name(chart: FunnelChart, plan: FunnelPlan, name: Name) -> str:
    ink = name_colour(chart, name.point)
    look: dict[str, str | float] = {"fill": ink, "font-size": SMALL, "font-weight": "600"}
    # A rim of paper, so that lines do not run through the letters.
    rim: dict[str, str | float] = {"stroke": PAPER, "stroke-width": 3, "paint-order": "stroke"}
    anchor = {} if name.place.anchor == "start" else {"text-anchor": name.place.anchor}
    words = text(name.place.x, name.place.y + 4, name.words, {**look, **rim, "stroke-linejoin": "round", **anchor})
    if not name.place.moved:
        return words
    line: dict[str, str | float] = {"d": polyline(leader(plan, name)), "stroke": ink, "stroke-width": 0.8}
    return element("path", line) + words


def _sample(key: Key) -> str:
    if key.kind == "mark":
        return group({"fill": COLOURS[key.beyond], "stroke": PAPER}, [mark(SHAPES[key.beyond], 10, 0, RADIUS)])
    if key.kind == "ring":
        return _ring(10, 0, 7)
    if key.kind == "target":
        return element("path", {"d": "M0 0H20", "stroke": TARGET_COLOUR, "stroke-width": TARGET_WIDTH})
    return element("path", {"d": "M0 0H20", **limit_look(key.dashed)})
