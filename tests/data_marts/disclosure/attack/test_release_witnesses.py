"""Other tables are believed only where everything that is known holds in them: the same as a slow check says."""

from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from data_marts.disclosure.attack.goals import Goals
from data_marts.disclosure.attack.knowledge import Numbers, agrees
from data_marts.disclosure.attack.ledger import Known
from data_marts.disclosure.attack.release import Seen
from data_marts.disclosure.attack.verdict import Tables, judge, work_out
from data_marts.disclosure.attack.view import AttackError
from data_marts.disclosure.attack.whole import targeted
from data_marts.disclosure.attack.witnesses import (
    Accepted,
    check,
    listed,
    no_tables,
    of_engine,
    offered,
    owners_moved,
    read_witnesses,
    sides_of,
)
from data_marts.disclosure.protect import protect
from data_marts.disclosure.views import narrow, read_views
from tests.data_marts.disclosure.attack.seen_releases import manifest_of, seen_and_true, tables_of
from tests.data_marts.disclosure.relations.worlds import world


@cache
def seen_case() -> tuple[Seen, Numbers, Goals]:
    """A small release, as far as declared views go, as it is seen; its true numbers, and all goals."""
    found = world(0)
    true, given = tables_of(found), narrow(found.marts, found.tables, read_views())
    manifest = manifest_of(true, marts=("waiting", "patients_by_unit"))
    return seen_and_true(manifest, {**true, **protect(given)}, true)


@cache
def case() -> tuple[Known, Numbers, Goals, Accepted]:
    """What is known of a small release, the true open numbers, the open goals, and tables that programs came by."""
    seen, truth, goals = seen_case()
    known, own = seen.known, truth[seen.known.numbers]
    worked = work_out(known.knowledge)
    place = known.place[goals.numbers]
    least, most = worked.together.least[place], worked.together.most[place]
    kept = (place >= 0) & (least <= goals.low) & (most >= goals.high)
    goals = Goals(goals.numbers[kept], goals.low[kept], goals.high[kept])
    tables: Tables = []
    judge(targeted(seen, goals), worked, tables)
    return known, own, goals, check(of_engine(tables, known, own), known, own)


def test_tables_of_the_programs_are_all_accepted_and_come_back_from_a_list() -> None:
    known, own, _, accepted = case()
    assert len(accepted) > 10
    assert accepted.refused == 0
    again = check(offered(listed(accepted, known), known), known, own)
    assert again.refused == 0
    assert abs(again.differences - accepted.differences).nnz == 0


def test_numbers_that_follow_need_not_be_listed() -> None:
    known, own, _, accepted = case()
    shown = listed(accepted, known)
    names = [name for name in shown.column("column").to_pylist() if " - " in name]
    assert names
    less = shown.filter(pa.array([" - " not in n for n in shown.column("column").to_pylist()]))
    again = check(offered(less, known), known, own)
    assert again.refused == 0
    # A table that moves nothing else is none of these.
    assert len(again) == len(set(less.column("table").to_pylist()))


@settings(deadline=None)
@given(st.integers(0, 10**9))
def test_a_table_is_accepted_where_all_that_is_known_holds_in_it(seed: int) -> None:
    """An accepted table with one number changed, or with two exchanged: as `agrees` says of the whole table."""
    known, own, _, accepted = case()
    chance = np.random.default_rng(seed)
    row = int(chance.integers(len(accepted)))
    table = accepted.differences[[row]].toarray()[0]
    moved = np.flatnonzero(table)
    at = int(chance.choice(moved))
    if chance.random() < 0.3:
        other = int(chance.choice(len(own)))
        table[at], table[other] = table[other], table[at]
    else:
        table[at] += int(chance.choice([-2, -1, 1, 2]))
    found = check(offered(listed(Accepted(sparse.csr_array(table[np.newaxis]), 0), known), known), known, own)
    # Listed numbers that follow must be what they follow to; those left out are filled in.
    if len(found):
        assert agrees(known.knowledge, own + found.differences.toarray()[0])
    else:
        assert not np.any(table) or not agrees(known.knowledge, own + table)


