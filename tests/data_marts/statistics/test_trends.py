"""Trends. FN: IndicatorTestData.cs of FingertipsNext (UK Department of Health and Social Care, MIT)."""

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data_marts.statistics.trends import Verdict, line_trend, rate_trend, share_trend

YEARS = [2020, 2021, 2022, 2023, 2024]
Z_95, Z_99_8 = 1.959963984540054, 3.090232306167813
# Values with their 95 % limits, as published.
DIABETES = (
    [7.0826, 7.1085, 7.2571, 7.4528, 7.6554],
    [7.0754, 7.1013, 7.2499, 7.4456, 7.6481],
    [7.094, 7.1199, 7.2685, 7.4643, 7.6669],
)
MMR = (
    [92.6254, 92.3221, 90.8708, 90.017, 90.1013],
    [92.4168, 92.1072, 90.6358, 89.7694, 89.8578],
    [92.8288, 92.5315, 91.1004, 90.2594, 90.3396],
)
EYES = (
    [2.935, 1.93028, 2.7567, 2.8701, 3.0121],
    [2.7841, 1.8085, 2.6113, 2.7225, 2.8616],
    [3.0919, 2.058, 2.9082, 3.0237, 3.1683],
)
CANCER = (
    [126.9341, 125.829, 121.5234, 122.3782, 120.7742],
    [125.9343, 124.8371, 120.5533, 121.4012, 119.8035],
    [127.94, 126.8268, 122.4993, 123.361, 121.7507],
)
Series = tuple[list[float], list[float], list[float]]
series = st.lists(st.tuples(st.integers(0, 200), st.integers(200, 5000)), min_size=5, max_size=12)


def _errors(case: Series) -> list[float]:
    return [(high - low) / (2 * Z_95) for low, high in zip(case[1], case[2], strict=True)]


@pytest.mark.parametrize(("case", "published"), [(DIABETES, "increasing"), (MMR, "decreasing"), (CANCER, "decreasing")])
def test_clear_trends_are_those_of_fn(case: Series, published: Verdict) -> None:
    assert line_trend(YEARS, case[0], _errors(case)).verdict == published


def test_a_series_that_fits_no_line_is_not_called_increasing() -> None:
    """Diabetic eye disease: FN says "increasing and getting worse". Residual 138.9 on 3 df; 33.5 becomes 0.7."""
    found = line_trend(YEARS, EYES[0], _errors(EYES))
    assert found.verdict == "no_line"
    assert 3 * found.phi == pytest.approx(138.9, abs=0.05)
    scaled = (found.slope / found.standard_error) ** 2
    assert scaled == pytest.approx(0.7, abs=0.05)
    assert scaled * found.phi == pytest.approx(33.5, abs=0.05)


def test_four_years_are_too_few() -> None:
    """As FN has it of a series without its latest year."""
    found = line_trend(YEARS[:4], CANCER[0][:4], _errors(CANCER)[:4])
    assert found.verdict == "too_few"
    assert math.isnan(found.slope)


def test_a_line_by_hand() -> None:
    """1, 2, 4, 4, 5 with s = 1: sum of t y = 10, sum of t^2 = 10; residuals -0.2, -0.2, 0.8, -0.2, -0.2."""
    found = line_trend(YEARS, [1, 2, 4, 4, 5], [1] * 5)
    assert found.slope == pytest.approx(1)
    assert found.phi == pytest.approx(0.8 / 3)
    assert found.standard_error == pytest.approx(10**-0.5)  # misfit below chance narrows nothing
    assert found.low == pytest.approx(1 - Z_99_8 * 10**-0.5)
    assert found.verdict == "increasing"


def test_one_year_alone_makes_no_trend() -> None:
    """The slope is 3.5 standard errors from zero, and zero without the last year."""
    found = line_trend(YEARS, [0, 0, 0, 0, 5], [1, 10, 10, 10, 1])
    assert found.low > 0
    assert found.verdict == "no_clear_change"


def test_a_flat_series_has_no_clear_change() -> None:
    found = rate_trend(YEARS, [100, 96, 104, 99, 101], [1000] * 5)
    assert found.verdict == "no_clear_change"
    assert found.low < 0 < found.high


def test_a_doubling_rate_by_hand() -> None:
    """20 x 2^t: exp(slope) is 2 exactly, and there is no misfit; 1 / s^2 = sum of m (t - mean)^2, weighted by m."""
    events = [20, 40, 80, 160, 320]
    found = rate_trend(YEARS, events, [1000] * 5)
    middle = sum(t * m for t, m in enumerate(events)) / sum(events)
    error = sum(m * (t - middle) ** 2 for t, m in enumerate(events)) ** -0.5
    assert math.exp(found.slope) == pytest.approx(2)
    assert found.phi == pytest.approx(0, abs=1e-12)
    assert found.standard_error == pytest.approx(error)
    assert found.verdict == "increasing"


def test_events_that_repeat_say_less() -> None:
    """Four contacts each: as uncertain as a quarter as many persons, and as far from a line."""
    persons, contacts = [25, 31, 30, 35, 36], [100, 124, 120, 140, 144]
    once = rate_trend(YEARS, persons, [1000] * 5)
    repeated = rate_trend(YEARS, contacts, [1000] * 5, repeats=4)
    assert repeated[:5] == pytest.approx(once[:5])
    assert (once.verdict, repeated.verdict) == ("no_clear_change", "no_clear_change")
    # As if each contact were another child's, it would be a rise.
    assert rate_trend(YEARS, contacts, [1000] * 5, confidence=0.95).verdict == "increasing"
    assert rate_trend(YEARS, contacts, [1000] * 5, confidence=0.95, repeats=4).verdict == "no_clear_change"


