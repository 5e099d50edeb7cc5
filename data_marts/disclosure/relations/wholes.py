"""Wholes and their parts over a dimension: sums, and persons who may stand in several parts."""

from collections.abc import Sequence

import numpy as np

from data_marts.disclosure.relations.book import Block, Term, block, numbered
from data_marts.disclosure.relations.cells import OPEN, REGISTER, Board, is_small, lowest
from data_marts.disclosure.relations.declared import BEHIND, Relation
from data_marts.disclosure.relations.families import HELD, Families
from data_marts.disclosure.relations.frames import Frame
from data_marts.disclosure.system import Booleans, Whole

Signed = Sequence[tuple[Whole, int]]  # cells with the factor that each stands in a sum with

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
        if column not in BEHIND.get(relation.mart, {}):
            _note_parts(board, found, cells)
        _add_sums(board, name, found.of(found.complete), cells)
        _add_remainders(board, frame, name, found.of(~found.complete), column)


def _note_parts(board: Board, families: Families, cells: Whole) -> None:
    """Of two parts of persons each is what the whole has beyond the other."""
    pairs = families.complete & (np.bincount(families.family, minlength=len(families)) == 2)
    for noted, found in ((board.steps, families.of(pairs)), (board.sums, families.of(~pairs))):
        noted.append((cells[found.parent[found.family]], cells[found.child]))


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
    small = _is_few(board, rest)
    board.book.at_most.add(name, int((~small).sum()), *_less_parts(families.of(~small), cells, -1))
    kept = families.of(small)
    remainder = board.book.add(_few(board, rest[small], board.insider(frame)[kept.parent]))
    board.book.equal.add(name, len(kept), *_less_parts(kept, cells), (numbered(remainder), remainder, -1))


def relate_distinct(board: Board, relation: Relation) -> None:
    """A person may stand in several parts of a whole: largest part <= whole <= sum of the parts (+ remainder)."""
    frame = board.frames[relation.mart]
    families = board.families(relation.mart, relation.over)
    for column in relation.columns:
        found = families.where(frame.exists[column] & frame.are(relation.where))
        cells, values = board.cells(relation.mart, column), frame.values[column]
        name = f"distinct {relation.mart}.{column} over {relation.over}"
        numbers, insider = (cells, values), board.insider(frame)
        if relation.largest:
            add_outside(board, name, found, numbers, frame.inner, insider)
            _add_twice(board, name, found, numbers, insider)
        else:
            add_least_sum(board, name, found.of(found.complete), cells)
        _add_overlap(board, name, found, cells, values)
        if relation.over == "period":
            _relate_held(board, relation, column)
        if relation.remainder_at_most:
            _add_least_sum_with_rest(board, name, relation, found.of(~found.complete), column)


def _relate_held(board: Board, relation: Relation, column: str) -> None:
    """No half-year has fewer than the tertial that lies in it."""
    cells = board.cells(relation.mart, column)
    found = board.families(relation.mart, HELD).where(board.frames[relation.mart].exists[column])
    whole, part = cells[found.parent[found.family]], cells[found.child]
    board.sums.append((whole, part))
    number = numbered(whole)
    board.book.at_most.add(f"{HELD}, {relation.mart}.{column}", len(whole), (number, part, 1), (number, whole, -1))


def add_outside(
    board: Board, name: str, families: Families, numbers: tuple[Whole, Whole], inner: Booleans, insider: Whole
) -> None:
    """No part is larger than its whole, and few persons of a whole outside one of its parts are a cell.

    `numbers`: the cell and the value of each row; `inner`: rows that are never published, `insider`: who knows more.
    """
    cells, values = numbers
    whole, part = families.parent[families.family], families.child
    board.steps.append((cells[whole], cells[part]))
    published = ~inner[whole] & ~inner[part]
    rest = np.where(published, values[whole] - values[part], 0)
    add_rest(board, name, cells[whole], [cells[part]], rest, insider[whole])


def add_rest(board: Board, name: str, whole: Whole, parts: Sequence[Whole], rest: Whole, insider: Whole) -> None:
    """Wholes are at least their parts together; a rest of few persons is a cell, any other is at least 0."""
    add_number(board, name, [(whole, -1), *((part, 1) for part in parts)], rest, insider)


def add_number(board: Board, name: str, terms: Signed, number: Whole, insider: Whole) -> None:
    """A number of persons that no row shows, 0 less the sum of its terms: a cell where it is few, else at least 0."""
    few = _is_few(board, number)
    many = numbered(number[~few])
    board.book.at_most.add(name, len(many), *((many, cells[~few], sign) for cells, sign in terms))
    add_few(board, name, terms, number, insider)


def add_few(board: Board, name: str, terms: Signed, number: Whole, insider: Whole) -> None:
    """Such a number where it is few alone; elsewhere it may be anything."""
    few = _is_few(board, number)
    own = board.book.add(_few(board, number[few], insider[few]))
    row = numbered(own)
    board.book.equal.add(name, len(own), *((row, cells[few], sign) for cells, sign in terms), (row, own, 1))


def _is_few(board: Board, rest: Whole) -> Booleans:
    few: Booleans = (rest > 0) & is_small(rest, board.policy) & board.policy.protect_remainders
    return few


def _few(board: Board, rest: Whole, insider: Whole) -> Block:
    """Cells of few persons whom no row shows."""
    return block(rest, primary=True, low=lowest(board.policy), high=board.policy.high, insider=insider)


def _add_twice(board: Board, name: str, families: Families, numbers: tuple[Whole, Whole], insider: Whole) -> None:
    """No whole is larger than its parts together; those who stand in two of them are a cell where they are few.

    Parts that are not all of a whole may be fewer than it; where they are more, they are taken for all.
    """
    cells, values = numbers
    twice = families.summed(values) - values[families.parent]
    few = _is_few(board, twice)
    add_least_sum(board, name, families.of(families.complete & ~few), cells)
    kept = families.of(few)
    own = board.book.add(_few(board, twice[few], insider[kept.parent]))
    board.book.equal.add(f"{name}, twice", len(kept), *_less_parts(kept, cells), (numbered(own), own, 1))


def add_twice(board: Board, name: str, whole: Whole, parts: Sequence[Whole], twice: Whole, insider: Whole) -> None:
    """Wholes are at most their parts together; what these have beyond them is a cell where it is few."""
    add_number(board, f"{name}, twice", [(whole, 1), *((part, -1) for part in parts)], twice, insider)


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
