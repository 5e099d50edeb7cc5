"""Statistics Norway's answers as files in a folder: which of them is which table is told by dimensions, not by name."""

from collections.abc import Mapping
from pathlib import Path

from data_marts.sources.bank import BankTable
from data_marts.sources.problems import SourceError
from data_marts.sources.ssb import ENDINGS, read_bank_file
from data_marts.sources.ssb_shape import Shape, in_our_terms

Answers = Mapping[str, tuple[BankTable, ...]]  # by our name of the shape
_MOST_TOLD = 5


def read_bank_folder(folder: Path, shapes: Mapping[str, Shape]) -> tuple[Answers, tuple[str, ...]]:
    """The tables for each shape (several where a table came in parts), and the files that are none of them.

    SourceError where a file is damaged or a table is missing: half of the figures are never put in place.
    """
    tables = [read_bank_file(path) for path in _files(folder)]
    found = {name: tuple(table for table in tables if misfit(table, shape) is None) for name, shape in shapes.items()}
    for name, shape in shapes.items():
        if not found[name]:
            raise SourceError(_missing(folder, shape, tables))
    taken = {table.name for parts in found.values() for table in parts}
    return found, tuple(table.name for table in tables if table.name not in taken)


def _files(folder: Path) -> list[Path]:
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.casefold() in ENDINGS)
    except OSError as problem:
        raise SourceError(f"{folder}: cannot be read ({problem.strerror}). Give the folder of the files.") from None
    if not paths:
        raise SourceError(f"{folder}: no file ending in {' or '.join(ENDINGS)}. Put the bank's answers there.")
    return paths


def misfit(table: BankTable, shape: Shape) -> str | None:
    """Why a table is not the shape's, in a sentence; None where it has every dimension and category that is needed."""
    try:
        in_our_terms(table, shape)
    except SourceError as problem:
        return str(problem)
    return None


def _missing(folder: Path, shape: Shape, tables: list[BankTable]) -> str:
    """What is not there, and what each file lacks to be it."""
    text = f"{folder}: no file is table {shape.table} ({shape.title}). Save it there as JSON-stat2 or CSV"
    lacks = [str(misfit(table, shape)).split(". Correct ")[0] for table in tables[:_MOST_TOLD]]
    more = f"; and {len(tables) - _MOST_TOLD} more files" if len(tables) > _MOST_TOLD else ""
    return f"{text}. There are: {'; '.join(lacks)}{more}."
