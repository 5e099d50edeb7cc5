"""New, returning and continuing patients, by hand: two years are looked back on."""

from datetime import date
from pathlib import Path

import pytest

from data_marts.build.marts import Counted
from tests.data_marts.build.cells import build, cell
from tests.reference.small_world import BY, BY_CLINIC, FJORD, FJORD_CLINIC, FJORD_WARD, STIFTELSE, Row

YEARS = (2021, 2022, 2023, 2024)
INDIRECT = 5
# person: years with a contact, at which unit
SEEN = {
    1: {2024: FJORD_CLINIC},  # new
    2: {2023: BY_CLINIC, 2024: FJORD_CLINIC},  # continuing, though new to Fjord
    3: {2022: FJORD_CLINIC, 2024: FJORD_CLINIC},  # returning
    4: {2021: FJORD_CLINIC, 2024: FJORD_CLINIC},  # three years ago: new again
    5: {2021: BY_CLINIC, 2022: BY_CLINIC, 2023: BY_CLINIC},  # not a patient of 2024
}


def contact(person: int, year: int, unit: str, kind: int = 2, level: int = 3) -> Row:
    return {
        "aar": year, "lopenr": person, "fodselsar": 2012, "kjonn": 1, "komnrhjem2": "0911" if year < 2024 else "1001",
        "sektor": "3", "behandlingsstedkode": int(unit), "inndato": date(year, 4, 1), "utdato": date(year, 4, 2),
        "omsorgsniva": level, "kontakttype": kind,
    }  # fmt: skip


ROWS = [contact(person, year, unit) for person, seen in SEEN.items() for year, unit in seen.items()]
# A stay the year before counts, work without the patient does not.
ROWS += [contact(6, 2023, FJORD_WARD, level=1), contact(6, 2024, FJORD_CLINIC)]
ROWS += [contact(7, 2023, FJORD_CLINIC, INDIRECT), contact(7, 2024, FJORD_CLINIC)]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Counted:
    folder: Path = tmp_path_factory.mktemp("delivery")
    return build(folder, ROWS, years=YEARS)


@pytest.mark.parametrize(
    ("year", "organisation", "new", "returning", "continuing"),
    [
        (2024, "norge", 3, 1, 2),  # 1, 4, 7; 3; 2, 6
        (2024, FJORD, 3, 1, 2),
        (2024, BY, 0, 0, 0),
        (2023, "norge", 2, 0, 1),  # 2, 6; 5
        (2023, BY, 1, 0, 1),
        (2023, STIFTELSE, 0, 0, 0),
    ],
)
def test_new_returning_and_continuing(
    built: Counted, year: int, organisation: str, new: int, returning: int, continuing: int
) -> None:
    found = cell(built, "patients_by_unit", year=year, organisation=organisation)
    numbers = found["new_patients"], found["returning_patients"], found["continuing_patients"]
    assert (*numbers, found["newness_status"]) == (new, returning, continuing, "published")


@pytest.mark.parametrize("year", [2021, 2022])
def test_years_without_two_years_before_them_have_none(built: Counted, year: int) -> None:
    found = cell(built, "patients_by_unit", year=year, organisation="norge")
    assert (found["new_patients"], found["newness_status"]) == (None, "not_applicable")


def test_newness_is_told_of_all_patients_together(built: Counted) -> None:
    found = cell(built, "patients_by_unit", year=2024, organisation="norge", care="outpatient")
    assert (found["patients"], found["new_patients"], found["newness_status"]) == (6, None, "not_applicable")
