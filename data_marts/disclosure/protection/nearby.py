"""The neighbourhood of an unknown: the few hundred others among which its value can be made up for.

A table that differs from the true one in a neighbourhood alone is as good a proof as any, and is found in a small
program instead of one with every cell of a release.
"""

from collections.abc import Sequence, Set
from heapq import heappop, heappush
from math import inf

import numpy as np
from scipy import sparse

from data_marts.disclosure.protection.entries import entries_of, lines_of
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
        self._columns = sparse.csc_array(sparse.vstack([problem.equal, problem.at_most]))
        self._pointers = self._columns.indptr.astype(np.intp)
        self._equations = problem.equal.shape[0]
        self._is_near = np.concatenate([np.ones(self._equations, dtype=np.bool_), tight])

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
        problem, entries = self.problem, entries_of(self._pointers, unknowns)
        row, line = self._columns.indices[entries], lines_of(self._pointers, unknowns)
        if not every_limit:
            kept = self._is_near[row]
            entries, row, line = entries[kept], row[kept], line[kept]
        rows, place = np.unique(row, return_inverse=True)
        equations = int(np.searchsorted(rows, self._equations))
        return Part(
            unknowns,
            problem.least[unknowns],
            problem.most[unknowns],
            np.searchsorted(line, np.arange(len(unknowns) + 1)),
            place,
            self._columns.data[entries].astype(np.float64),
            equations,
            problem.slack[rows[equations:] - self._equations].astype(np.float64),
        )

    def is_possible(self, unknowns: Places, differences: Whole) -> bool:
        """Whether no limit at all is passed by these differences."""
        changed = np.flatnonzero(differences)
        entries, line = (of(self._pointers, unknowns[changed]) for of in (entries_of, lines_of))
        sums = np.zeros(len(self._is_near), dtype=np.int64)
        np.add.at(sums, self._columns.indices[entries], self._columns.data[entries] * differences[changed][line])
        return bool(np.all(sums[self._equations :] <= self.problem.slack))


def _largest(matrix: sparse.csr_array) -> Whole:
    """The largest coefficient of each row, without its sign."""
    found: Whole = (
        np.maximum.reduceat(np.abs(matrix.data), matrix.indptr[:-1]) if matrix.nnz else np.zeros(0, dtype=np.int64)
    )
    return found


def _lists(matrix: sparse.csr_array) -> list[list[int]]:
    pointers, indices = matrix.indptr.tolist(), matrix.indices.tolist()
    return [indices[start:end] for start, end in zip(pointers[:-1], pointers[1:], strict=True)]
