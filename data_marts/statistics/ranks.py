"""Between which ranks of a ranking a unit may lie, instead of one rank that chance has a large part in.

Ranks are told by comparing each pair of units, for all units at once: with the confidence stated, every range holds
the unit's true rank. No drawing of lots is needed, so the same figures always give the same ranges. Only figures that
are shown may be given: the ranks of others would tell withheld ones.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, ndtr

from data_marts.statistics.proportions import Floats
from data_marts.statistics.rates import counts

Ranks = NDArray[np.int64]


class RankRanges(NamedTuple):
    """For each unit its highest and lowest possible rank; rank 1 has the largest value."""

    first: Ranks
    last: Ranks


def rank_ranges(values: ArrayLike, standard_errors: ArrayLike, confidence: float = 0.95) -> RankRanges:
    """Ranges from independent values with standard errors: means, standardised rates.

    A unit comes after each that is proved larger, and before each proved smaller, by one-sided normal tests of all
    ordered pairs under Holm's rule. Source: M. Mogstad, J. P. Romano, A. M. Shaikh, D. Wilhelm, Inference for ranks,
    Review of Economic Studies 91 (2024), with S. Holm, Scandinavian Journal of Statistics 6 (1979), in place of
    resampling. ValueError for values that are not known.
    """
    value, error = np.broadcast_arrays(_known(values), _known(standard_errors))
    if np.any(error <= 0):
        raise ValueError("a standard error lies above zero")
    apart = (value[:, np.newaxis] - value) / np.sqrt(error[:, np.newaxis] ** 2 + error**2)
    return _ranges(ndtr(-apart), confidence)


def share_rank_ranges(persons: ArrayLike, totals: ArrayLike, confidence: float = 0.95) -> RankRanges:
    """Ranges from shares, as `rank_ranges`; pairs are compared by the pooled score test, which bears 0 and all.

    Source: K. Pearson, Philosophical Magazine 50 (1900), the chi-square test of two shares. ValueError for a unit
    without persons.
    """
    x, n = np.broadcast_arrays(counts(_known(persons)), counts(_known(totals)))
    if np.any(n == 0) or np.any(x > n):
        raise ValueError("each unit needs persons between zero and a total above zero")
    both, of = x[:, np.newaxis] + x, n[:, np.newaxis] + n
    variance = (both / of) * (1 - both / of) * (1 / n[:, np.newaxis] + 1 / n)
    gap = (x / n)[:, np.newaxis] - x / n
    apart = np.divide(gap, np.sqrt(variance), out=np.zeros_like(gap), where=variance > 0)
    return _ranges(ndtr(-apart), confidence)


def rate_rank_ranges(events: ArrayLike, exposure: ArrayLike, confidence: float = 0.95) -> RankRanges:
    """Ranges from rates of independent events, as `rank_ranges`; pairs are compared by the exact conditional test.

    Of the events of two units together, one has its part of the exposure by chance: a binomial tail. Source:
    J. Przyborowski and H. Wilenski, Homogeneity of results in testing samples from Poisson series, Biometrika 31
    (1940). ValueError for a unit without exposure.
    """
    x, n = np.broadcast_arrays(counts(_known(events)), counts(_known(exposure)))
    if np.any(n == 0):
        raise ValueError("each unit needs an exposure above zero")
    mine, others = np.broadcast_arrays(x[:, np.newaxis], x)
    part = n[:, np.newaxis] / (n[:, np.newaxis] + n)
    at_least = betainc(np.maximum(mine, 1), others + 1, part)
    return _ranges(np.where(mine > 0, at_least, 1.0), confidence)


def _ranges(chances: Floats, confidence: float) -> RankRanges:
    """`chances[j, k]`: of units apart as j is above k, or more, if j is not truly above k."""
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence lies between 0 and 1, not {confidence}")
    units = len(chances)
    is_above = _proved(chances, 1 - confidence)
    return RankRanges(1 + is_above.sum(axis=0), units - is_above.sum(axis=1))


def _proved(chances: Floats, risk: float) -> NDArray[np.bool_]:
    """Holm's rule over all ordered pairs: the k-th smallest of m against risk / (m - k + 1), until one fails."""
    pairs = ~np.eye(len(chances), dtype=np.bool_)
    ordered = np.sort(chances[pairs])
    passed = ordered <= risk / np.arange(ordered.size, 0, -1)
    proved = int(passed.size if passed.all() else np.argmin(passed))
    if not proved:
        return np.zeros_like(pairs)
    return np.asarray(pairs & (chances <= ordered[proved - 1]), dtype=np.bool_)


def _known(values: ArrayLike) -> Floats:
    found = np.asarray(values, dtype=np.float64)
    if not np.all(np.isfinite(found)):
        raise ValueError("only units whose figures are known and shown have a rank")
    return found
