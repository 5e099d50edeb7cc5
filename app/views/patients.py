"""Patients per 1,000 inhabitants by residence: the trend, and the trust areas beside each other."""

from dataclasses import replace

from app.selection import Selection
from app.site import Site
from app.view import View
from app.views.common import breaks_within, shown
from app.views.describe import heading, merged_notes, years_text
from app.views.ranking import Ranking, ranking_view
from app.views.trend import Trend, line_view
from data_marts.catalog import COUNTRY

MART = "patient_rates"


def views(site: Site, selection: Selection) -> tuple[View, ...]:
    """The two views of the page for one selection."""
    return _trend(site, selection), _areas(site, selection)


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
    )
    return line_view(site, trend)


def _areas(site: Site, selection: Selection) -> View:
    areas, year = site.choices.residences, selection.last_year
    trust_areas = areas.at_level("hf_area")
    codes = (COUNTRY, *(area.code for area in trust_areas))
    table = site.results.patient_rates(replace(selection, first_year=year), codes)
    is_count = selection.measure == "patients"
    measure = shown(MART, selection.measure)
    others = [name for name in ("patients", "population") if name != selection.measure]
    ranking = Ranking(
        name="omrader",
        heading=heading(site.words, selection, site.words("patients.by_area", year=year)),
        measure=measure,
        places=trust_areas,
        find=lambda code: table.find(year, code),
        columns=(measure, *(shown(MART, name) for name in others)),
        highlighted=frozenset(selection.places),
        reference=None if is_count else areas.by_code[COUNTRY],
        notes=_notes(site, selection),
        from_zero=is_count,
    )
    return ranking_view(site, ranking)
