"""Linked tables as one system: cells with whole, non-negative values, and what everybody knows to tie them.

A cell is one number that is published, or that stands behind a published one (a rate, a mean, a complement). Marts,
years and hierarchies that are linked stand in one system, because a hidden cell comes back through any of its links.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Whole = NDArray[np.int64]
Numbers = NDArray[np.float64]
Booleans = NDArray[np.bool_]

# No public bound: more children than there are.
UNBOUNDED = 2**40


@dataclass(frozen=True)
class Insiders:
    """Who knows more of a cell than what is published, by the number of the organisation that they lead.

    `knowing`: those who know its true value. `excused`: those against whom it need not be protected: they know it, or
    their own patients are among those that it counts.
    """

    knowing: frozenset[int]
    excused: frozenset[int]


@dataclass(frozen=True)
class System:
    """n cells and their relations, in a fixed order.

    `values`: true values. `least`, `most`: what everybody knows of a cell beside what is published (0, a population).
    `cost` of hiding a cell: 0 or more; `numpy.inf` where it must be shown. `unpublished`: cells that are never
    published, but tie others together. `primary`: cells that must be protected; for these `low` and `high` are what
    an attacker must still hold for possible: a table with the cell at `low` or less, and one at `high` or more.
    `tie`: cells of the same number are shown or hidden together. `insider`: which of `insiders` the cell has; -1:
    nobody knows more of it than what is published.
    `equal` has one row for each relation sum(coefficient x cell) = 0, `at_most` one for each <= 0.
    """

    values: Whole
    least: Whole
    most: Whole
    cost: Numbers
    unpublished: Booleans
    primary: Booleans
    low: Whole
    high: Whole
    tie: Whole
    insider: Whole
    insiders: tuple[Insiders, ...]
    equal: sparse.csr_array
    at_most: sparse.csr_array

    def __len__(self) -> int:
        return len(self.values)


def broken_relations(system: System, values: Whole | None = None) -> Sequence[str]:
    """What a table of values does not fulfil, in words; nothing for one that could be the true table."""
    table = system.values if values is None else values
    found = []
    if np.any((table < system.least) | (table > system.most)):
        found.append("a value lies outside its bounds")
    if np.any(system.equal @ table != 0):
        found.append("a sum does not come out")
    if np.any(system.at_most @ table > 0):
        found.append("a part is larger than its whole")
    return found
