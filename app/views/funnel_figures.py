"""The numbers of a funnel: who can be judged, the limits at each size, and on which side of them a place lies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from app.gate import PublishedRow
from data_marts.statistics.funnel import (
    ALARM,
    BY_CHANCE,
    WARNING,
    Dispersion,
    dispersion,
    exact_share_funnel,
    share_errors,
    share_funnel,
)
from data_marts.statistics.proportions import Limits

FEWEST_PERSONS = 30  # of fewer, no place is judged
FEWEST_PLACES = 10  # of fewer, how much more they differ than by chance cannot be told
_STEPS = 36

Pair = tuple[float, float]


@dataclass(frozen=True)
class ShareOf:
    """A share in percent: the measures that hold it, its denominator, and the persons among that denominator."""

    share: str
    size: str
    persons: str

    def known(self, row: PublishedRow | None) -> tuple[float, float] | None:
        """Denominator and share where both are shown and the denominator is not empty."""
        if row is None:
            return None
        size, share = row.number(self.size), row.number(self.share)
        return None if not size or share is None else (float(size), float(share))

    def is_few(self, row: PublishedRow | None) -> bool:
        """Whether a share is shown that too few persons stand behind to be judged."""
        if row is None or self.known(row) is None:
            return False
        persons = row.number(self.persons)
        return persons is None or persons < FEWEST_PERSONS

    def judged(self, row: PublishedRow | None) -> tuple[float, float] | None:
        """Denominator and share of a place that can be judged."""
        return None if self.is_few(row) else self.known(row)


@dataclass(frozen=True)
class Judge:
    """Limits around the common share `target` (percent), rounded as they are printed, and what lies outside them.

    What is judged is thus what a reader sees: a value equal to a printed limit lies within it.
    """

    target: float
    found: Dispersion
    decimals: int

    def warning(self, size: float) -> Pair:
        """The inner limits at a size, in percent."""
        return self._limits(size, WARNING)

    def alarm(self, size: float) -> Pair:
        """The outer limits at a size, in percent."""
        return self._limits(size, ALARM)

    def verdict(self, size: float, share: float) -> int:
        """2 over the outer limit, 1 over the inner alone, 0 within, -1 and -2 below."""
        warning, alarm = self.warning(size), self.alarm(size)
        above = (share > warning[1]) + (share > alarm[1])
        return above or -((share < warning[0]) + (share < alarm[0]))

    def lines(self, sizes: Iterable[float], confidence: float) -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
        """The lower and the upper limit as (size, percent) over the sizes."""
        at = list(sizes)
        limits = self._around(at, confidence)
        low, high = (tuple(zip(at, map(_tidy, 100 * line), strict=True)) for line in limits)
        return low, high

    def _limits(self, size: float, confidence: float) -> Pair:
        low, high = (round(float(100 * line[0]), self.decimals) for line in self._around([size], confidence))
        return low, high

    def _around(self, sizes: Sequence[float], confidence: float) -> Limits:
        """From the binomial distribution; where places differ by more than chance, in the normal form.

        Source: Spiegelhalter (2005), appendix and section on overdispersion.
        """
        if self.found.is_over:
            return share_funnel(self.target / 100, sizes, confidence, self.found)
        return exact_share_funnel(self.target / 100, sizes, confidence)


def judge(target: float, peers: Sequence[tuple[float, float]], decimals: int) -> Judge:
    """Limits around a share (percent), wider where the `peers` (size, percent) differ by more than chance."""
    return Judge(target, _dispersion(target / 100, peers), decimals)


def _dispersion(target: float, peers: Sequence[tuple[float, float]]) -> Dispersion:
    if len(peers) < FEWEST_PLACES or not 0 < target < 1:
        return BY_CHANCE
    sizes, shares = np.asarray(peers, dtype=np.float64).T
    errors = share_errors(target, sizes)
    return dispersion((shares / 100 - target) / errors, errors)


def line_sizes(sizes: Sequence[float]) -> tuple[float, ...]:
    """Sizes at which limits are drawn: from a little under the smallest to a little over the largest.

    Closer together where they are small, since there limits bend most.
    """
    first, last = max(1.0, np.floor(0.85 * min(sizes))), np.ceil(1.05 * max(sizes))
    return tuple(dict.fromkeys(float(size) for size in np.rint(np.geomspace(first, last, _STEPS))))


def _tidy(value: float) -> float:
    return round(float(value), 3)
