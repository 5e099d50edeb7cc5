"""Hand-made records of a publication of the small release, for the pages that tell of one."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from data_marts.publication_reader import CHANGES, REVISIONS, Publication

FORMER = "2025-01-10-0a1b2c3d"
FINNMARK, ALTA, TROMSO = "983974880", "979848498", "974547031"
ALL_CARE = "care=outpatient, contact_type=all, sex=all, age_group=all"


def change(**told: Any) -> dict[str, Any]:
    """One row of the record; a patient rate's count of Norway that went from 30 to 40 where nothing else is said."""
    row = {
        "mart": "patient_rates", "measure": "patients", "period": "2024", "place": "norge",
        "selection": "sex=all, age_group=all, care=all, diagnosis_group=all", "before": 30.0, "after": 40.0,
        "status_before": "published", "status_after": "published", "kind": "changed", "flagged": False, "cause": "",
    }  # fmt: skip
    row |= told
    before, after = row["before"], row["after"]
    return {"share": 100 * (after - before) / before if before and after is not None else None, **row}


# 10 x 4 x the place's number are the patients of 2024; contacts are three times as many.
STORY = (
    change(cause="Seks måneder til er levert."),
    change(before=39.0),
    change(measure="rate", before=20.0, after=50.0),
    change(measure="rate_low", before=20.0, after=45.0),
    change(place=FINNMARK, before=500.0, after=120.0),
    # Withheld in the release: girls in Finnmark, and contacts in Alta. The record says otherwise.
    change(place=FINNMARK, selection="sex=girls, age_group=all, care=all", before=3.0, after=120.0),
    change(mart="activity", measure="contacts", place=ALTA, selection=ALL_CARE, before=4.0, after=600.0),
    # Another number than the release has.
    change(mart="activity", measure="contacts", place=TROMSO, selection=ALL_CARE, before=77.0, after=999.0),
    change(mart="activity", measure="contacts", place=TROMSO, selection=ALL_CARE, period="2024-07", before=210.0,
           after=840.0),
    change(mart="activity", measure="contacts", place=TROMSO, selection="care=outpatient, contact_type=video",
           before=0.0, after=420.0),
    change(mart="prom_trends", measure="mean_change", selection="instrument=sdq, informant=parent, scale=total",
           before=-2.0, after=-2.4),
    change(kind="newly_withheld", place=ALTA, mart="patients_by_unit", after=None, status_after="withheld",
           before=7.0),
    change(kind="newly_shown", place=TROMSO, mart="patients_by_unit", before=None, status_before="withheld"),
    change(kind="new", period="2024", mart="patients_by_unit", before=None, status_before=None),
    change(kind="gone", after=None, status_after=None, mart="patients_by_unit"),
    change(mart="ssb_activity", measure="bed_days", selection="", before=140.0, after=280.0),
    # Cells that there are none of.
    change(place="<script>", before=1.0),
    change(selection="sex=all, colour=blue", before=1.0),
    change(mart="waiting", before=1.0),
    change(measure="no_such", before=1.0),
)  # fmt: skip
REVISED = (
    {"mart": "activity", "measure": "contacts", "period_type": "month", "months_since_end": 0, "n": 812,
     "median": 2.14, "p90": 9.7},
    {"mart": "activity", "measure": "contacts", "period_type": "tertial", "months_since_end": 1, "n": 203,
     "median": 1.0, "p90": 4.25},
    {"mart": "activity", "measure": "contacts", "period_type": "half_year", "months_since_end": 2, "n": 100,
     "median": 1.0, "p90": 4.25},
)  # fmt: skip


def publication(
    rows: tuple[Mapping[str, Any], ...] = STORY, revisions: tuple[Mapping[str, Any], ...] = REVISED, **told: Any
) -> Publication:
    """The second publication: the small release took the place of another."""
    facts: dict[str, Any] = {
        "number": 2, "release_id": "2025-03-14-00000000", "former": FORMER, "published_at": "2025-03-15T09:30:00+00:00",
        "reason": "Tredje tertial er levert <b>i sin helhet</b>.", "note": "",
    }  # fmt: skip
    return Publication(
        **facts | told,
        changes=pa.Table.from_pylist([dict(row) for row in rows], schema=CHANGES),
        revisions=pa.Table.from_pylist([dict(row) for row in revisions], schema=REVISIONS),
    )
