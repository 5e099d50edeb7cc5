"""A view as a workbook that can be read aloud: a cover sheet, the table on a sheet of its own, no merged cells."""

from datetime import datetime
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from app.files.about import FileOf
from app.files.flat import Column, Value

_WIDEST = 60


def xlsx(file: FileOf) -> bytes:
    """The bytes of the workbook; the same data give the same bytes."""
    out = BytesIO()
    # Texts stay texts: nothing that comes from a table becomes a formula or a link.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(out, options)
    book.set_properties(
        {
            "title": file.view.heading,
            "subject": file.receipt.text,
            "author": "KVABUP",
            "comments": file.receipt.address,
            "created": datetime.fromisoformat(file.written),
        }
    )
    _cover(book, file)
    _figures(book, file)
    book.close()
    return out.getvalue()


def _cover(book: Any, file: FileOf) -> None:
    sheet = book.add_worksheet(file.words("files.sheet_about"))
    bold, wrapped = book.add_format({"bold": True, "valign": "top"}), book.add_format({"text_wrap": True})
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 100)
    for row, (label, text) in enumerate(file.facts):
        sheet.write_string(row, 0, label, bold)
        sheet.write_string(row, 1, text, wrapped)


def _figures(book: Any, file: FileOf) -> None:
    sheet = book.add_worksheet(file.words("files.sheet_figures"))
    columns, rows = file.flat.columns, file.flat.rows
    formats = [book.add_format({"num_format": _pattern(column)}) if column.numeric else None for column in columns]
    headings = [{"header": column.heading} for column in columns]
    sheet.add_table(0, 0, max(1, len(rows)), len(columns) - 1, {
        "columns": headings, "style": "Table Style Light 1", "autofilter": False, "name": "figures",
        "description": file.view.heading,
    })  # fmt: skip
    for at, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            _write(sheet, at, column, value, formats[column])
    for column, heading in enumerate(headings):
        sheet.set_column(column, column, _width(heading["header"], [row[column] for row in rows]))
    sheet.freeze_panes(1, 1)


def _write(sheet: Any, row: int, column: int, value: Value, form: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, value)
    elif value is not None:
        sheet.write_number(row, column, value, form)


def _pattern(column: Column) -> str:
    return "#,##0" + ("." + "0" * column.decimals if column.decimals else "")


def _width(heading: str, values: list[Value]) -> int:
    longest = max((len(str(value)) for value in values if value is not None), default=0)
    return min(_WIDEST, max(len(heading), longest) + 2)
