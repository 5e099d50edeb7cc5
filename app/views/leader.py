"""What the leader of an organisation opens on a Monday: the last month, then waits, answers, coverage and the year.

The views are those of the open pages, on a site whose own figures are true. Nothing here asks who is looking.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from app.choices import Place
from app.gate import PublishedRow, PublishedTable
from app.selection import Selection
from app.site import Site
from app.view import Cards, Link, LinkList, Part, View
from app.views import activity, changes, prom, units, waiting
from app.views.addresses import unit_address
from app.views.cards import card
from app.views.changes import story
from app.views.common import Shown, absence_notes, origin_of, shown
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
Find = Callable[[str], PublishedRow | None]


def parts(site: Site, place: Place) -> tuple[Part, ...]:
    """All that is told of one organisation, the newest first."""
    year = site.release.last_year
    first = site.choices.years["patients_by_unit"][0]
    years = Selection("patients", first, year)
    return (
        month_cards(site, place),
        *_activity_months(site, place),
        *_waits(site, place),
        *similar_views(site, place, year),
        *_against_those_above(site, place, first, year),
        *_answers(site, place, first, year),
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


def month_cards(site: Site, place: Place) -> Cards:
    """The last month against the same month of the years before."""
    words, month = site.words, last_month(site)
    codes = [f"{year}{month[4:]}" for year in range(int(month[:4]) - MOST_YEARS + 1, int(month[:4]) + 1)]
    found = [(measure, [(code, find(code)) for code in codes]) for measure, find in _monthly(site, place, month)]
    # A month of a year that the release does not have is no absence to tell of.
    rows = [(measure, [pair for pair in pairs if pair[1] is not None]) for measure, pairs in found]
    cards = [
        card(
            site, measure, [(period_label(words, "month", code), row) for code, row in pairs], f"measure.{measure.key}"
        )
        for measure, pairs in rows
        if pairs
    ]
    absent = [
        note for measure, pairs in rows if pairs for note in absence_notes(words, [measure.measure], [pairs[-1][1]])
    ]
    return Cards(
        heading=words("leader.month", month=period_label(words, "month", month)),
        origin=origin_of(site, activity.MART),
        cards=tuple(cards),
        notes=(words("leader.month_note"), *dict.fromkeys(absent)),
        source=source(site, activity.MART),
        more=(),
    )


def _by_month(measure: str, span: tuple[int, int]) -> Selection:
    return Selection(measure, *span, period_type="month")


def _monthly(site: Site, place: Place, month: str) -> Iterator[tuple[Shown, Find]]:
    """The measures that a month is told by, with how the row of a month is found."""
    year = int(month[:4])
    first = max(year - MOST_YEARS + 1, site.choices.span(activity.MART, "month")[0])
    for name in _counted(site, place):
        measure, care = activity.MEASURES[name]
        table = site.results.activity(_by_month(name, (first, year)), (place.code,), care)
        yield measure, lambda code, table=table: table.find(code, place.code, ALL)  # type: ignore[misc]
    waits = site.results.waiting(_by_month("referrals", (first, year)), (place.code,))
    for name in ("referrals", "started", SHARE, "median_wait"):
        yield shown(waiting.MART, name), lambda code: waits.find(code, place.code)


def _counted(site: Site, place: Place) -> tuple[str, ...]:
    """What has been counted at all at an organisation, in the whole years that there are."""
    return tuple(name for name in COUNTED if _has_any(site, place, name))


def _has_any(site: Site, place: Place, name: str) -> bool:
    measure, care = activity.MEASURES[name]
    first, last = site.choices.years[activity.MART]
    table = site.results.activity(Selection(name, first, last), (place.code,), care)
    return any(row.number(measure.measure) not in (None, 0) for row in table)


def _activity_months(site: Site, place: Place) -> Iterator[View]:
    """Same months of the years above each other, and the control chart, of what the organisation does most."""
    span = site.choices.span(activity.MART, "month")
    for name in _counted(site, place)[:1]:
        for view in reversed(activity.month_views(site, _by_month(name, span), place)):
            yield replace(view, name=f"{name}-{view.name}")


def _waits(site: Site, place: Place) -> Iterator[View]:
    """Referrals by month with their control chart, and the share that started in time with its own."""
    span = site.choices.span(waiting.MART, "month")
    selection = _by_month("referrals", span)
    chosen = (site, selection, place, shown(waiting.MART, "referrals"), _as_events(site, selection, place), ())
    for view in (*season_views(*chosen), *control_views(*chosen)):
        yield replace(view, name=f"referrals-{view.name}", notes=(site.words("waiting.note_referrals"), *view.notes))
    yield from share_control_views(site, _by_month(SHARE, span), place, shown(waiting.MART, SHARE))


def _as_events(site: Site, selection: Selection, place: Place) -> PublishedTable:
    """The waits, found as activity is: referrals are of one kind, the total of all."""
    table = site.results.waiting(selection, (place.code,))
    index = {(*key, ALL): row for key, row in table.index.items()}
    return PublishedTable(table.mart, table.rows, index, (*table.dimensions, "contact_type"))


def _against_those_above(site: Site, place: Place, first: int, last: int) -> Iterator[View]:
    """What can be compared with trust, region and country although they are larger: waits, and contacts per patient."""
    places = tuple(reversed(site.choices.organisations.path(place.code)))
    codes = tuple(one.code for one in places)
    waits = site.results.waiting(Selection(SHARE, first, last), codes)
    yield _years(site, place, places, shown(waiting.MART, SHARE), lambda year, code: waits.find(str(year), str(code)))
    if "contacts" in _counted(site, place):
        patients = site.results.patients_by_unit((first, last), codes, ("outpatient",))
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


def _answers(site: Site, place: Place, first: int, last: int) -> tuple[View, ...]:
    """Who answered the first questionnaire, how much is unknown, and the change of those who did twice."""
    if "contacts" not in _counted(site, place):
        return ()
    questionnaire = site.choices.questionnaires[0].slug
    selection = Selection("better_share", last, last, (place.code,), questionnaire=questionnaire)
    return (prom.answers_of(site, selection), prom.unit_view(site, place, first, last))


def _onward(site: Site, place: Place) -> LinkList:
    """The open pages of the same organisation: what everybody sees."""
    words = site.words
    found = ((unit_address(place), "unit"), (f"/aktivitet?sted={place.slug}", "activity"))
    items = tuple((Link(words(f"leader.open_{key}"), address), words("leader.open_told")) for address, key in found)
    return LinkList(words("leader.open"), items)
