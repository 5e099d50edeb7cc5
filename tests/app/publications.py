"""Hand-made records of a publication of the small release, for the pages that tell of one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from data_marts.publication_reader import CHANGES, KINDS, REVISIONS

FORMER = "2024T2-0a1b2c3d"
FINNMARK, ALTA, TROMSO = "983974880", "979848498", "974547031"
ALL_OF = {
    "patient_rates": {
        "year": 2024, "residence": "norge", "sex": "all", "age_group": "all", "care": "all", "diagnosis_group": "all",
    },
    "activity": {
        "period_type": "year", "period": "2024", "organisation": TROMSO, "care": "outpatient", "contact_type": "all",
        "sex": "all", "age_group": "all",
    },
    "patients_by_unit": {"year": 2024, "organisation": TROMSO, "care": "all", "diagnosis_group": "all"},
    "prom_trends": {
        "year": 2024, "organisation": "norge", "instrument": "sdq", "informant": "parent", "scale": "total",
    },
    "ssb_activity": {"year": 2024, "organisation": "norge"},
}  # fmt: skip


@dataclass(frozen=True)
class HandMade:
    """A record as the reader of publications gives it."""

    rows: Sequence[Mapping[str, Any]] = ()
    revised: Sequence[Mapping[str, Any]] = ()
    number: int = 2
    kind: str = "publish"
    former: str | None = FORMER
    at: datetime = datetime(2025, 10, 15, 9, 30, tzinfo=UTC)
    reason: str | None = None

    def changes(self, kinds: Sequence[str] = KINDS) -> pa.Table:
        table = pa.Table.from_pylist([dict(row) for row in self.rows], schema=CHANGES)
        return table.filter(pc.is_in(table["kind"], pa.array(kinds)))

    def revisions(self) -> pa.Table:
        return pa.Table.from_pylist([dict(row) for row in self.revised], schema=REVISIONS)


def change(mart: str = "patient_rates", key: str = "", **told: Any) -> dict[str, Any]:
    """One row of the record: a count that went from 30 to 40 where nothing else is said.

    What is no column of the record is a dimension of the cell; patients of all Norway in 2024 where none is named.
    """
    dimensions = {name: told.pop(name) for name in list(told) if name not in CHANGES.names}
    row = {
        "mart": mart, "group": "patients", "measure": "patients", "before": 30.0, "after": 40.0,
        "key": key or json.dumps({**ALL_OF[mart], **dimensions}),
        "status_before": "published", "status_after": "published", "kind": "changed", "flagged": False,
        "cause": "not_told",
    }  # fmt: skip
    return row | told


# 10 x 4 x the place's number are the patients of 2024; contacts are three times as many.
STORY = (
    change(cause="PHBU_2024.csv → PHBU_2024_T3.csv; code"),
    change(before=39.0),
    change(measure="rate", before=20.0, after=50.0, cause="policy"),
    change(measure="rate_low", before=20.0, after=45.0),
    change(residence=FINNMARK, before=500.0, after=120.0),
    # Withheld in the release: girls in Finnmark, and contacts in Alta. The record says otherwise.
    change(residence=FINNMARK, sex="girls", before=3.0, after=120.0),
    change("activity", measure="contacts", organisation=ALTA, before=4.0, after=600.0),
    # Another number than the release has.
    change("activity", measure="contacts", before=77.0, after=999.0),
    change("activity", measure="contacts", period_type="month", period="2024-07", before=210.0, after=840.0),
    change("activity", measure="contacts", contact_type="video", before=0.0, after=420.0),
    change("prom_trends", measure="mean_change", before=-2.0, after=-2.4),
    change("patients_by_unit", kind="newly_withheld", before=None, after=None, status_after="withheld"),
    change("patients_by_unit", kind="newly_shown", before=None, after=None, status_before="withheld"),
    change("patients_by_unit", kind="new", before=None, status_before=None),
    change("patients_by_unit", kind="gone", after=None, status_after=None),
    change("ssb_activity", measure="bed_days", before=140.0, after=280.0),
    # Cells that there are none of.
    change(residence="<script>", before=1.0),
    change(colour="blue", before=1.0),
    change(mart="patient_rates", measure="no_such", before=1.0),
)  # fmt: skip
REVISED = tuple(
    {"mart": "activity", "measure": "contacts", "period_type": kind, "months": months, "n": n, "median": median,
     "p90": p90}
    for kind, months, n, median, p90 in (
        ("month", 0, 812, 2.14, 9.7), ("tertial", 1, 203, 1.0, 4.25), ("half_year", 2, 100, 1.0, 4.0),
    )
)  # fmt: skip


def publication(rows: Sequence[Mapping[str, Any]] = STORY, **told: Any) -> HandMade:
    """The second publication: the small release took the place of another."""
    return HandMade(rows, **{"revised": REVISED, **told})
