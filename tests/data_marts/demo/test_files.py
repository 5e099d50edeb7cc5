"""The files of a delivery: formats, columns, marks of invention, list, and the same again from the same seed."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pyreadstat
import pytest
from rich.console import Console

from data_marts.demo import files, leveranse, write
from data_marts.demo.constants import YEARS
from data_marts.demo.forms import BEDS
from data_marts.demo.generate import generate, main
from data_marts.demo.places import DemoError
from tests.data_marts.demo.conftest import SMALL
from tests.data_marts.demo.delivered import listed

EPISODES = [
    "OPPDIKTET_PHBU_2019_T3.sas7bdat",
    "OPPDIKTET_PHBU_2020_T3.csv",
    "OPPDIKTET_PHBU_2021_T3.csv",
    "OPPDIKTET_PHBU_2022_T3.parquet",
    "OPPDIKTET_PHBU_2023_T3.parquet",
    "OPPDIKTET_PHBU_2024_T3.parquet",
]
PROM = ["OPPDIKTET_PROM_2019_2022.csv", "OPPDIKTET_PROM_2023.parquet"]
RESERVATIONS, WARDS = "OPPDIKTET_reservasjoner.csv", "OPPDIKTET_senger.parquet"
NAMES = {*EPISODES, *PROM, RESERVATIONS, WARDS}


def _sums(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


def test_the_delivery_has_these_files_and_no_others(small: Path) -> None:
    assert {file.name for file in small.iterdir()} == NAMES | {"leveranse.toml"}


def test_everything_says_that_it_is_invented(small: Path) -> None:
    assert all(name.startswith("OPPDIKTET_") for name in NAMES)
    for file in small.glob("*.parquet"):
        metadata = pq.read_schema(file).metadata
        assert metadata[b"oppdiktet"] == b"ja"
        assert metadata[b"beskrivelse"].decode().startswith("Oppdikte")
    _, metadata = pyreadstat.read_sas7bdat(small / EPISODES[0], metadataonly=True, output_format="dict")
    assert metadata.table_name == "OPPDIKTET_PHBU_2019_T3"
    assert listed(small)["invented"] is True
    assert (small / "leveranse.toml").read_text(encoding="utf-8").startswith("# Oppdiktet uttrekk til utprøving")


def test_the_list_describes_the_delivery(small: Path) -> None:
    contents = listed(small)
    assert (contents["format"], contents["name"], contents["received"]) == (1, "PHBU_2024_T3", date(2025, 2, 15))
    assert contents["missing"] == ["", "NULL", "(NULL)"]
    assert contents["episode_columns"] == {"henvisning_id": ["henvisningsnr"]}
    assert contents["episode_missing"] == {"behandlingsstedkode": ["99"], "fodselsar": ["9999"]}
    assert contents["episode_codes"] == {"sektor": {"BUP": "3", "651": "3"}}
    assert contents["other_sectors"] == {"codes": ["1", "2", "4", "5", "VOP", "TSB", "SOM"]}
    assert contents["prom_columns"]["answered_date"] == ["besvart"]
    assert contents["prom_codes"] == {"measuring_point": {"start": "baseline", "slutt": "end"}}
    assert "prom_wide" not in contents
    assert set(contents) == {
        *("format", "name", "received", "invented", "missing", "episodes", "prom", "reservations", "beds"),
        *("episode_columns", "episode_missing", "episode_codes", "other_sectors", "prom_columns", "prom_codes"),
    }


def test_the_list_has_every_file_with_its_checksum(small: Path) -> None:
    contents, sums = listed(small), _sums(small)
    assert [entry["file"] for entry in contents["episodes"]] == EPISODES
    assert [(entry["year"], entry["through"]) for entry in contents["episodes"]] == [(year, "12") for year in YEARS]
    assert [(entry["file"], entry["shape"]) for entry in contents["prom"]] == [(name, "long") for name in PROM]
    assert [entry["file"] for entry in contents["reservations"] + contents["beds"]] == [RESERVATIONS, WARDS]
    for kind in ("episodes", "prom", "reservations", "beds"):
        for entry in contents[kind]:
            assert entry["sha256"] == sums[entry["file"]]
    told = [{key: entry[key] for key in ("encoding", "delimiter") if key in entry} for entry in contents["episodes"]]
    latin, utf = {"encoding": "latin-1", "delimiter": ";"}, {"encoding": "utf-8", "delimiter": ";"}
    assert told == [{"encoding": "latin-1"}, latin, utf, {}, {}, {}]


def test_the_sas_file(small: Path) -> None:
    columns, metadata = pyreadstat.read_sas7bdat(small / EPISODES[0], output_format="dict")
    names = write.EPISODES.names
    place = names.index("behandlingsstedkode") + 1
    assert metadata.column_names == [*names[:place], "behandlingsstedlokal", *names[place:]]
    assert metadata.file_encoding == "ISO-8859-1"
    formats = metadata.original_variable_types
    assert {formats[name] for name in ("inndato", "utdato", "mottaksdato", "ventetidsluttdato")} == {"YYMMDD10"}
    assert {formats[name] for name in ("inntid", "uttid")} == {"TIME5"}
    assert [formats[name] for name in ("institusjonid", "hf", "komnrhjem2", "sektor")] == ["$9", "$9", "$4", "$3"]
    assert set(columns["sektor"]) == {"BUP", "VOP", "TSB", "SOM"}
    assert {"BUP Tromsø", "BUP Førde"} <= set(columns["behandlingsstedlokal"])


def _cells(path: Path, encoding: str) -> list[dict[str, Any]]:
    """The first rows of a CSV file as text."""
    text = path.read_bytes()[:2_000_000].decode(encoding)
    names, *lines = [line.split(";") for line in text.split("\n")[:-1]]
    return [dict(zip(names, line, strict=True)) for line in lines]


def test_the_csv_file_of_2020(small: Path) -> None:
    content = (small / EPISODES[1]).read_bytes()
    assert content.count(b"\r\n") == content.count(b"\n") > 10_000
    assert "BUP Tromsø".encode("latin-1") in content
    assert b'"' not in content
    text = content.decode("latin-1").split("\r\n")
    assert text[0] == (
        "LNr;episode_lnr;henvisningsnr;aar;fodtAar_DSF;kjonn_DSF;KomNrHjem_DSF;bydel_DSF;psykinstid;behandlingsstedkode;"
        "behandlingsstedlokal;hf;sektor;omsorgsnivaa;innDato;utDato;inntid;uttid;permisjonsdogn;innmatehast;kontaktType;"
        "polkonaktivitet;stedaktivitet;akse1_diag1;mottaksdato;ventetidsluttdato;ventetidsluttkode;retttilhelsehjelp"
    )
    rows = _cells(small / EPISODES[1], "latin-1")
    assert {"651", "VOP"} <= {row["sektor"] for row in rows} <= {"651", "VOP", "TSB", "SOM"}
    # Oslo is 0301 and Moss 3002: no number begins with a zero.
    kommuner = {row["KomNrHjem_DSF"] for row in rows}
    assert {"301", "3002"} <= kommuner
    assert not any(number.startswith("0") and number != "0" for number in kommuner)
    pointed = [row["psykinstid"].endswith(".0") for row in rows]
    assert 0.02 < sum(pointed) / len(pointed) < 0.05
    assert any(row["bydel_DSF"] == "NULL" for row in rows)
    assert "" not in {cell for row in rows for cell in row.values()}
    assert content.count(b"2020-02-31") == 2


def test_the_csv_file_of_2021(small: Path) -> None:
    content = (small / EPISODES[2]).read_bytes()
    assert b"\r" not in content
    assert content.count(b"2020-02-31") == 2
    rows = _cells(small / EPISODES[2], "utf-8")
    assert list(rows[0]) == [name for name in write.EPISODES.names if name not in ("nprid_reg", "sh_reg", "fagomrade")]
    assert {row["bydel2"] for row in rows} >= {"(NULL)", "1"}
    assert "0301" in {row["komnrhjem2"] for row in rows}
    assert all(len(row["inntid"]) == 5 for row in rows)


def _types(path: Path) -> dict[str, str]:
    return {field.name: str(field.type) for field in pq.read_schema(path)}


def test_types_and_names_drift_over_the_parquet_files(small: Path) -> None:
    plain = {field.name: str(field.type) for field in write.EPISODES}
    drift = [dict(_types(small / name).items() - plain.items()) for name in EPISODES[3:]]
    text = dict.fromkeys(("institusjonid", "behandlingsstedkode", "hf"), "string")
    text |= dict.fromkeys(("inndato", "utdato", "mottaksdato", "ventetidsluttdato"), "string")
    assert drift[0] == text | {"npr_lnr": "int64", "hastegrad": "int8", "komnrhjem2": "int32"}
    clocks = dict.fromkeys(("hf", "kjonn", "omsorgsniva", "inntid", "uttid"), "string")
    assert drift[1] == clocks | {"behandlingssted2": "int64"}
    assert drift[2] == {"institusjonid": "string"}


def test_the_questionnaires_come_in_two_exports(small: Path) -> None:
    rows = _cells(small / PROM[0], "latin-1")
    assert list(rows[0]) == [
        "pasient",
        "enhet",
        "skjema",
        "utfyller",
        "skala",
        "malepunkt",
        "sendt",
        "besvart",
        "poeng\r",
    ]
    assert {row["malepunkt"] for row in rows} == {"start", "slutt"}
    assert max(row["sendt"] for row in rows).startswith("2022")
    newer = pq.read_table(small / PROM[1])
    assert newer.schema.equals(write.PROM, check_metadata=False)
    assert set(newer["measuring_point"].unique().to_pylist()) == {"baseline", "end"}
    assert min(newer["invited_date"].to_pylist()).year == 2023


def test_reservations_and_beds(small: Path) -> None:
    table = pa_csv.read_csv(small / RESERVATIONS, parse_options=pa_csv.ParseOptions(delimiter=";"))
    assert table.schema.names == write.RESERVATIONS.names
    assert pq.read_schema(small / WARDS).equals(write.BEDS, check_metadata=False)


def test_no_column_can_hold_a_persons_name(full_back: Path) -> None:
    table = pq.read_table(full_back / "PHBU_2024.parquet")
    text = {field.name for field in table.schema if pa.types.is_string(field.type)} - {"reason"}
    assert text == {"komnrhjem2", "sektor", "fagomrade", "tilst1akse1"}
    for name in text:
        assert all(word is None or len(word) <= 4 for word in table[name].unique().to_pylist())


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
    assert (tmp_path / "d" / "leveranse.toml").exists()


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


def test_a_delivery_of_the_first_version_is_replaced(tmp_path: Path) -> None:
    out = tmp_path / "delivery"
    out.mkdir()
    (out / "leveranse.json").write_text("{}")
    leveranse.write_whole(out, lambda folder: (folder / "leveranse.toml").touch())
    assert [path.name for path in out.iterdir()] == ["leveranse.toml"]


def test_a_failure_leaves_the_former_delivery_and_nothing_beside_it(tmp_path: Path) -> None:
    out = tmp_path / "delivery"
    out.mkdir()
    (out / "leveranse.toml").write_text("{}")

    def fails(folder: Path) -> None:
        (folder / "half.parquet").write_bytes(b"x")
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        leveranse.write_whole(out, fails)
    assert [path.name for path in tmp_path.iterdir()] == ["delivery"]
    assert [path.name for path in out.iterdir()] == ["leveranse.toml"]


def test_a_new_delivery_takes_the_place_of_the_former(tmp_path: Path) -> None:
    out = tmp_path / "delivery"
    for text in ("first", "second"):
        leveranse.write_whole(out, lambda folder, text=text: (folder / "leveranse.toml").write_text(text))  # type: ignore[misc]
    assert (out / "leveranse.toml").read_text() == "second"
    assert [path.name for path in tmp_path.iterdir()] == ["delivery"]


def test_a_file_name_without_the_mark_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DemoError, match="must begin with OPPDIKTET_"):
        files.write_table(pa.table({"x": [1]}), tmp_path / "PHBU_2024.parquet", BEDS, "Oppdiktet")
    assert list(tmp_path.iterdir()) == []
