"""Invented patients by treating organisation, sex, age and diagnosis, as systems of linked tables of three sizes.

The draws and their order are fixed, so that figures of loss can be compared with those of other programs on the same
numbers: 60,000 patients, 20 trusts in four regions, for two of the cubes 75 units in the trusts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy import sparse

from data_marts.disclosure.system import UNBOUNDED, System

REGIONS, TRUSTS, PATIENTS = 4, 20, 60_000
LOW, HIGH = 1, 5
_REGION_WEIGHTS = (0.12, 0.16, 0.20, 0.52)
_SEX_WEIGHTS = (0.47, 0.53)
_AGE_WEIGHTS = (0.08, 0.32, 0.30, 0.30)

Key = tuple[int, ...]


@dataclass(frozen=True)
class Axis:
    """One dimension: for each node the leaves that it covers, and the nodes that it is the sum of."""

    leaves: Sequence[Sequence[int]]
    children: Sequence[Sequence[int]]

    def __len__(self) -> int:
        return len(self.leaves)


@dataclass(frozen=True)
class Cube:
    """Counts of the innermost cells, and the axes with all their totals; node 0 is the total of each."""

    counts: np.ndarray
    axes: Sequence[Axis]

    def value(self, key: Key) -> int:
        leaves = [axis.leaves[node] for axis, node in zip(self.axes, key, strict=True)]
        return int(self.counts[np.ix_(*leaves)].sum())

    def is_inner(self, key: Key) -> bool:
        return all(not axis.children[node] for axis, node in zip(self.axes, key, strict=True))

    def sums(self, key: Key) -> Iterator[list[Key]]:
        """The parts of a cell, along each axis on which it has some."""
        for position, axis in enumerate(self.axes):
            if axis.children[key[position]]:
                yield [(*key[:position], child, *key[position + 1 :]) for child in axis.children[key[position]]]

    def inner_parts(self, key: Key) -> list[Key]:
        first_leaf = [len(axis) - self.counts.shape[position] for position, axis in enumerate(self.axes)]
        leaves = [axis.leaves[node] for axis, node in zip(self.axes, key, strict=True)]
        return [tuple(first + leaf for first, leaf in zip(first_leaf, part, strict=True)) for part in product(*leaves)]


def hf_cube(seed: int = 1) -> System:
    """Trusts and regions x sex x age x six diagnoses: 2,625 cells, all published."""
    return system_of(_cube(units=0, diagnoses=6, seed=seed))


def unit_cube() -> System:
    """A hundred nodes of the organisation x sex x age x nine diagnoses: 15,000 cells, all published."""
    return system_of(_cube(units=75, diagnoses=9))


def views_cube(seed: int = 1) -> System:
    """The patients of `unit_cube` in three published views: 5,550 cells, and the inner cells that tie them."""
    cube = _cube(units=75, diagnoses=9, seed=seed)
    trusts = range(1 + REGIONS + TRUSTS)
    nodes, sexes, ages, diagnoses = (range(len(axis)) for axis in cube.axes)
    views = [(trusts, sexes, ages, diagnoses), (nodes, sexes, ages, [0]), (nodes, [0], [0], diagnoses)]
    return system_of(cube, {key for view in views for key in product(*view)})


def system_of(cube: Cube, published: set[Key] | None = None) -> System:
    """The published cells (all, if not said) in order of their keys, then the unpublished inner ones."""
    every = set(product(*(range(len(axis)) for axis in cube.axes)))
    shown = sorted(every if published is None else published)
    behind = sorted(key for key in every - set(shown) if cube.is_inner(key))
    keys = shown + behind
    values = np.array([cube.value(key) for key in keys], dtype=np.int64)
    unpublished = np.arange(len(keys)) >= len(shown)
    return System(
        values=values,
        least=np.zeros(len(keys), dtype=np.int64),
        most=np.full(len(keys), UNBOUNDED),
        cost=_costs(cube, keys, values),
        unpublished=unpublished,
        primary=(values > 0) & (values < HIGH) & ~unpublished,
        low=np.full(len(keys), LOW),
        high=np.full(len(keys), HIGH),
        tie=np.full(len(keys), -1),
        insider=np.full(len(keys), -1),
        insiders=(),
        equal=_relations(cube, keys),
        at_most=sparse.csr_array((0, len(keys)), dtype=np.int64),
    )


def _costs(cube: Cube, keys: Sequence[Key], values: np.ndarray) -> np.ndarray:
    totals = np.array([sum(not node for node in key) for key in keys])
    costs = (1 + 0.25 * np.log1p(values)) * (1 + 0.6 * totals)
    heads = np.array([_is_headline(key) for key in keys])
    return np.where(heads, np.inf, costs)


def _is_headline(key: Key) -> bool:
    """One-way margins: at most one axis is not the total."""
    return sum(node > 0 for node in key) <= 1


def _relations(cube: Cube, keys: Sequence[Key]) -> sparse.csr_array:
    index = {key: position for position, key in enumerate(keys)}
    rows, columns, entries, row = [], [], [], 0
    for key in keys:
        sums = [parts for parts in cube.sums(key) if all(part in index for part in parts)]
        if not sums and not cube.is_inner(key):
            sums = [cube.inner_parts(key)]
        for parts in sums:
            rows += [row] * (len(parts) + 1)
            columns += [index[key], *(index[part] for part in parts)]
            entries += [-1] + [1] * len(parts)
            row += 1
    return sparse.csr_array((entries, (rows, columns)), shape=(row, len(keys)), dtype=np.int64)


def _cube(units: int, diagnoses: int, seed: int = 1) -> Cube:
    """The random draws, in their fixed order. Figures of others are for seed 1; another seed is another year."""
    random = np.random.default_rng(seed)
    more = random.choice(REGIONS, TRUSTS - REGIONS, p=_REGION_WEIGHTS)
    region_of = np.sort(np.concatenate([np.arange(REGIONS), more]))
    trust_of = np.arange(TRUSTS)
    if units:
        trust_of = np.sort(np.concatenate([trust_of, random.integers(0, TRUSTS, units - TRUSTS)]))
    sizes = random.lognormal(0, 0.7, len(trust_of))
    weights = [sizes / sizes.sum(), np.array(_SEX_WEIGHTS), np.array(_AGE_WEIGHTS)]
    weights.append(np.sort(random.dirichlet(np.ones(diagnoses)))[::-1])
    chance = weights[0]
    for weight in weights[1:]:
        chance = np.multiply.outer(chance, weight)
    chance = chance * random.lognormal(0, 0.5, chance.shape)
    chance /= chance.sum()
    counts = random.multinomial(PATIENTS, chance.ravel()).reshape(chance.shape)
    flat = [_flat_axis(size) for size in counts.shape[1:]]
    return Cube(counts, [_organisation(region_of, trust_of, bool(units)), *flat])


def _flat_axis(size: int) -> Axis:
    leaves = [list(range(size)), *([leaf] for leaf in range(size))]
    return Axis(leaves, [list(range(1, size + 1)), *([] for _ in range(size))])


def _organisation(region_of: np.ndarray, trust_of: np.ndarray, with_units: bool) -> Axis:
    """The country, then regions, trusts and, where there are some, units."""
    regions = [np.flatnonzero(region_of[trust_of] == region).tolist() for region in range(REGIONS)]
    trusts = [np.flatnonzero(trust_of == trust).tolist() for trust in range(TRUSTS)]
    leaves = [list(range(len(trust_of))), *regions, *trusts]
    children = [list(range(1, 1 + REGIONS))]
    children += [(1 + REGIONS + np.flatnonzero(region_of == region)).tolist() for region in range(REGIONS)]
    if not with_units:
        return Axis(leaves, [*children, *([] for _ in range(TRUSTS))])
    first_unit = 1 + REGIONS + TRUSTS
    children += [[first_unit + unit for unit in units] for units in trusts]
    children += [[] for _ in trust_of]
    return Axis([*leaves, *([unit] for unit in range(len(trust_of)))], children)
