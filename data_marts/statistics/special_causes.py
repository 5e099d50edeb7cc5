"""Rules that tell a change in a series from its ordinary movement, on a control chart.

Source of all: "Making data count" of NHS England, as in NHSRplotthedots: a point beyond the limits, seven on one side
of the centre, seven that rise or fall, two of three near the same limit. A rule never reaches over new limits.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data_marts.statistics.control_charts import Chart
from data_marts.statistics.proportions import Floats

Signs = NDArray[np.int8]

RUN = 7  # points in a row
NEAR = 2.0  # standard errors from the centre; three are the limit


class SpecialCauses(NamedTuple):
    """For each point and rule 1 (upwards), -1 (downwards) or 0: `beyond` limits, `side`, `trend`, `near` a limit."""

    beyond: Signs
    side: Signs
    trend: Signs
    near: Signs

    @property
    def is_special(self) -> NDArray[np.bool_]:
        """Whether any rule has found the point."""
        return np.asarray(np.any(np.stack(self) != 0, axis=0), dtype=np.bool_)


def special_causes(chart: Chart) -> SpecialCauses:
    """What the four rules find on a chart; on limits that are on trial as on others, so say that they are.

    Limits that were drawn in at a bound (0, or 1 for a share) find nothing beyond them on that side.
    """
    ends = (*chart.starts[1:], chart.values.size)
    parts = [_part_causes(chart, slice(start, end)) for start, end in zip(chart.starts, ends, strict=True)]
    return SpecialCauses(*(np.concatenate(found) for found in zip(*parts, strict=True)))


def _part_causes(chart: Chart, rows: slice) -> SpecialCauses:
    centre = chart.centre[rows]
    # A mean of equal values may differ from them by rounding, which is no side.
    values = np.where(np.isclose(chart.values[rows], centre, rtol=1e-9, atol=1e-12), centre, chart.values[rows])
    side = sides(values, centre)
    is_near = np.abs(values - centre) > NEAR * chart.spread[rows]
    beyond = _signs((values > chart.high[rows]).astype(np.int8) - (values < chart.low[rows]))
    return SpecialCauses(
        beyond, spread_back(seven_on_one_side(side)), spread_back(seven_rising(values)), two_of_three(is_near, side)
    )


def sides(values: ArrayLike, centre: ArrayLike) -> Signs:
    """1 for a value above the centre, -1 below, 0 on it."""
    return _signs(np.sign(np.asarray(values, dtype=np.float64) - np.asarray(centre, dtype=np.float64)))


def seven_on_one_side(side: ArrayLike) -> Signs:
    """1 (-1) at each point that ends seven in a row above (below) the centre."""
    return _at_ends(np.asarray(side, dtype=np.float64), RUN, lambda window: np.sign(window).sum(axis=-1), RUN)


def seven_rising(values: ArrayLike) -> Signs:
    """1 (-1) at each point that ends seven in a row, each higher (lower) than the one before."""

    def steps(window: Floats) -> Floats:
        return np.asarray(np.sign(np.diff(window, axis=-1)).sum(axis=-1), dtype=np.float64)

    return _at_ends(np.asarray(values, dtype=np.float64), RUN, steps, RUN - 1)


def spread_back(found: ArrayLike) -> Signs:
    """The seven points up to each that a rule of seven has found: with the sign of the last rule that reaches them."""
    ends = _signs(found)
    marked = np.zeros_like(ends)
    for end in np.flatnonzero(ends):
        marked[max(0, end - RUN + 1) : end + 1] = ends[end]
    return marked


def three_in_a_window(is_near: ArrayLike, side: ArrayLike) -> Signs:
    """All points of three in a row that lie on one side of the centre, at least two of them near the limit."""
    near, where = np.asarray(is_near, dtype=np.int8), _signs(side)
    marked = np.zeros_like(where)
    for start in range(where.size - 2):
        window = slice(start, start + 3)
        if near[window].sum() >= 2 and abs(int(where[window].sum())) == 3:
            marked[window] = where[start]
    return marked


def two_of_three(is_near: ArrayLike, side: ArrayLike) -> Signs:
    """The points near the limit in windows of `three_in_a_window`."""
    return _signs(three_in_a_window(is_near, side) * np.asarray(is_near, dtype=np.int8))


def _at_ends(values: Floats, size: int, told: Callable[[Floats], Floats], full: int) -> Signs:
    found = np.zeros(values.size, dtype=np.int8)
    if values.size >= size:
        sums = told(np.lib.stride_tricks.sliding_window_view(values, size))
        found[size - 1 :] = np.where(np.abs(sums) == full, np.sign(sums), 0)
    return found


def _signs(values: ArrayLike) -> Signs:
    return np.asarray(values).astype(np.int8)
