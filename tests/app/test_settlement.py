"""Where people live: the kept shares are those of the reference tables, worked out anew kommune by kommune."""

import csv
from collections import defaultdict

import pytest

from app.settings import ROOT
from app.settlement import settlement_of, shares

REFERENCE = ROOT / "data_marts" / "reference"
YEAR, SMALL, OSLO = 2024, 2000, "0301"


def _rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _children() -> dict[str, int]:
    """Children by kommune, or by district of Oslo."""
    found: dict[str, int] = defaultdict(int)
    for row in _rows("population.csv"):
        if row["year"] == str(YEAR):
            found[row["area"]] += sum(int(row[f"age_{age}"]) for age in range(18))
    return found


def _worked_out() -> dict[str, float]:
    children = _children()
    every, in_small = defaultdict(int), defaultdict(int)
    for row in _rows("catchments.csv"):
        if int(row["valid_from"]) <= YEAR <= int(row["valid_to"] or YEAR):
            here = children[row["kommune"] + row["district"]]
            every[row["area"]] += here
            # A district belongs to a kommune that is not small.
            in_small[row["area"]] += here if row["kommune"] != OSLO and here < SMALL else 0
    return {area: round(100 * in_small[area] / count, 1) for area, count in every.items()}


def test_shares_are_those_of_the_reference_tables() -> None:
    assert shares() == _worked_out()
    assert len(shares()) == 21


# Half of Finnmark's children live in kommuner with fewer than 2,000; in Oslo none do.
@pytest.mark.parametrize(("code", "found"), [
    ("983974880", "sparse"),
    ("983974899", "mixed"),
    ("983974724", "dense"),
    ("993467049", "dense"),
    ("norge", None),
])  # fmt: skip
def test_areas_are_sparse_mixed_or_dense(code: str, found: str | None) -> None:
    assert settlement_of(code) == found
