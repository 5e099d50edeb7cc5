"""Kommune numbers and districts in the files."""

import csv
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from data_marts.demo.places import REFERENCE


def _numbers_of_the_year(year: int) -> set[str]:
    """Kommune numbers in use in a year, by going forward from the changes: a second way to the same answer."""
    with (REFERENCE / "catchments.csv").open(encoding="utf-8", newline="") as file:
        numbers = {row["kommune"] for row in csv.DictReader(file)}
    with (REFERENCE / "kommune_changes.csv").open(encoding="utf-8", newline="") as file:
        changes = [(int(row["year"]), row["old"], row["new"]) for row in csv.DictReader(file)]
    for reform in (2024, 2020):
        if year < reform:
            created = {new for when, _, new in changes if when == reform} - {"1103", "5001"}
            ended = {old for when, old, _ in changes if when == reform}
            # Some numbers lived only within the reform itself: made and ended on the same day.
            numbers = (numbers - created) | (ended - created)
    return {number for number in numbers if not number.startswith("21")}  # 21: places on Svalbard


@pytest.mark.parametrize(("year", "kommuner"), [(2019, 422), (2020, 356), (2023, 356), (2024, 357)])
def test_kommune_numbers_are_those_of_the_delivery_year(full_back: Path, year: int, kommuner: int) -> None:
    valid = _numbers_of_the_year(year)
    assert len(valid) == kommuner
    counts = pq.read_table(full_back / f"PHBU_{year}.parquet", columns=["komnrhjem2"])["komnrhjem2"].value_counts()
    rows = {count["values"]: count["counts"] for count in counts.to_pylist() if count["values"] != "0000"}
    assert len(rows.keys() & valid) > 0.97 * kommuner
    # A few rows have last year's number.
    old = {number: count for number, count in rows.items() if number not in valid}
    assert set(old) <= _numbers_of_the_year(year - 1)
    if year in (2020, 2024):
        assert 0.00005 < sum(old.values()) / sum(rows.values()) < 0.0005
    else:
        assert old == {}


def test_districts_are_given_for_oslo_alone(full_back: Path) -> None:
    table = pq.read_table(full_back / "PHBU_2024.parquet", columns=["komnrhjem2", "bydel2"])
    with_district = table.filter(table["bydel2"].is_valid())
    assert with_district["komnrhjem2"].unique().to_pylist() == ["0301"]
    assert set(with_district["bydel2"].unique().to_pylist()) <= {*range(1, 18), 99}
