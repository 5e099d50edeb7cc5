"""Tables with totals as knowledge of an attacker: small ones for enumeration, and an invented cube of trusts."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

import numpy as np
from scipy import sparse

from data_marts.disclosure.attack.knowledge import Knowledge, make_knowledge

TOTAL = "all"
Key = tuple[str, ...]
# Of each dimension: the parents with their children; a parent may be another parent's child.
Tree = Mapping[str, Sequence[str]]


class Cube:
    """All cells of a cube, totals included, with the sums that tie them."""

    def __init__(self, trees: Sequence[Tree], inner: Mapping[Key, int]) -> None:
        self.trees = trees
        names = [sorted(set(tree) | {child for children in tree.values() for child in children}) for tree in trees]
        self.keys: list[Key] = list(product(*names))
        self.place = {key: place for place, key in enumerate(self.keys)}
        self.values = np.array([self._value(key, inner) for key in self.keys], dtype=np.float64)

    def _value(self, key: Key, inner: Mapping[Key, int]) -> int:
        leaves = (_leaves(tree, code) for tree, code in zip(self.trees, key, strict=True))
        return sum(inner[leaf] for leaf in product(*leaves))

    def sums(self) -> sparse.csr_array:
        """One row for each parent in each dimension: the children less the parent."""
        rows: list[dict[int, float]] = []
        for key in self.keys:
            for axis, tree in enumerate(self.trees):
                children = [self.place[(*key[:axis], child, *key[axis + 1 :])] for child in tree.get(key[axis], ())]
                if children:
                    rows.append({self.place[key]: -1.0, **dict.fromkeys(children, 1.0)})
        return matrix(rows, len(self.keys))

    def seen(self, hidden: Iterable[int], least: float = 0, most: float = np.inf) -> Knowledge:
        """What is known where these cells are withheld; their small ones (1-4) are the targets."""
        places = sorted(hidden)
        low, high = self.values.copy(), self.values.copy()
        low[places], high[places] = least, most
        targets = [place for place in places if 1 <= self.values[place] <= 4]
        return make_knowledge(low, high, self.sums(), targets)


def _leaves(tree: Tree, code: str) -> list[str]:
    if code not in tree:
        return [code]
    return [leaf for child in tree[code] for leaf in _leaves(tree, child)]


def matrix(rows: Sequence[Mapping[int, float]], n: int) -> sparse.csr_array:
    """Relations given as coefficients by place."""
    places = [place for row in rows for place in row]
    numbers = [number for number, row in enumerate(rows) for _ in row]
    coefficients = [float(coefficient) for row in rows for coefficient in row.values()]
    return sparse.csr_array((coefficients, (numbers, places)), shape=(len(rows), n))


def flat(prefix: str, size: int) -> Tree:
    """A dimension with a total and nothing between."""
    return {TOTAL: [f"{prefix}{number}" for number in range(size)]}


def trust_cube(patients: int = 60_000) -> Cube:
    """20 trusts in 4 regions x sex x age x 6 diagnoses: 2,625 cells, 188 of them 1-4.

    The draws, and their order, are those of the cube that the figures of the literature were measured on.
    """
    draw = np.random.default_rng(1)
    regions = np.sort(np.concatenate([np.arange(4), draw.choice(4, 16, p=[0.12, 0.16, 0.20, 0.52])]))
    size = draw.lognormal(0, 0.7, 20)
    diagnoses = -np.sort(-draw.dirichlet(np.ones(6)))
    parts = [size / size.sum(), np.array([0.47, 0.53]), np.array([0.08, 0.32, 0.30, 0.30]), diagnoses]
    expected = np.einsum("i,j,k,l->ijkl", *parts)
    expected = expected * draw.lognormal(0, 0.5, expected.shape)
    counts = draw.multinomial(patients, (expected / expected.sum()).ravel()).reshape(expected.shape)
    places: dict[str, list[str]] = {TOTAL: [f"R{region}" for region in range(4)]}
    for trust, region in enumerate(regions):
        places.setdefault(f"R{region}", []).append(f"H{trust:02d}")
    trees = [places, flat("s", 2), flat("a", 4), flat("d", 6)]
    inner = {(f"H{o:02d}", f"s{s}", f"a{a}", f"d{d}"): int(n) for (o, s, a, d), n in np.ndenumerate(counts)}
    return Cube(trees, inner)


def two_in_every_line(cube: Cube) -> list[int]:
    """Small cells, and the smallest other cell of a line that has one withheld cell only, until none has."""
    sums = cube.sums()
    lines = np.split(sums.indices, sums.indptr[1:-1])
    hidden = {place for place, value in enumerate(cube.values) if 1 <= value <= 4}
    while True:
        alone = [line for line in lines if len(hidden.intersection(line.tolist())) == 1]
        if not alone:
            return sorted(hidden)
        for line in alone:
            if len(hidden.intersection(line.tolist())) == 1:
                rest = [place for place in line.tolist() if place not in hidden]
                hidden.add(min(rest, key=lambda place: (cube.values[place], place)))
