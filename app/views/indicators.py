"""Indicators: places against levels that the interval decides, and how many attain each level over the years."""

from collections.abc import Sequence

from app.charts.description import Point
from app.choices import Place
from app.indicators import read_indicators
from app.selection import Selection
from app.site import Site
from app.view import TableCell, View
from app.views.asked import Asked, ask, decided, notes, percent, verdict
from app.views.attained import LEVELS, counts_told, counts_view, kinds_of
from app.views.common import Shown
from app.views.describe import years_text
from app.views.ranking import Beside, Ranking, ranking_view
from app.views.trend import Trend, line_view
from data_marts.catalog import COUNTRY, Status


def views(site: Site, selection: Selection) -> tuple[View, ...]:
    """The trusts in the last year, or the units of a chosen one; the chosen places over time; counts over the years."""
    indicator = read_indicators()[selection.measure]
    organisations = site.choices.organisations
    asked = ask(site, selection, indicator)
    units = tuple(_units(asked, trust) for trust in organisations.trusts_alone(selection.places))
    return (_trusts(asked), *units, _trend(asked), *(counts_view(asked, level) for level in LEVELS))


def _levels(asked: Asked) -> tuple[Point, ...]:
    """Where the levels begin, as lines of a chart."""
    words, indicator = asked.site.words, asked.indicator
    side = "from" if indicator.high_from > indicator.moderate_from else "to"
    found = (("moderate", indicator.moderate_from), ("high", indicator.high_from))
    return tuple(
        Point(words(f"indicator.{level}"), at, words(f"indicator.begins_{side}", value=percent(words, at)))
        for level, at in sorted(found, key=lambda pair: pair[1])
    )


def _verdict_cell(asked: Asked, year: int, code: str) -> TableCell:
    words, row = asked.site.words, asked.find(year, code)
    found = asked.judged[year, code]
    if found is not None:
        return TableCell(verdict(words, found), numeric=False)
    status = Status.NOT_DELIVERED if row is None else row.status(asked.indicator.share)
    return TableCell(words.cell(Status.TOO_FEW if status is Status.PUBLISHED else status), numeric=False, absent=True)


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
        notes=notes(asked),
        sentences=(*_told(asked, year, places, level), decided(asked)),
        beside=(of_level,),
        levels=_levels(asked),
        by_value=False,
        from_zero=False,
        anchor="indicator",
    )
    return ranking_view(site, ranking)


def _told(asked: Asked, year: int, places: Sequence[Place], level: str) -> tuple[str, ...]:
    """How many places attain each level; then what the chosen ones attain."""
    of_chosen = (_of_place(asked, year, place) for place in places if place.code in asked.selection.places)
    return (*counts_told(asked, year, kinds_of(asked, year, places), level), *of_chosen)


def _of_place(asked: Asked, year: int, place: Place) -> str:
    words, row = asked.site.words, asked.find(year, place.code)
    told = _verdict_cell(asked, year, place.code).text
    if asked.judged[year, place.code] is None:
        return words("indicator.place_absent", place=place.name, reason=told)
    value = asked.measure.full_text(words, row)
    return words("indicator.place", place=place.name, value=value, verdict=told[0].lower() + told[1:])


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
