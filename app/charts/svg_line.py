"""Trend lines as SVG: bands, lines with gaps, marks, and names at the line ends."""

from collections.abc import Iterable, Sequence

from app.charts.axis import Ticks, has_band, has_interval
from app.charts.description import LineChart, Point, Series
from app.charts.layout import LEADING, Size, fan
from app.charts.line_look import (
    MANY,
    SPECIAL_COLOUR,
    SPECIAL_RADIUS,
    SPECIAL_SHAPE,
    dashes,
    drawing_order,
    has_marks,
    keys,
    mark_radius,
    series_colour,
    shape_of,
    special_points,
    stroke_width,
)
from app.charts.palette import BAND_OPACITY, GREY, PAPER, PROVISIONAL_OPACITY
from app.charts.plan import EndLabel, Plan, absent_at, line_plan
from app.charts.segments import Placed, band_outline, parted, placed, runs
from app.charts.svg_frame import (
    DOTS,
    break_lines,
    category_axis,
    head_parts,
    legend,
    mark_parts,
    sheet,
    tint,
    value_grid,
)
from app.charts.svg_marks import mark, open_attributes
from app.charts.words import hover
from app.charts.xml import element, group, lines, polyline

ABSENT_GAP = 11.0


def draw_lines(chart: LineChart, size: Size, ticks: Ticks, air: float = 0.0) -> str:
    """The picture of a line chart."""
    plan = line_plan(chart, size, ticks)
    label, watermark = mark_parts(chart.mark, plan.head, plan.box)
    parts = [
        head_parts(plan.head),
        label,
        tint(plan),
        watermark,
        value_grid(plan, chart.axis.decimals, ticks),
        *(_band(chart, plan, series) for series in chart.series if has_band(series)),
        break_lines(plan),
        category_axis(plan, chart.categories),
        *(_line(chart, plan, series) for series in drawing_order(chart.series)),
        _special(chart, plan),
        *_absent_marks(chart, plan),
        *(_end_label(plan, chart.series[label.index], label) for label in plan.end_labels),
        legend(plan.head.entries, [_sample(key) for key in keys(chart, size is Size.WIDE)]),
    ]
    return sheet(plan.width, plan.height, parts, air)


def mark_edge(categories: int) -> str:
    """White around marks, none where they are many: it would cut the line to pieces."""
    return PAPER if categories <= MANY else "none"


def _dashes(series: Series) -> dict[str, str]:
    found = dashes(series)
    return {"stroke-dasharray": found} if found else {}


def _present(point: Point) -> bool:
    return point.value is not None


def _band(chart: LineChart, plan: Plan, series: Series) -> str:
    outlines = (band_outline(run, 5 / plan.x.step) for run in runs(placed(series, chart.categories), has_interval))
    data = "".join(polyline([(plan.x.at(x), plan.y.at(y)) for x, y in outline], closed=True) for outline in outlines)
    attributes: dict[str, str | float] = {"d": data, "fill": series_colour(series), "fill-opacity": f"{BAND_OPACITY}"}
    return element("path", attributes) if data else ""


def _line(chart: LineChart, plan: Plan, series: Series) -> str:
    """What is settled, then what is provisional: dotted and lighter, and joined to the last settled point."""
    points = placed(series, chart.categories)
    settled, later = parted(runs(points, _present), chart.settled)
    look = _dashes(series)
    there = [one for one in points if one[1].value is not None and has_marks(series)]
    return (
        _strokes(plan, series, settled, look)
        + _strokes(plan, series, later, {"stroke-dasharray": DOTS, **_LIGHTER_STROKE})
        + _marks(chart, plan, series, [one for one in there if one[0] < chart.settled], {})
        + _marks(chart, plan, series, [one for one in there if one[0] >= chart.settled], _LIGHTER_FILL)
    )


_LIGHTER_STROKE = {"stroke-opacity": f"{PROVISIONAL_OPACITY}"}
_LIGHTER_FILL = {"fill-opacity": f"{PROVISIONAL_OPACITY}"}


