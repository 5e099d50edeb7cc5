"""One more cell shown than may be: does the proof break, and does the attack find a primary cell?

The attack looks at every primary cell, whatever the proof says. Where it finds each of them safe, the cell that was
shown was superfluous; any other was needed, and its proof must be refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from data_marts.disclosure.attack.knowledge import Knowledge, make_knowledge, with_relations
from data_marts.disclosure.attack.verdict import attack
from data_marts.disclosure.protection import Protection, check_witnesses
from data_marts.disclosure.system import UNBOUNDED, System


@dataclass(frozen=True)
class Leak:
    """A hidden cell that is shown: whether the proof is refused, and whether the attack finds a primary cell."""

    cell: int
    refused: bool
    found: bool


def planted(case: System, protection: Protection, trials: int, seed: int = 0) -> Iterator[Leak]:
    """Random hidden cells that are not primary, each shown alone; at most so many."""
    secondary = np.flatnonzero(protection.hidden & ~case.primary)
    chosen = np.random.default_rng(seed).permutation(secondary)[:trials]
    for cell in np.sort(chosen).tolist():
        hidden = protection.hidden & (np.arange(len(case)) != cell)
        wrong = check_witnesses(case, hidden, protection.witnesses)
        yield Leak(cell, bool(wrong.size), not attack(seen(case, hidden, np.flatnonzero(case.primary))).is_clean)


def seen(case: System, hidden: np.ndarray, targets: np.ndarray) -> Knowledge:
    """What a stranger knows of a system of which these cells are hidden."""
    is_open = hidden | case.unpublished
    least = np.where(is_open, case.least, case.values)
    most = np.where(is_open, np.where(case.most >= UNBOUNDED, np.inf, case.most), case.values)
    known = make_knowledge(least, most, case.equal, targets.tolist(), case.low[targets], case.high[targets])
    limits = sparse.csr_array(case.at_most.astype(np.float64))
    return with_relations(known, limits, np.full(limits.shape[0], -np.inf), np.zeros(limits.shape[0]))
