"""Places by their size against the country: a funnel, what may be said of it, and the same numbers as a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.charts.description import Axis, FunnelChart, FunnelLimits, FunnelPoint, Point
from app.choices import Place
from app.gate import PublishedRow
from app.site import Site
from app.view import Figure, Table, TableCell, View
from app.views.common import (
    Shown,
    absence_notes,
    alternative,
    definition,
    mark,
    origin_of,
    shown,
    some_names,
    value_cell,
)
from app.views.funnel_figures import FEWEST_PERSONS, Judge, Pair, ShareOf, judge, line_sizes
from app.views.trend import source
from app.words import Words
from data_marts.catalog import Status
from data_marts.statistics.funnel import ALARM, WARNING

# By verdict: words for a place, and (but for those within) the key of the sentence that names such places.
VERDICTS = {2: "above_alarm", 1: "above_warning", 0: "inside", -1: "below_warning", -2: "below_alarm"}


@dataclass(frozen=True)
class Funnel:
    """What a funnel is made from. `find` gives the published row of a place; `target` is the country.

    `peers` are the places from which it is told whether places differ by more than chance: those shown, or all of
    their kind. `level` is what they are: `trusts` or `units`.
    """

    name: str
    heading: str
    mart: str
    of: ShareOf
    places: Sequence[Place]
    target: Place
    find: Callable[[str], PublishedRow | None]
    level: str = "trusts"
    peers: Sequence[Place] = ()
    highlighted: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()

    @property
    def measure(self) -> Shown:
        """The share that is compared."""
        return shown(self.mart, self.of.share)

    @property
    def size(self) -> Shown:
        """Its denominator."""
        return shown(self.mart, self.of.size)


@dataclass(frozen=True)
class Compared:
    """One place of a funnel: its size, value, limits at its size, and verdict from 2 (above) to -2 (below)."""

    place: Place
    size: float
    value: float
    warning: Pair
    alarm: Pair
    verdict: int


def funnel_view(site: Site, funnel: Funnel) -> View:
    """The funnel, with places in the order of the map; those that are not judged are told in words alone."""
    words = site.words
    judged_by = _judge(funnel)
    compared = _compared(funnel, judged_by) if judged_by else ()
    sentences = _sentences(words, funnel, judged_by, compared)
    chart = _chart(site, funnel, judged_by, compared) if judged_by and compared else None
    return View(
        name=funnel.name,
        heading=funnel.heading,
        origin=origin_of(site, funnel.mart),
        sentences=sentences,
        chart=chart,
        alternative=alternative(words, funnel.heading, sentences),
        table=_table(words, funnel, compared),
        notes=_notes(words, funnel, compared, judged_by is not None and judged_by.found.is_over),
        source=source(site, funnel.mart),
        definition=definition(words, "funnel"),
    )


def _judge(funnel: Funnel) -> Judge | None:
    """None where the country has no figure to compare with."""
    common = funnel.of.known(funnel.find(funnel.target.code))
    if common is None:
        return None
    found = (funnel.of.judged(funnel.find(place.code)) for place in funnel.peers or funnel.places)
    return judge(common[1], [one for one in found if one is not None], funnel.measure.decimals)


def _compared(funnel: Funnel, judged_by: Judge) -> tuple[Compared, ...]:
    found = ((place, funnel.of.judged(funnel.find(place.code))) for place in funnel.places)
    return tuple(
        Compared(place, *one, judged_by.warning(one[0]), judged_by.alarm(one[0]), judged_by.verdict(*one))
        for place, one in found
        if one is not None
    )


# --- words ---


def _verdict(words: Words, one: Compared) -> str:
    return words(f"funnel.{VERDICTS[one.verdict]}")


def _reason(words: Words, funnel: Funnel, place: Place) -> str:
    """Why a place is not judged."""
    row = funnel.find(place.code)
    if funnel.of.is_few(row):
        return words("funnel.few")
    if row is None:
        return words(f"absence.{Status.NOT_DELIVERED}.word")
    statuses = (row.status(funnel.of.share), row.status(funnel.of.size))
    status = next((one for one in statuses if one is not Status.PUBLISHED), Status.TOO_FEW)
    return words(f"absence.{status}.word")


def _sentences(words: Words, funnel: Funnel, judged_by: Judge | None, compared: Sequence[Compared]) -> tuple[str, ...]:
    country = funnel.target.name
    if judged_by is None:
        return (words("funnel.no_target", place=country),)
    if not compared:
        return (words("funnel.none", place=country),)
    value = words.percent(judged_by.target, funnel.measure.decimals)
    return (
        words.counted("funnel.compared", len(compared), place=country, value=value),
        *((words(f"funnel.wider_{funnel.level}"),) if judged_by.found.is_over else ()),
        *_of_chosen(words, funnel, compared),
        *_outside(words, compared),
        *_within(words, country, compared, judged_by.found.is_over),
    )


def _of_chosen(words: Words, funnel: Funnel, compared: Sequence[Compared]) -> tuple[str, ...]:
    """A sentence about each highlighted place."""
    by_code = {one.place.code: one for one in compared}
    chosen = [place for place in funnel.places if place.code in funnel.highlighted]
    return tuple(_of_place(words, funnel, place, by_code.get(place.code)) for place in chosen)


def _of_place(words: Words, funnel: Funnel, place: Place, one: Compared | None) -> str:
    if one is None:
        return words("funnel.chosen_absent", place=place.name, reason=_reason(words, funnel, place))
    value = words.percent(one.value, funnel.measure.decimals)
    return words("funnel.chosen_place", place=place.name, value=value, verdict=_verdict(words, one))


def _outside(words: Words, compared: Sequence[Compared]) -> tuple[str, ...]:
    """Which places lie outside the limits, on each side."""
    found = []
    for verdict, key in VERDICTS.items():
        names = [one.place.short_name for one in compared if one.verdict == verdict]
        if verdict and names:
            found.append(words.counted(f"funnel.told_{key}", len(names), names=some_names(words, names)))
    return tuple(found)


def _within(words: Words, country: str, compared: Sequence[Compared], is_wider: bool) -> tuple[str, ...]:
    """How many lie within the limits, and what explains that they differ: chance, or what is usual between places."""
    count = sum(one.verdict == 0 for one in compared)
    if count == len(compared) > 1:
        return (words("funnel.all_within_wider" if is_wider else "funnel.all_within", place=country),)
    if not count:
        return ()
    if is_wider:
        return (words.counted("funnel.within_wider", count, place=country),)
    return (words.counted("funnel.within", count, place=country),)


def _notes(words: Words, funnel: Funnel, compared: Sequence[Compared], is_wider: bool) -> tuple[str, ...]:
    judged = {one.place.code for one in compared}
    left_out = [place for place in funnel.places if place.code not in judged]
    named = [f"{place.short_name} ({_reason(words, funnel, place)})" for place in left_out]
    rows = [funnel.find(place.code) for place in funnel.places]
    how = words("funnel.note_wider" if is_wider else "funnel.note")
    few = (words("funnel.note_few", fewest=FEWEST_PERSONS),) if any(map(funnel.of.is_few, rows)) else ()
    return (
        *((words("funnel.note_absent", places=words.listed(named)),) if named and compared else ()),
        *((how, words("funnel.note_chance")) if compared else ()),
        *funnel.notes,
        *few,
        *absence_notes(words, [funnel.of.share, funnel.of.size], rows),
    )


# --- chart and table ---


def _chart(site: Site, funnel: Funnel, judged_by: Judge, compared: Sequence[Compared]) -> FunnelChart:
    words, decimals = site.words, funnel.measure.decimals
    sizes = line_sizes([one.size for one in compared])
    pairs = (("funnel.warning_limit", WARNING, True), ("funnel.alarm_limit", ALARM, False))
    percent = words.percent(judged_by.target, decimals)
    return FunnelChart(
        title=funnel.heading,
        axis=Axis(words(f"axis.{funnel.of.share}"), from_zero=False),
        size_axis=Axis(words(f"measure.{funnel.of.size}")),
        points=tuple(_point(words, funnel, one) for one in compared),
        target=Point(funnel.target.short_name, judged_by.target, percent),
        limits=tuple(FunnelLimits(words(key), *judged_by.lines(sizes, part), dash) for key, part, dash in pairs),
        kinds=(words("funnel.kind_inside"), words("funnel.kind_warning"), words("funnel.kind_alarm")),
        chosen=words("funnel.chosen"),
        highlighted=tuple(place.short_name for place in funnel.places if place.code in funnel.highlighted),
        mark=mark(words, origin_of(site, funnel.mart)),
    )


def _point(words: Words, funnel: Funnel, one: Compared) -> FunnelPoint:
    value, size = words.percent(one.value, funnel.measure.decimals), words.number(one.size)
    label = words("funnel.point", value=value, size=size, verdict=_verdict(words, one))
    return FunnelPoint(one.place.short_name, one.size, one.value, label, abs(one.verdict))


def _table(words: Words, funnel: Funnel, compared: Sequence[Compared]) -> Table:
    by_code = {one.place.code: one for one in compared}
    measures = (funnel.size, funnel.measure)
    columns = (
        words("table.place"),
        *(words(f"measure.{measure.key}") for measure in measures),
        words("funnel.warning_limits"),
        words("funnel.alarm_limits"),
        words("funnel.verdict"),
    )
    rows = (_row(words, funnel, place, by_code.get(place.code)) for place in funnel.places)
    return Table(funnel.heading, columns, (*rows, _target_row(words, funnel)), stacked=True)


def _figures(words: Words, funnel: Funnel, place: Place) -> tuple[TableCell, ...]:
    row = funnel.find(place.code)
    values = (value_cell(words, measure, row) for measure in (funnel.size, funnel.measure))
    return (TableCell(place.short_name, numeric=False), *values)


def _row(words: Words, funnel: Funnel, place: Place, one: Compared | None) -> tuple[TableCell, ...]:
    if one is None:
        reason = _reason(words, funnel, place)
        none = TableCell(reason, absent=True)
        return (*_figures(words, funnel, place), none, none, TableCell(reason, absent=True, numeric=False))
    decimals = funnel.measure.decimals
    limits = (
        TableCell(words.interval(*pair, decimals), figure=Figure(None, *pair, decimals))
        for pair in (one.warning, one.alarm)
    )
    return (*_figures(words, funnel, place), *limits, TableCell(_verdict(words, one), numeric=False))


def _target_row(words: Words, funnel: Funnel) -> tuple[TableCell, ...]:
    none = TableCell(words(f"absence.{Status.NOT_APPLICABLE}.word"), absent=True)
    return (*_figures(words, funnel, funnel.target), none, none, TableCell(words("funnel.target"), numeric=False))
