"""Printed figures turned round: by hand, and against all numbers of persons that the product could have printed."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from data_marts.disclosure.attack.event_inversions import counts_from_dobson
from data_marts.disclosure.attack.inversions import (
    Interval,
    counts_from_ratio,
    counts_from_wilson,
    numbers_from_mean_limits,
    printed,
    wholes_from_ratio,
    wholes_from_shares,
)
from data_marts.statistics.means import mean_limits
from data_marts.statistics.proportions import wilson_limits
from data_marts.statistics.rates import poisson_limits, standardised_rate

PERCENT = 100
PER_1000 = 1000
STANDARD = np.array([300.0, 250.0, 350.0, 100.0])
INHABITANTS = np.array([280, 310, 260, 90])


def _printed(value: float, decimals: int = 1, per: float = PERCENT) -> Interval:
    """The figure as a page shows it."""
    return printed(float(f"{value * per:.{decimals}f}"), decimals, per)


def test_a_printed_figure_leaves_half_a_step_to_either_side() -> None:
    assert printed(12.5, 1, PERCENT) == pytest.approx((0.1245, 0.1255), abs=1e-8)
    assert printed(3, 0) == pytest.approx((2.5, 3.5), abs=1e-8)


def test_a_rate_with_one_decimal_is_the_count_in_a_population_under_ten_thousand() -> None:
    for population, count in product((40, 812, 9_999), (0, 1, 4, 37)):
        rate = _printed(count / population, per=PER_1000)
        assert list(counts_from_ratio(rate, population)) == [count]
    # 0.12 prints as 0.1, which is anything from 0.05 (1.25 patients) to 0.15 (3.75).
    assert list(counts_from_ratio(_printed(3 / 25_000, per=PER_1000), 25_000)) == [2, 3]


def test_contacts_per_patient_give_the_patients() -> None:
    # 37 / 4 = 9.25 prints as 9.2; 37 / 9.3 and 37 / 9.1 leave room for 4 alone.
    assert list(wholes_from_ratio(printed(9.2, 1), 37, 1000)) == [4]
    assert list(wholes_from_ratio(printed(0.0, 1), 0, 3)) == [1, 2, 3]
    assert list(wholes_from_ratio(printed(2.0, 1), 0, 3)) == []


def test_limits_of_a_rate_narrow_the_count_of_a_large_population() -> None:
    population = 60_000
    for count in range(40):
        limits = wilson_limits(count, population)
        figures = [_printed(value, per=PER_1000) for value in (count / population, limits.low, limits.high)]
        found = counts_from_wilson(*figures, population)
        assert count in found
        assert found == [
            other
            for other in range(200)
            if _could_print([other / population, *wilson_limits(other, population)], figures)
        ]


def _could_print(values: list[float], figures: list[Interval]) -> bool:
    """Whether each value rounds to its figure; halves either way."""
    return all(figure.low <= value <= figure.high for value, figure in zip(values, figures, strict=True))


@given(st.lists(st.integers(0, 30), min_size=4, max_size=4).filter(lambda events: sum(events) >= 10))
@settings(max_examples=20, deadline=None, derandomize=True)
def test_a_standardised_rate_with_its_limits_leaves_few_counts(events: list[int]) -> None:
    figures = standardised_rate([events], INHABITANTS[np.newaxis], STANDARD)
    intervals = [_printed(float(value[0]), 1, PER_1000) for value in figures]
    weights = STANDARD / STANDARD.sum() / INHABITANTS
    blind = counts_from_dobson(*intervals, most=140, fewest=10)
    seeing = counts_from_dobson(*intervals, most=140, fewest=10, weights=Interval(weights.min(), weights.max()))
    assert sum(events) in seeing
    assert set(seeing) <= set(blind)
    near = [count for count in range(10, 141) if abs(count - sum(events)) <= 12]
    assert [count for count in blind if count in near] == [count for count in near if _dobson_fits(count, *intervals)]


def _dobson_fits(count: int, rate: Interval, low: Interval, high: Interval) -> bool:
    """Whether a rate and a spread give all three figures for this count, as a linear program of two numbers."""
    limits = poisson_limits(count)
    below, above = float(limits.low) - count, float(limits.high) - count
    matrix = [[1, below], [-1, -below], [1, above], [-1, -above]]
    sides = [low.high, -low.low, high.high, -high.low]
    found = linprog([0, 0], A_ub=np.array(matrix) * PER_1000, b_ub=np.array(sides) * PER_1000, bounds=[rate, (0, None)])
    return bool(found.status == 0)


def test_limits_of_a_mean_and_its_spread_give_the_number_of_answers() -> None:
    for n in range(2, 61):
        limits = mean_limits(-3.2, 6.4, n)
        figures = [_printed(float(value), 1, 1) for value in (limits.low, limits.high, 6.4)]
        found = numbers_from_mean_limits(*figures, most=60)
        brute = [other for other in range(2, 61) if _reaches(*figures, other)]
        assert n in found
        assert found == brute
    assert numbers_from_mean_limits(printed(1.0, 1), printed(3.0, 1), printed(0.0, 1), most=60) == []


def _reaches(low: Interval, high: Interval, spread: Interval, n: int) -> bool:
    """Whether a spread within the interval gives limits so far apart, by trying the narrowest and the widest."""
    widths = [float(limits.high - limits.low) for limits in (mean_limits(0, end, n) for end in spread)]
    return widths[0] <= high.high - low.low and widths[1] >= high.low - low.high


@given(st.lists(st.integers(0, 25), min_size=2, max_size=4).filter(any))
@settings(deadline=None, derandomize=True)
def test_shares_that_make_up_everybody_keep_the_true_denominator(parts: list[int]) -> None:
    n = sum(parts)
    shares = [_printed(part / n) for part in parts]
    found = wholes_from_shares(shares, 60 if n <= 60 else n)
    assert n in found
    assert found == [whole for whole in range(1, max(60, n) + 1) if _adds_up(shares, whole)]


def _adds_up(shares: list[Interval], whole: int) -> bool:
    """Whether some parts within the intervals add up, by adding one group after the other."""
    sums = {0}
    for share in shares:
        allowed = [part for part in range(whole + 1) if share.low <= part / whole <= share.high]
        sums = {total + part for total in sums for part in allowed}
    return whole in sums
