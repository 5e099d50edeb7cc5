"""Outpatient and inpatient activity by treating organisation."""

from collections.abc import Sequence
from dataclasses import replace

from app.choices import Place, SeriesBreak
from app.gate import PublishedTable
from app.selection import Selection
from app.site import Site
from app.view import View
from app.views.common import Category, Shown, breaks_within, is_too_detailed, shown
from app.views.control import control_views
from app.views.describe import heading, merged_notes, years_text
from app.views.provisional import provisional_notes, provisional_of, shown_periods
from app.views.ranking import Ranking, ranking_view
from app.views.season import season_views
from app.views.trend import Trend, column_view, line_view
from app.views.verdicts import event_sentences, since_sentences
from data_marts.catalog import ALL, CONTACT_TYPES, COUNTRY

MART = "activity"
# What each measure of the page is in the mart: the measure, and the care level whose rows hold it.
MEASURES = {
    "contacts": (shown(MART, "contacts"), "outpatient"),
    "day_contacts": (replace(shown(MART, "contacts"), name="day_contacts"), "day"),
    "admissions": (shown(MART, "admissions"), "inpatient"),
    "discharges": (shown(MART, "discharges"), "inpatient"),
    "bed_days": (shown(MART, "bed_days"), "inpatient"),
    "occupied_share": (shown(MART, "occupied_share"), "inpatient"),
}
PER_PATIENT = shown("patients_by_unit", "contacts_per_patient")
# The persons behind each measure, shown beside it.
PERSONS = {
    "contacts": "contact_patients",
    "admissions": "admission_patients",
    "discharges": "discharge_patients",
    "bed_days": "bed_day_patients",
    "occupied_share": "bed_day_patients",
}


def views(site: Site, selection: Selection) -> tuple[View, ...]:
    """Trend, the course of months, contacts per patient and by type (if of everybody), and trusts beside each other."""
    found = [_trend(site, selection), *month_views(site, selection, _main_place(site, selection))]
    if _is_of_everybody(selection) and selection.period_type == "year":
        found.append(_per_patient(site, selection))
    if selection.measure == "contacts" and selection.contact_type == ALL:
        found.append(contact_type_view(site, selection, _main_place(site, selection)))
    if selection.period_type == "year":
        found.append(_trusts(site, selection))
    return tuple(found)


def month_views(site: Site, selection: Selection, place: Place) -> tuple[View, ...]:
    """What is told of the months of one place, from all that there are; nothing for other periods."""
    if selection.period_type != "month":
        return ()
    measure, care = MEASURES[selection.measure]
    first, last = site.choices.span(MART, "month")
    whole = replace(selection, first_year=first, last_year=last)
    table = site.results.activity(whole, (place.code,), care, (selection.contact_type,))
    chosen = (site, selection, place, measure, table, _all_breaks(site, selection, (place.code,)))
    return (*control_views(*chosen), *season_views(*chosen))


def _main_place(site: Site, selection: Selection) -> Place:
    organisations = site.choices.organisations
    return organisations.by_code[(selection.places or organisations.defaults)[0]]


def _trend(site: Site, selection: Selection) -> View:
    organisations = site.choices.organisations
    codes = selection.places or organisations.defaults
    return place_trend(site, selection, tuple(organisations.by_code[code] for code in codes))


def place_trend(site: Site, selection: Selection, places: tuple[Place, ...]) -> View:
    """The chosen measure over time, one line an organisation."""
    codes = tuple(place.code for place in places)
    measure, care = MEASURES[selection.measure]
    table = site.results.activity(selection, codes, care, (selection.contact_type,))
    when = years_text(selection.first_year, selection.last_year)
    categories = shown_periods(site, selection)
    provisional = provisional_of(site, categories)
    breaks = breaks_within(_all_breaks(site, selection, codes), selection.first_year, selection.last_year)
    alike = _alike(categories, breaks, provisional)
    trend = Trend(
        name="utvikling",
        heading=heading(site.words, selection, f"{places[0].name}, {when}" if len(places) == 1 else when),
        measure=measure,
        categories=categories,
        find=lambda period, place: table.find(period, place, selection.contact_type),
        places=places,
        breaks=breaks,
        notes=(
            site.words(f"activity.note_{care}"),
            *_limit_notes(site, measure),
            *merged_notes(site.words, selection.age_group, is_few=care != "outpatient"),
            *provisional_notes(site, selection, measure, provisional),
        ),
        anchor=selection.measure,
        more=_verdicts(site, selection, measure, places[0], alike, table),
        provisional=provisional,
    )
    return line_view(site, trend)


def _limit_notes(site: Site, measure: Shown) -> tuple[str, ...]:
    return (site.words("activity.note_limits"),) if measure.low else ()


def _alike(
    categories: Sequence[Category], breaks: Sequence[SeriesBreak], provisional: frozenset[str]
) -> tuple[tuple[str, str], ...]:
    """The categories that can be compared: settled, and after the last break."""
    broken = max((found.year for found in breaks), default=0)
    settled = [(str(key), label) for key, label in categories if str(key) not in provisional]
    return tuple((key, label) for key, label in settled if int(key[:4]) >= broken)


