"""Which scales prom_trends tells of, and what it tells of one whose reliable change is not known."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from data_marts.build.marts import build_marts
from data_marts.build.steps import instrument_thresholds
from data_marts.catalog import MARTS
from data_marts.disclosure.protect import protect
from data_marts.pipeline import release_tables
from data_marts.sources.reference import Reference, read_reference
from tests.reference.small_world import (
    FJORD_CLINIC,
    INSTRUMENT_COLUMNS,
    INSTRUMENTS,
    Row,
    instruments_table_of,
    read_delivery,
    small_reference,
    write_delivery,
)

UNKNOWN = ("mfq", "child", 0.0, 66.0, False, 0.9, None)
EXPERIENCES = ("pasopp", "parent", 0.0, 100.0, True, None, None)
PERSONS = range(1, 11)


def contact(person: int) -> Row:
    return {
        "aar": 2024,
        "lopenr": person,
        "fodselsar": 2012,
        "kjonn": 1,
        "komnrhjem2": "1001",
        "behandlingsstedkode": int(FJORD_CLINIC),
        "sektor": "3",
        "omsorgsniva": 3,
        "inndato": date(2024, 2, 1),
        "utdato": date(2024, 2, 1),
        "kontakttype": 2,
        "polkonaktivitet": 1,
        "stedaktivitet": 1,
    }


def forms(instrument: str, informant: str) -> list[Row]:
    """Each person's score is 30 at the start and 10 at the follow-up."""
    return [
        {
            "lopenr": person,
            "orgnr": int(FJORD_CLINIC),
            "instrument": instrument,
            "informant": informant,
            "scale": "total",
            "measuring_point": point,
            "invited_date": day,
            "answered_date": day,
            "score": score,
        }
        for person in PERSONS
        for point, day, score in (
            ("baseline", date(2024, 2, 1), 30.0),
            ("end", date(2024, 8, 1), 10.0),
        )
    ]


@pytest.fixture
def reference() -> Reference:
    known = instruments_table_of((*INSTRUMENTS, UNKNOWN))
    other = instruments_table_of((EXPERIENCES,), kind="prem")
    other = other.set_column(0, INSTRUMENT_COLUMNS.field(0), pa.array([known.num_rows], pa.int16()))
    return replace(small_reference(), instruments=pa.concat_tables([known, other]))


def trends(tmp_path: Path, reference: Reference, *rows: Row) -> pa.Table:
    delivery = write_delivery(tmp_path, [contact(person) for person in PERSONS], rows)
    return build_marts(read_delivery(delivery, reference), reference, threads=1).marts["prom_trends"]


def norway(table: pa.Table, instrument: str) -> Row:
    [row] = [
        row
        for row in table.to_pylist()
        if (row["year"], row["organisation"], row["instrument"]) == (2024, "norge", instrument)
    ]
    return row


def test_without_a_threshold_nobody_is_judged_and_change_is_told_all_the_same(
    tmp_path: Path, reference: Reference
) -> None:
    table = trends(tmp_path, reference, *forms("mfq", "child"), *forms("sdq", "parent"))
    unknown, known = norway(table, "mfq"), norway(table, "sdq")
    assert (unknown["pairs"], unknown["mean_change"], unknown["change_status"]) == (10, -20, "published")
    assert unknown["outcome_status"] == "not_applicable"
    outcomes = [measure.name for measure in MARTS["prom_trends"].group_of("better").measures]
    assert [unknown[name] for name in outcomes] == [None] * 6
    assert (known["better"], known["unchanged"], known["outcome_status"]) == (10, 0, "published")
    # Every row of the scale, also where nobody answered: the page must not promise what will never come.
    assert {r["outcome_status"] for r in table.to_pylist() if r["instrument"] == "mfq"} == {"not_applicable"}


def test_protection_leaves_the_reason_and_the_change(tmp_path: Path, reference: Reference) -> None:
    table = protect({"prom_trends": trends(tmp_path, reference, *forms("mfq", "child"))})["prom_trends"]
    found = norway(table, "mfq")
    assert (found["outcome_status"], found["better"]) == ("not_applicable", None)
    assert (found["change_status"], found["mean_change"]) == ("published", -20)


def test_only_scales_that_somebody_was_asked_for_have_rows(tmp_path: Path, reference: Reference) -> None:
    table = trends(tmp_path, reference, *forms("mfq", "child"))
    assert set(table.column("instrument").to_pylist()) == {"mfq"}
    tables = release_tables(read_reference(), {"prom_trends": table})
    kept = zip(*(tables["instruments"].column(name).to_pylist() for name in ("instrument", "informant")), strict=True)
    assert list(kept) == [("mfq", "child")]
    assert tables["instrument_cutoffs"].column("lowest").to_pylist() == [29]


def test_where_nobody_was_asked_the_first_scale_says_so(tmp_path: Path, reference: Reference) -> None:
    table = trends(tmp_path, reference)
    assert set(table.column("instrument").to_pylist()) == {"sdq"}
    found = norway(table, "sdq")
    assert [found[name] for name in ("eligible", "invited", "baseline_n", "pairs")] == [10, 0, 0, 0]
    assert (found["change_status"], found["outcome_status"], found["better"]) == ("too_few", "too_few", None)


def test_experiences_are_taken_in_and_are_in_no_mart(tmp_path: Path, reference: Reference) -> None:
    table = trends(tmp_path, reference, *forms("pasopp", "parent"), *forms("sdq", "parent"))
    assert set(table.column("instrument").to_pylist()) == {"sdq"}


def test_a_threshold_is_given_worked_out_or_not_known() -> None:
    rows = {
        (row["instrument"], row["informant"], row["scale"]): row["threshold"]
        for row in instrument_thresholds(read_reference().instruments).to_pylist()
    }
    assert rows["cgas", "clinician", "total"] == pytest.approx(10.73, abs=0.01)
    assert rows["sdq", "parent", "total"] == pytest.approx(6.82, abs=0.01)
    assert rows["ors", "child", "total"] == 5
    assert rows["mfq", "child", "total"] is None  # reliability without SD
    assert rows["sdq", "parent", "conduct"] is None
