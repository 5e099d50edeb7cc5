"""Which columns of a mart hold each other, and which rows of two marts do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from data_marts.disclosure.attack.board import PUBLIC, REGISTER, Board, counts
from data_marts.disclosure.attack.knowledge import Whole
from data_marts.disclosure.attack.view import NOWHERE

# Kinds of relations between columns of one row, of which the part is part of the whole.
IN_ONE_ROW = ("row_sum", "row_distinct", "part", "subset")
Relation = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Link:
    """A column of a mart whose number is part of one of another mart; `row`: by row of the part that of the whole."""

    part: tuple[str, str]
    whole: tuple[str, str]
    row: Whole


def columns_above(board: Board) -> dict[str, dict[str, list[str]]]:
    """By mart and column of persons all columns of a row that hold it, itself first."""
    events = {(one["mart"], one["columns"][0]) for one in board.manifest["relations"] if one["kind"] == "behind"}
    found: dict[str, dict[str, list[str]]] = {}
    for mart, view in board.views.items():
        if view.described["source"] == REGISTER:
            persons = [column for _, column in counts(view) if column != PUBLIC and (mart, column) not in events]
            pairs = [(part, whole) for part, whole in _held(board, mart) if part in persons and whole in persons]
            found[mart] = {column: _closed(column, pairs) for column in persons}
    return found


def _held(board: Board, mart: str) -> Iterator[tuple[str, str]]:
    """Part and whole of columns of one row."""
    for relation in board.manifest["relations"]:
        if relation["mart"] != mart or relation["kind"] not in IN_ONE_ROW or relation.get("where"):
            continue
        if relation["kind"] in ("row_sum", "row_distinct"):
            yield from ((part, relation["columns"][0]) for part in relation["parts"])
        elif relation["others"][0]["mart"] == mart:
            yield from ((part, relation["others"][0]["column"]) for part in relation["columns"])


def _closed(column: str, pairs: list[tuple[str, str]]) -> list[str]:
    found = [column]
    for one in found:
        found += [whole for part, whole in pairs if part == one and whole not in found]
    return found


def free_columns(board: Board, mart: str) -> set[str]:
    """Columns whose number in an organisation may be less than in a part of it."""
    return {
        column
        for relation in board.manifest["relations"]
        if relation["kind"] == "distinct" and relation["mart"] == mart and not relation.get("largest", True)
        for column in relation["columns"]
    }


def links_of(board: Board) -> Iterator[Link]:
    """The links of two marts that the manifest declares."""
    for relation in board.manifest["relations"]:
        others = relation.get("others") or [{"mart": relation["mart"]}]
        if relation["mart"] not in board.views or others[0]["mart"] in (relation["mart"], PUBLIC):
            continue
        for column in relation["columns"]:
            yield from _links(board, relation, column, others[0])


def _links(board: Board, relation: Relation, column: str, other: Mapping[str, Any]) -> Iterator[Link]:
    view, own = board.views[relation["mart"]], (relation["mart"], column)
    there = (other["mart"], other["column"])
    row = view.match(board.views[other["mart"]], other.get("where", {}))
    row = np.where(view.are(relation.get("where", {})), row, NOWHERE)
    if relation["kind"] in ("subset", "same"):
        yield Link(own, there, row)
    if relation["kind"] in ("sum", "same"):
        back = np.full(len(board.views[other["mart"]]), NOWHERE, dtype=np.int64)
        linked = np.flatnonzero(row >= 0)
        back[row[linked]] = linked
        yield Link(there, own, back)
