"""The tree of treating organisations, and one organisation's own page."""

from dataclasses import dataclass

from app.choices import Place
from app.gate import PublishedRow, PublishedTable
from app.selection import Selection
from app.site import Site
from app.view import Card, Cards, Link, Tree, TreeNode, View
from app.views import activity, prom, waiting
from app.views.addresses import unit_address
from app.views.cards import card
from app.views.common import absence_notes, is_too_detailed, origin_of, shown
from app.views.describe import years_text
from app.views.multiples import units_views
from app.views.ranking import Ranking, ranking_view
from app.views.similar import similar_views
from app.views.trend import Trend, line_view, source
from data_marts.catalog import ALL, COUNTRY, DIAGNOSIS_GROUPS

MART = "patients_by_unit"
# Who is an inpatient is told by the stays alone: beside them, a count of its own would tell of the few without.
INPATIENTS = "bed_day_patients"


def unit_tree(site: Site) -> Tree:
    """Every organisation with its patients in the last year, as nested links."""
    organisations = site.choices.organisations
    year = site.choices.years[MART][1]
    codes = tuple(place.code for place in organisations.ordered)
    table = site.results.patients_by_unit((year, year), codes)
    regions = organisations.children(COUNTRY)
    return Tree(
        heading=site.words("units.tree", year=year),
        origin=origin_of(site, MART),
        intro=site.words("units.intro"),
        nodes=tuple(_node(site, table, region, year) for region in regions),
        notes=(site.words("units.note_distinct"), *absence_notes(site.words, ["patients"], table)),
    )


def _node(site: Site, table: PublishedTable, place: Place, year: int) -> TreeNode:
    row = table.find(year, place.code, ALL, ALL)
    patients = None if row is None else row.number("patients")
    measure = shown(MART, "patients")
    if isinstance(patients, int):
        detail = site.words.counted("units.patients", patients)
    else:
        detail = measure.value_text(site.words, row)
    children = site.choices.organisations.children(place.code)
    return TreeNode(
        link=Link(place.name, unit_address(place)),
        detail=detail,
        absent=patients is None,
        children=tuple(_node(site, table, child, year) for child in children),
    )


def unit_cards(site: Site, place: Place, selection: Selection) -> Cards:
    """The organisation's headline numbers in the last chosen year."""
    span = (selection.first_year, selection.last_year)
    patients = site.results.patients_by_unit(span, (place.code,), (ALL, "outpatient"))
    rows = _rows_by_year(patients, place, selection, ALL)
    outpatient = _rows_by_year(patients, place, selection, "outpatient")
    stays = _stays_by_year(site, place, selection)
    found = [_card(site, "patients", rows)]
    if _has_any(outpatient, "patients"):
        found.append(_card(site, "contacts_per_patient", outpatient))
    if _has_any(stays, INPATIENTS):
        found.append(card(site, shown("activity", INPATIENTS), stays, "card.inpatients", "bed_days"))
    notes = dict.fromkeys(
        (
            *absence_notes(site.words, ["patients"], [rows[-1][1]]),
            *_absence_notes(site, INPATIENTS, stays, INPATIENTS),
            *_absence_notes(site, "contacts_per_patient", outpatient, "patients"),
        )
    )
    return Cards(
        heading=site.words("units.key_figures", year=selection.last_year),
        origin=origin_of(site, MART),
        cards=tuple(found),
        notes=tuple(notes),
        source=source(site, MART),
        more=(
            Link(site.words("units.more_activity"), f"/aktivitet?sted={place.slug}"),
            Link(site.words("units.more_prom"), f"/prom?sted={place.slug}"),
            Link(site.words("units.all"), "/enheter"),
        ),
    )


Rows = list[tuple[str, PublishedRow | None]]


def _rows_by_year(table: PublishedTable, place: Place, selection: Selection, care: str) -> Rows:
    years = range(selection.first_year, selection.last_year + 1)
    return [(str(year), table.find(year, place.code, care, ALL)) for year in years]


def _stays_by_year(site: Site, place: Place, selection: Selection) -> Rows:
    table = site.results.activity(_as_activity(selection, "bed_days"), (place.code,), "inpatient")
    years = range(selection.first_year, selection.last_year + 1)
    return [(str(year), table.find(str(year), place.code, ALL)) for year in years]


