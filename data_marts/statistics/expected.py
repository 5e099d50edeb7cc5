"""Observed against expected: the ratio of the two, and their difference in persons."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from data_marts.statistics.proportions import Floats, wilson_limits
from data_marts.statistics.rates import counts, poisson_limits


class Ratio(NamedTuple):
    """Observed over expected, with limits; NaN where nothing is expected."""

    ratio: Floats
    low: Floats
    high: Floats


class Difference(NamedTuple):
    """Persons expected, and how many more (fewer, if negative) there are, with limits; all in persons."""

    expected: Floats
    difference: Floats
    low: Floats
    high: Floats


def expected_events(population: ArrayLike, reference_events: ArrayLike, reference_population: ArrayLike) -> Floats:
    """Events that a place would have, had each of its strata (last axis) the rate of the reference population.

    Source: indirect standardisation, Breslow and Day, Statistical methods in cancer research II, IARC (1987).
    ValueError for a stratum without a reference population.
    """
    people = counts(reference_population)
    if np.any(people == 0):
        raise ValueError("a stratum of the reference has no inhabitants, and so no rate")
    return np.asarray((counts(population) * (counts(reference_events) / people)).sum(axis=-1), dtype=np.float64)


def standardised_ratio(observed: ArrayLike, expected: ArrayLike, confidence: float = 0.95) -> Ratio:
    """Indirectly standardised ratio; times the reference's crude rate it is the indirectly standardised rate.

    Limits of the observed count (exact under 10 events, else Byar's) over the expected one, which is held for certain.
    Source: Breslow and Day (1987). Two such ratios cannot be compared with each other, only with 1.
    """
    events, awaited = np.broadcast_arrays(counts(observed), counts(expected))
    limits = poisson_limits(events, confidence)
    return Ratio(
        *(
            np.divide(value, awaited, out=np.full_like(events, np.nan), where=awaited > 0)
            for value in (events, limits.low, limits.high)
        )
    )


def difference_in_persons(
    persons: ArrayLike, inhabitants: ArrayLike, rate: ArrayLike, confidence: float = 0.95
) -> Difference:
    """How many more persons than if the place had the nation's `rate` (per inhabitant), which is held for certain.

    Limits are Wilson's for the place's share, times its inhabitants, less the expected: they leave zero out just when
    Wilson's leave the nation's rate out. Source: the score interval (Wilson 1927), counted in persons.
    """
    x, n = counts(persons), counts(inhabitants)
    expected = n * np.asarray(rate, dtype=np.float64)
    limits = wilson_limits(x, n, confidence)
    return Difference(expected, x - expected, n * limits.low - expected, n * limits.high - expected)


def difference_from_expected(observed: ArrayLike, expected: ArrayLike, confidence: float = 0.95) -> Difference:
    """How many more events than expected when age and sex are taken into account; limits of the observed count.

    Source: as `standardised_ratio`, of which this is the difference instead of the quotient.
    """
    x, awaited = np.broadcast_arrays(counts(observed), counts(expected))
    limits = poisson_limits(x, confidence)
    return Difference(np.array(awaited), x - awaited, limits.low - awaited, limits.high - awaited)
