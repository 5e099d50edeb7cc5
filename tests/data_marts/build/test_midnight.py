"""Stays at the turn of the year, counted by hand: nobody who was there is lost, and no night is counted twice."""

from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from data_marts.build.marts import build_marts
from tests.reference.small_world import FJORD_WARD, small_reference, taken_in

MIDNIGHT = time(0)
NAMES = ("admissions", "discharges", "bed_days", "bed_day_patients")


def stay(file: int, first: date, came: time, last: date | None, left: time | None) -> dict[str, object]:
    return {
        "aar": file, "lopenr": 1, "fodselsar": 2010, "kjonn": 2, "komnrhjem2": "1003" if file == 2023 else "1001",
        "behandlingsstedkode": int(FJORD_WARD), "sektor": "3", "omsorgsniva": 1, "inndato": first, "inntid": came,
        "utdato": last, "uttid": left, "tilst1akse1": "F321",
    }  # fmt: skip


CASES = {
    # What was delivered; then admissions, discharges, bed days and persons behind them, and patients, of 2023 and 2024.
    "leaves as the year begins": (
        [stay(2024, date(2023, 12, 29), time(10), date(2024, 1, 1), MIDNIGHT)],
        [(1, 0, 3, 1, 1), (0, 1, 0, 0, 1)],
    ),
    "comes and leaves at that moment": (
        [stay(2024, date(2024, 1, 1), MIDNIGHT, date(2024, 1, 1), MIDNIGHT)],
        [(0, 0, 0, 0, 0), (1, 1, 0, 0, 1)],
    ),
    "has not left when the year ends": (
        [stay(2023, date(2023, 12, 29), time(10), None, None)],
        [(1, 0, 3, 1, 1), (0, 0, 0, 0, 0)],
    ),
    "leaves on the last day": (
        [stay(2023, date(2023, 12, 29), time(10), date(2023, 12, 31), time(23, 59))],
        [(1, 1, 2, 1, 1), (0, 0, 0, 0, 0)],
    ),
    "has a time of leaving before that of coming": (
        [stay(2023, date(2023, 6, 1), time(10), date(2023, 6, 1), MIDNIGHT)],
        [(1, 1, 0, 0, 1), (0, 0, 0, 0, 0)],
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_stays_at_midnight(tmp_path: Path, case: tuple[list[dict[str, object]], list[tuple[int, ...]]]) -> None:
    episodes, expected = case
    marts = build_marts(taken_in(tmp_path, episodes), small_reference(), threads=1).marts
    wanted: dict[str, Any] = {
        "organisation": "norge",
        "care": "inpatient",
        "contact_type": "all",
        "diagnosis_group": "all",
    }
    wanted |= {"sex": "all", "age_group": "all", "residence": "norge"}

    def rows(mart: str) -> list[dict[str, Any]]:
        return [
            row for row in marts[mart].to_pylist() if all(row.get(n, value) == value for n, value in wanted.items())
        ]

    stays = {row["period"]: tuple(row[name] for name in NAMES) for row in rows("activity")}
    for mart in ("patients_by_unit", "patient_rates"):
        patients = {row["year"]: row["patients"] for row in rows(mart)}
        assert [(*stays[str(year)], patients[year]) for year in (2023, 2024)] == expected, mart
