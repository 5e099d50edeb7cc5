"""How wide a text will be, so that a server without a browser can place it. Widths are in the picture's units."""

from collections.abc import Mapping
from types import MappingProxyType

# As in the theme: the stand-in is a local font with the measures of Source Sans, until that has arrived.
FAMILY = "'Source Sans 3', 'Source Sans stand-in', system-ui, sans-serif"
_BOLD = 1.035
_OTHER = 600

# Advance widths of Source Sans 3 (weight 400) in thousandths of the font size, measured in Chromium; weight 600 is
# 3 % wider. A fallback font is at most some 10 % wider: margins hold that much.
_GROUPS: Mapping[int, str] = MappingProxyType(
    {
        200: " \u00a0",
        249: "',.:;ijl·",
        263: "IÍf",
        303: "()[]{}|!°/\\",
        338: "t-r",
        425: 'szc?"*«»',
        467: "vykxYéè",
        497: "0123456789#$+<=>±−–^~_§aegFLJáäê",
        543: "bdhnopquåéóôöü`Aø",
        536: "STVXZEÅÄ",
        580: "BCKPR&",
        615: "DG",
        650: "HNUQOØÖ",
        727: "Mw",
        780: "WmæÆ",
        848: "@%…",
    }
)
_WIDTHS: Mapping[str, int] = MappingProxyType({letter: width for width, group in _GROUPS.items() for letter in group})


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width of one line of text at a font size."""
    return sum(_WIDTHS.get(letter, _OTHER) for letter in text) * size / 1000 * (_BOLD if bold else 1)


def shorten(text: str, size: float, width: float, bold: bool = False) -> str:
    """The text, or its beginning and an ellipsis where it is wider than `width`."""
    if text_width(text, size, bold) <= width:
        return text
    end = len(text)
    while end > 1 and text_width(text[:end] + "…", size, bold) > width:
        end -= 1
    return text[:end].rstrip() + "…"


def wrap(text: str, size: float, width: float, most: int = 2, bold: bool = False) -> tuple[str, ...]:
    """The text in at most `most` lines no wider than `width`, broken at spaces, the rest cut with an ellipsis."""
    lines: list[str] = []
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and (text_width(joined, size, bold) <= width or len(lines) == most):
            lines[-1] = joined
        else:
            lines.append(word)
    return tuple(shorten(line, size, width, bold) for line in lines)
