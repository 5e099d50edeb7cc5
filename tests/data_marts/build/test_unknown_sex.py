"""Whoever's sex no row states is counted among the boys, in every figure, by hand."""

from datetime import date
from pathlib import Path

import pytest

from data_marts.build.marts import Counted
from tests.data_marts.build.cells import build, cell
from tests.reference.small_world import BY, BY_CLINIC, FJORD_CLINIC, FJORD_WARD, Row

GIRL, BOY, UNKNOWN, NOT_STATED = 2, 1, 0, 9
SEX = dict.fromkeys(range(1, 7), GIRL) | {7: BOY, 8: BOY, 9: UNKNOWN, 10: NOT_STATED}


def contact(person: int, sex: int | None, day: date = date(2024, 4, 1), unit: str = BY_CLINIC, level: int = 3) -> Row:
    return {
        "aar": 2024, "lopenr": person, "fodselsar": 2012, "kjonn": sex, "komnrhjem2": "1003", "sektor": "3",
        "behandlingsstedkode": int(unit), "inndato": day, "utdato": day, "omsorgsniva": level, "kontakttype": 2,
    }  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Counted:
    folder: Path = tmp_path_factory.mktemp("delivery")
    rows = [contact(person, sex) for person, sex in SEX.items()]
    rows.append(contact(10, None, date(2024, 5, 2)))
    rows.append(contact(9, UNKNOWN, date(2024, 6, 3), FJORD_WARD, level=1))
    # Known once, on an earlier day: a girl, whatever the later row says.
    rows.append(contact(11, GIRL, date(2024, 2, 1), FJORD_CLINIC))
    rows.append(contact(11, NOT_STATED, date(2024, 7, 1), FJORD_CLINIC))
    return build(folder, rows)


@pytest.mark.parametrize(("sex", "patients"), [("all", 11), ("girls", 7), ("boys", 4)])
def test_patients(built: Counted, sex: str, patients: int) -> None:
    assert cell(built, "patient_rates", year=2024, residence=BY, sex=sex)["patients"] == patients


@pytest.mark.parametrize(("sex", "contacts", "persons"), [("all", 11, 10), ("girls", 6, 6), ("boys", 5, 4)])
def test_contacts_and_the_persons_behind_them(built: Counted, sex: str, contacts: int, persons: int) -> None:
    found = cell(built, "activity", period="2024", organisation=BY, care="outpatient", sex=sex)
    assert (found["contacts"], found["contact_patients"]) == (contacts, persons)


@pytest.mark.parametrize(("sex", "admissions"), [("all", 1), ("girls", 0), ("boys", 1)])
def test_stays(built: Counted, sex: str, admissions: int) -> None:
    found = cell(built, "activity", period="2024", organisation=FJORD_WARD, care="inpatient", sex=sex)
    assert (found["admissions"], found["admission_patients"]) == (admissions, admissions)


def test_the_population_has_nobody_of_unknown_sex(built: Counted) -> None:
    girls, boys, both = (
        cell(built, "population", year=2024, residence="norge", sex=sex)["population"]
        for sex in ("girls", "boys", "all")
    )
    assert (girls + boys, both) == (5400, 5400)


def test_the_standardised_rate_counts_them(built: Counted) -> None:
    """The country standardised to itself: its own rate of all eleven. Without the two it would have nine: too few."""
    found = cell(built, "patient_rates", year=2024, residence="norge")
    assert found["standardised_rate"] == pytest.approx(1000 * 11 / 5400)


def test_they_are_left_out_of_nothing(built: Counted) -> None:
    assert not any(built.left_out.values())
