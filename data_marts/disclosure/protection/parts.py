"""Some unknowns of a problem, with all that is known of them while the others stay as they are."""

from dataclasses import dataclass
from functools import cached_property

from scipy import sparse

from data_marts.disclosure.protection.reduction import Places
from data_marts.disclosure.system import Whole


@dataclass(frozen=True)
class Part:
    """Unknowns of a problem, with their bounds and the relations that reach them, all others being fixed."""

    unknowns: Places
    least: Whole
    most: Whole
    equal: sparse.csr_array
    at_most: sparse.csr_array
    slack: Whole

    @cached_property
    def places(self) -> dict[int, int]:
        """The column of each unknown."""
        return {unknown: place for place, unknown in enumerate(self.unknowns.tolist())}
