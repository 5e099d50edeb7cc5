"""Rows that may not count, and numbers of units with a digit wrong."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_marts.demo import constants as c
from data_marts.demo.dirt import mistype
from tests.data_marts.demo.delivered import known_numbers, listed, raw, reserved_persons

KNOWN = known_numbers()


@given(st.integers(0, 2**31))
def test_a_mistyped_number_is_nobodys(seed: int) -> None:
    numbers = KNOWN.to_numpy()
    wrong = mistype(np.random.default_rng(seed), numbers)
    digits = np.array(
        [[a != b for a, b in zip(str(n), str(w), strict=True)] for n, w in zip(numbers, wrong, strict=True)]
    )
    assert (digits.sum(axis=1) == 1).all()
    assert not set(wrong.tolist()) & set(numbers.tolist())


def test_a_missing_number_stays_missing() -> None:
    assert mistype(np.random.default_rng(1), np.array([-1])).tolist() == [-1]


@pytest.mark.parametrize("year", c.YEARS)
def test_each_kind_of_row_that_may_not_count_is_there(full_back: Path, year: int) -> None:
    reasons = pq.read_table(full_back / f"PHBU_{year}.parquet", columns=["reason"])["reason"]
    counts = {count["values"]: count["counts"] for count in reasons.value_counts().to_pylist()}
    rows = counts.pop(None)
    if year in (2020, 2021):  # a date that no calendar has is read back as none
        counts["unreadable"] = counts["missing_start"] - round(rows * c.EXTRA_ROWS["missing_start"])
    assert set(counts) == set(c.EXTRA_ROWS) - (set() if year in (2020, 2021) else {"unreadable"})
    for reason, count in counts.items():
        if reason != "missing_start":
            # December rows of the year before are repeated now and then with what is wrong in them.
            assert count == pytest.approx(rows * c.EXTRA_ROWS[reason], rel=0.02, abs=1.5)


def test_what_may_not_count_is_of_nobody_with_a_reservation_and_has_numbers_of_its_own(full_back: Path) -> None:
    table = pq.read_table(full_back / "PHBU_2024.parquet")
    aside = table.filter(pc.is_valid(table["reason"]))
    assert not set(aside["lopenr"].to_pylist()) & set(reserved_persons(full_back).to_pylist())
    kept = table.filter(pc.is_null(table["reason"]))["episode_lnr"]
    assert not set(aside["episode_lnr"].to_pylist()) & set(kept.to_pylist())


def test_rows_with_a_mistyped_unit_keep_the_right_reporting_unit(full_back: Path) -> None:
    table = pq.read_table(full_back / "PHBU_2024.parquet")
    kept = table.filter(pc.is_null(table["reason"]))
    assert pc.all(pc.is_in(kept["institusjonid"], KNOWN)).as_py()
    codes = kept["behandlingsstedkode"]
    wrong = kept.filter(pc.and_(pc.invert(pc.is_in(codes, KNOWN)), pc.not_equal(codes, 99)))
    assert wrong.num_rows == pytest.approx(c.UNIT_TYPOS * kept.num_rows, rel=0.15)
    pairs = zip(wrong["behandlingsstedkode"].to_pylist(), wrong["institusjonid"].to_pylist(), strict=True)
    assert all(sum(a != b for a, b in zip(str(code), str(unit), strict=True)) == 1 for code, unit in pairs)


def test_forms_that_may_not_count(full_back: Path) -> None:
    prom = pq.read_table(full_back / "PROM.parquet")
    wrong = prom.filter(prom["wrong"])
    answered = prom.num_rows - prom["score"].null_count
    assert wrong.num_rows == pytest.approx(answered * sum(c.EXTRA_FORMS.values()), abs=3)
    nobody, somewhere = pc.is_null(wrong["lopenr"]), pc.invert(pc.is_in(wrong["orgnr"], KNOWN))
    assert pc.sum(nobody).as_py() == pytest.approx(answered * c.EXTRA_FORMS["missing_person"], abs=1)
    assert pc.sum(somewhere).as_py() == pytest.approx(answered * c.EXTRA_FORMS["unknown_unit"], abs=1)
    high = wrong.filter(pc.and_(pc.invert(nobody), pc.invert(somewhere)))
    assert pc.min(high["score"]).as_py() > 40


def test_markers_of_missing_values_are_in_the_text(small: Path) -> None:
    markers = {}
    for entry in listed(small)["episodes"][1:4]:
        table = raw(small, entry)
        text = [name for name in table.schema.names if pa.types.is_string(table.schema.field(name).type)]
        markers[entry["year"]] = {
            word for name in text for word in ("", "NULL", "(NULL)") if pc.any(pc.equal(table[name], word)).as_py()
        }
    assert markers == {2020: {"NULL"}, 2021: {"(NULL)"}, 2022: {"NULL"}}
