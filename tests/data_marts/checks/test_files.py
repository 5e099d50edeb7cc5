"""Checks of the files of a delivery, and of the rows set aside while taking in."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from data_marts.checks.facts import FileAccount
from tests.data_marts.checks.small_delivery import contact, contacts, facts, form, found, places, summary

REASONS = ("unreadable", "missing_person", "missing_start", "ends_before_start", "other_sector", "outside_period")
PROM_REASONS = ("unreadable", "missing_person", "unknown_unit", "unknown_measuring_point", "missing_dates")


def test_file_without_a_usable_row() -> None:
    files = (
        FileAccount("empty", "episodes", 2024, date(2024, 12, 31), 10, 0, {"unreadable": 10}),
        FileAccount("one row", "episodes", 2023, date(2023, 12, 31), 10, 1, {"unreadable": 9}),
        FileAccount("no answers", "prom", None, None, 0, 0),
        FileAccount("no beds", "beds", None, None, 0, 0),
        FileAccount("nobody", "reservations", None, None, 0, 0),
    )
    finding = found("empty_files", about=facts(files=files))
    assert summary(finding) == (2, None)
    assert places(finding) == {("empty", None, None, None), ("no answers", None, None, None)}
    assert finding.severity == "stop"


def test_missing_columns() -> None:
    file = FileAccount("old", "episodes", 2024, date(2024, 12, 31), 1, 1, missing_columns=("innmatehast", "bydel2"))
    finding = found("missing_columns", about=facts(files=(file,)))
    assert places(finding) == {("old", None, None, "innmatehast"), ("old", None, None, "bydel2")}
    assert found("missing_columns") is None


def test_unreadable_values_are_counted_by_column_and_nobody_is_known_behind_them() -> None:
    file = FileAccount("new", "episodes", 2024, date(2024, 12, 31), 9, 9, unreadable={"kjonn": 3, "bydel2": 1, "hf": 0})
    finding = found("unreadable_values", about=facts(files=(file,)))
    assert summary(finding) == (4, 0)
    assert [(place.value, place.count) for place in finding.places] == [("kjonn", 3), ("bydel2", 1)]


def _year(numbers: Mapping[str, int]) -> list[Mapping[str, object]]:
    return [row for month, number in numbers.items() for row in contacts(f"2024-{month}", number)]


def test_a_month_missing_in_a_file_whose_other_months_are_full() -> None:
    months = {f"{month:02}": 100 for month in range(1, 13) if month not in {3, 5}} | {"05": 1}
    finding = found("missing_months", _year(months), about=facts([2024]))
    assert places(finding) == {("PHBU_2024", None, "2024-03", None)}
    assert (finding.places[0].observed, finding.places[0].expected) == (0, 100)
    few = {month: number - 1 for month, number in months.items() if number == 100}
    assert found("missing_months", _year(few), about=facts([2024])) is None


def test_months_after_the_end_of_a_file_are_not_missing() -> None:
    months = {f"{month:02}": 100 for month in range(1, 10)}
    until_september = facts([], date(2024, 9, 30))
    assert found("missing_months", _year(months), about=until_september) is None
    until_october = facts([], date(2024, 10, 31))
    finding = found("missing_months", _year(months), about=until_october)
    assert places(finding) == {("PHBU_2024", None, "2024-10", None)}


def test_a_superseded_file_has_no_months_to_miss() -> None:
    older = FileAccount("older", "episodes", 2024, date(2024, 8, 31), 800, 0, {"superseded": 800})
    about = facts([2024])
    rows = _year({f"{month:02}": 100 for month in range(1, 13)})
    assert found("missing_months", rows, about=replace(about, files=(*about.files, older))) is None


def test_reservations() -> None:
    assert found("reservations", about=facts(reserved_persons=0)) is None
    assert summary(found("reservations", about=facts(reserved_persons=7))) == (7, 7)


@pytest.mark.parametrize("reason", [*REASONS, "superseded"])
def test_rows_set_aside_by_file_with_the_persons_behind(reason: str) -> None:
    rows = [
        contact("2024-01-02", 1, reason=reason),
        contact("2024-01-03", 1, reason=reason),
        contact("2023-01-03", 2, reason=reason),
        contact("2023-01-03", 3),
        contact("2023-01-03", 4, reason="another"),
    ]
    finding = found(f"set_aside_{reason}", rows)
    assert summary(finding) == (3, 2)
    assert [(place.file, place.count, place.persons) for place in finding.places] == [
        ("PHBU_2024", 2, 1),
        ("PHBU_2023", 1, 1),
    ]
    assert finding.examined == 5


def test_rows_without_a_person_are_of_an_unknown_number_of_persons() -> None:
    finding = found("set_aside_missing_person", [contact("2024-01-02", None, reason="missing_person")] * 9)
    assert summary(finding) == (9, 0)


def test_unknown_units_are_told_by_number_but_no_longer_numbers() -> None:
    rows = [
        contact("2024-01-02", 1, behandlingsstedkode=123456789, reason="unknown_unit"),
        contact("2024-01-03", 2, behandlingsstedkode=123456789, reason="unknown_unit"),
        contact("2024-01-02", 1, behandlingsstedkode=99, institusjonid=555, reason="unknown_unit"),
        contact("2024-01-02", 1, behandlingsstedkode=12345678901, reason="unknown_unit"),
        contact("2024-01-02", 1, behandlingsstedkode=None, institusjonid=None, hf=None, reason="unknown_unit"),
        contact("2024-01-02", 1),
    ]
    finding = found("set_aside_unknown_unit", rows)
    assert summary(finding) == (5, 2)
    assert {(place.value, place.count) for place in finding.places} == {
        ("123456789", 2),
        ("555", 1),
        ("a number of 11 digits", 1),
        ("no number", 1),
    }


@pytest.mark.parametrize("reason", [*PROM_REASONS, "score_out_of_range"])
def test_prom_rows_set_aside(reason: str) -> None:
    finding = found(f"prom_set_aside_{reason}", prom=[form(1, reason=reason), form(2), form(3, reason="another")])
    assert summary(finding) == (1, 1)
    assert places(finding) == {("PROM", None, None, None)}


def test_unknown_scales_are_told_by_name_but_no_other_text() -> None:
    rows = [
        form(1, scale="impact", reason="unknown_scale"),
        form(1, scale="Ola Nordmann 01017012345", reason="unknown_scale"),
        form(1, scale="Ørjan", reason="unknown_scale"),
        form(1),
    ]
    finding = found("prom_set_aside_unknown_scale", prom=rows)
    assert {(place.value, place.count) for place in finding.places} == {("sdq parent impact", 1), ("other text", 2)}


@pytest.mark.parametrize(("of_a_thousand", "severity"), [(0, None), (1, "warn"), (9, "warn"), (10, "stop")])
def test_severity_by_the_share_of_rows_without_a_person(of_a_thousand: int, severity: str | None) -> None:
    rows = [contact("2024-01-02", None, reason="missing_person")] * of_a_thousand
    rows += [contact("2024-01-02", 1)] * (1000 - of_a_thousand)
    finding = found("set_aside_missing_person", rows)
    assert (finding and finding.severity) == severity


@pytest.mark.parametrize(("rows", "severity"), [(1, "note"), (2, "warn"), (99, "warn"), (100, "stop")])
def test_severity_by_the_share_of_rows_of_unknown_units(rows: int, severity: str) -> None:
    unknown = [contact("2024-01-02", 1, behandlingsstedkode=123456789, reason="unknown_unit")] * rows
    finding = found("set_aside_unknown_unit", [*unknown, *[contact("2024-01-02", 1)] * (2000 - rows)])
    assert finding.severity == severity
