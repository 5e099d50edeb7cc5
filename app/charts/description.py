"""What a chart shows, in plain values: one description, two drawers (our SVG and a Plotly dict).

Every text in a description is ready for a reader: numbers are formatted, absences are worded. A drawer places
things and never words or rounds them. A withheld value never reaches a description: its point has no value, and
axes are scaled by the values that are present alone. `mark` is text that the picture itself must carry (invented data
say so in every picture).
"""

from dataclasses import dataclass
from typing import Literal

Role = Literal["focus", "reference", "earlier", "running", "centre", "limit"]


@dataclass(frozen=True)
class Point:
    """One mark: its category on the x axis, its value with limits where there are any, and its words.

    `label` is what a reader is told about the mark: the formatted value with its interval, or the reason why
    there is none (then `value` is None). `muted` draws it in grey: it says less than the others, and a note says why.
    """

    x: str
    value: float | None
    label: str
    low: float | None = None
    high: float | None = None
    muted: bool = False


@dataclass(frozen=True)
class Series:
    """Marks of one place or kind. `reference` is the nation (drawn in neutral ink), `focus` what was chosen.

    `earlier` are years behind the one that is chosen: thinner; `running` is a year whose figures may change: dotted.
    `centre` and `limit` are lines of a control chart, which
    have no marks.

    `colour` is an index into the palette of `app.charts.palette`; a place keeps its colour over all charts of a page.
    """

    name: str
    points: tuple[Point, ...]
    colour: int = 0
    role: Role = "focus"


@dataclass(frozen=True)
class Break:
    """A marked break: drawn as a line before category `x`, with a short label."""

    x: str
    label: str


@dataclass(frozen=True)
class Axis:
    """Title (with unit) and how tick numbers are written; `from_zero` for lengths (columns), not for positions."""

    title: str
    decimals: int = 0
    from_zero: bool = True


@dataclass(frozen=True)
class _OverTime:
    """What charts over ordered categories (years, months) have in common."""

    title: str
    categories: tuple[str, ...]
    axis: Axis
    series: tuple[Series, ...]
    breaks: tuple[Break, ...] = ()
    mark: str = ""
    provisional: Break | None = None  # from this category on figures may still change: drawn on a tint, and lighter

    @property
    def settled(self) -> int:
        """How many categories stand before the provisional ones; all where none is."""
        if self.provisional is None or self.provisional.x not in self.categories:
            return len(self.categories)
        return self.categories.index(self.provisional.x)


@dataclass(frozen=True)
class LineChart(_OverTime):
    """Trend lines with interval bands.

    At the categories `special` the first series stands outside its limits: it is marked there by shape and colour.
    `special_name` says so in the legend.
    """

    special: tuple[str, ...] = ()
    special_name: str = ""


@dataclass(frozen=True)
class ColumnChart(_OverTime):
    """Stacked columns; each series is one layer, first at the bottom."""


@dataclass(frozen=True)
class DotChart:
    """Ranked dots with intervals, one row a place, values along the x axis; `reference` is a vertical line.

    `levels` are further lines, in the order of their values: where levels of attainment begin. Rows stand in the
    given order: the caller decides it, and never orders a withheld row by its value. `Point.x` is the row's name.
    """

    title: str
    axis: Axis
    rows: tuple[Point, ...]
    highlighted: tuple[str, ...] = ()
    reference: Point | None = None
    mark: str = ""
    levels: tuple[Point, ...] = ()

    @property
    def lines(self) -> tuple[Point, ...]:
        """All vertical lines, each with a label in a row of its own: the reference lowest."""
        return (*((self.reference,) if self.reference else ()), *self.levels)


@dataclass(frozen=True)
class FunnelPoint:
    """One place by its size: how many stand behind its value, and how far out it lies.

    `beyond` is 0 within all limits, 1 outside the first pair, 2 outside the second too. `label` is what a reader is
    told of the mark.
    """

    name: str
    x: float
    value: float
    label: str
    beyond: int = 0


@dataclass(frozen=True)
class FunnelLimits:
    """A pair of limits as two lines of (size, value); `dashed` tells the inner from the outer pair."""

    name: str
    low: tuple[tuple[float, float], ...]
    high: tuple[tuple[float, float], ...]
    dashed: bool = False


@dataclass(frozen=True)
class FunnelChart:
    """Places by their size, with limits around a common value that narrow with size.

    A place without a value has no mark at all: it has no place on either axis. `kinds` are the names of the marks, by
    `FunnelPoint.beyond`; `chosen` is that of the ring around those that are highlighted. Marks outside the limits, and
    highlighted ones, are named in the picture where there is room; where places are few, the others are too.
    """

    title: str
    axis: Axis
    size_axis: Axis
    points: tuple[FunnelPoint, ...]
    target: Point
    limits: tuple[FunnelLimits, ...]
    kinds: tuple[str, str, str]
    chosen: str = ""
    highlighted: tuple[str, ...] = ()
    mark: str = ""


Rings = tuple[tuple[tuple[int, int], ...], ...]  # closed lines around land, in whole units from the left and the top
Sign = Literal["above", "below", ""]
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class MapArea:
    """One area: its class (None without a value: then it is hatched), and what stands in its tile and on the map.

    `text` is its value or the reason for none, `label` the same with limits. `sign` says on which side of the country
    it lies by its interval. `tile` is column and row of its tile; `at` is where its name stands on the map, if there.
    """

    name: str
    text: str
    label: str
    kind: int | None
    tile: tuple[int, int]
    sign: Sign = ""
    rings: Rings = ()
    at: tuple[int, int, Anchor] | None = None


@dataclass(frozen=True)
class Inset:
    """A place that several areas share and that is too small to show it: its outline, and the areas' names."""

    title: str
    rings: Rings
    names: tuple[str, ...]


@dataclass(frozen=True)
class MapChart:
    """A map and a map of equal tiles, coloured alike: the one shows where areas are, the other all alike large.

    `classes` are the words of the classes from the lowest, made from the values that are present alone. `without`,
    `signs` and `chosen` are the words of what else the legend explains, where it occurs. `extent` is what holds all
    rings, `credit` whom they are from.
    """

    title: str
    axis: Axis
    areas: tuple[MapArea, ...]
    classes: tuple[str, ...]
    extent: tuple[int, int]
    credit: str
    without: str = ""
    signs: tuple[tuple[Sign, str], ...] = ()
    chosen: str = ""
    highlighted: tuple[str, ...] = ()
    inset: Inset | None = None
    mark: str = ""


@dataclass(frozen=True)
class Sparkline:
    """The small trend beside one number: no axes, last point marked; absent values leave a gap."""

    title: str
    points: tuple[Point, ...]
    mark: str = ""


@dataclass(frozen=True)
class SmallChart:
    """One of several small charts over the same categories on one scale from 0 to `top`, whose words are `top_label`.

    Absent values leave a gap and an open mark on the base line.
    """

    title: str
    points: tuple[Point, ...]
    top: float
    top_label: str
    mark: str = ""


LiveChart = LineChart | ColumnChart | DotChart | FunnelChart
Chart = LiveChart | MapChart
