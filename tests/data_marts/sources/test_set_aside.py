"""Every row is kept, set aside with its reason, or of somebody who has opted out; codes that nobody knows stop."""

from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from data_marts.build.marts import build_marts
from data_marts.sources.intake import take_in
from data_marts.sources.problems import SourceError
from data_marts.sources.staged import STAGED
from tests.reference.small_world import (
    BY_CLINIC,
    FJORD,
    NORD,
    STIFTELSE_WARD,
    note_of,
    small_reference,
    taken_in,
    write_delivery,
)

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
FORM: dict[str, object] = {
    "lopenr": 1,
    "orgnr": int(BY_CLINIC),
    "instrument": "sdq",
    "informant": "parent",
    "scale": "total",
    "measuring_point": "baseline",
    "invited_date": date(2023, 2, 1),
}
OTHERS = '[other_sectors]\ncodes = ["4"]'


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"lopenr": None}, "missing_person"),
        ({"inndato": None}, "missing_start"),
        ({"utdato": date(2023, 1, 1)}, "ends_before_start"),
        ({"sektor": "4"}, "other_sector"),
        ({"behandlingsstedkode": 123456789, "institusjonid": int(NORD), "hf": None}, "unknown_unit"),
        ({"behandlingsstedkode": 99, "institusjonid": 99, "hf": None}, "unknown_unit"),
        ({"inndato": date(2024, 1, 1)}, "outside_period"),
        ({"inndato": date(2022, 12, 31)}, "outside_period"),
        # The first reason that fits is told.
        ({"lopenr": None, "inndato": None, "sektor": "4"}, "missing_person"),
    ],
)
def test_an_episode_that_cannot_count_is_set_aside(tmp_path: Path, change: dict[str, object], reason: str) -> None:
    folder = write_delivery(tmp_path / "delivery", [GOOD, GOOD | change])
    (folder / "leveranse.toml").write_text(note_of((2023, 2024), more=OTHERS))
    intake = take_in(folder, tmp_path / "work", small_reference())
    file = intake.files[0]
    assert (file.delivered, file.kept, dict(file.set_aside)) == (2, 1, {reason: 1})
    [aside] = pq.read_table(intake.set_aside_file).to_pylist()
    assert (aside["file"], aside["row"], aside["reason"]) == ("OPPDIKTET_PHBU_2023_T3.parquet", 2, reason)
    assert contacts(build_marts(intake, small_reference(), threads=1).marts) == 1


def contacts(marts: object) -> int:
    rows = marts["activity"].to_pylist()  # type: ignore[index]
    found = [
        row["contacts"]
        for row in rows
        if (row["period"], row["organisation"], row["care"], row["contact_type"], row["sex"], row["age_group"])
        == ("2023", "norge", "outpatient", "all", "all", "all")
    ]
    return sum(found)


@pytest.mark.parametrize(
    "change",
    [
        {"behandlingsstedkode": 123456789},
        {"behandlingsstedkode": None, "institusjonid": 123456789, "hf": int(FJORD)},
        {"omsorgsniva": 1, "inndato": date(2019, 1, 1), "utdato": date(2023, 1, 4)},  # a stay that began long ago
    ],
)
def test_a_row_with_one_known_organisation_is_kept(tmp_path: Path, change: dict[str, object]) -> None:
    intake = taken_in(tmp_path, [GOOD | change])
    assert intake.files[0].kept == 1
    patients = build_marts(intake, small_reference(), threads=1).marts["patients_by_unit"].to_pylist()
    cell = ("norge", 2023, "all", "all")
    [country] = [r for r in patients if (r["organisation"], r["year"], r["care"], r["diagnosis_group"]) == cell]
    assert country["patients"] == 1


@pytest.mark.parametrize(
    ("change", "column"),
    [({"sektor": "4"}, "sektor"), ({"sektor": None}, "sektor"), ({"omsorgsniva": 4}, "omsorgsniva")],
)
def test_an_unknown_code_stops_the_build(tmp_path: Path, change: dict[str, object], column: str) -> None:
    intake = taken_in(tmp_path, [GOOD, GOOD | change])
    with pytest.raises(SourceError, match=f"Episode file of 2023, column '{column}': 1 rows"):
        build_marts(intake, small_reference(), threads=1)


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
        ({"answered_date": date(2023, 2, 2), "score": 41.0}, "score_out_of_range"),
        ({"answered_date": date(2023, 2, 2), "score": -1.0}, "score_out_of_range"),
    ],
)
def test_a_form_that_cannot_count_is_set_aside(tmp_path: Path, change: dict[str, object], reason: str) -> None:
    intake = taken_in(tmp_path, [GOOD], [FORM, FORM | change, FORM | change])
    [file] = intake.of_kind("prom")
    assert (file.delivered, file.kept, dict(file.set_aside)) == (3, 1, {reason: 2})
    build_marts(intake, small_reference(), threads=1)


@pytest.mark.parametrize("point", ["baseline", "point", "end", "one_year", "followup", " End "])
def test_measuring_points_are_known(tmp_path: Path, point: str) -> None:
    [file] = taken_in(tmp_path, [GOOD], [FORM | {"measuring_point": point}]).of_kind("prom")
    staged = {"followup": "end", " End ": "end"}.get(point, point)
    assert pq.read_table(file.path).column("measuring_point").to_pylist() == [staged]
    assert file.kept == 1


