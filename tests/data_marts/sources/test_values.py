"""What a value may look like in a file, and what it becomes: worked out by hand."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from data_marts.sources.intake import take_in
from data_marts.sources.staged import EPISODE_COLUMNS
from tests.reference.small_world import BY_CLINIC, note_of, small_reference, write_delivery

GOOD = {"lopenr": "1", "sektor": "3", "omsorgsniva": "3", "inndato": "2023-02-01", "institusjonid": BY_CLINIC}


def taken(
    folder: Path, rows: Sequence[Mapping[str, str]], note: str = "", more: str = ""
) -> tuple[list[dict[str, object]], Mapping[str, int]]:
    """The staged rows of 2023, delivered as CSV, and what could not be read; `more` stands beside the file."""
    folder = write_delivery(folder / "delivery", [])
    lines = [";".join(EPISODE_COLUMNS), *(";".join(row.get(name, "") for name in EPISODE_COLUMNS) for row in rows)]
    (folder / "OPPDIKTET_PHBU_2023_T3.csv").write_text("\n".join(lines))
    described = note_of((2023, 2024), more=note).replace('2023_T3.parquet"', f'2023_T3.csv"\n{more}')
    (folder / "leveranse.toml").write_text(described)
    intake = take_in(folder, folder.parent / "work", small_reference())
    return pq.read_table(intake.files[0].path).to_pylist(), intake.files[0].unreadable


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("behandlingsstedkode", "983974880", 983974880),
        ("behandlingsstedkode", "983974880.0", 983974880),
        ("behandlingsstedkode", " 983974880 ", 983974880),
        ("behandlingsstedkode", "99", None),
        ("behandlingsstedkode", "99.0", None),
        ("fodselsar", "9999", None),
        ("fodselsar", "(NULL)", None),
        ("komnrhjem2", "301", "0301"),
        ("komnrhjem2", "0301", "0301"),
        ("komnrhjem2", "5001.0", "5001"),
        ("komnrhjem2", "0", "0000"),
        ("bydel2", "07", 7),
        ("utdato", "2023-12-31", date(2023, 12, 31)),
        ("utdato", "20231231", date(2023, 12, 31)),
        ("utdato", "31.12.2023", date(2023, 12, 31)),
        ("utdato", "31DEC2023", date(2023, 12, 31)),
        ("utdato", "2023-12-31 23:59:00", date(2023, 12, 31)),
        ("utdato", "2023-12-31T23:59:00Z", date(2023, 12, 31)),
        # 64 years of which 16 leap years, less a day: 64 * 365 + 16 - 1.
        ("utdato", "23375", date(2023, 12, 31)),
        ("utdato", "23375.0", date(2023, 12, 31)),
        ("utdato", "2019600000", date(2023, 12, 31)),  # 23375 * 86400
        ("inntid", "8:05", time(8, 5)),
        ("inntid", "08:05:09", time(8, 5, 9)),
        ("inntid", "29100", time(8, 5)),
        ("inntid", "29100.0", time(8, 5)),
        ("inntid", "2023-01-01 08:05:00", time(8, 5)),
        ("inntid", "0", time(0)),
        ("tilst1akse1", "f90.0", "F900"),
        ("tilst1akse1", " F90-0 ", "F900"),
        ("tilst1akse1", "1999", "1999"),
        ("kontakttype", "2.00", 2),
        ("innmatehast", "4", 4),
    ],
)
def test_a_value_becomes(tmp_path: Path, column: str, text: str, value: object) -> None:
    [row], unreadable = taken(tmp_path, [GOOD | {column: text}])
    assert row[column] == value
    assert unreadable == {}
    assert row["reason"] is None


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("fodselsar", "99999"),
        ("kjonn", "1,5"),
        ("kjonn", "300"),
        ("komnrhjem2", "Oslo"),
        ("komnrhjem2", "03010"),
        ("utdato", "2023-02-30"),
        ("utdato", "2023"),  # a year, or day 2023 of SAS?
        ("utdato", "20230230"),
        ("utdato", "12/31/2023"),
        ("utdato", "983974880"),
        ("utdato", "0023-12-31"),
        ("inntid", "24:00"),
        ("inntid", "86400"),
        ("inntid", "8.30 om morgenen"),
        ("tilst1akse1", "--"),
        ("henvisning_id", "A1"),
        ("aar", "2031"),
    ],
)
def test_what_cannot_be_read_is_no_value_and_counted(tmp_path: Path, column: str, text: str) -> None:
    [row], unreadable = taken(tmp_path, [GOOD | {column: text}])
    assert row[column] == (2023 if column == "aar" else None)
    assert unreadable == {column: 1}
    assert (row["unreadable"], row["reason"]) == ([column], None)


@pytest.mark.parametrize("column", ["lopenr", "inndato", "omsorgsniva"])
def test_a_row_cannot_be_without_some_of_them(tmp_path: Path, column: str) -> None:
    [row], unreadable = taken(tmp_path, [GOOD | {column: "x1"}])
    assert row["reason"] == "unreadable"
    assert unreadable == {column: 1}


def test_markers_and_codes_are_those_of_the_delivery(tmp_path: Path) -> None:
    note = '[episode_missing]\nkjonn = ["8"]\n[episode_codes.kjonn]\nM = "1"\n[episode_codes.sektor]\n"651" = "3"'
    rows = [GOOD | {"kjonn": "8"}, GOOD | {"kjonn": "M", "sektor": "651"}, GOOD | {"kjonn": "651"}]
    found, unreadable = taken(tmp_path, rows, note)
    assert [row["kjonn"] for row in found] == [None, 1, None]
    assert {row["sektor"] for row in found} == {"3"}
    assert unreadable == {"kjonn": 1}


def test_a_decimal_comma_is_read_where_it_is_said(tmp_path: Path) -> None:
    rows = [GOOD | {"kjonn": "1,0"}]
    assert taken(tmp_path / "said", rows, more='decimal = ","')[0][0]["kjonn"] == 1
    assert taken(tmp_path / "not", rows)[1] == {"kjonn": 1}


def test_of_several_columns_the_first_with_a_value_counts(tmp_path: Path) -> None:
    note = '[episode_columns]\nfodselsar = ["episode_lnr", "fodselsar"]\nepisode_lnr = []'
    rows = [
        GOOD | {"episode_lnr": "2009", "fodselsar": "2010"},
        GOOD | {"episode_lnr": "NULL", "fodselsar": "2010"},
        GOOD | {"episode_lnr": "9999", "fodselsar": "2011"},
    ]
    found, _ = taken(tmp_path, rows, note)
    assert [row["fodselsar"] for row in found] == [2009, 2010, 2011]
    assert {row["episode_lnr"] for row in found} == {None}
