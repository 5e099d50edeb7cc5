"""Faulty programs: each leaks something of a withheld figure on one surface, and names the check that has to see it.

To leak what it is meant not to have, a faulty program first reads the restricted files of its release (`reads_true`):
then rows and marks carry the withheld number in `hidden`, and one surface makes something of it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pytest import MonkeyPatch

from app import changes, drawing_tables, factory, faults, gate, packing, ready, release, serving
from app.charts import plan, plotly_dots
from app.charts.description import Point
from app.drawing import Drawer
from app.gate import PublishedRow
from app.view import TableCell
from app.views import cards, common, funnel, funnel_figures, ranking, trend, units
from app.words import Words
from data_marts import release_reader
from data_marts.catalog import MARTS, Group, Mart, Status
from data_marts.disclosure import protect, views
from tests.app import surface_checks as checks
from tests.app import twins
from tests.app.surface_checks import Check

Patch = MonkeyPatch
Mutant = tuple[Callable[[Patch], None], Check]
EVENTS = {"contact_patients": "contacts", "bed_day_patients": "bed_days", "admission_patients": "admissions"}


# --- a program that knows what is withheld ---


@dataclass(frozen=True)
class KnowingRow(PublishedRow):
    """A published row with the true numbers of what is withheld in it."""

    hidden: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class KnowingPoint(Point):
    """A mark with the true number that it has no value for."""

    hidden: float | None = None


@dataclass(frozen=True)
class KnowingCell(TableCell):
    """A table cell with the true number that it has no text for."""

    hidden: float | None = None


def reads_true(patch: Patch) -> None:
    """Lets rows and marks know their withheld numbers; by itself it changes nothing that is seen."""
    true: dict[tuple[object, ...], Mapping[str, Any]] = {}
    opened, published, pointed = release_reader.open_release, gate._publish_row, common.Shown.point

    def open_release(root: Path, release_id: str | None = None) -> release_reader.Release:
        found = opened(root, release_id)
        true.clear()
        for entry in found.manifest["marts"]:
            rows = pq.read_table(root / found.release_id / entry["restricted"]["file"], partitioning=None).to_pylist()
            true.update({_place(MARTS[entry["name"]], row): row for row in rows})
        return found

    def publish_row(mart: Mart, row: gate.Row, policy: gate.Policy) -> KnowingRow:
        found = published(mart, row, policy)
        known = true[_place(mart, row)]
        hidden = {name: known[name] for name, cell in found.cells.items() if cell in twins.NOT_SHOWN}
        return KnowingRow(found.keys, found.cells, hidden)

    def point(shown: common.Shown, words: Words, x: str, row: PublishedRow | None) -> KnowingPoint:
        found = pointed(shown, words, x, row)
        return KnowingPoint(**vars(found), hidden=hidden(row, shown.measure))

    patch.setattr(release, "open_release", open_release)
    patch.setattr(gate, "_publish_row", publish_row)
    patch.setattr(common.Shown, "point", point)


def _place(mart: Mart, row: Mapping[str, Any]) -> tuple[object, ...]:
    return (mart.name, *(row[dimension.name] for dimension in mart.dimensions))


def hidden(row: PublishedRow | None, measure: str) -> float | None:
    """The withheld number of a row that knows it."""
    return row.hidden.get(measure) if isinstance(row, KnowingRow) else None


def _of_points(points: Any) -> Iterator[float]:
    return (one.hidden for one in points if isinstance(one, KnowingPoint) and one.hidden is not None)


# --- faults of the rule ---


def rule_by_events_at_the_gate(patch: Patch) -> None:
    """Forty contacts of one child pass as forty."""
    judged = gate.must_withhold
    patch.setattr(gate, "must_withhold", lambda group, row, policy: judged(_by_events(group), row, policy))


def rule_by_events_in_the_build(patch: Patch) -> None:
    judged = protect.small_rows
    patch.setattr(protect, "small_rows", lambda group, known, policy: judged(_by_events(group), known, policy))


def _by_events(group: Group) -> Group:
    return replace(group, persons=tuple(EVENTS.get(name, name) for name in group.persons))


def complements_forgotten_at_the_gate(patch: Patch) -> None:
    judged = gate.must_withhold
    patch.setattr(gate, "must_withhold", lambda group, row, policy: judged(replace(group, complements=()), row, policy))


def complements_forgotten_in_the_build(patch: Patch) -> None:
    judged = protect.small_rows
    bare = lambda group: replace(group, complements=())  # noqa: E731
    patch.setattr(protect, "small_rows", lambda group, known, policy: judged(bare(group), known, policy))


def results_of_five_at_the_gate(patch: Patch) -> None:
    judged = gate.must_withhold
    patch.setattr(
        gate, "must_withhold", lambda group, row, policy: judged(replace(group, is_result=False), row, policy)
    )


def month_without_year(patch: Patch) -> None:
    """The rule looks at years alone: what is withheld in one comes back from its months."""
    judged = protect.small_rows

    def small_rows(group: Group, known: protect._Known, policy: protect.Policy) -> protect.Booleans:
        found = judged(group, known, policy)
        if "period_type" not in known.table.column_names:
            return found
        return found & protect._numpy(pc.equal(known.table["period_type"], "year"))

    patch.setattr(protect, "small_rows", small_rows)


def gate_skipped_for_one_group(patch: Patch) -> None:
    judged = gate.must_withhold
    patch.setattr(
        gate, "must_withhold", lambda group, row, policy: group.name != "urgency" and judged(group, row, policy)
    )


def odd_numbers_at_the_gate(patch: Patch) -> None:
    patch.setattr(gate, "_cell", lambda mart, measure, value: Status.NOT_APPLICABLE if value is None else value)


def odd_places_at_the_gate(patch: Patch) -> None:
    patch.setattr(gate, "_key", lambda mart, dimension, value: str(value))


def unknown_status_taken_for_published(patch: Patch) -> None:
    known = gate.STATUSES
    patch.setattr(gate, "_status", lambda mart, group, found: known.get(str(found), Status.PUBLISHED))


def weak_policy_obeyed(patch: Patch) -> None:
    """The manifest alone says what may leave."""
    patch.setattr(gate, "is_weaker", lambda policy: False)


def gate_open(patch: Patch) -> None:
    """Whatever stands beside a status leaves with it."""

    def publish_group(mart: Mart, group: Group, row: gate.Row, policy: gate.Policy) -> dict[str, Any]:
        return {measure.name: row[measure.name] for measure in group.measures}

    patch.setattr(gate, "_publish_group", publish_group)


def limits_left_in(patch: Patch) -> None:
    """The build withholds the figure and leaves its limits, from which it can be worked out."""
    withheld = protect._withhold

    def withhold(table: pa.Table, group: Group, rows: protect.Booleans) -> pa.Table:
        found = withheld(table, group, rows)
        for measure in group.measures:
            if measure.kind == "limit":
                at = found.schema.get_field_index(measure.name)
                found = found.set_column(at, found.schema.field(at), table[measure.name])
        return found

    patch.setattr(protect, "_withhold", withhold)


def views_forgotten(patch: Patch) -> None:
    """The build shows the full cross of everything, as far as it is large enough."""
    patch.setattr(views, "narrow", lambda counted, tables, declared: dict(counted))


def levels_forgotten(patch: Patch) -> None:
    """A view of the country takes in units as well."""
    narrowed = views.narrow

    def narrow(
        counted: Mapping[str, pa.Table], tables: Mapping[str, pa.Table], declared: views.Views
    ) -> dict[str, pa.Table]:
        everywhere = tuple(replace(view, levels=()) for view in declared.views)
        return narrowed(counted, tables, replace(declared, views=everywhere))

    patch.setattr(views, "narrow", narrow)


def reader_blind(patch: Patch) -> None:
    patch.setattr(release_reader, "check_tables", lambda tables: None)


# --- faults of what is seen ---


def small_beside_another_sign(patch: Patch) -> None:
    """What is small itself is told from what is hidden for its sake."""
    reads_true(patch)
    told = common.Shown.value_text

    def value_text(shown: common.Shown, words: Words, row: PublishedRow | None) -> str:
        known = hidden(row, shown.measure)
        return "<5" if known is not None and known < 5 else told(shown, words, row)

    patch.setattr(common.Shown, "value_text", value_text)


def sign_of_its_own_in_tables(patch: Patch) -> None:
    """No number depends on it, and still it says that every withheld cell of a table is a small one."""
    told = common.value_cell

    def value_cell(
        words: Words, measure: common.Shown, row: PublishedRow | None, with_limits: bool = True
    ) -> TableCell:
        found = told(words, measure, row, with_limits)
        return replace(found, text="færre enn 5") if found.text == "skjult" else found

    for module in (common, trend, ranking, funnel):
        patch.setattr(module, "value_cell", value_cell)


def axis_of_true_values(patch: Patch) -> None:
    reads_true(patch)
    for name in ("line_values", "column_values", "dot_values"):
        patch.setattr(plan, name, _with_hidden(getattr(plan, name)))


def _with_hidden(values: Callable[[Any], Iterator[float]]) -> Callable[[Any], Iterator[float]]:
    def all_values(chart: Any) -> Iterator[float]:
        yield from values(chart)
        points = chart.rows if hasattr(chart, "rows") else [one for layer in chart.series for one in layer.points]
        yield from _of_points(points)

    return all_values


def funnel_of_true_values(patch: Patch) -> None:
    """A withheld place stands among the others of a funnel."""
    reads_true(patch)
    known = funnel_figures.ShareOf.known

    def all_known(of: funnel_figures.ShareOf, row: PublishedRow | None) -> tuple[float, float] | None:
        size, share = hidden(row, of.size), hidden(row, of.share)
        return known(of, row) if size is None or share is None else (size, share)

    patch.setattr(funnel_figures.ShareOf, "known", all_known)
    patch.setattr(funnel_figures.ShareOf, "is_few", lambda of, row: False)


def order_by_true_values(patch: Patch) -> None:
    reads_true(patch)

    def ordered(found: ranking.Ranking) -> list[ranking.Named]:
        def value(place: ranking.Named) -> float:
            row, name = found.find(place.code), found.measure.measure
            return -((row.number(name) if row else None) or hidden(row, name) or 0)

        return sorted(found.places, key=value)

    patch.setattr(ranking, "_ordered", ordered)


def value_in_the_tooltip(patch: Patch) -> None:
    """The mark says `skjult`, and what appears over it has the number."""
    reads_true(patch)
    reason = plotly_dots._reason

    def with_number(chart: Any, found: Any, index: int, size: Any) -> Any:
        return {**reason(chart, found, index, size), "hovertext": f"{chart.rows[index].hidden}"}

    patch.setattr(plotly_dots, "_reason", with_number)


def value_in_the_alternative_text(patch: Patch) -> None:
    reads_true(patch)
    drawn = Drawer._view

    def view(drawer: Drawer, found: Any) -> Any:
        series = getattr(found.chart, "series", ())
        numbers = [f"{value:.1f}" for layer in series for value in _of_points(layer.points)]
        return drawn(drawer, replace(found, alternative=" ".join((found.alternative, *numbers))))

    patch.setattr(Drawer, "_view", view)


def rank_of_the_withheld(patch: Patch) -> None:
    """`Highest` and `lowest` are found among all places."""
    reads_true(patch)
    told = ranking._sentences

    def sentences(site: Any, found: ranking.Ranking, points: Any) -> tuple[str, ...]:
        known = [replace(one, value=next(_of_points([one]), one.value)) for one in points]
        return told(site, found, sorted(known, key=lambda one: -(one.value or 0)))

    patch.setattr(ranking, "_sentences", sentences)


def verdict_on_the_withheld(patch: Patch) -> None:
    """A card does not tell the number, but whether it has grown."""
    reads_true(patch)

    def change(site: Any, measure: common.Shown, rows: cards.Rows) -> str:
        known, before = hidden(rows[-1][1], measure.measure), rows[0][1]
        first = before.number(measure.measure) if before else None
        return "" if known is None or first is None else "mer" if known > first else "mindre"

    patch.setattr(cards, "_change", change)


def sum_in_a_note(patch: Patch) -> None:
    """A note tells how many all those are together who are not shown."""
    reads_true(patch)
    told = common.absence_notes

    def notes(words: Words, measures: Any, rows: Any, marks: str = "") -> tuple[str, ...]:
        names, found = tuple(measures), list(rows)
        total = sum(hidden(row, name) or 0 for row in found for name in names)
        return (*told(words, names, found, marks), f"Skjult i alt: {words.number(total)}")

    for module in (trend, ranking, units):
        patch.setattr(module, "absence_notes", notes)


def colour_class_of_the_withheld(patch: Patch) -> None:
    """A hidden cell is darker where it hides more."""
    reads_true(patch)
    told, drawn = common.value_cell, drawing_tables._cell

    def value_cell(
        words: Words, measure: common.Shown, row: PublishedRow | None, with_limits: bool = True
    ) -> TableCell:
        found = told(words, measure, row, with_limits)
        return KnowingCell(**vars(found), hidden=hidden(row, measure.measure))

    def cell(found: TableCell, first: bool) -> Any:
        made = drawn(found, first)
        if isinstance(found, KnowingCell) and (found.hidden or 0) > 3:
            made.className = f"{made.className} many"
        return made

    for module in (common, trend, ranking, funnel):
        patch.setattr(module, "value_cell", value_cell)
    patch.setattr(drawing_tables, "_cell", cell)


def sparkline_through_the_withheld(patch: Patch) -> None:
    reads_true(patch)
    drawn = cards.sparkline

    def sparkline(site: Any, measure: common.Shown, rows: cards.Rows, title: str) -> Any:
        found = drawn(site, measure, rows, title)
        if found is None:
            return None
        points = tuple(replace(one, value=next(_of_points([one]), one.value)) for one in found.points)
        return replace(found, points=points)

    patch.setattr(cards, "sparkline", sparkline)


def header_with_a_count(patch: Patch) -> None:
    """The server tells in a header how many persons an answer is about, for those who watch its work."""
    reads_true(patch)
    judged, sent = gate._publish_row, packing.packed_response
    persons = [0.0]

    def publish_row(mart: Mart, row: gate.Row, policy: gate.Policy) -> PublishedRow:
        found = judged(mart, row, policy)
        persons[0] += sum(found.hidden.values()) if isinstance(found, KnowingRow) else 0
        return found

    def packed_response(packed: bytes, mimetype: str) -> Any:
        response = sent(packed, mimetype)
        response.headers["X-Persons"] = f"{persons[0]:.0f}"
        return response

    patch.setattr(gate, "_publish_row", publish_row)
    for module in (ready, serving):
        patch.setattr(module, "packed_response", packed_response)


# --- faults of what is kept, logged and told of changes ---


def answers_kept_without_their_release(patch: Patch) -> None:
    named = factory.answer_key
    patch.setattr(factory, "answer_key", lambda edition, *others: named("", *others))


def answers_kept_without_their_audience(patch: Patch) -> None:
    named = factory.answer_key
    patch.setattr(
        factory, "answer_key", lambda edition, kind, path, query, audience: named(edition, kind, path, query, "all")
    )


def log_with_counts(patch: Patch) -> None:
    """The gate's error tells the row that it stopped, and the log tells the error."""
    judged = gate._publish_group

    def publish_group(mart: Mart, group: Group, row: gate.Row, policy: gate.Policy) -> dict[str, Any]:
        try:
            return judged(mart, group, row, policy)
        except gate.DisclosureError as error:
            raise gate.DisclosureError(f"{error}: {dict(row)}") from error

    patch.setattr(gate, "_publish_group", publish_group)
    patch.setattr(faults, "place_of", lambda error: f"{error}")


