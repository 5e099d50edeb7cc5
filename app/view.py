"""What is shown, before it is drawn: page, embed, download and alternative text are renderings of the same View."""

from dataclasses import dataclass
from typing import Literal

from app.charts.description import Chart, SmallChart, Sparkline
from app.gate import Number

Origin = Literal["real", "invented"]


@dataclass(frozen=True)
class Figure:
    """The number that a cell tells, with its limits where it has any, at the decimals that are printed: for files."""

    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    decimals: int = 0


@dataclass(frozen=True)
class TableCell:
    """One cell as it is read. `absent` marks a reason that stands where a number would.

    `below` marks the heading of a row that is a part of an earlier row. A cell of words has no `figure`.
    """

    text: str
    absent: bool = False
    numeric: bool = True
    below: bool = False
    figure: Figure | None = None


@dataclass(frozen=True)
class Table:
    """A real table: caption, column headings, rows that begin with their own heading.

    Where there is no room for it, it is scrolled sideways; or, if it is `stacked`, each row becomes a block of its own.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    stacked: bool = False


@dataclass(frozen=True)
class Link:
    """A link in the text of a page: words and address."""

    text: str
    address: str


@dataclass(frozen=True)
class Panel:
    """One small chart of several on one scale: the way to its place, its last value in words, and its picture."""

    link: Link
    value: str
    chart: SmallChart


@dataclass(frozen=True)
class View:
    """A heading with the sentences, chart (or several small ones), table and notes that belong to it.

    `alternative` is what the chart says to someone who cannot see it. `origin` decides whether the view is marked
    as invented; every view has one origin, so real and invented figures never share a series.
    """

    name: str
    heading: str
    origin: Origin
    sentences: tuple[str, ...]
    chart: Chart | None
    alternative: str
    table: Table
    notes: tuple[str, ...]
    source: str
    definition: Link
    panels: tuple[Panel, ...] = ()


@dataclass(frozen=True)
class Card:
    """One headline number with its small trend and the way to its definition."""

    label: str
    value: str
    change: str
    trend: Sparkline | None
    alternative: str
    definition: Link


@dataclass(frozen=True)
class Cards:
    """Headline numbers of one origin."""

    heading: str
    origin: Origin
    cards: tuple[Card, ...]
    notes: tuple[str, ...]
    source: str
    more: tuple[Link, ...]


@dataclass(frozen=True)
class TreeNode:
    """A place in a list of links, with what is told about it and the places below it."""

    link: Link
    detail: str
    absent: bool = False
    children: tuple["TreeNode", ...] = ()


@dataclass(frozen=True)
class Tree:
    """Places as nested lists of links, with search."""

    heading: str
    origin: Origin
    intro: str
    nodes: tuple[TreeNode, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class TextSection:
    """Plain words: paragraphs, then terms with their explanations. `anchor` is where links lead."""

    heading: str
    anchor: str
    paragraphs: tuple[str, ...] = ()
    terms: tuple[tuple[str, str, str], ...] = ()  # anchor, term, explanation
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class LinkList:
    """Links under a heading, each with what is told beside it."""

    heading: str
    items: tuple[tuple[Link, str], ...]


Part = View | Cards | Tree | TextSection | LinkList


@dataclass(frozen=True)
class Basis:
    """By what the figures of a page are told: where the child lives, or is treated; `current` is that of the page."""

    link: Link
    current: bool


@dataclass(frozen=True)
class Content:
    """What one page says under its heading."""

    heading: str
    lead: str
    parts: tuple[Part, ...]
    trail: tuple[Link, ...] = ()
    bases: tuple[Basis, ...] = ()

    @property
    def has_invented(self) -> bool:
        """Whether anything on the page is invented, so that the page must say so at its top."""
        return any(isinstance(part, View | Cards | Tree) and part.origin == "invented" for part in self.parts)

    @property
    def has_real(self) -> bool:
        """Whether anything on the page is a real open figure."""
        return any(isinstance(part, View | Cards | Tree) and part.origin == "real" for part in self.parts)

    @property
    def has_chart(self) -> bool:
        """Whether there is a chart that Dash can take over."""
        return any(isinstance(part, View) and part.chart is not None for part in self.parts)
