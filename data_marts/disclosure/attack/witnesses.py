"""Other tables that would look the same: checked with the attack's own knowledge, no solver, no trust."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray
from scipy import sparse

from data_marts.disclosure.attack.board import Board, has_number
from data_marts.disclosure.attack.goals import Goals
from data_marts.disclosure.attack.knowledge import ROUNDING, Booleans, Numbers, Whole
from data_marts.disclosure.attack.ledger import Known
from data_marts.disclosure.attack.release import Seen, slack_of
from data_marts.disclosure.attack.verdict import Tables
from data_marts.disclosure.attack.view import NOWHERE, AttackError, as_array

WITNESS_SCHEMA = pa.schema(
    [
        pa.field("table", pa.int32()),
        pa.field("mart", pa.string()),
        pa.field("row", pa.int32()),
        pa.field("column", pa.string()),
        pa.field("difference", pa.int64()),
    ]
)
AT_ONCE = 4_000
Places = NDArray[np.integer[Any]]


@dataclass(frozen=True, eq=False)
class Offered:
    """Tables as differences from the true one, one row each; `sound`: those whose names are all of open numbers."""

    differences: sparse.csr_array
    sound: Booleans


@dataclass(frozen=True, eq=False)
class Accepted:
    """Tables that are possible for an attacker, as differences in open numbers; and how many were refused."""

    differences: sparse.csr_array
    refused: int

    def __len__(self) -> int:
        return int(self.differences.shape[0])


def no_tables(known: Known) -> Accepted:
    """Not one."""
    return Accepted(sparse.csr_array((0, len(known)), dtype=np.float64), 0)


def read_witnesses(path: Path, seen: Seen) -> Offered:
    """The tables of a file. AttackError for a file of another form; a name that is not known spoils its table alone.

    What is said of means and rates, and of counts that are not given at all, is not read: no attacker sees it.
    """
    try:
        found = pq.read_table(path, partitioning=None)
    except (OSError, pa.ArrowException) as problem:
        raise AttackError(f"{path} cannot be read as Parquet") from problem
    if not set(WITNESS_SCHEMA.names) <= set(found.column_names) or any(
        found.column(n).null_count for n in WITNESS_SCHEMA.names
    ):
        raise AttackError(f"{path} does not hold tables of differences")
    return offered(_of_numbers(found.select(WITNESS_SCHEMA.names).cast(WITNESS_SCHEMA), seen.board), seen.known)


def _of_numbers(found: pa.Table, board: Board) -> pa.Table:
    """The lines that speak of numbers."""
    kept, rows = np.ones(found.num_rows, dtype=np.bool_), found.column("row").to_numpy().astype(np.int64)
    for name in found.select(["mart", "column"]).group_by(["mart", "column"]).aggregate([]).to_pylist():
        here = as_array(pc.and_(*(pc.equal(found.column(key), name[key]) for key in ("mart", "column"))))
        kept[here] = has_number(board, name["mart"], name["column"], rows[here])
    return found.filter(pa.array(kept))


def offered(found: pa.Table, known: Known) -> Offered:
    """The tables of a list of differences, by the names of their numbers."""
    place = _places(found, known)
    table, row = np.unique(found.column("table").to_numpy(), return_inverse=True)
    difference = found.column("difference").to_numpy().astype(np.float64)
    sound = np.ones(len(table), dtype=np.bool_)
    sound[row[(place == NOWHERE) & (difference != 0)]] = False
    kept = place != NOWHERE
    shape = (len(table), len(known))
    entries = sparse.coo_array((difference[kept], (row[kept], place[kept])), shape=shape)
    # A number that is named twice is no difference but a contradiction.
    sound &= np.bincount(row[kept], minlength=len(table)) == np.diff(sparse.csr_array(entries).indptr)
    return Offered(sparse.csr_array(entries), sound)


def _places(found: pa.Table, known: Known) -> Whole:
    """The open number that each line speaks of; -1 where there is none of this name."""
    marts, columns = (found.column(name).combine_chunks().dictionary_encode() for name in ("mart", "column"))
    mart, column = (np.asarray(one.indices.to_numpy(zero_copy_only=False)) for one in (marts, columns))
    rows = found.column("row").to_numpy().astype(np.int64)
    of_mart, of_column = (list(one.dictionary.to_pylist()) for one in (marts, columns))
    place = np.full(len(rows), NOWHERE, dtype=np.int64)
    for block in known.ledger.blocks:
        if block.name[0] in of_mart and block.name[1] in of_column and len(block.rows):
            lines = (mart == of_mart.index(block.name[0])) & (column == of_column.index(block.name[1]))
            place[lines] = _in_block(block.rows, known.place[block.numbers], rows[lines])
    return place


def _in_block(rows: Whole, place: Whole, wanted: Whole) -> Whole:
    of_row = np.full(int(rows.max()) + 2, NOWHERE, dtype=np.int64)
    of_row[rows] = place
    return of_row[np.where((wanted >= 0) & (wanted < len(of_row)), wanted, len(of_row) - 1)]


def check(tables: Offered, known: Known, truth: Numbers) -> Accepted:
    """The tables that agree with everything an attacker knows; numbers that follow from others are worked out.

    `truth`: the true values of the open numbers. A table is refused where it moves a number that is known, goes beyond
    a bound, breaks a relation, or says something else of a number that follows.
    """
    kept, refused = [], int(np.sum(~tables.sound))
    differences = tables.differences[np.flatnonzero(tables.sound)]
    for start in range(0, differences.shape[0], AT_ONCE):
        full, wrong = _completed(sparse.csr_array(differences[start : start + AT_ONCE]), known)
        wrong |= _beyond_bounds(full, known, truth) | _breaking(full, known, truth)
        kept.append(full[np.flatnonzero(~wrong)])
        refused += int(wrong.sum())
    if not kept:
        return Accepted(no_tables(known).differences, refused)
    return Accepted(sparse.csr_array(sparse.vstack(kept, format="csr")), refused)


def of_engine(tables: Tables, known: Known, truth: Numbers) -> Offered:
    """Tables that the linear programs came by, as differences: they are checked as any others."""
    rows, places, values = [], [], []
    for row, (cells, table) in enumerate(tables):
        moved = np.flatnonzero(table != truth[cells])
        rows.append(np.full(len(moved), row, dtype=np.int64))
        places.append(cells[moved])
        values.append((table - truth[cells])[moved])
    empty = [np.zeros(0, dtype=np.int64)]
    entries = (np.concatenate([np.zeros(0), *values]), (np.concatenate(empty + rows), np.concatenate(empty + places)))
    matrix = sparse.csr_array(sparse.coo_array(entries, shape=(len(tables), len(known))))
    return Offered(matrix, np.ones(len(tables), dtype=np.bool_))


def _completed(listed: sparse.csr_array, known: Known) -> tuple[sparse.csr_array, Booleans]:
    """Tables with all numbers that follow, and which of them say something else of one of these."""
    own = sparse.diags_array((~known.follows).astype(np.float64), format="csr")
    full = sparse.csr_array(listed @ own)
    for level in known.levels:
        full = sparse.csr_array(full + full @ level.T)
    told = sparse.coo_array(listed @ sparse.diags_array(known.follows.astype(np.float64), format="csr"))
    named = sparse.coo_array((np.ones(told.nnz), told.coords), shape=told.shape)
    other = sparse.coo_array(told - full.multiply(named))
    wrong = np.zeros(listed.shape[0], dtype=np.bool_)
    wrong[other.coords[0][other.data != 0]] = True
    full.eliminate_zeros()
    return full, wrong


def _beyond_bounds(tables: sparse.csr_array, known: Known, truth: Numbers) -> Booleans:
    entries = sparse.coo_array(tables)
    row, place = entries.coords
    value = truth[place] + entries.data
    beyond = (value < known.knowledge.least[place]) | (value > known.knowledge.most[place])
    return _any(row[beyond | (value != np.rint(value))], tables.shape[0])


def _breaking(tables: sparse.csr_array, known: Known, truth: Numbers) -> Booleans:
    knowledge = known.knowledge
    base, slack = knowledge.rows @ truth, slack_of(known, truth)
    moved = sparse.coo_array(tables @ knowledge.rows.T)
    row, relation = moved.coords
    room = slack[relation] * (1 + ROUNDING * abs(moved.data))
    value = base[relation] + moved.data
    wrong = (value < knowledge.lower[relation] - room) | (value > knowledge.upper[relation] + room)
    return _any(row[wrong], tables.shape[0])


def _any(rows: Places, count: int) -> Booleans:
    found = np.zeros(count, dtype=np.bool_)
    found[rows] = True
    return found


@dataclass(frozen=True, eq=False)
class Sides:
    """For each goal, which tables bring it to a side: (goals x tables), and the furthest that they go."""

    low: sparse.csr_array
    high: sparse.csr_array
    true_low: Booleans
    true_high: Booleans
    least: Numbers
    most: Numbers

    def proven(self) -> tuple[Booleans, Booleans]:
        """The goals whose low, and whose high side some table reaches, the true one among them."""
        return _some(self.low) | self.true_low, _some(self.high) | self.true_high

    def proven_apart_from(self, owners: sparse.csr_array) -> tuple[Booleans, Booleans]:
        """The same for each owner of numbers (goals x owners), by tables that leave the owner's numbers alone.

        `owners`: tables x owners, where a table moves a number of the owner.
        """
        return _spared(self.low, owners, self.true_low), _spared(self.high, owners, self.true_high)


def _some(reached: sparse.csr_array) -> Booleans:
    return np.asarray(np.diff(reached.indptr) > 0)


def _spared(reached: sparse.csr_array, owners: sparse.csr_array, true: Booleans) -> Booleans:
    moving = (reached @ owners).toarray()
    return np.asarray((moving < np.diff(reached.indptr)[:, np.newaxis]) | true[:, np.newaxis])


def sides_of(accepted: Accepted, known: Known, goals: Goals, truth: Numbers) -> Sides:
    """Which of the accepted tables bring which open goals to a side. `truth`: of the open numbers."""
    places = known.place[goals.numbers]
    tables = sparse.csr_array(accepted.differences.T)[places]
    entries = sparse.coo_array(tables)
    goal, table = entries.coords
    value = truth[places][goal] + entries.data
    own = truth[places]
    least, most = own.copy(), own.copy()
    np.minimum.at(least, goal, value)
    np.maximum.at(most, goal, value)
    return Sides(
        _marked(goal, table, value <= goals.low[goal], tables.shape),
        _marked(goal, table, value >= goals.high[goal], tables.shape),
        own <= goals.low,
        own >= goals.high,
        least,
        most,
    )


def _marked(goal: Places, table: Places, kept: Booleans, shape: tuple[int, int]) -> sparse.csr_array:
    ones = np.ones(int(kept.sum()))
    return sparse.csr_array(sparse.coo_array((ones, (goal[kept], table[kept])), shape=shape))


def owners_moved(accepted: Accepted, knows: sparse.csr_array) -> sparse.csr_array:
    """Tables x owners: whether a table moves a number that an owner knows (open numbers x owners)."""
    moves = accepted.differences.copy()
    moves.data = np.ones(len(moves.data))
    found = sparse.csr_array(moves @ knows)
    found.data[:] = 1
    return found


def together(pools: Sequence[Accepted]) -> Accepted:
    """The tables of several origins."""
    differences = sparse.csr_array(sparse.vstack([pool.differences for pool in pools], format="csr"))
    return Accepted(differences, sum(pool.refused for pool in pools))


def listed(accepted: Accepted, known: Known) -> pa.Table:
    """Tables in the form in which they are kept, for tests and for those who hand witnesses over."""
    names = _names(known)
    entries = sparse.coo_array(accepted.differences)
    table, place = entries.coords
    rows = [
        (int(one), *names[int(number)], int(value))
        for one, number, value in zip(table, place, entries.data, strict=True)
    ]
    columns = list(zip(*rows, strict=True)) if rows else [()] * 5
    return pa.table(
        [pa.array(list(column), field.type) for column, field in zip(columns, WITNESS_SCHEMA, strict=True)],
        WITNESS_SCHEMA,
    )


def _names(known: Known) -> Mapping[int, tuple[str, int, str]]:
    return dict(_each_name(known))


def _each_name(known: Known) -> Iterator[tuple[int, tuple[str, int, str]]]:
    for block in known.ledger.blocks:
        for number, row in zip(known.place[block.numbers].tolist(), block.rows.tolist(), strict=True):
            if number >= 0:
                yield number, (block.name[0], row, block.name[1])
