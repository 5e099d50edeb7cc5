"""An area's name with its value under it, on the map and in its tile."""

from dataclasses import dataclass

from app.charts.description import Anchor, MapArea, Sign
from app.charts.layout import SMALL
from app.charts.text import shorten, text_width, wrap
from app.charts.xml import element, group, polyline, text

TALL, LOW = 12.0, 11.0  # letters of names: wide picture, narrow picture
LEADING = 12.5
_SIGN = 4.0  # half the width of a triangle
_SIGN_ROOM = 11.0


def broken(name: str, size: float, width: float) -> tuple[str, ...]:
    """The name in one line, or in two: broken at a space, after a hyphen, or in the middle of a long word.

    Where it can be broken well it is, before it fills the width: letters of other fonts are wider.
    """
    if text_width(name, size) <= width * (0.85 if " " in name else 1):
        return (name,)
    if " " in name:
        return wrap(name, size, width * 0.85)
    at = name.find("-") + 1 or len(name) // 2
    first = name[:at] if name[:at].endswith("-") else f"{name[:at]}-"
    return tuple(shorten(part, size, width) for part in (first, name[at:]))


def sign_mark(sign: Sign, x: float, y: float, ink: str) -> str:
    """A triangle around a place, that points up for above and down for below."""
    tip = -_SIGN if sign == "above" else _SIGN
    places = [(x - _SIGN, y - tip), (x + _SIGN, y - tip), (x, y + tip)]
    return element("path", {"d": polyline(places, closed=True), "fill": ink})


@dataclass(frozen=True)
class MapLabel:
    """The lines of a name from the first base line, then the value with its sign.

    `rim` is the ground that the letters bring along where they may stand on another one; empty where they do not.
    """

    area: MapArea
    names: tuple[str, ...]
    x: float
    y: float
    anchor: Anchor
    size: float
    ink: str
    rim: str

    def drawn(self) -> str:
        """The label as SVG."""
        lines = [
            text(self.x, self.y + at * LEADING, line, {"font-size": self.size}) for at, line in enumerate(self.names)
        ]
        return group(self._look(), [*lines, self._value()]) + self._sign()

    @property
    def _value_y(self) -> float:
        return self.y + len(self.names) * LEADING + 1

    def _value(self) -> str:
        bold = {} if self.area.kind is None else {"font-weight": "600"}
        return text(self._value_x, self._value_y, self.area.text, {"font-size": SMALL, **bold})

    @property
    def _value_x(self) -> float:
        """Moved where a sign stands beside it, so that both together stand where the value would."""
        shift = {"start": _SIGN_ROOM, "middle": -_SIGN_ROOM / 2, "end": -_SIGN_ROOM}[self.anchor]
        return self.x + (shift if self.area.sign else 0.0)

    def _sign(self) -> str:
        """On the side that is the same however wide the letters turn out: before what begins here, behind what ends."""
        if not self.area.sign:
            return ""
        half = text_width(self.area.text, SMALL, bold=True) / 2
        x = {"start": self.x + _SIGN, "middle": self._value_x + half + _SIGN_ROOM / 2 + 2, "end": self.x - _SIGN}
        return sign_mark(self.area.sign, x[self.anchor], self._value_y - 4, self.ink)

    def _look(self) -> dict[str, str | float]:
        look: dict[str, str | float] = {"fill": self.ink}
        if self.anchor != "start":
            look["text-anchor"] = self.anchor
        if self.rim:
            look |= {"stroke": self.rim, "stroke-width": 4, "paint-order": "stroke", "stroke-linejoin": "round"}
        return look
