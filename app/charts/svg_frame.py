"""What all SVG pictures share: the sheet, the head, the grid and the axes."""

import math
from collections.abc import Iterable, Sequence

from app.charts.axis import Ticks
from app.charts.funnel_plan import FunnelPlan
from app.charts.layout import EDGE, LEADING, SMALL, TEXT, Box, Entry, Flag, Head
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
from app.charts.plan import Plan, break_label_x, flag_baselines
from app.charts.text import FAMILY, text_width
from app.charts.xml import element, group, lines, number, polyline, text

DASHES = "6 4"
DOTS = "2 3"  # of what is provisional


def sheet(width: float, height: float, content: Iterable[str], air: float = 0.0) -> str:
    """The stand-alone picture on white paper, with `air` at both sides.

    Its accessible name stands on the figure around it.
    """
    attributes: dict[str, str | float] = {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"{number(-air)} 0 {number(width + 2 * air)} {number(height)}",
        "font-family": FAMILY,
        "font-size": TEXT,
        "fill": MUTED_INK,
        "aria-hidden": "true",
        "focusable": "false",
    }
    if air:
        # As an image the picture has no fonts of ours: any other is drawn as small as the one it was measured for.
        # As a style, since browsers heed no such attribute; pages refuse styles, and have one for it in their sheet.
        attributes["style"] = "font-size-adjust:.486"
    paper = element("rect", {"x": -air, "width": width + 2 * air, "height": height, "fill": PAPER})
    return element("svg", attributes, paper, *content)


def head_parts(head: Head) -> str:
    """Axis title and mark."""
    return lines(EDGE, head.title_y, head.title, LEADING, {"fill": INK}) + (
        element("rect", {**_edges(head.mark), "rx": 3, "fill": MARK_PAPER, "stroke": MARK_EDGE}) if head.mark else ""
    )


def mark_parts(mark: str, head: Head, box: Box) -> tuple[str, str]:
    """The words of the mark in its box, and the same words large and very pale across the plot."""
    if head.mark is None:
        return "", ""
    label = text(
        (head.mark.left + head.mark.right) / 2,
        head.mark.bottom - 7,
        mark,
        {"font-size": SMALL, "font-weight": "600", "fill": MARK_INK, "text-anchor": "middle"},
    )
    return label, "".join(_watermark(mark, *place) for place in watermarks(mark, box))


def watermarks(mark: str, box: Box) -> tuple[tuple[float, float, float, float], ...]:
    """x, y, angle in degrees and font size of the pale words: one for each stretch of plot about as high as wide."""
    count = max(1, round(box.height / max(420.0, box.width)))
    height = box.height / count
    angle = min(30.0, math.degrees(math.atan2(height, box.width)))
    room = min(box.width / math.cos(math.radians(angle)), height / math.sin(math.radians(angle)))
    size = min(56.0, 0.86 * room / max(text_width(mark, 1.0, bold=True), 0.1))
    middle = (box.left + box.right) / 2
    return tuple((middle, box.top + (index + 0.5) * height, -angle, size) for index in range(count))


def _watermark(mark: str, x: float, y: float, angle: float, size: float) -> str:
    attributes: dict[str, str | float] = {
        "font-size": size,
        "font-weight": "600",
        "fill": INK,
        "fill-opacity": f"{WATERMARK_OPACITY}",
        "text-anchor": "middle",
        "transform": f"rotate({number(angle)} {number(x)} {number(y)})",
    }
    return text(x, y + size / 3, mark, attributes)


def _edges(box: Box) -> dict[str, float]:
    return {"x": box.left, "y": box.top, "width": box.width, "height": box.height}


def value_grid(plan: Plan | FunnelPlan, decimals: int, ticks: Ticks) -> str:
    """Horizontal grid lines with their numbers at the left."""
    heights = [(tick, plan.y.at(tick)) for tick in plan.axis.ticks]
    grid = "".join(f"M{number(plan.box.left)} {number(y)}H{number(plan.box.right)}" for _, y in heights)
    numbers = [text(plan.box.left - 8, y + 4.5, ticks(tick, decimals)) for tick, y in heights]
    return (element("path", {"d": grid, "stroke": GRID}) if grid else "") + group({"text-anchor": "end"}, numbers)


def tint(plan: Plan) -> str:
    """The ground under what is provisional."""
    return element("rect", {**_edges(plan.tint), "fill": TINT}) if plan.tint else ""


def category_axis(plan: Plan, categories: Sequence[str]) -> str:
    """The base line and the names of the categories under it."""
    base = polyline([(plan.box.left, plan.box.bottom), (plan.box.right, plan.box.bottom)])
    names = [text(plan.x.at(index), plan.box.bottom + 19, categories[index]) for index in plan.labelled]
    return element("path", {"d": base, "stroke": BASELINE}) + group({"text-anchor": "middle"}, names)


def break_lines(plan: Plan) -> str:
    """Dotted lines with their labels above the plot."""
    strokes = "".join(f"M{number(flag.x)} {number(flag.y - 9)}V{number(plan.box.bottom)}" for flag in plan.flags)
    if not strokes:
        return ""
    path = element("path", {"d": strokes, "stroke": MUTED_INK, "stroke-dasharray": DOTS})
    return path + group({"font-size": SMALL}, [_flag_label(flag) for flag in plan.flags])


def _flag_label(flag: Flag) -> str:
    anchor = {"text-anchor": "end"} if flag.leftwards else {}
    return text(break_label_x(flag), flag_baselines(flag), flag.label, anchor)


def legend(entries: Iterable[Entry], samples: Sequence[str]) -> str:
    """Names beside their samples, which are drawn around the origin and moved here."""
    return "".join(
        element("g", {"transform": f"translate({number(entry.x)} {number(entry.y)})"}, samples[entry.index])
        + text(entry.x + 26, entry.y + 4.5, entry.name, {"fill": INK})
        for entry in entries
    )
