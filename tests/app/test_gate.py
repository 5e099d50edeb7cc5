"""The gate: rows of every mart, made at random and against the rules; what policy forbids never comes out."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.gate import DisclosureError, publish
from data_marts.catalog import MARTS, Dimension, Group, Mart, Measure, Status
from data_marts.disclosure.rules import DEFAULT_POLICY, Policy

ABSENT = [status for status in Status if status is not Status.PUBLISHED]
COUNTS = st.integers(0, 9) | st.integers(0, 100_000)
# What needs ten persons and not five: waits, scores, and what came of the treatment.
RESULTS = ("median_wait", "long_wait", "change", "outcome", "ends")
TRIED = settings(max_examples=150, deadline=None)


def _value(measure: Measure) -> st.SearchStrategy[Any]:
    return COUNTS if measure.kind == "count" else st.floats(-1000, 1000)


def _key(dimension: Dimension) -> st.SearchStrategy[Any]:
    if dimension.whole_number:
        return st.integers(2015, 2024)
    return st.sampled_from(dimension.values or ("983974880",))


@st.composite
def rows(draw: st.DrawFn, mart: Mart) -> dict[str, Any]:
    """A row with the mart's columns and values that need not go together."""
    row: dict[str, Any] = {dimension.name: draw(_key(dimension)) for dimension in mart.dimensions}
    for group in mart.groups:
        published = draw(st.booleans())
        row[group.status_column] = str(Status.PUBLISHED if published else draw(st.sampled_from(ABSENT)))
        beside = not published and draw(st.integers(0, 9)) == 0
        for measure in group.measures:
            there = draw(st.integers(0, 9)) > 0 if published else beside
            row[measure.name] = draw(_value(measure)) if there else None
    return row


def _forbidden(group: Group, row: Mapping[str, Any]) -> bool:
    """The rule again as it reads: 1-4 persons, a denominator under 5, a result of under 10, or not to be checked."""
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


def _broken(mart: Mart, row: Mapping[str, Any]) -> bool:
    for group in mart.groups:
        published = row[group.status_column] == "published"
        if published and _forbidden(group, row):
            return True
        if not published and any(row[measure.name] is not None for measure in group.measures):
            return True
    return False


@pytest.mark.parametrize("mart", MARTS.values(), ids=list(MARTS))
@given(data=st.data())
@TRIED
def test_a_row_leaves_as_it_is_or_not_at_all(mart: Mart, data: st.DataObject) -> None:
    row = data.draw(rows(mart))
    by = tuple(dimension.name for dimension in mart.dimensions)
    if _broken(mart, row):
        with pytest.raises(DisclosureError):
            publish(mart, [row], DEFAULT_POLICY, by)
        return
    [found] = publish(mart, [row], DEFAULT_POLICY, by)
    assert found.keys == {name: row[name] for name in by}
    for group in mart.groups:
        status = Status(row[group.status_column])
        for measure in group.measures:
            if status is Status.PUBLISHED and row[measure.name] is not None:
                assert found.number(measure.name) == row[measure.name]
                assert found.status(measure.name) is Status.PUBLISHED
            else:
                assert found.number(measure.name) is None
                assert found.status(measure.name) is (Status.NOT_APPLICABLE if status is Status.PUBLISHED else status)


@pytest.mark.parametrize("mart", MARTS.values(), ids=list(MARTS))
@given(data=st.data())
@TRIED
def test_no_count_of_one_to_four_persons_and_no_small_denominator_ever_leaves(mart: Mart, data: st.DataObject) -> None:
    row = data.draw(rows(mart))
    try:
        [found] = publish(mart, [row], DEFAULT_POLICY, ())
    except DisclosureError as refused:
        # The name of a mart or group holds no digit, so none in the text means none of the row's.
        assert not re.search(r"\d", str(refused))
        return
    for group in mart.groups:
        shown = any(found.number(measure.name) is not None for measure in group.measures)
        if shown:
            assert all(found.number(name) not in (None, 1, 2, 3, 4) for name in group.persons)
            assert all(found.number(name) not in (None, 1, 2, 3, 4) for name in group.denominators)


# --- one row, worked by hand ---


