"""Limits for a mean."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from data_marts.statistics.proportions import Limits


def mean_limits(mean: ArrayLike, spread: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> Limits:
    """Student's t limits for a mean, in its unit; NaN for fewer than two values, which have no spread.

    `spread` is the standard deviation of the sample (divisor n - 1).
    Source: Student, The probable error of a mean, Biometrika 6 (1908).
    """
    middle, deviation = np.asarray(mean, dtype=np.float64), np.asarray(spread, dtype=np.float64)
    count = np.asarray(n, dtype=np.float64)
    enough = count >= 2
    safe = np.where(enough, count, 2.0)
    half_width = stdtrit(safe - 1, 0.5 + confidence / 2) * deviation / np.sqrt(safe)
    return Limits(np.where(enough, middle - half_width, np.nan), np.where(enough, middle + half_width, np.nan))
