"""What the leader of an organisation opens on a Monday: the last month, then waits, answers, coverage and the year.

The views are those of the open pages, on a site whose own figures are true. Nothing here asks who is looking.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from app.choices import Place, SeriesBreak
from app.gate import PublishedRow, PublishedTable
from app.selection import Selection
from app.site import Site
from app.view import Card, Cards, Link, LinkList, Part, View
from app.views import activity, changes, prom, units, waiting
from app.views.addresses import unit_address
from app.views.cards import card
from app.views.changes import story
from app.views.common import Shown, absence_notes, is_too_detailed, origin_of, shown
from app.views.control import control_views
from app.views.missing import missing_view
from app.views.multiples import units_views
from app.views.periods import period_label
from app.views.provisional import shown_periods
from app.views.season import MOST_YEARS, season_views
from app.views.share_control import share_control_views
from app.views.similar import similar_views
from app.views.trend import Trend, line_view, source
from data_marts.catalog import ALL

#: What is counted by month, by care: the first of them that an organisation has is its main one.
COUNTED = ("contacts", "bed_days", "day_contacts")
SHARE = "within_limit_share"
WAITS = ("referrals", "started", SHARE, "median_wait")
Rows = list[tuple[str, PublishedRow | None]]


def parts(site: Site, place: Place) -> tuple[Part, ...]:
    """All that is told of one organisation, the newest first."""
    year = site.release.last_year
    first = site.choices.years["patients_by_unit"][0]
    years = Selection("patients", first, year)
    counted = counted_at(site, place)
    return (
        *month_cards(site, place, counted),
        *_activity_months(site, place, counted),
        *year_cards(site, place),
        *_waits(site, place),
        *similar_views(site, place, year),
        *_against_those_above(site, place, counted, (first, year)),
        *_answers(site, place, counted, (first, year)),
        missing_view(site, place, year),
        units.unit_cards(site, place, years),
        units.patients_view(site, place, years),
        *units_views(site, place, years),
        units.diagnosis_view(site, place, year),
        story(site),
        *changes.moved_of(site, place),
        _onward(site, place),
    )


def last_month(site: Site) -> str:
    """The code of the last month that has been delivered."""
    first, last = site.choices.span(activity.MART, "month")
    return shown_periods(site, _by_month("contacts", (first, last)))[-1][0]


def month_cards(site: Site, place: Place, counted: tuple[str, ...]) -> tuple[Cards, ...]:
    """The last month beside the same month of the years before; nothing where no figure of a month is given."""
    words, month = site.words, last_month(site)
    every = list(_monthly(site, place, counted, month))
    given = [(measure, rows) for measure, rows in every if not _is_too_detailed(measure, rows)]
    notes = [words("leader.month_note")]
    notes += [words("leader.not_monthly")] if len(given) < len(every) else []
    notes += [words("waiting.note_referrals")] if any(measure.measure == "referrals" for measure, _ in given) else []
    heading = words("leader.month", month=period_label(words, "month", month))
    return _cards(site, heading, "month", given, notes)


def year_cards(site: Site, place: Place) -> tuple[Cards, ...]:
    """Referrals and waits of the last whole year beside the years before."""
    first, last = site.choices.years[waiting.MART]
    table = site.results.waiting(Selection("referrals", first, last), (place.code,))
    codes = [str(year) for year in range(max(first, last - MOST_YEARS + 1), last + 1)]
    found = [(shown(waiting.MART, name), [(code, table.find(code, place.code)) for code in codes]) for name in WAITS]
    notes = [site.words("waiting.note_referrals")]
    return _cards(site, site.words("leader.waits", year=last), "year", found, notes)


def _cards(
    site: Site, heading: str, kind: str, found: Sequence[tuple[Shown, Rows]], notes: list[str]
) -> tuple[Cards, ...]:
    if not found:
        return ()
    absences = [absence_notes(site.words, [measure.measure], [rows[-1][1]]) for measure, rows in found]
    return (
        Cards(
            heading=heading,
            origin=origin_of(site, activity.MART),
            cards=tuple(_card(site, kind, measure, rows) for measure, rows in found),
            notes=tuple(dict.fromkeys([*notes, *(note for listed in absences for note in listed)])),
            source=source(site, activity.MART),
            more=(),
        ),
    )


def _is_too_detailed(measure: Shown, rows: Rows) -> bool:
    return is_too_detailed(measure, [row for _, row in rows])


def _card(site: Site, kind: str, measure: Shown, rows: Rows) -> Card:
    """The last of the rows, with those before it as numbers: a change of few in percent says nothing."""
    words = site.words
    label = f"axis.{measure.key}" if measure.measure == SHARE else f"measure.{measure.key}"
    made = card(site, measure, [(period_label(words, kind, code), row) for code, row in rows], label)
    told = " \N{MIDDLE DOT} ".join(f"{code[:4]}: {measure.value_text(words, row)}" for code, row in rows[:-1])
    return replace(made, change=told, alternative=f"{made.label}: {made.value}. {told}".strip())


def _by_month(measure: str, span: tuple[int, int]) -> Selection:
    return Selection(measure, *span, period_type="month")


def _monthly(site: Site, place: Place, counted: tuple[str, ...], month: str) -> Iterator[tuple[Shown, Rows]]:
    """The measures that a month is told by, each with its rows: of the same month in the years that there are."""
    year = int(month[:4])
    first = max(year - MOST_YEARS + 1, site.choices.span(activity.MART, "month")[0])
    codes = [f"{one}{month[4:]}" for one in range(first, year + 1)]
    for name in counted:
        measure, care = activity.MEASURES[name]
        table = site.results.activity(_by_month(name, (first, year)), (place.code,), care)
        yield measure, [(code, table.find(code, place.code, ALL)) for code in codes]
    waits = site.results.waiting(_by_month("referrals", (first, year)), (place.code,))
    for name in WAITS:
        yield shown(waiting.MART, name), [(code, waits.find(code, place.code)) for code in codes]


def counted_at(site: Site, place: Place) -> tuple[str, ...]:
    """What has been counted at all at an organisation, in the whole years that there are."""
    return tuple(name for name in COUNTED if _has_any(site, place, name))


def _has_any(site: Site, place: Place, name: str) -> bool:
    measure, care = activity.MEASURES[name]
    first, last = site.choices.years[activity.MART]
    table = site.results.activity(Selection(name, first, last), (place.code,), care)
    return any(row.number(measure.measure) not in (None, 0) for row in table)


def _activity_months(site: Site, place: Place, counted: tuple[str, ...]) -> Iterator[View]:
    """Same months of the years above each other, and the control chart, of what the organisation does most."""
    span = site.choices.span(activity.MART, "month")
    for name in counted[:1]:
        for view in reversed(activity.month_views(site, _by_month(name, span), place)):
            yield replace(view, name=f"{name}-{view.name}")


def _waits(site: Site, place: Place) -> Iterator[View]:
    """Referrals by month; the control chart of those who started, and of the share of them who did so in time.

    Referrals have none: of the last months many are not in yet, so that each release would mark them.
    """
    span = site.choices.span(waiting.MART, "month")
    for view in season_views(*_chosen(site, "referrals", span, place)):
        yield replace(view, name=f"referrals-{view.name}", notes=(site.words("waiting.note_referrals"), *view.notes))
    for view in control_views(*_chosen(site, "started", span, place)):
        yield replace(view, name=f"started-{view.name}", notes=(site.words("waiting.note_waits"), *view.notes))
    yield from share_control_views(site, _by_month(SHARE, span), place, shown(waiting.MART, SHARE))


def _chosen(
    site: Site, measure: str, span: tuple[int, int], place: Place
) -> tuple[Site, Selection, Place, Shown, PublishedTable, tuple[SeriesBreak, ...]]:
    """What a view of months is made from, for a measure of waits."""
    selection = _by_month(measure, span)
    return site, selection, place, shown(waiting.MART, measure), _as_events(site, selection, place), ()


def _as_events(site: Site, selection: Selection, place: Place) -> PublishedTable:
    """The waits, found as activity is: referrals are of one kind, the total of all."""
    table = site.results.waiting(selection, (place.code,))
    index = {(*key, ALL): row for key, row in table.index.items()}
    return PublishedTable(table.mart, table.rows, index, (*table.dimensions, "contact_type"))


def _against_those_above(site: Site, place: Place, counted: tuple[str, ...], years: tuple[int, int]) -> Iterator[View]:
    """What can be compared with trust, region and country although they are larger: waits, and contacts per patient."""
    places = tuple(reversed(site.choices.organisations.path(place.code)))
    if len(places) == 1:
        return
    codes = tuple(one.code for one in places)
    waits = site.results.waiting(Selection(SHARE, *years), codes)
    yield _years(site, place, places, shown(waiting.MART, SHARE), lambda year, code: waits.find(str(year), str(code)))
    if "contacts" in counted:
        patients = site.results.patients_by_unit(years, codes, ("outpatient",))
        measure = shown(units.MART, "contacts_per_patient")
        yield _years(site, place, places, measure, lambda year, code: patients.find(year, code, "outpatient", ALL))


def _years(
    site: Site,
    place: Place,
    places: tuple[Place, ...],
    measure: Shown,
    find: Callable[[str | int, str], PublishedRow | None],
) -> View:
    first, last = site.choices.years[measure.mart]
    heading = site.words("leader.above", measure=site.words(f"measure.{measure.key}"), place=place.name)
    categories = tuple((year, str(year)) for year in range(first, last + 1))
    return line_view(site, Trend(f"over-{measure.measure}", heading, measure, categories, find, places))


def _answers(site: Site, place: Place, counted: tuple[str, ...], years: tuple[int, int]) -> tuple[View, ...]:
    """Who answered the first questionnaire, how much is unknown, and the change of those who did twice."""
    if "contacts" not in counted:
        return ()
    questionnaire = site.choices.questionnaires[0].slug
    selection = Selection("better_share", years[1], years[1], (place.code,), questionnaire=questionnaire)
    return (prom.answers_of(site, selection), prom.unit_view(site, place, *years))


def _onward(site: Site, place: Place) -> LinkList:
    """The open pages of the same organisation: what everybody sees."""
    words = site.words
    found = ((unit_address(place), "unit"), (f"/aktivitet?sted={place.slug}", "activity"))
    items = tuple((Link(words(f"leader.open_{key}"), address), words("leader.open_told")) for address, key in found)
    return LinkList(words("leader.open"), items)
