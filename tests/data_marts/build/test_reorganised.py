"""Units that move to another trust and units that merge, by hand: each year stands where they were that year."""

from datetime import date
from pathlib import Path

import pytest

from data_marts.build.marts import Counted
from tests.data_marts.build.cells import build, cell, cells
from tests.reference.small_world import (
    BY,
    BY_CLINIC,
    FJORD,
    FJORD_CLINIC,
    FJORD_WARD,
    NORD,
    SOR,
    STIFTELSE,
    STIFTELSE_WARD,
)

MOVE = (2024, "move", FJORD_CLINIC, BY, FJORD)
MERGER = (2024, "merger", FJORD_WARD, None, FJORD_CLINIC)


def episode(
    person: int, file: int, unit: str, first: date, level: int = 3, last: date | None = None
) -> dict[str, object]:
    return {
        "aar": file, "lopenr": person, "fodselsar": 2010, "kjonn": 2, "komnrhjem2": "1003", "sektor": "3",
        "behandlingsstedkode": int(unit), "inndato": first, "utdato": last, "omsorgsniva": level, "kontakttype": 2,
    }  # fmt: skip


CONTACTS = [
    episode(1, 2023, FJORD_CLINIC, date(2023, 12, 31)),
    episode(1, 2024, FJORD_CLINIC, date(2024, 1, 1)),
    episode(2, 2024, FJORD_CLINIC, date(2024, 2, 1)),
    # On one day at both units: two contacts of one person, and one from the merger on.
    episode(3, 2023, FJORD_CLINIC, date(2023, 5, 2)),
    episode(3, 2023, FJORD_WARD, date(2023, 5, 2)),
    episode(3, 2024, FJORD_CLINIC, date(2024, 5, 2)),
    episode(3, 2024, FJORD_WARD, date(2024, 5, 2)),
    episode(4, 2024, FJORD_WARD, date(2024, 5, 3)),
]


def numbers(built: Counted, year: int, organisation: str) -> tuple[int, int, int]:
    """Contacts and the persons behind them, and patients."""
    found = cell(built, "activity", period=str(year), organisation=organisation, care="outpatient")
    patients = cell(built, "patients_by_unit", year=year, organisation=organisation)["patients"]
    eligible = cell(built, "prom_trends", year=year, organisation=organisation, instrument="sdq")["eligible"]
    assert patients == eligible == found["contact_patients"]
    return found["contacts"], found["contact_patients"], patients


@pytest.mark.parametrize(
    ("year", "organisation", "expected"),
    [
        (2023, FJORD_CLINIC, (2, 2, 2)),
        (2023, BY, (2, 2, 2)),
        (2023, SOR, (2, 2, 2)),
        (2023, FJORD, (1, 1, 1)),  # what stood at the ward
        (2023, NORD, (1, 1, 1)),
        (2023, "norge", (3, 2, 2)),  # person 3 was seen in both regions
        (2024, FJORD_CLINIC, (3, 3, 3)),
        (2024, BY, (0, 0, 0)),
        (2024, FJORD, (5, 4, 4)),
        (2024, "norge", (5, 4, 4)),
    ],
)
def test_a_unit_counts_where_it_lay_that_year(
    tmp_path: Path, year: int, organisation: str, expected: tuple[int, int, int]
) -> None:
    assert numbers(build(tmp_path, CONTACTS, MOVE), year, organisation) == expected


@pytest.mark.parametrize(
    ("year", "organisation", "expected"),
    [
        (2023, FJORD_CLINIC, (2, 2, 2)),
        (2023, FJORD_WARD, (1, 1, 1)),
        (2023, FJORD, (3, 2, 2)),
        (2024, FJORD_CLINIC, (4, 4, 4)),  # person 3 once
        (2024, FJORD, (4, 4, 4)),
    ],
)
def test_a_merged_unit_counts_at_its_successor(
    tmp_path: Path, year: int, organisation: str, expected: tuple[int, int, int]
) -> None:
    assert numbers(build(tmp_path, CONTACTS, MERGER), year, organisation) == expected


