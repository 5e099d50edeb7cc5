"""Small charts of a trust's units beside each other, all on one scale, in the order of their names."""

from collections.abc import Sequence

from app.charts.description import SmallChart
from app.charts.scale import nice_ticks
from app.choices import Place
from app.gate import PublishedTable
from app.selection import Selection
from app.site import Site
from app.view import Link, Panel, Table, View
from app.views.addresses import unit_address
from app.views.common import absence_notes, alternative, definition, mark, origin_of, place_rows, shown
from app.views.describe import years_text
from app.views.trend import source
from data_marts.catalog import ALL

MART = "patients_by_unit"
MEASURE = shown(MART, "patients")
FEWEST_UNITS = 2
# The three Norwegian letters (by their numbers in Unicode) stand after z, as these signs do in ASCII.
_AFTER_Z = str.maketrans({0xE6: "{", 0xF8: "|", 0xE5: "}"})


def by_name(places: Sequence[Place]) -> tuple[Place, ...]:
    """The places in the order of a Norwegian alphabet."""
    return tuple(sorted(places, key=lambda place: (place.name.lower().translate(_AFTER_Z), place.code)))


def units_views(site: Site, trust: Place, selection: Selection) -> tuple[View, ...]:
    """Patients of each unit of a trust over the years; nothing for other places, or where there are too few units."""
    units = by_name(site.choices.organisations.units_of(trust.code))
    if trust.level != "hf" or len(units) < FEWEST_UNITS:
        return ()
    table = site.results.patients_by_unit(
        (selection.first_year, selection.last_year), tuple(unit.code for unit in units)
    )
    return (_view(site, trust, units, table, range(selection.first_year, selection.last_year + 1)),)


def _view(site: Site, trust: Place, units: Sequence[Place], table: PublishedTable, years: range) -> View:
    words = site.words
    title = words("multiples.heading", place=trust.name, when=years_text(years[0], years[-1]))
    top = top_of([row.number("patients") for row in table])
    scale = words("multiples.scale", units=words.counted("units.below", len(units)), top=words.number(top))
    rows = place_rows(site, MEASURE, units, _categories(years), lambda year, code: table.find(year, code, ALL, ALL))
    every = [table.find(year, unit.code, ALL, ALL) for unit in units for year in years]
    return View(
        name="enheter-over-tid",
        heading=title,
        origin=origin_of(site, MART),
        sentences=(scale,),
        chart=None,
        alternative=alternative(words, title, (scale,)),
        table=Table(title, (words("table.place"), *map(str, years)), rows),
        notes=(words("units.note_distinct"), *absence_notes(words, ["patients"], every, "view.open_mark")),
        source=source(site, MART),
        definition=definition(words, "patients"),
        panels=tuple(_panel(site, unit, table, years, top) for unit in units),
    )


def top_of(values: Sequence[float | None]) -> int:
    """A round number at or above every value that is shown; 1 where there is none above 0."""
    most = max((value for value in values if value is not None), default=0)
    return int(nice_ticks(0, most, 5, 0)[-1]) if most else 1


def _categories(years: range) -> list[tuple[int, str]]:
    return [(year, str(year)) for year in years]


def _panel(site: Site, unit: Place, table: PublishedTable, years: range, top: int) -> Panel:
    words = site.words
    points = tuple(
        MEASURE.point(words, label, table.find(year, unit.code, ALL, ALL)) for year, label in _categories(years)
    )
    last = table.find(years[-1], unit.code, ALL, ALL)
    patients = None if last is None else last.number("patients")
    told = words.counted("units.patients", int(patients)) if patients is not None else MEASURE.value_text(words, last)
    value = words("multiples.last", year=years[-1], value=told)
    invented = mark(words, origin_of(site, MART))
    chart = SmallChart(unit.name, points, float(top), words.number(top), invented)
    return Panel(Link(unit.name, unit_address(unit)), value, chart)
