"""Indicators: places against levels that the interval decides, and how many attain each level over the years."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.charts.description import Axis, ColumnChart, Point, Series
from app.choices import Place
from app.gate import PublishedRow
from app.indicators import (
    FEWEST_PERSONS,
    HIGH,
    LOW,
    Indicator,
    Judged,
    judge,
    preliminary,
    read_indicators,
    with_limits,
)
from app.selection import Selection
from app.site import Site
from app.view import Table, TableCell, View
from app.views.common import Shown, absence_notes, alternative, count_cell, definition, mark, origin_of
from app.views.describe import years_text
from app.views.follow_up import follow_up_notes, is_preliminary, not_judged
from app.views.ranking import Beside, Ranking, ranking_view
from app.views.trend import Trend, line_view, source
from app.words import Words
from data_marts.catalog import COUNTRY, Status

# What a place may have attained in a year, from the bottom of a column up; the last is that nothing is said of it.
Kind = Literal["high", "moderate", "low", "uncertain", "unjudged"]
KINDS: tuple[Kind, ...] = ("high", "moderate", "low", "uncertain", "unjudged")
# Of the palette, for those that have a level: green, blue, orange.
COLOURS = (2, 0, 1, 3, 4)
LEVELS = {"hf": "trusts", "unit": "units"}
Find = Callable[[str | int, str], PublishedRow | None]


@dataclass(frozen=True)
class Asked:
    """What a page of one indicator is made from: published rows by year and place, and what was found of each."""

    site: Site
    selection: Selection
    indicator: Indicator
    find: Find
    judged: Mapping[tuple[int, str], Judged | None]

    @property
    def measure(self) -> Shown:
        """The share with its interval."""
        return Shown(self.indicator.mart, self.indicator.share, LOW, HIGH)

    @property
    def name(self) -> str:
        """The indicator in words, of shares of questionnaires with the questionnaire."""
        words = self.site.words
        measure = words(f"measure.{self.indicator.share}")
        if self.indicator.mart != "prom_trends":
            return measure
        first = self.site.choices.questionnaires[0]
        informant = words(f"informant.{first.informant}")
        return f"{measure}, {words('prom.questionnaire', instrument=first.short_name, informant=informant)}"


def views(site: Site, selection: Selection) -> tuple[View, ...]:
    """The trusts in the last year, or the units of a chosen one; the chosen places over time; counts over the years."""
    indicator = read_indicators()[selection.measure]
    organisations = site.choices.organisations
    asked = _asked(site, selection, indicator)
    units = tuple(_units(asked, trust) for trust in organisations.trusts_alone(selection.places))
    return (_trusts(asked), *units, _trend(asked), *(_counts(asked, level) for level in LEVELS))


def _asked(site: Site, selection: Selection, indicator: Indicator) -> Asked:
    """Every place of the chosen years, judged once."""
    codes = tuple(place.code for place in site.choices.organisations.at_level("country", "rhf", "hf", "unit"))
    find = _find(site, selection, indicator, codes)
    years = range(selection.first_year, selection.last_year + 1)
    judged = {(year, code): judge(indicator, find(year, code)) for year in years for code in codes}
    waiting = {year for year in years if is_preliminary(site, year, indicator.share)}
    judged |= {place: preliminary(found) for place, found in judged.items() if place[0] in waiting}
    return Asked(
        site,
        selection,
        indicator,
        lambda year, code: with_limits(indicator, find(year, code), judged[int(year), code]),
        judged,
    )


def _find(site: Site, selection: Selection, indicator: Indicator, codes: tuple[str, ...]) -> Find:
    """Finds the published row of a year and a place in the indicator's mart."""
    span = (selection.first_year, selection.last_year)
    if indicator.mart == "waiting":
        waiting = site.results.waiting(selection, codes)
        return lambda year, code: waiting.find(str(year), code)
    if indicator.mart == "coverage":
        return site.results.coverage(span, codes).find
    return site.results.prom_trends(span, codes, site.choices.questionnaires[0]).find


# --- words ---


def _percent(words: Words, value: float) -> str:
    return words.percent(value, 0 if value == int(value) else 1)


