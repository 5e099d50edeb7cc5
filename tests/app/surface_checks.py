"""Named checks of what may leave: each raises AssertionError where something of a withheld figure does.

They are run by the tests, and once more on faulty programs, which each of them has to notice (`surface_mutants`).
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from unittest.mock import patch

import pyarrow as pa
import pyarrow.parquet as pq

from app import gate
from app.answers import Answer, answer, find_request, pages_by_path
from app.changes import changes_of
from app.charts.description import DotChart, FunnelChart, MapChart, Sparkline
from app.gate import DisclosureError
from app.release import open_site
from app.settings import Settings
from app.site import Site
from app.view import Cards, Tree, TreeNode, View
from app.words import words
from data_marts import release_reader
from data_marts.catalog import MARTS, Group, Mart, Status
from data_marts.disclosure import protect
from data_marts.disclosure.rules import DEFAULT_POLICY, Policy
from pages import PAGES
from tests.app import live_calls, twins
from tests.app.publications import STORY, publication
from tests.app.release_folder import times, write_named_release, write_release
from tests.app.small_release import WITHHELD_AREA, WITHHELD_UNIT, tables
from tests.app.twins import LARGE, MARKER, TINY, Twins
from tests.reference.true_figures import with_largest

#: Addresses that show what is withheld in every way that there is (lines, columns, dots, cards, lists, sentences), with
#: how often its word stands there, counted by hand once: so that none of them turns silent.
SHOWING = {
    f"/enheter/{WITHHELD_UNIT}": 35,
    "/enheter": 1,
    # One unit: in a small chart and its table, and in five cells of the tables of two funnels.
    f"/enheter/{WITHHELD_AREA}": 12,
    # Line, contacts per patient, and four types with their total: each a cell, and all but the total a mark.
    "/aktivitet?sted=bup-alta&sted=bup-tromso": 2 + 2 + 5 + 4,
    # Twelve months: twice in the trend (chart, table), 6 times in the control chart, twice in the season, once in all.
    "/aktivitet?periode=maaned&sted=bup-alta": 12 * (2 + 6 + 2 + 1),
    "/prom?sted=bup-alta&sted=bup-tromso": 14,  # of these the four steps of who answered, as cells and as columns
    "/pasienter?kjonn=jenter&sted=finnmark&sted=unn": 12,  # of these 3 cells beside the map, and its tile
}
#: The words by which some sites tell a small figure from one that is hidden for its sake.
OTHER_SIGNS = re.compile(
    r"(?:<|&lt;|≤|&le;|under|færre enn|mindre enn) ?[1-9]\b|\b1[-–]4\b|\[c\]|\bprikket\b", re.IGNORECASE
)
REGISTER = {name: mart for name, mart in MARTS.items() if mart.source == "register"}
# What needs ten persons and not five.
RESULTS = ("median_wait", "long_wait", "change", "outcome", "ends")
Row = dict[str, Any]


@dataclass(frozen=True)
class Bench:
    """What the checks work on: the twins, and a folder for whatever they write."""

    pair: Twins
    folder: Path

    def new(self) -> Path:
        return Path(mkdtemp(dir=self.folder))

    def told(self, which: str) -> twins.Told:
        """All that a new site says about what is withheld."""
        return twins.told_by(self.pair.roots[which], self.new() / "cache", list(SHOWING), others=("/helse",))

    def site(self) -> Site:
        return open_site(Settings(releases=self.pair.roots[LARGE]))


def forbidden(group: Group, row: Mapping[str, Any]) -> bool:
    """The rule again, as it reads: 1-4 persons, a denominator under 5, a result of under 10, or not to be checked."""
    persons = [row[name] for name in group.persons]
    floors = [row[name] for name in group.denominators]
    pairs = [(row[whole], row[part]) for whole, part in group.complements]
    if None in persons or None in floors or any(None in pair for pair in pairs):
        return True
    persons += [whole - part for whole, part in pairs]
    if any(number < 0 or 1 <= number <= 4 for number in persons):
        return True
    most = 9 if group.name in RESULTS else 4
    return any(1 <= floor <= most or (floor == 0 and sum(persons) > 0) for floor in floors)


# --- answers ---


def no_marker_is_told(bench: Bench) -> None:
    """What is sent, kept and logged holds no withheld number."""
    told = bench.told(LARGE)
    assert [name for name, sent in {**told.sent, **told.kept}.items() if twins.holds_marker(sent)] == []
    assert [line for line in told.logged if twins.holds_marker(line.encode())] == []


def twins_are_alike(bench: Bench) -> None:
    """What is sent and kept does not hang on what is withheld."""
    one, other = bench.told(LARGE), bench.told(TINY)
    assert one.sent == other.sent
    # Even the names of the files: they are made from the release and the address.
    assert one.kept == other.kept


def there_is_one_sign(bench: Bench) -> None:
    """Whatever is withheld has the one word, in every cell, card, list and mark; no other sign stands in any answer."""
    site = bench.site()
    absences = {words("nb")(f"absence.{status}.word") for status in Status if status is not Status.PUBLISHED}
    for address, times_told in SHOWING.items():
        found = list(_absent_texts(site, address))
        assert set(found) <= absences, address
        assert found.count(words("nb")("absence.withheld.word")) == times_told, address
    for sent in bench.told(LARGE).sent.values():
        body = sent.split(b"\n\n", 1)[1]
        assert [text for form in twins.forms(body) for text in OTHER_SIGNS.findall(form)] == []


def _absent_texts(site: Site, address: str) -> Iterator[str]:
    path, _, query = address.partition("?")
    asked = find_request(pages_by_path(PAGES), path, query)
    assert asked is not None
    found = answer(site, asked)
    assert isinstance(found, Answer)
    for part in found.content.parts:
        if isinstance(part, View):
            yield from (cell.text for row in part.table.rows for cell in row if cell.absent)
            yield from _absent_marks(part)
        elif isinstance(part, Cards):
            yield from (card.value for card in part.cards if not re.search(r"\d", card.value))
            yield from (point.label for card in part.cards for point in _spark(card.trend) if point.value is None)
        elif isinstance(part, Tree):
            yield from (node.detail for top in part.nodes for node in _nodes(top) if node.absent)


def _absent_marks(view: View) -> Iterator[str]:
    yield from (point.label for panel in view.panels for point in panel.chart.points if point.value is None)
    # A place without a value has no mark in a funnel.
    if view.chart is None or isinstance(view.chart, FunnelChart):
        return
    if isinstance(view.chart, MapChart):
        yield from (area.text for area in view.chart.areas if area.kind is None)
        return
    points = view.chart.rows if isinstance(view.chart, DotChart) else [p for s in view.chart.series for p in s.points]
    yield from (point.label for point in points if point.value is None)


def _spark(trend: Sparkline | None) -> tuple[Any, ...]:
    return trend.points if trend else ()


def _nodes(node: TreeNode) -> Iterator[TreeNode]:
    yield node
    for child in node.children:
        yield from _nodes(child)


# --- rows ---


def the_gate_says_what_the_rule_says(bench: Bench) -> None:
    """A row leaves where the rule, read anew, lets it, and only there: rows of every mart with one number changed."""
    seen: set[tuple[str, str, bool]] = set()
    for mart in REGISTER.values():
        for row in _changed_rows(mart):
            groups = [group for group in mart.groups if row[group.status_column] == Status.PUBLISHED]
            bad = [group.name for group in groups if forbidden(group, row)]
            assert _is_refused(mart, row) is bool(bad), (mart.name, bad)
            seen |= {(mart.name, group.name, bool(bad)) for group in groups if bad in ([], [group.name])}
    every = {
        (mart.name, group.name, bad) for mart in REGISTER.values() for group in mart.groups for bad in (True, False)
    }
    assert seen == every


def the_gate_refuses_what_is_odd(bench: Bench) -> None:
    """Nothing leaves that is no number of its kind, stands at no place or under no status, or by too weak a policy."""
    mart = MARTS["patient_rates"]
    row = next(row for row in tables()[mart.name].to_pylist() if Status.WITHHELD not in row.values())
    assert not _is_refused(mart, row)
    for name, value in ODD:
        assert _is_refused(mart, {**row, name: value}), name
    assert _is_refused(mart, row, Policy(smallest_persons=1))
    assert _is_refused(mart, row, Policy(protect_remainders=False))


ODD = (
    ("rate", float("nan")), ("rate_high", "54.1"), ("rate_low", True), ("patients", 40.0), ("population", "1000"),
    ("residence", None), ("residence", 5), ("year", "2024"), ("year", None),
    ("patients_status", "shown"), ("patients_status", None), ("standardised_status", 1),
)  # fmt: skip


def the_build_hides_what_the_rule_forbids(bench: Bench) -> None:
    """In protected rows a group is withheld where the rule, read anew, forbids it, and only there."""
    for mart in REGISTER.values():
        rows = list(_changed_rows(mart))
        table = with_largest(mart, pa.Table.from_pylist(rows, schema=mart.schema))
        shown = protect.protect({mart.name: table})[mart.name].to_pylist()
        for true, open_row in zip(rows, shown, strict=True):
            known = dict(true)
            for group in mart.groups:
                hidden = true[group.status_column] == Status.PUBLISHED and forbidden(group, known)
                expected = str(Status.WITHHELD) if hidden else true[group.status_column]
                assert open_row[group.status_column] == expected, (mart.name, group.name)
                if hidden:
                    assert [open_row[measure.name] for measure in group.measures] == [None] * len(group.measures)
                    known.update({measure.name: None for measure in group.measures})


def _changed_rows(mart: Mart) -> Iterator[Row]:
    """Rows of the small release with fewer groups, in which one or two of the numbers that matter are others."""
    randomly = random.Random(mart.name)
    usual = [row for row in tables()[mart.name].to_pylist() if not twins.NOT_SHOWN & set(row.values())]
    for _ in range(1000):
        row = _without(mart, randomly.choice(usual), [group for group in mart.groups if randomly.random() < 0.3])
        published = [group for group in mart.groups if row[group.status_column] == Status.PUBLISHED]
        names = sorted({name for group in published for name in _judged(group) if row[name] is not None})
        for name in randomly.sample(names, min(len(names), randomly.choice((0, 1, 1, 1, 2)))):
            row[name] = randomly.choice((0, 1, 2, 3, 4, 5, 9, 10, 40, None, row[name] - 3, row[name]))
        yield row


def _without(mart: Mart, row: Mapping[str, Any], groups: Sequence[Group]) -> Row:
    """The row in which these groups have no figures, so that the others are judged by themselves."""
    absent = {measure.name: None for group in groups for measure in group.measures}
    return {**row, **absent, **{group.status_column: str(Status.NOT_APPLICABLE) for group in groups}}


def _judged(group: Group) -> set[str]:
    return {*group.persons, *group.denominators, *(name for pair in group.complements for name in pair)}


def _is_refused(mart: Mart, row: Row, policy: Policy = DEFAULT_POLICY) -> bool:
    try:
        gate.publish(mart, [row], policy, ())
    except DisclosureError:
        return True
    return False


# --- releases ---


def open_files_hold_no_marker(bench: Bench) -> None:
    """A build of true figures writes NULL where they are withheld, in every column, and no number beside it."""
    root = bench.new()
    true = twins.filled(tables(), LARGE)
    release = twins.write_candidate(root, {**tables(), **twins.open_marts(true)}, true)
    for path in (root / release / "open").iterdir():
        values = {value for column in pq.read_table(path).to_pydict().values() for value in column}
        assert not {MARKER, MARKER + 0.5} & values, path.name
    assert not twins.holds_marker((root / release / "manifest.json").read_bytes())


def a_spoilt_release_is_not_opened(bench: Bench) -> None:
    """The reader refuses numbers beside a status that means none."""
    root = write_release(bench.new(), _spoilt())
    try:
        open_site(Settings(releases=root))
    except release_reader.ReleaseError as refused:
        assert not twins.holds_marker(str(refused).encode())
    else:
        raise AssertionError("a release with numbers beside a status was opened")


def the_gate_alone_holds_back_a_spoilt_release(bench: Bench) -> None:
    """Where the reader lets it pass, no answer, file or line of the log holds what stands beside a status."""
    root, cache = write_release(bench.new(), _spoilt()), bench.new() / "cache"
    with patch.object(release_reader, "check_tables", lambda tables: None), twins.listening() as lines:
        client = twins.site_of(root, cache).test_client()
        sent = [client.get(address) for address in SHOWING]
        live = [live_calls.results(client, *_split(address)) for address in SHOWING]
    assert [answered.status_code for answered in sent] == [500] * len(SHOWING)
    found = [answered.get_data() for answered in (*sent, *live)]
    assert not any(twins.holds_marker(told) for told in (*found, *twins.kept_in(cache).values()))
    assert len(lines.lines) == 2 * len(SHOWING)
    # Kind and place of a fault hold no digit; those of an address do.
    assert not any(re.search(r"\d", line) for line in lines.lines), lines.lines


def _split(address: str) -> tuple[str, str]:
    path, mark, query = address.partition("?")
    return path, f"{mark}{query}"


def _spoilt() -> dict[str, pa.Table]:
    """The small release with the marker in each cell that is withheld or too detailed, beside its status."""
    found = tables()
    for name, mart in MARTS.items():
        rows = found[name].to_pylist()
        for row in rows:
            for group in mart.groups:
                if row[group.status_column] in twins.NOT_SHOWN:
                    row.update({measure.name: MARKER for measure in group.measures})
        found[name] = pa.Table.from_pylist(rows, schema=mart.schema)
    return found


def each_release_has_its_own_answers(bench: Bench) -> None:
    """Two releases that share a folder of answers: neither gets what was kept of the other."""
    root, cache, address = bench.new(), bench.new() / "cache", "/pasienter?maal=pasienter"
    said = []
    for found in (tables(), times(7)):
        write_named_release(root, found)
        client = twins.site_of(root, cache).test_client()
        said.append((client.get(address).get_data(as_text=True), client.get("/helse").get_json()["release"]))
    for text, release in said:
        assert release in text
    assert said[0][0] != said[1][0]


def a_preview_is_kept_apart(bench: Bench) -> None:
    """What was made for those who preview a release is not sent once it is published."""
    root, cache = bench.new(), bench.new() / "cache"
    name = write_named_release(root, tables())
    before = twins.site_of(root, cache, preview=name).test_client().get("/pasienter").get_data(as_text=True)
    after = twins.site_of(root, cache).test_client().get("/pasienter").get_data(as_text=True)
    assert "Forhåndsvisning" in before
    assert "Forhåndsvisning" not in after


def changes_tell_shown_figures_alone(bench: Bench) -> None:
    """Of a figure that is withheld now, the list of changes has no number, whatever the record says."""
    told = changes_of(publication(STORY), tables(), DEFAULT_POLICY)
    withheld = [
        figure
        for figure in told.figures
        if WITHHELD_UNIT in figure.keys.values() or (figure.place, figure.keys.get("sex")) == (WITHHELD_AREA, "girls")
    ]
    assert len(withheld) == 2
    assert all(isinstance(cell, Status) for figure in withheld for cell in (figure.before, figure.after))


Check = Callable[[Bench], None]
CHECKS: tuple[Check, ...] = (
    no_marker_is_told,
    twins_are_alike,
    there_is_one_sign,
    the_gate_says_what_the_rule_says,
    the_gate_refuses_what_is_odd,
    the_build_hides_what_the_rule_forbids,
    open_files_hold_no_marker,
    a_spoilt_release_is_not_opened,
    the_gate_alone_holds_back_a_spoilt_release,
    each_release_has_its_own_answers,
    a_preview_is_kept_apart,
    changes_tell_shown_figures_alone,
)
