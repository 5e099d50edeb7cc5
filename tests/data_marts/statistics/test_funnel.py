"""Funnel limits. PHE: tests of PHEindicatormethods 2.1.0 (UKHSA). FPR: tests of FunnelPlotR (NHS-R community, MIT)."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_marts.statistics.funnel import (
    ALARM,
    Dispersion,
    additive_funnel,
    beyond,
    count_beyond,
    dispersion,
    exact_share_funnel,
    multiplicative_funnel,
    rate_errors,
    rate_funnel,
    ratio_funnel,
    share_errors,
    share_funnel,
    winsorised,
)
from data_marts.statistics.proportions import Limits


def test_limits_of_a_share_agree_with_phe() -> None:
    """testdata_funnel_prop: a common share of 80.64 percent; the limits are cut at 0 and 100."""
    share = 0.8064244785714955
    warning, alarm = share_funnel(share, [1, 2, 13]), share_funnel(share, [1, 2, 13], ALARM)
    assert 100 * warning.low == pytest.approx([3.204264, 25.885383, 59.16496], abs=2e-6)
    assert 100 * alarm.low == pytest.approx([0, 0, 46.779363], abs=2e-6)
    assert (warning.high.tolist(), alarm.high.tolist()) == ([1, 1, 1], [1, 1, 1])


@pytest.mark.parametrize(
    ("events", "at_95", "at_99_8"),
    [
        (15, (0.5596924, 1.649348), (0.3862650, 2.082907)),
        (20, (0.6108260, 1.544419), (0.4479107, 1.902094)),
        (30, (0.6746958, 1.427562), (0.5289724, 1.702771)),
    ],
)
def test_limits_of_a_ratio_agree_with_fpr(
    events: int, at_95: tuple[float, float], at_99_8: tuple[float, float]
) -> None:
    for confidence, printed in ((0.95, at_95), (ALARM, at_99_8)):
        found = ratio_funnel(events, confidence)
        assert float(found.low) == pytest.approx(printed[0], abs=5e-8)
        assert float(found.high) == pytest.approx(printed[1], abs=5e-7)


def test_limits_of_a_rate_are_those_of_the_ratio_times_the_rate() -> None:
    """20 are expected of 1,000 at 20 per 1,000."""
    found = rate_funnel(0.02, [1000])
    assert (found.low[0], found.high[0]) == pytest.approx((0.02 * 0.6108260, 0.02 * 1.544419), abs=5e-9)


def test_flags_of_counts_agree_with_phe() -> None:
    """testdata_funnel_ratio: the first twelve units."""
    observed = [8, 151, 159, 191, 124, 220, 150, 0, 182, 151, 206, 141]
    expected = [6.239860227, 106.4429719, 232.9329036, 184.0963855, 183.894409, 249.8012944]
    expected += [119.5695496, 240.6273499, 196.799308, 204.6070461, 139.4719025, 106.7211626]
    assert count_beyond(observed, expected).tolist() == [0, 1, -1, 0, -1, 0, 1, -1, 0, -1, 1, 1]
    assert count_beyond(observed, expected, ALARM).tolist() == [0, 1, -1, 0, -1, 0, 0, -1, 0, -1, 1, 1]


def test_overdispersion_agrees_with_fpr() -> None:
    """A tenth of six units is none, so nothing is drawn in; s = 1 / sqrt(expected) of a logarithm."""
    observed = np.array([100, 150, 180, 80, 120, 225])
    expected = np.array([108, 112, 165, 95, 100, 220])
    found = dispersion(np.sqrt(expected) * np.log(observed / expected), 1 / np.sqrt(expected))
    assert found.phi == pytest.approx(2.948033, abs=5e-7)
    assert found.is_over
    # By hand: w = expected; sum w = 800; sum w^2 = 118,858; (6 x 2.948033 - 5) / (800 - 118,858 / 800).
    assert int((expected**2).sum()) == 118_858
    assert found.tau_squared == pytest.approx((6 * 2.948033 - 5) / (800 - 118_858 / 800), abs=1e-8)


def _naive_limit(p: Fraction, n: int, share: Fraction) -> float:
    """The appendix of Spiegelhalter (2005), one person at a time and without rounding."""
    reached = Fraction(0)
    for r in range(n + 1):
        here = comb(n, r) * share**r * (1 - share) ** (n - r)
        if reached + here > p:
            return min(1.0, max(0.0, float((r - (reached + here - p) / here) / n)))
        reached += here
    raise AssertionError("a distribution reaches 1")


@given(st.integers(1, 60), st.integers(1, 19), st.sampled_from([95, 99]))
def test_exact_limits_agree_with_a_slow_sum(n: int, twentieths: int, percent: int) -> None:
    tail, share = Fraction(100 - percent, 200), Fraction(twentieths, 20)
    found = exact_share_funnel(float(share), n, percent / 100)
    assert float(found.low) == pytest.approx(_naive_limit(tail, n, share), abs=1e-6)
    assert float(found.high) == pytest.approx(_naive_limit(1 - tail, n, share), abs=1e-6)


def test_exact_limits_of_a_large_unit_are_near_the_normal_ones() -> None:
    exact, normal = exact_share_funnel(0.3, [50_000]), share_funnel(0.3, [50_000])
    assert np.concatenate(exact) == pytest.approx(np.concatenate(normal), abs=2e-5)


@pytest.mark.parametrize("share", [0, 1])
def test_a_share_of_none_or_all_has_no_width(share: int) -> None:
    assert np.concatenate(exact_share_funnel(share, [7])).tolist() == [share, share]
    assert np.concatenate(share_funnel(share, [7])).tolist() == [share, share]


def test_nobody_has_no_limits() -> None:
    for found in (share_funnel(0.3, [0]), exact_share_funnel(0.3, [0]), ratio_funnel([0]), rate_funnel(0.3, [0])):
        assert np.isnan(np.concatenate(found)).all()
        assert beyond([1.0], found).tolist() == [0]


@given(st.floats(0.01, 0.99), st.integers(2, 5000))
def test_limits_hold_the_common_value_and_narrow_with_size(share: float, n: int) -> None:
    for funnel in (share_funnel, rate_funnel):
        small, large = funnel(share, n), funnel(share, 2 * n)
        assert small.low <= large.low <= share <= large.high <= small.high


@given(st.floats(0.01, 0.99), st.integers(1, 5000))
def test_a_share_and_its_opposite_have_mirrored_limits(share: float, n: int) -> None:
    found, mirror = share_funnel(share, n), share_funnel(1 - share, n)
    assert (float(found.low), float(found.high)) == pytest.approx((1 - float(mirror.high), 1 - float(mirror.low)))


def test_on_a_limit_is_not_beyond_it() -> None:
    limits = Limits(np.array([1.0, 1.0, 1.0, 1.0]), np.array([2.0, 2.0, 2.0, 2.0]))
    assert beyond([0.9, 1.0, 2.0, 2.1], limits).tolist() == [-1, 0, 0, 1]


def test_a_tenth_at_each_end_is_drawn_in() -> None:
    scores = [3.0, -9.0, 0.0, 1.0, 8.0, -1.0, 2.0, 0.5, -2.0, 1.5]
    assert winsorised(scores).tolist() == [3.0, -2.0, 0.0, 1.0, 3.0, -1.0, 2.0, 0.5, -2.0, 1.5]
    assert winsorised(list(range(30)))[:4].tolist() == [3, 3, 3, 3]
    assert winsorised([]).tolist() == []


def test_half_of_the_units_cannot_be_drawn_in() -> None:
    with pytest.raises(ValueError, match="less than half"):
        winsorised([1.0, 2.0], 0.5)


def test_units_that_differ_by_chance_alone_keep_their_limits() -> None:
    found = dispersion([0.5, -0.5, 0.2, -0.1], [1.0, 2.0, 1.0, 2.0])
    assert found == Dispersion(phi=pytest.approx(0.1375), tau_squared=0.0, units=4, is_over=False)
    plain = [10 - 1.959963984540054, 10 + 1.959963984540054]
    assert np.stack(additive_funnel(10, 1.0, found)).tolist() == pytest.approx(plain)
    assert np.stack(multiplicative_funnel(10, 1.0, found)).tolist() == pytest.approx(plain)


def test_wider_limits_by_hand() -> None:
    """Four units, s = 1, z = -4, -2, 2, 4: phi = 10; tau^2 = (40 - 3) / (4 - 4 / 4)."""
    found = dispersion([-4, -2, 2, 4], [1.0, 1.0, 1.0, 1.0])
    assert found == Dispersion(phi=10.0, tau_squared=pytest.approx(37 / 3), units=4, is_over=True)
    z = 1.959963984540054
    assert float(additive_funnel(0, 1.0, found).high) == pytest.approx(z * (1 + 37 / 3) ** 0.5)
    assert float(multiplicative_funnel(0, 1.0, found).low) == pytest.approx(-z * 10**0.5)


def test_funnels_are_wider_where_units_differ_more_than_by_chance() -> None:
    """0.2 with n = 400: s = 0.02; tau^2 = 0.0005, so sqrt(0.0004 + 0.0005) = 0.03. A rate of 0.16: s = 0.02 too."""
    found, z = Dispersion(3.0, 0.0005, 20, True), 1.959963984540054
    assert share_errors(0.2, [400]).tolist() == pytest.approx([0.02])
    assert rate_errors(0.16, [400]).tolist() == pytest.approx([0.02])
    assert np.concatenate(share_funnel(0.2, [400], found=found)) == pytest.approx([0.2 - z * 0.03, 0.2 + z * 0.03])
    assert np.concatenate(rate_funnel(0.16, [400], found=found)) == pytest.approx([0.16 - z * 0.03, 0.16 + z * 0.03])
    assert share_funnel(0.2, [4], found=found).low.tolist() == rate_funnel(0.16, [4], found=found).low.tolist() == [0]
    as_ever = found._replace(is_over=False, tau_squared=0.0)
    assert rate_funnel(0.16, [400], found=as_ever).high == rate_funnel(0.16, [400]).high


def test_one_unit_cannot_tell_how_units_differ() -> None:
    with pytest.raises(ValueError, match="fewer than two"):
        dispersion([1.0], [1.0])
    with pytest.raises(ValueError, match="known score"):
        dispersion([1.0, float("nan"), 2.0], [1.0, 1.0, 1.0])
    with pytest.raises(ValueError, match="above zero"):
        dispersion([1.0, 2.0], [1.0, 0.0])


def test_a_share_outside_0_and_1_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        share_funnel(1.2, 5)
