"""Rules for special causes. PTD: test-ptd_calculate_point_type.R of NHSRplotthedots 0.2.2 (NHS-R community, MIT).

There a sign is told for a trend alone; here for all rules.
"""

import numpy as np
import pytest

from data_marts.statistics.control_charts import Rebase, u_prime_chart, xmr_chart
from data_marts.statistics.special_causes import (
    seven_on_one_side,
    seven_rising,
    sides,
    special_causes,
    spread_back,
    three_in_a_window,
    two_of_three,
)


@pytest.mark.parametrize(
    ("side", "published"),
    [
        ([1] * 6, [0] * 6),
        ([1] * 6 + [-1], [0] * 7),
        ([1] * 8 + [-1], [0, 0, 0, 0, 0, 0, 1, 1, 0]),
        ([-1] * 8 + [1], [0, 0, 0, 0, 0, 0, 1, 1, 0]),
    ],
)
def test_seven_on_one_side_agree_with_ptd(side: list[int], published: list[int]) -> None:
    found = seven_on_one_side(side)
    assert np.abs(found).tolist() == published
    assert set(found.tolist()) <= {0, side[0]}


@pytest.mark.parametrize(
    ("ends", "published"),
    [
        ([0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 1, 1, 1, 1, 0]),
        ([0, 0, 0, 0, 0, 0, 0, -1, 0], [0, 1, 1, 1, 1, 1, 1, 1, 0]),
    ],
)
def test_the_whole_seven_are_marked_as_in_ptd(ends: list[int], published: list[int]) -> None:
    assert np.abs(spread_back(ends)).tolist() == published


@pytest.mark.parametrize(
    ("values", "published"),
    [
        ([1, 2, 3, 4, 5, 6], [0] * 6),
        ([1, 2, 3, 3, 4, 5, 6], [0] * 7),
        ([1, 2, 3, 4, 5, 6, 7], [0, 0, 0, 0, 0, 0, 1]),
        ([2, 1, 2, 3, 4, 5, 6, 7, 3], [0, 0, 0, 0, 0, 0, 0, 1, 0]),
        ([7, 6, 5, 4, 3, 2, 1], [0, 0, 0, 0, 0, 0, -1]),
        ([2, 7, 6, 5, 4, 3, 2, 1, 3], [0, 0, 0, 0, 0, 0, 0, -1, 0]),
    ],
)
def test_seven_that_rise_or_fall_agree_with_ptd(values: list[int], published: list[int]) -> None:
    assert seven_rising(values).tolist() == published


@pytest.mark.parametrize(
    ("near", "side", "published"),
    [
        ([1, 0, 1], [1, 1, 1], [1, 1, 1]),
        ([0, 0, 1, 0, 1, 0, 0], [1] * 7, [0, 0, 1, 1, 1, 0, 0]),
        ([0, 0, 1, 1, 0, 0, 0], [1] * 7, [0, 1, 1, 1, 1, 0, 0]),
        ([1, 0, 1], [1, -1, 1], [0, 0, 0]),
        ([0, 0, 1, 1, 0, 0, 0], [-1, 1, -1, 1, -1, 1, -1], [0] * 7),
    ],
)
def test_two_in_a_window_of_three_agree_with_ptd(near: list[int], side: list[int], published: list[int]) -> None:
    assert three_in_a_window(near, side).tolist() == published


@pytest.mark.parametrize(("near", "published"), [([1, 0, 0, 1], [0, 0, 0, 0]), ([1, 0, 0, 1, 1], [0, 0, 0, 1, 1])])
def test_points_near_a_limit_agree_with_ptd(near: list[int], published: list[int]) -> None:
    assert two_of_three(near, [1] * len(near)).tolist() == published
    assert two_of_three(near, [-1] * len(near)).tolist() == [-sign for sign in published]


def test_near_both_limits_in_turn_is_no_special_cause() -> None:
    """A mean of 0 and a mean range of 2: the limits are -5.32 and 5.32, near begins at 3.55."""
    values = [-1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, 4, -4]
    chart = xmr_chart(values, reference_points=14)
    assert chart.high[0] == pytest.approx(5.32)
    assert not special_causes(chart).is_special.any()


def test_a_point_beyond_the_limits_is_special_alone() -> None:
    found = special_causes(xmr_chart([1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]))
    assert np.flatnonzero(found.is_special).tolist() == [4]
    assert found.beyond[4] == 1
    down = special_causes(xmr_chart([-1, -2, -1, -2, -10, -1, -2, -1, -2, -1, -2, -1, -2]))
    assert down.beyond.tolist() == [0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0, 0, 0]


def test_a_shift_after_the_first_points_is_found() -> None:
    values = [4, 6, 4, 6, 4, 6, 4, 6, 4, 6, 4, 6, *[7] * 7]
    found = special_causes(xmr_chart(values, reference_points=12))
    assert found.side.tolist() == [0] * 11 + [1] * 8
    assert found.trend.any() == found.near.any() == found.beyond.any() == np.False_


def test_no_rule_reaches_over_new_limits() -> None:
    """Six above a centre of 5, and then one: a run of seven, had limits not been made anew."""
    values = [10, 0, 10, 0, *[6] * 6, 9, 1, 9, 1]
    chart = xmr_chart(values, [Rebase(10, "Another way of counting")], reference_points=4)
    assert not special_causes(chart).is_special.any()
    assert special_causes(xmr_chart(values, reference_points=4)).side.tolist() == [0] * 4 + [1] * 7 + [0] * 3
    rising = list(range(12))
    assert not special_causes(xmr_chart(rising, [Rebase(6, "Moved house")])).trend.any()
    assert special_causes(xmr_chart(rising)).trend.all()


def test_equal_values_have_no_side() -> None:
    """0.1 has no exact binary form, so that its mean may differ from it."""
    assert not special_causes(xmr_chart([0.1] * 10)).is_special.any()
    assert not special_causes(
        u_prime_chart([7, 14, 21, 7, 70, 28, 35, 7], [10, 20, 30, 10, 100, 40, 50, 10])
    ).side.any()


def test_sides_of_a_centre() -> None:
    assert sides([1, 2, 3], 2).tolist() == [-1, 0, 1]
