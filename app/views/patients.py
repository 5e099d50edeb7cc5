"""Patients per 1,000 inhabitants by residence: the trend, and the trust areas beside each other."""

from dataclasses import replace

from app.choices import Place
from app.gate import PublishedTable
from app.selection import Selection
from app.site import Site
from app.view import View
from app.views import compared
from app.views.area_map import AreaMap, map_view
from app.views.common import breaks_within, shown
from app.views.compared import Find
from app.views.describe import heading, merged_notes, years_text
from app.views.profile import profile_view
from app.views.ranking import Ranking, ranking_view
from app.views.trend import Trend, line_view
from app.views.verdicts import trend_sentences
from data_marts.catalog import ALL, COUNTRY

MART = "patient_rates"


def views(site: Site, selection: Selection) -> tuple[View, ...]:
    """The rate over time, area by area, and on a map; of all sexes and ages together also how these differ."""
    found = [*main_views(site, selection), *filter(None, (_map(site, selection),))]
    if selection.measure == "rate" and (selection.sex, selection.age_group) == (ALL, ALL):
        found.append(profile_view(site, selection, _main_place(site, selection)))
    return tuple(found)


def main_views(site: Site, selection: Selection) -> tuple[View, View]:
    """The chosen measure over time, and area by area."""
    return _trend(site, selection), _areas(site, selection)


def _main_place(site: Site, selection: Selection) -> Place:
    areas = site.choices.residences
    return areas.by_code[(selection.places or areas.defaults)[0]]


def _notes(site: Site, selection: Selection) -> tuple[str, ...]:
    standardised = selection.measure == "standardised_rate"
    note = site.words("patients.note_standardised" if standardised else "patients.note_crude")
    return (note, *merged_notes(site.words, selection.age_group))


def _trend(site: Site, selection: Selection) -> View:
    areas = site.choices.residences
    codes = selection.places or areas.defaults
    table = site.results.patient_rates(selection, codes)
    span = (selection.first_year, selection.last_year)
    trend = Trend(
        name="utvikling",
        heading=heading(site.words, selection, years_text(*span)),
        measure=shown(MART, selection.measure),
        categories=tuple((year, str(year)) for year in range(span[0], span[1] + 1)),
        find=table.find,
        places=tuple(areas.by_code[code] for code in codes),
        breaks=breaks_within(site.choices.breaks_for(MART, codes, areas), *span),
        notes=_notes(site, selection),
        from_zero=selection.measure == "patients",
        more=_verdict(site, selection, table, areas.by_code[codes[0]]),
    )
    return line_view(site, trend)


def _verdict(site: Site, selection: Selection, table: PublishedTable, place: Place) -> tuple[str, ...]:
    """Whether the place's figure rises or falls, after the last break."""
    if selection.measure == "standardised_rate":
        return ()
    breaks = site.choices.breaks_for(MART, (place.code,), site.choices.residences)
    first = max([selection.first_year, *(found.year for found in breaks if found.year <= selection.last_year)])
    yearly = [(year, table.find(year, place.code)) for year in range(first, selection.last_year + 1)]
    return trend_sentences(site.words, selection.measure, place.short_name, yearly)


def _areas(site: Site, selection: Selection) -> View:
    year, measure = selection.last_year, shown(MART, selection.measure)
    areas, is_rate, is_count = site.choices.residences, selection.measure == "rate", selection.measure == "patients"
    trust_areas, find = areas.at_level("hf_area"), _last_year(site, selection)
    beside = compared.compare([area.code for area in trust_areas], find, COUNTRY)
    chosen = [area for area in trust_areas if area.code in selection.places]
    others = [name for name in ("patients", "population") if name != selection.measure]
    ranking = Ranking(
        name="omrader",
        heading=heading(site.words, selection, site.words("patients.by_area", year=year)),
        measure=measure,
        places=trust_areas,
        find=find,
        columns=(measure, *(shown(MART, name) for name in others)),
        highlighted=frozenset(selection.places),
        reference=None if is_count else areas.by_code[COUNTRY],
        notes=(*_notes(site, selection), *((site.words("compared.note"),) if is_rate and beside.differences else ())),
        from_zero=is_count,
        more=compared.sentences(site.words, beside, chosen) if is_rate else (),
        beside=compared.beside(site.words, beside, find) if is_rate else (),
    )
    return ranking_view(site, ranking)


def _last_year(site: Site, selection: Selection) -> Find:
    """The published row of the country or a trust's area in the last chosen year."""
    codes = (COUNTRY, *(area.code for area in site.choices.residences.at_level("hf_area")))
    table = site.results.patient_rates(replace(selection, first_year=selection.last_year), codes)
    return lambda code: table.find(selection.last_year, code)


def _map(site: Site, selection: Selection) -> View | None:
    """The areas on a map. Numbers of patients have none: large areas would be dark for being large."""
    if selection.measure == "patients":
        return None
    areas, find = site.choices.residences, _last_year(site, selection)
    trust_areas = areas.at_level("hf_area")
    beside = compared.compare([area.code for area in trust_areas], find, COUNTRY)
    found = AreaMap(
        heading=heading(site.words, selection, site.words("map.by_area", year=selection.last_year)),
        measure=shown(MART, selection.measure),
        areas=trust_areas,
        country=areas.by_code[COUNTRY],
        find=find,
        beside=beside if selection.measure == "rate" and beside.differences else None,
        highlighted=frozenset(selection.places),
        notes=_notes(site, selection),
    )
    return map_view(site, found)
