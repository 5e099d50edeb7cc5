"""Checks of codes, diagnoses and rows that stand twice."""

from datetime import date, time

import pytest

from data_marts.checks.tables import known_codes
from tests.data_marts.checks.small_delivery import (
    CLINIC,
    OTHER_CLINIC,
    contact,
    facts,
    found,
    places,
    stay,
    summary,
)

DAY = "2024-03-05"
UNKNOWN = {
    "kjonn": 3,
    "omsorgsniva": 4,
    "kontakttype": 4,
    "polkonaktivitet": 9,
    "stedaktivitet": 7,
    "innmatehast": 6,
    "ventetidsluttkode": 6,
    "retttilhelsehjelp": 7,
}


@pytest.mark.parametrize(("column", "code"), UNKNOWN.items())
def test_a_code_that_is_in_no_list(column: str, code: int) -> None:
    known = [contact(DAY, 1, **{column: value}) for value in (*known_codes()[column], None)]
    assert found("unknown_codes", known) is None
    finding = found("unknown_codes", [*known, contact(DAY, 2, **{column: code}), contact(DAY, 2, **{column: code})])
    assert summary(finding) == (2, 1)
    assert places(finding) == {(None, None, None, f"{column} {code}")}


def test_two_unknown_codes_in_one_row_are_two() -> None:
    assert summary(found("unknown_codes", [contact(DAY, 1, kjonn=3, innmatehast=0)])) == (2, 1)


def test_video_and_telephone_before_2021() -> None:
    rows = [
        contact("2020-12-31", 1, kontakttype=6),
        contact("2020-12-31", 2, kontakttype=7),
        contact("2021-01-01", 3, kontakttype=6),
        contact("2020-12-31", 4, kontakttype=5),
    ]
    finding = found("early_contact_types", rows, about=facts([2020, 2021]))
    assert places(finding) == {(None, None, "2020", "kontakttype 6"), (None, None, "2020", "kontakttype 7")}


def test_diagnosis_codes_of_an_unknown_form() -> None:
    good = ("F900", "F29", "Z0320", "R40", "1000", "1999", "", None, "F90123X")
    bad = ("f900", "F9", "900", "F90.0", "F901234X", "2000", "Ikke satt")
    assert found("diagnosis_form", [contact(DAY, 1, tilst1akse1=code) for code in good]) is None
    finding = found("diagnosis_form", [contact(DAY, 1, tilst1akse1=code) for code in (*good, *bad)])
    assert summary(finding) == (7, 1)
    assert {(place.value, place.count) for place in finding.places} == {
        ("f900", 1),
        ("F9", 1),
        ("900", 1),
        ("F90.0", 1),
        ("2000", 1),
        ("other text", 2),
    }


def _patients(coded: int, all_of_them: int) -> list:
    codes = ["F900"] * coded + [None, "1999", ""] * all_of_them
    return [contact(DAY, person, tilst1akse1=codes[person]) for person in range(all_of_them)]


@pytest.mark.parametrize(
    ("coded", "patients", "expected"),
    [(11, 20, (1, 9)), (12, 20, (0, None)), (2, 19, (0, None)), (0, 20, (1, 0)), (59, 100, (1, 41))],
)
def test_units_with_too_few_patients_coded(coded: int, patients: int, expected: tuple[int, int | None]) -> None:
    finding = found("diagnosis_coverage", _patients(coded, patients), about=facts([2024]))
    assert summary(finding) == expected
    if finding:
        assert finding.places[0].observed == pytest.approx(100 * coded / patients)
        assert places(finding) == {(None, str(CLINIC), "2024", None)}


def test_a_patient_is_coded_when_any_row_of_the_year_is() -> None:
    rows = [contact(DAY, person, tilst1akse1=None) for person in range(20)]
    later = [contact("2024-11-05", person) for person in range(12)]
    assert found("diagnosis_coverage", [*rows, *later], about=facts([2024])) is None
    elsewhere = [{**row, "behandlingsstedkode": OTHER_CLINIC} for row in later]
    assert places(found("diagnosis_coverage", [*rows, *elsewhere], about=facts([2024]))) == {
        (None, str(CLINIC), "2024", None)
    }


