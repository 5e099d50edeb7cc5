"""Where the parts of a picture stand. Both drawers use these numbers, so the second never moves what the first drew."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from app.charts.description import Break
from app.charts.scale import Steps
from app.charts.text import shorten, text_width, wrap

TEXT = 13.0
SMALL = 12.0
LEADING = 17.0
EDGE = 4.0
_KEY = 26.0
_LEGEND_ROW = 20.0
_LEGEND_GAP = 18.0


class Size(Enum):
    """The two pictures of a chart: for a column of text, and for a telephone (readable at 390 pixels)."""

    WIDE = (880.0, 400.0)
    NARROW = (350.0, 360.0)

    @property
    def width(self) -> float:
        """Width in pixels at natural size."""
        return self.value[0]

    @property
    def height(self) -> float:
        """Height at natural size, before rows of a legend are added."""
        return self.value[1]


@dataclass(frozen=True)
class Box:
    """A rectangle by its edges, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top


@dataclass(frozen=True)
class Entry:
    """One key of the legend: which series, the left edge of its sample and the middle of its row."""

    index: int
    x: float
    y: float
    name: str


@dataclass(frozen=True)
class Flag:
    """A marked break: the x of its line, and its label on one side of it."""

    x: float
    label: str
    y: float
    leftwards: bool


@dataclass(frozen=True)
class Head:
    """What stands above the plot; `bottom` is where the next part may begin."""

    title: tuple[str, ...]
    title_y: float
    mark: Box | None
    entries: tuple[Entry, ...]
    bottom: float


def head(title: str, mark: str, names: Sequence[str], size: Size) -> Head:
    """Axis title at the left, mark at the right (a row of its own in the narrow picture), then the legend."""
    box = _mark_box(mark, size) if mark else None
    beside = box is not None and size is Size.WIDE
    room = (box.left if box is not None and beside else size.width) - 2 * EDGE
    lines = wrap(title, TEXT, room, most=3) if title else ()
    first = LEADING if box is None or beside else box.bottom + LEADING + 2
    below = max(first + (len(lines) - 1) * LEADING + 6 if lines else first - LEADING, box.bottom if box else 0)
    entries = _entries(names, below + 4, size)
    bottom = max([below, *(entry.y + _LEGEND_ROW / 2 for entry in entries)])
    return Head(lines, first, box, entries, bottom)


def _mark_box(mark: str, size: Size) -> Box:
    width = text_width(mark, SMALL, bold=True) * 1.04 + 18
    return Box(size.width - 1 - width, 1.0, size.width - 1, 23.0)


def _entries(names: Sequence[str], top: float, size: Size) -> tuple[Entry, ...]:
    """Names after each other, a new row where the next one would not fit."""
    found: list[Entry] = []
    x, y = EDGE, top + _LEGEND_ROW / 2
    for index, name in enumerate(names):
        short = shorten(name, TEXT, size.width - 2 * EDGE - _KEY)
        width = _KEY + text_width(short, TEXT)
        if x > EDGE and x + width > size.width - EDGE:
            x, y = EDGE, y + _LEGEND_ROW
        found.append(Entry(index, x, y, short))
        x += width + _LEGEND_GAP
    return tuple(found)


def flags(breaks: Sequence[Break], categories: Sequence[str], steps: Steps, top: float) -> tuple[Flag, ...]:
    """Labels of the breaks whose category is shown, in rows under `top` so that they do not run into each other."""
    found: list[Flag] = []
    ends: list[list[tuple[float, float]]] = []
    for mark in breaks:
        if mark.x in categories:
            x = steps.before(categories.index(mark.x))
            width = text_width(mark.label, SMALL) + 10
            leftwards = x + width > steps.end and x - steps.start > steps.end - x
            extent = (x - width, x) if leftwards else (x, x + width)
            row = _free_row(ends, extent)
            room = (x - steps.start if leftwards else steps.end - x) - 6
            found.append(Flag(x, shorten(mark.label, SMALL, room), top + row * LEADING + SMALL, leftwards))
    return tuple(found)


def _free_row(rows: list[list[tuple[float, float]]], extent: tuple[float, float]) -> int:
    """The first row with room for the extent, which is entered there."""
    for index, taken in enumerate(rows):
        if all(extent[1] <= left or extent[0] >= right for left, right in taken):
            taken.append(extent)
            return index
    rows.append([extent])
    return len(rows) - 1


def flag_rows(marks: Sequence[Flag]) -> int:
    """How many rows the labels of the breaks take."""
    return len({mark.y for mark in marks})


def fan(count: int, gap: float) -> tuple[float, ...]:
    """Shifts that set `count` marks side by side around one place."""
    return tuple((index - (count - 1) / 2) * gap for index in range(count))
