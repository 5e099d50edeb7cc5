"""Which periods of a choice are shown, which of their figures may still change, and what is said of these."""

from collections.abc import Sequence

from app.changes import Revision
from app.selection import Selection
from app.site import Site
from app.views.common import Shown
from app.views.periods import last_day, months_between, period_codes, period_label


def shown_periods(site: Site, selection: Selection) -> tuple[tuple[str, str], ...]:
    """The periods of the chosen years as (code, label); of a year that is not wholly delivered those that are over."""
    kind, through = selection.period_type, site.release.delivered_through
    codes = period_codes(kind, selection.first_year, selection.last_year)
    delivered = [code for code in codes if not _is_provisional(site, code) or last_day(kind, code) <= through]
    return tuple((code, period_label(site.words, kind, code)) for code in delivered or codes)


def provisional_of(site: Site, categories: Sequence[tuple[str, str]]) -> frozenset[str]:
    """The codes of the periods that belong to a year that is not wholly delivered."""
    return frozenset(code for code, _ in categories if _is_provisional(site, code))


def _is_provisional(site: Site, code: str) -> bool:
    return int(code[:4]) > site.release.last_year


def provisional_notes(site: Site, selection: Selection, measure: Shown, provisional: frozenset[str]) -> tuple[str, ...]:
    """A sentence that tells what is provisional, and one about how much the newest period has moved before."""
    if not provisional:
        return ()
    words, kind = site.words, selection.period_type
    through = words.date(site.release.delivered_through.isoformat())
    newest = max(provisional)
    label = period_label(words, kind, newest)
    return words("provisional.note", year=newest[:4], through=through), _moved(site, measure, kind, newest, label)


def _moved(site: Site, measure: Shown, kind: str, newest: str, label: str) -> str:
    words = site.words
    published_on = site.changes.published_on
    age = months_between(last_day(kind, newest), published_on) if published_on else None
    found = _revision(site, measure, kind, age)
    if found is None:
        return words("provisional.unknown", period=label)
    return words(
        "provisional.moved",
        period=label,
        median=words.percent(abs(found.median)),
        p90=words.percent(abs(found.p90)),
        n=words.number(found.n),
    )


def _revision(site: Site, measure: Shown, kind: str, age: int | None) -> Revision | None:
    """The revisions of figures that were published at the same age as the newest ones; None where none was seen."""
    wanted = (measure.mart, measure.measure, kind)
    same = (one for one in site.changes.revisions if (one.mart, one.measure, one.period_type) == wanted)
    return next((one for one in same if one.months == age and one.n > 0), None)