def _row(mart: str, **values: Any) -> dict[str, Any]:
    found = MARTS[mart]
    row: dict[str, Any] = {dimension.name: 2024 if dimension.whole_number else "x" for dimension in found.dimensions}
    for group in found.groups:
        row[group.status_column] = "not_applicable"
        row |= dict.fromkeys((measure.name for measure in group.measures), None)
    return row | values


UNIT = MARTS["patients_by_unit"]
RATES = MARTS["patient_rates"]
FULL_RATE = {
    "patients": 40,
    "population": 1000,
    "rate": 40.0,
    "rate_low": 29.5,
    "rate_high": 54.1,
    "patients_status": "published",
}


@pytest.mark.parametrize(
    ("patients", "leaves"), [(0, True), (1, False), (2, False), (3, False), (4, False), (5, True), (-1, False)]
)
def test_each_small_number_of_patients(patients: int, leaves: bool) -> None:
    row = _row("patients_by_unit", patients=patients, patients_status="published")
    if leaves:
        [found] = publish(UNIT, [row], DEFAULT_POLICY, ())
        assert found.number("patients") == patients
    else:
        with pytest.raises(DisclosureError):
            publish(UNIT, [row], DEFAULT_POLICY, ())


@pytest.mark.parametrize(
    "change",
    [
        {"patients": 3},  # few children
        {"population": 4, "patients": 0},  # few inhabitants
        {"population": 42, "patients": 40},  # two who were not patients
        {"population": 30, "patients": 40},  # more patients than inhabitants: nothing here can be trusted
        {"patients": None},
        {"population": None},
        {"patients": 40.0},  # not a whole number: not a count, so not known
        {"patients": "40"},
        {"patients": True},
        {"population": 1000.0},
    ],
)
def test_a_rate_falls_with_what_it_was_made_from(change: dict[str, Any]) -> None:
    assert publish(RATES, [_row("patient_rates", **FULL_RATE)], DEFAULT_POLICY, ()).rows[0].number("rate") == 40.0
    with pytest.raises(DisclosureError):
        publish(RATES, [_row("patient_rates", **{**FULL_RATE, **change})], DEFAULT_POLICY, ())


def test_a_mean_falls_when_its_denominator_is_withheld() -> None:
    row = _row(
        "patients_by_unit", patients_status="withheld", contacts_per_patient=14.2,
        contacts_per_patient_status="published",
    )  # fmt: skip
    with pytest.raises(DisclosureError, match="group contacts_per_patient"):
        publish(UNIT, [row], DEFAULT_POLICY, ())


@pytest.mark.parametrize("status", ABSENT)
def test_a_value_beside_any_other_status_is_an_alarm(status: Status) -> None:
    row = _row("patients_by_unit", patients=40, patients_status=str(status))
    with pytest.raises(DisclosureError, match=f"a value stands beside the status {status}"):
        publish(UNIT, [row], DEFAULT_POLICY, ())


@pytest.mark.parametrize("status", ["", "PUBLISHED", "ok", None, 1])
def test_a_status_that_nobody_knows_lets_nothing_out(status: object) -> None:
    with pytest.raises(DisclosureError, match="group patients: a status that nobody knows$"):
        publish(UNIT, [_row("patients_by_unit", patients=40, patients_status=status)], DEFAULT_POLICY, ())


@pytest.mark.parametrize("value", ["29.5", True, float("nan"), float("inf"), -float("inf"), [29.5], b"29.5"])
def test_what_is_no_number_does_not_leave_beside_one(value: object) -> None:
    with pytest.raises(DisclosureError, match="rate_low has a value that is no number of its kind$"):
        publish(RATES, [_row("patient_rates", **{**FULL_RATE, "rate_low": value})], DEFAULT_POLICY, ())


@pytest.mark.parametrize("value", [90.0, True, "90"])
def test_a_count_of_events_is_a_whole_number(value: object) -> None:
    row = _row("activity", contacts=value, contact_patients=30, contacts_status="published")
    with pytest.raises(DisclosureError, match="contacts has a value that is no number of its kind$"):
        publish(MARTS["activity"], [row], DEFAULT_POLICY, ())


