"""The server's drawer: a description becomes a stand-alone SVG picture (first paint, no scripts, embed, print, PNG)."""

from app.charts.axis import Ticks
from app.charts.description import Chart, ColumnChart, FunnelChart, LineChart, MapChart, SmallChart, Sparkline
from app.charts.layout import Size
from app.charts.svg_columns import draw_columns
from app.charts.svg_dots import draw_dots
from app.charts.svg_funnel import draw_funnel
from app.charts.svg_line import draw_lines
from app.charts.svg_map import draw_map
from app.charts.svg_small import draw_small_chart
from app.charts.svg_spark import draw_spark

__all__ = ["Size", "draw", "draw_apart", "draw_small", "draw_sparkline"]


# At both sides of a picture whose font we cannot choose: the widest common one needs a fifth more than ours.
AIR = 24.0


def draw(chart: Chart, size: Size, ticks: Ticks, air: float = 0.0) -> str:
    """The SVG of a chart; `ticks` writes a tick number (value, decimals). ValueError on points that cannot be drawn."""
    if isinstance(chart, LineChart):
        return draw_lines(chart, size, ticks, air)
    if isinstance(chart, ColumnChart):
        return draw_columns(chart, size, ticks, air)
    if isinstance(chart, FunnelChart):
        return draw_funnel(chart, size, ticks, air)
    if isinstance(chart, MapChart):
        return draw_map(chart, size, air)
    return draw_dots(chart, size, ticks, air)


def draw_apart(chart: Chart, size: Size, ticks: Ticks) -> str:
    """The same for where the page's fonts do not reach (an image, a file): nothing may be cut if letters are wider."""
    return draw(chart, size, ticks, AIR)


def draw_sparkline(spark: Sparkline) -> str:
    """The SVG of a small trend, without axes."""
    return draw_spark(spark)


def draw_small(chart: SmallChart) -> str:
    """The SVG of one of several small charts on one scale. ValueError on a value above the scale."""
    return draw_small_chart(chart)
