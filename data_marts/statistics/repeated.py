"""Limits for events that repeat in the same person: contacts, stays, bed days.

Ten contacts of one child say less about a population than one contact of each of ten children. Limits for independent
events would be too narrow. Where each one's number may not be told, `limits_of_repeating` takes how much they repeat
from a larger population.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammainccinv, gammaincinv

from data_marts.statistics.proportions import Floats, Limits
from data_marts.statistics.rates import FEWEST_EVENTS, StandardisedRate, counts, poisson_limits, weights_per_person


def repeated_event_limits(events: ArrayLike, squares: ArrayLike, confidence: float = 0.95) -> Limits:
    """Limits for the expected number behind a count of events; NaN for no events, which tell nothing of repetition.

    `events` is the sum over persons of each one's number f, `squares` the sum of f^2: the variance of a compound
    Poisson count. Limits: x + sqrt(squares / x) (L_x - x), with L_x of independent events; never below 0.
    Source: A. J. Dobson et al., Statistics in Medicine 10 (1991), with the variance for non-independent events of the
    UK Health Security Agency's PHEindicatormethods. ValueError where `squares` cannot belong to `events`.
    """
    x, spread = _with_squares(events, squares)
    ordinary = poisson_limits(x, confidence)
    known = x > 0
    wider = np.sqrt(np.divide(spread, x, out=np.full_like(x, np.nan), where=known))
    return Limits(np.maximum(x + wider * (ordinary.low - x), 0), x + wider * (ordinary.high - x))


def limits_of_repeating(events: ArrayLike, repetition: ArrayLike, confidence: float = 0.95) -> Limits:
    """Limits for the expected number behind events whose variance is `repetition` times as large as the number.

    `repetition` is sum f^2 / sum f of a population like this one. Limits: chi-square as of a count of x / repetition,
    times repetition; those of Garwood where nothing repeats. NaN for no events, which do not tell whether there is
    anything to repeat; NaN where either is NaN. Source: M. P. Fay and E. J. Feuer, Statistics in Medicine 16 (1997),
    gamma limits of a weighted sum of Poisson counts, with the repetition for the largest weight. ValueError for events
    below none or a repetition below 1.
    """
    x, times = np.broadcast_arrays(counts(events), counts(repetition))
    if np.any(times < 1):
        raise ValueError("events vary at least as much as if none repeated")
    tail = (1 - confidence) / 2
    persons = np.where(x > 0, x, np.nan) / times
    return Limits(times * gammaincinv(persons, tail), times * gammainccinv(persons + 1, tail))


def coarse_repetition(repetition: ArrayLike) -> Floats:
    """A repetition (1 or more) rounded up to two digits, so that limits made with it never tell what it is made of.

    Two whole numbers can be found from their exact quotient. Rounding up makes limits wider, by a twentieth at most.
    """
    exact = np.asarray(repetition, dtype=np.float64)
    step = 10.0 ** (np.floor(np.log10(exact)) - 1)
    # Numbers that have two digits already stay, whatever binary fractions make of them.
    return np.asarray(np.ceil(np.round(exact / step, 9)) * step, dtype=np.float64)


def standardised_rate_of_repeated(
    events: ArrayLike, squares: ArrayLike, population: ArrayLike, standard: ArrayLike, confidence: float = 0.95
) -> StandardisedRate:
    """Directly standardised rate of events that repeat in persons; NaN where there are under 10 events.

    One row per rate, one column per stratum; `squares` as in `repeated_event_limits`. With weights w and population n:
    variance = sum(w^2 squares / n^2) / (sum w)^2; limits: rate + sqrt(variance / x) (L_x - x).
    Source: Dobson et al. (1991), with the variance of PHEindicatormethods. ValueError as in its parts.
    """
    x, spread = _with_squares(np.atleast_2d(events), np.atleast_2d(squares))
    per_person = weights_per_person(x, population, standard)
    total, rate = x.sum(axis=1), (per_person * x).sum(axis=1)
    variance = (per_person**2 * spread).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        step = np.sqrt(variance / total)
    limits = poisson_limits(total, confidence)
    enough = total >= FEWEST_EVENTS
    found = (rate, rate + step * (limits.low - total), rate + step * (limits.high - total))
    return StandardisedRate(*(np.where(enough, value, np.nan) for value in found))


def sum_of_squares(times: ArrayLike, persons: ArrayLike) -> Floats:
    """Sum over persons of the square of their number of events: `persons` of each had `times` of them (last axis)."""
    return np.asarray((counts(times) ** 2 * counts(persons)).sum(axis=-1), dtype=np.float64)


def _with_squares(events: ArrayLike, squares: ArrayLike) -> tuple[Floats, Floats]:
    x, spread = np.broadcast_arrays(counts(events), counts(squares))
    # A whole number of events per person: its square is at least itself, and at most that of all events in one person.
    if np.any(spread < x) or np.any(spread > x**2):
        raise ValueError("a sum of squares lies between the number of events and its square")
    return x, spread
