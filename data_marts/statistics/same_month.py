"""Months beside the same months of the year before, and between which limits such changes lie by chance.

Activity has strong seasons and grows from year to year: a chart of the months themselves finds each July, and after
some years each month. The change from the same month of the year before has neither.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr, stdtrit

FEWEST_CHANGES = 13  # limits from twelve points or fewer are on trial
FEWEST_EVENTS = 30  # where half of the months have fewer, relative changes are far from normally distributed
CHANCE = float(2 * ndtr(-3))  # of a change outside its limits: that of three standard errors, 0.27 %


class ChangeLimits(NamedTuple):
    """What chance explains of a change from the same month of the year before, in percent.

    `points` is how many changes the limits are made from.
    """

    centre: float
    low: float
    high: float
    points: int


def change_in_percent(now: float, before: float, days_now: float, days_before: float) -> float | None:
    """How much more there is a day than in the month before it, in percent; None where there was nothing before.

    ValueError for a month without days.
    """
    if days_now <= 0 or days_before <= 0:
        raise ValueError("a month without days has no figure a day")
    return 100 * ((now / days_now) / (before / days_before) - 1) if before > 0 else None


def change_limits(changes: Sequence[float]) -> ChangeLimits | None:
    """Centre and limits in percent for one further change, from the known changes of a baseline (in percent).

    On the logarithms d of now / before: mean(d) +- t s sqrt(1 + 1 / n), with s the standard deviation of d (not that
    of neighbouring differences: months of one year resemble each other), and t that of n - 1 degrees of freedom which
    chance exceeds as often as three standard errors are exceeded. Changes to nothing (-100) have no logarithm and take
    no part. None from fewer than 13 changes. Source: the prediction interval for one further observation, Hahn and
    Meeker, Statistical intervals (1991), chapter 4; logarithms of ratios as usual for relative changes.
    """
    logs = np.log1p(np.asarray([change for change in changes if change > -100], dtype=np.float64) / 100)
    if logs.size < FEWEST_CHANGES:
        return None
    t = float(stdtrit(logs.size - 1, 1 - CHANCE / 2))
    half = t * float(logs.std(ddof=1)) * float(np.sqrt(1 + 1 / logs.size))
    middle = float(logs.mean())
    centre, low, high = (100 * float(np.expm1(middle + step)) for step in (0.0, -half, half))
    return ChangeLimits(centre, low, high, logs.size)
