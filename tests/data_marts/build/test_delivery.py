"""A delivery that cannot be used is refused with file, column and what to do, before anything is counted."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from data_marts.build.delivery import read_delivery

from data_marts.build.marts import build_marts
from data_marts.sources.problems import SourceError
from tests.reference.small_world import BY_CLINIC, FJORD, NORD, small_reference, write_delivery

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


def test_a_good_delivery_is_read(tmp_path: Path) -> None:
    found = read_delivery(write_delivery(tmp_path, [GOOD]))
    assert found.years == (2023, 2024)
    assert found.synthetic
    assert [file.rows for file in found.files] == [1, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"sektor": "4"}, "sektor"),
        ({"omsorgsniva": 4}, "omsorgsniva"),
        ({"inndato": None}, "inndato"),
        ({"utdato": date(2023, 1, 1)}, "utdato"),
        ({"lopenr": None}, "lopenr"),
        ({"behandlingsstedkode": 123456789}, "behandlingsstedkode"),
        ({"behandlingsstedkode": 99, "institusjonid": 99, "hf": None}, "behandlingsstedkode"),
    ],
)
def test_a_row_that_no_rule_covers_stops_the_build(tmp_path: Path, change: dict[str, object], column: str) -> None:
    delivery = read_delivery(write_delivery(tmp_path, [GOOD, GOOD | change]))
    with pytest.raises(SourceError, match=f"Episode file of 2023, column '{column}': 1 rows"):
        build_marts(delivery, small_reference(), threads=1)


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
    ("change", "column"),
    [
        ({"lopenr": None}, "lopenr"),
        ({"orgnr": 123456789}, "orgnr"),
        ({"orgnr": None}, "orgnr"),
        ({"orgnr": int(NORD)}, "orgnr"),  # a region treats nobody
        ({"instrument": "phq"}, "instrument"),
        ({"instrument": None}, "instrument"),
        ({"informant": "clinician"}, "informant"),  # known, but not of this instrument
        ({"scale": "conduct"}, "scale"),
        ({"measuring_point": "one_year"}, "measuring_point"),
        ({"measuring_point": None}, "measuring_point"),
        ({"invited_date": None}, "invited_date"),
    ],
)
def test_a_form_that_no_rule_covers_stops_the_build(tmp_path: Path, change: dict[str, object], column: str) -> None:
    delivery = read_delivery(write_delivery(tmp_path, [GOOD], [FORM, FORM | change, FORM | change]))
    with pytest.raises(SourceError, match=f"^File of questionnaires, column '{column}': 2 rows"):
        build_marts(delivery, small_reference(), threads=1)


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
    assert build_marts(delivery, small_reference(), threads=1).marts["prom_trends"].num_rows == 2 * 10 * 2


def lost_contents(folder: Path) -> None:
    (folder / "leveranse.json").unlink()


def silent_contents(folder: Path) -> None:
    (folder / "leveranse.json").write_text("{}")


def lost_list(folder: Path) -> None:
    (folder / "leveranse.json").write_text(json.dumps({"oppdiktet": True}))


def lost_year(folder: Path) -> None:
    (folder / "OPPDIKTET_PHBU_2024_T3.parquet").rename(folder / "OPPDIKTET_PHBU_2025_T3.parquet")


def lost_beds(folder: Path) -> None:
    (folder / "OPPDIKTET_senger.parquet").unlink()


def changed_file(folder: Path) -> None:
    with (folder / "OPPDIKTET_PROM.parquet").open("ab") as stream:
        stream.write(b"x")


def damaged_file(folder: Path) -> None:
    (folder / "OPPDIKTET_PROM.parquet").write_bytes(b"not Parquet")
    sign_again(folder)


def lost_column(folder: Path) -> None:
    path = folder / "OPPDIKTET_senger.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["beds"]), path)
    sign_again(folder)


def other_type(folder: Path) -> None:
    path = folder / "OPPDIKTET_senger.parquet"
    pq.write_table(
        pa.table({"orgnr": ["9"], "year": pa.array([1], pa.int16()), "beds": pa.array([1], pa.int16())}), path
    )
    sign_again(folder)


def sign_again(folder: Path) -> None:
    """The contents agree with the file, so that only the fault itself is left to find."""
    import hashlib

    files = [{"name": p.name, "sha256": hashlib.sha256(p.read_bytes()).hexdigest()} for p in folder.glob("*.parquet")]
    (folder / "leveranse.json").write_text(json.dumps({"oppdiktet": True, "files": files}))


FAULTS = (
    (lost_contents, "leveranse.json: cannot be read as JSON"),
    (silent_contents, "must say whether the delivery is invented"),
    (lost_list, 'must list "files"'),
    (lost_year, "one for each year without gaps"),
    (lost_beds, "there must be one file …senger.parquet, there are 0"),
    (changed_file, "PROM.parquet: is not the file that leveranse.json lists"),
    (damaged_file, "PROM.parquet: cannot be read as Parquet"),
    (lost_column, "senger.parquet: column 'beds' is missing"),
    (other_type, "column 'orgnr' must be of type int64, not string"),
)


@pytest.mark.parametrize(("fault", "sentence"), FAULTS, ids=lambda case: getattr(case, "__name__", ""))
def test_a_faulty_delivery_is_refused(tmp_path: Path, fault: Callable[[Path], None], sentence: str) -> None:
    write_delivery(tmp_path, [GOOD])
    fault(tmp_path)
    with pytest.raises(SourceError, match=sentence):
        read_delivery(tmp_path)


def test_a_folder_without_episodes_is_refused(tmp_path: Path) -> None:
    (tmp_path / "leveranse.json").write_text(json.dumps({"oppdiktet": True, "files": []}))
    with pytest.raises(SourceError, match="no episode file"):
        read_delivery(tmp_path)
