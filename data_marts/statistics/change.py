"""How large a change on a scale is: of one child, of many, and beyond what was to be expected without help."""

import math
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data_marts.statistics.proportions import Floats, Limits, two_sided_z

RELIABLE_AT = 1.96  # standard errors; the authors' choice, 95 % two-sided
ADDED_VALUE_SD = 5.0  # points of the SDQ: of the added value of one child, as its authors state

SpreadOf = Literal["baseline", "change"]


class EffectSize(NamedTuple):
    """Mean change in standard deviations, with limits, and which standard deviation: of the baseline or the change."""

    value: Floats
    low: Floats
    high: Floats
    spread_of: SpreadOf


def measurement_error(reliability: float, sd: float) -> float:
    """Standard error of measurement, in points: sd x sqrt(1 - reliability).

    Source: Jacobson and Truax (1991). ValueError as `reliable_change_threshold`.
    """
    if not 0 <= reliability <= 1:
        raise ValueError(f"a reliability lies between 0 and 1, not {reliability}")
    if sd <= 0:
        raise ValueError(f"a standard deviation is positive, not {sd}")
    return sd * math.sqrt(1 - reliability)


def reliable_change_threshold(reliability: float, sd: float) -> float:
    """The change, in points of the scale, that must be exceeded to be reliable.

    The standard error of measurement is sd x sqrt(1 - reliability); of a difference, sqrt(2) times that.
    Source: N. S. Jacobson and P. Truax, Clinical significance, J. Consult. Clin. Psychol. 59 (1991).
    Raises ValueError when the reliability is not between 0 and 1 or the standard deviation is not positive.
    """
    return RELIABLE_AT * math.sqrt(2) * measurement_error(reliability, sd)


def reliable_outcome(changes: ArrayLike, threshold: float, higher_is_better: bool) -> NDArray[np.int8]:
    """1 for a change (after less before) that is reliably better, -1 for worse, 0 for unchanged.

    The threshold itself is not exceeded: it is unchanged. Source: Jacobson and Truax (1991). ValueError for NaN.
    """
    change = np.asarray(changes, dtype=np.float64)
    if np.any(np.isnan(change)):
        raise ValueError("a change that is not known has no outcome")
    up = (change > threshold).astype(np.int8) - (change < -threshold).astype(np.int8)
    return up if higher_is_better else -up


def effect_size(
    mean_change: ArrayLike,
    sd_change: ArrayLike,
    sd_baseline: ArrayLike,
    pairs: ArrayLike,
    spread_of: SpreadOf = "baseline",
    confidence: float = 0.95,
) -> EffectSize:
    """Mean change in standard deviations of the baseline (or of the change); NaN for under two pairs or no spread.

    Standard error: sqrt(sd_change^2 / (n S^2) + d^2 / (2 (n - 1))), S being the deviation divided by; the mean and
    the deviation of a normal sample vary independently. Before and after only: no measure of what treatment did.
    Source: B. J. Becker, Synthesizing standardized mean-change measures, Br. J. Math. Stat. Psychol. 41 (1988).
    """
    change, spread, start, n = (
        np.asarray(values, dtype=np.float64) for values in (mean_change, sd_change, sd_baseline, pairs)
    )
    unit = start if spread_of == "baseline" else spread
    known = (n >= 2) & (unit > 0)
    unit, safe = np.where(known, unit, np.nan), np.where(known, n, 2.0)
    value = change / unit
    error = np.sqrt((spread / unit) ** 2 / safe + value**2 / (2 * (safe - 1)))
    half_width = two_sided_z(confidence) * error
    return EffectSize(value, value - half_width, value + half_width, spread_of)


def sdq_added_value(
    total_before: ArrayLike, impact_before: ArrayLike, emotional_before: ArrayLike, total_after: ArrayLike
) -> Floats:
    """SDQ added value of a parent's answers, in points: how much better a child is than was to be expected.

    2.3 + 0.8 total + 0.2 impact - 0.3 emotional (all at baseline) - total at follow-up. Positive is better.
    Source: T. Ford et al., Strengths and Difficulties Questionnaire added value scores, Br. J. Psychiatry 194 (2009).
    Made from English children at high risk, about six months apart: not tried on Norwegian ones.
    """
    total, impact, emotional, after = (
        np.asarray(values, dtype=np.float64) for values in (total_before, impact_before, emotional_before, total_after)
    )
    return np.asarray(2.3 + 0.8 * total + 0.2 * impact - 0.3 * emotional - after, dtype=np.float64)


def added_value_limits(mean: ArrayLike, children: ArrayLike, confidence: float = 0.95) -> Limits:
    """Limits for the mean SDQ added value of a group, in points: mean +- z 5 / sqrt(n); NaN for no children.

    Divide by 5 for an effect size. Source: sdqinfo.com on added value scores, which gives 5 as the standard deviation.
    """
    middle, n = np.asarray(mean, dtype=np.float64), np.asarray(children, dtype=np.float64)
    some = n > 0
    half_width = two_sided_z(confidence) * ADDED_VALUE_SD / np.sqrt(np.where(some, n, np.nan))
    return Limits(np.asarray(middle - half_width), np.asarray(middle + half_width))
