"""The seasons of one place: the same months of several years above each other, and which of them are the low ones."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.charts.description import LineChart, Role, Series
from app.choices import Place, SeriesBreak
from app.gate import PublishedRow, PublishedTable
from app.selection import Selection
from app.site import Site
from app.view import Table, TableCell, View
from app.views.common import (
    Shown,
    absence_notes,
    alternative,
    break_notes,
    breaks_within,
    definition,
    mark,
    origin_of,
    value_cell,
)
from app.views.compared import VERDICTS
from app.views.describe import heading, years_text
from app.views.provisional import provisional_notes, provisional_of, shown_periods
from app.views.trend import axis, source
from app.views.verdicts import against
from app.words import Words

MOST_YEARS = 5
MONTHS = tuple(range(1, 13))


@dataclass(frozen=True)
class Season:
    """What the view is made from: the rows of each month that is over, by its code."""

    selection: Selection
    measure: Shown
    place: Place
    years: tuple[int, ...]
    rows: Mapping[str, PublishedRow | None]
    provisional: frozenset[str]
    breaks: tuple[SeriesBreak, ...]

    def row(self, year: int, month: int) -> PublishedRow | None:
        """One month's row; None where there is none."""
        return self.rows.get(f"{year}-{month:02}")

    def months(self, year: int) -> tuple[int, ...]:
        """The months of a year that are over."""
        return tuple(month for month in MONTHS if f"{year}-{month:02}" in self.rows)

    def numbers(self, year: int, months: Sequence[int]) -> tuple[float, ...] | None:
        """The figures of these months; None where one of them is not shown."""
        rows = [self.row(year, month) for month in months]
        found = [None if row is None else row.number(self.measure.measure) for row in rows]
        return None if None in found else tuple(float(one) for one in found if one is not None)

    def limits(self, year: int, month: int) -> tuple[float, float] | None:
        """The interval of a month's figure, where it has one."""
        return self.measure.limits(self.row(year, month))

    def is_provisional(self, year: int) -> bool:
        """Whether figures of the year may still change."""
        return any(int(code[:4]) == year for code in self.provisional)


def season_views(
    site: Site,
    selection: Selection,
    place: Place,
    measure: Shown,
    table: PublishedTable,
    breaks: tuple[SeriesBreak, ...],
) -> tuple[View, ...]:
    """The chart of one place by month; nothing where there are fewer than two years to lay above each other.

    `table` has the chosen months at least, `breaks` are all of the series.
    """
    broken = [found.year for found in breaks_within(breaks, selection.first_year, selection.last_year)]
    first = max(selection.first_year, selection.last_year - MOST_YEARS + 1, *broken)
    every = shown_periods(site, selection)
    codes = [code for code, _ in every if int(code[:4]) >= first]
    rows = {code: table.find(code, place.code, selection.contact_type) for code in codes}
    years = tuple(sorted({int(code[:4]) for code in codes}))
    kept = tuple(found for found in breaks if found.year in broken)
    season = Season(selection, measure, place, years, rows, provisional_of(site, every), kept)
    known = any(row is not None and row.number(measure.measure) is not None for row in rows.values())
    return (_view(site, season),) if known and len(years) > 1 else ()


def _view(site: Site, season: Season) -> View:
    words, years = site.words, season.years
    name = words("season.heading", place=season.place.name, when=years_text(years[0], years[-1]))
    title = heading(words, season.selection, name)
    sentences = (*_lowest(words, season), *_so_far(words, season)) or _nothing(words, season)
    return View(
        name="sesong",
        heading=title,
        origin=origin_of(site, season.measure.mart),
        sentences=sentences,
        chart=_chart(site, season, title),
        alternative=alternative(words, title, sentences),
        table=_table(words, season, title),
        notes=_notes(site, season),
        source=source(site, season.measure.mart),
        definition=definition(words, season.selection.measure),
    )


# --- words ---


