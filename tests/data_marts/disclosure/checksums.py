"""Checksums of the systems of a small world and of what is hidden in small cubes, to compare processes by.

Run: python -m tests.data_marts.disclosure.checksums
"""

import hashlib
import sys
from collections.abc import Iterator

import numpy as np

from data_marts.disclosure.protection import hide
from data_marts.disclosure.relations.linked import systems_of
from data_marts.disclosure.system import System
from tests.data_marts.disclosure.protection.systems import crossed, system
from tests.data_marts.disclosure.relations.worlds import world

ARRAYS = ("values", "least", "most", "cost", "unpublished", "primary", "low", "high", "tie", "insider")


def bytes_of(one: System) -> bytes:
    """A system byte for byte."""
    matrices = [part for matrix in (one.equal, one.at_most) for part in (matrix.data, matrix.indices, matrix.indptr)]
    people = repr([(sorted(kind.knowing), sorted(kind.excused)) for kind in one.insiders]).encode()
    return b"".join(
        [*(getattr(one, name).tobytes() for name in ARRAYS), *(part.tobytes() for part in matrices), people]
    )


def of_protection(one: System) -> bytes:
    """What is hidden of a system, and the proof of it, byte for byte."""
    found = hide(one)
    proof = found.witnesses
    return b"".join(
        part.tobytes()
        for part in (found.hidden, proof.data, proof.indices, proof.indptr, found.sacrificed, found.exposed)
    )


def small_cubes() -> Iterator[System]:
    """Cubes of 36 cells, some of which leaders know, with two tied cells."""
    for seed in range(4):
        chance = np.random.default_rng(seed)
        values, equal = crossed(chance.poisson(6, (3, 2, 2)))
        known = [None if who > 1 else int(who) for who in chance.integers(0, 30, len(values))]
        yield system(values, equal, dear=[0], ties=[[5, 9]], known_to=known)


def main() -> None:
    """Writes two checksums to standard output."""
    release = b"".join(bytes_of(linked.system) for linked in systems_of(*world(3, persons=20, rows=120)))
    hidden = b"".join(of_protection(case) for case in small_cubes())
    sys.stdout.write(" ".join(hashlib.sha256(found).hexdigest() for found in (release, hidden)))


if __name__ == "__main__":
    main()
