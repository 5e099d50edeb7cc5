"""Stacked columns as SVG. A layer without a value is left out and said by an open mark above its column."""

from collections.abc import Iterable

from app.charts.axis import Ticks, at
from app.charts.description import ColumnChart, Series
from app.charts.layout import Size, fan
from app.charts.line_look import series_colour
from app.charts.palette import PAPER, PROVISIONAL_OPACITY
from app.charts.plan import Plan, absent_at, column_plan
from app.charts.svg_frame import (
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
from app.charts.xml import element, group, number, title

ABSENT_GAP = 11.0
ABSENT_RISE = 9.0
_FILL, _WIDEST = 0.64, 64.0


def draw_columns(chart: ColumnChart, size: Size, ticks: Ticks, air: float = 0.0) -> str:
    """The picture of a column chart."""
    plan = column_plan(chart, size, ticks)
    label, watermark = mark_parts(chart.mark, plan.head, plan.box)
    parts = [
        head_parts(plan.head),
        label,
        tint(plan),
        watermark,
        value_grid(plan, chart.axis.decimals, ticks),
        *(_layer(chart, plan, index) for index in range(len(chart.series))),
        category_axis(plan, chart.categories),
        *_absent_marks(chart, plan),
        break_lines(plan),
        legend(plan.head.entries, [_sample(layer) for layer in chart.series]),
    ]
    return sheet(plan.width, plan.height, parts, air)


def column_width(plan: Plan) -> float:
    """Width of a column in pixels."""
    return min(_FILL * plan.x.step, _WIDEST)


def stack(chart: ColumnChart, index: int, category: str) -> tuple[float, float] | None:
    """From where to where a layer reaches: on top of the present layers below it. None where it is absent."""
    found = [point.value for point in at(chart.series[index], category) if point.value is not None]
    below = sum(_value(layer, category) for layer in chart.series[:index])
    return (below, below + found[0]) if found else None


def column_top(chart: ColumnChart, category: str) -> float:
    """Height of what is present in a column."""
    return sum(_value(layer, category) for layer in chart.series)


def _value(layer: Series, category: str) -> float:
    return sum(point.value for point in at(layer, category) if point.value is not None)


def _layer(chart: ColumnChart, plan: Plan, index: int) -> str:
    layer = chart.series[index]
    return group({"fill": series_colour(layer), "stroke": PAPER}, _pieces(chart, plan, index))


def _pieces(chart: ColumnChart, plan: Plan, index: int) -> Iterable[str]:
    layer = chart.series[index]
    for position, category in enumerate(chart.categories):
        reach = stack(chart, index, category)
        if reach is not None:
            words = hover(layer.name, at(layer, category)[0])
            look = {} if position < chart.settled else {"fill-opacity": f"{PROVISIONAL_OPACITY}"}
            yield _piece(plan, position, plan.y.at(reach[1]), plan.y.at(reach[0]), words, look)


def _piece(plan: Plan, position: int, top: float, bottom: float, words: str, look: dict[str, str]) -> str:
    width = column_width(plan)
    left = plan.x.at(position) - width / 2
    data = f"M{number(left)} {number(bottom)}V{number(top)}h{number(width)}V{number(bottom)}z"
    return element("path", {"d": data, **look}, title(words))


def _absent_marks(chart: ColumnChart, plan: Plan) -> Iterable[str]:
    for position, category in enumerate(chart.categories):
        absent = absent_at(chart.series, category)
        y = plan.y.at(column_top(chart, category)) - ABSENT_RISE
        for which, shift in zip(absent, fan(len(absent), ABSENT_GAP), strict=True):
            layer = chart.series[which]
            words = hover(layer.name, at(layer, category)[0])
            drawn = mark("square", plan.x.at(position) + shift, y, 4.0, words)
            yield group(open_attributes(series_colour(layer)), [drawn])


def _sample(layer: Series) -> str:
    return element("rect", {"x": 6, "y": -6, "width": 13, "height": 13, "rx": 1.5, "fill": series_colour(layer)})
