"""What answers can bear: those who did not answer, scores at an end of the scale, and how many pairs are needed."""

import math
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from data_marts.statistics.proportions import Floats, Limits, two_sided_z
from data_marts.statistics.rates import counts

CROWDED = 0.15  # of answers at one end: the scale does not tell the children there apart
POWER = 0.8


class EndShares(NamedTuple):
    """Shares of answers at the lowest and highest score (0-1), and whether either is crowded: over 15 %."""

    floor: Floats
    ceiling: Floats
    is_crowded: NDArray[np.bool_]


def end_shares(at_floor: ArrayLike, at_ceiling: ArrayLike, answers: ArrayLike) -> EndShares:
    """Floor and ceiling shares; NaN, and not crowded, without answers. ValueError for more at the ends than answers.

    Source: C. B. Terwee et al., Quality criteria for measurement properties, J. Clin. Epidemiol. 60 (2007): over 15 %.
    """
    low, high, n = np.broadcast_arrays(counts(at_floor), counts(at_ceiling), counts(answers))
    if np.any(low + high > n):
        raise ValueError("more answers lie at the ends of the scale than there are")
    floor, ceiling = (np.divide(part, n, out=np.full_like(n, np.nan), where=n > 0) for part in (low, high))
    return EndShares(floor, ceiling, np.asarray((floor > CROWDED) | (ceiling > CROWDED), dtype=np.bool_))


def share_bounds(persons: ArrayLike, answered: ArrayLike, eligible: ArrayLike) -> Limits:
    """Worst and best case of a share (0-1): if none, or all, of those who did not answer were in it. NaN for nobody.

    x / N and (x + N - n) / N. They hold whatever the silent ones would have said, and are no confidence limits.
    Source: C. F. Manski, Nonparametric bounds on treatment effects, American Economic Review 80 (1990).
    ValueError unless persons <= answered <= eligible.
    """
    x, n, everybody = np.broadcast_arrays(counts(persons), counts(answered), counts(eligible))
    if np.any(x > n) or np.any(n > everybody):
        raise ValueError("of the eligible some answered, and of those some are in the share: not more")
    some = everybody > 0
    low = np.divide(x, everybody, out=np.full_like(x, np.nan), where=some)
    return Limits(low, np.divide(x + everybody - n, everybody, out=np.full_like(x, np.nan), where=some))


def mean_bounds(mean: ArrayLike, answered: ArrayLike, eligible: ArrayLike, lowest: float, highest: float) -> Limits:
    """Lowest and highest mean, if all who did not answer had the lowest, or the highest, value possible.

    (n mean + (N - n) end) / N. Of a change, the ends are those of the scale less each other. NaN for nobody.
    Source: Manski (1990). ValueError for more answers than eligible, or a mean outside the ends.
    """
    middle, n, everybody = np.broadcast_arrays(np.asarray(mean, dtype=np.float64), counts(answered), counts(eligible))
    if np.any(n > everybody):
        raise ValueError("more have answered than could have been asked")
    if np.any((n > 0) & ((middle < lowest) | (middle > highest))):
        raise ValueError("a mean lies between the ends of its scale")
    known = np.where(n > 0, n * middle, 0.0)
    low, high = (
        np.divide(known + (everybody - n) * end, everybody, out=np.full_like(known, np.nan), where=everybody > 0)
        for end in (lowest, highest)
    )
    return Limits(low, high)


def pairs_needed(
    difference: float = 0.2, groups: Literal[1, 2] = 1, power: float = POWER, confidence: float = 0.95
) -> int:
    """Pairs that a unit needs to see a difference (in standard deviations of the change) four times out of five.

    From a fixed value, as the nation's (`groups` 1), or from another unit with as many pairs (2: of each).
    n = g (z_a + z_b)^2 / d^2 + z_a^2 / (2 g), rounded up: the second part makes up for a t test.
    Source: W. C. Guenther, Sample size formulas for normal theory t tests, American Statistician 35 (1981).
    ValueError for no difference, or a power not above the risk of a false alarm.
    """
    risk = two_sided_z(confidence)
    if difference <= 0 or not (1 - confidence) / 2 < power < 1:
        raise ValueError("a difference above zero is needed, and a power between the risk of a false alarm and 1")
    needed = groups * (risk + float(ndtri(power))) ** 2 / difference**2 + risk**2 / (2 * groups)
    return math.ceil(needed)
