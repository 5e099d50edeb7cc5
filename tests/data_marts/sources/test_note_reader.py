"""leveranse.toml: what is written is understood, and every mistake is one sentence with file and key."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_marts.sources.columns import read_columns
from data_marts.sources.delivery_note import DeliveryNote, WideScale
from data_marts.sources.note_reader import read_note
from data_marts.sources.problems import SourceError
from tests.docs.repository import text_of

NOTE = """
format = 1
name = "PHBU_2025_09"
received = 2025-10-20
invented = true

[[episodes]]
file = "OPPDIKTET_PHBU_2024_T3.csv"
year = 2024
through = "12"

[[episodes]]
file = "OPPDIKTET_PHBU_2025_09.csv"
year = 2025
through = "09"

[[prom]]
file = "OPPDIKTET_PROM.parquet"
shape = "long"

[[reservations]]
file = "OPPDIKTET_reservasjoner.csv"

[[beds]]
file = "OPPDIKTET_senger.csv"
"""
FILES = tuple(re.findall(r'file = "(.+)"', NOTE))


def read(folder: Path, text: str = NOTE) -> DeliveryNote:
    folder.mkdir(exist_ok=True)
    for name in (*FILES, "OPPDIKTET_other.csv", "real.csv", "notes.docx"):
        (folder / name).touch()
    (folder / "leveranse.toml").write_text(text, encoding="utf-8")
    return read_note(folder, read_columns())


def test_what_is_written_is_understood(tmp_path: Path) -> None:
    note = read(tmp_path)
    assert (note.name, note.received, note.invented) == ("PHBU_2025_09", date(2025, 10, 20), True)
    assert note.missing == ("", "NULL", "(NULL)")
    assert [file.name for file in note.files] == list(FILES)
    assert note.years == (2024,)
    assert [file.covered_to for file in note.counting.values()] == [date(2024, 12, 31), date(2025, 9, 30)]


def test_the_example_in_the_readme_is_understood(tmp_path: Path) -> None:
    found = re.search(r"```toml\n(.*?)```", text_of("data_marts/sources/README.md"), re.DOTALL)
    assert found is not None
    for name in re.findall(r'file = "(.+?)"', found[1]):
        (tmp_path / name).touch()
    note = read(tmp_path, found[1])
    assert note.rules["episodes"].names["kjonn"] == ("kjonn_DSF", "kjonn")
    assert note.rules["episodes"].codes["sektor"] == {"BUP": "3", "651": "3"}
    assert note.wide == (WideScale("sdq_total_parent", "sdq", "parent", "total"),)
    assert note.rules["prom"].codes["measuring_point"] == {"start": "baseline"}


@pytest.mark.parametrize(
    ("through", "month"), [("01", 1), ("1", 1), ("10", 10), ("12", 12), ("T1", 4), ("T2", 8), ("T3", 12)]
)
def test_months_and_tertials(tmp_path: Path, through: str, month: int) -> None:
    note = read(tmp_path, NOTE.replace('"09"', f'"{through}"'))
    assert note.counting[2025].through == month


MISTAKES = [
    ("", "x = 1", "key 'x': is not known"),
    ("format = 1", "format = 2", "key 'format': must be a whole number from 1 to 1"),
    ("invented = true", "", "key 'invented': must be true or false: are the persons"),
    ("invented = true", 'invented = "yes"', "key 'invented': must be true or false"),
    ("received = 2025-10-20", 'received = "2025-10-20"', "key 'received': must be a date"),
    ('name = "PHBU_2025_09"', 'name = "../up"', "key 'name': may hold letters"),
    ('name = "PHBU_2025_09"', "name = 3", "key 'name': must be a text"),
    ("invented = true", "invented = true\nmising = []", "key 'mising': is not known. Did you mean 'missing'"),
    ("invented = true", 'invented = true\nmissing = "NULL"', "key 'missing': must be a list of texts"),
    ("invented = true", 'invented = true\nwithout = ["reservations"]', "'reservations' cannot be left out"),
    ("invented = true", 'invented = true\nwithout = ["beds"]', r"says 'beds', but \[\[beds\]\] names a file"),
    ('shape = "long"', 'shape = "lang"', r"key 'prom\[1\].shape': is 'lang'. Did you mean 'long'"),
    ('shape = "long"', 'shape = "wide"', "key 'prom_wide': belongs to files with shape"),
    ("year = 2024", "yaer = 2024", r"key 'episodes\[1\].yaer': is not known. Did you mean 'year'"),
    ("year = 2024", 'year = "2024"', r"key 'episodes\[1\].year': must be a whole number"),
    ("year = 2024", "year = 2023", "2024 is not delivered"),
    ('year = 2025\nthrough = "09"', 'year = 2024\nthrough = "12"', "2 files cover 2024 up to month 12"),
    ('year = 2024\nthrough = "12"', 'year = 2025\nthrough = "08"', "no year is delivered whole"),
    ('through = "09"', 'through = "13"', r"key 'episodes\[2\].through': must be the last month"),
    ('through = "09"', "through = 9", r"key 'episodes\[2\].through': must be a text"),
    ('through = "12"', 'through = "11"', "2024 is delivered up to month 11 alone"),
    ("OPPDIKTET_PHBU_2025_09.csv", "OPPDIKTET_PHBU_2025_08.csv", "there is no file 'OPPDIKTET_PHBU_2025_08.csv'"),
    ("OPPDIKTET_PHBU_2025_09.csv", "../OPPDIKTET_PHBU_2025_09.csv", "must lie within the folder"),
    ("OPPDIKTET_PHBU_2025_09.csv", "notes.docx", "'notes.docx' must end with one of"),
    ("OPPDIKTET_PHBU_2025_09.csv", "real.csv", "is true, but 'real.csv' does not begin with OPPDIKTET"),
    ("OPPDIKTET_PHBU_2025_09.csv", "OPPDIKTET_senger.csv", "'OPPDIKTET_senger.csv' is named 2 times"),
    ("year = 2025", 'year = 2025\nsha256 = "abc"', r"sha256': must be 64 digits"),
    ("year = 2025", 'year = 2025\nencoding = "latin-x"', "'latin-x' is no known encoding"),
    ("year = 2025", 'year = 2025\ndelimiter = ";;"', "delimiter': must be one sign"),
    ('shape = "long"', 'shape = "long"\ndelimiter = ";"', "belongs to CSV files"),
    ("[[reservations]]", "[[reservation]]", "key 'reservation': is not known. Did you mean 'reservations'"),
    ("[[beds]]", "[[prom]]", r"key 'prom\[2\].shape'"),
    ('[[beds]]\nfile = "OPPDIKTET_senger.csv"', "", r'Add a \[\[beds\]\] .* without = \["beds"\]'),
    ('[[reservations]]\nfile = "OPPDIKTET_reservasjoner.csv"', "", r"Add a \[\[reservations\]\] with its file"),
    ("", "[episode_columns]\nlopnr = []", "'episode_columns.lopnr': is not known. Did you mean 'lopenr'"),
    ("", '[episode_columns]\nlopenr = "LNr"', "'episode_columns.lopenr': must be a list of texts"),
    ("", "[episode_codes.sektor]\nBUP = 3", "'episode_codes.sektor.BUP': must be a text"),
    ("", '[other_sectors]\ncodes = ["3"]', "holds '3', which is this register's own sector"),
    ("", '[prom_wide]\nx = { instrument = "sdq" }', "'prom_wide.x.informant': must be a text"),
    ("", "[[prom_wide]]", r"'prom_wide': must be a table"),
    ("[[beds]]", "[beds]", r"'beds': must be a list of tables"),
    ("format = 1", "format = ", "is not TOML"),
]


@pytest.mark.parametrize(("old", "new", "sentence"), MISTAKES, ids=[case[2][:40] for case in MISTAKES])
def test_a_mistake_is_told_with_file_and_key(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    text = NOTE.replace(old, new, 1) if old else f"{NOTE}\n{new}\n" if new.startswith("[") else f"{new}\n{NOTE}"
    with pytest.raises(SourceError, match=sentence) as told:
        read(tmp_path, text)
    assert "leveranse.toml" in str(told.value)


def test_a_folder_without_a_description_is_told_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="python -m data_marts describe"):
        read_note(tmp_path, read_columns())


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "outside.csv").touch()
    folder = tmp_path / "delivery"
    folder.mkdir()
    (folder / "OPPDIKTET_link.csv").symlink_to(tmp_path / "outside.csv")
    with pytest.raises(SourceError, match="must lie within the folder"):
        read(folder, NOTE.replace("OPPDIKTET_senger.csv", "OPPDIKTET_link.csv"))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3000) | st.sampled_from(["", "T3", "prom", "x"]),
    lambda inner: st.lists(inner, max_size=2),
    max_leaves=3,
)


@given(number=st.integers(0, len(NOTE.strip().splitlines()) - 1), value=VALUES)
def test_whatever_a_line_says_it_is_understood_or_told(
    tmp_path_factory: pytest.TempPathFactory, number: int, value: object
) -> None:
    """Every line in turn gets another value: the answer is a note or a sentence, never anything else."""
    lines = NOTE.strip().splitlines()
    key = lines[number].split(" = ")[0]
    written = str(value).lower() if isinstance(value, bool) else repr(value).replace("None", "''")
    lines[number] = f"{key} = {written}"
    try:
        assert read(tmp_path_factory.mktemp("note"), "\n".join(lines)).name
    except SourceError as told:
        assert "leveranse.toml" in str(told)
