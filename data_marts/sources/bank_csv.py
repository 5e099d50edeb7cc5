"""Reads an answer of PxWebApi v2 in the format CSV: `;`, lines ended by CR LF, cells "code - label", quoted texts.

A byte order mark is taken away. The encoding is not guessed: a file in another one than UTF-8 is refused, because a
guess would turn Tromsø into something else without a word.
"""

import csv
import io
import re
from collections.abc import Sequence
from math import prod

from data_marts.sources.bank import BankDimension, BankTable, long_table
from data_marts.sources.problems import SourceError

CONTENTS = "ContentsCode"  # the bank's own code for the dimension that CSV spreads over columns
ASK = "Ask for UseCodesAndTexts and SeparatorSemicolon, with the contents alone in the heading."
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_MARKS = ("", ".", "..", "...", ":", "-", "k")  # the bank's signs for a value that is not there
_BETWEEN = " - "

Row = list[str]


def read_bank_csv(content: bytes, name: str) -> BankTable:
    """The answer as a bank table; SourceError names the line where it does not fit. `name` stands in the sentences."""
    header, rows = _rows(_text(content, name), name)
    width = _dimension_columns(header, rows, name)
    contents = BankDimension(CONTENTS, CONTENTS, tuple(_pair(cell, name, 1) for cell in header[width:]))
    dimensions = tuple(_dimension(header[i], [row[i] for row in rows], name) for i in range(width))
    ordered = _in_order(dimensions, rows, name)
    cells = [_cell(text, name, line) for line, row in ordered for text in row[width:]]
    everything = (*dimensions, contents)
    table = long_table(name, everything, [number for number, _ in cells], [mark for _, mark in cells])
    return BankTable(name, "", None, everything, table)


def _text(content: bytes, name: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise SourceError(
            f"{name}, line {line}: not UTF-8 (ISO-8859-1 perhaps; it is not guessed). Fetch it as UTF-8."
        ) from None
    if not text.endswith("\n"):
        raise SourceError(f"{name}: the last line has no end, so the file may be cut off. Fetch it again.")
    return text


def _rows(text: str, name: str) -> tuple[Row, list[Row]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    try:
        lines = list(reader)
    except csv.Error as problem:
        raise SourceError(f"{name}, line {reader.line_num}: {problem}. Fetch it again.") from None
    if len(lines) < 2:
        raise SourceError(f"{name}: no rows below the header. Fetch it again.")
    for number, row in enumerate(lines, start=1):
        if len(row) != len(lines[0]):
            raise SourceError(f"{name}, line {number}: {len(row)} cells, the header has {len(lines[0])}. Cut off?")
    return lines[0], lines[1:]


def _dimension_columns(header: Row, rows: Sequence[Row], name: str) -> int:
    """How many columns from the left hold categories; the others hold values."""
    width = next((i for i, text in enumerate(rows[0]) if _BETWEEN not in text), len(header))
    if width == 0 or width == len(header):
        raise SourceError(f'{name}, line 2: cells of the form "code - label" and then values are needed. {ASK}')
    return width


def _pair(text: str, name: str, line: int) -> tuple[str, str]:
    code, between, label = text.partition(_BETWEEN)
    if not between or not code:
        raise SourceError(f'{name}, line {line}: {text!r} does not have the form "code - label". {ASK}')
    return code, label


def _dimension(heading: str, texts: Sequence[str], name: str) -> BankDimension:
    code, label = _pair(heading, name, 1)
    categories: dict[str, str] = {}
    for line, text in enumerate(texts, start=2):
        key, words = _pair(text, name, line)
        if categories.setdefault(key, words) != words:
            raise SourceError(f"{name}, line {line}, column {code!r}: {key!r} has two labels.")
    return BankDimension(code, label, tuple(categories.items()))


def _in_order(dimensions: Sequence[BankDimension], rows: Sequence[Row], name: str) -> list[tuple[int, Row]]:
    """The rows with their line numbers, in the order of the dimensions; each combination must stand once."""
    ranks = [{code: rank for rank, (code, _) in enumerate(d.categories)} for d in dimensions]
    found: dict[tuple[int, ...], tuple[int, Row]] = {}
    for line, row in enumerate(rows, start=2):
        place = tuple(rank[row[i].partition(_BETWEEN)[0]] for i, rank in enumerate(ranks))
        if place in found:
            raise SourceError(f"{name}, line {line}: the same categories as in line {found[place][0]}.")
        found[place] = (line, row)
    wanted = prod(len(rank) for rank in ranks)
    if len(found) != wanted:
        raise SourceError(f"{name}: {len(found)} rows, its categories make {wanted}. Cut off, or zeros left out?")
    return [found[place] for place in sorted(found)]


def _cell(text: str, name: str, line: int) -> tuple[float | None, str | None]:
    if _NUMBER.fullmatch(text) and len(text) <= 16:
        return float(text), None
    if text in _MARKS:
        return None, text or None
    raise SourceError(f"{name}, line {line}: {text!r} is neither a number nor a sign for a missing value.")
