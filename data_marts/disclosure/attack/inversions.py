"""Which numbers of persons a printed figure allows: shares, rates, means and their limits, turned round.

Each function takes figures as the interval that the printed decimals leave (`printed`), and hands back all whole
numbers that could have been printed so. The formulas are written anew here, from the sources named, and not taken from
the program that prints.
"""

from typing import NamedTuple

import numpy as np
from scipy.stats import norm, t

from data_marts.disclosure.attack.knowledge import Booleans, Numbers, Whole

# A number of binary digits is printed, and rounded, with an error of its own.
HAIR = 1e-9
# Student's limits need the spread of at least two values.
FEWEST_VALUES = 2


class Interval(NamedTuple):
    """The true value lies between these, both included."""

    low: float
    high: float


def printed(value: float, decimals: int, per: float = 1) -> Interval:
    """What a figure printed with some decimals leaves, for 1 instead of for `per` (100 for percent).

    Both ends are included: halves may have been rounded up, or to the even digit.
    """
    half = 0.5 * 10.0**-decimals
    low, high = (value - half) / per, (value + half) / per
    return Interval(low - HAIR * max(1.0, abs(low)), high + HAIR * max(1.0, abs(high)))


def inside(values: Numbers, interval: Interval) -> Booleans:
    """Which values lie in an interval; none that is not a number."""
    found: Booleans = (values >= interval.low) & (values <= interval.high)
    return found


def counts_from_ratio(ratio: Interval, whole: int) -> range:
    """Possible numbers of persons behind a share or rate of a known number; a share of 12.5 % of 16 is 2.

    Source: the definition of a share. Rates: give the interval per inhabitant.
    """
    low = int(np.ceil(ratio.low * whole - HAIR * whole))
    return range(max(0, low), int(np.floor(ratio.high * whole + HAIR * whole)) + 1)


def wholes_from_ratio(ratio: Interval, part: int, most: int) -> range:
    """Possible denominators, up to `most`, of a ratio with a known numerator: patients from contacts per patient.

    Source: the definition of a mean of events. A ratio that may be 0 leaves every denominator for a numerator of 0.
    """
    if ratio.high <= 0:
        return range(1, most + 1) if part == 0 else range(0)
    low = max(1, int(np.ceil(part / ratio.high - HAIR * max(1, part))))
    high = most if ratio.low <= 0 else min(most, int(np.floor(part / ratio.low + HAIR * max(1, part))))
    return range(low, high + 1)


def counts_from_wilson(
    rate: Interval, low: Interval, high: Interval, population: int, confidence: float = 0.95
) -> list[int]:
    """Possible numbers of patients behind a rate with Wilson limits and a known population (per inhabitant).

    Source: as wilson.
    """
    possible = counts_from_ratio(rate, population)
    part = np.arange(possible.start, min(possible.stop, population + 1))
    lower, upper = wilson(part, np.full(part.shape, population), confidence)
    return [int(x) for x in part[inside(lower, low) & inside(upper, high)]]


def wilson(part: Whole, whole: Whole, confidence: float) -> tuple[Numbers, Numbers]:
    """Wilson's limits as the two roots of (x/n - p)^2 = z^2 p (1 - p) / n.

    Source: E. B. Wilson, JASA 22 (1927).
    """
    n, share = whole.astype(np.float64), part / whole
    squared = float(norm.ppf((1 + confidence) / 2)) ** 2
    square, middle = 1 + squared / n, share + squared / (2 * n)
    root = np.sqrt(np.maximum(middle**2 - square * share**2, 0))
    return np.maximum((middle - root) / square, 0), np.minimum((middle + root) / square, 1)


def numbers_from_mean_limits(
    low: Interval, high: Interval, spread: Interval, most: int, confidence: float = 0.95
) -> list[int]:
    """Possible numbers of values, from 2 to `most`, behind Student's limits of a mean and the standard deviation.

    Source: Student, Biometrika 6 (1908): half the width is t(n - 1) x sd / sqrt(n). Without a spread, or with the same
    figure as both limits, every number is possible.
    """
    n = np.arange(FEWEST_VALUES, most + 1)
    factor = t.ppf((1 + confidence) / 2, n - 1) / np.sqrt(n)
    narrowest, widest = (high.low - low.high) / 2, (high.high - low.low) / 2
    fits = (factor * spread.high >= narrowest) & (factor * max(spread.low, 0.0) <= widest)
    return [int(value) for value in n[fits]]


def wholes_from_shares(shares: list[Interval], most: int) -> list[int]:
    """Possible denominators, up to `most`, of shares of exclusive groups that make up everybody (100 %).

    Source: the definition of a share: whole parts within all intervals must add up to the denominator.
    """
    n = np.arange(1, most + 1)
    low = np.array([np.maximum(np.ceil(share.low * n), 0) for share in shares])
    high = np.array([np.minimum(np.floor(share.high * n), n) for share in shares])
    fits = np.all(low <= high, axis=0) & (low.sum(axis=0) <= n) & (high.sum(axis=0) >= n)
    return [int(value) for value in n[fits]]
