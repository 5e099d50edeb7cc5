"""In which months of a year contacts have come in: a table of places and months, from the figures of activity."""

from collections.abc import Sequence
from dataclasses import replace

from app.choices import Place
from app.gate import PublishedRow, PublishedTable
from app.selection import Selection
from app.site import Site
from app.view import Table, TableCell, View
from app.views.common import absence_notes, definition, origin_of
from app.views.periods import period_codes
from app.views.trend import source
from data_marts.catalog import ALL, Status

MART, MEASURE = "activity", "contacts"


def months_view(site: Site, selection: Selection) -> View:
    """Each trust, or each unit of the one that is chosen, with the months of the last chosen year."""
    words, year, places = site.words, selection.last_year, _places(site, selection)
    monthly = replace(selection, first_year=year, measure=MEASURE, period_type="month")
    table = site.results.activity(monthly, tuple(place.code for place in places), "outpatient")
    months = period_codes("month", year, year)
    found = {place.code: _rows(table, place, months) for place in places}
    heading = words("quality.months", year=year)
    columns = (words("table.place"), *(words(f"month.{number}") for number in range(1, len(months) + 1)))
    rows = tuple(
        (TableCell(place.short_name, numeric=False), *(_cell(site, row) for row in found[place.code]))
        for place in places
    )
    every = [row for listed in found.values() for row in listed]
    return View(
        name="maaneder",
        heading=heading,
        origin=origin_of(site, MART),
        sentences=_sentences(site, year, places, found),
        chart=None,
        alternative="",
        table=Table(heading, columns, rows),
        notes=(words("quality.note_months"), *absence_notes(words, [MEASURE], every)),
        source=source(site, MART),
        definition=definition(words, "quality"),
    )


def _places(site: Site, selection: Selection) -> tuple[Place, ...]:
    organisations = site.choices.organisations
    trusts = organisations.trusts_alone(selection.places)
    below = tuple(unit for trust in trusts for unit in organisations.units_of(trust.code))
    return (*trusts, *below) if trusts else organisations.at_level("country", "rhf", "hf")


def _rows(table: PublishedTable, place: Place, months: Sequence[str]) -> list[PublishedRow | None]:
    return [table.find(month, place.code, ALL) for month in months]


def _cell(site: Site, row: PublishedRow | None) -> TableCell:
    """Whether contacts of the month have come in, or the reason why that is not told."""
    words = site.words
    if row is None:
        return TableCell(words(f"absence.{Status.NOT_DELIVERED}.word"), numeric=False, absent=True)
    contacts = row.number(MEASURE)
    if contacts is None:
        return TableCell(words.cell(row.status(MEASURE)), numeric=False, absent=True)
    return TableCell(words("quality.month_some" if contacts else "quality.month_none"), numeric=False)


def _sentences(
    site: Site, year: int, places: Sequence[Place], found: dict[str, list[PublishedRow | None]]
) -> tuple[str, ...]:
    """At how many places every month has contacts, has none in some month, or cannot be told of each month.

    Places are of the lowest level shown, and months those that are delivered of any of them. A month that is not shown
    is neither with contacts nor without.
    """
    level = "unit" if any(place.level == "unit" for place in places) else "hf"
    rows = [found[place.code] for place in places if place.level == level]
    over = [at for at in range(len(rows[0])) if any(listed[at] is not None for listed in rows)] if rows else []
    numbers = [[None if (row := listed[at]) is None else row.number(MEASURE) for at in over] for listed in rows]
    gaps = sum(0 in numbers_of for numbers_of in numbers)
    untold = sum(None in numbers_of and 0 not in numbers_of for numbers_of in numbers)
    words, count = site.words, len(rows)
    told = words("quality.months_full", year=year, full=words.number(count - gaps - untold), places=words.number(count))
    return (told, words.some("quality.months_gaps", gaps), words.some("quality.months_untold", untold))
