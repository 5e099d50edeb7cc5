"""Headline numbers: one value, how it has changed, and its small trend."""

from collections.abc import Sequence

from app.charts.description import Sparkline
from app.gate import PublishedRow
from app.site import Site
from app.view import Card
from app.views.common import Shown, definition, mark, origin_of

Rows = Sequence[tuple[str, PublishedRow | None]]


def card(site: Site, measure: Shown, rows: Rows, label: str, anchor: str = "") -> Card:
    """The last period's value with the change since the first; rows are (period, row) in order."""
    words = site.words
    last_period, last = rows[-1]
    value = measure.value_text(words, last)
    name = words(label)
    change = _change(site, measure, rows)
    return Card(
        label=name,
        value=value,
        change=change,
        trend=sparkline(site, measure, rows, name),
        alternative=" ".join((f"{name}, {last_period}: {value}.", change)).strip(),
        definition=definition(words, anchor or measure.measure),
    )


def sparkline(site: Site, measure: Shown, rows: Rows, title: str) -> Sparkline | None:
    """The trend beside a number; None where there are fewer than two values to draw."""
    points = tuple(measure.point(site.words, period, row) for period, row in rows)
    if sum(point.value is not None for point in points) < 2:
        return None
    return Sparkline(title, points, mark(site.words, origin_of(site, measure.mart)))


def _change(site: Site, measure: Shown, rows: Rows) -> str:
    (first_period, first), (last_period, last) = rows[0], rows[-1]
    before = None if first is None else first.number(measure.measure)
    now = None if last is None else last.number(measure.measure)
    if before is None or now is None or before == 0 or first_period == last_period:
        return ""
    return site.words("card.change", percent=percent_change(site, before, now), period=first_period)


def percent_change(site: Site, before: float, now: float) -> str:
    """The change in percent with its sign: `+28,3 %`."""
    return signed_percent(site, 100 * (now - before) / before)


def signed_percent(site: Site, change: float) -> str:
    """A change in percent with its sign."""
    return ("+" if change > 0 else "") + site.words.percent(change)
