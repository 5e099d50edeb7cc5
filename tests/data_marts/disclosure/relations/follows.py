"""Whether a relation follows from others: the largest value it can have where they hold, by linear programming."""

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from data_marts.disclosure.system import System

STEPS = (1, 2, 3)


class Follower:
    """Asks whether factors x cells <= 0 for every table with cells >= 0 that fulfils the relations of a system.

    Relations far from the cells are left out at first: what follows from some follows from all.
    """

    def __init__(self, system: System) -> None:
        self.rows = sparse.vstack([system.equal, system.at_most]).tocsr().astype(np.float64)
        self.is_equal = np.arange(self.rows.shape[0]) < system.equal.shape[0]
        self.by_cell = self.rows.tocsc()

    def follows(self, terms: Sequence[tuple[int, int]]) -> bool:
        return any(self._follows_near(terms, steps) for steps in STEPS)

    def _follows_near(self, terms: Sequence[tuple[int, int]], steps: int) -> bool:
        cells = np.unique([cell for _, cell in terms])
        rows = np.zeros(0, dtype=np.int64)
        for _ in range(steps):
            rows = np.unique(self.by_cell[:, cells].indices)
            cells = np.union1d(cells, np.unique(self.rows[rows].indices))
        near = self.rows[rows][:, cells]
        factors = np.zeros(len(cells))
        for factor, cell in terms:
            factors[np.searchsorted(cells, cell)] += factor
        equal = self.is_equal[rows]
        # The relations are a cone: where anything above 0 can be had, 1 can.
        at_most = sparse.vstack([near[~equal], sparse.csr_array(factors[None, :])])
        answer = linprog(
            -factors,
            A_ub=at_most,
            b_ub=np.concatenate([np.zeros(int((~equal).sum())), [1.0]]),
            A_eq=near[equal] if equal.any() else None,
            b_eq=np.zeros(int(equal.sum())) if equal.any() else None,
            method="highs",
        )
        return bool(answer.success and answer.fun > -0.5)
