"""Whole tables that agree with what somebody knows, tried out one value after the other: no solver, easy to believe.

A value is ruled out only by plain sums of the least and the most that is left for each cell of a relation, so what is
not found does not exist. Values near the true ones are tried first: then what exists is found soon.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from data_marts.disclosure.system import System

Ends = tuple[list[int], list[int]]
Row = tuple[list[tuple[int, int]], bool]  # cells with coefficients; whether the sum is 0, or else at most 0


@dataclass(frozen=True)
class Tables:
    """All tables that someone holds for possible."""

    true: list[int]
    least: list[int]
    most: list[int]
    rows: list[Row]
    rows_of: list[list[int]]

    def one_with(self, cell: int, low: int | None = None, high: int | None = None) -> list[int] | None:
        """A table in which the cell is `low` or less, or `high` or more; None where there is none."""
        least, most = self.least.copy(), self.most.copy()
        if low is not None:
            most[cell] = min(most[cell], low)
        if high is not None:
            least[cell] = max(least[cell], high)
        return next(self._completed((least, most), list(range(len(self.rows)))), None)

    def _completed(self, ends: Ends, to_look_at: list[int]) -> Iterator[list[int]]:
        if not self._narrow(ends, to_look_at):
            return
        least, most = ends
        open_cells = [cell for cell in range(len(least)) if least[cell] < most[cell]]
        if not open_cells:
            yield least
            return
        cell = min(open_cells, key=lambda one: (most[one] - least[one], one))
        for value in _nearest_first(self.true[cell], least[cell], most[cell]):
            fixed = least.copy(), most.copy()
            fixed[0][cell] = fixed[1][cell] = value
            yield from self._completed(fixed, list(self.rows_of[cell]))

    def _narrow(self, ends: Ends, to_look_at: list[int]) -> bool:
        """Takes away what no relation allows; False where nothing is left of a cell."""
        while to_look_at:
            terms, is_equal = self.rows[to_look_at.pop()]
            for sign in (1, -1) if is_equal else (1,):
                changed = _narrowed(ends, [(cell, sign * factor) for cell, factor in terms])
                if changed is None:
                    return False
                for cell in changed:
                    to_look_at += [row for row in self.rows_of[cell] if row not in to_look_at]
        return True


def _nearest_first(true: int, least: int, most: int) -> Iterator[int]:
    """The whole numbers from least to most, those near the true one first."""
    below, above = min(true, most), max(true + 1, least)
    while below >= least or above <= most:
        if below >= least and (above > most or true - below <= above - true):
            yield below
            below -= 1
        else:
            yield above
            above += 1


def _narrowed(ends: Ends, terms: list[tuple[int, int]]) -> list[int] | None:
    """The cells of sum(factor x cell) <= 0 whose ends come nearer; None where the sum is always above 0."""
    least, most = ends
    smallest = [factor * (least[cell] if factor > 0 else most[cell]) for cell, factor in terms]
    over = -sum(smallest)
    if over < 0:
        return None
    changed = []
    for (cell, factor), own in zip(terms, smallest, strict=True):
        room = over + own
        if factor > 0 and most[cell] > room // factor:
            most[cell] = room // factor
            changed.append(cell)
        elif factor < 0 and least[cell] < -(room // -factor):
            least[cell] = -(room // -factor)
            changed.append(cell)
    return changed


def possible_tables(system: System, hidden: np.ndarray, known: np.ndarray) -> Tables:
    """What is possible for somebody who sees what is not hidden, and beside it the `known` cells."""
    is_open = (hidden | system.unpublished) & ~known
    rows = [
        (
            [(int(cell), int(factor)) for cell, factor in zip(matrix.indices[span], matrix.data[span], strict=True)],
            exact,
        )
        for matrix, exact in ((system.equal, True), (system.at_most, False))
        for span in (slice(start, end) for start, end in zip(matrix.indptr[:-1], matrix.indptr[1:], strict=True))
    ]
    rows_of = [[number for number, (terms, _) in enumerate(rows) if cell in dict(terms)] for cell in range(len(system))]
    least = np.where(is_open, system.least, system.values)
    most = np.where(is_open, system.most, system.values)
    return Tables(system.values.tolist(), least.tolist(), most.tolist(), rows, rows_of)


def unprotected(system: System, hidden: np.ndarray) -> list[int]:
    """The primary cells that somebody can tell too much of: a stranger, or an insider who is not excused."""
    people = sorted({who for kind in system.insiders for who in kind.knowing})
    knows = {who: np.array([who in _knowing(system, cell) for cell in range(len(system))]) for who in people}
    strangers = possible_tables(system, hidden, np.zeros(len(system), dtype=np.bool_))
    seen = {who: possible_tables(system, hidden, known) for who, known in knows.items()}
    found = []
    for cell in np.flatnonzero(system.primary).tolist():
        tables = [strangers, *(seen[who] for who in people if who not in _excused(system, cell))]
        if not all(is_open(one, cell, int(system.low[cell]), int(system.high[cell])) for one in tables):
            found.append(cell)
    return found


def is_open(tables: Tables, cell: int, low: int, high: int) -> bool:
    """Whether a cell can be so low, and so high."""
    return tables.one_with(cell, low=low) is not None and tables.one_with(cell, high=high) is not None


def _knowing(system: System, cell: int) -> frozenset[int]:
    return system.insiders[system.insider[cell]].knowing if system.insider[cell] >= 0 else frozenset()


def _excused(system: System, cell: int) -> frozenset[int]:
    return system.insiders[system.insider[cell]].excused if system.insider[cell] >= 0 else frozenset()
