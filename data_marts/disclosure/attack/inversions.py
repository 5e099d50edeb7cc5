"""Which numbers of persons a printed figure allows: shares, rates, means and their limits, turned round.

Each function takes figures as the interval that the printed decimals leave (`printed`) or that a stored number leaves
(`stored`), and hands back all whole numbers that could have been printed so. The formulas are written anew here, from
the sources named, and not taken from the program that prints.
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


class Pair(NamedTuple):
    """A number of persons, and the number of persons it was taken from."""

    part: int
    whole: int


def printed(value: float, decimals: int, per: float = 1) -> Interval:
    """What a figure printed with some decimals leaves, for 1 instead of for `per` (100 for percent).

    Both ends are included: halves may have been rounded up, or to the even digit.
    """
    half = 0.5 * 10.0**-decimals
    low, high = (value - half) / per, (value + half) / per
    return Interval(low - HAIR * max(1.0, abs(low)), high + HAIR * max(1.0, abs(high)))


def stored(value: float, per: float = 1) -> Interval:
    """What a figure stored with all binary digits leaves."""
    middle = value / per
    return Interval(middle - HAIR * max(1.0, abs(middle)), middle + HAIR * max(1.0, abs(middle)))


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


def pairs_from_share(share: Interval, most: int) -> tuple[Whole, Whole]:
    """All (part, whole) with 1 <= whole <= most and part / whole in the interval, by whole, then part.

    Source: the definition of a share; few decimals leave many pairs, small denominators stand out.
    """
    wholes = np.arange(1, most + 1)
    low = np.maximum(np.ceil(share.low * wholes), 0).astype(np.int64)
    high = np.minimum(np.floor(share.high * wholes), wholes).astype(np.int64)
    lengths = np.maximum(high - low + 1, 0)
    whole = np.repeat(wholes, lengths)
    before = np.repeat(np.cumsum(lengths) - lengths, lengths)
    return np.repeat(low, lengths) + np.arange(lengths.sum()) - before, whole


def pairs_from_wilson(
    share: Interval, low: Interval, high: Interval, most: int, confidence: float = 0.95
) -> list[Pair]:
    """All (part, whole) up to `most` whose share and Wilson limits could have been printed so.

    Source: E. B. Wilson, JASA 22 (1927): the limits are the shares p with |x/n - p| = z sqrt(p (1 - p) / n).
    """
    part, whole = pairs_from_share(share, most)
    lower, upper = wilson(part, whole, confidence)
    fits = inside(lower, low) & inside(upper, high)
    return [Pair(int(x), int(n)) for x, n in zip(part[fits], whole[fits], strict=True)]


def counts_from_wilson(
    rate: Interval, low: Interval, high: Interval, population: int, confidence: float = 0.95
) -> list[int]:
    """Possible numbers of patients behind a rate with Wilson limits and a known population (per inhabitant).

    Source: as pairs_from_wilson.
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


def numbers_from_mean_of_whole(mean: Interval, most: int) -> list[int]:
    """Possible numbers of values, up to `most`, whose mean of whole numbers lies in the interval.

    Source: N. J. L. Brown and J. A. J. Heathers, The GRIM test, Social Psychological and Personality Science 8 (2017).
    """
    n = np.arange(1, most + 1)
    return [int(value) for value in n[np.ceil(mean.low * n - HAIR * n) <= np.floor(mean.high * n + HAIR * n)]]


def numbers_from_median_of_whole(median: Interval, most: int) -> list[int]:
    """Possible numbers of whole values behind a median: an even number where it can only be a half.

    Source: the definition of the median. A whole median allows every number: it tells little, but somebody was there.
    """
    whole_possible = np.floor(median.high) >= np.ceil(median.low)
    half_possible = np.floor(2 * median.high) >= np.ceil(2 * median.low)
    if whole_possible:
        return list(range(1, most + 1))
    return list(range(2, most + 1, 2)) if half_possible else []


def wholes_from_shares(shares: list[Interval], most: int) -> list[int]:
    """Possible denominators, up to `most`, of shares of exclusive groups that make up everybody (100 %).

    Source: the definition of a share: whole parts within all intervals must add up to the denominator.
    """
    n = np.arange(1, most + 1)
    low = np.array([np.maximum(np.ceil(share.low * n), 0) for share in shares])
    high = np.array([np.minimum(np.floor(share.high * n), n) for share in shares])
    fits = np.all(low <= high, axis=0) & (low.sum(axis=0) <= n) & (high.sum(axis=0) >= n)
    return [int(value) for value in n[fits]]
