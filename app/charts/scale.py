"""Positions from numbers: linear and band scales, round ticks, labels pushed apart. Pure functions, no drawing."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Linear:
    """A straight map of the values `low`..`high` onto the positions `start`..`end`, which may run backwards."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Position of a value; the middle when the scale has no extent."""
        if self.high == self.low:
            return (self.start + self.end) / 2
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


@dataclass(frozen=True)
class Steps:
    """Equal steps for `count` categories between `start` and `end`, the first and last `inset` from the edges.

    Without an inset each category gets a band of its own width and stands in the middle of it.
    """

    count: int
    start: float
    end: float
    inset: float | None = None

    @property
    def first(self) -> float:
        """Position of the first category."""
        return self.start + (self.step / 2 if self._banded else self.inset or 0)

    @property
    def step(self) -> float:
        """Distance between two neighbouring categories."""
        if self._banded:
            return (self.end - self.start) / max(1, self.count)
        return (self.end - self.start - 2 * (self.inset or 0)) / (self.count - 1)

    @property
    def _banded(self) -> bool:
        # One category alone stands in the middle, as a band does.
        return self.inset is None or self.count < 2

    def at(self, index: float) -> float:
        """Position of the category with this index, or of a place between two."""
        return self.first + index * self.step

    def before(self, index: int) -> float:
        """Position of the border in front of a category: midway to its neighbour, the edge in front of the first."""
        return self.start if index == 0 else self.at(index - 0.5)


def nice_step(span: float, most: int, smallest: float = 0.0) -> float:
    """The smallest step of 1, 2 or 5 times a power of ten that cuts `span` into at most `most` parts.

    `smallest` is what one unit of the last written decimal is worth: a finer step would print the same number twice.
    """
    if not span > 0 or most < 1:
        raise ValueError(f"ticks need a positive span and room for one part: {span=}, {most=}")
    rough = max(span / most, smallest)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * (1 - 1e-9))


def nice_ticks(low: float, high: float, most: int, decimals: int = 6) -> tuple[float, ...]:
    """Round numbers from at or below `low` to at or above `high`, about `most` parts, exact at `decimals`."""
    step = nice_step(high - low, most, 10.0**-decimals)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(_exact(index, step) for index in range(first, last + 1))


def _exact(index: int, step: float) -> float:
    # 3 * 0.1 is 0.30000000000000004: rounded to the step's own last digit it is 0.3 again.
    return round(index * step, max(0, -math.floor(math.log10(step))))


def spread(centres: Sequence[float], heights: Sequence[float], low: float, high: float) -> tuple[float, ...]:
    """Centres moved as little as possible (least squares) so that boxes of these heights do not overlap.

    Boxes keep their order and stay between `low` and `high`; where there is too little room they run over `high`.
    Pooling of neighbours that violate the order, as in isotonic regression (Barlow et al. 1972).
    """
    order = sorted(range(len(centres)), key=lambda index: centres[index])
    offsets = _stacked_offsets([heights[index] for index in order])
    wanted = _pooled([centres[index] - offset for index, offset in zip(order, offsets, strict=True)])
    top = low + (heights[order[0]] / 2 if order else 0)
    bottom = high - (heights[order[-1]] / 2 + offsets[-1] if order else 0)
    placed = [max(top, min(bottom, value)) + offset for value, offset in zip(wanted, offsets, strict=True)]
    found = dict(zip(order, placed, strict=True))
    return tuple(found[index] for index in range(len(centres)))


def _stacked_offsets(heights: Sequence[float]) -> list[float]:
    """Distance of each box's centre from the first one's when they stand edge to edge."""
    offsets = [0.0] if heights else []
    for before, here in pairwise(heights):
        offsets.append(offsets[-1] + (before + here) / 2)
    return offsets


def _pooled(values: Sequence[float]) -> list[float]:
    """The nearest rising sequence: neighbours in the wrong order share their mean."""
    pools: list[tuple[float, int]] = []
    for value in values:
        mean, size = value, 1
        while pools and pools[-1][0] > mean:
            other, others = pools.pop()
            mean, size = (mean * size + other * others) / (size + others), size + others
        pools.append((mean, size))
    return [mean for mean, size in pools for _ in range(size)]
