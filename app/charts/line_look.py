"""How each kind of line looks, and which of them the legend names: the same for both drawers."""

from collections.abc import Iterable

from app.charts.description import LineChart, Point, Series
from app.charts.palette import INK, MUTED_INK, colour
from app.charts.svg_marks import shape

WIDTHS = {"focus": 2.5, "reference": 2.0, "earlier": 1.3, "running": 2.5, "centre": 1.5, "limit": 1.5}
ORDER = {"limit": 0, "centre": 1, "reference": 2, "earlier": 3, "focus": 4, "running": 5}
DASHES = {"reference": "6 4", "limit": "6 4", "running": "2 3"}
BARE = ("centre", "limit")  # lines without marks
SPECIAL_SHAPE, SPECIAL_COLOUR, SPECIAL_RADIUS = "diamond", colour(3), 5.0
MANY = 16


def stroke_width(series: Series) -> float:
    """What was chosen stands out, the nation follows, the rest stays behind."""
    return WIDTHS[series.role]


def dashes(series: Series) -> str:
    """Lengths of dashes and gaps: of the nation, of limits, and of a year that may change; empty for others."""
    return DASHES.get(series.role, "")


def has_marks(series: Series) -> bool:
    """Lines of a control chart are no figures of a period, and have no marks."""
    return series.role not in BARE


def series_colour(series: Series) -> str:
    """The nation is drawn in neutral ink, lines without marks in a paler one, everything else in its own colour."""
    return INK if series.role == "reference" else MUTED_INK if series.role in BARE else colour(series.colour)


def shape_of(series: Series) -> str:
    """The nation is always a circle; others follow their colour."""
    return "circle" if series.role == "reference" else shape(series.colour)


def mark_radius(categories: int) -> float:
    """Small marks where they are many."""
    return 3.5 if categories <= MANY else 1.5


def drawing_order(series: Iterable[Series]) -> list[Series]:
    """Drawing order: limits and the nation below the others, what was chosen on top."""
    return sorted(series, key=lambda one: ORDER[one.role])


def keys(chart: LineChart, direct: bool) -> tuple[Series | None, ...]:
    """What the legend names: each line once, where their names do not stand at their ends; None for special marks."""
    by_name = {series.name: series for series in reversed(chart.series)}
    lines = () if direct else tuple(series for series in chart.series if by_name[series.name] is series)
    return (*lines, None) if chart.special else lines


def key_names(chart: LineChart, direct: bool) -> list[str]:
    """The names of these keys."""
    return [chart.special_name if key is None else key.name for key in keys(chart, direct)]


def special_points(chart: LineChart) -> list[tuple[int, Point]]:
    """The points that are marked as special, with the index of their category."""
    points = chart.series[0].points if chart.series else ()
    wanted = [point for point in points if point.x in chart.special and point.value is not None]
    return [(chart.categories.index(point.x), point) for point in wanted]
