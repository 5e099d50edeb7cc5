"""Control charts. PTD: tests and vignettes of NHSRplotthedots 0.2.2 (NHS-R community, MIT)."""

from itertools import pairwise
from statistics import mean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_marts.statistics.control_charts import (
    Chart,
    Rebase,
    assurance,
    p_prime_chart,
    u_prime_chart,
    xmr_chart,
)

OUTLIER = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
counted = st.lists(st.tuples(st.integers(0, 50), st.integers(51, 5000)), min_size=3, max_size=30)


def _ends(chart: Chart) -> tuple[float, float, float]:
    return float(chart.centre[-1]), float(chart.low[-1]), float(chart.high[-1])


def test_single_values_agree_with_ptd() -> None:
    """vignettes/deviations.Rmd: 1.94, -0.72 to 4.6 with the outlier's ranges left out; -3.06 to 6.95 with them."""
    assert _ends(xmr_chart(OUTLIER)) == pytest.approx((1.94, -0.72, 4.6), abs=0.005)
    assert _ends(xmr_chart(OUTLIER, screened=False)) == pytest.approx((1.94, -3.06, 6.95), abs=0.005)


def test_single_values_agree_with_ptd_to_the_printed_digit() -> None:
    """_snaps/ptd_spc_standard.md, r2 and r3: rnorm(20) of R, seed 123, the fifteenth set to 10."""
    values = [-0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621]
    values += [-1.26506123, -0.68685285, -0.44566197, 1.2240818, 0.35981383, 0.40077145, 0.11068272]
    values += [10, 1.78691314, 0.49785048, -1.96661716, 0.7013559, -0.47279141]
    assert _ends(xmr_chart(values)) == pytest.approx((0.6694159, -2.383666, 3.722497), abs=5e-7)
    assert _ends(xmr_chart(values, screened=False)) == pytest.approx((0.6694159, -4.596625, 5.935457), abs=5e-7)


def test_a_change_that_happened_once_is_not_screened_to_no_spread_at_all() -> None:
    """The only range is 2 of six; without it nothing would vary, and each point would lie beyond limits of no width."""
    assert _ends(xmr_chart([1, 3, 3, 3, 3, 3, 3])) == pytest.approx((19 / 7, 19 / 7 - 2.66 / 3, 19 / 7 + 2.66 / 3))


def test_a_limit_is_not_drawn_under_the_lowest_value() -> None:
    assert _ends(xmr_chart(OUTLIER, lowest=0)) == pytest.approx((1.944, 0, 4.604), abs=5e-4)


def test_limits_come_from_the_first_points_and_stand_still() -> None:
    """1, 3, 2: mean 2, ranges 2 and 1, so 2 +- 2.66 x 1.5."""
    chart = xmr_chart([1, 3, 2, 90, 70], reference_points=3)
    assert chart.centre.tolist() == [2] * 5
    assert chart.high.tolist() == pytest.approx([2 + 2.66 * 1.5] * 5)
    assert chart.is_trial.all()


def test_limits_are_made_anew_where_it_is_said_why() -> None:
    chart = xmr_chart([1, 3, 1, 3, 11, 13, 11], [Rebase(4, "A new clinic opened")])
    assert chart.centre.tolist() == pytest.approx([2, 2, 2, 2, 35 / 3, 35 / 3, 35 / 3])
    assert chart.low[4:].tolist() == pytest.approx([35 / 3 - 2.66 * 2] * 3)
    assert chart.starts == (0, 4)


def test_limits_from_twelve_points_are_not_on_trial() -> None:
    assert xmr_chart(list(range(11))).is_trial.all()
    assert not xmr_chart(list(range(12))).is_trial.any()
    chart = xmr_chart(list(range(14)), [Rebase(12, "Another way of counting")])
    assert chart.is_trial.tolist() == [False] * 12 + [True] * 2


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_no_reason_no_new_limits(reason: str) -> None:
    with pytest.raises(ValueError, match="written reason"):
        Rebase(3, reason)


