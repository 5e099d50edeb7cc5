"""A funnel as a Plotly figure."""

from collections.abc import Sequence

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
    funnel_plan,
    leader,
    name_colour,
)
from app.charts.layout import SMALL, Entry, Size
from app.charts.palette import BASELINE, GRID, INK, MUTED_INK, PAPER
from app.charts.plotly_frame import (
    Json,
    head_notes,
    layout,
    note,
    number_axis,
    pixel_shape,
    plain,
    tidy,
    transparent,
    value_axis,
)
from app.charts.plotly_line import mark_path
from app.charts.svg_funnel import LIMIT_WIDTH, TARGET_WIDTH, size_title

_DASH = "6px,4px"
_SYMBOLS = {"circle": "circle", "diamond": "diamond", "triangle": "triangle-up"}
_LARGER = {"circle": 1.0, "diamond": 1.15, "triangle": 1.35}


def funnel_figure(chart: FunnelChart, size: Size, ticks: Ticks) -> Json:
    """The figure of a funnel: lines below, then rings, then marks."""
    plan = funnel_plan(chart, size, ticks)
    kinds = [[point for point in chart.points if point.beyond == beyond] for beyond in range(len(SHAPES))]
    chosen = [point for point in chart.points if point.name in chart.highlighted]
    numbers = [ticks(tick, chart.size_axis.decimals) for tick in plan.sizes.ticks]
    sizes = number_axis(plan.sizes.low, plan.sizes.high, plan.sizes.ticks, numbers)
    grid: Json = {"showgrid": True, "gridcolor": GRID, "showline": True, "linecolor": BASELINE}
    return {
        "data": [
            *(trace for one in chart.limits for trace in _limits(one)),
            *_target(chart, plan),
            *([_rings(chosen)] if chosen else []),
            *(_marks(beyond, points) for beyond, points in enumerate(kinds) if points),
        ],
        "layout": {
            **layout(plan),
            "xaxis": {**sizes, **grid},
            "yaxis": value_axis(plan, chart.axis.decimals, ticks),
            "shapes": [
                *(_leader(chart, plan, name) for name in plan.names if name.place.moved),
                *(_sample(plan, entry, plan.keys[entry.index]) for entry in plan.head.entries),
            ],
            "annotations": [
                *head_notes(plan.head, chart.mark, plan.box),
                _size_title(chart, plan),
                *(_name(chart, plan, name) for name in plan.names),
            ],
        },
    }


def _size_title(chart: FunnelChart, plan: FunnelPlan) -> Json:
    place = {"x": 0.5, "xshift": 0, "xanchor": "center", "font": {"color": INK}}
    return note(plan.box, plan.box.left, plan.box.bottom + 40 - 4.5, [size_title(chart, plan)], **place)


def _limits(one: FunnelLimits) -> list[Json]:
    """Both limits as one trace, parted by a null."""
    line: Json = {"color": MUTED_INK, "width": LIMIT_WIDTH, "dash": _DASH if one.dashed else "solid"}
    places = [*one.low, None, *one.high]
    return [_line(places, line)] if one.low and one.high else []


def _line(places: Sequence[tuple[float, float] | None], line: Json) -> Json:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [None if place is None else tidy(place[0]) for place in places],
        "y": [None if place is None else tidy(place[1]) for place in places],
        "line": line,
        "hoverinfo": "skip",
    }


def _target(chart: FunnelChart, plan: FunnelPlan) -> list[Json]:
    if chart.target.value is None:
        return []
    ends = [(plan.sizes.low, chart.target.value), (plan.sizes.high, chart.target.value)]
    return [_line(ends, {"color": TARGET_COLOUR, "width": TARGET_WIDTH, "dash": "solid"})]


def _rings(points: list[FunnelPoint]) -> Json:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [point.x for point in points],
        "y": [point.value for point in points],
        "hoverinfo": "skip",
        "cliponaxis": False,
        "marker": {"symbol": "circle-open", "size": 2 * RING, "color": RING_COLOUR, "line": {"width": 2}},
    }


def _marks(beyond: int, points: list[FunnelPoint]) -> Json:
    shape = SHAPES[beyond]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [point.x for point in points],
        "y": [point.value for point in points],
        "hovertext": [f"{plain(point.name)}<br>{plain(point.label)}" for point in points],
        "hoverinfo": "text",
        "cliponaxis": False,
        "marker": {
            "symbol": _SYMBOLS[shape],
            "size": tidy(2 * RADIUS * _LARGER[shape]),
            "color": COLOURS[beyond],
            "line": {"color": PAPER, "width": 1},
        },
    }


def _name(chart: FunnelChart, plan: FunnelPlan, name: Name) -> Json:
    """Fixed to its mark, so that it follows where the picture is wider."""
    x, y = plan.x.at(name.point.x), plan.y.at(name.point.value)
    anchor = {"start": "left", "middle": "center", "end": "right"}[name.place.anchor]
    place: Json = {"xref": "x", "x": name.point.x, "yref": "y", "y": name.point.value}
    shift: Json = {"xshift": tidy(name.place.x - x), "yshift": tidy(y - name.place.y), "xanchor": anchor}
    font = {"color": name_colour(chart, name.point), "size": SMALL, "weight": 600}
    return note(plan.box, 0, 0, [name.words], **place, **shift, font=font, bgcolor=transparent(PAPER, 0.8))


def _leader(chart: FunnelChart, plan: FunnelPlan, name: Name) -> Json:
    x, y = plan.x.at(name.point.x), plan.y.at(name.point.value)
    (x0, y0), (x1, y1) = leader(plan, name)
    return {
        "type": "line",
        "xref": "x",
        "yref": "y",
        "xsizemode": "pixel",
        "ysizemode": "pixel",
        "xanchor": name.point.x,
        "yanchor": name.point.value,
        "x0": tidy(x0 - x),
        "x1": tidy(x1 - x),
        "y0": tidy(y - y0),
        "y1": tidy(y - y1),
        "line": {"color": name_colour(chart, name.point), "width": 0.8},
    }


def _sample(plan: FunnelPlan, entry: Entry, key: Key) -> Json:
    if key.kind in ("target", "limit"):
        width, ink = (TARGET_WIDTH, TARGET_COLOUR) if key.kind == "target" else (LIMIT_WIDTH, MUTED_INK)
        line: Json = {"color": ink, "width": width, "dash": _DASH if key.dashed else "solid"}
        return pixel_shape(plan.box, "line", (entry.x, entry.y, entry.x + 20, entry.y), line=line)
    if key.kind == "ring":
        corners = (entry.x + 3, entry.y - 7, entry.x + 17, entry.y + 7)
        return pixel_shape(plan.box, "circle", corners, line={"color": RING_COLOUR, "width": 2})
    # A path brings its own corners.
    place = {key: value for key, value in pixel_shape(plan.box, "path", (0, 0, 0, 0)).items() if key[1:] not in "01"}
    path = mark_path(SHAPES[key.beyond], entry.x + 10 - plan.box.left, plan.box.top - entry.y)
    return {**place, "path": path, "fillcolor": COLOURS[key.beyond], "line": {"color": PAPER, "width": 1}}
