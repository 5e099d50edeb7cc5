"""Limits for events that repeat in persons: published cases of PHEindicatormethods 2.1.0 (UKHSA)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_marts.statistics.rates import poisson_limits, standardised_rate
from data_marts.statistics.repeated import (
    coarse_repetition,
    limits_of_repeating,
    repeated_event_limits,
    standardised_rate_of_repeated,
    sum_of_squares,
)
from tests.data_marts.statistics.test_published_cases import EUROPE, PEOPLE

# testdata_DSR_ISR.xlsx, area "nonind_small": in each age group, persons with one, two and three events.
SMALL = [
    [7, 1, 1],
    [4, 0, 0],
    [3, 0, 0],
    [0, 0, 0],
    [3, 0, 0],
    [4, 0, 0],
    [5, 0, 1],
    [2, 0, 0],
    [2, 0, 0],
    [3, 0, 0],
    [4, 0, 0],
    [5, 0, 0],
    [3, 0, 1],
    [5, 0, 1],
    [5, 0, 0],
    [3, 0, 1],
    [5, 0, 0],
    [5, 0, 0],
    [4, 0, 0],
]
TIMES = [1, 2, 3]
per_person = st.lists(st.integers(1, 40), min_size=1, max_size=30)


def _small(confidence: float) -> list[float]:
    events = [sum(f * persons for f, persons in zip(TIMES, row, strict=True)) for row in SMALL]
    found = standardised_rate_of_repeated([events], [sum_of_squares(TIMES, SMALL)], [PEOPLE], EUROPE, confidence)
    return [100_000 * float(value[0]) for value in found]


def test_standardised_rates_agree_with_phe() -> None:
    assert _small(0.95) == pytest.approx([1082.95419841, 817.68609755, 1393.55884927], abs=5e-9)
    assert _small(0.998) == pytest.approx([1082.95419841, 684.16751792, 1585.49645593], abs=5e-9)


def test_a_standardised_rate_of_one_stratum_is_the_crude_one() -> None:
    """20 persons with one event and 10 with three, of 1,000: variance 20 + 90, so limits sqrt(110 / 50) as far away."""
    found = standardised_rate_of_repeated([[50]], [[110]], [[1000]], [1])
    crude = repeated_event_limits(50, 110)
    ordinary = poisson_limits(50)
    assert [float(value[0]) for value in found] == pytest.approx([0.05, crude.low / 1000, crude.high / 1000])
    assert float(crude.high) == pytest.approx(50 + (110 / 50) ** 0.5 * (float(ordinary.high) - 50))


def test_nine_events_have_no_standardised_rate_and_ten_have() -> None:
    found = standardised_rate_of_repeated([[9], [10]], [[9], [10]], [[100], [100]], [1])
    assert np.isnan([value[0] for value in found]).all()
    assert not np.isnan([value[1] for value in found]).any()


def test_no_events_have_no_limits() -> None:
    assert np.isnan(repeated_event_limits([0], [0]).high).all()


@given(per_person)
def test_limits_hold_the_count_and_are_never_narrower_than_for_independent_events(times: list[int]) -> None:
    events, ordinary = sum(times), poisson_limits(sum(times))
    found = repeated_event_limits(events, sum(f * f for f in times))
    assert 0 <= found.low <= events <= found.high
    assert found.low <= ordinary.low + 1e-9
    assert found.high >= ordinary.high - 1e-9


@given(st.lists(st.integers(1, 500), min_size=1, max_size=4))
def test_events_that_never_repeat_have_the_ordinary_limits(strata: list[int]) -> None:
    people, standard = [600 * (place + 1) for place in range(len(strata))], [1] * len(strata)
    found = standardised_rate_of_repeated([strata], [strata], [people], standard)
    assert np.concatenate(found) == pytest.approx(
        np.concatenate(standardised_rate([strata], [people], standard)), nan_ok=True
    )


@pytest.mark.parametrize("squares", [4, 26])
def test_squares_that_no_persons_could_have_are_refused(squares: int) -> None:
    with pytest.raises(ValueError, match="sum of squares"):
        repeated_event_limits(5, squares)


# --- how much events repeat is taken from a larger population ---


def test_events_of_children_who_never_come_again_have_garwoods_limits() -> None:
    """Garwood's table: a count of 2 lies between 0.2422 and 7.2247, of 10 between 4.795 and 18.390."""
    found = limits_of_repeating([2, 10], 1)
    assert found.low == pytest.approx([0.2422, 4.795], abs=5e-4)
    assert found.high == pytest.approx([7.2247, 18.390], abs=5e-4)


def test_ten_events_that_come_five_by_five_are_as_two() -> None:
    """A count of 2 with five events to each: five times Garwood's limits."""
    found = limits_of_repeating(10, 5)
    assert (float(found.low), float(found.high)) == pytest.approx((5 * 0.2422, 5 * 7.2247), abs=3e-3)


def test_neither_no_events_nor_an_unknown_repetition_have_limits() -> None:
    found = limits_of_repeating([0, 7], [3, np.nan])
    assert np.isnan(found.low).all()
    assert np.isnan(found.high).all()


@pytest.mark.parametrize(("events", "repetition"), [(5, 0.99), (-1, 2)])
def test_events_that_cannot_be_are_refused(events: int, repetition: float) -> None:
    with pytest.raises(ValueError, match=r"as if none repeated|cannot be negative"):
        limits_of_repeating(events, repetition)


@given(st.integers(1, 5_000), st.floats(1, 200))
def test_the_more_events_repeat_the_wider_are_limits(events: int, repetition: float) -> None:
    found, wider = limits_of_repeating(events, repetition), limits_of_repeating(events, 1.1 * repetition)
    assert 0 <= wider.low <= found.low <= events <= found.high < wider.high


@pytest.mark.parametrize(("children", "mean"), [(5, 3), (5, 30), (50, 30)])
def test_limits_hold_what_is_expected_as_often_as_they_say(children: int, mean: int) -> None:
    """Children by chance, each with events until one chance in `mean` ends it: the repetition is 2 mean - 1. Limits
    of independent events, drawn out by its root, would hold 91 of 100 where five children have thirty each."""
    chance = np.random.default_rng(20_261_201)
    number = chance.poisson(children, 4_000)
    each = chance.geometric(1 / mean, number.sum())
    events = np.bincount(np.repeat(np.arange(number.size), number), each, number.size)
    found = limits_of_repeating(events[events > 0], 2 * mean - 1)
    held = (found.low <= children * mean) & (children * mean <= found.high)
    assert held.mean() >= 0.95


@pytest.mark.parametrize(
    ("exact", "coarse"),
    [(1, 1), (1.0001, 1.1), (1.1, 1.1), (7.31, 7.4), (9.99, 10), (10, 10), (23.4, 24), (99.2, 100), (117, 120)],
)
def test_a_repetition_is_rounded_up_to_two_digits(exact: float, coarse: float) -> None:
    assert float(coarse_repetition(exact)) == pytest.approx(coarse, rel=1e-12)


def test_an_unknown_repetition_stays_unknown() -> None:
    assert np.isnan(coarse_repetition(np.nan))


@given(st.floats(1, 1e6))
def test_rounding_widens_limits_by_a_twentieth_at_most(exact: float) -> None:
    assert exact * (1 - 1e-9) <= coarse_repetition(exact) <= 1.1 * exact + 1e-9