def test_years_delivered_in_part_are_not_judged_by_coverage() -> None:
    assert found("diagnosis_coverage", _patients(0, 30), about=facts([2023], date(2024, 6, 30))) is None


def test_the_same_row_twice_in_a_file() -> None:
    row = contact(DAY, 1, inntid=time(9), episode_lnr=7)
    beside = [
        {**row, "lopenr": 2},
        {**row, "inntid": time(10)},
        {**row, "episode_lnr": 8},
        {**row, "behandlingsstedkode": OTHER_CLINIC},
        {**row, "polkonaktivitet": 3},
        {**row, "omsorgsniva": 2},
        {**row, "reason": "superseded"},
    ]
    assert found("duplicates_in_file", [row, *beside]) is None
    finding = found("duplicates_in_file", [row, row, row, *beside])
    assert summary(finding) == (2, 1)
    assert places(finding) == {("PHBU_2024", None, None, None)}
    # What was added to a row later does not make it another event.
    assert summary(found("duplicates_in_file", [row, {**row, "tilst1akse1": None}])) == (1, 1)


def test_the_same_row_in_the_files_of_two_years() -> None:
    december = contact("2023-12-20", 1, episode_lnr=7)
    again = {**december, "aar": 2024, "file": "PHBU_2024"}
    finding = found("duplicates_over_files", [december, again, contact("2024-12-20", 1)])
    assert summary(finding) == (1, 1)
    assert places(finding) == {("PHBU_2024", None, None, None)}
    assert found("duplicates_in_file", [december, again]) is None
    assert found("duplicates_over_files", [december, december]) is None


def test_a_stay_over_new_year_is_no_duplicate_but_one_that_had_ended_is() -> None:
    going_on = [stay("2023-12-20", None), stay("2023-12-20", "2024-01-05", aar=2024)]
    assert found("duplicates_over_files", going_on) is None
    ended = [stay("2023-12-20", "2023-12-24"), stay("2023-12-20", "2023-12-24", aar=2024)]
    assert summary(found("duplicates_over_files", ended)) == (1, 1)


def test_rows_gone_in_the_newer_cumulative_file() -> None:
    older = {"file": "PHBU_2024_08", "reason": "superseded"}
    rows = [
        contact("2024-02-01", 1, episode_lnr=1, **older),
        contact("2024-02-02", 1, episode_lnr=2, **older),
        contact("2024-03-02", 2, episode_lnr=3, **older),
        contact("2024-03-03", 3, episode_lnr=4, **older),
        # The newer file: episode 1 has moved to another day, 3 is set aside now, 4 belongs to somebody else.
        contact("2024-02-09", 1, episode_lnr=1),
        contact("2024-03-02", 2, episode_lnr=3, reason="other_sector"),
        contact("2024-03-03", 9, episode_lnr=4),
    ]
    finding = found("gone_in_newer_file", rows)
    assert summary(finding) == (2, 2)
    assert places(finding) == {("PHBU_2024_08", None, "2024-02", None), ("PHBU_2024_08", None, "2024-03", None)}


def test_without_episode_numbers_a_row_is_known_by_person_place_care_and_day() -> None:
    older = {"file": "PHBU_2024_08", "reason": "superseded"}
    rows = [
        contact("2024-02-01", 1, **older),
        contact("2024-02-02", 1, **older),
        contact("2024-02-03", 1, **older),
        contact("2024-02-04", 1, **older),
        contact("2024-02-01", 1, tilst1akse1="Z032"),
        contact("2024-02-02", 1, behandlingsstedkode=OTHER_CLINIC),
        contact("2024-02-03", 1, omsorgsniva=2),
        contact("2024-02-05", 1),
    ]
    assert summary(found("gone_in_newer_file", rows)) == (3, 1)
