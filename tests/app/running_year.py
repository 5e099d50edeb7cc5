"""The small release with a year more that is delivered in part: January to September 2025."""

from datetime import date

import pyarrow as pa

from data_marts.catalog import ALL, MARTS
from tests.app.small_release import NUMBER, limits, tables

THROUGH = date(2025, 9, 30)
MONTHS = tuple(f"2025-{month:02}" for month in range(1, 10))
PARTS = {"month": MONTHS, "tertial": ("2025-T1", "2025-T2"), "half_year": ("2025-H1",)}


def with_running_year() -> dict[str, pa.Table]:
    """Activity goes on into 2025, by the parts of the year that are over; nothing else does."""
    found = tables()
    rows = found["activity"].to_pylist()
    months = [row for row in rows if row["period_type"] == "month" and row["period"] == "2024-12"]
    added = [_later(row, kind, period) for kind, periods in PARTS.items() for period in periods for row in months]
    older = [
        _later(row, kind, f"{year}-{part}")
        for kind, part in (("tertial", "T3"), ("half_year", "H2"))
        for year in (2022, 2023, 2024)
        for row in months
    ]
    mart = MARTS["activity"]
    return {**found, "activity": pa.Table.from_pylist([*rows, *older, *added], schema=mart.schema)}


def _later(row: dict[str, object], kind: str, period: str) -> dict[str, object]:
    """The same row of another period; the outpatient contacts of a place with number n are 1,000 + n."""
    changed = {**row, "period_type": kind, "period": period}
    if row["care"] == "outpatient" and row["contact_type"] == ALL and row["contacts"] is not None:
        contacts = {"contacts": 1000 + NUMBER[str(row["organisation"])]}
        changed |= contacts | limits(contacts)
    return changed