def _strokes(plan: Plan, series: Series, drawn: Iterable[Sequence[Placed]], look: dict[str, str]) -> str:
    strokes = "".join(
        polyline([(plan.x.at(index), plan.y.at(point.value or 0.0)) for index, point in run])
        for run in drawn
        if len(run) > 1
    )
    path: dict[str, str | float] = {
        "d": strokes,
        "fill": "none",
        "stroke": series_colour(series),
        "stroke-width": stroke_width(series),
        **look,
    }
    return element("path", {**path, "stroke-linejoin": "round"}) if strokes else ""


def _marks(chart: LineChart, plan: Plan, series: Series, there: Sequence[Placed], look: dict[str, str]) -> str:
    return "".join(
        _marks_of(chart, plan, series, [one for one in there if one[1].muted is muted], {"fill": ink, **look})
        for muted, ink in ((False, series_colour(series)), (True, GREY))
    )


def _marks_of(chart: LineChart, plan: Plan, series: Series, there: Iterable[Placed], look: dict[str, str]) -> str:
    radius, kind = mark_radius(len(chart.categories)), shape_of(series)
    marks = [
        mark(kind, plan.x.at(index), plan.y.at(point.value or 0.0), radius, hover(series.name, point))
        for index, point in there
    ]
    return group({"stroke": mark_edge(len(chart.categories)), **look}, marks) if marks else ""


def _absent_marks(chart: LineChart, plan: Plan) -> Iterable[str]:
    """Open marks on the base line, side by side: nothing about them comes from a value."""
    for index, category in enumerate(chart.categories):
        absent = absent_at(chart.series, category)
        for which, shift in zip(absent, fan(len(absent), ABSENT_GAP), strict=True):
            series = chart.series[which]
            point = next(point for point in series.points if point.x == category)
            drawn = mark(shape_of(series), plan.x.at(index) + shift, plan.box.bottom, 3.5, hover(series.name, point))
            yield group(open_attributes(series_colour(series)), [drawn])


def _end_label(plan: Plan, series: Series, label: EndLabel) -> str:
    x = plan.box.right + 10
    first = label.y - (len(label.lines) - 1) * (LEADING - 2) / 2 + 4.5
    attributes: dict[str, str | float] = {"fill": series_colour(series), "font-weight": "600"}
    leader = _leader(plan, label, series_colour(series))
    return leader + group(attributes, [lines(x, first, label.lines, LEADING - 2)])


def _leader(plan: Plan, label: EndLabel, colour: str) -> str:
    """A hair line from the line's end to a name that had to move."""
    if label.line_y is None or not label.moved:
        return ""
    ends = [(plan.x.at(plan.x.count - 1) + 6, label.line_y), (plan.box.right + 7, label.y)]
    return element("path", {"d": polyline(ends), "stroke": colour, "stroke-width": 0.8, "stroke-opacity": "0.6"})


def _special(chart: LineChart, plan: Plan) -> str:
    """Marks over those of the first series, where it stands outside its limits."""
    return group(_SPECIAL, [
        mark(SPECIAL_SHAPE, plan.x.at(at), plan.y.at(point.value or 0.0), SPECIAL_RADIUS, _told(chart, point))
        for at, point in special_points(chart)
    ])  # fmt: skip


def _told(chart: LineChart, point: Point) -> str:
    return hover(chart.series[0].name, point)


_SPECIAL = {"fill": SPECIAL_COLOUR, "stroke": PAPER}


def _sample(series: Series | None) -> str:
    if series is None:
        return group(_SPECIAL, [mark(SPECIAL_SHAPE, 10, 0, SPECIAL_RADIUS)])
    look = _dashes(series)
    colour = series_colour(series)
    line = element("path", {"d": "M0 0H20", "stroke": colour, "stroke-width": stroke_width(series), **look})
    marks = [mark(shape_of(series), 10, 0, 3.5)] if has_marks(series) else []
    return line + group({"fill": colour, "stroke": PAPER}, marks)
