"""The control chart of the page of waits: which months' share started in time differs from what was usual."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.charts.description import Axis, Break, LineChart, Point, Series
from app.choices import Place
from app.gate import PublishedRow
from app.selection import Selection
from app.site import Site
from app.view import Figure, Table, TableCell, View
from app.views.common import (
    Shown,
    absence_notes,
    alternative,
    definition,
    mark,
    origin_of,
    provisional_from,
    some_names,
    value_cell,
)
from app.views.describe import heading, years_text
from app.views.provisional import provisional_notes, provisional_of, shown_periods
from app.views.share_control_figures import BASELINE_MONTHS, DECIMALS, Month, Verdict, months
from app.views.trend import source
from app.words import Words
from data_marts.catalog import Status

# By its share, the numbers that make it up: part, and what is not.
PARTS = {"within_limit_share": ("within_limit", "late")}
OUTSIDE: tuple[Verdict, ...] = ("above", "below")


@dataclass(frozen=True)
class _Shares:
    """What the view is made from: the months that are shown, and what their limits stand on."""

    selection: Selection
    measure: Shown
    place: Place
    months: tuple[Month, ...]
    rows: dict[str, PublishedRow | None]
    label: dict[str, str]
    baseline: tuple[str, str]  # labels of its first and last month
    provisional: frozenset[str]


def share_control_views(site: Site, selection: Selection, place: Place, measure: Shown) -> tuple[View, ...]:
    """The chart of one place by month; nothing where no month can be judged, or none that is shown has limits."""
    if selection.period_type != "month" or selection.measure not in PARTS:
        return ()
    shares = _shares(site, selection, place, measure)
    return () if shares is None else (_view(site, shares),)


def _shares(site: Site, selection: Selection, place: Place, measure: Shown) -> _Shares | None:
    """The limits hang on the release alone: a choice of years changes what is shown, and no limit."""
    first, last = site.choices.span(measure.mart, "month")
    whole = replace(selection, first_year=first, last_year=last)
    table, every = site.results.waiting(whole, (place.code,)), shown_periods(site, whole)
    rows = {code: table.find(code, place.code) for code, _ in every}
    provisional = provisional_of(site, every)
    found = months(tuple(rows.items()), (measure.measure, *PARTS[selection.measure]), provisional)
    shown = {code for code, _ in shown_periods(site, selection)}
    own, label = tuple(one for one in found if one.code in shown), dict(every)
    basis = [one.code for one in found if one.centre is not None][:BASELINE_MONTHS]
    if not basis or all(one.centre is None for one in own):
        return None
    return _Shares(selection, measure, place, own, rows, label, (label[basis[0]], label[basis[-1]]), provisional)


def _view(site: Site, shares: _Shares) -> View:
    words = site.words
    when = years_text(int(shares.months[0].code[:4]), int(shares.months[-1].code[:4]))
    title = heading(words, shares.selection, words("share_control.heading", place=shares.place.name, when=when))
    sentences = _sentences(words, shares)
    return View(
        name="kontroll",
        heading=title,
        origin=origin_of(site, shares.measure.mart),
        sentences=sentences,
        chart=_chart(site, shares, title),
        alternative=alternative(words, title, sentences),
        table=_table(words, shares, title),
        notes=_notes(site, shares),
        source=source(site, shares.measure.mart),
        definition=definition(words, "control"),
    )


# --- words ---


def _sentences(words: Words, shares: _Shares) -> tuple[str, ...]:
    judged = [one for one in shares.months if one.verdict in (*OUTSIDE, "inside")]
    if not judged:
        later = any(one.verdict == "provisional" for one in shares.months)
        return (words("control.none_judged_provisional" if later else "control.none_judged"),)
    told = [sentence for verdict in OUTSIDE for sentence in _outside(words, shares, judged, verdict)]
    return tuple(told) or (words.counted("share_control.within", len(judged)),)


def _outside(words: Words, shares: _Shares, judged: Sequence[Month], verdict: Verdict) -> tuple[str, ...]:
    names = [shares.label[one.code] for one in judged if one.verdict == verdict]
    told = {"judged": words.number(len(judged)), "names": some_names(words, names)}
    return (words.counted(f"control.told_{verdict}", len(names), **told),) if names else ()


def _notes(site: Site, shares: _Shares) -> tuple[str, ...]:
    words, measure = site.words, shares.measure
    first, last = shares.baseline
    shown = frozenset(one.code for one in shares.months) & shares.provisional
    rows = [shares.rows[one.code] for one in shares.months]
    return (
        words("share_control.note"),
        words("share_control.note_baseline", points=words.number(BASELINE_MONTHS), first=first, last=last),
        *provisional_notes(site, shares.selection, measure, shown),
        *absence_notes(words, [measure.measure], rows, "view.open_mark"),
    )


# --- chart and table ---


def _chart(site: Site, shares: _Shares, title: str) -> LineChart:
    words = site.words
    lines = (("centre", "centre", "centre"), ("limit", "limit", "low"), ("limit", "limit", "high"))
    guides = tuple(
        Series(words(f"control.{key}"), _guide(shares, end), 0, "limit" if role == "limit" else "centre")
        for role, key, end in lines
    )
    points = tuple(_point(words, shares, one) for one in shares.months)
    return LineChart(
        title=title,
        categories=tuple(shares.label[one.code] for one in shares.months),
        axis=Axis(words(f"axis.{shares.measure.key}"), from_zero=False),
        series=(Series(shares.place.short_name, points), *guides),
        breaks=_judged_from(words, shares),
        mark=mark(words, origin_of(site, shares.measure.mart)),
        provisional=provisional_from(
            words, [(one.code, shares.label[one.code]) for one in shares.months], shares.provisional
        ),
        special=tuple(shares.label[one.code] for one in shares.months if one.verdict in OUTSIDE),
        special_name=words("control.special"),
    )


def _judged_from(words: Words, shares: _Shares) -> tuple[Break, ...]:
    """Where the baseline ends within what is shown."""
    basis = [at for at, one in enumerate(shares.months) if one.verdict == "baseline"]
    after = basis[-1] + 1 if basis else 0
    if not basis or after >= len(shares.months):
        return ()
    return (Break(shares.label[shares.months[after].code], words("control.judged_from")),)


def _guide(shares: _Shares, end: str) -> tuple[Point, ...]:
    return tuple(
        Point(shares.label[one.code], getattr(one, end), "") for one in shares.months if one.centre is not None
    )


def _point(words: Words, shares: _Shares, one: Month) -> Point:
    label = shares.label[one.code]
    if isinstance(one.share, Status):
        return Point(label, None, words.cell(one.share))
    share = shares.measure.value_text(words, shares.rows[one.code])
    return Point(label, float(one.share), words("control.point", change=share, verdict=words(f"control.{one.verdict}")))


def _table(words: Words, shares: _Shares, title: str) -> Table:
    keys = ("expected", "limits", "verdict")
    columns = (words("control.month"), words(f"axis.{shares.measure.key}"), *(words(f"control.{key}") for key in keys))
    return Table(title, columns, tuple(_row(words, shares, one) for one in shares.months), stacked=True)


def _row(words: Words, shares: _Shares, one: Month) -> tuple[TableCell, ...]:
    label = shares.label[one.code]
    month = words("provisional.period", period=label) if one.code in shares.provisional else label
    share = value_cell(words, shares.measure, shares.rows[one.code], with_limits=False)
    return (TableCell(month, numeric=False), share, *_judgement(words, one))


def _judgement(words: Words, one: Month) -> tuple[TableCell, ...]:
    """Centre, limits and verdict; the reason for none in all three."""
    if one.centre is None or one.low is None or one.high is None:
        reason = words.cell(one.share if isinstance(one.share, Status) else Status.TOO_FEW)
        return TableCell(reason, True), TableCell(reason, True), TableCell(reason, True, numeric=False)
    low, high = (words.number(end, DECIMALS) for end in (one.low, one.high))
    return (
        TableCell(words.number(one.centre, DECIMALS), figure=Figure(one.centre, decimals=DECIMALS)),
        TableCell(
            words("number.interval", low=low, high=high), figure=Figure(low=one.low, high=one.high, decimals=DECIMALS)
        ),
        TableCell(words(f"control.{one.verdict}"), numeric=False),
    )
