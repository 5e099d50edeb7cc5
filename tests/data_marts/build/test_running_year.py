"""A running year that was delivered in part: its whole months, tertials and half-years are counted, the year is not."""

from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from data_marts.build.marts import Counted, build_marts
from tests.data_marts.build.cells import cell
from tests.reference.small_world import FJORD_CLINIC, FJORD_WARD, Row, read_delivery, small_reference, write_delivery

THROUGH = date(2024, 9, 30)
PARTS = {*(f"2024-{month:02}" for month in range(1, 10)), "2024-T1", "2024-T2", "2024-H1"}


def row(unit: str, person: int, file: int, first: date, level: int = 3, last: date | None = None) -> Row:
    return {
        "aar": file, "lopenr": person, "fodselsar": 2007, "kjonn": 2, "komnrhjem2": "1001", "sektor": "3",
        "behandlingsstedkode": int(unit), "inndato": first, "inntid": time(10), "utdato": last, "omsorgsniva": level,
        "kontakttype": 2, "mottaksdato": date(2024, 9, 1), "ventetidsluttkode": 1, "ventetidsluttdato": first,
    }  # fmt: skip


ROWS = [
    row(FJORD_CLINIC, 1, 2023, date(2023, 6, 1)),
    row(FJORD_CLINIC, 1, 2024, date(2024, 9, 30)),
    row(FJORD_CLINIC, 2, 2024, date(2024, 2, 1)),
    row(FJORD_WARD, 3, 2024, date(2024, 9, 25), 1),  # still there
    row(FJORD_WARD, 4, 2023, date(2023, 12, 30), 1),  # the file of 2024 has no word of this stay: it ended with 2023
]


@pytest.fixture(scope="module", params=[THROUGH, date(2024, 10, 15)], ids=["a whole month", "the middle of a month"])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Counted:
    folder: Path = write_delivery(tmp_path_factory.mktemp("delivery"), ROWS)
    delivery = replace(read_delivery(folder), years=(2023,), delivered_through=request.param)
    assert (delivery.first_year, delivery.last_year) == (2023, 2024)
    return build_marts(delivery, small_reference(), threads=1)


@pytest.mark.parametrize("mart", ["activity", "waiting"])
def test_parts_are_there_where_they_were_delivered_as_a_whole(built: Counted, mart: str) -> None:
    periods = set(built.marts[mart].column("period").to_pylist())
    assert {period for period in periods if period.startswith("2024")} == PARTS
    assert len(periods) == 1 + 2 + 3 + 12 + len(PARTS)


@pytest.mark.parametrize("mart", ["patient_rates", "patients_by_unit", "prom_trends", "coverage"])
def test_yearly_marts_have_whole_years_alone(built: Counted, mart: str) -> None:
    assert set(built.marts[mart].column("year").to_pylist()) == {2023}


def test_contacts_of_the_running_year(built: Counted) -> None:
    september = cell(built, "activity", period="2024-09", organisation="norge", care="outpatient")
    assert (september["contacts"], september["contact_patients"]) == (1, 1)
    tertial = cell(built, "activity", period="2024-T1", organisation="norge", care="outpatient")
    assert (tertial["contacts"], tertial["contact_patients"]) == (1, 1)
    assert cell(built, "waiting", period="2024-09", organisation="norge")["started"] == 2  # persons 1 and 3


def test_an_open_stay_lasts_to_the_last_delivered_day(built: Counted) -> None:
    """Six nights of September, the last one beginning on the 30th; nobody has been discharged."""
    found = cell(built, "activity", period="2024-09", organisation="norge", care="inpatient")
    assert (found["admissions"], found["bed_days"], found["discharges"]) == (1, 6, 0)
    year = cell(built, "activity", period="2023", organisation="norge", care="inpatient")
    assert (year["admissions"], year["bed_days"], year["discharges"]) == (1, 2, 0)
    january = cell(built, "activity", period="2024-01", organisation="norge", care="inpatient")
    assert january["bed_days"] == 0


def test_beds_are_occupied_in_the_parts_of_the_running_year(tmp_path: Path) -> None:
    beds = [{"orgnr": int(FJORD_WARD), "year": 2024, "beds": 1}]
    delivery = read_delivery(write_delivery(tmp_path, ROWS, beds=beds))
    built = build_marts(replace(delivery, years=(2023,), delivered_through=THROUGH), small_reference(), threads=1)
    found = cell(built, "activity", period="2024-09", organisation=FJORD_WARD, care="inpatient")
    assert found["occupied_share"] == pytest.approx(100 * 6 / 30)
