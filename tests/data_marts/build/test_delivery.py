"""Rows that no rule can count are set aside with their reason, codes that nobody knows stop, and nothing is lost."""

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from data_marts.build.marts import build_marts
from data_marts.sources.problems import SourceError
from data_marts.sources.staged import Intake, Kind
from tests.reference.small_world import BY_CLINIC, FJORD, NORD, read_delivery, small_reference, write_delivery

GOOD: dict[str, object] = {
    "aar": 2023,
    "lopenr": 1,
    "fodselsar": 2010,
    "kjonn": 1,
    "komnrhjem2": "1001",
    "institusjonid": int(BY_CLINIC),
    "behandlingsstedkode": int(BY_CLINIC),
    "hf": int(FJORD),
    "sektor": "3",
    "omsorgsniva": 3,
    "inndato": date(2023, 2, 1),
    "kontakttype": 2,
}


def test_a_good_delivery_is_taken_in(tmp_path: Path) -> None:
    found = read_delivery(write_delivery(tmp_path, [GOOD]))
    assert found.years == (2023, 2024)
    assert found.synthetic
    assert [(file.delivered, file.kept) for file in found.files] == [(1, 1), (0, 0), (0, 0), (0, 0), (0, 0)]


def reasons(delivery: Intake, kind: Kind) -> dict[str, int]:
    """How many rows of a kind were set aside, by reason; the accounts must hold for each file."""
    for file in delivery.files:
        assert file.kept + sum(file.set_aside.values()) == file.delivered
    return {reason: rows for file in delivery.of_kind(kind) for reason, rows in file.set_aside.items()}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"lopenr": None}, "missing_person"),
        ({"inndato": None}, "missing_start"),
        ({"omsorgsniva": None}, "missing_care"),
        ({"utdato": date(2023, 1, 1)}, "ends_before_start"),
        ({"sektor": "4"}, "other_sector"),
        ({"behandlingsstedkode": 123456789, "institusjonid": 99, "hf": None}, "unknown_unit"),
        ({"behandlingsstedkode": 99, "institusjonid": 99, "hf": None}, "unknown_unit"),
        ({"inndato": date(2022, 12, 31)}, "outside_period"),
        ({"inndato": date(2024, 1, 1)}, "outside_period"),  # the file covers 2023
        ({"omsorgsniva": 1, "inndato": date(2022, 12, 1), "utdato": date(2022, 12, 31)}, "outside_period"),
    ],
)
def test_a_row_that_cannot_be_counted_is_set_aside_with_its_reason(
    tmp_path: Path, change: dict[str, object], reason: str
) -> None:
    delivery = read_delivery(write_delivery(tmp_path, [GOOD, GOOD | change]))
    assert reasons(delivery, "episodes") == {reason: 1}
    [row] = pq.read_table(delivery.folder / "set_aside.parquet").to_pylist()
    assert (row["file"], row["row"], row["reason"]) == ("OPPDIKTET_PHBU_2023_T3.parquet", 2, reason)
    counted = build_marts(delivery, small_reference(), threads=1).marts["patients_by_unit"].to_pylist()
    [country] = [r for r in counted if (r["year"], r["organisation"], r["care"]) == (2023, "norge", "outpatient")]
    assert country["patients"] == 1


@pytest.mark.parametrize(
    "change",
    [
        {"behandlingsstedkode": 123456789},  # a slip: the reporting unit is known
        {"behandlingsstedkode": 123456789, "institusjonid": 99},  # the trust is known
        {
            "omsorgsniva": 1,
            "inndato": date(2022, 12, 1),
            "utdato": date(2023, 1, 1),
        },  # a stay that lasts into the period
    ],
)
def test_a_row_that_can_be_counted_is_kept(tmp_path: Path, change: dict[str, object]) -> None:
    assert reasons(read_delivery(write_delivery(tmp_path, [GOOD | change])), "episodes") == {}


