"""Which numbers follow exactly from the equations together, found by elimination in a field of whole numbers.

Two solutions of the same equations with free choices drawn at random agree in a number that follows from them, and
(but for one chance in millions for each) in no other. Arithmetic modulo a prime has no rounding errors.
Source: the random null vectors of disclosure audits; Schwartz, Fast probabilistic algorithms, JACM 27 (1980).
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from data_marts.disclosure.attack.dense import PRIME, Panels, reduce_dense
from data_marts.disclosure.attack.knowledge import Booleans, Numbers, Whole, whole_rows
from data_marts.disclosure.attack.propagation import OpenPart

SEED = 20_240_101
SOLUTIONS = 3
# A number in at most so many equations is eliminated one by one; what is left is done as a full matrix.
MOST_EQUATIONS = 4
# Larger full matrices are left to the linear programs (a gigabyte).
MOST_ENTRIES = 120_000_000

Equation = dict[int, int]


@dataclass(frozen=True)
class Determined:
    """`cells`: which of the open numbers follow exactly, and their `values`; `complete` is false where a core of
    equations was too large to be tried."""

    cells: Booleans
    values: Numbers
    complete: bool


def eliminate(part: OpenPart) -> Determined:
    """The open numbers that follow exactly from the equations with whole coefficients, all taken together."""
    exact = (part.lower == part.upper) & whole_rows(part.rows, part.whole)
    chosen = np.flatnonzero(exact)
    equations = _equations(sparse.csr_array(part.rows[chosen]), part.upper[chosen])
    steps, core = _peel(equations, len(part))
    nothing = np.zeros(len(part), dtype=np.bool_)
    places = sorted({cell for equation in core for cell in equation if cell >= 0})
    if len(core) * (len(places) + 1) > MOST_ENTRIES:
        return Determined(nothing, np.zeros(len(part)), complete=False)
    panels = reduce_dense(_matrix(core, places))
    generator = np.random.default_rng(SEED)
    solutions = [_solution(generator, len(part), panels, places, steps) for _ in range(SOLUTIONS)]
    return _agreed(part, np.array(solutions))


# The constant of an equation stands under this place, on the side of the numbers: sum + constant = 0.
CONSTANT = -1


def _equations(rows: sparse.csr_array, sides: Numbers) -> list[Equation]:
    found = []
    for row, side in enumerate(sides):
        part = slice(rows.indptr[row], rows.indptr[row + 1])
        equation = dict(zip(rows.indices[part].tolist(), (int(c) % PRIME for c in rows.data[part]), strict=True))
        found.append({**equation, CONSTANT: -int(side) % PRIME})
    return found


def _peel(equations: list[Equation], n: int) -> tuple[list[tuple[int, Equation]], list[Equation]]:
    """Numbers in few equations, each with the equation that gives it from later ones; and the equations left."""
    holding: list[set[int]] = [set() for _ in range(n)]
    for row, equation in enumerate(equations):
        for cell in equation.keys() - {CONSTANT}:
            holding[cell].add(row)
    steps: list[tuple[int, Equation]] = []
    left: dict[int, Equation] = dict(enumerate(equations))
    for most in range(1, MOST_EQUATIONS + 1):
        waiting = [cell for cell in range(n - 1, -1, -1) if 0 < len(holding[cell]) <= most]
        while waiting:
            cell = waiting.pop()
            if 0 < len(holding[cell]) <= most:
                waiting.extend(_take(cell, left, holding, steps, most))
    return steps, [left[row] for row in sorted(left) if left[row].keys() - {CONSTANT}]


def _take(
    cell: int,
    left: dict[int, Equation],
    holding: list[set[int]],
    steps: list[tuple[int, Equation]],
    most: int,
) -> list[int]:
    """Solves the shortest equation with the number for it, and puts that into the others; numbers now in few."""
    row = min(holding[cell], key=lambda place: (len(left[place]), place))
    pivot = left.pop(row)
    steps.append((cell, pivot))
    for other in pivot.keys() - {CONSTANT}:
        holding[other].discard(row)
    inverse = pow(pivot[cell], -1, PRIME)
    for place in sorted(holding[cell]):
        _subtract(left[place], pivot, left[place][cell] * inverse % PRIME, place, holding)
    return sorted((other for other in pivot.keys() - {CONSTANT} if 0 < len(holding[other]) <= most), reverse=True)


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


def _agreed(part: OpenPart, solutions: Whole) -> Determined:
    """Where all solutions agree; the value is the one within the bounds that leaves the same remainder."""
    same = np.all(solutions == solutions[0], axis=0)
    least = np.where(np.isfinite(part.least), part.least, -(PRIME // 2))
    value = least + (solutions[0] - least) % PRIME
    # A second value with the same remainder within the bounds would be a guess.
    unique = value + PRIME > part.most
    return Determined(same & unique & (value <= part.most), value, complete=True)