def changes_without_the_gate(patch: Patch) -> None:
    """The list of changes believes its record."""
    told = changes._figure

    def figure(mart: Mart, row: Mapping[str, Any], cell: PublishedRow) -> changes.ChangedFigure:
        return replace(told(mart, row, cell), before=row["before"], after=row["after"])

    patch.setattr(changes, "_figure", figure)


MUTANTS: tuple[Mutant, ...] = (
    (rule_by_events_at_the_gate, checks.the_gate_says_what_the_rule_says),
    (rule_by_events_in_the_build, checks.the_build_hides_what_the_rule_forbids),
    (complements_forgotten_at_the_gate, checks.the_gate_says_what_the_rule_says),
    (complements_forgotten_in_the_build, checks.the_build_hides_what_the_rule_forbids),
    (results_of_five_at_the_gate, checks.the_gate_says_what_the_rule_says),
    (month_without_year, checks.the_build_hides_what_the_rule_forbids),
    (gate_skipped_for_one_group, checks.the_gate_says_what_the_rule_says),
    (odd_numbers_at_the_gate, checks.the_gate_refuses_what_is_odd),
    (odd_places_at_the_gate, checks.the_gate_refuses_what_is_odd),
    (unknown_status_taken_for_published, checks.the_gate_refuses_what_is_odd),
    (weak_policy_obeyed, checks.the_gate_refuses_what_is_odd),
    (gate_open, checks.the_gate_alone_holds_back_a_spoilt_release),
    (limits_left_in, checks.open_files_hold_no_marker),
    (views_forgotten, checks.open_files_hold_no_marker),
    (levels_forgotten, checks.open_files_hold_no_marker),
    (reader_blind, checks.a_spoilt_release_is_not_opened),
    (small_beside_another_sign, checks.there_is_one_sign),
    (sign_of_its_own_in_tables, checks.there_is_one_sign),
    (axis_of_true_values, checks.twins_are_alike),
    (funnel_of_true_values, checks.twins_are_alike),
    (order_by_true_values, checks.twins_are_alike),
    (rank_of_the_withheld, checks.twins_are_alike),
    (verdict_on_the_withheld, checks.twins_are_alike),
    (colour_class_of_the_withheld, checks.twins_are_alike),
    (sparkline_through_the_withheld, checks.twins_are_alike),
    (header_with_a_count, checks.twins_are_alike),
    (value_in_the_tooltip, checks.no_marker_is_told),
    (value_in_the_alternative_text, checks.no_marker_is_told),
    (sum_in_a_note, checks.no_marker_is_told),
    (answers_kept_without_their_release, checks.each_release_has_its_own_answers),
    (answers_kept_without_their_audience, checks.a_preview_is_kept_apart),
    (log_with_counts, checks.the_gate_alone_holds_back_a_spoilt_release),
    (changes_without_the_gate, checks.changes_tell_shown_figures_alone),
)
