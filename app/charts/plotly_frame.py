"""What all Plotly figures share: layout without a template, texts as annotations at the places of the SVG picture."""

from collections.abc import Iterable, Sequence

from app.charts.axis import Ticks
from app.charts.funnel_plan import FunnelPlan
from app.charts.layout import EDGE, LEADING, SMALL, TEXT, Box, Entry, Head
from app.charts.palette import (
    BASELINE,
    GRID,
    INK,
    MARK_EDGE,
    MARK_INK,
    MARK_PAPER,
    MUTED_INK,
    PAPER,
    TINT,
    WATERMARK_OPACITY,
)
from app.charts.plan import DotPlan, Plan, break_label_x, flag_baselines
from app.charts.svg_frame import watermarks
from app.charts.text import FAMILY
from app.charts.xml import clean

Json = dict[str, object]

CLEAR = "rgba(0,0,0,0)"
_MIDDLE = 4.5  # from a baseline up to the middle of small letters


def plain(text: str) -> str:
    """Text that Plotly, which reads a little HTML, shows as it stands."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def tidy(value: float) -> float:
    """A position without the noise of floating point."""
    return round(value, 4)


def transparent(colour: str, opacity: float) -> str:
    """A palette colour with an opacity, as Plotly writes it."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def layout(plan: Plan | DotPlan | FunnelPlan) -> Json:
    """Height and margins of the SVG picture, so that nothing jumps; no zoom, and no template (6.5 kB a figure)."""
    box = plan.box
    margin = {"l": box.left, "r": plan.width - box.right, "t": box.top, "b": plan.height - box.bottom, "pad": 0}
    return {
        "autosize": True,
        "height": tidy(plan.height),
        "margin": {**{side: tidy(size) for side, size in margin.items()}, "autoexpand": False},
        "font": {"family": FAMILY, "size": TEXT, "color": MUTED_INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": CLEAR,
        "separators": ",\u00a0",
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "hoverlabel": {
            "bgcolor": PAPER,
            "bordercolor": BASELINE,
            "font": {"family": FAMILY, "color": INK, "size": TEXT},
            "align": "left",
        },
    }


def number_axis(low: float, high: float, places: Sequence[float], names: Sequence[str], standoff: int = 2) -> Json:
    """An axis of numbers with these ticks and no grid."""
    # A linear axis with its numbers given: category axes leave out every second name when they are tight.
    return {
        "type": "linear",
        "range": [tidy(low), tidy(high)],
        "tickmode": "array",
        "tickvals": [tidy(place) for place in places],
        "ticktext": [plain(name) for name in names],
        "tickangle": 0,
        "ticklabelstandoff": standoff,
        "fixedrange": True,
        "layer": "below traces",
        "zeroline": False,
        "showgrid": False,
    }


def value_axis(plan: Plan | DotPlan | FunnelPlan, decimals: int, ticks: Ticks) -> Json:
    """The axis of values with grid lines."""
    # Plotly leaves out a grid line that lies on the very edge.
    air = (plan.axis.high - plan.axis.low) / 250
    numbers = [ticks(tick, decimals) for tick in plan.axis.ticks]
    axis = number_axis(plan.axis.low, plan.axis.high + air, plan.axis.ticks, numbers, standoff=5)
    return {**axis, "showgrid": True, "gridcolor": GRID}


def category_axis(plan: Plan, categories: Sequence[str]) -> Json:
    """The axis of categories: 0, 1, 2 … with their names where there is room."""
    ends = [(edge - plan.x.first) / plan.x.step for edge in (plan.box.left, plan.box.right)]
    axis = number_axis(ends[0], ends[1], plan.labelled, [categories[index] for index in plan.labelled])
    return {**axis, "showline": True, "linecolor": BASELINE}


def note(box: Box, across: float, down: float, words: Iterable[str], **more: object) -> Json:
    """A text anchored at a pixel of the SVG picture; right of the plot it keeps its distance to the right edge."""
    right = across >= box.right
    return {
        "text": "<br>".join(plain(line) for line in words),
        "showarrow": False,
        "xref": "paper",
        "yref": "paper",
        "x": 1 if right else 0,
        "xshift": tidy(across - (box.right if right else box.left)),
        "y": 1,
        "yshift": tidy(box.top - down),
        "xanchor": "left",
        "yanchor": "middle",
        "align": "left",
        "borderpad": 0,
        **more,
    }


def head_notes(head: Head, mark: str, box: Box) -> list[Json]:
    """Axis title, names of the legend, mark and its pale repetition."""
    middle = head.title_y + (len(head.title) - 1) * LEADING / 2 - _MIDDLE
    title = [note(box, EDGE, middle, head.title, font={"color": INK})] if head.title else []
    names = [note(box, entry.x + 26, entry.y, [entry.name], font={"color": INK}) for entry in head.entries]
    return title + names + _mark_notes(head, mark, box)


def _mark_notes(head: Head, mark: str, box: Box) -> list[Json]:
    if head.mark is None:
        return []
    look = {
        "bgcolor": MARK_PAPER,
        "bordercolor": MARK_EDGE,
        "borderpad": 2,
        "font": {"color": MARK_INK, "size": SMALL, "weight": 600},
    }
    middle = (head.mark.top + head.mark.bottom) / 2
    corner = note(box, max(box.right, head.mark.right), middle, [mark], xanchor="right", **look)
    pale = [_watermark(mark, box, *place) for place in watermarks(mark, box)]
    return [corner, *pale]


def _watermark(mark: str, box: Box, x: float, y: float, angle: float, size: float) -> Json:
    font = {"size": tidy(size), "weight": 600, "color": transparent(INK, WATERMARK_OPACITY)}
    return note(box, x, y, [mark], x=0.5, xshift=0, xanchor="center", textangle=tidy(angle), font=font)


def break_notes(plan: Plan) -> list[Json]:
    """Labels of the breaks, fixed to their lines."""
    return [
        note(
            plan.box,
            0,
            flag_baselines(flag) - _MIDDLE,
            [flag.label],
            xref="x",
            x=tidy((flag.x - plan.x.first) / plan.x.step),
            xshift=tidy(break_label_x(flag) - flag.x),
            xanchor="right" if flag.leftwards else "left",
            font={"size": SMALL},
        )
        for flag in plan.flags
    ]


def break_shapes(plan: Plan) -> list[Json]:
    """The ground under what is provisional; dotted lines of the breaks, from their label to the base line."""
    lines: list[Json] = [
        {
            "type": "line",
            "xref": "x",
            "yref": "paper",
            "x0": tidy((flag.x - plan.x.first) / plan.x.step),
            "x1": tidy((flag.x - plan.x.first) / plan.x.step),
            "y0": 0,
            "y1": tidy(1 + (plan.box.top - flag.y + 9) / plan.box.height),
            "line": {"color": MUTED_INK, "width": 1, "dash": "2px,3px"},
        }
        for flag in plan.flags
    ]
    return [*_tint(plan), *lines]


def _tint(plan: Plan) -> list[Json]:
    if plan.tint is None:
        return []
    first, last = ((edge - plan.x.first) / plan.x.step for edge in (plan.tint.left, plan.tint.right))
    place = {"xref": "x", "yref": "paper", "x0": tidy(first), "x1": tidy(last), "y0": 0, "y1": 1}
    return [{"type": "rect", **place, "fillcolor": TINT, "line": {"width": 0}, "layer": "below"}]


def pixel_shape(box: Box, kind: str, corners: tuple[float, float, float, float], side: int = 0, **more: object) -> Json:
    """A shape with corners at pixels of the SVG picture, fixed to the plot's upper left (side 0) or right corner."""
    x0, y0, x1, y1 = corners
    anchor = box.right if side else box.left
    return {
        "type": kind,
        "xref": "paper",
        "yref": "paper",
        "xsizemode": "pixel",
        "ysizemode": "pixel",
        "xanchor": side,
        "yanchor": 1,
        "x0": tidy(x0 - anchor),
        "x1": tidy(x1 - anchor),
        "y0": tidy(box.top - y0),
        "y1": tidy(box.top - y1),
        **more,
    }


def swatches(box: Box, entries: Iterable[Entry], colours: Sequence[str]) -> list[Json]:
    """Colour squares of a legend."""
    return [
        pixel_shape(
            box,
            "rect",
            (entry.x + 6, entry.y - 6, entry.x + 19, entry.y + 7),
            fillcolor=colours[entry.index],
            line={"width": 0},
        )
        for entry in entries
    ]
