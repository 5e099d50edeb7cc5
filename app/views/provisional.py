"""What is said of figures that may still change: why, and how much such figures have changed before."""

from app.changes import Revision
from app.selection import Selection
from app.site import Site
from app.views.periods import last_day, months_between, period_label

MART = "activity"


def provisional_notes(site: Site, selection: Selection, measure: str, provisional: frozenset[str]) -> tuple[str, ...]:
    """A sentence that tells what is provisional, and one about how much the newest period has moved before."""
    if not provisional:
        return ()
    words, kind = site.words, selection.period_type
    through = words.date(site.release.delivered_through.isoformat())
    newest = max(provisional)
    label = period_label(words, kind, newest)
    return words("provisional.note", year=newest[:4], through=through), _moved(site, measure, kind, newest, label)


def _moved(site: Site, measure: str, kind: str, newest: str, label: str) -> str:
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


def _revision(site: Site, measure: str, kind: str, age: int | None) -> Revision | None:
    """The revisions of figures that were published at the same age as the newest ones; None where none was seen."""
    same = (one for one in site.changes.revisions if (one.mart, one.measure, one.period_type) == (MART, measure, kind))
    return next((one for one in same if one.months == age and one.n > 0), None)
