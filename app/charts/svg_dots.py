"""Ranked dots as SVG: one row a place, with its interval; a row without a value shows the reason in place of a mark."""

from collections.abc import Iterable

from app.charts.axis import Ticks, has_interval
from app.charts.description import DotChart, Point
from app.charts.layout import EDGE, LEADING, TEXT, Size
from app.charts.palette import BASELINE, GREY, GRID, INK, MUTED_INK, PAPER, colour
from app.charts.plan import DotPlan, dot_plan
from app.charts.segments import limits
from app.charts.svg_frame import DASHES, head_parts, mark_parts, sheet
from app.charts.svg_marks import mark
from app.charts.text import shorten, text_width
from app.charts.words import row_hover
from app.charts.xml import element, group, number, polyline, safe, text, title

RADIUS = 4.5
_NAME_HEIGHT = 22.0


def draw_dots(chart: DotChart, size: Size, ticks: Ticks, air: float = 0.0) -> str:
    """The picture of a dot chart; its height grows with the rows."""
    plan = dot_plan(chart, size, ticks)
    label, watermark = mark_parts(chart.mark, plan.head, plan.box)
    parts = [
        head_parts(plan.head),
        label,
        watermark,
        _grid(plan, size, chart.axis.decimals, ticks),
        *(_line(chart, plan, size, number) for number in range(len(chart.lines))),
        *(_row(chart, plan, index, size) for index in range(len(chart.rows))),
    ]
    return sheet(plan.width, plan.height, parts, air)


def row_colour(chart: DotChart, row: Point) -> str:
    """The focus colour for highlighted rows; the others are muted beside them, or all alike when none is chosen."""
    if row.muted:
        return GREY
    return MUTED_INK if chart.highlighted and row.x not in chart.highlighted else colour(0)


def dot_y(plan: DotPlan, index: int, size: Size) -> float:
    """Height of a row's mark: the middle of the row, or its lower part where the name stands above it."""
    return plan.rows.at(index) + (0 if size is Size.WIDE else 9.0)


def name_place(plan: DotPlan, index: int, size: Size) -> tuple[float, float]:
    """Right end (wide) or left end (narrow) of a row's name, and its baseline."""
    y = plan.rows.at(index)
    return (plan.box.left - 10, y + 4.5) if size is Size.WIDE else (EDGE, y - 4)


def row_name(plan: DotPlan, name: str, size: Size) -> str:
    """The name as far as there is room."""
    return shorten(name, TEXT, plan.box.left - 12 if size is Size.WIDE else plan.width - 2 * EDGE, bold=True)


def reference_words(plan: DotPlan, reference: Point) -> tuple[str, float, str]:
    """Text above the reference line, its x and its anchor, kept inside the picture."""
    words = shorten(row_hover(reference), TEXT, plan.width - 2 * EDGE)
    if reference.value is None:
        return words, plan.box.left, "start"
    half = text_width(words, TEXT, bold=True) / 2
    x = plan.x.at(reference.value)
    return words, max(EDGE + half, min(plan.width - EDGE - half, x)), "middle"


def grid_pattern(plan: DotPlan, size: Size) -> tuple[float, tuple[float, ...]]:
    """How far below the plot's top upright lines begin, and their dashes: in the narrow picture they skip the names."""
    if size is Size.WIDE:
        return 0.0, ()
    return _NAME_HEIGHT, (plan.rows.step - _NAME_HEIGHT, _NAME_HEIGHT)


def _dashes(parts: tuple[float, ...]) -> dict[str, str]:
    return {"stroke-dasharray": " ".join(number(part) for part in parts)} if parts else {}


def _grid(plan: DotPlan, size: Size, decimals: int, ticks: Ticks) -> str:
    places = [(tick, plan.x.at(tick)) for tick in plan.axis.ticks]
    shift, dash = grid_pattern(plan, size)
    grid = "".join(f"M{number(x)} {number(plan.box.top + shift)}V{number(plan.box.bottom)}" for _, x in places)
    numbers = [text(x, plan.box.bottom + 18, ticks(tick, decimals)) for tick, x in places]
    base = polyline([(plan.box.left, plan.box.bottom), (plan.box.right, plan.box.bottom)])
    lines = element("path", {"d": grid, "stroke": GRID, **_dashes(dash)}) if grid else ""
    return lines + element("path", {"d": base, "stroke": BASELINE}) + group({"text-anchor": "middle"}, numbers)


