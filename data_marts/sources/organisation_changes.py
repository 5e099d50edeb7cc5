"""Moves and mergers of organisations: whether what the table says can be, and fits the list of organisations."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pyarrow as pa

from data_marts.sources.csv_tables import place
from data_marts.sources.problems import SourceError
from data_marts.sources.reference_specs import ORGANISATION_CHANGES, ORGANISATIONS

MOVABLE = ("unit", "hf")
_ORGNR_DIGITS = 9

Row = Mapping[str, Any]


def check_numbers(organisations: pa.Table) -> None:
    """SourceError where a RESH id is used twice, or could be taken for an organisation number."""
    seen: set[int] = set()
    for row, resh in enumerate(organisations.column("resh").to_pylist(), start=1):
        if resh is None:
            continue
        where = place(ORGANISATIONS.file, row, "resh")
        if len(str(resh)) >= _ORGNR_DIGITS:
            raise SourceError(f"{where}: {resh} is as long as an organisation number. Put the RESH id there.")
        if resh in seen:
            raise SourceError(f"{where}: {resh} is used twice. Give each organisation its own.")
        seen.add(resh)


def check_changes(organisations: pa.Table, changes: pa.Table) -> None:
    """SourceError, with row and column, for a change that does not fit the organisations or another change."""
    known = {row["code"]: row for row in organisations.to_pylist()}
    moves: dict[str, list[tuple[int, Row]]] = defaultdict(list)
    for number, row in enumerate(changes.to_pylist(), start=1):
        _check_names(number, row, known)
        if row["kind"] == "move":
            moves[row["code"]].append((number, row))
        else:
            _check_merger(number, row, known)
    for code, rows in moves.items():
        _check_moves(sorted(rows, key=lambda move: move[1]["year"]), known[code])


def _check_names(number: int, row: Row, known: Mapping[str, Row]) -> None:
    for column in ("code", "old", "new"):
        if row[column] is not None and row[column] not in known:
            raise _wrong(number, column, f"{row[column]!r} is not a code of {ORGANISATIONS.file}")
    if known[row["code"]]["level"] not in MOVABLE:
        raise _wrong(number, "code", f"only {' and '.join(MOVABLE)} move or merge")
    if (row["kind"] == "move") != (row["old"] is not None):
        raise _wrong(number, "old", "a move names the former parent, a merger leaves the cell empty")
    if row["kind"] == "move" and known[row["old"]]["level"] != known[row["new"]]["level"]:
        raise _wrong(number, "old", "the former parent must be of the same level as the new one")


def _check_merger(number: int, row: Row, known: Mapping[str, Row]) -> None:
    merged, successor, year = known[row["code"]], known[row["new"]], row["year"]
    if successor["level"] != merged["level"]:
        raise _wrong(number, "new", f"a {merged['level']} can be merged into a {merged['level']} alone")
    if merged["valid_to"] != year - 1:
        raise _wrong(number, "year", f"valid_to of {row['code']} must be the year before, {year - 1}")
    if not successor["valid_from"] <= year <= (successor["valid_to"] or year):
        raise _wrong(number, "new", f"{row['new']} is not valid in {year}")


def _check_moves(rows: list[tuple[int, Row]], moved: Row) -> None:
    """The moves of one organisation follow each other and lead to its present parent, at the right level."""
    for (_, before), (number, after) in pairwise(rows):
        if after["old"] != before["new"]:
            raise _wrong(number, "old", f"the move of {before['year']} led to {before['new']}")
    number, last = rows[-1]
    if last["new"] != moved["parent"]:
        raise _wrong(number, "new", f"the parent of {moved['code']} in {ORGANISATIONS.file} is {moved['parent']}")
    for number, row in rows:
        if not moved["valid_from"] < row["year"] <= (moved["valid_to"] or row["year"]):
            raise _wrong(number, "year", f"{row['code']} is not valid both that year and the year before")


def _wrong(row: int, column: str, problem: str) -> SourceError:
    return SourceError(f"{place(ORGANISATION_CHANGES.file, row, column)}: {problem}. Correct the row.")
