"""Small, safe pieces of SVG text: escaped, one decimal, presentation attributes only (a strict CSP forbids styles)."""

import re
from collections.abc import Iterable, Mapping
from html import escape

Attributes = Mapping[str, str | float]

# What XML 1.0 forbids even when escaped.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def number(value: float) -> str:
    """A coordinate with at most one decimal and no idle zeros: bytes count, and a tenth of a pixel cannot be seen."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def clean(text: str) -> str:
    """Text without the characters that no document may hold, each replaced by a visible sign."""
    return _FORBIDDEN.sub("\ufffd", text)


def safe(text: str) -> str:
    """Text that may stand in an element or in an attribute in double quotes."""
    return escape(clean(text), quote=True).replace("&#x27;", "'")


def element(name: str, attributes: Attributes, *content: str) -> str:
    """One element; `content` is markup already made."""
    written = "".join(f' {key}="{_written(value)}"' for key, value in attributes.items())
    return f"<{name}{written}>{''.join(content)}</{name}>" if any(content) else f"<{name}{written}/>"


def _written(value: str | float) -> str:
    return safe(value) if isinstance(value, str) else number(value)


def group(attributes: Attributes, content: Iterable[str]) -> str:
    """Elements that share attributes; nothing where there are none."""
    inner = "".join(content)
    return element("g", attributes, inner) if inner else ""


def text(x: float, y: float, words: str, attributes: Attributes | None = None) -> str:
    """One line of text with its baseline at y."""
    return element("text", {"x": x, "y": y, **(attributes or {})}, safe(words))


def lines(x: float, y: float, words: Iterable[str], leading: float, attributes: Attributes | None = None) -> str:
    """Several lines of text below each other, the first with its baseline at y."""
    return "".join(text(x, y + row * leading, line, attributes) for row, line in enumerate(words))


def title(words: str) -> str:
    """What a pointer that rests on the mark is told."""
    return f"<title>{safe(words)}</title>"


def polyline(points: Iterable[tuple[float, float]], closed: bool = False) -> str:
    """Path data through points."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + ("Z" if closed else "")
