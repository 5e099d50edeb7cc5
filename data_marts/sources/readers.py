"""Which reader a file needs, and what every reader gives: the file's own values, as yet unjudged."""

import codecs
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data_marts.sources import read_csv, read_parquet, read_sas
from data_marts.sources.delivery_note import NamedFile

# A reader of values gets the file, the positions of the columns that are wanted, and a path it may write to.
Names = Callable[[NamedFile], list[str]]
Values = Callable[[duckdb.DuckDBPyConnection, NamedFile, Sequence[int], Path], duckdb.DuckDBPyRelation]


@dataclass(frozen=True)
class Reader:
    """`names` gives the names of a file's columns; `values` a relation of the wanted ones, called c0, c1 … by their
    position, with `file_row_number` from 0. Both raise SourceError for a file that cannot be read.
    """

    names: Names
    values: Values


_CSV = Reader(read_csv.names, read_csv.values)
READERS = {
    ".csv": _CSV,
    ".txt": _CSV,
    ".tsv": _CSV,
    ".parquet": Reader(read_parquet.names, read_parquet.values),
    ".sas7bdat": Reader(read_sas.names, read_sas.values),
}
SUFFIXES = frozenset(READERS)


def reader_of(path: Path) -> Reader:
    """The reader for a file, by the end of its name; KeyError for one that is not in SUFFIXES."""
    return READERS[path.suffix.lower()]


def is_csv(path: Path) -> bool:
    """Whether the file is text with delimiters."""
    return READERS.get(path.suffix.lower()) is _CSV


def is_encoding(name: str) -> bool:
    """Whether texts can be read in this encoding."""
    try:
        codecs.lookup(name)
    except LookupError:
        return False
    return True
