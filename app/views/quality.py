"""Data quality: six dimensions with what is known and what is not, and coding and answers in bands."""

from collections.abc import Callable
from datetime import date

from app.choices import Questionnaire
from app.gate import PublishedRow
from app.indicators import HIGH, LOW, Indicator, judge, read_indicators, with_limits
from app.selection import Selection
from app.site import Site
from app.view import Link, LinkList, Part, Table, TableCell, View
from app.views.common import Shown, absence_notes, definition, origin_of, shown, value_cell
from app.views.describe import years_text
from app.views.follow_up import follow_up_notes, is_preliminary, not_judged
from app.views.funnel import Funnel, funnel_view
from app.views.funnel_figures import ShareOf
from app.views.months import months_view
from app.views.periods import months_between
from app.views.trend import Trend, line_view, source
from data_marts.catalog import COUNTRY
from data_marts.statistics.targets import coverage_band

MART = "coverage"
CODED = ShareOf("coded_share", "patients", "patients")
# The dimensions of data quality that Norway's quality registers share, in their order.
DIMENSIONS = ("relevance", "completeness", "correctness", "reliability", "comparability", "timeliness")
# Shares that stand in bands, with the mart of each.
SHARES = (("coverage", "coded_share"), ("prom_trends", "baseline_share"), ("prom_trends", "pair_share"))
Find = Callable[[str, int, str], PublishedRow | None]


def parts(site: Site, selection: Selection) -> tuple[Part, ...]:
    """What is known of each dimension; coded diagnoses over time and by trust; bands; months; where to read on."""
    link = Link(site.words("menu.indicators"), "/indikatorer")
    more = LinkList(site.words("quality.more"), ((link, site.words("quality.way_indicators")),))
    return (
        _dimensions(site, selection),
        _bands(site, selection),
        _coding(site, selection),
        *_funnels(site, selection),
        months_view(site, selection),
        more,
    )


def way_to_quality(site: Site) -> LinkList:
    """The link of other pages to this one."""
    words = site.words
    link = Link(words("menu.quality"), "/datakvalitet")
    return LinkList(words("quality.more"), ((link, words("quality.way")),))


def _find(site: Site, selection: Selection, codes: tuple[str, ...]) -> Find:
    """Finds the row of a mart, year and place; each figure is of its own year and stands for no other."""
    span = (selection.first_year, selection.last_year)
    tables = {
        "coverage": site.results.coverage(span, codes),
        "prom_trends": site.results.prom_trends(span, codes, _questionnaire(site, selection)),
    }
    return lambda mart, year, code: tables[mart].find(year, code)


def _questionnaire(site: Site, selection: Selection) -> Questionnaire:
    return site.choices.questionnaires_by_slug[selection.questionnaire]


def _questionnaire_name(site: Site, selection: Selection) -> str:
    words, found = site.words, _questionnaire(site, selection)
    return words("prom.questionnaire", instrument=found.short_name, informant=words(f"informant.{found.informant}"))


# --- six dimensions ---


def _dimensions(site: Site, selection: Selection) -> View:
    words, year = site.words, selection.last_year
    heading = words("quality.dimensions", year=year)
    known = {**dict.fromkeys(DIMENSIONS, ""), **_figures(site, selection)}
    rows = tuple(
        (
            TableCell(words(f"quality.{name}"), numeric=False),
            TableCell(" ".join(filter(None, (known[name], words(f"quality.{name}_known")))), numeric=False),
            TableCell(words(f"quality.{name}_unknown"), numeric=False),
        )
        for name in DIMENSIONS
    )
    columns = (words("quality.dimension"), words("quality.known"), words("quality.unknown"))
    return View(
        name="dimensjoner",
        heading=heading,
        origin=origin_of(site, MART),
        sentences=(words("quality.dimensions_text"),),
        chart=None,
        alternative="",
        table=Table(heading, columns, rows, stacked=True),
        notes=(words("quality.note_year"),),
        source=source(site, MART),
        definition=definition(words, "quality"),
    )


def _figures(site: Site, selection: Selection) -> dict[str, str]:
    """The dimensions of which a figure is known, in a sentence or two."""
    words = site.words
    breaks = len(site.choices.breaks)
    return {
        "completeness": " ".join(_complete(site, selection)),
        "comparability": words.some("quality.breaks", breaks),
        "timeliness": _timeliness(site),
    }


def _complete(site: Site, selection: Selection) -> tuple[str, ...]:
    """How much of the country's data is there in the chosen year, or the reason why it is not known."""
    words, year = site.words, selection.last_year
    find = _find(site, selection, (COUNTRY,))
    told = {}
    for mart, name in SHARES[:2]:
        measure, row = shown(mart, name), find(mart, year, COUNTRY)
        text = measure.value_text(words, row)
        known = row is not None and row.number(name) is not None
        key = f"quality.share_{name}" if known else "quality.share_absent"
        told[name] = words(
            key, value=text, year=year, measure=words(f"measure.{name}"), name=_questionnaire_name(site, selection)
        )
    return tuple(told.values())


def _timeliness(site: Site) -> str:
    words, release = site.words, site.release
    built = date.fromisoformat(release.built_at[:10])
    months = months_between(release.delivered_through, built)
    return words.some(
        "quality.timely",
        max(months, 0),
        through=words.date(release.delivered_through.isoformat()),
        built=words.date(release.built_at),
    )


