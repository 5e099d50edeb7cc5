"""The neighbourhood of an unknown: the few hundred others among which its value can be made up for.

A table that differs from the true one in a neighbourhood alone is as good a proof as any, and is found in a small
program instead of one with every cell of a release.
"""

from collections.abc import Sequence, Set
from heapq import heappop, heappush
from math import inf

import numpy as np
from scipy import sparse

from data_marts.disclosure.protection.parts import Part
from data_marts.disclosure.protection.reduction import Places, Problem
from data_marts.disclosure.system import Whole

# A limit that is so far from being reached does not show which cells belong together, and rarely binds.
FAR_LIMIT = 8
# Beside what an unknown costs: what is hidden already is near, but not at no distance.
_STEP = 3.0


class Nearby:
    """Finds neighbourhoods in a problem. `links` are the relations that show which unknowns belong together."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        tight = problem.slack < FAR_LIMIT * _largest(problem.at_most)
        links = sparse.csr_array(sparse.vstack([problem.equal, problem.at_most[tight]]))
        by_unknown = sparse.csr_array(links.T)
        self._members = _lists(links)
        self._rows = _lists(by_unknown)
        self._equal, self._at_most = problem.equal.tocsc(), problem.at_most.tocsc()
        self._tight = tight

    def ball(self, start: int, price: Sequence[float], closed: Set[int], size: int) -> Places:
        """The unknowns nearest to one, itself among them, by what hiding those on the way costs; at most `size`.

        Unknowns of infinite price and `closed` ones are never among them.
        """
        found: set[int] = set()
        reached: set[int] = set()
        nearest = {start: 0.0}
        waiting = [(0.0, start)]
        while waiting and len(found) < size:
            distance, unknown = heappop(waiting)
            if unknown in found:
                continue
            found.add(unknown)
            for row in self._rows[unknown]:
                if row not in reached:
                    reached.add(row)
                    for other in self._members[row]:
                        away = distance + _STEP + price[other]
                        if away < nearest.get(other, inf) and other not in closed:
                            nearest[other] = away
                            heappush(waiting, (away, other))
        return np.array(sorted(found), dtype=np.intp)

    def part(self, unknowns: Places, every_limit: bool = False) -> Part:
        """These unknowns with the relations that reach them, all others being fixed; of limits the near ones."""
        problem = self.problem
        equal, _ = _touching(self._equal[:, unknowns])
        at_most, rows = _touching(self._at_most[:, unknowns])
        if not every_limit:
            kept = self._tight[rows]
            at_most, rows = at_most[kept], rows[kept]
        return Part(unknowns, problem.least[unknowns], problem.most[unknowns], equal, at_most, problem.slack[rows])

    def is_possible(self, unknowns: Places, differences: Whole) -> bool:
        """Whether no limit at all is passed by these differences."""
        return bool(np.all(self._at_most[:, unknowns] @ differences <= self.problem.slack))


def _largest(matrix: sparse.csr_array) -> Whole:
    """The largest coefficient of each row, without its sign."""
    found: Whole = (
        np.maximum.reduceat(np.abs(matrix.data), matrix.indptr[:-1]) if matrix.nnz else np.zeros(0, dtype=np.int64)
    )
    return found


def _lists(matrix: sparse.csr_array) -> list[list[int]]:
    pointers, indices = matrix.indptr.tolist(), matrix.indices.tolist()
    return [indices[start:end] for start, end in zip(pointers[:-1], pointers[1:], strict=True)]


def _touching(columns: sparse.csc_array) -> tuple[sparse.csr_array, Places]:
    """The rows with an entry, and their numbers."""
    rows = np.unique(columns.indices)
    place = np.zeros(columns.shape[0], dtype=np.int32)
    place[rows] = np.arange(len(rows))
    shape = (len(rows), columns.shape[1])
    found = sparse.csc_array((columns.data, place[columns.indices], columns.indptr), shape=shape)
    return found.tocsr(), rows.astype(np.intp)
