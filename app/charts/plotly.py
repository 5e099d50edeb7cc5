"""The browser's drawer: a description becomes a plain dict for plotly.js (basic bundle: scatter and bar).

Never a `go.Figure`, which costs 5 ms to build, 50 ms to unpickle and 6.5 kB of template a figure. Everything in
the dict is public, so an absent point is a null and its words alone.
"""

from app.charts.axis import Ticks, plain_ticks
from app.charts.description import ColumnChart, FunnelChart, LineChart, LiveChart
from app.charts.layout import Size
from app.charts.plotly_columns import column_figure
from app.charts.plotly_dots import dot_figure
from app.charts.plotly_funnel import funnel_figure
from app.charts.plotly_line import line_figure

__all__ = ["config", "figure"]


def figure(chart: LiveChart, size: Size = Size.WIDE, ticks: Ticks = plain_ticks) -> dict[str, object]:
    """The figure (data, layout) that takes the place of the SVG of the same chart and size, with the same height.

    `ticks` writes a tick number (value, decimals). ValueError on points that cannot be drawn.
    """
    if isinstance(chart, LineChart):
        return line_figure(chart, size, ticks)
    if isinstance(chart, ColumnChart):
        return column_figure(chart, size, ticks)
    if isinstance(chart, FunnelChart):
        return funnel_figure(chart, size, ticks)
    return dot_figure(chart, size, ticks)


def config(locale: str = "nb") -> dict[str, object]:
    """Settings of plotly.js: nothing is sent anywhere (4.x offers a share button by default), no bar, no zoom.

    `locale` is the language in which it writes numbers and dates of its own.
    """
    return {
        "showSendToCloud": False,
        "plotlyServerURL": "",
        "displaylogo": False,
        "displayModeBar": False,
        "scrollZoom": False,
        "doubleClick": False,
        "showTips": False,
        "showAxisDragHandles": False,
        "locale": locale,
        "responsive": True,
    }