@pytest.mark.parametrize(
    ("change", "column"),
    [({"orgnr": 123456789}, "orgnr"), ({"year": None}, "year"), ({"beds": None}, "beds"), ({"beds": -1}, "beds")],
)
def test_beds_that_no_rule_covers_stop_the_build(tmp_path: Path, change: dict[str, object], column: str) -> None:
    beds: dict[str, object] = {"orgnr": int(BY_CLINIC), "year": 2023, "beds": 4}
    intake = taken_in(tmp_path, [GOOD], [FORM], beds=[beds, beds | change])
    with pytest.raises(SourceError, match=f"^File of beds, column '{column}': 1 rows"):
        build_marts(intake, small_reference(), threads=1)


def test_forms_and_beds_that_are_known_are_taken(tmp_path: Path) -> None:
    intake = taken_in(tmp_path, [GOOD], [FORM], beds=[{"orgnr": int(FJORD), "year": 2023, "beds": 0}])
    assert build_marts(intake, small_reference(), threads=1).marts["prom_trends"].num_rows == 2 * 10 * 2


def test_persons_who_opted_out_are_in_no_staged_file(tmp_path: Path) -> None:
    """Person 1 has opted out, person 2 changed her mind, person 3 opted out again after that."""
    day = date(2023, 3, 1)
    reservations = [
        {"lopenr": 1, "reservation_date": day},
        {"lopenr": 2, "reservation_date": day, "withdrawn_date": day},
        {"lopenr": 3, "reservation_date": day, "withdrawn_date": day},
        {"lopenr": 3, "reservation_date": day},
        {"lopenr": 7, "reservation_date": day},  # never treated
    ]
    rows = [GOOD | {"lopenr": person, "aar": year} for person in (1, 1, 2, 3, 4) for year in (2023, 2024)]
    forms = [FORM | {"lopenr": person} for person in (1, 2, 7)]
    intake = taken_in(tmp_path, rows, forms, reservations)
    staged = [pq.read_table(file.path) for file in intake.files if file.kind in ("episodes", "prom")]
    assert {person for table in staged for person in table.column("lopenr").to_pylist()} == {2, 4}
    assert [file.delivered for file in intake.files] == [2, 2, 1, 0]
    assert (intake.reserved_persons, intake.reserved_rows) == (2, 8)
    assert build_marts(intake, small_reference(), threads=1).left_out["reserved_persons"] == 2


@pytest.mark.parametrize("change", [{"lopenr": None}, {"lopenr": "x1"}, {"withdrawn_date": "in spring"}])
def test_no_reservation_is_passed_over(tmp_path: Path, change: dict[str, object]) -> None:
    folder = write_delivery(tmp_path / "delivery", [GOOD])
    first = {"lopenr": "5", "reservation_date": "2023-01-01", "withdrawn_date": ""} | change
    values = ";".join(str(value or "") for value in first.values())
    lines = ["lopenr;reservation_date;withdrawn_date", "4;2023-01-01;", values]
    (folder / "OPPDIKTET_reservasjoner.csv").write_text("\n".join(lines))
    note = (folder / "leveranse.toml").read_text().replace("reservasjoner.parquet", "reservasjoner.csv")
    (folder / "leveranse.toml").write_text(note)
    with pytest.raises(SourceError, match="reservasjoner.csv, row 2, column '(lopenr|withdrawn_date)'") as told:
        take_in(folder, tmp_path / "work", small_reference())
    assert "x1" not in str(told.value)
    assert "spring" not in str(told.value)
    assert list((tmp_path / "work").iterdir()) == []


def test_of_two_files_of_a_year_the_longer_counts(tmp_path: Path) -> None:
    """2024 to August and to September: the rows of the older file are superseded, and 2024 is no whole year."""
    rows = [GOOD, GOOD | {"aar": 2024, "inndato": date(2024, 3, 1)}]
    folder = write_delivery(tmp_path / "delivery", rows)
    late = write_delivery(tmp_path / "late", [*rows, rows[1] | {"inndato": date(2024, 9, 30)}])
    (late / "OPPDIKTET_PHBU_2024_T3.parquet").rename(folder / "OPPDIKTET_PHBU_2024_09.parquet")
    older = '[[episodes]]\nfile = "OPPDIKTET_PHBU_2024_09.parquet"\nyear = 2024\nthrough = "09"\n[[episodes]]'
    note = note_of((2023, 2024)).replace('year = 2024\nthrough = "12"', 'year = 2024\nthrough = "T2"')
    (folder / "leveranse.toml").write_text(note.replace("[[episodes]]", older, 1))
    intake = take_in(folder, tmp_path / "work", small_reference())
    counted = {file.name: (file.kept, dict(file.set_aside)) for file in intake.of_kind("episodes")}
    assert counted == {
        "OPPDIKTET_PHBU_2024_09.parquet": (2, {}),
        "OPPDIKTET_PHBU_2023_T3.parquet": (1, {}),
        "OPPDIKTET_PHBU_2024_T3.parquet": (0, {"superseded": 1}),
    }
    assert (intake.years, intake.delivered_years) == ((2023,), (2023, 2024))
    assert intake.delivered_through == date(2024, 9, 30)
    assert contacts(build_marts(intake, small_reference(), threads=1).marts) == 1


def test_staged_files_have_the_promised_columns_and_are_for_their_user_alone(tmp_path: Path) -> None:
    intake = taken_in(tmp_path, [GOOD], [FORM], beds=[{"orgnr": int(STIFTELSE_WARD), "year": 2023, "beds": 1}])
    for file in intake.files:
        schema = pq.read_schema(file.path)
        found = {name: str(schema.field(name).type) for name in schema.names}
        assert found == {name: str(kind).replace("item", "element") for name, kind in STAGED[file.kind].items()}
    modes = Counter(path.stat().st_mode & 0o777 for path in intake.folder.iterdir())
    assert set(modes) == {0o600}
    assert intake.folder.stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "work").stat().st_mode & 0o777 == 0o700
