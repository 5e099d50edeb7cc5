"""Wholes and their parts over a dimension: sums, and persons who may stand in several parts."""

from collections.abc import Sequence

import numpy as np

from data_marts.disclosure.relations.book import Term, block, numbered
from data_marts.disclosure.relations.cells import OPEN, REGISTER, Board, is_small, lowest
from data_marts.disclosure.relations.declared import Relation
from data_marts.disclosure.relations.families import Families
from data_marts.disclosure.relations.frames import Frame
from data_marts.disclosure.system import Booleans, Whole

_PER_SHARE = 1000  # an assumed overlap is told in thousandths


def relate_sums(board: Board, relation: Relation) -> None:
    """The total of a dimension is the sum of its parts, or at least that where something has no row."""
    if relation.mart not in REGISTER or relation.columns == OPEN:
        return
    frame = board.frames[relation.mart]
    families = board.families(relation.mart, relation.over)
    for column in relation.columns:
        found = families.where(frame.exists[column] & frame.are(relation.where))
        cells = board.cells(relation.mart, column)
        name = f"sum {relation.mart}.{column} over {relation.over}"
        _add_sums(board, name, found.of(found.complete), cells)
        _add_remainders(board, frame, name, found.of(~found.complete), column)


def _add_sums(board: Board, name: str, families: Families, cells: Whole) -> None:
    board.book.equal.add(name, len(families), *_less_parts(families, cells))


def _less_parts(families: Families, cells: Whole, sign: int = 1) -> tuple[Term, Term]:
    """What a whole has beyond the sum of its parts."""
    return (
        (numbered(families.parent), cells[families.parent], sign),
        (families.family, cells[families.child], -sign),
    )


def _add_remainders(board: Board, frame: Frame, name: str, families: Families, column: str) -> None:
    """A remainder of events that is so small that few persons stand behind it is a cell; any other is at least 0."""
    cells, values = board.cells(frame.mart.name, column), frame.values[column]
    rest = values[families.parent] - families.summed(values)
    small = (rest > 0) & is_small(rest, board.policy) & board.policy.protect_remainders
    board.book.at_most.add(name, int((~small).sum()), *_less_parts(families.of(~small), cells, -1))
    kept = families.of(small)
    remainder = board.book.add(
        block(
            rest[small],
            primary=True,
            low=lowest(board.policy),
            high=board.policy.high,
            insider=board.insider(frame)[kept.parent],
        )
    )
    board.book.equal.add(name, len(kept), *_less_parts(kept, cells), (numbered(remainder), remainder, -1))


def relate_distinct(board: Board, relation: Relation) -> None:
    """A person may stand in several parts of a whole: largest part <= whole <= sum of the parts (+ remainder)."""
    frame = board.frames[relation.mart]
    families = board.families(relation.mart, relation.over)
    for column in relation.columns:
        found = families.where(frame.exists[column] & frame.are(relation.where))
        cells, values = board.cells(relation.mart, column), frame.values[column]
        name = f"distinct {relation.mart}.{column} over {relation.over}"
        if relation.largest:
            add_outside(board, name, found, (cells, values), frame.inner, board.insider(frame))
        _add_overlap(board, name, found, cells, values)
        add_least_sum(board, name, found.of(found.complete), cells)
        if relation.remainder_at_most:
            _add_least_sum_with_rest(board, name, relation, found.of(~found.complete), column)


def add_outside(
    board: Board, name: str, families: Families, numbers: tuple[Whole, Whole], inner: Booleans, insider: Whole
) -> None:
    """No part is larger than its whole, and few persons of a whole outside one of its parts are a cell.

    `numbers`: the cell and the value of each row; `inner`: rows that are never published, `insider`: who knows more.
    """
    cells, values = numbers
    whole, part = families.parent[families.family], families.child
    published = ~inner[whole] & ~inner[part]
    rest = np.where(published, values[whole] - values[part], 0)
    add_rest(board, name, cells[whole], [cells[part]], rest, insider[whole])


def add_rest(board: Board, name: str, whole: Whole, parts: Sequence[Whole], rest: Whole, insider: Whole) -> None:
    """Wholes are at least their parts together; a rest of few persons is a cell, any other is at least 0."""
    few = (rest > 0) & is_small(rest, board.policy) & board.policy.protect_remainders
    terms = [(whole, -1), *((part, 1) for part in parts)]
    many = numbered(whole[~few])
    board.book.at_most.add(name, len(many), *((many, cells[~few], sign) for cells, sign in terms))
    cell = block(rest[few], primary=True, low=lowest(board.policy), high=board.policy.high, insider=insider[few])
    number = numbered(cell.values)
    own = (number, board.book.add(cell), 1)
    board.book.equal.add(name, len(number), *((number, cells[few], sign) for cells, sign in terms), own)


def add_least_sum(board: Board, name: str, families: Families, cells: Whole) -> None:
    """No whole is larger than the sum of its parts."""
    board.book.at_most.add(name, len(families), *_less_parts(families, cells))


def _add_overlap(board: Board, name: str, families: Families, cells: Whole, values: Whole) -> None:
    """The assumed overlap, where it is so."""
    if not board.policy.assume_overlap:
        return
    share = round(_PER_SHARE * (1 + board.policy.overlap))
    holds = _PER_SHARE * families.summed(values) <= share * values[families.parent]
    kept = families.of(holds)
    board.book.at_most.add(
        f"{name}, overlap",
        len(kept),
        (numbered(kept.parent), cells[kept.parent], -share),
        (kept.family, cells[kept.child], _PER_SHARE),
    )


def _add_least_sum_with_rest(board: Board, name: str, relation: Relation, families: Families, column: str) -> None:
    """Whole <= sum of the parts + the events that stand at the whole alone, each of which may be one more person."""
    frame = board.frames[relation.mart]
    rests = [board.matched(frame, cells) for cells in relation.remainder_at_most]
    known = np.logical_and.reduce([where for _, where in rests])
    found = families.where(known)
    if relation.usual:
        found = found.of(_holds(board, frame, relation, found, column))
    terms = list(_less_parts(found, board.cells(relation.mart, column)))
    for cells, _ in rests:
        terms += _less_parts(found, cells, -1)
    board.book.at_most.add(name, len(found), *terms)


def _holds(board: Board, frame: Frame, relation: Relation, families: Families, column: str) -> Booleans:
    def beyond(values: Whole) -> Whole:
        rest: Whole = values[families.parent] - families.summed(values)
        return rest

    rest = sum(beyond(board.values(frame, cells)) for cells in relation.remainder_at_most)
    return np.asarray(beyond(frame.values[column]) <= rest, dtype=np.bool_)
