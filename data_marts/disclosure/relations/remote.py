"""Numbers of persons that are part of another by several steps: what the one has beyond the other.

A unit's tertial is part of its trust's year. Where the two differ by few persons, whoever is shown both is told of
these, though each step between them, which may be withheld, is safe by itself.
"""

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from data_marts.disclosure.relations.cells import Board
from data_marts.disclosure.relations.wholes import add_rest
from data_marts.disclosure.system import Booleans, Whole

Pairs = tuple[Whole, Whole]  # cells of wholes, and of parts


def relate_remote(board: Board) -> None:
    """What a whole has beyond a part, by several steps or beside several others, is a cell where it counts few persons.

    Of wholes that are small themselves it is not asked: whoever knows them knows enough.
    """
    cells, most = board.book.joined(), board.policy.smallest_persons - 1
    shown = ~cells.unpublished & cells.kept
    whole, part = few_apart(board.steps, board.sums, cells.values, most, shown & (cells.values > most))
    kept = shown[part]
    whole, part = whole[kept], part[kept]
    rest = cells.values[whole] - cells.values[part]
    add_rest(board, "part of another", whole, [part], rest, cells.insider[whole])


def few_apart(steps: Sequence[Pairs], sums: Sequence[Pairs], values: Whole, most: int, wholes: Booleans) -> Pairs:
    """Cells that steps and sums lead to from some `wholes`, in any number, and that are 1 to `most` less.

    But for those that a single step leads to: what these lack is a cell of its own.
    """
    size, graph = len(values), _near([*steps, *sums], values, most)
    start = np.flatnonzero(wholes).astype(np.int64)
    found = new = _keys(*_onward(graph, (start, start)), size)
    while len(new):
        whole, part = _onward(graph, np.divmod(new, size))
        near = values[whole] - values[part] <= most
        new = np.setdiff1d(_keys(whole[near], part[near], size), found, assume_unique=True)
        found = np.union1d(found, new)
    whole, part = np.divmod(np.setdiff1d(found, _keys(*_joined(steps), size), assume_unique=True), size)
    apart = values[whole] > values[part]
    return whole[apart], part[apart]


def _joined(steps: Sequence[Pairs]) -> Pairs:
    nobody: Whole = np.zeros(0, dtype=np.int64)
    whole, part = (np.concatenate([nobody, *(step[side] for step in steps)]) for side in range(2))
    return whole, part


def _near(steps: Sequence[Pairs], values: Whole, most: int) -> sparse.csr_array:
    """Steps from wholes (rows) to parts of somebody that are at most so many less, and not more."""
    whole, part = _joined(steps)
    less = values[whole] - values[part]
    kept = (less >= 0) & (less <= most) & (values[part] > 0)
    ones = np.ones(int(kept.sum()), dtype=np.int8)
    return sparse.csr_array((ones, (whole[kept], part[kept])), shape=(len(values), len(values)))


def _onward(graph: sparse.csr_array, pairs: Pairs) -> Pairs:
    """Pairs with the part taken one step further, in every way."""
    whole, part = pairs
    ways = np.diff(graph.indptr)[part]
    place = np.repeat(graph.indptr[part], ways) + _counted(ways)
    return np.repeat(whole, ways), graph.indices[place].astype(np.int64)


def _counted(ways: Whole) -> Whole:
    """0, 1, 2, ... for each number of ways."""
    ends = np.cumsum(ways)
    counted: Whole = np.arange(ends[-1] if len(ends) else 0, dtype=np.int64) - np.repeat(ends - ways, ways)
    return counted


def _keys(whole: Whole, part: Whole, size: int) -> Whole:
    keys: Whole = np.unique(whole * size + part)
    return keys
