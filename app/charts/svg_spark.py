"""The small trend beside one number."""

from app.charts.description import Point, Sparkline
from app.charts.layout import Box
from app.charts.palette import MUTED_INK, colour
from app.charts.scale import Linear, Steps
from app.charts.segments import runs
from app.charts.svg_frame import sheet
from app.charts.svg_marks import mark, open_attributes
from app.charts.text import shorten
from app.charts.words import row_hover
from app.charts.xml import element, group, polyline, text

WIDTH, HEIGHT = 140.0, 40.0
_MARK_HEIGHT, _MARK_TEXT = 13.0, 10.0
_BOX = Box(6, 6, WIDTH - 6, HEIGHT - 6)


def draw_spark(spark: Sparkline) -> str:
    """A line without axes, scaled by the values that are present; the last point is filled, or open when absent."""
    points = list(enumerate(spark.points))
    values = [point.value for point in spark.points if point.value is not None]
    y = Linear(min(values, default=0.0), max(values, default=0.0), _BOX.bottom, _BOX.top)
    x = Steps(len(points), _BOX.left, _BOX.right, 0.0)
    places = [
        [(x.at(index), y.at(point.value or 0.0)) for index, point in run]
        for run in runs(points, lambda point: point.value is not None)
    ]
    strokes = "".join(polyline(place) for place in places if len(place) > 1)
    line: dict[str, str | float] = {
        "d": strokes,
        "fill": "none",
        "stroke": colour(0),
        "stroke-width": 2,
        "stroke-linejoin": "round",
    }
    lone = [mark("circle", *place[0], 1.6) for place in places if len(place) == 1]
    parts = [
        element("path", line) if strokes else "",
        group({"fill": colour(0)}, lone),
        _last(spark.points[-1], x.at(len(points) - 1), y) if spark.points else "",
        _mark(spark.mark) if spark.mark else "",
    ]
    return sheet(WIDTH, HEIGHT + (_MARK_HEIGHT if spark.mark else 0), parts)


def _last(point: Point, x: float, y: Linear) -> str:
    if point.value is None:
        return group(open_attributes(colour(0)), [mark("circle", x, _BOX.bottom, 3.0, row_hover(point))])
    return group({"fill": colour(0)}, [mark("circle", x, y.at(point.value), 3.5, row_hover(point))])


def _mark(words: str) -> str:
    attributes: dict[str, str | float] = {"font-size": _MARK_TEXT, "fill": MUTED_INK}
    return text(2, HEIGHT + 9, shorten(words, _MARK_TEXT, WIDTH - 4), attributes)
