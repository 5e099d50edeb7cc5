"""The checks of table 13942, on made-up rows and on the real ones."""

import pyarrow as pa
import pytest

from data_marts.sources.reference import parents, read_reference
from data_marts.sources.ssb import ACTIVITY_SCHEMA
from data_marts.sources.ssb_checks import check_activity, check_against_former, repeated_cells, share_repeated

TREE = {"norge": None, "west": "norge", "bergen": "west", "stavanger": "west"}
Row = tuple[int, str, str, float]


def table(*rows: Row) -> pa.Table:
    columns = [
        pa.array(values, field.type) for values, field in zip(zip(*rows, strict=True), ACTIVITY_SCHEMA, strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=ACTIVITY_SCHEMA)


def found(*rows: Row) -> dict[str, tuple[tuple[str, int, str], ...]]:
    return {finding.check: finding.places for finding in check_activity(table(*rows), TREE)}


def test_a_count_that_is_last_years_is_repeated_in_the_later_year() -> None:
    rows = table((2020, "bergen", "consultations", 5000), (2021, "bergen", "consultations", 5000))
    assert repeated_cells(rows) == {("bergen", 2021, "consultations")}


@pytest.mark.parametrize(
    ("measure", "before", "after"),
    [
        ("beds", 5000, 5000),  # a capacity stays the same
        ("discharges", 999, 999),  # equal by chance about once in 500 pairs
        ("consultations", 0, 0),
        ("consultations", 5000, 5001),
    ],
)
def test_what_may_well_be_equal_is_not_repeated(measure: str, before: float, after: float) -> None:
    assert not repeated_cells(table((2020, "bergen", measure, before), (2021, "bergen", measure, after)))


def test_equal_figures_with_a_year_between_are_not_repeated() -> None:
    assert not repeated_cells(table((2019, "bergen", "bed_days", 5000), (2021, "bergen", "bed_days", 5000)))


def test_each_of_several_equal_years_repeats_but_the_first() -> None:
    rows = table(*((year, "bergen", "bed_days", 5000) for year in (2019, 2020, 2021)))
    assert repeated_cells(rows) == {("bergen", 2020, "bed_days"), ("bergen", 2021, "bed_days")}


def test_the_real_table_has_its_nine_copied_consultations_of_2021_and_no_others() -> None:
    trusts = "983974899 883974832 983974724 983974678 983971636 993467049 965985166 983971709 894166762"
    expected = {(trust, 2021, "consultations") for trust in trusts.split()}
    assert repeated_cells(read_reference().ssb_activity) == expected


def test_share_of_the_sums_that_is_copied() -> None:
    rows = table(
        (2020, "bergen", "bed_days", 3000),
        (2021, "bergen", "bed_days", 3000),
        (2021, "stavanger", "bed_days", 1500),
        (2021, "west", "bed_days", 4000),
    )
    shares = share_repeated(rows, TREE)
    assert shares == {("west", 2021, "bed_days"): 0.75, ("norge", 2021, "bed_days"): 0.75}


def test_more_than_half_of_the_real_consultations_of_2021_are_copied() -> None:
    reference = read_reference()
    shares = share_repeated(reference.ssb_activity, parents(reference.organisations))
    # 543,850 of 928,156: the nine trusts over the four regions, added up by hand.
    assert shares["norge", 2021, "consultations"] == pytest.approx(543_850 / 928_156)
    assert {cell[1:] for cell in shares} == {(2021, "consultations")}


def test_nothing_is_found_in_good_rows() -> None:
    rows = [(year, place, "beds", 10.0) for year in (2020, 2021) for place in ("bergen", "stavanger")]
    assert found(*rows, (2020, "west", "beds", 20), (2021, "west", "beds", 21)) == {}


@pytest.mark.parametrize(
    ("check", "rows", "places"),
    [
        ("unknown-organisation", [(2020, "oslo", "beds", 5)], [("oslo", 2020, "beds")]),
        ("twice", [(2020, "bergen", "beds", 5), (2020, "bergen", "beds", 6)], [("bergen", 2020, "beds")]),
        ("negative", [(2020, "bergen", "beds", -5)], [("bergen", 2020, "beds")]),
        ("not-whole", [(2020, "bergen", "beds", 5.5)], [("bergen", 2020, "beds")]),
        (
            "missing-year",
            [(2019, "bergen", "beds", 5), (2021, "bergen", "beds", 5)],
            [("bergen", 2020, "beds")],
        ),
        (
            "missing-year",  # a region must have the years that its trusts have
            [(2019, "bergen", "beds", 5), (2020, "bergen", "beds", 5), (2020, "west", "beds", 5)],
            [("west", 2019, "beds")],
        ),
        (
            "parts-above-region",
            [(2020, "bergen", "beds", 5), (2020, "stavanger", "beds", 6), (2020, "west", "beds", 10)],
            [("west", 2020, "beds")],
        ),
        (
            "jump",  # 26 % down; 25 % is allowed
            [(2020, "bergen", "consultations", 1000), (2021, "bergen", "consultations", 740)],
            [("bergen", 2021, "consultations")],
        ),
    ],
)
def test_each_check_finds_what_it_is_for(check: str, rows: list[Row], places: list[tuple[str, int, str]]) -> None:
    assert found(*rows) == {check: tuple(places)}


def test_a_change_at_the_limit_or_of_few_is_no_jump() -> None:
    assert found((2020, "bergen", "consultations", 1000), (2021, "bergen", "consultations", 750)) == {}
    assert found((2020, "bergen", "beds", 6), (2021, "bergen", "beds", 16)) == {}


def test_the_break_of_2018_in_the_middle_of_norway_is_found_in_the_real_table() -> None:
    reference = read_reference()
    findings = {f.check: f for f in check_activity(reference.ssb_activity, parents(reference.organisations))}
    assert findings.keys() == {"identical-to-last-year", "contains-repeats", "jump"}
    assert ("983658776", 2018, "consultations") in findings["jump"].places
    assert ("883974832", 2018, "consultations") in findings["jump"].places
    assert "983971636 2021 consultations" in findings["identical-to-last-year"].sentence
    assert findings["identical-to-last-year"].count == 9


def test_lost_and_revised_figures_are_told_against_the_former_table() -> None:
    former = table((2020, "bergen", "beds", 5), (2021, "bergen", "beds", 6))
    new = table((2021, "bergen", "beds", 7), (2022, "bergen", "beds", 8))
    told = {f.check: (f.severity, f.places) for f in check_against_former(new, former)}
    assert told == {
        "lost": ("stop", (("bergen", 2020, "beds"),)),
        "revised": ("note", (("bergen", 2021, "beds"),)),
    }
