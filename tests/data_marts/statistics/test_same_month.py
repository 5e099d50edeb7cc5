"""Changes from the same month of the year before, and how often their limits cry wolf."""

from math import exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_marts.statistics.same_month import CHANCE, change_in_percent, change_limits

known_changes = st.lists(st.floats(-90, 300), min_size=13, max_size=36)


def test_a_change_by_hand() -> None:
    # 440 in 22 days are 20 a day, 400 in 25 days 16 a day.
    assert change_in_percent(440, 400, 22, 25) == pytest.approx(25)
    assert change_in_percent(0, 400, 22, 22) == -100
    assert change_in_percent(5, 0, 22, 22) is None
    with pytest.raises(ValueError, match="without days"):
        change_in_percent(5, 5, 22, 0)


def test_limits_by_hand() -> None:
    """Fourteen times a tenth more or less by turns: logarithms +-l, mean 0, s^2 = 14 l^2 / 13, t of 13 is 3.6940."""
    found = change_limits([10.0, 100 / 1.1 - 100] * 7)
    assert found is not None
    half = 3.6940 * log(1.1) * sqrt(14 / 13) * sqrt(15 / 14)
    assert found.points == 14
    assert found.centre == pytest.approx(0, abs=1e-9)
    assert found.high == pytest.approx(100 * (exp(half) - 1), rel=1e-4)
    assert found.low == pytest.approx(100 * (exp(-half) - 1), rel=1e-4)


def test_few_changes_give_no_limits() -> None:
    assert change_limits([1.0, 2.0] * 6) is None
    assert change_limits([1.0, 2.0] * 6 + [-100.0]) is None
    assert change_limits([1.0, 2.0] * 6 + [-99.0]) is not None


@settings(deadline=None)
@given(known_changes)
def test_limits_hold_their_centre_and_stay_above_nothing(changes: list[float]) -> None:
    found = change_limits(changes)
    assert found is not None
    assert -100 <= found.low <= found.centre <= found.high
    assert min(changes) - 1e-6 <= found.centre <= max(changes) + 1e-6


@settings(deadline=None)
@given(known_changes, st.randoms())
def test_the_order_of_months_does_not_matter(changes: list[float], random: object) -> None:
    shuffled = list(changes)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert change_limits(shuffled) == pytest.approx(change_limits(changes), rel=1e-6, abs=1e-6)


def _share_with_a_mark(draw: object, years: int, charts: int = 1200) -> float:
    """Of charts of six years in which nothing happens: the share with a mark in the year after the baseline.

    `draw` gives a year's months by the generator of random numbers. The first `years` of changes are the baseline: two
    where limits are on trial, else three.
    """
    rng = np.random.default_rng(20261201)
    marked = 0
    for _ in range(charts):
        months = draw(rng)  # type: ignore[operator]
        changes = 100 * (months[12:] / months[:-12] - 1)
        end = 12 * years
        found, judged = change_limits(changes[:end].tolist()), changes[end : end + 12]
        assert found is not None
        marked += bool(np.any((judged < found.low) | (judged > found.high)))
    return marked / charts


BASELINES = pytest.mark.parametrize("years", (2, 3))
SEASON = np.tile([1.05, 0.98, 1.06, 0.97, 1.02, 1.02, 0.38, 0.88, 1.12, 1.05, 1.15, 0.88], 6)
GROWTH = np.exp(0.03 * np.arange(72) / 12)


@BASELINES
def test_about_one_chart_in_thirty_has_a_mark_in_a_year_in_which_nothing_happens(years: int) -> None:
    """July is low in each year, and activity grows by 3 % a year: neither is found."""
    share = _share_with_a_mark(lambda rng: 1000 * SEASON * GROWTH * np.exp(0.05 * rng.normal(size=72)), years)
    assert 0.02 < share < 0.045
    # As for twelve independent months, each with three standard errors' chance.
    assert share == pytest.approx(1 - (1 - CHANCE) ** 12, abs=0.012)


@BASELINES
def test_small_numbers_of_repeated_contacts_seldom_cry_wolf_either(years: int) -> None:
    """Thirty contacts a month, by children who have five each on average: at most one chart in twelve."""
    share = _share_with_a_mark(
        lambda rng: rng.negative_binomial(30 * SEASON * GROWTH / 4, 1 / 5) + 1e-9, years, charts=6000
    )
    assert 0.02 < share < 0.083


@BASELINES
def test_years_that_resemble_each_other_within_seldom_cry_wolf(years: int) -> None:
    """Levels that move from year to year by half as much as months do: at most one chart in fifteen."""

    def months(rng: np.random.Generator) -> np.ndarray:
        levels = np.repeat(np.cumsum(0.5 * rng.normal(size=6)), 12)
        return 1000 * SEASON * np.exp(0.05 * (rng.normal(size=72) + levels))

    assert 0.02 < _share_with_a_mark(months, years) < 0.067


@BASELINES
def test_three_tenths_more_for_a_year_are_found_where_months_vary_by_a_twentieth(years: int) -> None:
    def months(rng: np.random.Generator) -> np.ndarray:
        steps = np.where(np.arange(72) >= 12 * years + 12, 1.3, 1.0)
        return 1000 * SEASON * steps * np.exp(0.05 * rng.normal(size=72))

    assert _share_with_a_mark(months, years) > 0.95