def lowest_month(years: Sequence[Sequence[float]]) -> tuple[int, int] | None:
    """The month (1-12) that is the lowest one of most years, and in how many; None where none is in more than half.

    Each year is its twelve figures. A year with several lowest months has none.
    """
    lowest = [year.index(min(year)) + 1 for year in years if list(year).count(min(year)) == 1]
    found = Counter(lowest).most_common(1)
    return found[0] if found and 2 * found[0][1] > len(years) else None


def _lowest(words: Words, season: Season) -> tuple[str, ...]:
    """Only where every month of every whole year is shown."""
    whole = [year for year in season.years if not season.is_provisional(year)]
    figures = [found for year in whole if (found := season.numbers(year, MONTHS)) is not None]
    if len(figures) < len(whole) or len(whole) < 2:
        return ()
    found = lowest_month(figures)
    if found is None:
        return (words("season.no_lowest", place=season.place.name, when=years_text(whole[0], whole[-1])),)
    month, times = found
    key = "season.lowest_always" if times == len(whole) else "season.lowest_mostly"
    told = {"times": words.number(times), "years": words.number(len(whole)), "when": years_text(whole[0], whole[-1])}
    return (words(key, place=season.place.name, month=words(f"season.month_{month}"), **told),)


def _so_far(words: Words, season: Season) -> tuple[str, ...]:
    """In how many months the last year lies clearly above or below the year before it, where all of both are shown.

    Months without limits are not compared.
    """
    before, last = season.years[-2:]
    months = season.months(last)
    if None in (season.numbers(last, months), season.numbers(before, months)):
        return ()
    verdicts = [against(season.limits(last, month), season.limits(before, month)) for month in months]
    known = [verdict for verdict in verdicts if verdict]
    if not known:
        return ()
    told = words("provisional.told", period=last) if season.is_provisional(last) else str(last)
    counts = {verdict: words.number(known.count(verdict)) for verdict in VERDICTS[:2]}
    return (words("season.so_far", year=told, before=before, months=words.number(len(known)), **counts),)


def _nothing(words: Words, season: Season) -> tuple[str, ...]:
    """Why no sentence is told, where months are not shown."""
    hidden = any(season.numbers(year, season.months(year)) is None for year in season.years)
    return (words("season.nothing"),) if hidden else ()


def _notes(site: Site, season: Season) -> tuple[str, ...]:
    words = site.words
    rows = [season.row(year, month) for year in season.years for month in season.months(year)]
    shown = season.provisional & season.rows.keys()
    return (
        words("season.note"),
        *provisional_notes(site, season.selection, season.measure, frozenset(shown)),
        *absence_notes(words, [season.measure.measure], rows, "view.open_mark"),
        *break_notes(words, season.breaks),
    )


# --- chart and table ---


def _chart(site: Site, season: Season, title: str) -> LineChart:
    words = site.words
    return LineChart(
        title=title,
        categories=tuple(words(f"month.{month}") for month in MONTHS),
        axis=axis(site, season.measure),
        series=tuple(_line(words, season, year, at) for at, year in enumerate(reversed(season.years))),
        mark=mark(words, origin_of(site, season.measure.mart)),
    )


def _line(words: Words, season: Season, year: int, at: int) -> Series:
    """The last year stands out; one that is not whole is dotted."""
    points = tuple(
        season.measure.point(words, words(f"month.{month}"), season.row(year, month)) for month in season.months(year)
    )
    role: Role = "running" if season.is_provisional(year) else "earlier" if at else "focus"
    return Series(_name(words, season, year), points, at, role)


def _name(words: Words, season: Season, year: int) -> str:
    return words("provisional.period", period=year) if season.is_provisional(year) else str(year)


def _table(words: Words, season: Season, title: str) -> Table:
    """Months as rows, years as columns, the last one first. Months that are not over yet are not delivered."""
    years = tuple(reversed(season.years))
    columns = (words("control.month"), *(_name(words, season, year) for year in years))
    rows = tuple(
        (
            TableCell(words(f"month.{month}"), numeric=False),
            *(value_cell(words, season.measure, season.row(year, month)) for year in years),
        )
        for month in MONTHS
    )
    return Table(title, columns, rows)
