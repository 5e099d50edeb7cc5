"""Who answered a questionnaire and who did not, and what that leaves unknown of its results."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.charts.description import Axis, ColumnChart, Series
from app.choices import Place
from app.gate import PublishedRow
from app.site import Site
from app.view import Figure, Table, TableCell, View
from app.views.common import absence_notes, alternative, definition, mark, origin_of, shown, value_cell
from app.views.follow_up import not_judged
from app.views.trend import source
from app.words import Words
from data_marts.catalog import Status
from data_marts.statistics.answers import pairs_needed, share_bounds

MART = "prom_trends"
STEPS = ("eligible", "invited", "baseline_n", "pairs")
BOUNDED_BY = ("better_share", "better", "pairs", "baseline_n")
#: Least share (percent) of those asked, at the start and at follow-up, by whom all of them can be judged.
ENOUGH = 60.0
#: The change that should be seen, in standard deviations of it.
SMALL_CHANGE = 0.2


@dataclass(frozen=True)
class Answers:
    """One questionnaire in one year at some places; the first of them is spoken of."""

    heading: str
    places: tuple[Place, ...]
    year: int
    find: Callable[[str], PublishedRow | None]
    notes: tuple[str, ...]
    is_preliminary: bool = False  # not all of those who started have had their time to answer again


def is_sparse(row: PublishedRow) -> bool:
    """Whether fewer than 60 percent answered at the start, or of those at follow-up. Of what is not told: no."""
    shares = (row.number("baseline_share"), row.number("pair_share"))
    return any(share is not None and share < ENOUGH for share in shares)


def better_bounds(row: PublishedRow) -> tuple[float, float] | None:
    """Percent reliably better of all who answered at the start: if none, or all, of the silent ones became so.

    None where a number that it needs is not shown, or nobody answered. Source: `statistics.answers.share_bounds`.
    """
    share, better, pairs, started = (row.number(name) for name in BOUNDED_BY)
    if share is None or better is None or pairs is None or not started:
        return None
    low, high = share_bounds(better, pairs, started)
    return round(100 * float(low), 1), round(100 * float(high), 1)


def answers_view(site: Site, answers: Answers) -> View:
    """From all whom it could concern to those who answered twice, step by step, and how much is unknown."""
    words = site.words
    rows = [answers.find(place.code) for place in answers.places]
    sentences = _sentences(words, answers, rows[0])
    measures = (*STEPS, "better_share")
    notes = (*answers.notes, words("prom_answers.note_needed", needed=words.number(pairs_needed(SMALL_CHANGE))))
    return View(
        name="svar",
        heading=answers.heading,
        origin=origin_of(site, MART),
        sentences=sentences,
        chart=_chart(site, answers, rows[0]),
        alternative=alternative(words, answers.heading, sentences),
        table=_table(words, answers, rows),
        notes=(*notes, *absence_notes(words, measures, rows, "view.open_mark_column")),
        source=source(site, MART),
        definition=definition(words, "pair_share"),
    )


def _sentences(words: Words, answers: Answers, row: PublishedRow | None) -> tuple[str, ...]:
    counts = [None if row is None else row.number(name) for name in STEPS]
    if row is None or any(count is None for count in counts):
        return (words("prom_answers.untold", place=answers.places[0].name, year=answers.year),)
    told = {name: words.number(count) for name, count in zip(STEPS, counts, strict=True) if count is not None}
    found = [words("prom_answers.steps", place=answers.places[0].name, year=answers.year, **told)]
    if is_sparse(row):
        found.append(words("prom_answers.sparse", percent=words.number(ENOUGH)))
    bounds, share = None if answers.is_preliminary else better_bounds(row), row.number("better_share")
    if bounds is not None and share is not None:
        low, high = (words.number(bound, 1) for bound in bounds)
        found.append(words("prom_answers.bounds", share=words.number(share, 1), low=low, high=high))
    return tuple(found)


def _chart(site: Site, answers: Answers, row: PublishedRow | None) -> ColumnChart:
    """One column a step, of the first place."""
    words, place = site.words, answers.places[0]
    labels = tuple(words(f"prom_answers.step.{name}") for name in STEPS)
    points = [shown(MART, name).point(words, label, row) for name, label in zip(STEPS, labels, strict=True)]
    return ColumnChart(
        title=answers.heading,
        categories=labels,
        axis=Axis(words("prom_answers.axis", place=place.short_name)),
        series=(Series(place.short_name, tuple(points)),),
        mark=mark(words, origin_of(site, MART)),
    )


def _table(words: Words, answers: Answers, rows: Sequence[PublishedRow | None]) -> Table:
    columns = [words(f"measure.{name}") for name in (*STEPS, "better_share")]
    cells = tuple(_cells(words, answers, place, row) for place, row in zip(answers.places, rows, strict=True))
    return Table(answers.heading, (words("table.place"), *columns, words("prom_answers.bounds_column")), cells)


def _cells(words: Words, answers: Answers, place: Place, row: PublishedRow | None) -> tuple[TableCell, ...]:
    values = (value_cell(words, shown(MART, name), row) for name in (*STEPS, "better_share"))
    return (TableCell(place.short_name, numeric=False), *values, _bounds_cell(words, row, answers.is_preliminary))


def _bounds_cell(words: Words, row: PublishedRow | None, is_preliminary: bool) -> TableCell:
    """Both bounds, or why there are none: the reason of the first number that is not shown, or that it may change."""
    bounds = None if row is None else better_bounds(row)
    if bounds is not None and is_preliminary:
        return TableCell(not_judged(words), absent=True)
    if bounds is not None:
        return TableCell(words.interval(*bounds, 1), figure=Figure(None, *bounds, 1))
    absent = [] if row is None else [cell for name in BOUNDED_BY if isinstance(cell := row.cells[name], Status)]
    reason = Status.NOT_DELIVERED if row is None else absent[0] if absent else Status.NOT_APPLICABLE
    return TableCell(words(f"absence.{reason}.word"), absent=True)