# --- bands ---


def _bands(site: Site, selection: Selection) -> View:
    """Country, regions and trusts with the band of each share in the last chosen year."""
    words, year = site.words, selection.last_year
    places = site.choices.organisations.at_level("country", "rhf", "hf")
    find = _find(site, selection, tuple(place.code for place in places))
    heading = words("quality.bands", year=year)
    columns = [words("table.place")]
    for _, name in SHARES:
        measure = words(f"measure.{name}")
        columns += [measure, words("quality.band", measure=measure)]
    found = {place.code: {name: find(mart, year, place.code) for mart, name in SHARES} for place in places}
    rows = tuple(
        (TableCell(place.short_name, numeric=False), *_band_cells(site, year, found[place.code])) for place in places
    )
    absences = {name: [one[name] for one in found.values()] for _, name in SHARES}
    notes = dict.fromkeys(note for name, listed in absences.items() for note in absence_notes(words, [name], listed))
    return View(
        name="dekning",
        heading=heading,
        origin=origin_of(site, MART),
        sentences=_band_sentences(site, selection, found),
        chart=None,
        alternative="",
        table=Table(heading, tuple(columns), rows),
        notes=(
            words("quality.note_questionnaire", name=_questionnaire_name(site, selection)),
            words("quality.note_bands"),
            *follow_up_notes(site, year, *(name for _, name in SHARES)),
            *notes,
        ),
        source=source(site, MART),
        definition=definition(words, "quality"),
    )


def _band_cells(site: Site, year: int, rows: dict[str, PublishedRow | None]) -> list[TableCell]:
    cells: list[TableCell] = []
    for mart, name in SHARES:
        measure = shown(mart, name)
        cells += [value_cell(site.words, measure, rows[name]), _band_cell(site, year, measure, rows[name])]
    return cells


def _band_cell(site: Site, year: int, measure: Shown, row: PublishedRow | None) -> TableCell:
    """The band of the share as it is printed, or the reason for no share; none for a year of which more is to come."""
    value = None if row is None else row.number(measure.measure)
    if value is None:
        return TableCell(measure.value_text(site.words, row), absent=True, numeric=False)
    if is_preliminary(site, year, measure.measure):
        return TableCell(not_judged(site.words), numeric=False)
    band = coverage_band(round(float(value), measure.decimals))
    return TableCell(site.words(f"quality.band_{band}"), numeric=False)


def _band_sentences(
    site: Site, selection: Selection, found: dict[str, dict[str, PublishedRow | None]]
) -> tuple[str, ...]:
    """How many of the trusts with a number have coded enough, and of how many enough have answered."""
    words = site.words
    trusts = [place.code for place in site.choices.organisations.at_level("hf")]
    told = []
    for _, name in SHARES[:2]:
        numbers = (row.number(name) for code in trusts if (row := found[code][name]) is not None)
        known = [float(number) for number in numbers if number is not None]
        enough = sum(coverage_band(round(number, 1)) == "80" for number in known)
        told.append(words.some(f"quality.enough_{name}", enough, shown=words.number(len(known))))
    return (*told, words("quality.sixty"))


# --- coded diagnoses ---


def _coding(site: Site, selection: Selection) -> View:
    organisations, indicator = site.choices.organisations, read_indicators()["coded_share"]
    codes = selection.places or organisations.defaults
    find = _find(site, selection, codes)
    years = range(selection.first_year, selection.last_year + 1)
    trend = Trend(
        name="utvikling",
        heading=f"{site.words('measure.coded_share')}, {years_text(years[0], years[-1])}",
        measure=Shown(MART, "coded_share", LOW, HIGH),
        categories=tuple((year, str(year)) for year in years),
        find=lambda year, code: _with_limits(indicator, find(MART, int(year), code)),
        places=tuple(organisations.by_code[code] for code in codes),
        notes=(site.words("quality.note_coded"),),
    )
    return line_view(site, trend)


def _with_limits(indicator: Indicator, row: PublishedRow | None) -> PublishedRow | None:
    return with_limits(indicator, row, judge(indicator, row))


def _funnels(site: Site, selection: Selection) -> tuple[View, ...]:
    """The trusts against the country; the units of a trust where one alone is chosen."""
    organisations, words, year = site.choices.organisations, site.words, selection.last_year
    trusts, units = organisations.at_level("hf"), organisations.at_level("unit")
    table = site.results.coverage((year, year), (COUNTRY, *(place.code for place in (*trusts, *units))))
    asked = [("foretak", words("funnel.by_trust", year=year), trusts, trusts, "trusts")]
    for trust in organisations.trusts_alone(selection.places):
        when = words("funnel.by_unit", place=trust.name, year=year)
        asked.append(("enheter", when, organisations.units_of(trust.code), units, "units"))
    return tuple(
        funnel_view(
            site,
            Funnel(
                name=name,
                heading=f"{words('measure.coded_share')}, {when}",
                mart=MART,
                of=CODED,
                places=places,
                target=organisations.by_code[COUNTRY],
                find=lambda code: table.find(year, code),
                level=level,
                peers=peers,
                highlighted=frozenset(selection.places),
                notes=(words("quality.note_coded"),),
            ),
        )
        for name, when, places, peers, level in asked
    )
