"""Places beside each other in one year: ranked dots with intervals, and the same numbers as a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.charts.description import DotChart, Point
from app.gate import PublishedRow
from app.site import Site
from app.view import Table, TableCell, View
from app.views.common import Shown, absence_notes, alternative, definition, is_too_detailed, mark, origin_of, value_cell
from app.views.trend import axis, source


class Named(Protocol):
    """What can be ranked: a place, or a group that patients are divided into."""

    @property
    def code(self) -> str:
        """Its value in the mart."""
        ...

    @property
    def short_name(self) -> str:
        """Its name in chart and table."""
        ...


@dataclass(frozen=True)
class Beside:
    """A column of a ranking's table that is no measure of the mart: its heading, and the cell of each place's code."""

    heading: str
    cell: Callable[[str], TableCell]


@dataclass(frozen=True)
class Ranking:
    """What a ranking is made from. `find` gives the published row of a place; `columns` are the table's measures.

    `reference` is the place drawn as a line; None where a comparison with it has no meaning (counts).
    """

    name: str
    heading: str
    measure: Shown
    places: Sequence[Named]
    find: Callable[[str], PublishedRow | None]
    columns: tuple[Shown, ...]
    highlighted: frozenset[str] = frozenset()
    reference: Named | None = None
    notes: tuple[str, ...] = ()
    from_zero: bool = True
    anchor: str = ""
    row_heading: str = "table.place"
    sentences: tuple[str, ...] = ()  # in place of those about lowest and highest
    more: tuple[str, ...] = ()  # further sentences
    beside: tuple[Beside, ...] = ()  # further columns
    levels: tuple[Point, ...] = ()  # values where levels begin, drawn as lines
    by_value: bool = True  # or in the order of the map


def ranking_view(site: Site, ranking: Ranking) -> View:
    """Places ordered by value, or by the map; those without a number are never placed by their value."""
    words, measure = site.words, ranking.measure
    ordered = _ordered(ranking)
    points = tuple(measure.point(words, place.short_name, ranking.find(place.code)) for place in ordered)
    sentences = (*(ranking.sentences or _sentences(site, ranking, points)), *ranking.more)
    rows = [ranking.find(place.code) for place in ordered]
    return View(
        name=ranking.name,
        heading=ranking.heading,
        origin=origin_of(site, measure.mart),
        sentences=sentences,
        chart=_chart(site, ranking, points),
        alternative=alternative(words, ranking.heading, sentences),
        table=_table(site, ranking, ordered),
        notes=(*ranking.notes, *absence_notes(words, [column.measure for column in ranking.columns], rows)),
        source=source(site, measure.mart),
        definition=definition(words, ranking.anchor or measure.key),
    )


def _ordered(ranking: Ranking) -> list[Named]:
    """By value, those without a number last in the order of the map; or all in the order of the map."""
    if not ranking.by_value:
        return list(ranking.places)

    def value(place: Named) -> float | None:
        row = ranking.find(place.code)
        return None if row is None else row.number(ranking.measure.measure)

    with_value = [(found, place) for place in ranking.places if (found := value(place)) is not None]
    without = [place for place in ranking.places if value(place) is None]
    return [place for _, place in sorted(with_value, key=lambda pair: -pair[0])] + without


def _reference(site: Site, ranking: Ranking) -> Point | None:
    if ranking.reference is None:
        return None
    point = ranking.measure.point(site.words, ranking.reference.short_name, ranking.find(ranking.reference.code))
    return None if point.value is None else point


def _chart(site: Site, ranking: Ranking, points: tuple[Point, ...]) -> DotChart:
    return DotChart(
        title=ranking.heading,
        axis=axis(site, ranking.measure, ranking.from_zero),
        rows=points,
        highlighted=tuple(place.short_name for place in ranking.places if place.code in ranking.highlighted),
        reference=_reference(site, ranking),
        mark=mark(site.words, origin_of(site, ranking.measure.mart)),
        levels=ranking.levels,
    )


def _sentences(site: Site, ranking: Ranking, points: Sequence[Point]) -> tuple[str, ...]:
    words = site.words
    if is_too_detailed(ranking.measure, [ranking.find(place.code) for place in ranking.places]):
        return (words("ranking.too_detailed"),)
    known = [(point.x, point.value) for point in points if point.value is not None]
    if len(known) < 2:
        return (words("ranking.few"),)
    (high, high_value), (low, low_value) = known[0], known[-1]
    spread = words(
        "ranking.spread",
        shown=words.counted("ranking.places", len(known)),
        high=high,
        high_value=words.number(high_value, ranking.measure.decimals),
        low=low,
        low_value=words.number(low_value, ranking.measure.decimals),
    )
    reference = _reference(site, ranking)
    if reference is None:
        return (spread,)
    return spread, words("ranking.reference", place=reference.x, value=reference.label)


def _table(site: Site, ranking: Ranking, ordered: Sequence[Named]) -> Table:
    words = site.words
    shown_places = [*ordered, *([ranking.reference] if ranking.reference else [])]
    cells = tuple(
        (
            TableCell(place.short_name, numeric=False),
            *(value_cell(words, column, ranking.find(place.code)) for column in ranking.columns),
            *(one.cell(place.code) for one in ranking.beside),
        )
        for place in shown_places
    )
    headings = [words(f"measure.{column.key}") for column in ranking.columns]
    headings += [one.heading for one in ranking.beside]
    return Table(ranking.heading, (words(ranking.row_heading), *headings), cells)
