"""Whether a yearly series rises or falls, or does neither, or does not follow a line at all."""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, gammainccinv

from data_marts.statistics.proportions import Floats, two_sided_z
from data_marts.statistics.rates import counts

Verdict = Literal["increasing", "decreasing", "no_clear_change", "no_line", "too_few"]

CONFIDENCE = 0.998  # many series are judged at once; the English indicators ask for the same (chi-square over 9.5495)
FEWEST_YEARS = 5
FEWEST_EVENTS = 10
STEPS = 100  # a fit that has not come to rest by then never will
FARTHEST = 30.0  # on the log or logit scale: beyond lies nothing that a count could tell


class Trend(NamedTuple):
    """A fitted line: `slope` per year on the fit's own scale, its limits, and what may be said of it.

    The scale is the value's own (`line_trend`), the logarithm (`rate_trend`) or log odds (`share_trend`); of the last
    two, exp(slope) is the factor per year. `standard_error` is already widened by sqrt(max(1, phi)); phi is the
    misfit per degree of freedom: 1 by chance alone. NaN where the verdict is `too_few`.
    """

    slope: float
    low: float
    high: float
    standard_error: float
    phi: float
    verdict: Verdict


class _Line(NamedTuple):
    slope: float
    standard_error: float
    misfit: float


ENDLESS = _Line(float("nan"), float("inf"), float("inf"))  # from none at once to some, or to all: steeper than any line

Fit = Callable[[Floats], _Line]  # given which years count (1) and which do not (0)

TOO_FEW = Trend(*(float("nan"),) * 5, verdict="too_few")


def line_trend(
    years: Sequence[int], values: ArrayLike, standard_errors: ArrayLike, confidence: float = CONFIDENCE
) -> Trend:
    """Trend of values with known standard errors, each year weighted by 1 / s^2. For means and standardised rates.

    Verdict: `increasing` or `decreasing` if slope / standard error is beyond z and no single year decides the sign;
    else `no_line` if the residual chi-square says that a line does not fit; else `no_clear_change`. `too_few`: under 5
    years. Source: the weighted slope of Fingertips (UK Department of Health and Social Care), which overlooks misfit;
    errors scaled as by R. T. Birge, Physical Review 40 (1932). ValueError for years that repeat or errors not positive.
    """
    when, value, error = _years(years), np.asarray(values, dtype=np.float64), np.asarray(standard_errors)
    if value.shape != when.shape or error.shape != when.shape or not np.all(error > 0):
        raise ValueError("each year needs one value and a standard error above zero")

    def fit(used: Floats) -> _Line:
        return _line(when, value, used / error**2)

    return _judged(fit, when, confidence)


def rate_trend(
    years: Sequence[int],
    events: ArrayLike,
    exposure: ArrayLike,
    confidence: float = CONFIDENCE,
    repeats: float = 1.0,
) -> Trend:
    """Trend of events per exposure: Poisson regression on the year with logarithmic link, verdict as `line_trend`.

    phi is Pearson's chi-square over years - 2. A series that jumps from none follows no line and has no slope.
    `too_few` also for under 10 events in all. Of events that repeat in persons, `repeats` says how much more they
    vary: the sum over persons of the square of their number, over the events, of all years together. Source:
    P. McCullagh and J. A. Nelder, Generalized linear models (1989), chapters 6 and 9 (quasi-likelihood).
    ValueError for a year without exposure, or as `line_trend`.
    """
    when, x, n = _years(years), counts(events), counts(exposure)
    if x.shape != when.shape or n.shape != when.shape or np.any(n == 0):
        raise ValueError("each year needs a number of events and an exposure above zero")
    if repeats < 1:
        raise ValueError(f"events vary at least as much as if none repeated, not {repeats} times")
    if x.sum() < FEWEST_EVENTS:
        return TOO_FEW

    def fit(used: Floats) -> _Line:
        level = float(np.log(_pooled(x, n, used)))
        line = _regression(when, x / n, n * used, np.exp, lambda mean: mean, level)
        return _Line(line.slope, line.standard_error * repeats**0.5, line.misfit / repeats)

    return _judged(fit, when, confidence)


