"""Classes of a map: equal steps between round numbers, made from the values that are shown and from nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

MOST = 5
_STEPS = (10, 15, 20, 25, 30, 40, 50)


@dataclass(frozen=True)
class Classes:
    """`count` classes of `step`, the first from `first`, all in units of the last printed decimal."""

    first: int
    step: int
    count: int
    decimals: int

    def of(self, value: float) -> int:
        """The class of one of the values that the classes were made from, as it is printed: 0 is the lowest."""
        return (_printed(value, self.decimals) - self.first) // self.step

    def limits(self, kind: int) -> tuple[float, float]:
        """The lowest and the highest printed number of a class."""
        low = self.first + kind * self.step
        return low / 10**self.decimals, (low + self.step - 1) / 10**self.decimals


def classes(values: Sequence[float], decimals: int) -> Classes:
    """At most five classes that hold all values; no more and none finer than the values need.

    ValueError without a value.
    """
    printed = [_printed(value, decimals) for value in values]
    low, high = min(printed), max(printed)
    step = next(step for step in _steps() if high // step - low // step < MOST)
    return Classes(low // step * step, step, high // step - low // step + 1, decimals)


def _steps() -> Sequence[int]:
    """Round steps from the smallest: 1, 2, 3, 4, 5, 10, 15, 20, 25, 30, 40, 50, 100 …"""
    return (1, 2, 3, 4, 5, *(step * 10**power for power in range(12) for step in _STEPS))


def _printed(value: float, decimals: int) -> int:
    """The number as it is printed, without its decimal sign: 65.25 with one decimal is 652."""
    return int(Decimal(str(value)).scaleb(decimals).to_integral_value(ROUND_HALF_EVEN))
