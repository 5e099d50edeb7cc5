"""What one contact is taken from, row by row: how it was held, and the diagnosis that it counts under."""

from datetime import date
from pathlib import Path

import pytest

from data_marts.build.marts import build_marts
from tests.reference.small_world import BY_CLINIC, small_reference, taken_in

OUTPATIENT, DAY, DURING_STAY = 3, 2, 8
INDIRECT = 5
Row = dict[str, object]


def row(level: int = OUTPATIENT, code: str = "F900", kind: int = 2, activity: int = 1, place: int = 1) -> Row:
    return {
        "aar": 2023, "lopenr": 1, "fodselsar": 2010, "kjonn": 2, "komnrhjem2": "1003", "sektor": "3",
        "behandlingsstedkode": int(BY_CLINIC), "inndato": date(2023, 3, 1), "utdato": date(2023, 3, 1),
        "omsorgsniva": level, "tilst1akse1": code, "kontakttype": kind, "polkonaktivitet": activity,
        "stedaktivitet": place,
    }  # fmt: skip


def contact(folder: Path, *rows: Row) -> tuple[str, str, str]:
    """Care level, contact type and main diagnosis group of the one contact that the rows are."""
    marts = build_marts(taken_in(folder, rows), small_reference(), threads=1).marts
    [(care, kind)] = {
        (found["care"], found["contact_type"])
        for found in marts["activity"].to_pylist()
        if (found["period"], found["organisation"], found["sex"], found["age_group"]) == ("2023", "norge", "all", "all")
        and found["contacts"] == 1
        and found["contact_type"] != "all"
    }
    [diagnosis] = [
        found["diagnosis_group"]
        for found in marts["patients_by_unit"].to_pylist()
        if (found["year"], found["organisation"], found["patients"]) == (2023, "norge", 1)
        and found["diagnosis_group"] != "all"
    ]
    return care, kind, diagnosis


@pytest.mark.parametrize(
    ("kind", "activity", "place", "expected"),
    [
        (2, 1, 1, "in_person"),
        (2, 1, 9, "in_person"),
        (2, 1, 4, "ambulant"),
        (2, 1, 5, "ambulant"),
        (2, 4, 4, "group"),
        (6, 1, 1, "video"),
        (2, 1, 3, "video"),  # telemedicine had no contact type of its own before 2021
        (2, 1, 6, "video"),
        (2, 4, 3, "video"),  # also as a group
        (7, 1, 1, "phone"),
        (7, 1, 3, "video"),  # video goes before phone
        (7, 4, 5, "phone"),
    ],
)
def test_how_a_contact_was_held(tmp_path: Path, kind: int, activity: int, place: int, expected: str) -> None:
    assert contact(tmp_path, row(kind=kind, activity=activity, place=place)) == ("outpatient", expected, "hyperkinetic")


def test_the_more_present_form_and_the_first_group_of_the_rows_of_a_day(tmp_path: Path) -> None:
    found = contact(tmp_path, row(kind=6, code="F900"), row(kind=7, code="F401"), row(activity=4, code="Z032"))
    assert found == ("outpatient", "group", "hyperkinetic")


@pytest.mark.parametrize(
    "other",
    [
        row(level=DAY, code="F900"),  # outpatient care goes first, and says how and what
        row(kind=INDIRECT, code="F900"),  # work without the patient
        row(level=DURING_STAY, code="F900"),  # while she was in the ward
    ],
    ids=["day care", "without the patient", "during a stay"],
)
def test_other_rows_of_the_day_say_nothing_of_the_contact(tmp_path: Path, other: Row) -> None:
    assert contact(tmp_path, row(kind=7, code="F431"), other) == ("outpatient", "phone", "stress")


def test_a_contact_in_day_care_is_told_by_its_own_rows(tmp_path: Path) -> None:
    assert contact(tmp_path, row(level=DAY, kind=7, code="Z032"), row(kind=INDIRECT)) == ("day", "phone", "symptoms")
