"""Control charts: between which limits a series moves as long as nothing has changed.

Limits stand still: they are made from the first points of a series, and made anew only where a `Rebase` says why.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data_marts.statistics.proportions import Floats
from data_marts.statistics.rates import counts

XMR_FACTOR = 2.66  # 3 / 1.128, as the sources round it: three standard errors, from the mean range of two neighbours
RANGE_LIMIT = 3.267  # a range of two neighbours beyond this many mean ranges is an outlier
D2 = 1.128  # mean range of two values of a standard normal distribution
FEWEST_POINTS = 12  # limits from fewer points are on trial

Assurance = Literal["consistent_pass", "consistent_fail", "inconsistent"]


@dataclass(frozen=True)
class Rebase:
    """Where limits are made anew: at the point of index `at`, for a reason that readers see. ValueError without one."""

    at: int
    reason: str

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise ValueError("limits are made anew only with a written reason")
        if self.at < 1:
            raise ValueError(f"limits are made anew after the first point, not at {self.at}")


class Chart(NamedTuple):
    """Points of a series with centre line and limits, in the series' unit.

    `spread` is one standard error. `is_trial` marks points whose limits come from under 12 points; `starts` are the
    indices at which limits begin.
    """

    values: Floats
    centre: Floats
    low: Floats
    high: Floats
    spread: Floats
    is_trial: NDArray[np.bool_]
    starts: tuple[int, ...]


class _Part(NamedTuple):
    centre: float
    spread: Floats
    points: int


def xmr_chart(
    values: ArrayLike,
    rebases: Sequence[Rebase] = (),
    reference_points: int | None = None,
    screened: bool = True,
    lowest: float | None = None,
) -> Chart:
    """Chart of single values: mean +- 2.66 x mean moving range, from the first `reference_points` (all, if None).

    `screened` leaves ranges of 3.267 mean ranges or more out once, so that one outlier does not hide itself; not where
    nothing but ranges of zero would be left. A limit under `lowest` is drawn there. Source: W. A. Shewhart's chart of
    individuals, by D. J. Wheeler, Understanding variation (1993); screening as in NHSRplotthedots. ValueError for
    values that are not known, or under two points.
    """
    series = _known(values)

    def part(rows: slice, first: slice) -> _Part:
        used = series[first]
        error = XMR_FACTOR / 3 * _mean_range(used, screened)
        return _Part(float(used.mean()), np.full(series[rows].size, error), used.size)

    return _chart(series, rebases, reference_points, part, (lowest, None))


def p_prime_chart(
    persons: ArrayLike, totals: ArrayLike, rebases: Sequence[Rebase] = (), reference_points: int | None = None
) -> Chart:
    """Chart of shares with large, uneven totals: p +- 3 s_i s_z, where s_i = sqrt(p (1 - p) / n_i), between 0 and 1.

    p is the share in all reference points together, s_z the mean moving range of (p_i - p) / s_i, over 1.128.
    Source: D. B. Laney, Improved control charts for attributes, Quality Engineering 14 (2002). ValueError for a
    period without persons, more persons than the total, or as for `xmr_chart`.
    """
    x, n = _counted(persons, totals)
    if np.any(x > n):
        raise ValueError("the persons of a share must lie between zero and the total")
    return _laney(x, n, lambda centre: centre * (1 - centre), rebases, reference_points, (0.0, 1.0))


def u_prime_chart(
    events: ArrayLike, exposure: ArrayLike, rebases: Sequence[Rebase] = (), reference_points: int | None = None
) -> Chart:
    """Chart of rates with large, uneven exposure: u +- 3 s_i s_z, where s_i = sqrt(u / n_i), not under 0.

    u and s_z as p and s_z of `p_prime_chart`. Source: Laney (2002). ValueError for a period without exposure, or as
    for `xmr_chart`.
    """
    x, n = _counted(events, exposure)
    return _laney(x, n, lambda centre: centre, rebases, reference_points, (0.0, None))


def assurance(chart: Chart, target: float, higher_is_better: bool) -> Assurance:
    """Whether the limits at the last point lie wholly on the good side of a target, on the bad one, or hold it between.

    Source: "Making data count" of NHS England, as in NHSRplotthedots.
    """
    if chart.low[-1] <= target <= chart.high[-1]:
        return "inconsistent"
    return "consistent_pass" if (chart.low[-1] > target) == higher_is_better else "consistent_fail"


def _laney(
    x: Floats,
    n: Floats,
    variance: Callable[[float], float],
    rebases: Sequence[Rebase],
    reference_points: int | None,
    bounds: tuple[float | None, float | None],
) -> Chart:
    def part(rows: slice, first: slice) -> _Part:
        centre = float(x[first].sum() / n[first].sum())
        error = np.sqrt(variance(centre) / n)
        if not variance(centre):
            return _Part(centre, error[rows], x[first].size)
        scores = (x[first] / n[first] - centre) / error[first]
        return _Part(centre, error[rows] * _mean_range(scores, screened=False) / D2, scores.size)

    return _chart(x / n, rebases, reference_points, part, bounds)


def _chart(
    values: Floats,
    rebases: Sequence[Rebase],
    reference_points: int | None,
    part: Callable[[slice, slice], _Part],
    bounds: tuple[float | None, float | None],
) -> Chart:
    starts = _starts(rebases, values.size)
    ends = (*starts[1:], values.size)
    centre, spread, is_trial = np.empty_like(values), np.empty_like(values), np.empty(values.size, dtype=np.bool_)
    for start, end in zip(starts, ends, strict=True):
        rows, first = slice(start, end), slice(start, _reference_end(start, end, reference_points))
        centre[rows], spread[rows], points = part(rows, first)
        is_trial[rows] = points < FEWEST_POINTS
    low, high = (np.clip(centre + 3 * sign * spread, *bounds) for sign in (-1, 1))
    return Chart(values, centre, low, high, spread, is_trial, starts)


def _starts(rebases: Sequence[Rebase], points: int) -> tuple[int, ...]:
    starts = (0, *sorted(rebase.at for rebase in rebases))
    if len(set(starts)) < len(starts):
        raise ValueError("limits are made anew twice at one point")
    if any(end - start < 2 for start, end in zip(starts, (*starts[1:], points), strict=True)):
        raise ValueError("limits need at least two points")
    return starts


def _reference_end(start: int, end: int, reference_points: int | None) -> int:
    if reference_points is None:
        return end
    if reference_points < 2:
        raise ValueError("limits are made from at least two points")
    return min(end, start + reference_points)


def _mean_range(values: Floats, screened: bool) -> float:
    ranges = np.abs(np.diff(values))
    mean = float(ranges.mean())
    usual = ranges[ranges < RANGE_LIMIT * mean]
    return float(usual.mean()) if screened and usual.any() else mean


def _known(values: ArrayLike) -> Floats:
    series = np.asarray(values, dtype=np.float64)
    if series.ndim != 1 or not np.all(np.isfinite(series)):
        raise ValueError("a chart needs one known value for each period")
    return series


def _counted(events: ArrayLike, exposure: ArrayLike) -> tuple[Floats, Floats]:
    x, n = np.broadcast_arrays(counts(_known(events)), counts(_known(exposure)))
    if np.any(n == 0):
        raise ValueError("a period without anybody has no rate")
    return x, n