def _verdicts(
    site: Site,
    selection: Selection,
    measure: Shown,
    place: Place,
    alike: Sequence[tuple[str, str]],
    table: PublishedTable,
) -> tuple[str, ...]:
    """Whether a place's figure rises or falls, and how the last one is against the same of the year before.

    Nothing of months, which the control chart judges by their days.
    """
    if selection.period_type == "month" or not alike:
        return ()
    rows = {key: table.find(key, place.code, selection.contact_type) for key, _ in alike}
    labels, (last, label) = dict(alike), alike[-1]
    before = f"{int(last[:4]) - 1}{last[4:]}"
    limits = measure.limits(rows.get(before)), measure.limits(rows[last])
    yearly = [(int(key), row) for key, row in rows.items()] if selection.period_type == "year" else []
    return (
        *event_sentences(site.words, measure, place.short_name, yearly),
        *since_sentences(site.words, place.short_name, (labels.get(before, ""), label), limits),
    )


def _is_of_everybody(selection: Selection) -> bool:
    """Whether contacts of all types and all patients are chosen."""
    return (selection.measure, selection.contact_type, selection.sex, selection.age_group) == (
        "contacts",
        ALL,
        ALL,
        ALL,
    )


def _per_patient(site: Site, selection: Selection) -> View:
    """Contacts per patient over the years, one line an organisation."""
    organisations, words = site.choices.organisations, site.words
    codes = selection.places or organisations.defaults
    places = tuple(organisations.by_code[code] for code in codes)
    years = (selection.first_year, selection.last_year)
    table = site.results.patients_by_unit(years, codes, ("outpatient",))
    name = f"{places[0].name}, {years_text(*years)}" if len(places) == 1 else years_text(*years)
    trend = Trend(
        name="per-pasient",
        heading=f"{words(f'measure.{PER_PATIENT.key}')}, {name}",
        measure=PER_PATIENT,
        categories=tuple((year, str(year)) for year in range(years[0], years[1] + 1)),
        find=lambda year, code: table.find(year, code, "outpatient", ALL),
        places=places,
        notes=(words("activity.note_per_patient"),),
    )
    return line_view(site, trend)


def _all_breaks(site: Site, selection: Selection, codes: tuple[str, ...]) -> tuple[SeriesBreak, ...]:
    """Breaks of what is chosen, in all years. The total of all contacts counts the same before and after those."""
    return () if selection.contact_type == ALL else _type_breaks(site, codes)


def _type_breaks(site: Site, codes: tuple[str, ...]) -> tuple[SeriesBreak, ...]:
    """Breaks of contact types."""
    return site.choices.breaks_for(MART, codes, site.choices.organisations)


def contact_type_view(site: Site, selection: Selection, place: Place) -> View:
    """How one organisation's outpatient contacts are split by type, as far as types are given for such a place."""
    table = site.results.contact_types(selection, place.code)
    when = years_text(selection.first_year, selection.last_year)
    categories = shown_periods(site, selection)
    given, others = _types_given(place, table, categories)
    names = {code: site.words(f"contact_type.{code}") for code in CONTACT_TYPES}
    but = site.words.listed([names[code].lower() for code in others])
    key = "activity.contact_types_but" if others else "activity.contact_types"
    title = site.words(key, place=place.name, when=when, types=but)
    provisional = provisional_of(site, categories)
    trend = Trend(
        name="kontakttyper",
        heading=title,
        measure=shown(MART, "contacts"),
        categories=categories,
        find=lambda period, contact_type: table.find(period, place.code, contact_type),
        places=(place,),
        breaks=breaks_within(_type_breaks(site, (place.code,)), selection.first_year, selection.last_year),
        notes=(
            *((site.words("activity.note_types_but", types=but),) if others else ()),
            site.words("activity.note_contact_types"),
            site.words("activity.note_limits"),
            *provisional_notes(site, selection, shown(MART, "contacts"), provisional),
        ),
        anchor="contact_type",
        provisional=provisional,
    )
    return column_view(site, trend, [(code, names[code]) for code in given], ALL)


def _types_given(place: Place, table: PublishedTable, categories: Sequence[Category]) -> tuple[list[str], list[str]]:
    """The contact types of which something is given, and the others; all are given where none is."""
    types = [code for code in CONTACT_TYPES if code != ALL]
    contacts = shown(MART, "contacts")
    others = [
        code
        for code in types
        if is_too_detailed(contacts, [table.find(period, place.code, code) for period, _ in categories])
    ]
    return (types, []) if others == types else ([code for code in types if code not in others], others)


def _trusts(site: Site, selection: Selection) -> View:
    organisations, year = site.choices.organisations, selection.last_year
    trusts = organisations.at_level("hf")
    codes = (COUNTRY, *(trust.code for trust in trusts))
    measure, care = MEASURES[selection.measure]
    table = site.results.activity(selection, codes, care, (selection.contact_type,))
    ranking = Ranking(
        name="foretak",
        heading=heading(site.words, selection, site.words("activity.by_trust", year=year)),
        measure=measure,
        places=trusts,
        find=lambda code: table.find(str(year), code, selection.contact_type),
        columns=(measure, shown(MART, PERSONS[measure.measure])),
        highlighted=frozenset(selection.places),
        notes=(
            site.words("activity.note_no_rate"),
            *_limit_notes(site, measure),
            *merged_notes(site.words, selection.age_group, care != "outpatient"),
        ),
        anchor=selection.measure,
    )
    return ranking_view(site, ranking)
