"""Limits for a count, and rates standardised to another population."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammainccinv, gammaincinv

from data_marts.statistics.proportions import Floats, Limits, two_sided_z

EXACT_BELOW = 10  # from ten events on, Byar's approximation agrees with the exact limits to the decimals shown
FEWEST_EVENTS = 10  # Dobson's limits are not trusted below; the English indicator methods use the same floor


class StandardisedRate(NamedTuple):
    """A rate with its limits, per person of the standard population; NaN where there are too few events."""

    rate: Floats
    low: Floats
    high: Floats


def exact_poisson_limits(events: ArrayLike, confidence: float = 0.95) -> Limits:
    """Exact limits for the expected number behind a count of independent events; the lower one is 0 for a count of 0.

    Source: F. Garwood, Fiducial limits for the Poisson distribution, Biometrika 28 (1936), by way of chi-square,
    which is twice a gamma: L = chi2(a/2, 2x)/2, U = chi2(1 - a/2, 2x + 2)/2.
    """
    x = counts(events)
    tail = (1 - confidence) / 2
    low = np.where(x > 0, gammaincinv(np.maximum(x, 1), tail), 0.0)
    return Limits(low, np.asarray(gammainccinv(x + 1, tail)))


def byar_limits(events: ArrayLike, confidence: float = 0.95) -> Limits:
    """Byar's approximation to the exact limits of a count; NaN below for a count of 0, where it has none.

    Source: N. E. Breslow and N. E. Day, Statistical methods in cancer research, volume II, IARC (1987), page 69:
    x (1 - 1/(9x) - z/(3 sqrt x))^3, above with x + 1 and + z.
    """
    x = counts(events)
    z = two_sided_z(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.where(x > 0, x * (1 - 1 / (9 * x) - z / (3 * np.sqrt(x))) ** 3, np.nan)
    above = x + 1
    return Limits(low, above * (1 - 1 / (9 * above) + z / (3 * np.sqrt(above))) ** 3)


def poisson_limits(events: ArrayLike, confidence: float = 0.95) -> Limits:
    """Limits of a count: exact under 10 events, else Byar's; the rule of PHEindicatormethods."""
    x = counts(events)
    exact, byar = exact_poisson_limits(x, confidence), byar_limits(x, confidence)
    few = x < EXACT_BELOW
    return Limits(np.where(few, exact.low, byar.low), np.where(few, exact.high, byar.high))


def standardised_rate(
    events: ArrayLike, population: ArrayLike, standard: ArrayLike, confidence: float = 0.95
) -> StandardisedRate:
    """Directly standardised rate with Dobson's limits; NaN where there are under 10 events.

    `events` and `population` have one row per rate and one column per stratum, `standard` one number per stratum.
    A stratum without inhabitants must have no events and adds nothing; ValueError otherwise.
    With weights w and population n: rate v = sum(w x / n) / sum w, limits v + sqrt(Var / x) (L_x - x).
    Source: A. J. Dobson et al., Confidence intervals for weighted sums of Poisson parameters,
    Statistics in Medicine 10 (1991); the count's own limits exact under 10 events, else Byar's.
    """
    x = counts(np.atleast_2d(events))
    per_person = weights_per_person(x, population, standard)
    total = x.sum(axis=1)
    rate = (per_person * x).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt((per_person**2 * x).sum(axis=1) / total)
    limits = poisson_limits(total, confidence)
    enough = total >= FEWEST_EVENTS
    low, high = rate + spread * (limits.low - total), rate + spread * (limits.high - total)
    return StandardisedRate(*(np.where(enough, value, np.nan) for value in (rate, low, high)))


def weights_per_person(events: Floats, population: ArrayLike, standard: ArrayLike) -> Floats:
    """What one event in a stratum adds to the standardised rate: its share of the standard, per inhabitant.

    Zero in a stratum without inhabitants; ValueError where there are events in it.
    """
    n = counts(np.atleast_2d(population))
    if np.any((n == 0) & (events > 0)):
        raise ValueError("there are events in a stratum without inhabitants")
    weight = np.asarray(standard, dtype=np.float64)
    return np.asarray(np.divide(weight / weight.sum(), n, out=np.zeros_like(n), where=n > 0), dtype=np.float64)


def counts(values: ArrayLike) -> Floats:
    """The numbers as an array; ValueError where one is negative."""
    found = np.asarray(values, dtype=np.float64)
    if np.any(found < 0):
        raise ValueError("counts cannot be negative")
    return found
