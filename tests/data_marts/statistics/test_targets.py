"""Levels of attainment are decided by the whole interval."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_marts.statistics.targets import Level, coverage_band, target_level


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (90, 95, "high"),
        (89, 95, "uncertain"),
        (70, 89, "moderate"),
        (70, 90, "uncertain"),
        (69, 89, "uncertain"),
        (50, 69, "low"),
        (50, 70, "uncertain"),
        (50, 99, "uncertain"),
    ],
)
def test_levels_begin_at_their_thresholds(low: float, high: float, expected: Level) -> None:
    """Moderate from 70, high from 90; the same mirrored, where less is better."""
    assert target_level(low, high, 70, 90) == expected
    assert target_level(-high, -low, -70, -90) == expected


@given(st.floats(0, 100), st.floats(0, 20), st.floats(0, 20))
def test_a_wider_interval_never_reaches_another_level(middle: float, narrow: float, more: float) -> None:
    inner = target_level(middle - narrow, middle + narrow, 70, 90)
    outer = target_level(middle - narrow - more, middle + narrow + more, 70, 90)
    assert outer in (inner, "uncertain")


def test_impossible_levels_are_refused() -> None:
    with pytest.raises(ValueError, match="lower and an upper"):
        target_level(5, 4, 70, 90)
    with pytest.raises(ValueError, match="lower and an upper"):
        target_level(float("nan"), 4, 70, 90)
    with pytest.raises(ValueError, match="same value"):
        target_level(4, 5, 70, 70)


@pytest.mark.parametrize(
    ("percent", "band"),
    [
        (100, "80"), (80, "80"), (79.9, "60"), (60, "60"), (59.9, "40"),
        (40, "40"), (39.9, "10"), (10, "10"), (9.9, "0"), (0, "0"),
    ],
)  # fmt: skip
def test_bands_of_coverage(percent: float, band: str) -> None:
    assert coverage_band(percent) == band


@pytest.mark.parametrize("percent", [-0.1, 100.1, float("nan")])
def test_what_is_no_percentage_has_no_band(percent: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 100"):
        coverage_band(percent)