def share_trend(years: Sequence[int], persons: ArrayLike, totals: ArrayLike, confidence: float = CONFIDENCE) -> Trend:
    """Trend of a share: binomial regression on the year with logistic link, verdict as `line_trend`.

    `too_few` also where under 10 persons are in, or under 10 out of the share in all. Source: McCullagh and Nelder
    (1989), chapters 4 and 9. ValueError for a year without persons, more persons than the total, or as
    `line_trend`.
    """
    when, x, n = _years(years), counts(persons), counts(totals)
    if x.shape != when.shape or n.shape != when.shape or np.any(n == 0) or np.any(x > n):
        raise ValueError("each year needs persons between zero and a total above zero")
    if min(x.sum(), (n - x).sum()) < FEWEST_EVENTS:
        return TOO_FEW

    def fit(used: Floats) -> _Line:
        middle = _pooled(x, n, used)
        return _regression(
            when, x / n, n * used, expit, lambda mean: mean * (1 - mean), float(np.log(middle / (1 - middle)))
        )

    return _judged(fit, when, confidence)


def _judged(fit: Fit, when: Floats, confidence: float) -> Trend:
    if when.size < FEWEST_YEARS:
        return TOO_FEW
    every = np.ones_like(when)
    found = fit(every)
    phi = found.misfit / (when.size - 2)
    error = found.standard_error * float(np.sqrt(max(1.0, phi)))
    reach = two_sided_z(confidence) * error
    signs = {float(np.sign(fit(every - alone).slope)) for alone in np.eye(when.size)}
    if abs(found.slope) > reach and signs == {float(np.sign(found.slope))}:
        verdict: Verdict = "increasing" if found.slope > 0 else "decreasing"
    else:
        fits = found.misfit <= _chi_square_limit(when.size - 2, confidence)
        verdict = "no_clear_change" if fits else "no_line"
    return Trend(found.slope, found.slope - reach, found.slope + reach, error, phi, verdict)


def _chi_square_limit(freedom: int, confidence: float) -> float:
    return 2 * float(gammainccinv(freedom / 2, 1 - confidence))


def _line(when: Floats, values: Floats, weights: Floats) -> _Line:
    """The weighted least squares line."""
    middle = float(np.average(when, weights=weights))
    level = float(np.average(values, weights=weights))
    size = float((weights * (when - middle) ** 2).sum())
    slope = float((weights * (when - middle) * (values - level)).sum()) / size
    misfit = float((weights * (values - level - slope * (when - middle)) ** 2).sum())
    return _Line(slope, size**-0.5, misfit)


def _regression(
    when: Floats,
    shares: Floats,
    sizes: Floats,
    inverse_link: Callable[[Floats], Floats],
    variance: Callable[[Floats], Floats],
    level: float,
) -> _Line:
    """Newton's steps (iterated weighted lines) for a regression whose link is the natural one of its distribution."""
    centred = when - np.average(when, weights=sizes)
    found = np.array([level, 0.0])
    for _ in range(STEPS):
        fitted = np.clip(found[0] + found[1] * centred, -FARTHEST, FARTHEST)
        spread = variance(inverse_link(fitted))
        working = fitted + (shares - inverse_link(fitted)) / spread
        weights = sizes * spread
        line = _line(centred, working, weights)
        middle = np.average(centred, weights=weights)
        step = np.array([np.average(working, weights=weights) - line.slope * middle, line.slope]) - found
        # A whole step can leap over the answer, and away from it for good, where nearly all events are of one year.
        found = found + step / max(1.0, float(np.abs(step).max()))
        if np.abs(step).max() < 1e-10:
            return line if np.abs(fitted).max() < FARTHEST else ENDLESS
    return ENDLESS


def _pooled(x: Floats, n: Floats, used: Floats) -> float:
    # Half an event more on each side, so that the logarithm exists where the years left have none, or all.
    return float(((x * used).sum() + 0.5) / ((n * used).sum() + 1))


def _years(years: Sequence[int]) -> Floats:
    when = np.asarray(years, dtype=np.float64)
    if len(set(years)) < when.size:
        raise ValueError("a year stands in a series once")
    return when - when.mean() if when.size else when
