"""Elimination of full matrices modulo a prime, in blocks that fit exactly into floating-point products."""

from dataclasses import dataclass

import numpy as np

from data_marts.disclosure.attack.knowledge import Numbers, Whole

# The largest prime under 2**22: a sum of 256 products stays under 2**53, where floating point is exact.
PRIME = 4_194_301
BLOCK = 64


@dataclass(frozen=True)
class Panels:
    """Equations in steps: `blocks` of rows, each with the columns that it is solved for (one for each row).

    The last column of a block is the constant: the sum of all terms and the constant is 0.
    """

    blocks: list[tuple[Whole, Numbers]]

    def solved(self, choices: list[int]) -> list[int]:
        """A solution: the free numbers are those of `choices`, the others follow."""
        values = np.array([*choices, 1], dtype=np.float64)
        for columns, rows in reversed(self.blocks):
            values[columns] = 0
            values[columns] = (-_product(rows, values[:, np.newaxis])[:, 0]) % PRIME
        return [int(value) for value in values[:-1]]


def reduce_dense(matrix: Numbers) -> Panels:
    """The equations solved step by step; the matrix (whole numbers from 0 to PRIME - 1) is used up.

    An equation 0 = constant, which nothing fulfils, is passed over: the linear programs tell of contradictions.
    """
    blocks = []
    while len(matrix):
        columns, panel = _reduce_panel(matrix[:BLOCK])
        matrix = matrix[BLOCK:]
        if len(columns):
            matrix = (matrix - _product(matrix[:, columns], panel)) % PRIME
            blocks.append((columns, panel))
    return Panels(blocks)


def _reduce_panel(panel: Numbers) -> tuple[Whole, Numbers]:
    """Some rows so that each has a column of its own with 1, and 0 in the other rows; rows without any are dropped."""
    panel, kept, columns = panel.copy(), [], []
    for row in range(len(panel)):
        places = np.flatnonzero(panel[row, :-1])
        if not len(places):
            continue
        column = int(places[0])
        panel[row] = panel[row] * pow(int(panel[row, column]), -1, PRIME) % PRIME
        factors = panel[:, column].copy()
        factors[row] = 0
        touched = np.flatnonzero(factors)
        panel[touched] = (panel[touched] - factors[touched, np.newaxis] * panel[row]) % PRIME
        kept.append(row)
        columns.append(column)
    return np.array(columns, dtype=np.int64), panel[kept]


def _product(left: Numbers, right: Numbers) -> Numbers:
    """left x right modulo the prime, exact whatever the length: 256 terms at a time."""
    total = np.zeros((left.shape[0], right.shape[1]))
    for start in range(0, left.shape[1], 4 * BLOCK):
        part = slice(start, start + 4 * BLOCK)
        total = (total + left[:, part] @ right[part]) % PRIME
    return total
