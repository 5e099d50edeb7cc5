"""What can be counted is kept; nothing is written of somebody who has opted out. Reasons: sources/test_set_aside."""

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.reference.small_world import BY_CLINIC, FJORD, read_delivery, write_delivery

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
    [file, *_] = read_delivery(write_delivery(tmp_path, [GOOD | change])).files
    assert (file.kept, dict(file.set_aside)) == (1, {})


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
