"""Bounds from one relation at a time, over and over until nothing changes: what a patient person does by hand.

Source: interval propagation as in E. Davis, Constraint propagation with interval labels, Artificial Intelligence 32
(1987); for tables, the "shuttle algorithm" of Buzzigoli and Giusti, Statistical Data Protection (1998).
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from data_marts.disclosure.attack.knowledge import (
    ROUNDING,
    Booleans,
    ContradictionError,
    Knowledge,
    Numbers,
    Whole,
    whole_rows,
)

MOST_ROUNDS = 500
# A bound this close to a whole number is that number: further from it than any rounding of a sum.
NEAR_WHOLE = 1e-6
# A bound of a number that need not be whole is worth another round only when it moves by more.
WORTH_MOVING = 1e-6


@dataclass(frozen=True)
class OpenPart:
    """The numbers that are not yet known, and the relations that still say something about them.

    `cells`: their places among all numbers. `relations`: the places of the rows among all relations; `needed`: which of
    these do not follow from the others. The other fields are as in Knowledge, with known numbers taken out.
    """

    cells: Whole
    least: Numbers
    most: Numbers
    whole: Booleans
    rows: sparse.csr_array
    lower: Numbers
    upper: Numbers
    relations: Whole
    needed: Booleans

    def __len__(self) -> int:
        return len(self.cells)


def propagate(knowledge: Knowledge) -> Knowledge:
    """The same knowledge with the bounds that single relations give; ContradictionError where none can be true.

    After 500 rounds the bounds are handed back as they are then: true, perhaps not the last word.
    """
    least, most = _rounded(knowledge.least, knowledge.most, knowledge.whole)
    part = open_part(replace(knowledge, least=least, most=most))
    least[part.cells], most[part.cells] = _fixpoint(part)
    return replace(knowledge, least=least, most=most)


def open_part(knowledge: Knowledge) -> OpenPart:
    """What is left with all known numbers put into the relations; ContradictionError where a sum does not come out."""
    known = knowledge.least == knowledge.most
    constant = knowledge.rows @ np.where(known, knowledge.least, 0.0)
    slack = ROUNDING * (abs(knowledge.rows) @ np.where(known, abs(knowledge.least), 0.0))
    slack *= ~whole_rows(knowledge.rows, knowledge.whole)
    cells = np.flatnonzero(~known)
    rows = sparse.csr_array(knowledge.rows[:, cells])
    lower, upper = knowledge.lower - constant - slack, knowledge.upper - constant + slack
    left = np.diff(rows.indptr) > 0
    if np.any((lower > 0) & ~left) or np.any((upper < 0) & ~left):
        raise ContradictionError("known numbers do not fit a relation")
    bounds = (knowledge.least[cells], knowledge.most[cells])
    every = np.arange(len(lower))
    part = OpenPart(
        cells, *bounds, knowledge.whole[cells], rows, lower, upper, every, np.ones(len(lower), dtype=np.bool_)
    )
    return with_rows(part, _speaking(part, left))


def _speaking(part: OpenPart, left: Booleans) -> Whole:
    """The relations that do not hold anyway for all numbers within their bounds: others only tie parts together."""
    low, high = _Terms(part).sums(part.least, part.most)
    return np.flatnonzero(left & ~((low >= part.lower) & (high <= part.upper)))


def with_rows(part: OpenPart, chosen: Whole) -> OpenPart:
    """The same numbers with some of the relations only."""
    return replace(
        part,
        rows=sparse.csr_array(part.rows[chosen]),
        lower=part.lower[chosen],
        upper=part.upper[chosen],
        relations=part.relations[chosen],
        needed=part.needed[chosen],
    )


def _rounded(least: Numbers, most: Numbers, whole: Booleans) -> tuple[Numbers, Numbers]:
    floor = np.where(whole, np.ceil(least - NEAR_WHOLE), least)
    ceiling = np.where(whole, np.floor(most + NEAR_WHOLE), most)
    if np.any(floor > ceiling + ROUNDING * abs(floor) * ~whole):
        raise ContradictionError("nothing is left between the bounds of a number")
    return floor, np.maximum(floor, ceiling)


def _fixpoint(part: OpenPart) -> tuple[Numbers, Numbers]:
    least, most = part.least, part.most
    if not len(part.lower):
        return least, most
    terms, step = _Terms(part), np.where(part.whole, 0.0, WORTH_MOVING)
    for _ in range(MOST_ROUNDS):
        found = terms.implied(least, most)
        floor, ceiling = np.maximum(least, found[0]), np.minimum(most, found[1])
        floor, ceiling = _rounded(floor, ceiling, part.whole)
        with np.errstate(invalid="ignore"):  # infinity less infinity: a bound that is not there has not moved
            moved = np.any(floor - least > step) or np.any(most - ceiling > step)
        if not moved:
            return floor, ceiling
        least, most = floor, ceiling
    return least, most


class _Terms:
    """All terms coefficient x number of all relations as flat arrays, by relation and by number."""

    def __init__(self, part: OpenPart) -> None:
        rows = part.rows
        self.relations, self.numbers = rows.shape
        self.row = np.repeat(np.arange(self.relations), np.diff(rows.indptr))
        self.cell = np.asarray(rows.indices, dtype=np.int64)
        self.coefficient = np.asarray(rows.data, dtype=np.float64)
        self.positive = self.coefficient > 0
        self.lower, self.upper = part.lower, part.upper
        self.by_cell = np.argsort(self.cell, kind="stable")
        self.used, self.starts = np.unique(self.cell[self.by_cell], return_index=True)

    def ends(self, least: Numbers, most: Numbers) -> tuple[Numbers, Numbers]:
        """Smallest and largest value of each term."""
        floor, ceiling = self.coefficient * least[self.cell], self.coefficient * most[self.cell]
        return np.where(self.positive, floor, ceiling), np.where(self.positive, ceiling, floor)

    def sums(self, least: Numbers, most: Numbers) -> tuple[Numbers, Numbers]:
        """Smallest and largest sum of each relation."""
        low, high = self.ends(least, most)
        return self._sum(low), self._sum(high)

    def _sum(self, terms: Numbers) -> Numbers:
        return np.bincount(self.row, weights=terms, minlength=self.relations).astype(np.float64)

    def _others(self, terms: Numbers, endless: float) -> Numbers:
        """For each term the sum of the other terms of its relation; `endless` where one of them has no bound."""
        unbounded = np.isinf(terms)
        finite = np.where(unbounded, 0.0, terms)
        sums = self._sum(finite)[self.row] - finite
        count = self._sum(unbounded.astype(np.float64))[self.row] - unbounded
        return np.where(count > 0, endless, sums)

    def implied(self, least: Numbers, most: Numbers) -> tuple[Numbers, Numbers]:
        """The bounds of each number that some relation gives; infinite where none does."""
        low, high = self.ends(least, most)
        smallest = (self.lower[self.row] - self._others(high, np.inf)) / self.coefficient
        largest = (self.upper[self.row] - self._others(low, -np.inf)) / self.coefficient
        floor = np.where(self.positive, smallest, largest)
        ceiling = np.where(self.positive, largest, smallest)
        return self._by_cell(np.maximum, floor, -np.inf), self._by_cell(np.minimum, ceiling, np.inf)

    def _by_cell(self, choose: np.ufunc, bounds: Numbers, nothing: float) -> Numbers:
        found = np.full(self.numbers, nothing)
        found[self.used] = choose.reduceat(bounds[self.by_cell], self.starts)
        return found
