"""Statistics Norway's open figures: real activity and population, never mixed with the register's."""

from collections import Counter

from app.selection import Selection
from app.site import Site
from app.view import Table, TableCell, View
from app.views.common import Shown, absence_notes, breaks_within, definition, shown, value_cell
from app.views.describe import years_text
from app.views.ranking import Ranking, ranking_view
from app.views.trend import Trend, line_view, source
from data_marts.catalog import MARTS, Status

MART = "ssb_activity"
# Statistics Norway counts its bed days in another way than the register, so they have a name of their own.
MEASURES = {
    "consultations": shown(MART, "consultations"),
    "ssb_bed_days": Shown(MART, "bed_days", name="ssb_bed_days"),
    "discharges": shown(MART, "discharges"),
    "beds": shown(MART, "beds"),
}


def views(site: Site, selection: Selection) -> tuple[View, ...]:
    """Trend, the places beside each other in the last year, and how many children live there."""
    return _trend(site, selection), _beside(site, selection), _population(site, selection)


def _trend(site: Site, selection: Selection) -> View:
    places = site.choices.ssb_organisations
    codes = selection.places or places.defaults
    span = (selection.first_year, selection.last_year)
    table = site.results.ssb_activity(span, codes)
    trend = Trend(
        name="utvikling",
        heading=site.words(f"national.{selection.measure}", when=years_text(*span)),
        measure=MEASURES[selection.measure],
        categories=_years(selection),
        find=table.find,
        places=tuple(places.by_code[code] for code in codes),
        breaks=breaks_within(site.choices.breaks_for(MART, codes, places), *span),
        notes=(site.words("national.note"), *_repeated_notes(site, selection)),
        anchor=f"ssb-{selection.measure}",
    )
    return line_view(site, trend)


def _repeated_notes(site: Site, selection: Selection) -> tuple[str, ...]:
    """A sentence for each year in which trusts repeat the year before: regions and country then hold old figures."""
    trusts = site.choices.ssb_organisations.at_level("hf")
    span = (selection.first_year, selection.last_year)
    table = site.results.ssb_activity(span, tuple(trust.code for trust in trusts))
    found = [row for row in table if row.status(MEASURES[selection.measure].measure) is Status.REPEATED]
    counted = Counter(int(row.keys["year"]) for row in found)
    return tuple(
        site.words.counted("national.note_repeated", number, year=year, before=year - 1)
        for year, number in sorted(counted.items())
    )


def _years(selection: Selection) -> tuple[tuple[int, str], ...]:
    return tuple((year, str(year)) for year in range(selection.first_year, selection.last_year + 1))


def _beside(site: Site, selection: Selection) -> View:
    places, year = site.choices.ssb_organisations, selection.last_year
    trusts = places.at_level("hf")
    table = site.results.ssb_activity((year, year), tuple(place.code for place in trusts))
    measure = MEASURES[selection.measure]
    ranking = Ranking(
        name="foretak",
        heading=site.words(f"national.{selection.measure}", when=year),
        measure=measure,
        places=trusts,
        find=lambda code: table.find(year, code),
        columns=tuple(MEASURES.values()),
        highlighted=frozenset(selection.places),
        notes=(site.words("national.note_trusts"),),
        anchor=f"ssb-{selection.measure}",
    )
    return ranking_view(site, ranking)


def _population(site: Site, selection: Selection) -> View:
    residences = site.choices.residences
    codes = tuple(code for code in selection.places if code in residences.by_code) or residences.defaults
    first, last = site.choices.years["population"]
    span = (max(first, selection.first_year), min(last, selection.last_year))
    table = site.results.population(span, codes)
    trend = Trend(
        name="folkemengde",
        heading=site.words("national.population", when=years_text(*span)),
        measure=shown("population", "population"),
        categories=tuple((year, str(year)) for year in range(span[0], span[1] + 1)),
        find=table.find,
        places=tuple(residences.by_code[code] for code in codes),
        notes=(site.words("national.note_population"),),
        anchor="population",
    )
    return line_view(site, trend)


def table_view(site: Site, year: int) -> View:
    """Regions and trusts with all measures of one year; a table alone."""
    places = site.choices.ssb_organisations.at_level("rhf", "hf")
    table = site.results.ssb_activity((year, year), tuple(place.code for place in places))
    heading = site.words("national.regions_and_trusts", year=year)
    measures = MEASURES.values()
    cells = tuple(
        (
            TableCell(place.name, numeric=False, below=place.level == "hf"),
            *(value_cell(site.words, measure, table.find(year, place.code)) for measure in measures),
        )
        for place in places
    )
    columns = (site.words("table.place"), *(site.words(f"measure.{name}") for name in MEASURES))
    rows = [table.find(year, place.code) for place in places]
    return View(
        name="regioner",
        heading=heading,
        origin="real",
        sentences=(),
        chart=None,
        alternative="",
        table=Table(heading, columns, cells),
        notes=absence_notes(site.words, MARTS[MART].measures, rows),
        source=source(site, MART),
        definition=definition(site.words, "ssb-consultations"),
    )
