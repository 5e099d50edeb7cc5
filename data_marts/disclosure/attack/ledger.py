"""All numbers of a release with their names, and the relations that tie open ones, as they are found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from data_marts.disclosure.attack.knowledge import ROUNDING, Booleans, Knowledge, Numbers, Whole
from data_marts.disclosure.attack.view import NOWHERE, AttackError

Name = tuple[str, str]  # mart, column
Term = tuple[Whole, Whole, ArrayLike]  # number of the relation, number, coefficient


@dataclass(frozen=True, eq=False)
class Block:
    """Numbers of one column: the first of them, and the rows of the file that they are named by."""

    name: Name
    start: int
    rows: Whole

    @property
    def numbers(self) -> Whole:
        return np.arange(self.start, self.start + len(self.rows), dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Rows:
    """Relations of one kind that some open number stands in, known numbers taken out."""

    kind: str
    count: int
    relation: Whole
    number: Whole
    coefficient: Numbers
    lower: Numbers
    upper: Numbers
    usual: bool


@dataclass
class Ledger:
    """Numbers between bounds, numbers that follow from others, and relations."""

    least: Numbers = field(default_factory=lambda: np.zeros(0))
    most: Numbers = field(default_factory=lambda: np.zeros(0))
    blocks: list[Block] = field(default_factory=list)
    derived: list[tuple[Block, list[Term]]] = field(default_factory=list)
    relations: list[Rows] = field(default_factory=list)

    @property
    def open(self) -> Booleans:
        return np.asarray(self.least < self.most)

    def add(self, name: Name, rows: Whole, least: ArrayLike, most: ArrayLike) -> Whole:
        """New numbers, one for each row that names it."""
        block = Block(name, len(self.least), rows)
        self.blocks.append(block)
        self.least = np.concatenate([self.least, np.broadcast_to(np.asarray(least, dtype=np.float64), len(rows))])
        self.most = np.concatenate([self.most, np.broadcast_to(np.asarray(most, dtype=np.float64), len(rows))])
        return block.numbers

    def derive(self, name: Name, rows: Whole, terms: Sequence[Term]) -> Whole:
        """New numbers that are sums of others; never negative, known where all the others are."""
        number, coefficient, relation = _joined(terms)
        unknown = np.bincount(relation, weights=self.open[number], minlength=len(rows)) > 0
        value = np.bincount(relation, weights=coefficient * self.least[number], minlength=len(rows))
        if np.any(value[~unknown] < 0):
            raise AttackError(f"{' '.join(name)} would be less than nobody")
        found = self.add(name, rows, np.where(unknown, 0.0, value), np.where(unknown, np.inf, value))
        self.derived.append((self.blocks[-1], list(terms)))
        own: Term = (np.arange(len(rows), dtype=np.int64), found, -1.0)
        self.relate(" ".join(name), len(rows), [*terms, own], 0.0, 0.0)
        return found

    def relate(
        self,
        kind: str,
        count: int,
        terms: Sequence[Term],
        lower: ArrayLike = -np.inf,
        upper: ArrayLike = 0.0,
        usual: bool = False,
    ) -> None:
        """So many relations lower <= sum of the terms <= upper.

        AttackError where known numbers break one that does not only hold as a rule.
        """
        number, coefficient, relation = _joined(terms)
        known = ~self.open[number]
        constant = coefficient * np.where(known, self.least[number], 0.0)
        told = np.bincount(relation, weights=constant, minlength=count)
        # Coefficients that are not whole carry errors of the last binary digits.
        broken = np.bincount(relation, weights=coefficient != np.rint(coefficient), minlength=count) > 0
        slack = ROUNDING * np.bincount(relation, weights=abs(constant), minlength=count) * broken
        low = np.broadcast_to(np.asarray(lower, dtype=np.float64), count) - told - slack
        high = np.broadcast_to(np.asarray(upper, dtype=np.float64), count) - told + slack
        live = np.bincount(relation, weights=~known, minlength=count) > 0
        if not usual and np.any(((low > 0) | (high < 0)) & ~live):
            raise AttackError(f"the figures shown do not fit what is declared of them ({kind})")
        kept = ~known & live[relation]
        new = np.cumsum(live) - 1
        self.relations.append(
            Rows(
                kind,
                int(live.sum()),
                new[relation[kept]],
                number[kept],
                coefficient[kept],
                low[live],
                high[live],
                usual,
            )
        )


def _joined(terms: Iterable[Term]) -> tuple[Whole, Numbers, Whole]:
    """Numbers, coefficients and relations of all terms; a number that does not exist has none."""
    parts = [
        (number, np.broadcast_to(np.asarray(coefficient, dtype=np.float64), len(number)), relation)
        for relation, number, coefficient in terms
    ]
    empty = np.zeros(0, dtype=np.int64)
    number = np.concatenate([empty, *(part[0] for part in parts)])
    if np.any(number == NOWHERE):
        raise AttackError("a relation speaks of a number that does not exist")
    coefficient = np.concatenate([np.zeros(0), *(part[1] for part in parts)])
    return number, coefficient, np.concatenate([empty, *(part[2] for part in parts)])


@dataclass(frozen=True, eq=False)
class Known:
    """What an attacker holds of a release, and what each number is called.

    `knowledge` has the open numbers alone; `place` says where each number of the ledger stands in it, -1 where it is
    known. `usual`: relations that hold but in rare cases. `levels`: for each step of numbers that follow from others
    the sums that they are, one row for each open number (empty where it does not follow in that step).
    """

    ledger: Ledger
    knowledge: Knowledge
    numbers: Whole
    place: Whole
    usual: Booleans
    levels: Sequence[sparse.csr_array]
    follows: Booleans
    kinds: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.numbers)


def known_of(ledger: Ledger) -> Known:
    """The knowledge that a finished ledger holds."""
    numbers = np.flatnonzero(ledger.open)
    place = np.full(len(ledger.least), NOWHERE, dtype=np.int64)
    place[numbers] = np.arange(len(numbers))
    rows, lower, upper = _matrix(ledger, place, len(numbers))
    none = np.zeros(0, dtype=np.int64)
    knowledge = Knowledge(
        ledger.least[numbers],
        ledger.most[numbers],
        np.ones(len(numbers), dtype=np.bool_),
        rows,
        lower,
        upper,
        none,
        np.zeros(0),
        np.zeros(0),
    )
    usual = np.repeat([one.usual for one in ledger.relations], [one.count for one in ledger.relations])
    kinds = np.repeat(
        np.array([one.kind for one in ledger.relations], dtype=object), [one.count for one in ledger.relations]
    )
    levels = [_sums(ledger, of, place, len(numbers)) for of in _steps(ledger)]
    follows = np.zeros(len(numbers), dtype=np.bool_)
    for block, _ in ledger.derived:
        at = place[block.numbers]
        follows[at[at >= 0]] = True
    return Known(ledger, knowledge, numbers, place, np.asarray(usual, dtype=np.bool_), levels, follows, kinds)


def _matrix(ledger: Ledger, place: Whole, n: int) -> tuple[sparse.csr_array, Numbers, Numbers]:
    starts = np.cumsum([0, *(one.count for one in ledger.relations)])
    relation = np.concatenate([one.relation + start for one, start in zip(ledger.relations, starts[:-1], strict=True)])
    number = place[np.concatenate([one.number for one in ledger.relations])]
    coefficient = np.concatenate([one.coefficient for one in ledger.relations])
    rows = sparse.csr_array(
        sparse.coo_array((coefficient, (relation, number)), shape=(int(starts[-1]), n), dtype=np.float64)
    )
    rows.sum_duplicates()
    rows.eliminate_zeros()
    lower = np.concatenate([one.lower for one in ledger.relations])
    return rows, lower, np.concatenate([one.upper for one in ledger.relations])


Derived = list[tuple[Block, list[Term]]]


def _steps(ledger: Ledger) -> list[Derived]:
    """The numbers that follow, those first that follow from others that do not."""
    level = np.zeros(len(ledger.least), dtype=np.int64)
    steps: dict[int, Derived] = {}
    for block, terms in ledger.derived:
        own = 1 + max((int(level[number].max(initial=0)) for _, number, _ in terms), default=0)
        level[block.numbers] = own
        steps.setdefault(own, []).append((block, terms))
    return [steps[step] for step in sorted(steps)]


def _sums(ledger: Ledger, of: Derived, place: Whole, n: int) -> sparse.csr_array:
    found = [_joined(terms) for _, terms in of]
    own = np.concatenate([block.start + relation for (block, _), (_, _, relation) in zip(of, found, strict=True)])
    number = np.concatenate([one[0] for one in found])
    coefficient = np.concatenate([one[1] for one in found])
    kept = (place[own] >= 0) & (place[number] >= 0)
    shape = (n, n)
    return sparse.csr_array(
        sparse.coo_array((coefficient[kept], (place[own[kept]], place[number[kept]])), shape=shape, dtype=np.float64)
    )


def true_values(ledger: Ledger, given: Numbers) -> Numbers:
    """All numbers, with those that follow from others worked out from `given` values of these."""
    values = given.copy()
    for block, terms in ledger.derived:
        number, coefficient, relation = _joined(terms)
        values[block.numbers] = np.bincount(relation, weights=coefficient * values[number], minlength=len(block.rows))
    return values
