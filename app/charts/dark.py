"""The same picture on dark ground: each colour of the palette has one that can be told apart there.

The first colours were found by the same search as those on white, and the test computes the same contrasts and
distances. A picture of which words say that something is darker or lighter stays as it is, on white paper.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from app.charts import palette

DARK_PAPER = "#161D25"
DARK_COLOURS = ("#74B4F7", "#FB4B1A", "#4EB38C", "#D35DAB", "#FDD925", "#FF2862", "#3690F4", "#C8CEF7")
DARK_INK = "#E3E8EE"
DARK: Mapping[str, str] = MappingProxyType(
    {
        **dict(zip(palette.COLOURS, DARK_COLOURS, strict=True)),
        palette.INK: DARK_INK,
        palette.MUTED_INK: "#AEB8C3",
        palette.GREY: "#7F8994",
        palette.GRID: "#2C3642",
        palette.BASELINE: "#6C7783",
        palette.PAPER: DARK_PAPER,
        palette.MARK_PAPER: "#3A2B06",
        palette.MARK_INK: "#FFDF8F",
        palette.MARK_EDGE: "#B37400",
    }
)
_WHOLE = re.compile(r'="(#[0-9A-F]{6})"')
#: Of maps, and of what is provisional.
_TOLD_BY_SHADE = frozenset({*palette.SHADES, palette.TINT})


def on_dark(drawn: str) -> str:
    """The picture (SVG of our own drawers) on dark ground; unchanged where words tell of its shades."""
    colours = frozenset(_WHOLE.findall(drawn))
    if colours & _TOLD_BY_SHADE:
        return drawn
    return _WHOLE.sub(lambda found: f'="{DARK.get(found[1], found[1])}"', drawn)
