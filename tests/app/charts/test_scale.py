"""Scales by worked numbers, and by properties for all others."""

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.charts.scale import Linear, Steps, nice_step, nice_ticks, spread

numbers = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))


def test_a_linear_scale_by_hand() -> None:
    scale = Linear(40, 80, 372, 52)  # 8 pixels a unit, upwards
    assert [scale.at(value) for value in (40, 50, 80)] == [372, 292, 52]


def test_a_scale_without_extent_puts_everything_in_the_middle() -> None:
    assert Linear(5, 5, 0, 100).at(5) == 50


def test_bands_by_hand() -> None:
    bands = Steps(4, 100, 500)
    assert (bands.step, bands.first, bands.at(3)) == (100, 150, 450)
    assert (bands.before(0), bands.before(2)) == (100, 300)


def test_steps_with_an_inset_by_hand() -> None:
    steps = Steps(3, 0, 240, inset=20)
    assert [steps.at(index) for index in range(3)] == [20, 120, 220]
    assert steps.before(1) == 70


def test_one_category_stands_in_the_middle_also_with_an_inset() -> None:
    assert Steps(1, 0, 240, inset=20).at(0) == 120


@pytest.mark.parametrize(
    ("span", "most", "step"),
    [(10, 5, 2), (10, 4, 5), (1, 5, 0.2), (27, 7, 5), (1_364_000, 7, 200_000), (0.3, 3, 0.1), (99, 1, 100)],
)
def test_steps_of_1_2_and_5(span: float, most: int, step: float) -> None:
    assert nice_step(span, most) == pytest.approx(step)


def test_a_step_is_never_finer_than_the_last_written_decimal() -> None:
    assert nice_ticks(65.2, 65.9, 6, decimals=0) == (65, 66)
    assert nice_ticks(65.2, 65.9, 4, decimals=1) == (65.2, 65.4, 65.6, 65.8, 66.0)


def test_ticks_by_hand() -> None:
    assert nice_ticks(47, 74, 7, 0) == (45, 50, 55, 60, 65, 70, 75)
    assert nice_ticks(-0.25, 0.3, 6) == (-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3)


@pytest.mark.parametrize(("span", "most"), [(0, 5), (-1, 5), (1, 0)])
def test_a_span_without_extent_is_refused(span: float, most: int) -> None:
    with pytest.raises(ValueError, match="positive span"):
        nice_step(span, most)


@given(numbers, numbers, st.integers(1, 10), st.integers(0, 3))
def test_ticks_hold_the_values_and_are_as_few_as_asked(one: float, other: float, most: int, decimals: int) -> None:
    low, high = sorted((one, other))
    assume(high - low > 1e-3)
    ticks = nice_ticks(low, high, most, decimals)
    assert ticks[0] <= low + 1e-6 * (high - low) and ticks[-1] >= high - 1e-6 * (high - low)
    assert 2 <= len(ticks) <= most + 2
    assert len({f"{tick:.{decimals}f}" for tick in ticks}) == len(ticks)


def test_labels_are_pushed_apart_by_hand() -> None:
    # Two boxes of 20 around 100: their mean stays, each moves 10.
    assert spread([100, 100], [20, 20], 0, 400) == (90, 110)
    # The third is far away and stays.
    assert spread([101, 99, 300], [20, 20, 20], 0, 400) == (110, 90, 300)
    # At the lower edge both move up.
    assert spread([395, 396], [20, 20], 0, 400) == (370, 390)
    assert spread([], [], 0, 400) == ()


@given(st.lists(st.tuples(st.floats(-100, 500), st.floats(5, 40)), max_size=8))
def test_spread_labels_never_overlap_keep_their_order_and_stay_inside(boxes: list[tuple[float, float]]) -> None:
    centres, heights = [box[0] for box in boxes], [box[1] for box in boxes]
    placed = spread(centres, heights, 0, 400)
    order = sorted(range(len(boxes)), key=lambda index: centres[index])
    for before, after in pairwise(order):
        assert placed[after] - placed[before] >= (heights[before] + heights[after]) / 2 - 1e-6
    assert all(
        place - height / 2 >= -1e-6 and place + height / 2 <= 400 + 1e-6
        for place, height in zip(placed, heights, strict=True)
    )
