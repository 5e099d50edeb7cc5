"""One cell of a mart that was built from a few rows."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from data_marts.build.marts import Counted, build_marts
from tests.reference.small_world import Change, Row, read_delivery, small_reference, write_delivery

TOTALS = {"sex": "all", "age_group": "all", "diagnosis_group": "all", "contact_type": "all"}


def build(
    folder: Path,
    episodes: Sequence[Row],
    *changes: Change,
    years: Sequence[int] = (2023, 2024),
    beds: Sequence[Row] = (),
) -> Counted:
    """The marts of the small country from some rows."""
    delivery = read_delivery(write_delivery(folder, episodes, beds=beds, years=years))
    return build_marts(delivery, small_reference(changes), threads=1)


def cells(built: Counted, mart: str, **place: object) -> list[dict[str, Any]]:
    """The rows at a place; dimensions that are not given are at their total."""
    rows: list[dict[str, Any]] = built.marts[mart].to_pylist()
    totals = TOTALS | ({"care": "all"} if mart in ("patient_rates", "patients_by_unit") else {})
    wanted = {name: value for name, value in totals.items() if name in rows[0]} | place
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def cell(built: Counted, mart: str, **place: object) -> dict[str, Any]:
    """The one row at a place."""
    [found] = cells(built, mart, **place)
    return found
