"""A second, plain count of the small delivery gives the numbers it was made for."""

from datetime import date, time
from pathlib import Path

import pytest

from data_marts.demo import constants as c
from tests.data_marts.demo import naive
from tests.data_marts.demo.conftest import SMALL

COLUMNS = ["lopenr", "aar", "fodselsar", "omsorgsniva", "kontakttype", "inndato", "utdato", "inntid", "uttid"]
COLUMNS += ["permisjonsdogn", "episode_lnr", "institusjonid", "behandlingsstedkode"]


@pytest.fixture(scope="module")
def rows(small_back: Path) -> list[naive.Row]:
    return naive.read(small_back, COLUMNS)


def test_patients_are_a_fiftieth_of_the_line_from_56357_to_72317(rows: list[naive.Row]) -> None:
    # 56,357 + 3,192 a year, divided by 50.
    assert naive.patients(rows) == {2019: 1127, 2020: 1191, 2021: 1255, 2022: 1319, 2023: 1382, 2024: 1446}


def test_consultations_are_exact(rows: list[naive.Row]) -> None:
    assert naive.contacts(rows, care=3) == {year: round(SMALL * total) for year, total in c.CONSULTATIONS.items()}


def test_day_contacts_are_exact(rows: list[naive.Row]) -> None:
    assert naive.contacts(rows, care=2) == {year: round(SMALL * total) for year, total in c.DAY_CONTACTS.items()}


@pytest.mark.parametrize("year", c.YEARS)
def test_bed_days_and_stays(rows: list[naive.Row], year: int) -> None:
    assert naive.bed_days(rows, year) == pytest.approx(SMALL * c.BED_DAYS[year], rel=0.01)
    assert naive.admissions(rows, year) == round(SMALL * c.STAYS[year])


def _part(number: int, begin: date, hour: int, end: date | None, end_hour: int, aar: int = 2022) -> naive.Row:
    return {
        "episode_lnr": number,
        "aar": aar,
        "inndato": begin,
        "inntid": time(hour),
        "utdato": end,
        "uttid": time(end_hour) if end else None,
        "permisjonsdogn": 0,
    }


def test_the_plain_count_merges_and_clips_as_worked_out_by_hand() -> None:
    transfer = [
        _part(1, date(2022, 3, 1), 12, date(2022, 3, 5), 10),
        _part(2, date(2022, 3, 5), 17, date(2022, 3, 9), 10),
        _part(3, date(2022, 3, 9), 18, date(2022, 3, 10), 10),
    ]
    assert naive.stays(transfer) == [
        naive.Stay(date(2022, 3, 1), date(2022, 3, 9), 0),
        naive.Stay(date(2022, 3, 9), date(2022, 3, 10), 0),
    ]
    both_files = [
        _part(4, date(2021, 12, 30), 12, None, 0, aar=2021),
        _part(4, date(2021, 12, 30), 12, date(2022, 1, 4), 9),
    ]
    [stay] = naive.stays(both_files)
    assert (naive.days_within(stay, 2021), naive.days_within(stay, 2022)) == (2, 3)
