"""A view's table as plain columns of numbers and texts: what every kind of file is written from."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from app.gate import Number
from app.view import Figure, Table, TableCell
from app.words import Words

Value = str | int | float | None


@dataclass(frozen=True)
class Column:
    """A heading, and whether numbers stand below it, with how many decimals."""

    heading: str
    numeric: bool = False
    decimals: int = 0


@dataclass(frozen=True)
class Flat:
    """Columns and rows; None where there is no value. A column of reasons stands beside each that lacks some."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]

    @property
    def digest(self) -> str:
        """What the data are: 16 hexadecimal digits that change with every heading, number and reason."""
        told = [[column.heading for column in self.columns], self.rows]
        return sha256(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()[:16]


def flatten(words: Words, table: Table) -> Flat:
    """The table with each number, each limit and each reason in a column of its own, as precise as it is printed."""
    parts = [_column(words, table, at) for at in range(len(table.columns))]
    columns = unlike([column for found, _ in parts for column in found])
    rows = tuple(tuple(value for _, values in parts for value in values[row]) for row in range(len(table.rows)))
    return Flat(columns, rows)


def unlike(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Columns that can be told apart by their headings, whatever the case: one that comes again gets a number."""
    found: list[Column] = []
    for column in columns:
        taken, number, heading = {one.heading.casefold() for one in found}, 2, column.heading
        while heading.casefold() in taken:
            heading, number = f"{column.heading} ({number})", number + 1
        found.append(replace(column, heading=heading))
    return tuple(found)


_Part = tuple[tuple[Column, ...], list[tuple[Value, ...]]]


def _column(words: Words, table: Table, at: int) -> _Part:
    cells, heading = [row[at] for row in table.rows], table.columns[at]
    figures = [cell.figure for cell in cells if cell.figure is not None]
    absent = any(cell.absent for cell in cells)
    if not figures:
        if at and absent and all(cell.absent for cell in cells):
            return _of_reasons(words, heading, cells)
        return (Column(heading),), [(cell.text,) for cell in cells]
    decimals = max(figure.decimals for figure in figures)
    kinds = [kind for kind in ("value", "low", "high") if any(getattr(one, kind) is not None for one in figures)]
    columns = [Column(heading if kind == "value" else _of(words, kind, heading), True, decimals) for kind in kinds]
    values = [tuple(_rounded(cell.figure, kind) for kind in kinds) for cell in cells]
    if not absent:
        return tuple(columns), values
    reasons = [cell.text if cell.absent else None for cell in cells]
    return (*columns, Column(_of(words, "reason", heading))), [
        (*row, reason) for row, reason in zip(values, reasons, strict=True)
    ]


def _of_reasons(words: Words, heading: str, cells: list[TableCell]) -> _Part:
    """A column in which no number can be shown."""
    columns = (Column(heading, numeric=True), Column(_of(words, "reason", heading)))
    return columns, [(None, cell.text) for cell in cells]


def _of(words: Words, kind: str, heading: str) -> str:
    return words(f"files.column_{kind}", column=heading)


def _rounded(figure: Figure | None, kind: str) -> Value:
    value: Number | None = None if figure is None else getattr(figure, kind)
    if value is None or figure is None:
        return None
    return round(value, figure.decimals) if figure.decimals else round(value)
