"""Limits for a share: a number of persons out of all the persons who could have been counted."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

Floats = NDArray[np.float64]


class Limits(NamedTuple):
    """Lower and upper limit, in the unit of the estimate; NaN where the method gives no answer."""

    low: Floats
    high: Floats


def two_sided_z(confidence: float) -> float:
    """How many standard errors lie on each side of a two-sided normal interval: 1.96 for 0.95.

    Raises ValueError unless the confidence lies between 0 and 1.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence lies between 0 and 1, not {confidence}")
    return float(ndtri(0.5 + confidence / 2))


def wilson_limits(persons: ArrayLike, total: ArrayLike, confidence: float = 0.95) -> Limits:
    """Wilson's score limits for the share persons / total, between 0 and 1; NaN where the total is zero.

    (2x + z^2 +- z sqrt(z^2 + 4x(1 - x/n))) / (2(n + z^2)).
    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).
    Raises ValueError when a count is negative or the persons are more than the total.
    """
    x, n = np.broadcast_arrays(np.asarray(persons, dtype=np.float64), np.asarray(total, dtype=np.float64))
    if np.any(x < 0) or np.any(x > n):
        raise ValueError("the persons of a share must lie between zero and the total")
    z = two_sided_z(confidence)
    denominator = 2 * (n + z**2)
    with np.errstate(invalid="ignore", divide="ignore"):
        half_width = z * np.sqrt(z**2 + 4 * x * (1 - x / n))
    known = n > 0
    # Rounding may carry a limit a hair outside 0 and 1, which would print as -0.0.
    low = np.where(known, np.clip((2 * x + z**2 - half_width) / denominator, 0, 1), np.nan)
    high = np.where(known, np.clip((2 * x + z**2 + half_width) / denominator, 0, 1), np.nan)
    return Limits(low, high)
