"""What answers can bear: published cases and cases by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_marts.statistics.answers import end_shares, mean_bounds, pairs_needed, share_bounds
from data_marts.statistics.proportions import wilson_limits


@pytest.mark.parametrize(
    ("outcome", "children", "printed"),
    [("recovery", 2117, (35, 37)), ("improvement", 3056, (51, 53)), ("both", 1569, (25, 28))],
)
def test_limits_of_shares_agree_with_corc(outcome: str, children: int, printed: tuple[int, int]) -> None:
    """Child Outcomes Research Consortium, analysis of 2011-2015: of 5,896 pairs, printed in whole percent.

    Its fourth outcome, deterioration (617), is printed as 9 to 12, wider than any method gives (9.7 to 11.3).
    """
    found = wilson_limits(children, 5896)
    assert 100 * float(found.low) == pytest.approx(printed[0], abs=0.6), outcome
    assert 100 * float(found.high) == pytest.approx(printed[1], abs=0.6), outcome


def test_over_fifteen_percent_at_an_end_is_crowded() -> None:
    found = end_shares([15, 16, 0], [0, 0, 40], 100)
    assert found.floor.tolist() == [0.15, 0.16, 0]
    assert found.ceiling.tolist() == [0, 0, 0.4]
    assert found.is_crowded.tolist() == [False, True, True]


def test_no_answers_have_no_end_shares() -> None:
    found = end_shares([0], [0], [0])
    assert np.isnan([found.floor, found.ceiling]).all()
    assert not found.is_crowded.any()


def test_those_who_did_not_answer_could_all_be_in_or_out() -> None:
    """30 of 50 answers, of 100 who were asked: 30 to 80 percent."""
    found = share_bounds([30, 0], [50, 0], [100, 0])
    assert (found.low[0], found.high[0]) == pytest.approx((0.3, 0.8))
    assert np.isnan(found.low[1])


def test_a_mean_could_be_drawn_to_either_end() -> None:
    """50 with a mean of 12 on a scale from 0 to 40, and 50 silent: 6 to 26; nobody answered: the whole scale."""
    found = mean_bounds([12, np.nan], [50, 0], [100, 10], 0, 40)
    assert np.stack(found).tolist() == [[6, 0], [26, 40]]


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_bounds_hold_every_answer_that_could_have_been_given(inside: int, outside: int, silent: int) -> None:
    answered, eligible = inside + outside, inside + outside + silent
    if not eligible:
        return
    found = share_bounds(inside, answered, eligible)
    every = [(inside + more) / eligible for more in range(silent + 1)]
    assert (float(found.low), float(found.high)) == (min(every), max(every))
    mean = inside / answered if answered else np.nan
    # A share is the mean of ones and zeros.
    assert np.stack(mean_bounds(mean, answered, eligible, 0, 1)).tolist() == pytest.approx(np.stack(found).tolist())


@pytest.mark.parametrize(("difference", "pairs"), [(0.2, 199), (0.5, 34), (0.8, 15)])
def test_pairs_of_one_unit_agree_with_gpower(difference: float, pairs: int) -> None:
    """G*Power 3.1, difference of two dependent means: two-sided 5 percent, power 80 percent."""
    assert pairs_needed(difference) == pairs


@pytest.mark.parametrize(("difference", "pairs"), [(0.2, 394), (0.5, 64), (0.8, 26)])
def test_pairs_of_two_units_agree_with_cohen(difference: float, pairs: int) -> None:
    """J. Cohen, A power primer, Psychological Bulletin 112 (1992), table 2; there 393 for 0.2, by rounding 393.4."""
    assert pairs_needed(difference, groups=2) == pairs


@given(st.floats(0.05, 2), st.floats(0.1, 0.95))
def test_smaller_differences_and_more_power_need_more_pairs(difference: float, power: float) -> None:
    pairs = pairs_needed(difference, power=power)
    assert pairs <= pairs_needed(difference / 2, power=power)
    assert pairs <= pairs_needed(difference, power=power + 0.04)
    assert pairs <= pairs_needed(difference, groups=2, power=power) + 1


def test_impossible_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="ends of the scale"):
        end_shares(6, 5, 10)
    with pytest.raises(ValueError, match="not more"):
        share_bounds(6, 5, 10)
    with pytest.raises(ValueError, match="more have answered"):
        mean_bounds(5, 11, 10, 0, 40)
    with pytest.raises(ValueError, match="between the ends"):
        mean_bounds(41, 5, 10, 0, 40)
    with pytest.raises(ValueError, match="above zero"):
        pairs_needed(0)
    with pytest.raises(ValueError, match="power"):
        pairs_needed(0.2, power=0.02)
