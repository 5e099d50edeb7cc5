"""Cells and relations as they are found: blocks of cells with numbers of their own, and rows of coefficients."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from data_marts.disclosure.system import UNBOUNDED, Booleans, Numbers, Whole

NO_PLACE = -1
Texts = NDArray[np.object_]
Term = tuple[Whole, Whole, ArrayLike]  # number of the relation, cell, coefficient


@dataclass
class Block:
    """Cells that stand together: arrays of one length, one number each."""

    values: Whole
    kept: Booleans  # FALSE: no cell, or known to be zero
    least: Whole
    most: Whole
    cost: Numbers
    unpublished: Booleans
    primary: Booleans
    low: Whole
    high: Whole
    tie: Whole
    insider: Whole
    mart: Whole
    row: Whole
    column: Whole


def block(values: Whole, **given: ArrayLike) -> Block:
    """Cells of these values; what is not given is that of an unpublished cell that nobody has to protect."""
    usual: dict[str, ArrayLike] = {
        "kept": True, "least": 0, "most": UNBOUNDED, "cost": 0.0, "unpublished": True, "primary": False,
        "low": 0, "high": 0, "tie": NO_PLACE, "insider": NO_PLACE, "mart": NO_PLACE, "row": NO_PLACE,
        "column": NO_PLACE,
    }  # fmt: skip
    arrays = {name: np.broadcast_to(np.asarray(value), len(values)) for name, value in {**usual, **given}.items()}
    return Block(values=values, **arrays)


@dataclass
class Rows:
    """Relations of one form (= 0, or <= 0) as they are found."""

    count: int = 0
    terms: list[tuple[Whole, Whole, Whole]] = field(default_factory=list)
    names: list[tuple[str, int]] = field(default_factory=list)  # of what is declared, how many

    def add(self, name: str, relations: int, *terms: Term) -> None:
        """So many relations, each the sum of its terms."""
        for number, cell, coefficient in terms:
            factor = np.broadcast_to(np.asarray(coefficient, dtype=np.int64), len(cell))
            self.terms.append((number + self.count, cell, factor))
        self.count += relations
        self.names.append((name, relations))

    def matrix(self, kept: Booleans) -> tuple[sparse.csr_array, Texts]:
        """One row for each relation that says something, one column for each kept cell; and the relations' names.

        Cells that are not kept are zero.
        """
        column = np.cumsum(kept) - 1
        left = [kept[cell] & (factor != 0) for _, cell, factor in self.terms]
        relation, cell, factor = (
            np.concatenate([np.zeros(0, dtype=np.int64)] + [t[part][k] for t, k in zip(self.terms, left, strict=True)])
            for part in range(3)
        )
        used = np.zeros(self.count, dtype=np.bool_)
        used[relation] = True
        row = np.cumsum(used) - 1
        shape = (int(used.sum()), int(kept.sum()))
        matrix = sparse.coo_array((factor, (row[relation], column[cell])), shape=shape).tocsr()
        named = np.repeat(np.arange(len(self.names)), [count for _, count in self.names])[used]
        return matrix, np.array([name for name, _ in self.names], dtype=object)[named]


@dataclass
class Book:
    """All cells and relations of a release, while they are being found."""

    blocks: list[Block] = field(default_factory=list)
    cells: int = 0
    ties: int = 0
    equal: Rows = field(default_factory=Rows)
    at_most: Rows = field(default_factory=Rows)

    def add(self, cells: Block) -> Whole:
        """The numbers of new cells. What has no tie yet gets one of its own."""
        alone = cells.tie == NO_PLACE
        cells.tie = np.where(alone, self.ties + np.cumsum(alone) - 1, cells.tie)
        self.ties += int(alone.sum())
        start = self.cells
        self.blocks.append(cells)
        self.cells += len(cells.values)
        return np.arange(start, self.cells, dtype=np.int64)

    def new_ties(self, number: int) -> Whole:
        """Numbers for cells that share a fate."""
        self.ties += number
        return np.arange(self.ties - number, self.ties, dtype=np.int64)

    def joined(self) -> Block:
        """All blocks as one."""
        names = Block.__dataclass_fields__
        return Block(**{name: np.concatenate([getattr(one, name) for one in self.blocks]) for name in names})


def numbered(cells: Sequence[int] | NDArray[np.int64]) -> Whole:
    """0, 1, 2, ... for as many relations as there are cells."""
    return np.arange(len(cells), dtype=np.int64)
