"""Relations between the columns of one row, and between rows of different marts."""

from collections.abc import Sequence

import numpy as np

from data_marts.disclosure.relations.book import Rows, Term, block, numbered
from data_marts.disclosure.relations.cells import REGISTER, Board, is_small, lowest
from data_marts.disclosure.relations.costs import is_trust, is_unit
from data_marts.disclosure.relations.declared import BEHIND, NO_AREA, Relation
from data_marts.disclosure.relations.frames import NOWHERE, Frame
from data_marts.disclosure.relations.wholes import add_few, add_least_sum, add_number, add_outside, add_rest, add_twice
from data_marts.disclosure.system import Whole

# No person is thought to stand behind more events than this in a year.
MOST_EVENTS = 10_000
DAYS = {"year": 366, "half_year": 184, "tertial": 123, "month": 31}
# At one unit there is one contact a day, and one bed; a trust is one pool of beds.
ONE_A_DAY = {"contacts": is_unit, "bed_days": is_trust}


def _rows(frame: Frame, relation: Relation, *columns: str) -> Whole:
    exists = np.logical_and.reduce([frame.exists[column] for column in columns])
    return np.flatnonzero(exists & frame.are(relation.where))


def relate_row_sum(board: Board, relation: Relation) -> None:
    """A column is the sum of others in its row."""
    frame, whole = board.frames[relation.mart], relation.columns[0]
    rows = _rows(frame, relation, whole, *relation.parts)
    number = numbered(rows)
    parts: list[Term] = [(number, board.cells(relation.mart, part)[rows], -1) for part in relation.parts]
    name = f"row sum {relation.mart}.{whole}"
    if whole not in BEHIND.get(relation.mart, {}):
        board.sums += [(board.cells(relation.mart, whole)[rows], part) for _, part, _ in parts]
    board.book.equal.add(name, len(rows), (number, board.cells(relation.mart, whole)[rows], 1), *parts)


def relate_row_distinct(board: Board, relation: Relation) -> None:
    """Persons of a row: each kind <= all <= the sum of the kinds. Those who are of two kinds are a cell, if few."""
    frame, whole = board.frames[relation.mart], relation.columns[0]
    rows = _rows(frame, relation, whole, *relation.parts)
    number = numbered(rows)
    of_whole = board.cells(relation.mart, whole)[rows]
    parts = [board.cells(relation.mart, part)[rows] for part in relation.parts]
    name = f"row distinct {relation.mart}.{whole}"
    for part in parts:
        board.sums.append((of_whole, part))
        board.book.at_most.add(name, len(rows), (number, part, 1), (number, of_whole, -1))
    twice = sum(frame.values[part][rows] for part in relation.parts) - frame.values[whole][rows]
    add_twice(board, name, of_whole, parts, twice, board.insider(frame)[rows])


def relate_part(board: Board, relation: Relation) -> None:
    """A column is a part of another in its row, whose rest is a complement.

    What is bounded by an open number has that bound already.
    """
    (whole,) = relation.others
    if (whole.mart, whole.column) in board.start:
        rows = _rows_across(board, relation)
        parts, others = _columns(board, relation, rows), [cells for cells, _ in _others(board, relation, rows)]
        board.steps += zip(others, parts, strict=True)
        _add(board.book.at_most, f"part {relation.mart}.{relation.columns[0]}", _less(parts, others, relation))


def relate_behind(board: Board, relation: Relation) -> None:
    """Persons <= events <= persons times what one can have: both are 0 or neither."""
    (events,), (behind,) = relation.columns, relation.others
    frame = board.frames[relation.mart]
    rows = _rows(frame, relation, events, behind.column)
    number = numbered(rows)
    of_events, persons = (board.cells(relation.mart, column)[rows] for column in (events, behind.column))
    name = f"behind {relation.mart}.{events}"
    board.book.at_most.add(name, len(rows), (number, persons, 1), (number, of_events, -1))
    most = most_events(board, frame, events)[rows]
    board.book.at_most.add(name, len(rows), (number, of_events, 1), (number, persons, -most))


def most_events(board: Board, frame: Frame, column: str) -> Whole:
    """How many events one person can have in the period of each row."""
    most = np.full(len(frame), MOST_EVENTS, dtype=np.int64)
    if column in ONE_A_DAY and "period_type" in frame.labels:
        days = np.array([DAYS[label] for label in frame.labels["period_type"]], dtype=np.int64)
        one_a_day = ONE_A_DAY[column](frame, board.parents.levels)
        most = np.where(one_a_day, days[frame.codes["period_type"]], most)
    return most


def relate_same(board: Board, relation: Relation) -> None:
    """A column is the sum of others, in other rows or marts."""
    rows = _rows_across(board, relation)
    parts, others = _columns(board, relation, rows), [cells for cells, _ in _others(board, relation, rows)]
    _add(board.book.equal, f"same {relation.mart}.{relation.columns[0]}", _less(parts, others, relation))
    if len(others) == len(parts) == 1:
        board.sums += [(parts[0], others[0]), (others[0], parts[0])]


