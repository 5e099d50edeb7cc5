"""The small-cell rule of reports, case by case."""

import pytest

from data_marts.checks.declared import Check, read_checks
from data_marts.checks.findings import Finding, Place
from data_marts.report.told import may_tell, persons_told, rows_told, severity_told, sum_told

CHECKS = {check.id: check for check in read_checks()}
ROWS, PERSONS, PLACES = CHECKS["unknown_codes"], CHECKS["several_sexes"], CHECKS["level_shifts"]


@pytest.mark.parametrize(
    ("rows", "persons", "told"),
    [(0, 0, 0), (1, 1, "withheld"), (400, 4, "withheld"), (5, 5, 5), (400, 5, 400), (40, 0, "withheld")],
)
def test_rows_are_told_by_the_persons_behind_them(rows: int, persons: int, told: object) -> None:
    assert rows_told(rows, persons) == told


@pytest.mark.parametrize(("persons", "told"), [(0, 0), (1, "withheld"), (4, "withheld"), (5, 5)])
def test_persons(persons: int, told: object) -> None:
    assert persons_told(persons) == told


def test_a_sum_is_withheld_with_any_of_its_parts() -> None:
    assert sum_told([]) == 0
    assert sum_told([5, 0, 7]) == 12
    assert sum_told([5, "withheld", 7]) == "withheld"


def finding(check: Check, count: int, persons: int | None) -> Finding:
    return Finding(check.id, "note", count, persons, "")


@pytest.mark.parametrize(
    ("check", "count", "persons", "told"),
    [
        (ROWS, 9, 5, True),
        (ROWS, 9, 4, False),
        (ROWS, 9, 0, False),
        (PERSONS, 5, 5, True),
        (PERSONS, 4, 4, False),
        (PERSONS, 96, 96, False),
        (PERSONS, 95, 95, True),
        (PLACES, 1, 5, True),
        (PLACES, 7, 4, False),
        (PLACES, 1, 0, True),
        (PLACES, 1, None, True),
    ],
)
def test_a_count_is_told_by_what_it_counts(check: Check, count: int, persons: int | None, told: bool) -> None:
    assert may_tell(check, finding(check, count, persons), 100) is told
    assert may_tell(check, Place(None, None, None, None, count, persons), 100) is told


def test_where_the_rest_is_judged_by_itself_all_but_a_few_may_be_told() -> None:
    assert not may_tell(PERSONS, finding(PERSONS, 96, 96), 100)
    assert may_tell(PERSONS, finding(PERSONS, 96, 96), None)


def test_a_severity_is_told_where_it_is_the_same_for_any_number() -> None:
    assert severity_told(PERSONS, 3, 100, is_told=False) == "withheld"
    assert severity_told(PERSONS, 9, 901, is_told=True) == "note"
    assert severity_told(PERSONS, 9, 900, is_told=True) == "warn"
    assert severity_told(CHECKS["missing_columns"], 3, 0, is_told=False) == "warn"


def test_nothing_looks_less_grave_for_want_of_a_whole() -> None:
    assert severity_told(PERSONS, 9, 0, is_told=True) == "stop"
