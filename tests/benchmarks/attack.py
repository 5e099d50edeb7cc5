"""Time of the attack on about 100,000 cells (goal: 60 s on two cores): cubes of trusts side by side.

Small cells are withheld, and the smallest other one in every line that has but one.
Run: python -m tests.benchmarks.attack. Prints what was found and the seconds; judges nothing.
"""

from dataclasses import replace

import numpy as np
from scipy import sparse

from data_marts.disclosure.attack.knowledge import Knowledge
from data_marts.disclosure.attack.verdict import attack
from tests.data_marts.disclosure.attack.cubes import trust_cube, two_in_every_line

COPIES = 38


def _side_by_side(one: Knowledge, copies: int) -> Knowledge:
    return replace(
        one,
        least=np.tile(one.least, copies),
        most=np.tile(one.most, copies),
        whole=np.tile(one.whole, copies),
        rows=sparse.csr_array(sparse.block_diag([one.rows] * copies, format="csr")),
        lower=np.tile(one.lower, copies),
        upper=np.tile(one.upper, copies),
        targets=np.concatenate([one.targets + copy * len(one) for copy in range(copies)]),
        low=np.tile(one.low, copies),
        high=np.tile(one.high, copies),
    )


def main() -> None:
    """Prints cells, what was found of the targets, and seconds."""
    cube = trust_cube()
    many = _side_by_side(cube.seen(two_in_every_line(cube)), COPIES)
    found = attack(many)
    states = ", ".join(f"{count} {state}" for state, count in found.counts.items())
    print(f"{len(many)} cells, {len(many.targets)} targets: {states}; {found.programs} programs, {found.seconds:.1f} s")


if __name__ == "__main__":
    main()
