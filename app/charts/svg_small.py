"""One of several small charts that stand beside each other on one scale."""

from app.charts.description import Point, SmallChart
from app.charts.layout import SMALL, Box
from app.charts.palette import BASELINE, GRID, MUTED_INK, colour
from app.charts.scale import Linear, Steps
from app.charts.segments import runs
from app.charts.svg_frame import sheet
from app.charts.svg_marks import mark, open_attributes
from app.charts.text import shorten
from app.charts.words import row_hover
from app.charts.xml import element, group, polyline, text

WIDTH, HEIGHT = 170.0, 112.0
_BOX = Box(1, 18, WIDTH - 1, HEIGHT - 22)
_MARK_HEIGHT = 15.0


def draw_small_chart(chart: SmallChart) -> str:
    """The picture: a line from zero up to the common top, gaps and open marks where there is no number."""
    _check(chart)
    points = list(enumerate(chart.points))
    y = Linear(0.0, chart.top, _BOX.bottom, _BOX.top)
    x = Steps(len(points), _BOX.left + 5, _BOX.right - 5, 0.0)
    parts = [
        _frame(chart),
        _line(points, x, y),
        *(_mark(point, x.at(index), y) for index, point in points),
        _invented(chart.mark) if chart.mark else "",
    ]
    return sheet(WIDTH, HEIGHT + (_MARK_HEIGHT if chart.mark else 0), parts)


def _check(chart: SmallChart) -> None:
    values = [point.value for point in chart.points if point.value is not None]
    if not chart.top > 0 or any(not 0 <= value <= chart.top for value in values):
        raise ValueError(f"chart {chart.title!r}: every value must lie between 0 and the common top {chart.top}")


def _frame(chart: SmallChart) -> str:
    """The top of the scale with its number, the base line, and the first and last category."""
    top = element("path", {"d": f"M{_BOX.left} {_BOX.top}H{_BOX.right}", "stroke": GRID})
    base = element("path", {"d": f"M{_BOX.left} {_BOX.bottom}H{_BOX.right}", "stroke": BASELINE})
    ends = [chart.points[at].x for at in (0, -1)] if len(chart.points) > 1 else [point.x for point in chart.points]
    below = _BOX.bottom + 16
    names = [text(_BOX.left, below, name) for name in ends[:1]]
    names += [text(_BOX.right, below, name, {"text-anchor": "end"}) for name in ends[1:]]
    return top + base + group({"font-size": SMALL}, [text(_BOX.left, _BOX.top - 6, chart.top_label), *names])


def _line(points: list[tuple[int, Point]], x: Steps, y: Linear) -> str:
    found = runs(points, lambda point: point.value is not None)
    strokes = "".join(
        polyline([(x.at(index), y.at(point.value or 0.0)) for index, point in run]) for run in found if len(run) > 1
    )
    look: dict[str, str | float] = {"fill": "none", "stroke": colour(0), "stroke-width": 2, "stroke-linejoin": "round"}
    return element("path", {"d": strokes, **look}) if strokes else ""


def _mark(point: Point, x: float, y: Linear) -> str:
    if point.value is None:
        return group(open_attributes(colour(0)), [mark("circle", x, _BOX.bottom, 3.5, row_hover(point))])
    return group({"fill": colour(0)}, [mark("circle", x, y.at(point.value), 3.0, row_hover(point))])


def _invented(words: str) -> str:
    attributes: dict[str, str | float] = {"font-size": SMALL, "fill": MUTED_INK}
    return text(_BOX.left, HEIGHT + 9, shorten(words, SMALL, WIDTH - 2 * _BOX.left), attributes)