def relate_subset(board: Board, relation: Relation) -> None:
    """Columns, added up, are at most what others are; the rest is a number of persons.

    Where the first of several others is the whole but for a remainder, it is as many at most, and what the whole alone
    has beyond the columns is as many at least.
    """
    frame, rows = board.frames[relation.mart], _rows_across(board, relation)
    parts, others = _columns(board, relation, rows), _others(board, relation, rows)
    (whole, values), *beyond = others
    rest = values - sum(frame.values[column][rows] for column in relation.columns)
    board.steps += [(whole, part) for part in parts]
    name = f"subset {relation.mart}.{relation.columns[0]}"
    if not beyond:
        add_rest(board, name, whole, parts, rest, board.insider(frame)[rows])
        return
    # Whose patients live where is told to no leader.
    nobody = np.full(len(rows), NOWHERE, dtype=np.int64)
    name = f"{name} beside those without an area"
    add_few(board, name, _less(parts, [whole], relation), rest, nobody)
    without = sum(values * cells.sign for (_, values), cells in zip(beyond, relation.others[1:], strict=True))
    add_number(board, name, _less(parts, [cells for cells, _ in others], relation), rest + without, nobody)


def _columns(board: Board, relation: Relation, rows: Whole) -> list[Whole]:
    return [board.cells(relation.mart, column)[rows] for column in relation.columns]


def _others(board: Board, relation: Relation, rows: Whole) -> list[tuple[Whole, Whole]]:
    """The cells that rows are matched with, and their values."""
    frame = board.frames[relation.mart]
    return [(board.matched(frame, cells)[0][rows], board.values(frame, cells)[rows]) for cells in relation.others]


def _less(parts: Sequence[Whole], others: Sequence[Whole], relation: Relation) -> list[tuple[Whole, int]]:
    """Columns less what others are, as the terms of a sum."""
    signs = [-cells.sign for cells in relation.others[: len(others)]]
    return [*((part, 1) for part in parts), *zip(others, signs, strict=True)]


def _add(relations: Rows, name: str, terms: Sequence[tuple[Whole, int]]) -> None:
    number = numbered(terms[0][0])
    relations.add(name, len(number), *((number, cells, sign) for cells, sign in terms))


def _rows_across(board: Board, relation: Relation) -> Whole:
    """The rows of a relation that are matched with a cell of each of the others."""
    known = [board.matched(board.frames[relation.mart], cells)[1] for cells in relation.others]
    rows = _rows(board.frames[relation.mart], relation, *relation.columns)
    found: Whole = rows[np.logical_and.reduce(known)[rows]]
    return found


def relate_no_area(board: Board, relation: Relation) -> None:
    """Treated in Norway less living in an area: a number of persons that no row shows, with care levels of its own."""
    frame, (column,) = board.frames[relation.mart], relation.columns
    cells, known = board.matched(frame, relation.others[0])
    rows = _rows(frame, relation, column)
    rows = rows[known[rows]]
    rest = (frame.values[column] - board.values(frame, relation.others[0]))[rows]
    small = (rest > 0) & is_small(rest, board.policy) & board.policy.protect_remainders
    high = np.where(small, board.policy.high, 0)
    remainder = board.book.add(block(rest, primary=small, low=np.where(small, lowest(board.policy), 0), high=high))
    number = numbered(rows)
    own = board.cells(relation.mart, column)[rows]
    board.steps.append((own, cells[rows]))
    board.book.equal.add(NO_AREA, len(rows), (number, own, 1), (number, cells[rows], -1), (number, remainder, -1))
    if "diagnosis_group" in frame.labels:
        _relate_care_of(board, frame, rows, (remainder, rest))


def _relate_care_of(board: Board, frame: Frame, rows: Whole, numbers: tuple[Whole, Whole]) -> None:
    """Those without an area by care level; whose patients they are is told to nobody."""
    at, values = (np.full(len(frame), NOWHERE, dtype=np.int64) for _ in range(2))
    at[rows], values[rows] = numbers
    families = board.families(frame.mart.name, "care").where(at >= 0)
    nobody = np.full(len(frame), NOWHERE, dtype=np.int64)
    add_outside(board, f"{NO_AREA} outside a care level", families, (at, values), frame.inner, nobody)
    add_least_sum(board, f"{NO_AREA} by care", families.of(families.complete), at)


def relate_complements(board: Board) -> None:
    """The rest of a whole when its part is known is a cell where it counts few persons."""
    for mart in REGISTER:
        frame = board.frames[mart]
        pairs = {pair for group in frame.mart.groups for pair in group.complements}
        for whole, part in sorted(pairs):
            rest = frame.values[whole] - frame.values[part]
            few = frame.exists[whole] & frame.exists[part] & is_small(rest, board.policy) & (rest > 0)
            _relate_complement(board, mart, whole, part, np.flatnonzero(few))


def _relate_complement(board: Board, mart: str, whole: str, part: str, rows: Whole) -> None:
    frame, policy = board.frames[mart], board.policy
    values = frame.values[whole][rows]
    rest = board.book.add(
        block(
            values - frame.values[part][rows],
            primary=True,
            low=lowest(policy, part),
            high=policy.high,
            insider=board.insider(frame)[rows],
        )
    )
    if (mart, whole) in board.start:
        of_whole = board.cells(mart, whole)[rows]
    else:
        of_whole = board.book.add(block(values, least=values, most=values))
    number = numbered(rows)
    of_part = board.cells(mart, part)[rows]
    name = f"complement {mart}.{whole} less {part}"
    board.book.equal.add(name, len(rows), (number, of_whole, 1), (number, of_part, -1), (number, rest, -1))
