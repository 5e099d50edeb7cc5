"""The defects are there, and in the amounts said."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest


def _all_rows(back: Path, year: int) -> pa.Table:
    return pq.read_table(back / f"PHBU_{year}.parquet")


def _year(back: Path, year: int) -> pa.Table:
    """The rows of a year's file that are not set aside."""
    table = _all_rows(back, year)
    return table.filter(pc.is_null(table["reason"]))


@pytest.fixture(scope="module")
def last(full_back: Path) -> pa.Table:
    return _year(full_back, 2024)


def _share(mask: pa.ChunkedArray) -> float:
    found: float = pc.mean(pc.fill_null(mask, False)).as_py()
    return found


def test_one_to_two_percent_of_the_rows_are_out_of_order(last: pa.Table) -> None:
    key = ["lopenr", "inndato", "institusjonid", "omsorgsniva"]
    outpatient = last.filter(pc.and_(pc.equal(last["omsorgsniva"], 3), pc.not_equal(last["kontakttype"], 5)))
    repeated = 1 - outpatient.group_by(key).aggregate([]).num_rows / outpatient.num_rows
    shares = [
        repeated,
        _share(pc.equal(last["kontakttype"], 5)),
        _share(pc.equal(last["behandlingsstedkode"], 99)),
        _share(pc.is_in(last["kjonn"], pa.array([0, 9], pa.int8()))),
        _share(pc.equal(last["fodselsar"], 9999)),
        _share(pc.equal(last["komnrhjem2"], "0000")),
        _share(pc.equal(last["bydel2"], 99)),
    ]
    assert min(shares) > 0.0001
    assert 0.01 < sum(shares) < 0.02


def test_three_percent_are_18_to_20(last: pa.Table) -> None:
    age = pc.subtract(last["aar"], last["fodselsar"])
    assert _share(pc.and_(pc.greater_equal(age, 18), pc.less(age, 21))) == pytest.approx(0.03, abs=0.006)
    assert _share(pc.greater_equal(age, 21)) == 0


def test_some_persons_have_no_sex_in_any_row(last: pa.Table) -> None:
    persons = last.group_by("lopenr").aggregate([("kjonn", "min"), ("kjonn", "max")])
    never = persons.filter(pc.is_in(persons["kjonn_max"], pa.array([0, 9], pa.int8())))
    never = never.filter(pc.is_in(never["kjonn_min"], pa.array([0, 9], pa.int8())))
    assert 20 < never.num_rows < 80  # 0.06 % of some 75,000


def test_every_care_level_and_a_unit_in_place_of_99(last: pa.Table) -> None:
    assert set(last["omsorgsniva"].unique().to_pylist()) == {1, 2, 3, 8}
    lost = last.filter(pc.equal(last["behandlingsstedkode"], 99))
    assert pc.min(lost["institusjonid"]).as_py() > 800_000_000


def test_stays_across_new_year_are_in_both_files(full_back: Path) -> None:
    before, after = (t.filter(pc.equal(t["omsorgsniva"], 1)) for t in (_year(full_back, 2022), _year(full_back, 2023)))
    both = set(before["episode_lnr"].to_pylist()) & set(after["episode_lnr"].to_pylist())
    assert 40 < len(both) < 200
    numbers = pa.array(sorted(both))
    old = before.filter(pc.is_in(before["episode_lnr"], numbers))
    new = after.filter(pc.is_in(after["episode_lnr"], numbers))
    # Three ways to end in the first file: missing, cut at the last day, already known.
    assert old["utdato"].null_count > 0
    assert _share(pc.equal(old["utdato"], pa.scalar(_day("2022-12-31")))) > 0.1
    assert _share(pc.greater(old["utdato"], pa.scalar(_day("2023-01-01")))) > 0.1
    # Two ways to begin in the second: as it was, or on the first day.
    starts_on_first = _share(pc.equal(new["inndato"], pa.scalar(_day("2023-01-01"))))
    assert 0.15 < starts_on_first < 0.5
    assert new["utdato"].null_count == 0


def _day(text: str) -> date:
    return date.fromisoformat(text)


def test_some_stays_are_two_rows_less_than_eight_hours_apart(last: pa.Table) -> None:
    stays = last.filter(pc.equal(last["omsorgsniva"], 1)).to_pylist()
    ends = {(row["lopenr"], row["utdato"]): row for row in stays}
    followers = [row for row in stays if (row["lopenr"], row["inndato"]) in ends and row["inndato"] != row["utdato"]]
    gaps = [row["inntid"].hour - ends[row["lopenr"], row["inndato"]]["uttid"].hour for row in followers]
    assert len(gaps) > 80
    assert all(0 < gap < 8 for gap in gaps)


def test_the_next_file_repeats_some_december_rows_unchanged(full_back: Path) -> None:
    older = _year(full_back, 2023).filter(pc.equal(_year(full_back, 2023)["aar"], 2022))
    assert older.num_rows > 100
    names = older.schema.names
    repeated = _year(full_back, 2022).select(names).filter(_in(full_back, older))
    rows = {tuple(row.values()) for row in repeated.to_pylist()}
    assert all(tuple(row.values()) in rows for row in older.to_pylist())


def _in(full_back: Path, older: pa.Table) -> pa.ChunkedArray:
    return pc.is_in(_year(full_back, 2022)["episode_lnr"], older["episode_lnr"].combine_chunks())


def test_reservations_are_a_few_hundred_and_some_are_withdrawn(full_back: Path, last: pa.Table) -> None:
    table = pq.read_table(full_back / "reservasjoner.parquet")
    assert table.num_rows == 385
    assert table["withdrawn_date"].null_count == 340
    back = table.filter(table["withdrawn_date"].is_valid())
    assert pc.all(pc.greater(back["withdrawn_date"], back["reservation_date"])).as_py()
    assert len(set(table["lopenr"].to_pylist()) & set(last["lopenr"].unique().to_pylist())) > 50


def test_a_persons_last_rows_of_the_year_are_in_order(last: pa.Table) -> None:
    latest = last.group_by("lopenr").aggregate([("inndato", "max")])
    at = pc.index_in(last["lopenr"], latest["lopenr"].combine_chunks())
    final = last.filter(pc.equal(last["inndato"], latest["inndato_max"].combine_chunks().take(at)))
    assert pc.max(final["fodselsar"]).as_py() <= 2024
    stated = last.filter(pc.is_in(last["kjonn"], pa.array([1, 2], pa.int8())))["lopenr"].unique()
    assert set(final.filter(pc.is_in(final["lopenr"], stated))["kjonn"].unique().to_pylist()) == {1, 2}
    assert "0000" not in set(final["komnrhjem2"].unique().to_pylist())
