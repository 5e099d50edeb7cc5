"""From the kommune number of a delivery to the kommune of 2024."""

import pytest

from data_marts.build.places import main_changes, number_of_2024
from data_marts.sources.reference import Reference, read_reference

KNOWN = frozenset({"5501", "1806", "1508"})


@pytest.fixture(scope="module")
def reference() -> Reference:
    return read_reference()


@pytest.mark.parametrize(
    ("number", "year", "current"),
    [
        ("1902", 2019, "5501"),  # Tromsø: 1902, from 2020 5401, from 2024 5501
        ("5401", 2021, "5501"),
        ("5501", 2024, "5501"),
        ("1902", 2023, "5501"),  # an old number in a later file
        ("1850", 2019, "1806"),  # Tysfjord, divided in halves: the lowest number
        ("1507", 2023, "1508"),  # Ålesund, divided in halves in 2024
        ("9900", 2020, None),  # abroad
        ("0000", 2020, None),
    ],
)
def test_numbers_are_followed_to_2024(reference: Reference, number: str, year: int, current: str | None) -> None:
    rows = reference.kommune_changes.to_pylist()
    changes = main_changes((row["year"], row["old"], row["new"], row["weight"]) for row in rows)
    assert number_of_2024(number, year, changes, KNOWN) == current


def test_the_largest_part_of_a_divided_kommune_takes_all() -> None:
    changes = main_changes([(2020, "1", "3", 0.4), (2020, "1", "2", 0.6), (2020, "9", "8", 0.5), (2020, "9", "7", 0.5)])
    assert changes == {2020: {"1": "2", "9": "7"}}