def line_label_y(plan: DotPlan, row: int) -> float:
    """The baseline of a line's label: the first row of labels lies nearest to the plot."""
    return plan.box.top - 7 - row * LEADING


def _line(chart: DotChart, plan: DotPlan, size: Size, row: int) -> str:
    """The reference, dashed and with its interval; or where a level begins, undashed."""
    point = chart.lines[row]
    words, x, anchor = reference_words(plan, point)
    label = text(x, line_label_y(plan, row), words, {"text-anchor": anchor, "fill": INK, "font-weight": "600"})
    if point.value is None:
        return label
    at = plan.x.at(point.value)
    shift, dash = grid_pattern(plan, size)
    path = {"d": f"M{number(at)} {number(plan.box.top + shift)}V{number(plan.box.bottom)}", "stroke": INK}
    pattern = {"stroke-dasharray": DASHES} if point is chart.reference else {}
    line = element("path", {**path, "stroke-width": 1.5, **pattern, **_dashes(dash)})
    return _reference_band(plan, point) + line + label


def _reference_band(plan: DotPlan, reference: Point) -> str:
    if not has_interval(reference):
        return ""
    left, right = (plan.x.at(limit) for limit in limits(reference))
    place = {"x": left, "y": plan.box.top, "width": right - left, "height": plan.box.height}
    return element("rect", {**place, "fill": INK, "fill-opacity": "0.08"})


def _row(chart: DotChart, plan: DotPlan, index: int, size: Size) -> str:
    row = chart.rows[index]
    x, y = name_place(plan, index, size)
    chosen = row.x in chart.highlighted
    look: dict[str, str] = {"fill": colour(0), "font-weight": "600"} if chosen else {"fill": INK}
    anchor = {"text-anchor": "end"} if size is Size.WIDE else {}
    name = text(x, y, row_name(plan, row.x, size), {**look, **anchor})
    return _stripe(plan, index) * chosen + name + _mark_or_reason(chart, plan, index, size)


def _stripe(plan: DotPlan, index: int) -> str:
    height = plan.rows.step
    place = {"y": plan.rows.before(index) if index else plan.box.top, "width": plan.width, "height": height, "rx": 3}
    return element("rect", {**place, "fill": colour(0), "fill-opacity": "0.07"})


def _mark_or_reason(chart: DotChart, plan: DotPlan, index: int, size: Size) -> str:
    row, y = chart.rows[index], dot_y(plan, index, size)
    if row.value is None:
        return _reason(plan, row, y, size)
    return group(
        {"fill": row_colour(chart, row)}, [*_whisker(plan, row, y, row_colour(chart, row)), _dot(plan, row, y)]
    )


def _reason(plan: DotPlan, row: Point, y: float, size: Size) -> str:
    """The words that stand where a mark would, on paper so that no line runs through them."""
    left = plan.box.left + (8 if size is Size.WIDE else 0)
    words = shorten(row.label, TEXT, plan.width - EDGE - left)
    place: dict[str, str | float] = {
        "x": left - 3,
        "y": y - 9,
        "width": text_width(words, TEXT) + 8,
        "height": 18,
        "fill": PAPER,
    }
    whole = title(row.label) if words != row.label else ""
    return element("rect", place) + element("text", {"x": left, "y": y + 4.5}, whole, safe(words))


def _dot(plan: DotPlan, row: Point, y: float) -> str:
    return mark("circle", plan.x.at(row.value or 0.0), y, RADIUS, row_hover(row)).replace(
        "<circle", f'<circle stroke="{PAPER}"', 1
    )


def _whisker(plan: DotPlan, row: Point, y: float, ink: str) -> Iterable[str]:
    if has_interval(row):
        left, right = (plan.x.at(limit) for limit in limits(row))
        data = f"M{number(left)} {number(y)}H{number(right)}"
        yield element("path", {"d": data, "stroke": ink, "stroke-width": 2, "stroke-opacity": "0.55"})