def _levels(asked: Asked) -> tuple[Point, ...]:
    """Where the levels begin, as lines of a chart."""
    words, indicator = asked.site.words, asked.indicator
    side = "from" if indicator.high_from > indicator.moderate_from else "to"
    found = (("moderate", indicator.moderate_from), ("high", indicator.high_from))
    return tuple(
        Point(words(f"indicator.{level}"), at, words(f"indicator.begins_{side}", value=_percent(words, at)))
        for level, at in sorted(found, key=lambda pair: pair[1])
    )


def verdict(words: Words, found: Judged) -> str:
    """The level in words; of an uncertain one the levels that it may be; or why there is none."""
    if found.is_preliminary:
        return not_judged(words)
    if found.level is None:
        return words("indicator.few")
    if found.between is None:
        return words(f"indicator.{found.level}")
    low, high = (words(f"indicator.{level}") for level in found.between)
    return words("indicator.between", low=low[0].lower() + low[1:], high=high[0].lower() + high[1:])


def _verdict_cell(asked: Asked, year: int, code: str) -> TableCell:
    words, row = asked.site.words, asked.find(year, code)
    found = asked.judged[year, code]
    if found is not None:
        return TableCell(verdict(words, found), numeric=False)
    status = Status.NOT_DELIVERED if row is None else row.status(asked.indicator.share)
    return TableCell(words.cell(Status.TOO_FEW if status is Status.PUBLISHED else status), numeric=False, absent=True)


def _decided(asked: Asked) -> str:
    """Which levels there are, and that they are proposed unless the register has decided them."""
    words, indicator = asked.site.words, asked.indicator
    high, moderate = (_percent(words, at) for at in (indicator.high_from, indicator.moderate_from))
    if indicator.confirmed:
        return words("indicator.confirmed", high=high, moderate=moderate)
    return words(f"indicator.proposed_{indicator.source}", high=high, moderate=moderate)


def _notes(asked: Asked) -> tuple[str, ...]:
    words, indicator = asked.site.words, asked.indicator
    return (
        *follow_up_notes(asked.site, asked.selection.last_year, indicator.share),
        words("indicator.note_interval"),
        words("indicator.note_few", fewest=FEWEST_PERSONS),
    )


# --- places in one year ---


def _trusts(asked: Asked) -> View:
    places = asked.site.choices.organisations.at_level("hf")
    heading = asked.site.words("indicator.by_trust", indicator=asked.name, year=asked.selection.last_year)
    return _places(asked, "foretak", heading, places, "trusts")


def _units(asked: Asked, trust: Place) -> View:
    year = asked.selection.last_year
    heading = asked.site.words("indicator.by_unit", indicator=asked.name, place=trust.name, year=year)
    return _places(asked, "enheter", heading, asked.site.choices.organisations.units_of(trust.code), "units")


def _places(asked: Asked, name: str, heading: str, places: Sequence[Place], level: str) -> View:
    site, indicator, year = asked.site, asked.indicator, asked.selection.last_year
    of_level = Beside(site.words("indicator.level"), lambda code: _verdict_cell(asked, year, code))
    counts = (Shown(indicator.mart, indicator.numerator), Shown(indicator.mart, indicator.denominator))
    ranking = Ranking(
        name=name,
        heading=heading,
        measure=asked.measure,
        places=places,
        find=lambda code: asked.find(year, code),
        columns=(asked.measure, *counts),
        highlighted=frozenset(asked.selection.places),
        reference=site.choices.organisations.by_code[COUNTRY],
        notes=_notes(asked),
        sentences=(*_told(asked, year, places, level), _decided(asked)),
        beside=(of_level,),
        levels=_levels(asked),
        by_value=False,
        from_zero=False,
        anchor="indicator",
    )
    return ranking_view(site, ranking)


