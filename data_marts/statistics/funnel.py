"""Funnel limits: how far from a common value units of a size would lie by chance alone.

Source of all: D. J. Spiegelhalter, Funnel plots for comparing institutional performance,
Statistics in Medicine 24 (2005), 1185-1202.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtrik, betainc, gammainccinv, gammaincinv

from data_marts.statistics.proportions import Floats, Limits, two_sided_z
from data_marts.statistics.rates import counts, exact_poisson_limits

WARNING, ALARM = 0.95, 0.998  # about two and three standard errors; the confidence of the two lines of a funnel
WINSORISED = 0.10  # of the units at each end, as the source does


class Dispersion(NamedTuple):
    """How much more units differ than by chance: `phi` (1 by chance alone) and variance between units `tau_squared`.

    `is_over` says whether they differ more than is expected by chance: units x phi > units - 1. If not, limits stay as
    they are. It is no test: by chance alone it is so for a quarter of a dozen units.
    """

    phi: float
    tau_squared: float
    units: int
    is_over: bool


BY_CHANCE = Dispersion(phi=1.0, tau_squared=0.0, units=0, is_over=False)


def share_funnel(
    target: float, totals: ArrayLike, confidence: float = WARNING, found: Dispersion | None = None
) -> Limits:
    """Limits around a common share for units of `totals` persons: target +- z sqrt(target (1 - target) / n), in 0-1.

    Wider by tau^2 if it is `found` that units differ more than by chance. NaN for nobody.
    Source: Spiegelhalter (2005), normal form; the one that PHEindicatormethods prints.
    """
    return _within(additive_funnel(target, share_errors(target, totals), found or BY_CHANCE, confidence), 1)


def exact_share_funnel(target: float, totals: ArrayLike, confidence: float = WARNING) -> Limits:
    """Limits around a common share from the binomial distribution, made smooth between whole persons.

    With F its distribution and r the least number with F(r) > p, the limit is (r - a) / n,
    a = (F(r) - p) / (F(r) - F(r - 1)). For few persons, where `share_funnel` is not to be trusted. NaN for nobody.
    Source: Spiegelhalter (2005), appendix.
    """
    n = counts(totals)
    _check_share(target)
    tail = (1 - confidence) / 2
    found = [_binomial_limit(p, np.maximum(n, 1), target) for p in (tail, 1 - tail)]
    return Limits(*(np.where(n > 0, np.clip(limit, 0, 1), np.nan) for limit in found))


def ratio_funnel(expected: ArrayLike, confidence: float = WARNING) -> Limits:
    """Limits of observed over expected around 1, by `expected`: chi2(a/2, 2E)/2E and chi2(1 - a/2, 2E + 2)/2E.

    Source: exact Poisson limits (Garwood 1936) taken around the expected, as FunnelPlotR prints. NaN where none is.
    """
    events = counts(expected)
    some = events > 0
    safe = np.where(some, events, 1.0)
    tail = (1 - confidence) / 2
    low, high = gammaincinv(safe, tail) / safe, gammainccinv(safe + 1, tail) / safe
    return Limits(np.where(some, low, np.nan), np.where(some, high, np.nan))


def rate_funnel(
    target: float, inhabitants: ArrayLike, confidence: float = WARNING, found: Dispersion | None = None
) -> Limits:
    """Limits around a common rate (per inhabitant) for places of a size: `ratio_funnel` of target x inhabitants.

    If it is `found` that places differ more than by chance: target +- z sqrt(target / n + tau^2), not under 0.
    Source: Spiegelhalter (2005).
    """
    if found is not None and found.is_over:
        return _within(additive_funnel(target, rate_errors(target, inhabitants), found, confidence), np.inf)
    limits = ratio_funnel(target * counts(inhabitants), confidence)
    return Limits(target * limits.low, target * limits.high)


def share_errors(target: float, totals: ArrayLike) -> Floats:
    """Standard error of a unit's share by chance: sqrt(target (1 - target) / n); NaN for nobody."""
    _check_share(target)
    return _errors(target * (1 - target), totals)


def rate_errors(target: float, inhabitants: ArrayLike) -> Floats:
    """Standard error of a place's rate (per inhabitant) by chance: sqrt(target / n); NaN for nobody."""
    return _errors(target, inhabitants)


def beyond(values: ArrayLike, limits: Limits) -> NDArray[np.int8]:
    """1 above the upper limit, -1 below the lower, 0 between, on a limit or where one is not known."""
    value = np.asarray(values, dtype=np.float64)
    return (value > limits.high).astype(np.int8) - (value < limits.low).astype(np.int8)


def count_beyond(observed: ArrayLike, expected: ArrayLike, confidence: float = WARNING) -> NDArray[np.int8]:
    """1 where more events were observed than chance explains, -1 where fewer, 0 else: the expected lies outside.

    Source: exact Poisson limits of the observed count (Garwood 1936); the flags of PHEindicatormethods' ratio funnel.
    """
    return -beyond(expected, exact_poisson_limits(observed, confidence))