def test_a_merged_unit_has_no_rows_any_more(tmp_path: Path) -> None:
    built = build(tmp_path, CONTACTS, MERGER)
    for mart, year in (
        ("activity", "period"),
        ("patients_by_unit", "year"),
        ("waiting", "period"),
        ("coverage", "year"),
    ):
        found = {str(row[year])[:4] for row in cells(built, mart, organisation=FJORD_WARD)}
        assert found == {"2023"}, mart


def test_years_before_a_change_stay_as_they_were(tmp_path: Path) -> None:
    plain, changed = build(tmp_path / "plain", CONTACTS), build(tmp_path / "changed", CONTACTS, MERGER)
    for mart in ("activity", "patients_by_unit", "waiting", "prom_trends", "coverage"):
        first, second = (
            [row for row in built.marts[mart].to_pylist() if str(row.get("period", row.get("year")))[:4] == "2023"]
            for built in (plain, changed)
        )
        assert first == second, mart


STAY = (date(2023, 12, 28), date(2024, 1, 3))


@pytest.mark.parametrize(
    "later", [FJORD_WARD, FJORD_CLINIC], ids=["under the former number", "under the number of the successor"]
)
def test_a_stay_that_went_on_while_the_unit_was_merged_is_one(tmp_path: Path, later: str) -> None:
    """Four nights of December and two of January."""
    rows = [episode(1, 2023, FJORD_WARD, STAY[0], 1), episode(1, 2024, later, STAY[0], 1, STAY[1])]
    built = build(tmp_path, rows, MERGER)
    trust = [
        cell(built, "activity", period=period, organisation=FJORD, care="inpatient") for period in ("2023", "2024")
    ]
    assert [(row["admissions"], row["bed_days"], row["discharges"]) for row in trust] == [(1, 4, 0), (0, 2, 1)]
    unit = cell(built, "activity", period="2024", organisation=FJORD_CLINIC, care="inpatient")
    assert (unit["bed_days"], unit["discharges"]) == (2, 1)
    assert cell(built, "patients_by_unit", year=2024, organisation=FJORD_CLINIC, care="inpatient")["patients"] == 1


def test_leave_of_such_a_stay_is_taken_once(tmp_path: Path) -> None:
    """Each file tells of one day of leave, the last night: one of January's two is left."""
    rows = [
        episode(1, 2023, FJORD_WARD, STAY[0], 1) | {"permisjonsdogn": 1},
        episode(1, 2024, FJORD_CLINIC, STAY[0], 1, STAY[1]) | {"permisjonsdogn": 1},
    ]
    built = build(tmp_path, rows, MERGER)
    assert cell(built, "activity", period="2024", organisation="norge", care="inpatient")["bed_days"] == 1


def test_beds_of_a_merged_unit_are_its_successors(tmp_path: Path) -> None:
    """One bed of the ward and one of the clinic; 2 nights of 31."""
    rows = [episode(1, 2024, FJORD_WARD, STAY[0], 1, STAY[1])]
    beds = [
        {"orgnr": int(unit), "year": year, "beds": 1} for unit in (FJORD_WARD, FJORD_CLINIC) for year in (2023, 2024)
    ]
    built = build(tmp_path, rows, MERGER, beds=beds)
    january = cell(built, "activity", period="2024-01", organisation=FJORD_CLINIC, care="inpatient")
    assert january["occupied_share"] == pytest.approx(100 * 2 / (2 * 31))
    december = cell(built, "activity", period="2023-12", organisation=FJORD_WARD, care="inpatient")
    assert december["occupied_share"] == pytest.approx(100 * 4 / 31)


def test_units_of_a_merged_trust_are_the_successors(tmp_path: Path) -> None:
    """Stiftelse becomes part of By in 2024; its ward is still listed under it."""
    rows = [episode(1, year, STIFTELSE_WARD, date(year, 3, 1)) for year in (2023, 2024)]
    rows.append(episode(2, 2024, BY_CLINIC, date(2024, 3, 1)))
    built = build(tmp_path, rows, (2024, "merger", STIFTELSE, None, BY))
    assert numbers(built, 2023, STIFTELSE) == (1, 1, 1)
    assert numbers(built, 2023, BY) == (0, 0, 0)
    assert numbers(built, 2024, BY) == (2, 2, 2)
    assert numbers(built, 2024, STIFTELSE_WARD) == (1, 1, 1)
