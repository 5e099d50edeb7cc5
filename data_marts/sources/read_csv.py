"""CSV: text in any encoding, rewritten as UTF-8 with plain line ends in one stream, then parsed by DuckDB."""

import csv
import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import duckdb

from data_marts.sources.delivery_note import NamedFile
from data_marts.sources.problems import SourceError
from data_marts.sources.read_parquet import with_positions

UTF_8 = "utf-8-sig"  # a byte order mark is no part of the first name
CHUNK = 1 << 22  # characters in memory at a time


def names(file: NamedFile) -> list[str]:
    """The names in the first line."""
    try:
        with file.path.open(encoding=_encoding(file), newline="") as stream:
            first = next(csv.reader(islice(stream, 50), delimiter=file.delimiter), [])
    except (UnicodeError, LookupError) as problem:
        raise _wrong_encoding(file) from problem
    except (OSError, csv.Error) as problem:
        raise SourceError(f"{file.path}: cannot be read as CSV. Deliver it again.") from problem
    if not first:
        raise SourceError(f"{file.path}: is empty; its first line must hold the names of the columns.")
    return [name.strip() for name in first]


def values(
    connection: duckdb.DuckDBPyConnection, file: NamedFile, wanted: Sequence[int], scratch: Path
) -> duckdb.DuckDBPyRelation:
    """The wanted columns, all of them text."""
    text = scratch.with_suffix(".txt")
    _rewrite(file, text)
    columns = {f"c{index}": "VARCHAR" for index in range(len(names(file)))}
    try:
        connection.read_csv(
            str(text), header=True, delimiter=file.delimiter, columns=columns, auto_detect=False
        ).write_parquet(str(scratch))
    except duckdb.InvalidInputException as problem:
        raise SourceError(f"{file.path}{_line(problem)}: {_UNEVEN}") from problem
    finally:
        text.unlink(missing_ok=True)
    return with_positions(connection, scratch, wanted)


_UNEVEN = "has another number of columns than the first line, or a quotation mark that is not closed. Correct the file."


def _line(problem: duckdb.Error) -> str:
    """The number of the line, of a message that also holds the line itself, which must not be shown."""
    found = re.search(r"Line: (\d+)", str(problem))
    return f", line {found[1]}" if found else ""


def _rewrite(file: NamedFile, text: Path) -> None:
    try:
        with (
            file.path.open(encoding=_encoding(file), newline=None) as source,
            text.open("w", encoding="utf-8", newline="") as target,
        ):
            while chunk := source.read(CHUNK):
                target.write(chunk.replace("\0", ""))
    except UnicodeError as problem:
        raise _wrong_encoding(file) from problem


def _encoding(file: NamedFile) -> str:
    encoding = file.encoding or UTF_8
    return UTF_8 if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding


def _wrong_encoding(file: NamedFile) -> SourceError:
    return SourceError(
        f"{file.path}: is not text in {file.encoding or 'UTF-8'}. "
        'Say which encoding it has, beside its name in leveranse.toml (usual is encoding = "latin-1").'
    )
