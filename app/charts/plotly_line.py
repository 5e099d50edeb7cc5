"""Trend lines as a Plotly figure."""

import math
from typing import Any

from app.charts.axis import Ticks, at, has_band, has_interval
from app.charts.description import LineChart, Point, Series
from app.charts.layout import Entry, Size, fan
from app.charts.line_look import (
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
from app.charts.plotly_frame import (
    Json,
    break_notes,
    break_shapes,
    category_axis,
    head_notes,
    layout,
    note,
    pixel_shape,
    plain,
    tidy,
    transparent,
    value_axis,
)
from app.charts.segments import band_outline, placed, runs
from app.charts.svg_line import ABSENT_GAP
from app.charts.words import hover_rows
from app.charts.xml import polyline

_DOTS = "2px,3px"
_SYMBOLS = {"circle": "circle", "square": "square", "diamond": "diamond", "triangle": "triangle-up"}


def line_figure(chart: LineChart, size: Size, ticks: Ticks) -> Json:
    """The figure of a line chart: bands below, then lines, then open marks for what is absent."""
    plan = line_plan(chart, size, ticks)
    bands = [trace for series in chart.series if has_band(series) for trace in _band(chart, plan, series)]
    lines = [trace for series in drawing_order(chart.series) for trace in _lines(chart, series)]
    absent = [trace for index in range(len(chart.series)) for trace in _absent(chart, plan, index)]
    return {
        "data": [*bands, *lines, *_special(chart), *absent],
        "layout": {
            **layout(plan),
            "xaxis": category_axis(plan, chart.categories),
            "yaxis": value_axis(plan, chart.axis.decimals, ticks),
            "shapes": [*break_shapes(plan), *_leaders(chart, plan), *_samples(chart, plan, size)],
            "annotations": [
                *head_notes(plan.head, chart.mark, plan.box),
                *break_notes(plan),
                *(_end_note(plan, chart.series[label.index], label) for label in plan.end_labels),
            ],
        },
    }


def _band(chart: LineChart, plan: Plan, series: Series) -> list[Json]:
    """One closed outline for each run, parted by nulls; nothing where the series has no limits."""
    outlines = [band_outline(run, 5 / plan.x.step) for run in runs(placed(series, chart.categories), has_interval)]
    corners = [corner for outline in outlines for corner in (*outline, outline[0], None)][:-1]
    trace: Json = {
        "type": "scatter",
        "mode": "lines",
        "x": [None if corner is None else tidy(corner[0]) for corner in corners],
        "y": [None if corner is None else corner[1] for corner in corners],
        "fill": "toself",
        "fillcolor": transparent(series_colour(series), BAND_OPACITY),
        "line": {"width": 0},
        "hoverinfo": "skip",
    }
    return [trace] if corners else []


def _lines(chart: LineChart, series: Series) -> list[Json]:
    """What is settled; then, where there is any, what is provisional: dotted, lighter, joined to the last settled."""
    whole = _line(chart, series)
    later = len(chart.categories) - chart.settled
    if not later:
        return [whole]
    settled = {**whole, "y": [*whole["y"][: chart.settled], *[None] * later]}
    joined, ink = max(chart.settled - 1, 0), whole["marker"]["color"]
    provisional = {
        **whole,
        "x": whole["x"][joined:],
        "y": whole["y"][joined:],
        "hovertext": whole["hovertext"][joined:],
        # The settled point belongs to the other trace; here it is but the beginning of the line.
        "hoverinfo": ["skip"] * (chart.settled - joined) + ["text"] * later,
        "line": {**whole["line"], "color": transparent(series_colour(series), PROVISIONAL_OPACITY), "dash": _DOTS},
        "marker": {
            **whole["marker"],
            "color": ink[joined:] if isinstance(ink, list) else ink,
            "opacity": [0.0] * (chart.settled - joined) + [PROVISIONAL_OPACITY] * later,
        },
    }
    return [settled, provisional]


def _line(chart: LineChart, series: Series) -> dict[str, Any]:
    found = [at(series, category) for category in chart.categories]
    colour = series_colour(series)
    edge = {"color": PAPER, "width": 1}
    return {
        "type": "scatter",
        "mode": "lines+markers" if has_marks(series) else "lines",
        "name": plain(series.name),
        "x": list(range(len(chart.categories))),
        "y": [point[0].value if point else None for point in found],
        "hovertext": [_words(series, index, chart) for index in range(len(found))],
        "hoverinfo": "text" if has_marks(series) else "skip",
        "connectgaps": False,
        "cliponaxis": False,
        "line": {
            "color": colour,
            "width": stroke_width(series),
            "dash": _dash(series),
        },
        "marker": {
            **_marker(series, 2 * mark_radius(len(chart.categories))),
            "color": _ink(series, found),
            "line": edge,
        },
    }


def _ink(series: Series, found: list[tuple[Point, ...]]) -> str | list[str]:
    """One colour for all marks, or one for each where some are muted."""
    colour = series_colour(series)
    colours = [GREY if point and point[0].muted else colour for point in found]
    return colours if GREY in colours else colour


def _dash(series: Series) -> str:
    return ",".join(f"{length}px" for length in dashes(series).split()) or "solid"


def _words(series: Series, index: int, chart: LineChart) -> str:
    """The point's words; an absent one is told by its open mark instead."""
    present = [point for point in at(series, chart.categories[index]) if point.value is not None]
    return plotly_hover(series.name, present[0].x, present[0].label) if present else ""


def plotly_hover(name: str, x: str, label: str) -> str:
    """The words of a mark in two lines."""
    return "<br>".join(plain(row) for row in hover_rows(name, x, label))


def _marker(series: Series, size: float) -> Json:
    # Plotly gives all symbols one area's size; a triangle or diamond of that size looks smaller than ours.
    larger = {"triangle": 1.35, "diamond": 1.1}
    kind = shape_of(series)
    return {"symbol": _SYMBOLS[kind], "size": tidy(size * larger.get(kind, 1))}


def _absent(chart: LineChart, plan: Plan, index: int) -> list[Json]:
    """Open marks on the base line, side by side: their places come from the axis and the order alone."""
    series = chart.series[index]
    places, words = [], []
    for position, category in enumerate(chart.categories):
        absent = absent_at(chart.series, category)
        if index in absent:
            shift = fan(len(absent), ABSENT_GAP)[absent.index(index)]
            places.append(tidy(position + shift / plan.x.step))
            words.append(plotly_hover(series.name, category, at(series, category)[0].label))
    return [open_marks(places, [plan.axis.low] * len(places), words, series, _marker(series, 7))] if places else []


def open_marks(x: list[float], y: list[float], words: list[str], series: Series, marker: Json) -> Json:
    """A trace of marks without a value: outlines on paper."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": plain(series.name),
        "x": x,
        "y": y,
        "hovertext": words,
        "hoverinfo": "text",
        "cliponaxis": False,
        "marker": {**marker, "color": PAPER, "line": {"color": series_colour(series), "width": 1.5}},
    }


def _end_note(plan: Plan, series: Series, label: EndLabel) -> Json:
    font = {"color": series_colour(series), "weight": 600}
    return note(plan.box, plan.box.right + 10, label.y, label.lines, font=font)


def _leaders(chart: LineChart, plan: Plan) -> list[Json]:
    """Hair lines to names that had to move; they keep their distance to the right edge, where the names stand."""
    shapes = []
    for label in plan.end_labels:
        if label.moved and label.line_y is not None:
            line = {"color": transparent(series_colour(chart.series[label.index]), 0.6), "width": 0.8}
            corners = (plan.x.at(plan.x.count - 1) + 6, label.line_y, plan.box.right + 7, label.y)
            shapes.append(pixel_shape(plan.box, "line", corners, side=1, line=line))
    return shapes


def _special(chart: LineChart) -> list[Json]:
    """Marks over those of the first series, where it stands outside its limits."""
    points = special_points(chart)
    if not points:
        return []
    edge = {"color": PAPER, "width": 1}
    look = {"symbol": _SYMBOLS[SPECIAL_SHAPE], "size": tidy(2.2 * SPECIAL_RADIUS), "color": SPECIAL_COLOUR}
    return [{
        "type": "scatter",
        "mode": "markers",
        "name": plain(chart.special_name),
        "x": [index for index, _ in points],
        "y": [point.value for _, point in points],
        "hovertext": [plotly_hover(chart.series[0].name, point.x, point.label) for _, point in points],
        "hoverinfo": "text",
        "cliponaxis": False,
        "marker": {**look, "line": edge},
    }]  # fmt: skip


def _samples(chart: LineChart, plan: Plan, size: Size) -> list[Json]:
    """Strokes and marks of the legend."""
    named = keys(chart, size is Size.WIDE)
    return [shape for entry in plan.head.entries for shape in _sample(plan, entry, named[entry.index])]


def _sample(plan: Plan, entry: Entry, series: Series | None) -> list[Json]:
    if series is None:
        return [_mark_shape(plan, entry, SPECIAL_SHAPE, SPECIAL_COLOUR)]
    colour = series_colour(series)
    line = {"color": colour, "width": stroke_width(series), "dash": _dash(series)}
    stroke = pixel_shape(plan.box, "line", (entry.x, entry.y, entry.x + 20, entry.y), line=line)
    return [stroke, *([_mark_shape(plan, entry, shape_of(series), colour)] if has_marks(series) else [])]


def _mark_shape(plan: Plan, entry: Entry, kind: str, colour: str) -> Json:
    # A path brings its own corners.
    place = {key: value for key, value in pixel_shape(plan.box, "path", (0, 0, 0, 0)).items() if key[1:] not in "01"}
    path = mark_path(kind, entry.x + 10 - plan.box.left, plan.box.top - entry.y)
    return {**place, "path": path, "fillcolor": colour, "line": {"color": PAPER, "width": 1}}


def mark_path(kind: str, x: float, y: float) -> str:
    """The mark around a point as a polygon, y upwards; a circle is drawn with eight corners, too small to be told."""
    corners: dict[str, list[tuple[float, float]]] = {
        "circle": [(3.4 * math.cos(turn * math.pi / 4), 3.4 * math.sin(turn * math.pi / 4)) for turn in range(8)],
        "square": [(-3, -3), (3, -3), (3, 3), (-3, 3)],
        "diamond": [(0, -4.5), (4.5, 0), (0, 4.5), (-4.5, 0)],
        "triangle": [(-4.4, -3.3), (4.4, -3.3), (0, 4.4)],
    }
    return polyline([(x + across, y + up) for across, up in corners[kind]], closed=True)
