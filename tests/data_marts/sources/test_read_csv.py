"""CSV files as they are genuinely delivered: encodings, line ends, quotation marks, and lines that do not fit."""

from pathlib import Path

import duckdb
import pytest

from data_marts.sources import read_csv
from data_marts.sources.delivery_note import NamedFile
from data_marts.sources.problems import SourceError

Rows = list[tuple[object, ...]]
EXPECTED: Rows = [(0, "1", "Bærum"), (1, "2", None), (2, "3", "Ås")]


def rows_of(folder: Path, content: bytes, encoding: str | None = None, delimiter: str = ";") -> Rows:
    path = folder / "a.csv"
    path.write_bytes(content)
    file = NamedFile("episodes", path.name, path, encoding=encoding, delimiter=delimiter)
    with duckdb.connect() as connection:
        wanted = range(len(read_csv.names(file)))
        rows = read_csv.values(connection, file, list(wanted), folder / "scratch.parquet").fetchall()
    assert not (folder / "scratch.txt").exists()
    return rows


TEXT = "lopenr;sted\n1;Bærum\n2;\n3;Ås\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode("utf-8"), None),
        (TEXT.encode("utf-8"), "utf-8"),
        (TEXT.encode("utf-8-sig"), None),
        (TEXT.encode("utf-8-sig"), "UTF_8"),
        (TEXT.encode("latin-1"), "latin-1"),
        (TEXT.encode("latin-1"), "ISO-8859-1"),
        (TEXT.encode("cp1252"), "cp1252"),
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.replace("\n", "\r\n").encode("latin-1"), "latin-1"),
        (TEXT.replace("\n", "\r").encode("utf-8"), None),
        (TEXT.replace("\n", "\r\n", 2).encode("utf-8-sig"), None),  # line ends of two programs
        (TEXT.rstrip("\n").encode("utf-8"), None),
        (TEXT.encode("utf-8") + b"\r\n\n", None),
        (TEXT.replace("Ås", '"Ås"').encode("utf-8"), None),
        (TEXT.replace("\n2", "\n2\0").encode("utf-8"), None),
    ],
)
def test_the_same_rows_come_out_of_every_encoding_and_line_end(
    tmp_path: Path, content: bytes, encoding: str | None
) -> None:
    assert rows_of(tmp_path, content, encoding) == EXPECTED


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_quotation_marks_hold_delimiters_line_ends_and_themselves(tmp_path: Path, end: str) -> None:
    content = end.join(["a;b", '1;"x; ""y"""', f'2;"over{end}two lines"', "3;z", ""])
    assert rows_of(tmp_path, content.encode()) == [(0, "1", 'x; "y"'), (1, "2", "over\ntwo lines"), (2, "3", "z")]


@pytest.mark.parametrize("delimiter", [",", "\t", "|"])
def test_other_delimiters(tmp_path: Path, delimiter: str) -> None:
    content = TEXT.replace(";", delimiter).encode()
    assert rows_of(tmp_path, content, delimiter=delimiter) == EXPECTED


def test_a_file_of_names_alone_has_no_rows(tmp_path: Path) -> None:
    assert rows_of(tmp_path, b"lopenr;sted\r\n") == []
    assert rows_of(tmp_path, b"lopenr;sted") == []


def test_the_order_of_many_rows_is_kept(tmp_path: Path) -> None:
    """More rows than one thread reads at a time."""
    content = "a;b\n" + "".join(f"{n};x\n" for n in range(300_000))
    assert rows_of(tmp_path, content.encode()) == [(n, str(n), "x") for n in range(300_000)]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\r\n1;2\r\n", "is empty"),
        (b"a;b\n1;2\n73045982;2;3\n", "line 3: has another number of columns"),
        (b"a;b\n1;2\n73045982\n", "line 3: has another number of columns"),
        (b'a;b\n1;"73045982\n', "line 2: has another number of columns than the first line, or a quotation mark"),
        ("a;b\n1;Å73045982\n".encode("latin-1"), "is not text in UTF-8"),
    ],
)
def test_what_cannot_be_read_is_told_by_line_and_never_by_value(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(SourceError, match=f"a.csv.*{sentence}") as told:
        rows_of(tmp_path, content)
    assert "73045982" not in str(told.value)


def test_a_file_that_is_larger_than_its_first_mistake_is_told_the_line(tmp_path: Path) -> None:
    """The line is that of the delivered file also where it is read in pieces."""
    lines = [f"{n};x" for n in range(200_000)]
    lines[150_000] = "73045982;x;y"
    with pytest.raises(SourceError, match="line 150002: has another number") as told:
        rows_of(tmp_path, "\n".join(["a;b", *lines]).encode())
    assert "73045982" not in str(told.value)
