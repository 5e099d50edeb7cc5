"""The draft of leveranse.toml: usable when the marked questions are answered, and without anything of a person."""

import tomllib
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data_marts.sources.columns import read_columns
from data_marts.sources.describe import describe, describe_command
from data_marts.sources.intake import take_in
from data_marts.sources.note_reader import read_note
from data_marts.sources.problems import SourceError
from tests.reference.small_world import BY_CLINIC, small_reference, write_delivery

SECRET = 7304598211  # a pseudonym
SECTORS = ["3", "BUP", "651", "VOP", "TSB", "XYZ"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A delivery of two years; 2024 as Latin-1 CSV to September, with other names, and a list nobody knows."""
    rows: list[dict[str, object]] = [
        {"aar": 2023, "lopenr": SECRET, "sektor": sector, "omsorgsniva": 3, "inndato": date(2023, 5, 1)}
        for sector in SECTORS
        for _ in range(6)
    ]
    folder = write_delivery(tmp_path / "delivery", rows, years=(2023,))
    (folder / "leveranse.toml").unlink()
    table = pq.read_table(folder / "OPPDIKTET_PHBU_2023_T3.parquet")
    names = [{"lopenr": "LNr", "kjonn": "kjonn_DSF", "hf": "HF"}.get(name, name) for name in table.column_names]
    lines = ["|".join([*names, "Behandlers navn"])]
    lines += [f"{SECRET}|(NULL)|" + "|".join(["."] * 25) + "|Åse Ås" for _ in range(7)]
    (folder / "OPPDIKTET_PHBU_2024_09.csv").write_bytes("\r\n".join(lines).encode("latin-1"))
    (folder / "notater.docx").write_bytes(b"x")
    return folder


def test_the_draft_says_what_was_found(folder: Path) -> None:
    draft = tomllib.loads(describe(folder, date(2025, 1, 2)))
    assert draft["name"] == "PHBU_2024_09"
    assert draft["received"] == date(2025, 1, 2)
    assert "invented" not in draft
    assert draft["missing"] == ["", "NULL", "(NULL)", "."]
    [first, second] = draft["episodes"]
    assert (first["year"], first["through"]) == (2023, "12")
    assert (second["year"], second["through"]) == (2024, "09")
    assert (second["encoding"], second["delimiter"]) == ("latin-1", "|")
    assert draft["episode_codes"]["sektor"] == {"BUP": "3", "651": "3"}
    assert set(draft["other_sectors"]["codes"]) == {"VOP", "TSB"}
    assert [entry["file"] for entry in draft["reservations"]] == ["OPPDIKTET_reservasjoner.parquet"]
    assert [entry["shape"] for entry in draft["prom"]] == ["long"]
    assert len(draft["beds"]) == 1


def test_what_is_not_placed_is_marked(folder: Path) -> None:
    marked = [line for line in describe(folder).splitlines() if line.startswith("# NOT PLACED:")]
    for words in ("invented = true or false?", "notater.docx: no format", '"Behandlers navn"', 'sektor "XYZ"'):
        assert any(words in line for line in marked), words
    assert len(marked) == 4


def test_nothing_of_a_person_is_in_the_draft(folder: Path) -> None:
    text = describe(folder)
    assert str(SECRET) not in text
    assert "Ås" not in text
    assert "2023-05-01" not in text


def test_a_file_without_names_shows_no_row(tmp_path: Path) -> None:
    (tmp_path / "PHBU_2024_T3.csv").write_text(f"{SECRET};2024-01-31;Åse Ås;F900\n{SECRET};2024-01-31;Åse Ås;F900\n")
    text = describe(tmp_path)
    assert "the first line seems to hold values" in text
    assert not any(word in text for word in (str(SECRET), "Åse", "F900", "2024-01-31"))


def test_rare_and_free_values_are_no_codes(tmp_path: Path) -> None:
    """A name typed in the column of sectors once is not shown, nor a column of many values."""
    columns = {"lopenr": [1] * 40, "inndato": ["x"] * 40, "sektor": ["3"] * 39 + ["Kari"], "omsorgsniva": range(40)}
    pq.write_table(pa.table({name: pa.array(list(map(str, c))) for name, c in columns.items()}), tmp_path / "a.parquet")
    text = describe(tmp_path)
    assert "Kari" not in text
    assert 'omsorgsniva of "a.parquet" has too many values for a list of codes' in text


def test_the_draft_parses_and_asks_for_what_a_person_must_say(folder: Path) -> None:
    assert describe_command([str(folder)]) == 0
    with pytest.raises(SourceError, match="key 'invented': must be true or false"):
        read_note(folder, read_columns())


def test_with_the_questions_answered_the_delivery_is_taken_in(tmp_path: Path) -> None:
    """The usual case: names of the dictionary, one question."""
    row = {"aar": 2023, "lopenr": 1, "sektor": "BUP", "omsorgsniva": 3, "inndato": date(2023, 5, 1)}
    folder = write_delivery(tmp_path / "delivery", [row | {"behandlingsstedkode": int(BY_CLINIC)}] * 5)
    (folder / "leveranse.toml").write_text(describe_anew(folder).replace("received", "invented = true\nreceived"))
    intake = take_in(folder, tmp_path / "work", small_reference())
    assert (intake.files[0].kept, intake.years) == (5, (2023, 2024))


def describe_anew(folder: Path) -> str:
    (folder / "leveranse.toml").unlink()
    return describe(folder)


def test_columns_of_scores_make_a_wide_file(tmp_path: Path) -> None:
    """Named after the instruments of the reference tables."""
    head = "lopenr;orgnr;measuring_point;invited_date;answered_date;SDQ_total_parent;fritekst"
    (tmp_path / "OPPDIKTET_PROM.csv").write_text(f"{head}\n" + f"{SECRET};1;start;;;12;x\n" * 6)
    text = describe(tmp_path)
    draft = tomllib.loads(text)
    assert draft["prom"][0]["shape"] == "wide"
    sdq = {"instrument": "sdq", "informant": "parent", "scale": "total"}
    assert draft["prom_wide"] == {"SDQ_total_parent": sdq}
    assert '# NOT PLACED: measuring_point "start"' in text
    assert '"fritekst"' in text
    assert str(SECRET) not in text


@pytest.mark.parametrize(
    ("name", "year", "through"),
    [
        ("PHBU_2024_T3", 2024, "12"),
        ("phbu_2025_T1_ny", 2025, "04"),
        ("PHBU_2025_09", 2025, "09"),
        ("OPPDIKTET_PHBU_202502", 2025, "02"),
        ("PHBU_2024", 2024, None),
        ("PHBU_siste", None, None),
    ],
)
def test_periods_are_found_in_names(tmp_path: Path, name: str, year: int | None, through: str | None) -> None:
    (tmp_path / f"{name}.csv").write_text("lopenr;inndato;sektor;omsorgsniva\n")
    [file] = tomllib.loads(describe(tmp_path))["episodes"]
    assert (file.get("year"), file.get("through")) == (year, through)


def test_a_description_is_not_overwritten(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "leveranse.toml").write_text("mine")
    assert describe_command([str(folder)]) == 1
    assert "is there already" in capsys.readouterr().err
    assert (folder / "leveranse.toml").read_text() == "mine"


@pytest.mark.parametrize("kind", ["nothing", "empty"])
def test_without_files_there_is_nothing_to_describe(
    tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / kind
    if kind == "empty":
        folder.mkdir()
    assert describe_command([str(folder)]) == 1
    assert "Nothing was written: " in capsys.readouterr().err


def test_a_damaged_file_is_marked_and_the_rest_described(folder: Path) -> None:
    (folder / "OPPDIKTET_PHBU_2022_T3.parquet").write_bytes(b"PAR1 no")
    text = describe(folder)
    assert "# NOT PLACED: OPPDIKTET_PHBU_2022_T3.parquet: cannot be read as Parquet" in text
    assert len(tomllib.loads(text)["episodes"]) == 2
