"""The first page: real open figures from Statistics Norway, then the register's headline figures, kept apart."""

from dataclasses import replace

from app.gate import PublishedRow, PublishedTable
from app.selection import Selection
from app.site import Site
from app.view import Card, Cards, Link, Part
from app.views import national, patients
from app.views.cards import card, percent_change
from app.views.common import absence_notes, break_notes, breaks_within, definition, origin_of, shown
from app.views.trend import source
from data_marts.catalog import ALL, COUNTRY, MARTS

Rows = list[tuple[str, PublishedRow | None]]


def parts(site: Site) -> tuple[Part, ...]:
    """All parts of the page, real ones first."""
    first, last = site.choices.years["patient_rates"]
    everybody = Selection("rate", first, last)
    ssb_first, ssb_last = site.choices.years["ssb_activity"]
    consultations = Selection("consultations", ssb_first, ssb_last)
    trend, areas = patients.main_views(site, everybody)
    return (
        ssb_cards(site),
        replace(national.views(site, consultations)[0], name="konsultasjoner"),  # another view is called as this one is
        national.table_view(site, ssb_last),
        register_cards(site),
        trend,
        areas,
    )


def ssb_cards(site: Site) -> Cards:
    """Statistics Norway's national figures in the last year."""
    span = site.choices.years["ssb_activity"]
    table = site.results.ssb_activity(span, (COUNTRY,))
    breaks = site.choices.breaks_for("ssb_activity", (COUNTRY,), site.choices.ssb_organisations)
    # A change is told from after the last break alone.
    first = max((found.year for found in breaks_within(breaks, *span)), default=span[0])
    rows: Rows = [(str(year), table.find(year, COUNTRY)) for year in range(first, span[1] + 1)]
    found = tuple(
        card(site, measure, rows, f"card.{name}", f"ssb-{measure.measure}")
        for name, measure in national.MEASURES.items()
    )
    return Cards(
        heading=site.words("overview.ssb_figures", year=span[1]),
        origin="real",
        cards=found,
        notes=(
            *break_notes(site.words, breaks),
            *absence_notes(site.words, MARTS["ssb_activity"].measures, [row for _, row in rows]),
        ),
        source=source(site, "ssb_activity"),
        more=(Link(site.words("overview.more_ssb"), "/nasjonale-tall"),),
    )


def register_cards(site: Site) -> Cards:
    """The register's own headline figures: patients, per 1,000, change, inpatient share, consultations, bed days."""
    span = site.choices.years["patient_rates"]
    everybody = Selection("rate", *span)
    rates = _rows(site.results.patient_rates(everybody, (COUNTRY,)), span)
    inpatients = _rows(site.results.patient_rates(Selection("rate", *span, care="inpatient"), (COUNTRY,)), span)
    contacts = _activity_rows(site, everybody, "outpatient")
    stays = _activity_rows(site, everybody, "inpatient")
    found = (
        card(site, shown("patient_rates", "patients"), rates, "card.patients", "patients"),
        card(site, shown("patient_rates", "rate"), rates, "card.rate", "rate"),
        _change_card(site, rates),
        _inpatient_card(site, rates, inpatients),
        card(site, shown("activity", "contacts"), contacts, "card.contacts", "contacts"),
        card(site, shown("activity", "bed_days"), stays, "card.bed_days", "bed_days"),
    )
    return Cards(
        heading=site.words("overview.register_figures", year=span[1]),
        origin=origin_of(site, "patient_rates"),
        cards=found,
        notes=(),
        source=source(site, "patient_rates"),
        more=(Link(site.words("overview.more_patients"), "/pasienter"),),
    )


def _rows(table: PublishedTable, span: tuple[int, int]) -> Rows:
    return [(str(year), table.find(year, COUNTRY)) for year in range(span[0], span[1] + 1)]


def _activity_rows(site: Site, selection: Selection, care: str) -> Rows:
    table = site.results.activity(selection, (COUNTRY,), care)
    years = range(selection.first_year, selection.last_year + 1)
    return [(str(year), table.find(str(year), COUNTRY, ALL)) for year in years]


def _change_card(site: Site, rows: Rows) -> Card:
    words = site.words
    (first_year, first), (last_year, last) = rows[0], rows[-1]
    before = first.number("patients") if first else None
    now = last.number("patients") if last else None
    value = percent_change(site, before, now) if before and now is not None else words("absence.missing.word")
    return _plain_card(site, words("card.growth", year=first_year), value, f"{first_year}–{last_year}", "growth")


def _inpatient_card(site: Site, rows: Rows, inpatients: Rows) -> Card:
    words = site.words
    everybody, inside = rows[-1][1], inpatients[-1][1]
    whole = everybody.number("patients") if everybody else None
    part = inside.number("patients") if inside else None
    value = words.percent(100 * part / whole) if whole and part is not None else words("absence.missing.word")
    return _plain_card(site, words("card.inpatient_share"), value, rows[-1][0], "inpatient_share")


def _plain_card(site: Site, label: str, value: str, period: str, anchor: str) -> Card:
    return Card(
        label=label,
        value=value,
        change=period,
        trend=None,
        alternative=f"{label}: {value}.",
        definition=definition(site.words, anchor),
    )
