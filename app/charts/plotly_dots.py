"""Ranked dots as a Plotly figure."""

from app.charts.axis import Ticks, has_interval
from app.charts.description import DotChart, Point
from app.charts.layout import EDGE, TEXT, Size
from app.charts.palette import BASELINE, GRID, INK, PAPER, colour
from app.charts.plan import DotPlan, dot_plan
from app.charts.plotly_frame import Json, head_notes, layout, note, plain, tidy, transparent, value_axis
from app.charts.segments import limits
from app.charts.svg_dots import (
    RADIUS,
    dot_y,
    grid_pattern,
    line_label_y,
    name_place,
    reference_words,
    row_colour,
    row_name,
)
from app.charts.text import shorten
from app.charts.words import row_hover


def dot_figure(chart: DotChart, size: Size, ticks: Ticks) -> Json:
    """The figure of a dot chart: rows are 0, 1, 2 … downwards."""
    plan = dot_plan(chart, size, ticks)
    colours = dict.fromkeys(row_colour(chart, row) for row in chart.rows)
    traces = [trace for ink in colours for trace in _rows(chart, plan, size, ink)]
    bottom, top = len(chart.rows) - 0.5, -0.5
    left, right = ((plan.box.left - plan.x.start), (plan.box.right - plan.x.start))
    scale = (plan.axis.high - plan.axis.low) / (plan.x.end - plan.x.start)
    ends = [tidy(plan.axis.low + left * scale), tidy(plan.axis.low + right * scale)]
    values = {**value_axis(plan, chart.axis.decimals, ticks), "range": ends, "showgrid": False, "ticklabelstandoff": 2}
    return {
        "data": traces,
        "layout": {
            **layout(plan),
            "xaxis": {**values, "showline": True, "linecolor": BASELINE},
            "yaxis": {"range": [bottom, top], "visible": False, "fixedrange": True},
            "shapes": [*_stripes(chart, plan), *_grid(plan, size), *_line_shapes(chart, plan, size)],
            "annotations": [
                *head_notes(plan.head, chart.mark, plan.box),
                *(_name(chart, plan, index, size) for index in range(len(chart.rows))),
                *(_reason(chart, plan, index, size) for index, row in enumerate(chart.rows) if row.value is None),
                *(_line_note(chart, plan, row) for row in range(len(chart.lines))),
            ],
        },
    }


def _rows(chart: DotChart, plan: DotPlan, size: Size, ink: str) -> list[Json]:
    """Whiskers and dots of the rows in one colour."""
    rows = [(index, row) for index, row in enumerate(chart.rows) if row.value is not None]
    mine = [(_row_y(plan, index, size), row) for index, row in rows if row_colour(chart, row) == ink]
    spans = [(y, *limits(row)) for y, row in mine if has_interval(row)]
    whiskers: Json = {
        "type": "scatter",
        "mode": "lines",
        "x": [x for _, low, high in spans for x in (low, high, None)],
        "y": [place for y, _, _ in spans for place in (y, y, None)],
        "line": {"color": transparent(ink, 0.55), "width": 2},
        "hoverinfo": "skip",
    }
    dots: Json = {
        "type": "scatter",
        "mode": "markers",
        "x": [row.value for _, row in mine],
        "y": [y for y, _ in mine],
        "hovertext": [f"{plain(row.x)}<br>{plain(row.label)}" for _, row in mine],
        "hoverinfo": "text",
        "cliponaxis": False,
        "marker": {"color": ink, "size": 2 * RADIUS, "line": {"color": PAPER, "width": 1}},
    }
    return [*([whiskers] if spans else []), *([dots] if mine else [])]


def _row_y(plan: DotPlan, index: int, size: Size) -> float:
    """The row's place on the axis 0, 1, 2 …, lower where the name stands above."""
    return tidy(index + (dot_y(plan, index, size) - plan.rows.at(index)) / plan.rows.step)


def _name(chart: DotChart, plan: DotPlan, index: int, size: Size) -> Json:
    row = chart.rows[index]
    x, baseline = name_place(plan, index, size)
    font: Json = {"color": colour(0), "weight": 600} if row.x in chart.highlighted else {"color": INK}
    anchor = "right" if size is Size.WIDE else "left"
    return note(plan.box, x, baseline - 4.5, [row_name(plan, row.x, size)], xanchor=anchor, font=font)


def _reason(chart: DotChart, plan: DotPlan, index: int, size: Size) -> Json:
    """The words that stand where a mark would."""
    row = chart.rows[index]
    left = plan.box.left + (8 if size is Size.WIDE else 0)
    words = shorten(row.label, TEXT, plan.width - EDGE - left)
    more = {} if words == row.label else {"hovertext": f"{plain(row.x)}<br>{plain(row.label)}"}
    return note(plan.box, left, dot_y(plan, index, size), [words], bgcolor=PAPER, **more)


def _stripes(chart: DotChart, plan: DotPlan) -> list[Json]:
    left = -plan.box.left / plan.box.width
    fill = {"fillcolor": transparent(colour(0), 0.07), "line": {"width": 0}, "layer": "below"}
    return [
        {
            "type": "rect",
            "xref": "paper",
            "yref": "y",
            "x0": tidy(left),
            "x1": 1.02,
            "y0": y - 0.5,
            "y1": y + 0.5,
            **fill,
        }
        for y, row in enumerate(chart.rows)
        if row.x in chart.highlighted
    ]


def _grid(plan: DotPlan, size: Size) -> list[Json]:
    line: Json = {"color": GRID, "width": 1}
    return [_upright(plan, size, tick, line) for tick in plan.axis.ticks]


def _upright(plan: DotPlan, size: Size, value: float, line: Json) -> Json:
    """A line over all rows at one value; in the narrow picture it leaves the names out."""
    shift, dash = grid_pattern(plan, size)
    pattern = {"dash": ",".join(f"{part:g}px" for part in dash)} if dash else {}
    place = {"xref": "x", "yref": "paper", "x0": value, "x1": value, "y0": tidy(1 - shift / plan.box.height), "y1": 0}
    return {"type": "line", **place, "line": {**line, **pattern}, "layer": "below"}


def _line_shapes(chart: DotChart, plan: DotPlan, size: Size) -> list[Json]:
    found: list[Json] = []
    for point in chart.lines:
        dash: Json = {"dash": "6px,4px"} if size is Size.WIDE and point is chart.reference else {}
        if point.value is not None:
            found += [*_band(point), _upright(plan, size, point.value, {"color": INK, "width": 1.5, **dash})]
    return found


def _band(reference: Point) -> list[Json]:
    if not has_interval(reference):
        return []
    low, high = limits(reference)
    place = {"xref": "x", "yref": "paper", "x0": low, "x1": high, "y0": 0, "y1": 1}
    return [{"type": "rect", **place, "fillcolor": transparent(INK, 0.08), "line": {"width": 0}, "layer": "below"}]


def _line_note(chart: DotChart, plan: DotPlan, row: int) -> Json:
    point = chart.lines[row]
    words, x, anchor = reference_words(plan, point)
    place = {"x": tidy((x - plan.box.left) / plan.box.width), "xshift": 0, "xanchor": "center"}
    if anchor == "start":
        place = {"x": 0, "xshift": 0, "xanchor": "left"}
    more = {} if words == row_hover(point) else {"hovertext": plain(row_hover(point))}
    font = {"color": INK, "weight": 600}
    return note(plan.box, x, line_label_y(plan, row) - 4.5, [words], font=font, **place, **more)