def _card(site: Site, measure: str, rows: Rows) -> Card:
    return card(site, shown(MART, measure), rows, f"card.{measure}")


def _has_any(rows: Rows, persons: str) -> bool:
    """Whether there may be patients in any of the years: only zeros say that there are none."""
    return any(row is not None and row.number(persons) != 0 for _, row in rows)


def _absence_notes(site: Site, measure: str, rows: Rows, persons: str) -> tuple[str, ...]:
    """Why the card of the last year has no number, where there is such a card."""
    return tuple(absence_notes(site.words, [measure], [rows[-1][1]])) if _has_any(rows, persons) else ()


def unit_views(site: Site, place: Place, selection: Selection) -> tuple[View, ...]:
    """Patients over the years, of its units too, and by diagnosis; then contacts, questionnaires, funnels, bed days."""
    span = (selection.first_year, selection.last_year)
    patients = site.results.patients_by_unit(span, (place.code,), ("outpatient",))
    found = [patients_view(site, place, selection), *units_views(site, place, selection)]
    found += [*similar_views(site, place, selection.last_year), diagnosis_view(site, place, selection.last_year)]
    if _has_any(_rows_by_year(patients, place, selection, "outpatient"), "patients"):
        found.append(activity.contact_type_view(site, _as_activity(selection, "contacts"), place))
        found.append(prom.unit_view(site, place, selection.first_year, selection.last_year))
        found.extend(_funnels(site, place, selection.last_year))
    if _has_any(_stays_by_year(site, place, selection), INPATIENTS):
        found.append(activity.place_trend(site, _as_activity(selection, "bed_days"), (place,)))
    return tuple(found)


def _funnels(site: Site, place: Place, year: int) -> tuple[View, ...]:
    """The units of a trust against the country; on a unit's page those of its trust, with the unit highlighted."""
    trust = next((step for step in site.choices.organisations.path(place.code) if step.level == "hf"), None)
    if trust is None:
        return ()
    chosen = "" if place.code == trust.code else place.code
    return tuple(view(site, trust, year, chosen) for view in (waiting.unit_funnel, prom.unit_funnel))


def _as_activity(selection: Selection, measure: str) -> Selection:
    return Selection(measure, selection.first_year, selection.last_year)


def patients_view(site: Site, place: Place, selection: Selection) -> View:
    """Patients of the organisation over the chosen years."""
    span = (selection.first_year, selection.last_year)
    table = site.results.patients_by_unit(span, (place.code,))
    trend = Trend(
        name="pasienter",
        heading=site.words("units.patients_over_time", place=place.name, when=years_text(*span)),
        measure=shown(MART, "patients"),
        categories=tuple((year, str(year)) for year in range(span[0], span[1] + 1)),
        find=lambda year, code: table.find(year, code, ALL, ALL),
        places=(place,),
        notes=(site.words("units.note_distinct"),),
    )
    return line_view(site, trend)


@dataclass(frozen=True)
class DiagnosisGroup:
    """A main diagnosis group as a row of a chart."""

    code: str
    short_name: str


def diagnosis_view(site: Site, place: Place, year: int) -> View:
    """The groups that are given for such a place; where some are not, a note says so."""
    every = [DiagnosisGroup(code, site.words(f"diagnosis_group.{code}")) for code in DIAGNOSIS_GROUPS if code != ALL]
    table = site.results.patients_by_unit((year, year), (place.code,), (ALL,), DIAGNOSIS_GROUPS)
    measure = shown(MART, "patients")
    given = [group for group in every if not is_too_detailed(measure, [table.find(year, place.code, ALL, group.code)])]
    notes = ["units.note_diagnoses", *(["units.note_some_diagnoses"] if len(given) < len(every) else [])]
    ranking = Ranking(
        name="diagnoser",
        heading=site.words("units.diagnoses", place=place.name, year=year),
        measure=measure,
        places=given or every,
        find=lambda group: table.find(year, place.code, ALL, group),
        columns=(measure,),
        notes=tuple(map(site.words, notes)),
        anchor="diagnosis_group",
        row_heading="filter.diagnosis_group",
        sentences=(site.words("units.diagnoses_sentence"),),
    )
    return ranking_view(site, ranking)