@pytest.mark.parametrize(("change", "column"), [({"sektor": "651"}, "sektor"), ({"omsorgsniva": 4}, "omsorgsniva")])
def test_an_unknown_code_stops_the_build(tmp_path: Path, change: dict[str, object], column: str) -> None:
    """It may mean anything."""
    delivery = read_delivery(write_delivery(tmp_path, [GOOD, GOOD | change]))
    with pytest.raises(SourceError, match=f"Episodes of 2023, column '{column}': 1 rows"):
        build_marts(delivery, small_reference(), threads=1)


def test_persons_with_a_reservation_are_written_nowhere(tmp_path: Path) -> None:
    """Neither among rows that are kept nor among those set aside; a withdrawn reservation does not hold."""
    rows = [GOOD | {"lopenr": person} for person in (1, 2, 2, 3)] + [GOOD | {"lopenr": 2, "inndato": None}]
    list_of = [
        {"lopenr": 2, "reservation_date": date(2024, 5, 1)},
        {"lopenr": 3, "reservation_date": date(2024, 5, 1), "withdrawn_date": date(2024, 6, 1)},
        {"lopenr": 4, "reservation_date": date(2024, 5, 1)},
    ]
    delivery = read_delivery(write_delivery(tmp_path, rows, reservations=list_of))
    assert (delivery.files[0].delivered, delivery.files[0].kept, delivery.reserved_persons) == (2, 2, 1)
    kept = pq.read_table(delivery.files[0].path).column("lopenr").to_pylist()
    assert sorted(kept) == [1, 3]
    assert pq.read_table(delivery.folder / "set_aside.parquet").num_rows == 0


FORM: dict[str, object] = {
    "lopenr": 1,
    "orgnr": int(BY_CLINIC),
    "instrument": "sdq",
    "informant": "parent",
    "scale": "total",
    "measuring_point": "baseline",
    "invited_date": date(2023, 2, 1),
}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"lopenr": None}, "missing_person"),
        ({"orgnr": 123456789}, "unknown_unit"),
        ({"orgnr": None}, "unknown_unit"),
        ({"orgnr": int(NORD)}, "unknown_unit"),  # a region treats nobody
        ({"instrument": "phq"}, "unknown_scale"),
        ({"instrument": None}, "unknown_scale"),
        ({"informant": "clinician"}, "unknown_scale"),  # known, but not of this instrument
        ({"scale": "conduct"}, "unknown_scale"),
        ({"measuring_point": "later"}, "unknown_measuring_point"),
        ({"measuring_point": None}, "unknown_measuring_point"),
        ({"invited_date": None}, "missing_dates"),
        ({"answered_date": date(2023, 3, 1), "score": 41.0}, "score_out_of_range"),
        ({"answered_date": date(2023, 3, 1), "score": -1.0}, "score_out_of_range"),
    ],
)
def test_a_form_that_cannot_be_counted_is_set_aside(tmp_path: Path, change: dict[str, object], reason: str) -> None:
    delivery = read_delivery(write_delivery(tmp_path, [GOOD], [FORM, FORM | change, FORM | change]))
    assert reasons(delivery, "prom") == {reason: 2}


@pytest.mark.parametrize(
    ("change", "column"),
    [({"orgnr": 123456789}, "orgnr"), ({"year": None}, "year"), ({"beds": None}, "beds"), ({"beds": -1}, "beds")],
)
def test_beds_that_no_rule_covers_stop_the_build(tmp_path: Path, change: dict[str, object], column: str) -> None:
    beds: dict[str, object] = {"orgnr": int(BY_CLINIC), "year": 2023, "beds": 4}
    delivery = read_delivery(write_delivery(tmp_path, [GOOD], [FORM], beds=[beds, beds | change]))
    with pytest.raises(SourceError, match=f"^File of beds, column '{column}': 1 rows"):
        build_marts(delivery, small_reference(), threads=1)


def test_forms_and_beds_that_are_known_are_taken(tmp_path: Path) -> None:
    beds = [{"orgnr": int(FJORD), "year": 2023, "beds": 0}]
    delivery = read_delivery(write_delivery(tmp_path, [GOOD], [FORM], beds=beds))
    assert build_marts(delivery, small_reference(), threads=1).marts["prom_trends"].num_rows == 2 * 10
