"""Some unknowns of a problem, with all that is known of them while the others stay as they are."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from data_marts.disclosure.protection.reduction import Places
from data_marts.disclosure.system import Numbers, Whole


@dataclass(frozen=True)
class Part:
    """Unknowns of a problem, with their bounds and the relations that reach them, all others being fixed.

    `row` and `value` are the entries of one unknown after the other, those of unknown k from `start[k]` on. The first
    rows are equations, the last ones limits, whose sum may be as much as `slack`.
    """

    unknowns: Places
    least: Whole
    most: Whole
    start: Places
    row: Places
    value: Numbers
    equations: int
    slack: Numbers

    @cached_property
    def places(self) -> dict[int, int]:
        """The column of each unknown."""
        return {unknown: place for place, unknown in enumerate(self.unknowns.tolist())}

    def sums(self, differences: Numbers) -> Numbers:
        """What each row comes to."""
        terms = self.value * np.repeat(differences, np.diff(self.start))
        found: Numbers = np.bincount(self.row, terms, self.equations + len(self.slack)).astype(np.float64)
        return found
