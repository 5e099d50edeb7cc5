"""The view that most pages open with: one measure over time, one line a place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.charts.description import Axis, ColumnChart, LineChart, Series
from app.choices import Place, SeriesBreak
from app.gate import PublishedRow
from app.site import Site
from app.view import Table, TableCell, View
from app.views.common import (
    Category,
    Shown,
    absence_notes,
    alternative,
    break_notes,
    chart_breaks,
    definition,
    is_too_detailed,
    level_sentence,
    mark,
    origin_of,
    place_rows,
    place_series,
    provisional_from,
    value_cell,
)
from app.words import Words

Find = Callable[[str | int, str], PublishedRow | None]


@dataclass(frozen=True)
class Trend:
    """What a view over time is made from. `find` gives the published row of a category's key and a code.

    The codes are those of `places` in a line chart; in stacked columns those of `layers`.
    """

    name: str
    heading: str
    measure: Shown
    categories: tuple[Category, ...]
    find: Find
    places: tuple[Place, ...]
    breaks: tuple[SeriesBreak, ...] = ()
    notes: tuple[str, ...] = ()
    from_zero: bool = True
    anchor: str = ""
    more: tuple[str, ...] = ()  # sentences beside the one on the last value and the first
    provisional: frozenset[str] = frozenset()  # keys of the categories whose figures may still change

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(label for _, label in self.categories)

    def headings(self, words: Words) -> tuple[str, ...]:
        """The categories as they stand in a table: what is provisional says so."""
        return tuple(
            words("provisional.period", period=label) if str(key) in self.provisional else label
            for key, label in self.categories
        )

    def told(self, words: Words, key: str | int, label: str) -> str:
        """A category as it stands in a sentence."""
        return words("provisional.told", period=label) if str(key) in self.provisional else label

    @property
    def compared(self) -> tuple[Category, Category]:
        """The first and last category that can be compared: both after the last break."""
        broken = max((found.year for found in self.breaks), default=0)
        alike = [category for category in self.categories if int(str(category[0])[:4]) >= broken]
        return alike[0], alike[-1]

    def rows(self, codes: Sequence[str]) -> list[PublishedRow | None]:
        """Every row that the view shows, for its notes."""
        return [self.find(key, code) for key, _ in self.categories for code in codes]


def line_view(site: Site, trend: Trend) -> View:
    """Trend lines with intervals, and the same numbers as a table."""
    words, measure, main = site.words, trend.measure, trend.places[0]
    (first, first_label), (last, last_label) = trend.compared
    ends = (trend.find(first, main.code), trend.find(last, main.code))
    told = (trend.told(words, first, first_label), trend.told(words, last, last_label))
    sentences = (level_sentence(site, measure, main, told, ends), *trend.more)
    chart = LineChart(
        title=trend.heading,
        categories=trend.labels,
        axis=axis(site, measure, trend.from_zero),
        series=place_series(site, measure, trend.places, trend.categories, trend.find),
        breaks=chart_breaks(words, trend.breaks, trend.categories),
        mark=mark(words, origin_of(site, measure.mart)),
        provisional=provisional_from(words, trend.categories, trend.provisional),
    )
    cells = place_rows(site, measure, trend.places, trend.categories, trend.find)
    table = Table(trend.heading, (words("table.place"), *trend.headings(words)), cells)
    rows = trend.rows([place.code for place in trend.places])
    return _view(site, trend, sentences, chart, table, absence_notes(words, [measure.measure], rows, "view.open_mark"))


def column_view(site: Site, trend: Trend, layers: Sequence[tuple[str, str]], total: str) -> View:
    """Stacked columns for one place: `layers` are (code, name) from the bottom, `total` the code of their sum."""
    words, measure, place = site.words, trend.measure, trend.places[0]
    series = tuple(
        Series(
            name, tuple(measure.point(words, label, trend.find(key, code)) for key, label in trend.categories), number
        )
        for number, (code, name) in enumerate(layers)
    )
    (first, first_label), (last, last_label) = trend.categories[0], trend.categories[-1]
    ends = (trend.find(first, total), trend.find(last, total))
    told = (trend.told(words, first, first_label), trend.told(words, last, last_label))
    sentences: tuple[str, ...] = (level_sentence(site, measure, place, told, ends),)
    parts = trend.rows([code for code, _ in layers])
    if is_too_detailed(measure, parts) and not is_too_detailed(measure, ends):
        sentences += (words("sentence.no_parts", place=place.name),)
    chart = ColumnChart(
        title=trend.heading,
        categories=trend.labels,
        axis=axis(site, measure),
        series=series,
        breaks=chart_breaks(words, trend.breaks, trend.categories),
        mark=mark(words, origin_of(site, measure.mart)),
        provisional=provisional_from(words, trend.categories, trend.provisional),
    )
    columns = (*layers, (total, words("table.total")))
    cells = tuple(
        (
            TableCell(heading, numeric=False),
            *(value_cell(words, measure, trend.find(key, code)) for code, _ in columns),
        )
        for heading, (key, _) in zip(trend.headings(words), trend.categories, strict=True)
    )
    table = Table(trend.heading, (words("table.period"), *(name for _, name in columns)), cells)
    rows = trend.rows([code for code, _ in columns])
    return _view(
        site, trend, sentences, chart, table, absence_notes(words, [measure.measure], rows, "view.open_mark_column")
    )


def axis(site: Site, measure: Shown, from_zero: bool = True) -> Axis:
    """The axis of a measure: its name with the unit."""
    return Axis(site.words(f"axis.{measure.key}"), measure.decimals, from_zero)


def _view(
    site: Site,
    trend: Trend,
    sentences: tuple[str, ...],
    chart: LineChart | ColumnChart,
    table: Table,
    absences: tuple[str, ...],
) -> View:
    words = site.words
    return View(
        name=trend.name,
        heading=trend.heading,
        origin=origin_of(site, trend.measure.mart),
        sentences=sentences,
        chart=chart,
        alternative=alternative(words, trend.heading, sentences),
        table=table,
        notes=(*trend.notes, *absences, *break_notes(words, trend.breaks)),
        source=source(site, trend.measure.mart),
        definition=definition(words, trend.anchor or trend.measure.key),
    )


def source(site: Site, mart: str) -> str:
    """Where a mart's figures come from, with the release they stand in."""
    origin = origin_of(site, mart)
    return site.words(f"source.{mart}.{origin}", release=site.release.release_id)
