"""Several small charts beside each other, each under the link to its place."""

from collections.abc import Callable, Sequence
from typing import Any

from dash import html

from app.charts import svg
from app.view import Link, Panel


def panel_grid(panels: Sequence[Panel], link: Callable[[Link], Any], picture: Callable[[str, str], Any]) -> Any:
    """A list of the charts as components. `link` draws a link, `picture` an SVG under a class name.

    The last value stands beside the picture in words: nothing more for a screen reader to say.
    """
    items = [
        html.Li(
            [
                html.Span(link(panel.link), className="panel-name"),
                html.Span(panel.value, className="panel-value"),
                picture(svg.draw_small(panel.chart), "panel-picture"),
            ],
            className="panel-item",
        )
        for panel in panels
    ]
    return html.Ul(items, className="panels")
