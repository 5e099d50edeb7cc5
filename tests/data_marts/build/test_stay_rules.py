"""How urgent an admission was and how long a stay can be in a year, by hand."""

from datetime import date, time
from pathlib import Path

import pytest

from tests.data_marts.build.cells import build, cell
from tests.reference.small_world import FJORD_CLINIC, FJORD_WARD, STIFTELSE_WARD, Row


def stay(
    first: date, last: date | None, urgency: int | None = None, unit: str = FJORD_WARD, at: int = 10, until: int = 12,
    file: int = 2024, leave: int = 0, person: int = 1,
) -> Row:  # fmt: skip
    return {
        "aar": file, "lopenr": person, "fodselsar": 2010, "kjonn": 2, "komnrhjem2": "1001", "sektor": "3",
        "behandlingsstedkode": int(unit), "inndato": first, "inntid": time(at), "utdato": last, "omsorgsniva": 1,
        "uttid": None if last is None else time(until), "innmatehast": urgency, "permisjonsdogn": leave,
    }  # fmt: skip


def urgencies(folder: Path, *rows: Row) -> tuple[int, int, int]:
    found = cell(build(folder, rows), "activity", period="2024", organisation="norge", care="inpatient")
    kinds = found["acute_admissions"], found["planned_admissions"], found["unstated_admissions"]
    assert sum(kinds) == found["admissions"]
    return kinds


MAY = date(2024, 5, 1), date(2024, 5, 4)
PLANNED = stay(date(2024, 1, 1), date(2024, 1, 2), 4)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (1, (1, 1, 0)),
        (2, (1, 1, 0)),
        (3, (1, 1, 0)),
        (4, (0, 2, 0)),
        (5, (0, 2, 0)),  # back from another hospital
        (9, (0, 1, 1)),
        (None, (0, 1, 1)),
    ],
)
def test_codes_of_urgency(tmp_path: Path, code: int | None, expected: tuple[int, int, int]) -> None:
    assert urgencies(tmp_path, PLANNED, stay(*MAY, code)) == expected


def test_the_first_part_tells_how_urgent_a_stay_was(tmp_path: Path) -> None:
    later = stay(MAY[1], date(2024, 5, 9), 1, FJORD_CLINIC, at=13)
    assert urgencies(tmp_path, stay(*MAY, 4), later) == (0, 1, 0)


def test_a_first_part_that_does_not_tell_is_not_told_by_the_second(tmp_path: Path) -> None:
    later = stay(MAY[1], date(2024, 5, 9), 1, FJORD_CLINIC, at=13)
    assert urgencies(tmp_path, stay(*MAY, None), later) == (0, 0, 1)


def test_persons_stand_behind_each_kind_of_admission(tmp_path: Path) -> None:
    rows = [PLANNED, stay(*MAY, 1), stay(*MAY, 4, STIFTELSE_WARD, person=2)]
    found = cell(build(tmp_path, rows), "activity", period="2024", organisation="norge", care="inpatient")
    assert [found[f"{kind}_patients"] for kind in ("admission", "acute", "planned", "unstated")] == [2, 1, 2, 0]


def test_a_year_in_whose_file_no_stay_tells_is_not_delivered(tmp_path: Path) -> None:
    built = build(tmp_path, [PLANNED, stay(date(2023, 5, 1), date(2023, 5, 2), file=2023)])
    statuses = [
        cell(built, "activity", period=period, organisation="norge", care=care)["urgency_status"]
        for period, care in (("2023", "inpatient"), ("2024", "inpatient"), ("2024", "day"))
    ]
    assert statuses == ["not_delivered", "published", "not_applicable"]


@pytest.mark.parametrize(
    ("leave", "bed_days", "december"),
    [
        (0, 365, 30),  # 366 nights begin in 2024: the last one does not count
        (1, 365, 30),  # was on leave in January 2025
        (3, 365, 30),
        (10, 358, 23),
    ],
)
def test_a_stay_has_at_most_365_days_in_a_year(tmp_path: Path, leave: int, bed_days: int, december: int) -> None:
    """From December 2023 to 3 January 2025: two nights of 2025, 366 of 2024."""
    built = build(tmp_path, [stay(date(2023, 12, 1), date(2025, 1, 3), leave=leave)])
    found = [
        cell(built, "activity", period=period, organisation="norge", care="inpatient")["bed_days"]
        for period in ("2023", "2024", "2024-12")
    ]
    assert found == [31, bed_days, december]


def test_a_whole_ordinary_year_counts_in_full(tmp_path: Path) -> None:
    rows = [stay(date(2022, 12, 1), None, file=2023)]
    built = build(tmp_path, rows)
    assert cell(built, "activity", period="2023", organisation="norge", care="inpatient")["bed_days"] == 365
