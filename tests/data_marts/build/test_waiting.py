"""Referrals and waits, a few rows that a reader can count by eye."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data_marts.build.marts import Counted, build_marts
from data_marts.disclosure.protect import protect
from tests.reference.small_world import (
    BY,
    BY_CLINIC,
    FJORD,
    FJORD_CLINIC,
    FJORD_WARD,
    NORD,
    Change,
    read_delivery,
    small_reference,
    write_delivery,
)

# file, person, born, unit, episode, referral, received, right, how waiting ended, when
ROWS = """
2024  1 2012 clinic 2024-01-10 11 2023-12-01 3 1 2024-01-10    Anna: received in 2023, began after 40 days
2024  1 2012 by     2024-02-10 11 2023-12-01 3 1 2024-01-10    the same referral, elsewhere: the first unit has it
2024  2 2012 clinic 2024-01-20 21 2024-01-01 . . .             Bo: not yet known,
2024  2 2012 clinic 2024-03-20 21 2024-01-01 3 1 2024-03-20    then: began after 79 days
2024  2 2012 clinic 2024-05-20 22 2024-05-01 5 . .             a second referral of Bo, rejected
2024  3 2012 clinic 2024-04-05 .  2024-01-31 3 1 2024-04-05    Cleo: no number; began after 65 days, the limit
2024  3 2012 clinic 2024-04-12 .  2024-01-31 3 1 2024-04-05    the same referral: the same day received
2024  4 2006 clinic 2024-02-01 41 2024-01-01 3 1 2024-02-01    Dag: 18 in 2024
2023  5 2012 ward   2023-06-01 51 2023-05-02 3 1 2023-06-01    Eva: began after 30 days
2023  6 2012 clinic 2023-07-01 61 2023-07-02 3 1 2023-07-01    Finn: began before it was received: no wait is known
2023  7 2012 clinic 2023-07-01 71 2023-06-01 3 2 2023-07-01    Geir declined
2023  8 2012 clinic 2023-08-01 81 2023-07-01 3 2 2023-08-01    Hedda: declined, it was thought,
2024  8 2012 clinic 2024-01-02 81 2023-07-02 3 1 2023-08-31    but the later file has her begin after 60 days
"""
UNITS = {"clinic": FJORD_CLINIC, "ward": FJORD_WARD, "by": BY_CLINIC}
NOTHING_TOLD: dict[str, object] = {"mottaksdato": None, "henvisning_id": None}
GROUPS = ("referrals", "rejected", "started", "median_wait", "long_wait", "within_limit")


def row(line: str) -> dict[str, object]:
    file, person, born, unit, episode, referral, received, right, code, ended, *_ = line.split()
    return {
        "aar": int(file), "lopenr": int(person), "fodselsar": int(born), "kjonn": 2, "komnrhjem2": "1001",
        "behandlingsstedkode": int(UNITS[unit]), "sektor": "3", "omsorgsniva": 3, "kontakttype": 2,
        "inndato": date.fromisoformat(episode), "henvisning_id": None if referral == "." else int(referral),
        "mottaksdato": date.fromisoformat(received), "retttilhelsehjelp": None if right == "." else int(right),
        "ventetidsluttkode": None if code == "." else int(code),
        "ventetidsluttdato": None if ended == "." else date.fromisoformat(ended),
    }  # fmt: skip


EPISODES = [row(line) for line in ROWS.strip().splitlines()]


def build(folder: Path, episodes: list[dict[str, object]], *changes: Change) -> Counted:
    return build_marts(read_delivery(write_delivery(folder, episodes)), small_reference(changes), threads=1)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Counted:
    return build(tmp_path_factory.mktemp("delivery"), EPISODES)


def cell(counted: Counted, period: str, organisation: str = "norge") -> dict[str, Any]:
    rows: list[dict[str, Any]] = counted.marts["waiting"].to_pylist()
    [found] = [row for row in rows if (row["period"], row["organisation"]) == (period, organisation)]
    return found


@pytest.mark.parametrize(
    ("period", "organisation", "referrals", "persons", "rejected"),
    [
        ("2024", "norge", 3, 2, 1),  # Bo's two, Cleo's; Dag is 18
        ("2024", FJORD_CLINIC, 3, 2, 1),
        ("2024-01", "norge", 2, 2, 0),
        ("2024-T2", "norge", 1, 1, 1),
        ("2023", "norge", 5, 5, 0),  # Anna, Eva, Finn, Geir, Hedda
        ("2023-12", FJORD_CLINIC, 1, 1, 0),  # Anna had no contact that year
        ("2023-12", BY, 0, 0, 0),  # her second unit
        ("2023-07", "norge", 2, 2, 0),  # Finn, Hedda on the day that was told last
    ],
)
def test_referrals_received(
    built: Counted, period: str, organisation: str, referrals: int, persons: int, rejected: int
) -> None:
    found = cell(built, period, organisation)
    assert (found["referrals"], found["referral_patients"], found["rejected"]) == (referrals, persons, rejected)
    assert found["referrals"] == found["rejected"] + found["not_rejected"]


def test_somebody_may_stand_behind_a_rejected_referral_and_another(built: Counted) -> None:
    found = cell(built, "2024")
    assert (found["rejected_patients"], found["not_rejected_patients"], found["referral_patients"]) == (1, 2, 2)


@pytest.mark.parametrize(
    ("period", "waits", "median", "within"),
    [
        ("2024", 3, 65, 2),  # 40, 65, 79
        ("2024-01", 1, 40, 1),
        ("2024-H2", 0, None, None),
        ("2023", 2, 45, 2),  # 30, 60
    ],
)
def test_waits(built: Counted, period: str, waits: int, median: float | None, within: int | None) -> None:
    found = cell(built, period)
    assert (found["started"], found["median_wait"], found["within_limit"]) == (waits, median, within)
    assert found["within_limit_share"] == (None if within is None else pytest.approx(100 * within / waits))
    assert found["median_wait_status"] == ("published" if waits else "too_few")
    assert (found["long_wait"], found["long_wait_status"]) == (None, "too_few")


def test_a_wait_that_cannot_be_is_counted_among_what_was_left_out(built: Counted) -> None:
    assert built.left_out["patients_of_unknown_wait"] == 1  # Finn


def test_the_ninth_decile_of_ten_waits(tmp_path: Path) -> None:
    """Waits of 10, 20 … 100 days: nine of ten are at most 91, a tenth of the way from the ninth to the tenth."""
    rows = [
        EPISODES[0] | {"lopenr": n, "henvisning_id": n, "mottaksdato": date(2024, 1, 1), "ventetidsluttdato": ended}
        for n, ended in enumerate([date.fromordinal(date(2024, 1, 1).toordinal() + 10 * n) for n in range(1, 11)])
    ]
    found = cell(build(tmp_path, rows), "2024")
    assert (found["started"], found["median_wait"], found["long_wait"]) == (10, 55, pytest.approx(91))
    assert (found["within_limit"], found["late"], found["within_limit_share"]) == (6, 4, 60)


def test_small_numbers_are_withheld_and_what_is_left_of_a_whole_too(tmp_path: Path) -> None:
    """Six start in time and four too late: the four are few, and neither they nor the six may be shown."""
    rows = [
        EPISODES[0] | {"lopenr": n, "henvisning_id": n, "mottaksdato": date(2024, 1, 1), "ventetidsluttdato": ended}
        for n, ended in enumerate([date(2024, 2, 1)] * 6 + [date(2024, 6, 1)] * 4)
    ]
    counted = build(tmp_path, rows)
    shown = replace(counted, marts=protect(counted.marts))
    found = cell(shown, "2024")
    assert (found["started"], found["start_patients"], found["started_status"]) == (10, 10, "published")
    assert (found["within_limit"], found["within_limit_status"]) == (None, "withheld")
    assert found["median_wait"] == 31
    assert cell(shown, "2024-06")["median_wait_status"] == "withheld"
    assert cell(shown, "2024-12")["median_wait_status"] == "too_few"


def test_a_year_without_referrals_in_its_file_is_not_delivered(tmp_path: Path) -> None:
    rows = [told | (NOTHING_TOLD if told["aar"] == 2023 else {}) for told in EPISODES]
    counted = build(tmp_path, rows)
    assert {cell(counted, period)[f"{group}_status"] for period in ("2023", "2023-12") for group in GROUPS} == {
        "not_delivered"
    }
    assert cell(counted, "2023-12")["referrals"] is None
    assert cell(counted, "2024")["referrals"] == 3


def test_a_referral_goes_with_its_unit_to_another_trust(tmp_path: Path) -> None:
    """The clinic lay under By until 2023: what was received then is By's, what began in 2024 is the present trust's."""
    found = build(tmp_path, EPISODES, (2024, "move", FJORD_CLINIC, BY, FJORD))
    assert cell(found, "2023-12", BY)["referrals"] == 1
    assert cell(found, "2023", NORD)["started"] == 1  # Eva at the ward; Hedda at the clinic
    assert cell(found, "2024", BY)["started"] == 0
    assert cell(found, "2024", FJORD)["started"] == 3
