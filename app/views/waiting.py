"""Referrals and waits by treating organisation: over time, and the trusts beside each other."""

from app.choices import Place
from app.selection import Selection
from app.site import Site
from app.view import View
from app.views.common import shown
from app.views.describe import heading, years_text
from app.views.funnel import Funnel, funnel_view
from app.views.funnel_figures import ShareOf
from app.views.provisional import provisional_notes, provisional_of, shown_periods
from app.views.ranking import Ranking, ranking_view
from app.views.share_control import share_control_views
from app.views.trend import Trend, line_view
from data_marts.catalog import COUNTRY

MART = "waiting"
# What a table of trusts shows beside the chosen measure.
BESIDE = ("referrals", "rejected", "started", "median_wait", "long_wait", "within_limit_share")
# Numbers of referrals follow the size of a trust; what a wait is does not.
COUNTS = {"referrals", "rejected", "started"}
# Shares of persons are compared by what chance explains.
SHARES = {"within_limit_share": ShareOf("within_limit_share", "started", "start_patients")}


def views(site: Site, selection: Selection) -> tuple[View, ...]:
    """The chosen measure over time; of whole years also trust by trust, and unit by unit where one trust is chosen."""
    trend = _trend(site, selection)
    if selection.period_type != "year":
        place = _main_place(site, selection)
        return (trend, *share_control_views(site, selection, place, shown(MART, selection.measure)))
    if selection.measure not in SHARES:
        return (trend, _trusts(site, selection))
    return (trend, _trust_funnel(site, selection), *_units_of_chosen(site, selection))


def _main_place(site: Site, selection: Selection) -> Place:
    organisations = site.choices.organisations
    return organisations.by_code[(selection.places or organisations.defaults)[0]]


def _notes(site: Site, selection: Selection) -> tuple[str, ...]:
    kind = "referrals" if selection.measure in ("referrals", "rejected") else "waits"
    return (site.words(f"waiting.note_{kind}"),)


def _trend(site: Site, selection: Selection) -> View:
    organisations = site.choices.organisations
    codes = selection.places or organisations.defaults
    measure = shown(MART, selection.measure)
    table = site.results.waiting(selection, codes)
    categories = shown_periods(site, selection)
    provisional = provisional_of(site, categories)
    trend = Trend(
        name="utvikling",
        heading=heading(site.words, selection, years_text(selection.first_year, selection.last_year)),
        measure=measure,
        categories=categories,
        find=table.find,
        places=tuple(organisations.by_code[code] for code in codes),
        notes=(*_notes(site, selection), *provisional_notes(site, selection, measure, provisional)),
        provisional=provisional,
    )
    return line_view(site, trend)


def _trusts(site: Site, selection: Selection) -> View:
    organisations, year = site.choices.organisations, selection.last_year
    trusts = organisations.at_level("hf")
    codes = (COUNTRY, *(trust.code for trust in trusts))
    table = site.results.waiting(selection, codes)
    columns = dict.fromkeys((selection.measure, *BESIDE))
    ranking = Ranking(
        name="foretak",
        heading=heading(site.words, selection, site.words("activity.by_trust", year=year)),
        measure=shown(MART, selection.measure),
        places=trusts,
        find=lambda code: table.find(str(year), code),
        columns=tuple(shown(MART, name) for name in columns),
        highlighted=frozenset(selection.places),
        reference=None if selection.measure in COUNTS else organisations.by_code[COUNTRY],
        notes=_notes(site, selection),
    )
    return ranking_view(site, ranking)


def _trust_funnel(site: Site, selection: Selection) -> View:
    """The trusts against the country, in the last chosen year."""
    trusts = site.choices.organisations.at_level("hf")
    heading = site.words("funnel.by_trust", year=selection.last_year)
    return _funnel(site, selection, trusts, trusts, "trusts", heading)


def _units_of_chosen(site: Site, selection: Selection) -> tuple[View, ...]:
    trusts = site.choices.organisations.trusts_alone(selection.places)
    return tuple(unit_funnel(site, trust, selection.last_year) for trust in trusts)


def unit_funnel(site: Site, trust: Place, year: int, chosen: str = "") -> View:
    """The units of a trust against the country, by those who started in time; `chosen` is highlighted."""
    organisations = site.choices.organisations
    selection = Selection("within_limit_share", year, year, (chosen,) if chosen else ())
    heading = site.words("funnel.by_unit", place=trust.name, year=year)
    units = organisations.units_of(trust.code)
    return _funnel(site, selection, units, organisations.at_level("unit"), "units", heading)


def _funnel(
    site: Site, selection: Selection, places: tuple[Place, ...], peers: tuple[Place, ...], level: str, when: str
) -> View:
    year = str(selection.last_year)
    table = site.results.waiting(selection, (COUNTRY, *(place.code for place in peers)))
    funnel = Funnel(
        name="foretak" if level == "trusts" else "enheter",
        heading=heading(site.words, selection, when),
        mart=MART,
        of=SHARES[selection.measure],
        places=places,
        target=site.choices.organisations.by_code[COUNTRY],
        find=lambda code: table.find(year, code),
        level=level,
        peers=peers,
        highlighted=frozenset(selection.places),
        notes=_notes(site, selection),
    )
    return funnel_view(site, funnel)
