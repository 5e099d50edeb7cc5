"""The control chart of the page of activity: which months differ from the year before by more than chance explains."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.charts.description import Axis, Break, LineChart, Point, Series
from app.choices import Place, SeriesBreak
from app.gate import PublishedRow, PublishedTable
from app.selection import Selection
from app.site import Site
from app.view import Figure, Table, TableCell, View
from app.views.cards import signed_percent
from app.views.common import (
    Category,
    Shown,
    absence_notes,
    alternative,
    break_notes,
    chart_breaks,
    definition,
    mark,
    origin_of,
    provisional_from,
    some_names,
    value_cell,
)
from app.views.control_figures import DECIMALS, OUTSIDE, Change, Part, Verdict, before, changes, parts
from app.views.describe import heading, years_text
from app.views.provisional import provisional_notes, provisional_of, shown_periods
from app.views.trend import source
from app.words import Words
from data_marts.catalog import Status
from data_marts.statistics.working_days import calendar_days, working_days

# By which days the months of a measure are compared. Occupied shares are of days already, and have no chart.
DAYS = {
    "contacts": "working",
    "day_contacts": "working",
    "admissions": "calendar",
    "discharges": "calendar",
    "bed_days": "calendar",
    "started": "working",
}
COUNTED = {"working": working_days, "calendar": calendar_days}


@dataclass(frozen=True)
class Control:
    """What a control chart is made from: every month that the release has of one place, and those that are shown."""

    selection: Selection
    measure: Shown
    place: Place
    months: tuple[Category, ...]  # those that are shown
    changes: tuple[Change, ...]  # of all months but the first year's
    rows: dict[str, PublishedRow | None]
    parts: tuple[Part, ...]
    breaks: tuple[SeriesBreak, ...]
    provisional: frozenset[str]

    @property
    def days(self) -> str:
        return DAYS[self.selection.measure]

    @property
    def shown(self) -> tuple[Change, ...]:
        """The changes of the months that are shown."""
        codes = {code for code, _ in self.months}
        return tuple(one for one in self.changes if one.code in codes)

    @property
    def label(self) -> dict[str, str]:
        return {str(code): label for code, label in self.months}


def control_views(
    site: Site,
    selection: Selection,
    place: Place,
    measure: Shown,
    table: PublishedTable,
    breaks: tuple[SeriesBreak, ...],
) -> tuple[View, ...]:
    """The chart of one place by month; nothing where there are no months to compare.

    `table` has all months of the release, `breaks` are all of the series.
    """
    if selection.measure not in DAYS:
        return ()
    control = _control(site, selection, place, measure, table, breaks)
    return (_view(site, control),) if any(one.is_known for one in control.shown) else ()


def _control(
    site: Site,
    selection: Selection,
    place: Place,
    measure: Shown,
    table: PublishedTable,
    breaks: tuple[SeriesBreak, ...],
) -> Control:
    """The limits hang on the release alone: a choice of years changes what is shown, and no limit."""
    first, last = site.choices.span("activity", "month")
    every = shown_periods(site, replace(selection, first_year=first, last_year=last))
    codes = tuple(code for code, _ in every)
    rows = {code: table.find(code, place.code, selection.contact_type) for code in codes}
    provisional = provisional_of(site, every)
    within = parts(first, last, [found.year for found in breaks], site.release.last_year)
    found = changes(codes, rows.get, measure.measure, COUNTED[DAYS[selection.measure]], within, provisional)
    months = tuple(one for one in shown_periods(site, selection) if before(one[0]) in rows)
    return Control(selection, measure, place, months, found, rows, within, breaks, provisional)


def _view(site: Site, control: Control) -> View:
    words = site.words
    years = sorted({one.year for one in control.shown})
    name = words("control.heading", place=control.place.name, when=years_text(years[0], years[-1]))
    title = heading(words, control.selection, name)
    sentences = (*_last(site, control), *_verdicts(words, control))
    return View(
        name="kontroll",
        heading=title,
        origin=origin_of(site, control.measure.mart),
        sentences=sentences,
        chart=_chart(site, control, title),
        alternative=alternative(words, title, sentences),
        table=_table(site, control, title),
        notes=_notes(site, control),
        source=source(site, control.measure.mart),
        definition=definition(words, "control"),
    )


# --- words ---


def _last(site: Site, control: Control) -> tuple[str, ...]:
    """The last month that is known and will not change any more."""
    known = [one for one in control.shown if one.is_known and one.code not in control.provisional]
    if not known or isinstance(known[-1].change, Status):
        return ()
    told = signed_percent(site, known[-1].change)
    month = control.label[known[-1].code]
    return (site.words(f"control.last_{control.days}", place=control.place.name, month=month, change=told),)


def _verdicts(words: Words, control: Control) -> tuple[str, ...]:
    known = [one for one in control.shown if one.is_known]
    if all(one.verdict == "few" for one in known):
        return (words("control.too_few"),)
    judged = [one for one in known if one.verdict in ("above", "below", "inside", "echo")]
    if not judged:
        later = any(one.verdict == "provisional" for one in known)
        return (words("control.none_judged_provisional" if later else "control.none_judged"),)
    outside = (_outside(words, control, judged, verdict) for verdict in OUTSIDE)
    told = tuple(sentence for found in outside for sentence in found)
    return told or (words.counted("control.within", len(judged)),)


def _outside(words: Words, control: Control, judged: Sequence[Change], verdict: Verdict) -> tuple[str, ...]:
    names = [control.label[one.code] for one in judged if one.verdict == verdict]
    if not names:
        return ()
    told = {"judged": words.number(len(judged)), "names": some_names(words, names)}
    return (words.counted(f"control.told_{verdict}", len(names), **told),)


def _notes(site: Site, control: Control) -> tuple[str, ...]:
    words, selection = site.words, control.selection
    measure = control.measure.measure
    figures = [control.rows[month] for one in control.shown for month in (one.code, before(one.code))]
    reasons = [PublishedRow({}, {measure: one.change}) for one in control.shown]
    apart = any(one.change is Status.NOT_APPLICABLE for one in control.shown)
    echo = any(one.verdict == "echo" for one in control.shown)
    provisional = control.provisional & {one.code for one in control.shown}
    return (
        words(f"control.note_{control.days}"),
        *_baselines(words, control),
        words("control.note_chance"),
        *((words("control.note_echo"),) if echo else ()),
        *provisional_notes(site, selection, control.measure, frozenset(provisional)),
        *((words("control.note_apart"),) if apart else ()),
        *absence_notes(words, [measure], [*figures, *reasons], "view.open_mark"),
        *break_notes(words, control.breaks),
    )


def _baselines(words: Words, control: Control) -> tuple[str, ...]:
    """From which months the limits of those shown are made."""
    found = []
    for part in control.parts:
        limits = next((one.limits for one in control.shown if part.first <= one.year <= part.last and one.limits), None)
        if limits:
            first, last = part.baseline
            when = years_text(first, last)
            key = "control.note_trial" if part.is_trial else "control.note_baseline"
            found.append(words(key, years=when, points=words.number(limits.points)))
    return tuple(found)


# --- chart and table ---


def _chart(site: Site, control: Control, title: str) -> LineChart:
    words = site.words
    points = tuple(_point(site, control, one) for one in control.shown)
    lines = (("centre", "centre", "centre"), ("limit", "limit", "low"), ("limit", "limit", "high"))
    guides = tuple(
        Series(words(f"control.{key}"), _guide(control, end), 0, "limit" if role == "limit" else "centre")
        for role, key, end in lines
    )
    return LineChart(
        title=title,
        categories=tuple(label for _, label in control.months),
        axis=Axis(words("control.axis"), from_zero=False),
        series=(Series(control.place.short_name, points), *guides),
        breaks=(*chart_breaks(words, control.breaks, control.months), *_judged_from(words, control)),
        mark=mark(words, origin_of(site, control.measure.mart)),
        provisional=provisional_from(words, control.months, control.provisional),
        special=tuple(control.label[one.code] for one in control.shown if one.verdict in OUTSIDE),
        special_name=words("control.special"),
    )


def _judged_from(words: Words, control: Control) -> tuple[Break, ...]:
    """Where the baseline ends within what is shown."""
    starts = {f"{part.baseline[1] + 1}-01" for part in control.parts}
    shown = {one.code for one in control.shown if one.limits and one.code in starts - control.provisional}
    first = next((one.code for one in control.shown), "")
    return tuple(Break(control.label[code], words("control.judged_from")) for code in sorted(shown - {first}))


def _guide(control: Control, end: str) -> tuple[Point, ...]:
    return tuple(
        Point(control.label[one.code], getattr(one.limits, end), "") for one in control.shown if one.limits is not None
    )


def _point(site: Site, control: Control, one: Change) -> Point:
    words, label = site.words, control.label[one.code]
    if isinstance(one.change, Status):
        return Point(label, None, words.cell(one.change))
    change, verdict = signed_percent(site, one.change), words(f"control.{one.verdict}")
    return Point(label, float(one.change), words("control.point", change=change, verdict=verdict))


def _table(site: Site, control: Control, title: str) -> Table:
    words = site.words
    columns = (
        words("control.month"),
        words(f"axis.{control.measure.key}"),
        words("control.before"),
        words(f"control.change_{control.days}"),
        words("control.expected"),
        words("control.limits"),
        words("control.verdict"),
    )
    return Table(title, columns, tuple(_row(site, control, one) for one in control.shown), stacked=True)


def _row(site: Site, control: Control, one: Change) -> tuple[TableCell, ...]:
    words = site.words
    label = control.label[one.code]
    month = words("provisional.period", period=label) if one.code in control.provisional else label
    # Without intervals of their own: the limits beside them are those of the change.
    months = (control.rows[code] for code in (one.code, before(one.code)))
    figures = (value_cell(words, control.measure, row, with_limits=False) for row in months)
    change, verdict = _judgement(site, one)
    return (TableCell(month, numeric=False), *figures, change, *_lines(site, one), verdict)


def _judgement(site: Site, one: Change) -> tuple[TableCell, TableCell]:
    """Change and verdict, or the reason for none in both."""
    words = site.words
    if isinstance(one.change, Status):
        reason = words.cell(one.change)
        return TableCell(reason, True), TableCell(reason, True, numeric=False)
    change = TableCell(signed_percent(site, one.change), figure=Figure(one.change, decimals=DECIMALS))
    return change, TableCell(words(f"control.{one.verdict}"), numeric=False)


def _lines(site: Site, one: Change) -> tuple[TableCell, TableCell]:
    """Centre and limits, also of a month that has no change: as in the chart, they hang on the baseline alone."""
    words = site.words
    if one.limits is None:
        reason = words.cell(one.change if isinstance(one.change, Status) else Status.TOO_FEW)
        return TableCell(reason, True), TableCell(reason, True)
    centre = Figure(one.limits.centre, decimals=DECIMALS)
    low, high = (words.signed(end, DECIMALS) for end in (one.limits.low, one.limits.high))
    told = words("number.interval_below_zero", low=low, high=high)
    limits = Figure(low=one.limits.low, high=one.limits.high, decimals=DECIMALS)
    return TableCell(signed_percent(site, one.limits.centre), figure=centre), TableCell(told, figure=limits)
