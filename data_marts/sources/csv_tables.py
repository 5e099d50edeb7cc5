"""Reads a CSV of the reference folder into a typed table, or says in one sentence where it is wrong."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pyarrow as pa

from data_marts.sources.problems import SourceError

_WHOLE = re.compile(r"-?\d+", re.ASCII)
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_LIMITS = {pa.int16(): 2**15 - 1, pa.int64(): 2**63 - 1}
HEADER_LINES = 1

Cell = str | int | float | bool | None


@dataclass(frozen=True)
class Column:
    """One column: its type, what an empty cell means, and what else may stand in it."""

    name: str
    type: pa.DataType
    empty: Literal["refuse", "null", "keep"] = "refuse"
    allowed: tuple[str, ...] | None = None
    pattern: str | None = None
    least: float | None = None


@dataclass(frozen=True)
class TableSpec:
    """One file: its columns in order, the columns that together are unique, and whether it may have no rows."""

    file: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    may_be_empty: bool = False

    @property
    def schema(self) -> pa.Schema:
        """Fields are nullable where an empty cell means NULL."""
        return pa.schema([pa.field(c.name, c.type, nullable=c.empty == "null") for c in self.columns])


def place(file: str, row: int, column: str | None = None) -> str:
    """Where in a file: row 1 is the first line after the header."""
    text = f"{file}, row {row} (line {row + HEADER_LINES})"
    return text if column is None else f"{text}, column {column!r}"


def read_csv_table(path: Path, spec: TableSpec) -> pa.Table:
    """The file as a table of the spec's schema; SourceError for anything that does not fit."""
    rows = _rows(path, spec)
    columns = [_column(spec, column, [row[i] for row in rows]) for i, column in enumerate(spec.columns)]
    table = pa.table(columns, schema=spec.schema)
    _check_key(spec, table)
    return table


def _rows(path: Path, spec: TableSpec) -> list[list[str]]:
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        lines = list(reader)
    except csv.Error as problem:
        raise SourceError(f"{spec.file}, line {reader.line_num}: {problem}. Correct the quotes of that line.") from None
    expected = [c.name for c in spec.columns]
    if not lines or lines[0] != expected:
        found = ",".join(lines[0]) if lines else "nothing"
        raise SourceError(f"{spec.file}, line 1: the columns must be {','.join(expected)}; found {found}.")
    for number, row in enumerate(lines[HEADER_LINES:], start=1):
        if len(row) != len(expected):
            raise SourceError(f"{place(spec.file, number)}: {len(row)} cells, {len(expected)} are needed.")
    if len(lines) == HEADER_LINES and not spec.may_be_empty:
        raise SourceError(f"{spec.file}: no rows below the header. Fetch the file again.")
    return lines[HEADER_LINES:]


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise SourceError(f"{path.name}: cannot be read from {path.parent} ({problem.strerror}).") from None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise SourceError(f"{path.name}, line {line}: not UTF-8. Save the file as UTF-8.") from None


def _column(spec: TableSpec, column: Column, texts: Sequence[str]) -> pa.Array:
    values = [_cell(spec, column, row, text) for row, text in enumerate(texts, start=1)]
    return pa.array(values, column.type)


def _cell(spec: TableSpec, column: Column, row: int, text: str) -> Cell:
    if text == "":
        if column.empty == "refuse":
            raise SourceError(f"{place(spec.file, row, column.name)}: empty, but a value is needed.")
        return None if column.empty == "null" else ""
    value = _typed(column, text)
    problem = _problem(column, text, value)
    if problem is not None:
        raise SourceError(f"{place(spec.file, row, column.name)}: {text!r} {problem}.")
    return value


def _typed(column: Column, text: str) -> Cell:
    """The text as the column's type; None where it is not one."""
    if column.type in _LIMITS:
        return int(text) if _WHOLE.fullmatch(text) and abs(int(text)) <= _LIMITS[column.type] else None
    if column.type == pa.float64():
        return float(text) if _NUMBER.fullmatch(text) else None
    if column.type == pa.bool_():
        return {"true": True, "false": False}.get(text)
    return text


def _problem(column: Column, text: str, value: Cell) -> str | None:
    if value is None:
        kind = {
            pa.float64(): "a number with decimal point",
            pa.bool_(): "true or false",
        }.get(column.type, "a whole number")
        return f"is not {kind}"
    if column.allowed is not None and text not in column.allowed:
        return f"is not one of {', '.join(column.allowed)}"
    if column.pattern is not None and not re.fullmatch(column.pattern, text, re.ASCII):
        return f"does not have the form {column.pattern}"
    if column.least is not None and isinstance(value, int | float) and value < column.least:
        return f"is below {column.least:g}"
    return None


def _check_key(spec: TableSpec, table: pa.Table) -> None:
    seen: dict[tuple[Cell, ...], int] = {}
    columns = [table.column(name).to_pylist() for name in spec.key]
    for row, key in enumerate(zip(*columns, strict=True), start=1):
        if key in seen:
            names = ", ".join(spec.key)
            raise SourceError(f"{place(spec.file, row)}: the same {names} as in row {seen[key]}. Remove one of them.")
        seen[key] = row