def test_impossible_charts_are_refused() -> None:
    again = Rebase(2, "Once more")
    with pytest.raises(ValueError, match="after the first"):
        Rebase(0, "From the start")
    with pytest.raises(ValueError, match="twice"):
        xmr_chart([1, 2, 3, 4], [again, again])
    with pytest.raises(ValueError, match="at least two points"):
        xmr_chart([1, 2, 3], [again])
    with pytest.raises(ValueError, match="at least two points"):
        xmr_chart([1.0])
    with pytest.raises(ValueError, match="at least two points"):
        xmr_chart([1, 2, 3], reference_points=1)
    with pytest.raises(ValueError, match="known value"):
        xmr_chart([1, float("nan"), 3])
    with pytest.raises(ValueError, match="without anybody"):
        u_prime_chart([1, 2], [5, 0])
    with pytest.raises(ValueError, match="between zero and the total"):
        p_prime_chart([1, 7], [5, 6])


def _naive(pairs: list[tuple[int, int]], is_share: bool) -> list[tuple[float, float]]:
    """Laney (2002), one point at a time."""
    centre = sum(x for x, _ in pairs) / sum(n for _, n in pairs)
    errors = [(centre * ((1 - centre) if is_share else 1) / n) ** 0.5 for _, n in pairs]
    if not centre:
        return [(0.0, 0.0)] * len(pairs)
    scores = [(x / n - centre) / error for (x, n), error in zip(pairs, errors, strict=True)]
    between = mean(abs(later - earlier) for earlier, later in pairwise(scores)) / 1.128
    top = 1.0 if is_share else float("inf")
    return [(max(0.0, centre - 3 * e * between), min(top, centre + 3 * e * between)) for e in errors]


@given(counted, st.booleans())
def test_laneys_charts_agree_with_a_slow_reckoning(pairs: list[tuple[int, int]], is_share: bool) -> None:
    x, n = zip(*pairs, strict=True)
    chart = (p_prime_chart if is_share else u_prime_chart)(x, n)
    assert list(zip(chart.low, chart.high, strict=True)) == [
        pytest.approx(limits, abs=1e-9) for limits in _naive(pairs, is_share)
    ]


def test_a_chart_of_rates_by_hand() -> None:
    """4, 9 and 7 of 100 each: u = 1/15, s = sqrt(u / 100); ranges of the rates 0.05 and 0.02, mean 0.035."""
    chart = u_prime_chart([4, 9, 7], [100, 100, 100])
    assert _ends(chart) == pytest.approx((1 / 15, 0.0, 1 / 15 + 3 * 0.035 / 1.128))


def test_a_later_period_has_limits_by_its_own_size() -> None:
    """Twice the spread for a quarter of the persons."""
    chart = p_prime_chart([40, 50, 45, 12], [1000, 1000, 1000, 250], reference_points=3)
    assert chart.high[3] - chart.centre[3] == pytest.approx(2 * (chart.high[0] - chart.centre[0]))


@given(st.lists(st.floats(-1000, 1000), min_size=2, max_size=40), st.booleans())
def test_limits_lie_evenly_about_the_mean(values: list[float], screened: bool) -> None:
    chart = xmr_chart(values, screened=screened)
    assert chart.centre == pytest.approx(np.mean(values))
    assert chart.high - chart.centre == pytest.approx(chart.centre - chart.low, abs=1e-9)
    assert (chart.high - chart.low <= xmr_chart(values, screened=False).high - chart.low + 1e-9).all()


@pytest.mark.parametrize(
    ("limits", "higher_is_better", "published"),
    [
        ((1, 2, 3), True, "consistent_fail"),
        ((5, 6, 7), True, "consistent_pass"),
        ((1, 4, 5), True, "inconsistent"),
        ((1, 2, 3), False, "consistent_pass"),
        ((5, 6, 7), False, "consistent_fail"),
        ((1, 4, 5), False, "inconsistent"),
    ],
)
def test_assurance_agrees_with_ptd(limits: tuple[int, int, int], higher_is_better: bool, published: str) -> None:
    """test-ptd_calculate_assurance_type.R; the target is 4."""
    low, centre, high = (np.array([float(value)]) for value in limits)
    chart = Chart(centre, centre, low, high, (high - centre) / 3, np.array([False]), (0,))
    assert assurance(chart, 4, higher_is_better) == published
