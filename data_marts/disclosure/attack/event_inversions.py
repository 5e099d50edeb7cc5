"""Which numbers of events a printed rate with limits allows: Poisson limits, exact or Byar's, and Dobson's."""

import numpy as np
from scipy.stats import gamma, norm

from data_marts.disclosure.attack.inversions import Interval
from data_marts.disclosure.attack.knowledge import Numbers, Whole

# Under ten events the limits printed are the exact ones, from ten on Byar's.
EXACT_BELOW = 10
ANY_WEIGHT = Interval(0.0, np.inf)


def exact_limits(events: Whole, confidence: float = 0.95) -> tuple[Numbers, Numbers]:
    """The expected numbers of events for which so many, or so few, would be seen in one of forty cases.

    Source: F. Garwood, Biometrika 28 (1936); the sum of Poisson chances is a gamma distribution.
    """
    tail = (1 - confidence) / 2
    low = np.where(events > 0, gamma.ppf(tail, np.maximum(events, 1)), 0.0)
    return low, np.asarray(gamma.isf(tail, events + 1), dtype=np.float64)


def byar_limits(events: Whole, confidence: float = 0.95) -> tuple[Numbers, Numbers]:
    """Byar's approximation; nothing (NaN) below for 0 events.

    Source: N. E. Breslow and N. E. Day, Statistical methods in cancer research II, IARC (1987), page 69.
    """
    z = float(norm.ppf((1 + confidence) / 2))
    seen, next_one = np.where(events > 0, events, np.nan).astype(np.float64), events + 1.0
    low = seen * (1 - 1 / (9 * seen) - z / (3 * np.sqrt(seen))) ** 3
    return low, next_one * (1 - 1 / (9 * next_one) + z / (3 * np.sqrt(next_one))) ** 3


def printed_limits(events: Whole, confidence: float = 0.95) -> tuple[Numbers, Numbers]:
    """The limits as they are printed: exact under 10 events, Byar's from there on.

    Source: as those two.
    """
    exact, byar = exact_limits(events, confidence), byar_limits(events, confidence)
    few = events < EXACT_BELOW
    return np.where(few, exact[0], byar[0]), np.where(few, exact[1], byar[1])


def counts_from_dobson(
    rate: Interval, low: Interval, high: Interval, most: int, fewest: int = 1, weights: Interval = ANY_WEIGHT
) -> list[int]:
    """Possible numbers of events, from `fewest` to `most`, behind a standardised rate with Dobson's limits.

    The limits are rate + spread x (limit of the count - count), so that (high - rate) / (rate - low) depends on the
    count alone, whatever the standard and the populations. Where these are known, `weights` holds the smallest and the
    largest share of the standard per inhabitant of a stratum: spread and rate per event lie between.
    Source: A. J. Dobson et al., Statistics in Medicine 10 (1991).
    """
    events = np.arange(max(fewest, 1), most + 1)
    lower, upper = printed_limits(events)
    above, below = upper - events, events - lower
    rate_low = np.maximum(rate.low, weights.low * events)
    rate_high = np.minimum(rate.high, weights.high * events)
    # Some spread, and some rate within its interval, must give all three figures.
    smallest = [(high.low - rate_high) / above, (rate_low - low.high) / below, (high.low - low.high) / (above + below)]
    largest = [(high.high - rate_low) / above, (rate_high - low.low) / below, (high.high - low.low) / (above + below)]
    spread_low = np.maximum(np.max(smallest, axis=0), max(weights.low, 0.0))
    spread_high = np.minimum(np.min(largest, axis=0), weights.high)
    fits = (rate_low <= rate_high) & (spread_low <= spread_high)
    return [int(count) for count in events[fits]]