@pytest.mark.parametrize(
    ("mart", "change"),
    [
        ("patients_by_unit", {"year": "2024"}),
        ("patients_by_unit", {"year": 2024.0}),
        ("patients_by_unit", {"year": None}),
        ("patients_by_unit", {"organisation": None}),
        ("activity", {"period": 2024}),
    ],
)
def test_a_row_of_no_place_or_time_lets_nothing_out(mart: str, change: dict[str, Any]) -> None:
    with pytest.raises(DisclosureError, match="has a value of another kind$"):
        publish(MARTS[mart], [_row(mart, **change)], DEFAULT_POLICY, ())


@pytest.mark.parametrize(
    "policy",
    [Policy(smallest_persons=4), Policy(4, 4), Policy(smallest_mean=1), Policy(protect_remainders=False)],
)
def test_a_policy_that_is_weaker_than_the_rule_lets_nothing_out(policy: Policy) -> None:
    with pytest.raises(DisclosureError, match="the policy is weaker than the rule"):
        publish(UNIT, [], policy, ())


def test_a_group_that_names_no_persons_lets_nothing_out() -> None:
    blind = replace(UNIT, groups=(replace(UNIT.groups[0], persons=()),))
    row = _row("patients_by_unit", patients=40, patients_status="published")
    with pytest.raises(DisclosureError, match="group patients: a published row is forbidden"):
        publish(blind, [row], DEFAULT_POLICY, ())


@pytest.mark.parametrize(("waits", "leaves"), [(9, False), (10, True)])
def test_a_result_of_fewer_than_ten_does_not_leave(waits: int, leaves: bool) -> None:
    shown = {"started_status": "published", "median_wait_status": "published"}
    row = _row("waiting", started=waits, start_patients=waits, median_wait=40.0, **shown)
    if leaves:
        assert publish(MARTS["waiting"], [row], DEFAULT_POLICY, ()).rows[0].number("median_wait") == 40.0
    else:
        with pytest.raises(DisclosureError, match="group median_wait"):
            publish(MARTS["waiting"], [row], DEFAULT_POLICY, ())


@pytest.mark.parametrize("mart", MARTS.values(), ids=list(MARTS))
def test_a_row_without_one_of_its_columns_lets_nothing_out(mart: Mart) -> None:
    row = _row(mart.name)
    assert len(publish(mart, [row], DEFAULT_POLICY, ()).rows) == 1
    for column in mart.schema.names:
        cut = {name: value for name, value in row.items() if name != column}
        with pytest.raises(KeyError):
            publish(mart, [cut], DEFAULT_POLICY, ())


def test_one_bad_row_holds_all_of_them_back() -> None:
    good = _row("patients_by_unit", year=2023, patients=40, patients_status="published")
    bad = _row("patients_by_unit", year=2024, patients=4, patients_status="published")
    with pytest.raises(DisclosureError):
        publish(UNIT, [good, bad], DEFAULT_POLICY, ("year",))


def test_two_rows_for_one_cell_are_an_alarm() -> None:
    row = _row("patients_by_unit", year=2024, patients=40, patients_status="published")
    with pytest.raises(DisclosureError, match="several rows for one cell of year"):
        publish(UNIT, [row, dict(row)], DEFAULT_POLICY, ("year",))


def test_a_stricter_policy_of_the_release_is_obeyed() -> None:
    row = _row("patients_by_unit", patients=9, patients_status="published")
    assert publish(UNIT, [row], DEFAULT_POLICY, ()).rows[0].number("patients") == 9
    with pytest.raises(DisclosureError):
        publish(UNIT, [row], Policy(smallest_persons=10, high=10), ())
    with pytest.raises(DisclosureError):
        publish(UNIT, [{**row, "patients": 0}], Policy(show_zero=False), ())


def test_a_row_is_found_by_its_dimensions_and_by_nothing_else() -> None:
    rows_found = [_row("patients_by_unit", year=year, patients_status="withheld") for year in (2023, 2024)]
    table = publish(UNIT, rows_found, DEFAULT_POLICY, ("year",))
    assert [row.keys["year"] for row in table] == [2023, 2024]
    assert table.find(2024) is table.rows[1]
    assert table.find(2025) is None
