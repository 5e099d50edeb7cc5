"""The files of a delivery: shape, marks of invention, list, and the same again from the same seed."""

import csv
import hashlib
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from data_marts.demo import write
from data_marts.demo.constants import YEARS
from data_marts.demo.generate import generate, main
from data_marts.demo.places import REFERENCE, DemoError
from tests.data_marts.demo.conftest import SMALL

NAMES = {f"OPPDIKTET_PHBU_{year}_T3.parquet" for year in YEARS} | {
    "OPPDIKTET_PROM.parquet",
    "OPPDIKTET_reservasjoner.parquet",
    "OPPDIKTET_senger.parquet",
}


def _sums(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


def test_the_delivery_has_these_files_and_no_others(small: Path) -> None:
    assert {file.name for file in small.iterdir()} == NAMES | {"leveranse.json"}


def test_every_file_says_that_it_is_invented(full: Path) -> None:
    for file in full.glob("*.parquet"):
        metadata = pq.read_schema(file).metadata
        assert file.name.startswith("OPPDIKTET_")
        assert metadata[b"oppdiktet"] == b"ja"
        assert metadata[b"beskrivelse"].decode().startswith("Oppdikte")
    assert json.loads((full / "leveranse.json").read_text(encoding="utf-8"))["oppdiktet"] is True


def test_the_list_has_rows_and_checksums_of_every_file(small: Path) -> None:
    listed = json.loads((small / "leveranse.json").read_text(encoding="utf-8"))
    assert {file["name"] for file in listed["files"]} == NAMES
    for file in listed["files"]:
        assert file["rows"] == pq.read_metadata(small / file["name"]).num_rows
        assert file["sha256"] == _sums(small)[file["name"]]
    assert (listed["seed"], listed["scale"]) == (7, SMALL)


@pytest.mark.parametrize("year", YEARS)
def test_columns_and_types_of_the_episodes(full: Path, year: int) -> None:
    schema = pq.read_schema(full / f"OPPDIKTET_PHBU_{year}_T3.parquet")
    assert schema.equals(write.EPISODES)
    assert [str(schema.field(name).type) for name in ("lopenr", "aar", "kjonn", "komnrhjem2", "inndato", "inntid")] == [
        "int64",
        "int16",
        "int8",
        "string",
        "date32[day]",
        "time64[us]",
    ]


def test_no_column_can_hold_a_name(full: Path) -> None:
    table = pq.read_table(full / "OPPDIKTET_PHBU_2024_T3.parquet")
    text = {field.name for field in table.schema if pa.types.is_string(field.type)}
    assert text == {"komnrhjem2", "sektor", "fagomrade", "tilst1akse1"}
    for name in text:
        assert all(word is None or len(word) <= 4 for word in table[name].unique().to_pylist())


def test_constant_columns(full: Path) -> None:
    table = pq.read_table(full / "OPPDIKTET_PHBU_2019_T3.parquet", columns=["sektor", "fagomrade"])
    assert (table["sektor"].unique().to_pylist(), table["fagomrade"].unique().to_pylist()) == (["3"], ["310"])


def _numbers_of_the_year(year: int) -> set[str]:
    """Kommune numbers in use in a year, by going forward from the changes: a second way to the same answer."""
    with (REFERENCE / "catchments.csv").open(encoding="utf-8", newline="") as file:
        numbers = {row["kommune"] for row in csv.DictReader(file)}
    with (REFERENCE / "kommune_changes.csv").open(encoding="utf-8", newline="") as file:
        changes = [(int(row["year"]), row["old"], row["new"]) for row in csv.DictReader(file)]
    for reform in (2024, 2020):
        if year < reform:
            created = {new for when, _, new in changes if when == reform} - {"1103", "5001"}
            ended = {old for when, old, _ in changes if when == reform}
            # Some numbers lived only within the reform itself: made and ended on the same day.
            numbers = (numbers - created) | (ended - created)
    return {number for number in numbers if not number.startswith("21")}  # 21: places on Svalbard


@pytest.mark.parametrize(("year", "kommuner"), [(2019, 422), (2020, 356), (2023, 356), (2024, 357)])
def test_kommune_numbers_are_those_of_the_delivery_year(full: Path, year: int, kommuner: int) -> None:
    valid = _numbers_of_the_year(year)
    assert len(valid) == kommuner
    table = pq.read_table(full / f"OPPDIKTET_PHBU_{year}_T3.parquet", columns=["komnrhjem2"])
    found = set(table["komnrhjem2"].unique().to_pylist()) - {"0000"}
    assert found <= valid
    assert len(found) > 0.97 * kommuner


def test_districts_are_given_for_oslo_alone(full: Path) -> None:
    table = pq.read_table(full / "OPPDIKTET_PHBU_2024_T3.parquet", columns=["komnrhjem2", "bydel2"])
    with_district = table.filter(table["bydel2"].is_valid())
    assert with_district["komnrhjem2"].unique().to_pylist() == ["0301"]
    assert set(with_district["bydel2"].unique().to_pylist()) <= {*range(1, 18), 99}


def test_the_same_seed_gives_the_same_bytes(small: Path, tmp_path: Path) -> None:
    generate(tmp_path / "again", seed=7, scale=SMALL, console=Console(quiet=True))
    assert _sums(tmp_path / "again") == _sums(small)


def test_another_seed_gives_other_rows(small: Path, tmp_path: Path) -> None:
    generate(tmp_path / "other", seed=8, scale=SMALL, console=Console(quiet=True))
    same = _sums(tmp_path / "other").items() & _sums(small).items()
    assert {name for name, _ in same} == {"OPPDIKTET_senger.parquet"}  # beds have no chance in them


def test_the_command_prints_the_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--out", str(tmp_path / "d"), "--scale", "0.002", "--seed", "3"]) == 0
    assert capsys.readouterr().out.strip() == str(tmp_path / "d")
    assert (tmp_path / "d" / "leveranse.json").exists()


def test_an_impossible_scale_is_refused_with_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--out", str(tmp_path / "d"), "--scale", "3"]) == 1
    assert "--scale must lie between 0.002 and 1, not 3" in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "d").exists()


def test_a_folder_that_is_no_delivery_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("x")
    with pytest.raises(DemoError, match="is not a delivery"):
        generate(tmp_path / "letters", scale=0.002, console=Console(quiet=True))
    assert (tmp_path / "letters" / "dear.txt").read_text() == "x"


def test_a_failure_leaves_the_former_delivery_and_nothing_beside_it(tmp_path: Path) -> None:
    out = tmp_path / "delivery"
    out.mkdir()
    (out / "leveranse.json").write_text("{}")

    def fails(folder: Path) -> None:
        (folder / "half.parquet").write_bytes(b"x")
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        write.write_whole(out, fails)
    assert [path.name for path in tmp_path.iterdir()] == ["delivery"]
    assert [path.name for path in out.iterdir()] == ["leveranse.json"]


def test_a_new_delivery_takes_the_place_of_the_former(tmp_path: Path) -> None:
    out = tmp_path / "delivery"
    for text in ("first", "second"):
        write.write_whole(out, lambda folder, text=text: (folder / "leveranse.json").write_text(text))  # type: ignore[misc]
    assert (out / "leveranse.json").read_text() == "second"
    assert [path.name for path in tmp_path.iterdir()] == ["delivery"]


def test_a_file_name_without_the_mark_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DemoError, match="must begin with OPPDIKTET_"):
        write.write_table(pa.table({"x": [1]}), tmp_path / "PHBU_2024.parquet", "Oppdiktet")
    assert list(tmp_path.iterdir()) == []
