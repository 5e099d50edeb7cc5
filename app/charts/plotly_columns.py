"""Stacked columns as a Plotly figure."""

from app.charts.axis import Ticks, at
from app.charts.description import ColumnChart, Series
from app.charts.layout import Size, fan
from app.charts.line_look import series_colour
from app.charts.palette import PAPER, PROVISIONAL_OPACITY
from app.charts.plan import Plan, absent_at, column_plan
from app.charts.plotly_frame import (
    Json,
    break_notes,
    break_shapes,
    category_axis,
    head_notes,
    layout,
    plain,
    swatches,
    tidy,
    value_axis,
)
from app.charts.plotly_line import open_marks, plotly_hover
from app.charts.svg_columns import ABSENT_GAP, ABSENT_RISE, column_top, column_width


def column_figure(chart: ColumnChart, size: Size, ticks: Ticks) -> Json:
    """The figure of a column chart: layers, then open marks above the columns that lack one."""
    plan = column_plan(chart, size, ticks)
    layers = [_layer(chart, plan, layer) for layer in chart.series]
    absent = [trace for index in range(len(chart.series)) for trace in _absent(chart, plan, index)]
    colours = [series_colour(layer) for layer in chart.series]
    return {
        "data": [*layers, *absent],
        "layout": {
            **layout(plan),
            "barmode": "stack",
            "xaxis": category_axis(plan, chart.categories),
            "yaxis": value_axis(plan, chart.axis.decimals, ticks),
            "shapes": [*break_shapes(plan), *swatches(plan.box, plan.head.entries, colours)],
            "annotations": [*head_notes(plan.head, chart.mark, plan.box), *break_notes(plan)],
        },
    }


def _layer(chart: ColumnChart, plan: Plan, layer: Series) -> Json:
    found = [at(layer, category) for category in chart.categories]
    present = [point[0] if point and point[0].value is not None else None for point in found]
    return {
        "type": "bar",
        "name": plain(layer.name),
        "x": list(range(len(found))),
        "y": [point.value if point else None for point in present],
        "width": tidy(column_width(plan) / plan.x.step),
        "hovertext": [plotly_hover(layer.name, point.x, point.label) if point else "" for point in present],
        "hoverinfo": "text",
        "marker": {"color": series_colour(layer), "line": {"color": PAPER, "width": 1}, **_opacity(chart)},
    }


def _opacity(chart: ColumnChart) -> Json:
    """Lighter from the first provisional column on."""
    later = len(chart.categories) - chart.settled
    return {"opacity": [1.0] * chart.settled + [PROVISIONAL_OPACITY] * later} if later else {}


def _absent(chart: ColumnChart, plan: Plan, index: int) -> list[Json]:
    """One layer's open marks; their height is what is present, and a little air."""
    layer = chart.series[index]
    rise = ABSENT_RISE * (plan.axis.high - plan.axis.low) / plan.box.height
    x, y, words = [], [], []
    for position, category in enumerate(chart.categories):
        absent = absent_at(chart.series, category)
        if index in absent:
            shift = fan(len(absent), ABSENT_GAP)[absent.index(index)]
            x.append(tidy(position + shift / plan.x.step))
            y.append(tidy(column_top(chart, category) + rise))
            words.append(plotly_hover(layer.name, category, at(layer, category)[0].label))
    return [open_marks(x, y, words, layer, {"symbol": "square", "size": 7})] if x else []
