"""What an attacker holds: numbers between bounds, relations that tie them, and the numbers that must stay open.

Nothing here comes from the programs that protect: the attack is a second opinion, and shares no code with them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

Whole = NDArray[np.int64]
Numbers = NDArray[np.float64]
Booleans = NDArray[np.bool_]

# Sums of a row with coefficients that are not whole carry errors of the last binary digits.
ROUNDING = 1e-9


class ContradictionError(ValueError):
    """No table agrees with what is known: a relation or a figure is wrong, and nothing can be said about safety."""


@dataclass(frozen=True)
class Knowledge:
    """n numbers, known or not, and what is known of them.

    Each number lies between `least` and `most` (equal where it is known, infinite where nothing is known) and is a
    whole number where `whole` is true. Each row of `rows` says lower <= sum(coefficient x number) <= upper.
    `targets`: places of the numbers that must stay open: values at `low` or less, and at `high` or more, must both
    remain possible for each of them. ValueError where the lengths do not fit.
    """

    least: Numbers
    most: Numbers
    whole: Booleans
    rows: sparse.csr_array
    lower: Numbers
    upper: Numbers
    targets: Whole
    low: Numbers
    high: Numbers

    def __post_init__(self) -> None:
        n, relations = len(self.least), len(self.lower)
        if not len(self.most) == len(self.whole) == n or self.rows.shape != (relations, n):
            raise ValueError("numbers, bounds and relations are not of the same length")
        if len(self.upper) != relations or not len(self.low) == len(self.high) == len(self.targets):
            raise ValueError("limits of relations or goals of targets are missing")
        if not np.all(self.whole[self.targets]):
            raise ValueError("only whole numbers, as those of persons, can be targets")

    def __len__(self) -> int:
        return len(self.least)


def make_knowledge(
    least: ArrayLike,
    most: ArrayLike,
    equal: sparse.csr_array | None = None,
    targets: Sequence[int] = (),
    low: ArrayLike = 1,
    high: ArrayLike = 5,
) -> Knowledge:
    """Whole numbers between bounds, where each row of `equal` says that sum(coefficient x number) is 0."""
    floor, ceiling = np.array(least, dtype=np.float64), np.array(most, dtype=np.float64)
    rows = sparse.csr_array((0, len(floor)), dtype=np.float64) if equal is None else _as_rows(equal)
    places = np.array(targets, dtype=np.int64)
    return Knowledge(
        floor,
        ceiling,
        np.ones(len(floor), dtype=np.bool_),
        rows,
        np.zeros(rows.shape[0]),
        np.zeros(rows.shape[0]),
        places,
        np.broadcast_to(np.asarray(low, dtype=np.float64), places.shape).copy(),
        np.broadcast_to(np.asarray(high, dtype=np.float64), places.shape).copy(),
    )


def _as_rows(matrix: sparse.csr_array) -> sparse.csr_array:
    """The same relations, each number once in each, in order."""
    rows: sparse.csr_array = sparse.csr_array(matrix.astype(np.float64))
    rows.sum_duplicates()
    rows.eliminate_zeros()
    return rows


def with_relations(knowledge: Knowledge, rows: sparse.csr_array, lower: ArrayLike, upper: ArrayLike) -> Knowledge:
    """More relations: lower <= sum(coefficient x number) <= upper for each row; limits may be infinite."""
    added = _as_rows(rows)
    shape = (added.shape[0],)
    return replace(
        knowledge,
        rows=sparse.csr_array(sparse.vstack([knowledge.rows, added], format="csr")),
        lower=np.concatenate([knowledge.lower, np.broadcast_to(np.asarray(lower, dtype=np.float64), shape)]),
        upper=np.concatenate([knowledge.upper, np.broadcast_to(np.asarray(upper, dtype=np.float64), shape)]),
    )


def with_relation(knowledge: Knowledge, parts: Mapping[int, float], lower: float, upper: float) -> Knowledge:
    """One more relation, as the coefficients by place of the number."""
    places = sorted(parts)
    row = ([parts[place] for place in places], ([0] * len(places), places))
    return with_relations(knowledge, sparse.csr_array(row, shape=(1, len(knowledge))), lower, upper)


def with_bounds(knowledge: Knowledge, places: Sequence[int], least: ArrayLike, most: ArrayLike) -> Knowledge:
    """The same numbers, some of them between narrower bounds; ContradictionError where nothing is left between."""
    floor, ceiling = knowledge.least.copy(), knowledge.most.copy()
    chosen = np.array(places, dtype=np.int64)
    floor[chosen] = np.maximum(floor[chosen], least)
    ceiling[chosen] = np.minimum(ceiling[chosen], most)
    if np.any(floor > ceiling):
        raise ContradictionError("a figure lies outside what else is known of it")
    return replace(knowledge, least=floor, most=ceiling)


def with_ratio(knowledge: Knowledge, part: int, whole: int, low: float, high: float) -> Knowledge:
    """A printed share, rate or mean: part / whole lies between low and high (of one, not of a hundred)."""
    pairs = ([1.0, -low, 1.0, -high], ([0, 0, 1, 1], [part, whole, part, whole]))
    rows = sparse.csr_array(pairs, shape=(2, len(knowledge)))
    return with_relations(knowledge, rows, [0.0, -np.inf], [np.inf, 0.0])


def with_choice(knowledge: Knowledge, places: Sequence[int], possible: Sequence[Sequence[int]]) -> Knowledge:
    """The numbers at these places are together one of the possible tuples, as the inversion of a figure tells.

    There is one more number for each tuple, 1 for the one that is true and 0 for the others.
    ContradictionError where nothing is possible.
    """
    if not possible:
        raise ContradictionError("no number of persons could have been printed in this way")
    n, extra = len(knowledge), len(possible)
    widened = _with_switches(knowledge, extra)
    switches = np.arange(n, n + extra)
    values = np.array(possible, dtype=np.float64)
    dense = np.zeros((len(places) + 1, n + extra))
    dense[0, switches] = 1
    for row, place in enumerate(places, start=1):
        dense[row, place] = -1
        dense[row, switches] = values[:, row - 1]
    sides = np.r_[1.0, np.zeros(len(places))]
    return with_relations(widened, sparse.csr_array(dense), sides, sides)


def _with_switches(knowledge: Knowledge, extra: int) -> Knowledge:
    wider = sparse.csr_array((knowledge.rows.shape[0], extra), dtype=np.float64)
    return replace(
        knowledge,
        least=np.r_[knowledge.least, np.zeros(extra)],
        most=np.r_[knowledge.most, np.ones(extra)],
        whole=np.r_[knowledge.whole, np.ones(extra, dtype=np.bool_)],
        rows=sparse.csr_array(sparse.hstack([knowledge.rows, wider], format="csr")),
    )


def with_own_figures(knowledge: Knowledge, known: Mapping[int, float]) -> Knowledge:
    """An insider's knowledge: the true figures at some places, which are no targets for them any more.

    ContradictionError where a figure cannot be true.
    """
    places = sorted(known)
    figures = [known[place] for place in places]
    kept = ~np.isin(knowledge.targets, places)
    return replace(
        with_bounds(knowledge, places, figures, figures),
        targets=knowledge.targets[kept],
        low=knowledge.low[kept],
        high=knowledge.high[kept],
    )


def agrees(knowledge: Knowledge, table: Numbers) -> bool:
    """Whether a table of numbers is possible for an attacker: whole, between the bounds, and true in every relation.

    Exact where coefficients are whole (sums stay under 2**53); others are allowed the rounding of the sum itself.
    """
    whole = table[knowledge.whole]
    if np.any(whole != np.rint(whole)) or np.any((table < knowledge.least) | (table > knowledge.most)):
        return False
    sums = knowledge.rows @ table
    slack = ROUNDING * (abs(knowledge.rows) @ abs(table)) * ~whole_rows(knowledge.rows, knowledge.whole)
    return bool(np.all((sums >= knowledge.lower - slack) & (sums <= knowledge.upper + slack)))


def whole_rows(rows: sparse.csr_array, whole: Booleans) -> Booleans:
    """Which relations have whole coefficients and whole numbers only, so that their sums are exact."""
    broken = (rows.data != np.rint(rows.data)) | ~whole[rows.indices]
    counts = np.bincount(_row_of(rows), weights=broken, minlength=rows.shape[0])
    return np.asarray(counts == 0)


def _row_of(rows: sparse.csr_array) -> Whole:
    return np.repeat(np.arange(rows.shape[0], dtype=np.int64), np.diff(rows.indptr))
