"""The marks of points: filled where there is a value, open where there is none."""

from app.charts.palette import PAPER
from app.charts.xml import element, number, title

SHAPES = ("circle", "square", "diamond", "triangle")
_SQUARE, _DIAMOND, _TRIANGLE = 0.88, 1.3, 1.25


def shape(index: int) -> str:
    """The shape of a series: colours are told apart by shape too."""
    return SHAPES[index % len(SHAPES)]


def mark(kind: str, x: float, y: float, radius: float, words: str = "") -> str:
    """One mark; colours come from the group it stands in."""
    inner = title(words) if words else ""
    if kind == "circle":
        return element("circle", {"cx": x, "cy": y, "r": radius}, inner)
    return element("path", {"d": _outline(kind, x, y, radius)}, inner)


def _outline(kind: str, x: float, y: float, radius: float) -> str:
    if kind == "square":
        half = radius * _SQUARE
        return f"M{number(x - half)} {number(y - half)}h{number(2 * half)}v{number(2 * half)}h{number(-2 * half)}z"
    if kind == "diamond":
        half = radius * _DIAMOND
        step = number(half)
        return f"M{number(x)} {number(y - half)}l{step} {step}l-{step} {step}l-{step}-{step}z"
    half = radius * _TRIANGLE
    return f"M{number(x)} {number(y - half)}l{number(half)} {number(1.75 * half)}h{number(-2 * half)}z"


def open_attributes(colour: str) -> dict[str, str | float]:
    """How marks without a value look: an outline on paper."""
    return {"fill": PAPER, "stroke": colour, "stroke-width": 1.5}
