"""Ranges of ranks: worked out by hand, and against a second, slow implementation."""

from itertools import permutations
from math import comb, erf, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_marts.statistics.ranks import RankRanges, rank_ranges, rate_rank_ranges, share_rank_ranges

units = st.lists(st.tuples(st.integers(-50, 50), st.integers(1, 20)), min_size=1, max_size=8)


def _pairs(found: RankRanges) -> list[tuple[int, int]]:
    return list(zip(found.first.tolist(), found.last.tolist(), strict=True))


def test_units_far_apart_have_one_rank_each() -> None:
    assert _pairs(rank_ranges([10, 30, 20], [0.1, 0.1, 0.1])) == [(3, 3), (1, 1), (2, 2)]


def test_a_unit_that_is_not_well_known_may_lie_anywhere() -> None:
    assert _pairs(rank_ranges([10, 30, 20], [0.1, 0.1, 50])) == [(2, 3), (1, 2), (1, 3)]


def test_equal_units_share_all_ranks() -> None:
    assert _pairs(rank_ranges([5, 5, 5, 5], [1, 1, 1, 1])) == [(1, 4)] * 4


def test_many_comparisons_ask_for_more_than_two() -> None:
    """Two units 2.6 standard errors apart: 0.0047 is under 0.05 / 2, but of five units not under 0.05 / 20."""
    gap = 2.6 * sqrt(2)
    assert _pairs(rank_ranges([gap, 0], [1, 1])) == [(1, 1), (2, 2)]
    assert _pairs(rank_ranges([gap, 0, 0, 0, 0], [1] * 5)) == [(1, 5)] * 5


def test_what_is_proved_first_makes_the_rest_easier() -> None:
    """Of 6 pairs one is 2.35 errors apart, 0.0094: over 0.05 / 6, under 0.05 / 4 once two others are proved."""
    gap = 2.35 * sqrt(2)
    assert _pairs(rank_ranges([100, gap, 0], [1, 1, 1])) == [(1, 1), (2, 2), (3, 3)]
    assert _pairs(rank_ranges([gap, gap, 0], [1, 1, 1])) == [(1, 3)] * 3


def _naive(values: list[int], errors: list[int], risk: float = 0.05) -> list[tuple[int, int]]:
    """Holm's steps, one pair after the other."""
    size = len(values)
    chances = {}
    for j, k in permutations(range(size), 2):
        apart = (values[j] - values[k]) / sqrt(errors[j] ** 2 + errors[k] ** 2)
        chances[j, k] = (1 - erf(apart / sqrt(2))) / 2
    above = set()
    for step, pair in enumerate(sorted(chances, key=lambda pair: chances[pair])):
        if chances[pair] > risk / (len(chances) - step):
            break
        above.add(pair)
    return [(1 + sum(k == unit for _, k in above), size - sum(j == unit for j, _ in above)) for unit in range(size)]


@given(units)
def test_ranges_agree_with_a_slow_reckoning(pairs: list[tuple[int, int]]) -> None:
    values, errors = [list(column) for column in zip(*pairs, strict=True)]
    assert _pairs(rank_ranges(values, errors)) == _naive(values, errors)


@given(units)
def test_the_rank_by_value_lies_in_the_range(pairs: list[tuple[int, int]]) -> None:
    values = np.array([value for value, _ in pairs])
    found = rank_ranges(values, [error for _, error in pairs])
    above = (values[:, np.newaxis] > values).sum(axis=0)
    not_below = (values[:, np.newaxis] >= values).sum(axis=0)
    assert (found.first <= 1 + above).all()
    assert (found.last >= not_below).all()


@given(units, st.randoms())
def test_the_order_of_rows_does_not_matter(pairs: list[tuple[int, int]], chance) -> None:
    order = list(range(len(pairs)))
    chance.shuffle(order)
    there = _pairs(rank_ranges([value for value, _ in pairs], [error for _, error in pairs]))
    mixed = _pairs(rank_ranges([pairs[rank][0] for rank in order], [pairs[rank][1] for rank in order]))
    assert mixed == [there[rank] for rank in order]


def test_units_with_no_events_are_not_more_certain_than_others() -> None:
    """0 of 10 has no spread of its own; beside 1 of 10 it proves nothing, beside 60 of 100 in 100 it does."""
    assert _pairs(share_rank_ranges([0, 1], [10, 10])) == [(1, 2)] * 2
    assert _pairs(rate_rank_ranges([0, 1], [10, 10])) == [(1, 2)] * 2
    assert _pairs(share_rank_ranges([0, 60], [100, 100])) == [(2, 2), (1, 1)]
    assert _pairs(rate_rank_ranges([0, 60], [100, 100])) == [(2, 2), (1, 1)]
    assert _pairs(share_rank_ranges([0, 0], [10, 10])) == [(1, 2)] * 2


@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 9))
def test_two_rates_are_compared_by_the_binomial_tail(mine: int, others: int, times: int) -> None:
    """With `times` the exposure, one has times / (times + 1) of the events by chance."""
    part, both = times / (times + 1), mine + others
    tail = sum(comb(both, k) * part**k * (1 - part) ** (both - k) for k in range(mine, both + 1))
    if abs(tail - 0.025) > 1e-9:
        assert (rate_rank_ranges([mine, others], [times, 1]).last[0] == 1) == (tail <= 0.025)


@given(st.integers(0, 60), st.integers(0, 60))
def test_two_shares_are_compared_by_chi_square(mine: int, others: int) -> None:
    """Of 60 each: n (ad - bc)^2 / (margins) over 3.8415."""
    margins = 60 * 60 * (mine + others) * (120 - mine - others)
    found = share_rank_ranges([mine, others], [60, 60])
    square = 120 * (mine * (60 - others) - others * (60 - mine)) ** 2 / margins if margins else 0
    assert (found.first[0] == found.last[0]) == (square > 3.841458820694124)


def test_true_ranks_are_in_all_ranges_as_often_as_promised() -> None:
    """In 400 drawings with a fixed seed at most 5 percent, and three standard errors, may miss any of eight ranks."""
    chance = np.random.default_rng(5)
    truth = np.array([0, 0.5, 1, 1.2, 2, 3, 3.1, 5])
    ranks = np.arange(8, 0, -1)
    drawn = [rank_ranges(truth + chance.normal(size=8) * 0.6, [0.6] * 8) for _ in range(400)]
    missed = sum(bool(np.any((ranks < found.first) | (ranks > found.last))) for found in drawn)
    assert missed <= 0.05 * 400 + 3 * (400 * 0.05 * 0.95) ** 0.5
    # The ranges are no empty promise: the largest and the smallest unit do not overlap in most drawings.
    assert np.mean([found.last[7] < found.first[0] for found in drawn]) > 0.5


def test_what_is_not_known_has_no_rank() -> None:
    with pytest.raises(ValueError, match="known and shown"):
        rank_ranges([1, float("nan")], [1, 1])
    with pytest.raises(ValueError, match="above zero"):
        rank_ranges([1, 2], [1, 0])
    with pytest.raises(ValueError, match="total above zero"):
        share_rank_ranges([1, 0], [2, 0])
    with pytest.raises(ValueError, match="exposure above zero"):
        rate_rank_ranges([1, 0], [2, 0])
    with pytest.raises(ValueError, match="confidence"):
        rank_ranges([1, 2], [1, 1], confidence=95)
