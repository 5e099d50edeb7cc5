"""Changes on a scale: published cases and cases by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_marts.statistics.change import (
    added_value_limits,
    effect_size,
    measurement_error,
    reliable_change_threshold,
    reliable_outcome,
    sdq_added_value,
)


@pytest.mark.parametrize(
    ("instrument", "reliability", "sd", "error", "difference"),
    [("CDRS-R", 0.79, 7.30, 3.35, 4.73), ("CGAS", 0.91, 12.90, 3.87, 5.47), ("YMRS", 0.73, 7.19, 3.74, 5.28)],
)
def test_errors_agree_with_the_published_table(
    instrument: str, reliability: float, sd: float, error: float, difference: float
) -> None:
    """Table 1 of the article PMC8944273: of measurement, and of a difference."""
    assert measurement_error(reliability, sd) == pytest.approx(error, abs=0.01), instrument
    assert reliable_change_threshold(reliability, sd) / 1.96 == pytest.approx(difference, abs=0.01)


def test_a_change_beyond_the_threshold_is_reliable_and_one_at_it_is_not() -> None:
    changes = [-11, -10, 0, 10, 11]
    assert reliable_outcome(changes, 10, higher_is_better=True).tolist() == [-1, 0, 0, 0, 1]
    assert reliable_outcome(changes, 10, higher_is_better=False).tolist() == [1, 0, 0, 0, -1]


def test_an_unknown_change_has_no_outcome() -> None:
    with pytest.raises(ValueError, match="not known"):
        reliable_outcome([1, float("nan")], 10, higher_is_better=True)


def test_an_effect_size_by_hand() -> None:
    """Mean 3, deviation 5 of the change and 6 at baseline, 101 pairs: 0.5; error^2 = 25 / (36 x 101) + 0.25 / 200."""
    found = effect_size(3, 5, 6, 101)
    half_width = 1.959963984540054 * (25 / (36 * 101) + 0.25 / 200) ** 0.5
    assert [float(value) for value in found[:3]] == pytest.approx([0.5, 0.5 - half_width, 0.5 + half_width])
    assert found.spread_of == "baseline"


def test_an_effect_size_says_which_deviation_it_is_in() -> None:
    found = effect_size(3, 5, 6, 101, "change")
    half_width = 1.959963984540054 * (1 / 101 + 0.36 / 200) ** 0.5
    assert (float(found.value), float(found.high)) == pytest.approx((0.6, 0.6 + half_width))
    assert found.spread_of == "change"


@pytest.mark.parametrize("spread_of", ["baseline", "change"])
def test_limits_hold_the_true_effect_as_often_as_promised(spread_of) -> None:
    """2,000 samples of 40 pairs with a fixed seed: baseline of deviation 6, change of mean 3 and deviation 5."""
    chance = np.random.default_rng(7)
    covariance = [[36, -12.5], [-12.5, 25]]  # both answers have the same deviation
    baseline, change = np.moveaxis(chance.multivariate_normal([20, 3], covariance, size=(2000, 40)), 2, 0)
    found = effect_size(
        change.mean(axis=1), change.std(axis=1, ddof=1), baseline.std(axis=1, ddof=1), np.full(2000, 40), spread_of
    )
    truth = 3 / (6 if spread_of == "baseline" else 5)
    held = np.mean((found.low <= truth) & (truth <= found.high))
    assert held == pytest.approx(0.95, abs=0.015)


def test_one_pair_or_no_spread_has_no_effect_size() -> None:
    assert np.isnan(effect_size([3, 3], [5, 5], [6, 0], [1, 30]).value).all()


@pytest.mark.parametrize(
    ("total", "impact", "emotional", "after", "expected"),
    [(20, 5, 6, 15, 2.5), (16, 4, 8, 16, -2.5), (25, 7, 3, 25, -2.2), (13, 2, 5, 6, 5.6), (30, 10, 10, 18, 7.3)],
)
def test_added_value_by_hand(total: int, impact: int, emotional: int, after: int, expected: float) -> None:
    """2.3 + 0.8 total + 0.2 impact - 0.3 emotional - after; reckoned by hand, since its authors print no case."""
    assert float(sdq_added_value(total, impact, emotional, after)) == pytest.approx(expected)


@pytest.mark.parametrize(("children", "printed"), [(1, 9.8), (100, 0.98)])
def test_added_value_is_as_uncertain_as_its_authors_say(children: int, printed: float) -> None:
    """sdqinfo.com: about 10 points either way for one child, about 1 for a hundred."""
    found = added_value_limits(2, children)
    assert (float(found.low), float(found.high)) == pytest.approx((2 - printed, 2 + printed), abs=5e-3)


def test_the_added_value_of_nobody_has_no_limits() -> None:
    assert np.isnan(added_value_limits([2.0], [0])).all()


@given(st.floats(-40, 40), st.floats(0.5, 20), st.floats(0.5, 20), st.integers(2, 2000))
def test_limits_hold_the_effect_and_narrow_with_pairs(change: float, spread: float, start: float, pairs: int) -> None:
    few, many = effect_size(change, spread, start, pairs), effect_size(change, spread, start, 2 * pairs)
    assert few.low <= many.low <= few.value == many.value <= many.high <= few.high
    worse = effect_size(-change, spread, start, pairs)
    assert (float(worse.low), float(worse.high)) == pytest.approx((-float(few.high), -float(few.low)))