def winsorised(scores: ArrayLike, share: float = WINSORISED) -> Floats:
    """The scores with the `share` of them at each end drawn in to the nearest that is left; order is kept.

    Whole units: of six, a tenth is none. ValueError for a share of half or more. Source: Spiegelhalter (2005).
    """
    if not 0 <= share < 0.5:
        raise ValueError(f"between none and less than half of the units can be drawn in at an end, not {share}")
    z = np.asarray(scores, dtype=np.float64)
    if z.size == 0:
        return z
    ordered = np.sort(z)
    # A hair is added since 0.1 times a number of units may be held as a little too little.
    drawn = int(share * z.size + 1e-9)
    return np.clip(z, ordered[drawn], ordered[-1 - drawn])


def dispersion(scores: ArrayLike, standard_errors: ArrayLike, share: float = WINSORISED) -> Dispersion:
    """How much more the units differ than by chance, from z-scores (value - target) / standard error.

    The errors are those at the target (`share_errors`, `rate_errors`), or each unit's own of a mean.
    phi = mean of the squares of the winsorised scores; with w = 1 / s^2 and I units,
    tau^2 = max(0, (I phi - (I - 1)) / (sum w - sum w^2 / sum w)).
    Source: Spiegelhalter (2005) (tau^2: the moment estimate of DerSimonian and Laird 1986).
    Of about 20 units phi itself is uncertain, by sqrt(2 / I): a third. ValueError for fewer than two
    units, or one that is not known.
    """
    z = winsorised(scores, share)
    error = np.broadcast_to(np.asarray(standard_errors, dtype=np.float64), z.shape)
    if z.size < 2:
        raise ValueError("how units differ cannot be told from fewer than two")
    if not np.all(np.isfinite(z)) or not np.all(error > 0):
        raise ValueError("each unit needs a known score and a standard error above zero")
    phi = float(np.mean(z**2))
    excess = z.size * phi - (z.size - 1)
    weight = 1 / error**2
    room = float(weight.sum() - (weight**2).sum() / weight.sum())
    return Dispersion(phi, max(0.0, excess / room), z.size, excess > 0)


def additive_funnel(
    target: float, standard_errors: ArrayLike, found: Dispersion, confidence: float = WARNING
) -> Limits:
    """Limits when true values differ between units: target +- z sqrt(s^2 + tau^2). Source: Spiegelhalter (2005)."""
    error = np.asarray(standard_errors, dtype=np.float64)
    half_width = two_sided_z(confidence) * np.sqrt(error**2 + found.tau_squared)
    return Limits(target - half_width, target + half_width)


def multiplicative_funnel(
    target: float, standard_errors: ArrayLike, found: Dispersion, confidence: float = WARNING
) -> Limits:
    """Limits when all errors are too small by one factor: target +- z s sqrt(phi). Source: Spiegelhalter (2005).

    Never narrower than by chance: phi counts as 1 where it is less, or not `is_over`.
    """
    factor = np.sqrt(max(1.0, found.phi)) if found.is_over else 1.0
    half_width = two_sided_z(confidence) * factor * np.asarray(standard_errors, dtype=np.float64)
    return Limits(target - half_width, target + half_width)


def _errors(variance: float, sizes: ArrayLike) -> Floats:
    n = counts(sizes)
    return np.sqrt(np.divide(variance, n, out=np.full_like(n, np.nan), where=n > 0))


def _within(limits: Limits, highest: float) -> Limits:
    return Limits(np.clip(limits.low, 0, highest), np.clip(limits.high, 0, highest))


def _check_share(target: float) -> None:
    if not 0 <= target <= 1:
        raise ValueError(f"a share lies between 0 and 1, not {target}")


def _binomial_limit(p: float, n: Floats, target: float) -> Floats:
    if target in (0, 1):
        return np.full_like(n, target)
    # The inverse is continuous; rounding may leave it one off, so its neighbours are tried too.
    inverse = np.asarray(bdtrik(p, n, target), dtype=np.float64)
    near = np.floor(inverse)[..., np.newaxis] + np.arange(-1.0, 3.0)
    at = _at_most(near, n[..., np.newaxis], target)
    first = np.argmax(at > p, axis=-1)[..., np.newaxis]
    r = np.asarray(np.take_along_axis(near, first, axis=-1)[..., 0], dtype=np.float64)
    here = np.take_along_axis(at, first, axis=-1)[..., 0]
    before = _at_most(r - 1, n, target)
    return np.asarray((r - (here - p) / (here - before)) / n, dtype=np.float64)


def _at_most(persons: Floats, n: Floats, target: float) -> Floats:
    """The binomial distribution, by way of the incomplete beta function."""
    k, size = np.broadcast_arrays(persons, n)
    inside = (k >= 0) & (k < size)
    known = betainc(np.where(inside, size - k, 1.0), np.where(inside, k + 1, 1.0), 1 - target)
    return np.where(inside, known, np.where(k < 0, 0.0, 1.0))
