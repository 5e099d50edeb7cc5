"""Observed against expected: published cases of PHEindicatormethods 2.1.0 (UK Health Security Agency), and by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_marts.statistics.expected import (
    difference_from_expected,
    difference_in_persons,
    expected_events,
    standardised_ratio,
)
from data_marts.statistics.proportions import wilson_limits

# testdata_DSR_ISR.xlsx: 91 events were observed in area "small", 9 in "tiny"; as many are expected in both.
EXPECTED = 835.8835612311743


def test_ratios_agree_with_phe() -> None:
    found = standardised_ratio([91, 9], EXPECTED)
    assert found.ratio == pytest.approx([0.10886683770400503, 0.010767049882813684])
    assert found.low == pytest.approx([0.08765040101829405, 0.004923380825095776])
    assert found.high == pytest.approx([0.1336657632841891, 0.02043921455549973])


def test_ratios_agree_with_phe_at_99_8_percent() -> None:
    found = standardised_ratio(91, EXPECTED, confidence=0.998)
    assert (float(found.low), float(found.high)) == pytest.approx((0.07695425528392111, 0.14897920510466744))


def test_half_an_event_expected_has_a_ratio() -> None:
    assert float(standardised_ratio(1, 0.5).ratio) == 2


def test_nothing_expected_has_no_ratio() -> None:
    assert np.isnan(standardised_ratio([3], [0])).all()


def test_expected_events_are_those_at_the_rates_of_the_reference() -> None:
    """1,000 at 20 per 1,000 and 500 at 60; the other place has 2,000 and none."""
    found = expected_events([[1000, 500], [2000, 0]], [200, 300], [10_000, 5000])
    assert found.tolist() == pytest.approx([50, 40])


def test_a_reference_without_inhabitants_is_refused() -> None:
    with pytest.raises(ValueError, match="no rate"):
        expected_events([1, 2], [1, 0], [10, 0])


def test_a_place_has_120_more_children_than_at_the_national_rate() -> None:
    found = difference_in_persons(1000, 20_000, 0.044)
    assert (float(found.expected), float(found.difference)) == pytest.approx((880, 120))
    # Wilson by hand: (2 x 1000 + z^2 -+ z sqrt(z^2 + 4 x 1000 x 0.95)) / (2 (20,000 + z^2)), x 20,000, less 880.
    z = 1.959963984540054
    sides = [20_000 * (2000 + z**2 + sign * z * (z**2 + 3800) ** 0.5) / (2 * (20_000 + z**2)) - 880 for sign in (-1, 1)]
    assert (float(found.low), float(found.high)) == pytest.approx(sides)


@given(st.integers(0, 400), st.integers(400, 5000), st.floats(0.001, 0.5))
def test_limits_leave_zero_out_just_when_the_rate_is_outside_wilsons(persons: int, people: int, rate: float) -> None:
    found, wilson = difference_in_persons(persons, people, rate), wilson_limits(persons, people)
    assert found.low <= found.difference + 1e-9
    assert found.difference <= found.high + 1e-9
    is_apart = (rate < wilson.low) | (rate > wilson.high)
    assert bool((found.low > 1e-9) | (found.high < -1e-9)) <= bool(is_apart)
    assert bool(is_apart) <= bool((found.low > -1e-9) | (found.high < 1e-9))


def test_differences_from_the_expected_have_the_limits_of_the_count() -> None:
    """Byar's limits of 65 are 50.163 and 82.849 (PHEindicatormethods)."""
    found = difference_from_expected([65, 5], 40)
    assert found.difference.tolist() == [25, -35]
    assert (found.low[0], found.high[0]) == pytest.approx((10.163187710459454, 42.84913854593984))
    assert (found.low[1], found.high[1]) == pytest.approx((1.62348639 - 40, 11.66833208 - 40))
