"""How much figures have moved since they were first published, against figures worked out by hand."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from data_marts.publication_reader import REVISIONS, Publication
from data_marts.publishing.publish import publish
from tests.data_marts.publishing.shelf import build, rows_of

CARE = ("outpatient", "inpatient", "day", "all")


def publish_units(root: Path, month: int, cells: dict[tuple[int, str], int | None]) -> Publication:
    """Publishes patients by year and care level on the 20th of a month of 2025."""
    rows = [
        {"year": year, "care": care, "patients": value, "patients_status": "published" if value else "withheld"}
        for (year, care), value in cells.items()
    ]
    release_id = build(root, rows={"patients_by_unit": rows_of("patients_by_unit", *rows)})
    moment = datetime(2025, month, 20, tzinfo=UTC)
    return publish(root, release_id, "Kari", "Ola", lambda: moment).publication


def test_movement_is_counted_from_the_first_publication_to_the_newest(tmp_path: Path) -> None:
    old = {(2023, "all"): 500}
    first = publish_units(tmp_path, 1, old | {(2024, "outpatient"): 100, (2024, "inpatient"): 200, (2024, "day"): 50})
    assert first.revisions().num_rows == 0
    # Outpatient moves by 10 %, and then by 20 % of the first; inpatient stays; day is withheld in between.
    publish_units(tmp_path, 2, old | {(2024, "outpatient"): 110, (2024, "inpatient"): 200, (2024, "day"): None})
    third = publish_units(tmp_path, 5, old | {(2024, "outpatient"): 120, (2024, "inpatient"): 200, (2024, "day"): 60})
    # Two earlier publications say nothing of what is usual.
    assert third.revisions().num_rows == 0
    assert third.revisions().schema.equals(REVISIONS)
    now = {(2024, "outpatient"): 120, (2024, "inpatient"): 190, (2024, "day"): 60, (2025, "all"): 9}
    fourth = publish_units(tmp_path, 6, old | now)
    found = [row for row in fourth.revisions().to_pylist() if row["measure"] == "patients"]
    by_months = {row["months"]: row for row in found if row["mart"] == "patients_by_unit"}
    # 20 January 2025 is in the first month after 2024, and 12 whole months after 2023; 2025 is new now.
    assert set(by_months) == {0, 12}
    assert by_months[12] == {
        "mart": "patients_by_unit", "measure": "patients", "period_type": "year", "months": 12,
        "n": 1, "median": 0.0, "p90": 0.0,
    }  # fmt: skip
    # 20 % outpatient, 5 % inpatient; what was withheld in between has no size.
    newest = by_months[0]
    assert (newest["n"], newest["median"], newest["p90"]) == (2, 12.5, pytest.approx(5 + 0.9 * 15))