def _told(asked: Asked, year: int, places: Sequence[Place], level: str) -> tuple[str, ...]:
    """How many places attain each level, and how many nothing is said of; then what the chosen ones attain."""
    words, found = asked.site.words, _kinds(asked, year, places)
    counts = {kind: words.some(f"indicator.count_{kind}", found[kind]) for kind in KINDS}
    of_chosen = (_of_place(asked, year, place) for place in places if place.code in asked.selection.places)
    return (words(f"indicator.counts_{level}", year=year, count=len(places), **counts), *of_chosen)


def _of_place(asked: Asked, year: int, place: Place) -> str:
    words, row = asked.site.words, asked.find(year, place.code)
    told = _verdict_cell(asked, year, place.code).text
    if asked.judged[year, place.code] is None:
        return words("indicator.place_absent", place=place.name, reason=told)
    value = asked.measure.full_text(words, row)
    return words("indicator.place", place=place.name, value=value, verdict=told[0].lower() + told[1:])


def _kinds(asked: Asked, year: int, places: Sequence[Place]) -> Counter[Kind]:
    judged = (asked.judged[year, place.code] for place in places)
    return Counter("unjudged" if one is None or one.level is None else one.level for one in judged)


# --- over the years ---


def _trend(asked: Asked) -> View:
    organisations, selection = asked.site.choices.organisations, asked.selection
    codes = selection.places or organisations.defaults
    years = range(selection.first_year, selection.last_year + 1)
    trend = Trend(
        name="utvikling",
        heading=f"{asked.name}, {years_text(years[0], years[-1])}",
        measure=asked.measure,
        categories=tuple((year, str(year)) for year in years),
        find=asked.find,
        places=tuple(organisations.by_code[code] for code in codes),
        notes=(asked.site.words("indicator.note_trend"),),
    )
    return line_view(asked.site, trend)


def _counts(asked: Asked, level: str) -> View:
    """How many places of a kind attain each level, year by year."""
    site, words, mart = asked.site, asked.site.words, asked.indicator.mart
    places = site.choices.organisations.at_level(level)
    years = range(asked.selection.first_year, asked.selection.last_year + 1)
    found = {year: _kinds(asked, year, places) for year in years}
    span = years_text(years[0], years[-1])
    heading = words(f"indicator.over_years_{LEVELS[level]}", indicator=asked.name, years=span)
    last = found[years[-1]]
    counts = {kind: words.some(f"indicator.count_{kind}", last[kind]) for kind in KINDS}
    told = (words(f"indicator.counts_{LEVELS[level]}", year=years[-1], count=len(places), **counts), _decided(asked))
    rows = [asked.find(year, place.code) for year in years for place in places]
    return View(
        name=f"antall-{LEVELS[level]}",
        heading=heading,
        origin=origin_of(site, mart),
        sentences=told,
        chart=_columns(asked, heading, found, level),
        alternative=alternative(words, heading, told),
        table=_table(words, heading, found),
        notes=(*_notes(asked), words("indicator.note_unjudged"), *absence_notes(words, [asked.indicator.share], rows)),
        source=source(site, mart),
        definition=definition(words, "indicator"),
    )


def _columns(asked: Asked, heading: str, found: dict[int, Counter[Kind]], level: str) -> ColumnChart:
    words = asked.site.words

    def series(number: int, kind: Kind) -> Series:
        counts = ((str(year), kinds[kind]) for year, kinds in found.items())
        points = tuple(Point(year, float(count), words.number(count)) for year, count in counts)
        return Series(words(f"indicator.{kind}"), points, COLOURS[number])

    return ColumnChart(
        title=heading,
        categories=tuple(str(year) for year in found),
        axis=Axis(words(f"indicator.axis_{LEVELS[level]}")),
        series=tuple(series(number, kind) for number, kind in enumerate(KINDS)),
        mark=mark(words, origin_of(asked.site, asked.indicator.mart)),
    )


def _table(words: Words, heading: str, found: dict[int, Counter[Kind]]) -> Table:
    columns = (words("table.period"), *(words(f"indicator.{kind}") for kind in KINDS))
    rows = tuple(
        (TableCell(str(year), numeric=False), *(count_cell(words, kinds[kind]) for kind in KINDS))
        for year, kinds in found.items()
    )
    return Table(heading, columns, rows)
