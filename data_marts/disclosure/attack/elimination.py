"""Which numbers follow exactly from the equations together, found by elimination in a field of whole numbers.

Two solutions of the same equations with free choices drawn at random agree in a number that follows from them, and
(but for one chance in millions for each) in no other. Arithmetic modulo a prime has no rounding errors.
Source: the random null vectors of disclosure audits; Schwartz, Fast probabilistic algorithms, JACM 27 (1980).
"""

from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np
from scipy import sparse

from data_marts.disclosure.attack.dense import PRIME, Panels, reduce_dense
from data_marts.disclosure.attack.knowledge import Booleans, ContradictionError, Numbers, Whole, whole_rows
from data_marts.disclosure.attack.propagation import OpenPart

SEED = 20_240_101
SOLUTIONS = 3
# What a step may add to the other equations, in terms; equations that would add more are left to a full matrix.
MOST_ADDED = 500
# Larger full matrices are left to the linear programs.
MOST_ENTRIES = 12_000_000

Equation = dict[int, int]


@dataclass(frozen=True)
class Determined:
    """What the equations together say of the open numbers of a part.

    `cells`: which of them follow exactly, and their `values`. `idle`: which relations follow from the others.
    `complete` is false where a core of equations was too large to be tried.
    """

    cells: Booleans
    values: Numbers
    idle: Booleans
    complete: bool


def eliminate(part: OpenPart) -> Determined:
    """The open numbers that follow exactly from the equations with whole coefficients, all taken together.

    ContradictionError where no whole numbers fulfil the equations.
    """
    exact = (part.lower == part.upper) & whole_rows(part.rows, part.whole)
    chosen = np.flatnonzero(exact)
    peeled = _peel(_equations(sparse.csr_array(part.rows[chosen]), part.upper[chosen]), len(part))
    idle = np.zeros(len(part.lower), dtype=np.bool_)
    idle[chosen[peeled.idle]] = True
    core = [peeled.left[row] for row in sorted(peeled.left)]
    places = sorted({cell for equation in core for cell in equation if cell != CONSTANT})
    if len(core) * (len(places) + 1) > MOST_ENTRIES:
        return Determined(np.zeros(len(part), dtype=np.bool_), np.zeros(len(part)), idle, complete=False)
    panels = reduce_dense(_matrix(core, places))
    generator = np.random.default_rng(SEED)
    solutions = [_solution(generator, len(part), panels, places, peeled.steps) for _ in range(SOLUTIONS)]
    return Determined(*_agreed(part, np.array(solutions)), idle, complete=True)


# The constant of an equation stands under this place, on the side of the numbers: sum + constant = 0.
CONSTANT = -1


def _equations(rows: sparse.csr_array, sides: Numbers) -> list[Equation]:
    found = []
    for row, side in enumerate(sides):
        part = slice(rows.indptr[row], rows.indptr[row + 1])
        equation = dict(zip(rows.indices[part].tolist(), (int(c) % PRIME for c in rows.data[part]), strict=True))
        found.append({**equation, CONSTANT: -int(side) % PRIME})
    return found


class _Peeled:
    """Equations as they are solved one after the other, always the shortest one for its rarest number.

    `steps`: numbers, each with the equation that gives it from numbers of later steps. `left`: equations not yet
    solved. `idle`: equations of which nothing was left.
    """

    def __init__(self, equations: list[Equation], n: int) -> None:
        self.steps: list[tuple[int, Equation]] = []
        self.left = dict(enumerate(equations))
        self.idle: list[int] = []
        self.holding: list[set[int]] = [set() for _ in range(n)]
        for row, equation in self.left.items():
            for cell in equation.keys() - {CONSTANT}:
                self.holding[cell].add(row)

    def rarest(self, row: int) -> int:
        """The number of an equation that the fewest others hold."""
        return min(
            (cell for cell in self.left[row] if cell != CONSTANT), key=lambda cell: (len(self.holding[cell]), cell)
        )

    def drop(self, row: int) -> None:
        """Puts an equation without numbers aside; ContradictionError where it says that something else than 0 is 0."""
        if self.left.pop(row)[CONSTANT]:
            raise ContradictionError("the equations contradict each other")
        self.idle.append(row)

    def solve(self, row: int, cell: int) -> list[int]:
        """Solves an equation for a number, and puts that into the others that hold it; which these were."""
        pivot = self.left.pop(row)
        self.steps.append((cell, pivot))
        for other in pivot.keys() - {CONSTANT}:
            self.holding[other].discard(row)
        inverse = pow(pivot[cell], -1, PRIME)
        touched = sorted(self.holding[cell])
        for place in touched:
            factor = self.left[place][cell] * inverse % PRIME
            _subtract(self.left[place], pivot, factor, place, self.holding)
        return touched


def _peel(equations: list[Equation], n: int) -> _Peeled:
    """Elimination that keeps equations short. Source: H. M. Markowitz, Management Science 3 (1957)."""
    peeled = _Peeled(equations, n)
    waiting = [(len(equation), row) for row, equation in enumerate(equations)]
    heapify(waiting)
    while waiting:
        length, row = heappop(waiting)
        if row not in peeled.left or len(peeled.left[row]) != length:
            continue  # solved already, or waiting in another place by its present length
        if length == 1:
            peeled.drop(row)
            continue
        cell = peeled.rarest(row)
        if (len(peeled.holding[cell]) - 1) * (length - 2) <= MOST_ADDED:
            for place in peeled.solve(row, cell):
                heappush(waiting, (len(peeled.left[place]), place))
    return peeled


def _subtract(equation: Equation, pivot: Equation, factor: int, row: int, holding: list[set[int]]) -> None:
    for cell, coefficient in pivot.items():
        value = (equation.get(cell, 0) - factor * coefficient) % PRIME
        if value or cell == CONSTANT:
            equation[cell] = value
            if cell != CONSTANT:
                holding[cell].add(row)
        else:
            equation.pop(cell, None)
            holding[cell].discard(row)


def _matrix(core: list[Equation], places: list[int]) -> Numbers:
    """The equations as a full matrix; its last column is the constant."""
    column = {cell: index for index, cell in enumerate(places)} | {CONSTANT: len(places)}
    matrix = np.zeros((len(core), len(places) + 1))
    for row, equation in enumerate(core):
        for cell, coefficient in equation.items():
            matrix[row, column[cell]] = coefficient
    return matrix


def _solution(
    generator: np.random.Generator, n: int, panels: Panels, places: list[int], steps: list[tuple[int, Equation]]
) -> Whole:
    """One solution of all equations, free choices drawn at random."""
    values: list[int] = generator.integers(0, PRIME, n).tolist()
    for cell, value in zip(places, panels.solved([values[cell] for cell in places]), strict=True):
        values[cell] = value
    for cell, equation in reversed(steps):
        others = sum(values[other] * c for other, c in equation.items() if other not in (cell, CONSTANT))
        values[cell] = -(others + equation[CONSTANT]) * pow(equation[cell], -1, PRIME) % PRIME
    return np.array(values, dtype=np.int64)


def _agreed(part: OpenPart, solutions: Whole) -> tuple[Booleans, Numbers]:
    """Where all solutions agree, and the value within the bounds that leaves the same remainder."""
    same = np.all(solutions == solutions[0], axis=0)
    least = np.where(np.isfinite(part.least), part.least, -(PRIME // 2))
    value = least + (solutions[0] - least) % PRIME
    # A second value with the same remainder within the bounds would be a guess.
    unique = value + PRIME > part.most
    return same & unique & (value <= part.most), value
