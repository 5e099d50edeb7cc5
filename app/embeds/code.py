"""The code that shows a figure on another site, with the height that it needs where no script tells it."""

from math import ceil

from markupsafe import escape

from app.charts import svg
from app.charts.text import wrap
from app.embeds.address import LOADER, figure_address
from app.embeds.figures import Figure
from app.view import View
from app.words import Words

#: Pixels: between these widths all of a figure is seen without scripts. A narrower frame may have to be scrolled.
WIDEST, NARROWEST = 960.0, 560.0
_EDGE = 34.0  # padding and border, on both sides
_PANEL_WIDTH, _PANEL_TEXT = 168.0, 60.0
_ROW = 34.0  # of a table


def frame_code(figure: Figure, place: str, height: int, style: str = ' style="border:0"') -> str:
    """The element to be copied. `place` is where the site is; empty for a page of ours. `style` is left out there."""
    address = escape(place + figure_address(figure.asked, figure.query))
    return (
        f'<iframe src="{address}" title="{escape(figure.view.heading)}" width="100%" height="{height}" '
        f'loading="lazy"{style}></iframe>'
    )


def loader_code(place: str) -> str:
    """The element that lets figures be as high as they need; once on a page is enough."""
    return f'<script src="{place}{LOADER}" async></script>'


def height_of(figure: Figure) -> int:
    """Pixels that the figure needs at any width from `NARROWEST` to `WIDEST`, with a little to spare."""
    return max(_height(figure.view, figure.site.words, width - _EDGE) for width in (WIDEST, NARROWEST))


def _height(view: View, words: Words, width: float) -> int:
    heading = len(wrap(view.heading, 18.5, width, most=5, bold=True)) * 23.0 + 27
    source = len(wrap(words("view.source", source=view.source), 14.0, width, most=5)) * 19.0
    notes = 27.0 if view.notes else 0.0
    return ceil(_EDGE + heading + _picture(view, width) + notes + source + 19 + 27 + 12)


def _picture(view: View, width: float) -> float:
    chart = _chart(view, width) if view.chart else 0.0
    panels = _panels(len(view.panels), width) if view.panels else 0.0
    return chart + panels or 40.0 + _ROW * (len(view.table.rows) + 2)


def _chart(view: View, width: float) -> float:
    assert view.chart is not None
    box = svg.draw_apart(view.chart, svg.Size.WIDE, lambda value, decimals: "").split('viewBox="', 1)[1].split('"')[0]
    _, _, wide, high = map(float, box.split())
    return high * min(width, 928.0) / wide + 20


def _panels(count: int, width: float) -> float:
    columns = max(1, int((width + 16) // _PANEL_WIDTH))
    each = (width - 16 * (columns - 1)) / columns * 127 / 170 + _PANEL_TEXT
    return ceil(count / columns) * (each + 16) + 20
