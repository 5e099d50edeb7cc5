"""The server's drawer: a description becomes a stand-alone SVG picture (first paint, no scripts, embed, print, PNG)."""

from app.charts.axis import Ticks
from app.charts.description import Chart, ColumnChart, LineChart, Sparkline
from app.charts.layout import Size
from app.charts.svg_columns import draw_columns
from app.charts.svg_dots import draw_dots
from app.charts.svg_line import draw_lines
from app.charts.svg_spark import draw_spark

__all__ = ["Size", "draw", "draw_sparkline"]


def draw(chart: Chart, size: Size, ticks: Ticks) -> str:
    """The SVG of a chart; `ticks` writes a tick number (value, decimals). ValueError on points that cannot be drawn."""
    if isinstance(chart, LineChart):
        return draw_lines(chart, size, ticks)
    if isinstance(chart, ColumnChart):
        return draw_columns(chart, size, ticks)
    return draw_dots(chart, size, ticks)


def draw_sparkline(spark: Sparkline) -> str:
    """The SVG of a small trend, without axes."""
    return draw_spark(spark)