@pytest.mark.parametrize(
    ("name", "value"), [("column", "patients of nobody"), ("mart", "nowhere"), ("row", 10_000_000), ("row", -1)]
)
def test_a_number_that_does_not_exist_or_is_shown_spoils_its_table_alone(name: str, value: object) -> None:
    known, own, _, accepted = case()
    rows = listed(accepted, known).to_pylist()
    rows[0][name] = value
    found = check(offered(pa.Table.from_pylist(rows, schema=listed(accepted, known).schema), known), known, own)
    assert found.refused == 1
    assert len(found) == len(accepted) - 1


def test_what_is_shown_cannot_be_another_number() -> None:
    known, own, _, accepted = case()
    rows = listed(accepted, known)
    [block] = [b for b in known.ledger.blocks if b.name == ("patients_by_unit", "patients")]
    shown = int(block.rows[np.flatnonzero(known.place[block.numbers] < 0)[0]])
    more = {"table": 0, "mart": "patients_by_unit", "row": shown, "column": "patients", "difference": 1}
    found = check(offered(pa.Table.from_pylist([*rows.to_pylist(), more], schema=rows.schema), known), known, own)
    assert found.refused == 1


def test_sides_are_those_that_a_table_or_the_truth_reaches() -> None:
    known, own, goals, accepted = case()
    low, high = sides_of(accepted, known, goals, own).proven()
    places = known.place[goals.numbers]
    tables = np.vstack([own[places], own[places] + accepted.differences.toarray()[:, places]])
    assert np.array_equal(low, (tables <= goals.low).any(axis=0))
    assert np.array_equal(high, (tables >= goals.high).any(axis=0))
    assert low.any() and not low.all()


def test_tables_that_move_an_owners_number_prove_nothing_against_the_owner() -> None:
    known, own, goals, accepted = case()
    owner = np.arange(len(own)) % 3 - 1
    knows = sparse.csr_array(np.column_stack([owner == 0, owner == 1]).astype(float))
    moved = owners_moved(accepted, knows)
    low, _ = sides_of(accepted, known, goals, own).proven_apart_from(moved)
    full = accepted.differences.toarray()
    places = known.place[goals.numbers]
    for insider in range(2):
        still = ~np.any(full[:, owner == insider] != 0, axis=1)
        tables = np.vstack([own[places], own[places] + full[still][:, places]])
        assert np.array_equal(low[:, insider], (tables <= goals.low).any(axis=0))


def test_no_tables_prove_nothing() -> None:
    known, own, goals, _ = case()
    low, high = sides_of(no_tables(known), known, goals, own).proven()
    places = known.place[goals.numbers]
    assert np.array_equal(low, own[places] <= goals.low)
    assert np.array_equal(high, own[places] >= goals.high)


def test_a_file_of_another_form_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "witnesses.parquet"
    path.write_bytes(b"no table")
    with pytest.raises(AttackError, match="Parquet"):
        read_witnesses(path, seen_case()[0])


@pytest.mark.parametrize(
    ("mart", "column", "read"),
    [
        ("patients_by_unit", "contacts_per_patient", True),
        ("waiting", "median_wait", True),
        ("waiting", "started", True),
        ("waiting", "nothing", False),
        ("patients_by_unit", "contacts", False),
    ],
)
def test_lines_of_figures_and_of_rows_without_a_number_are_passed_over(
    mart: str, column: str, read: bool, tmp_path: Path
) -> None:
    """A mean is made of counts, and of a row that is not given nobody sees anything; other names spoil their table."""
    seen, *_ = seen_case()
    known, own, _, accepted = case()
    rows = listed(accepted, known)
    numbers = seen.board.numbers.get((mart, column), np.array([-1]))
    row = int(np.flatnonzero(numbers < 0)[0])
    more = {"table": rows.column("table")[0].as_py(), "mart": mart, "row": row, "column": column, "difference": 3}
    path = tmp_path / "witnesses.parquet"
    pq.write_table(pa.Table.from_pylist([*rows.to_pylist(), more], schema=rows.schema), path)
    found = check(read_witnesses(path, seen), known, own)
    assert found.refused == (0 if read else 1)
    assert len(found) == len(accepted) - found.refused