def test_doubling_odds_by_hand() -> None:
    """Odds 1/4, 1/2, 1, 2, 4: shares 1/5, 1/3, 1/2, 2/3, 4/5 of 300."""
    found = share_trend(YEARS, [60, 100, 150, 200, 240], [300] * 5)
    error = (300 * (2 * 4 * 0.16 + 2 * 1 * 2 / 9)) ** -0.5
    assert math.exp(found.slope) == pytest.approx(2)
    assert found.standard_error == pytest.approx(error)


def _centre(t: list[int], n: list[int], slope: float, total: int, is_share: bool) -> list[float]:
    """The fitted numbers for a slope: the level is found by halving until they add up to the total."""
    low, high = -60.0, 60.0
    for _ in range(200):
        level = (low + high) / 2
        odds = [math.exp(level + slope * when) for when in t]
        fitted = [size * (o / (1 + o) if is_share else o) for size, o in zip(n, odds, strict=True)]
        low, high = (level, high) if sum(fitted) < total else (low, level)
    return fitted


@example([(0, 200), (0, 200), (1, 4574), (1, 200), (9, 200)], True)
@given(series, st.booleans())
def test_fitted_numbers_balance_the_observed_ones_over_the_years(pairs: list[tuple[int, int]], is_share: bool) -> None:
    """What maximum likelihood asks for: fitted and observed agree in sum and in sum weighted by the year."""
    x, n = [list(column) for column in zip(*pairs, strict=True)]
    t = list(range(len(x)))
    found = (share_trend if is_share else rate_trend)([2010 + year for year in t], x, n)
    if math.isnan(found.slope):
        assert sum(x) < 10 or sum(value > 0 for value in x) < 3
        return
    fitted = _centre(t, n, found.slope, sum(x), is_share)
    assert sum(a * b for a, b in zip(t, fitted, strict=True)) == pytest.approx(
        sum(a * b for a, b in zip(t, x, strict=True)), rel=1e-6, abs=1e-6
    )
    variances = [f * (1 - f / size) if is_share else f for f, size in zip(fitted, n, strict=True)]
    misfit = sum((a - f) ** 2 / v for a, f, v in zip(x, fitted, variances, strict=True))
    assert found.phi == pytest.approx(misfit / (len(x) - 2), rel=1e-5, abs=1e-9)


@given(series)
def test_a_series_read_backwards_has_the_opposite_trend(pairs: list[tuple[int, int]]) -> None:
    x, n = zip(*pairs, strict=True)
    years = list(range(len(x)))
    there, back = rate_trend(years, x, n), rate_trend(years, x[::-1], n[::-1])
    assert there.slope == pytest.approx(-back.slope, nan_ok=True, abs=1e-7)
    opposite = {"increasing": "decreasing", "decreasing": "increasing"}
    assert opposite.get(there.verdict, there.verdict) == back.verdict


@pytest.mark.parametrize("events", [[0, 0, 0, 0, 50], [50, 0, 0, 0, 0]])
def test_a_jump_from_none_is_no_line(events: list[int]) -> None:
    found = rate_trend(YEARS, events, [1000] * 5)
    assert (found.verdict, math.isnan(found.slope)) == ("no_line", True)
    assert share_trend(YEARS, events, [50] * 5).verdict == "no_line"


def test_under_ten_events_are_too_few() -> None:
    assert rate_trend(YEARS, [1, 2, 2, 2, 2], [100] * 5).verdict == "too_few"
    assert rate_trend(YEARS, [2, 2, 2, 2, 2], [100] * 5).verdict == "no_clear_change"
    assert share_trend(YEARS, [98, 98, 98, 98, 99], [100] * 5).verdict == "too_few"


def test_impossible_series_are_refused() -> None:
    with pytest.raises(ValueError, match="stands in a series once"):
        line_trend([2020, 2020], [1, 2], [1, 1])
    with pytest.raises(ValueError, match="above zero"):
        line_trend(YEARS, [1] * 5, [1, 1, 1, 1, 0])
    with pytest.raises(ValueError, match="exposure above zero"):
        rate_trend(YEARS, [5] * 5, [1, 1, 1, 1, 0])
    with pytest.raises(ValueError, match="between zero and a total"):
        share_trend(YEARS, [5] * 5, [9, 9, 9, 9, 4])
    with pytest.raises(ValueError, match="at least as much"):
        rate_trend(YEARS, [5] * 5, [9] * 5, repeats=0.5)


def test_the_threshold_is_that_of_fn() -> None:
    """chi-square over 9.5495 on one degree of freedom: slopes of 3.0903 standard errors and no less."""
    steep, flat = (np.array([-2, -1, 0, 1, 2]) * times / 10**0.5 for times in (9.5497**0.5, 9.5493**0.5))
    assert line_trend(YEARS, steep, [1] * 5).verdict == "increasing"
    assert line_trend(YEARS, flat, [1] * 5).verdict == "no_clear_change"


@pytest.mark.parametrize(("misfit", "verdict"), [(14.79, "no_clear_change"), (14.80, "no_line")])
def test_a_line_does_not_fit_beyond_the_chi_square_of_three_degrees(misfit: float, verdict: Verdict) -> None:
    """99.8 % of chi-square on 3 degrees of freedom is 14.796; a, 0, 0, 0, a lies 1.2 a^2 from its flat line."""
    ends = (misfit / 1.2) ** 0.5
    found = line_trend(YEARS, [ends, 0, 0, 0, ends], [1] * 5)
    assert 3 * found.phi == pytest.approx(misfit)
    assert found.verdict == verdict
