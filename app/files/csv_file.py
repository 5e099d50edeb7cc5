"""A view as CSV: as programs read it everywhere, and as Excel opens it in Norway."""

import csv
from collections.abc import Sequence
from io import StringIO

from app.files.about import FileOf
from app.files.flat import Column, Value

# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"


def csv_international(file: FileOf) -> bytes:
    """Comma and decimal point, UTF-8; what is told stands before, on lines that begin with `#`."""
    told = "".join(f"# {label}: {text}\r\n" for label, text in file.facts)
    rows = [[_international(value) for value in row] for row in file.flat.rows]
    return (told + _written([_headings(file.flat.columns), *rows], ",")).encode()


def csv_norwegian(file: FileOf) -> bytes:
    """Semicolon and decimal comma, UTF-8 with its mark, as Excel in Norway expects; what is told stands below."""
    columns = file.flat.columns
    rows = [[_norwegian(value, column) for value, column in zip(row, columns, strict=True)] for row in file.flat.rows]
    told = [[label, safe_text(text)] for label, text in file.facts]
    return (BYTE_ORDER_MARK + _written([_headings(columns), *rows, [], *told], ";")).encode()


def safe_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _headings(columns: Sequence[Column]) -> list[str]:
    return [safe_text(column.heading) for column in columns]


def _international(value: Value) -> str:
    return safe_text(value) if isinstance(value, str) else "" if value is None else str(value)


def _norwegian(value: Value, column: Column) -> str:
    if value is None or isinstance(value, str):
        return _international(value)
    return f"{value:.{column.decimals}f}".replace(".", ",")


def _written(rows: Sequence[Sequence[str]], delimiter: str) -> str:
    out = StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue()
