"""What holds of the limits of every share, count, rate and mean, whatever the numbers."""

from math import exp, factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_marts.statistics.means import mean_limits
from data_marts.statistics.proportions import two_sided_z, wilson_limits
from data_marts.statistics.rates import (
    byar_limits,
    exact_poisson_limits,
    poisson_limits,
    standardised_rate,
    weights_per_person,
)

shares = st.tuples(st.integers(0, 500), st.integers(0, 500)).filter(lambda pair: sum(pair) > 0)


@given(shares)
def test_wilson_limits_hold_the_share_and_narrow_with_persons(pair: tuple[int, int]) -> None:
    inside, total = pair[0], sum(pair)
    found, more = wilson_limits(inside, total), wilson_limits(4 * inside, 4 * total)
    assert 0 <= found.low <= inside / total <= found.high <= 1
    assert more.high - more.low < found.high - found.low


@given(shares)
def test_wilson_limits_of_those_in_and_out_mirror_each_other(pair: tuple[int, int]) -> None:
    inside, outside = wilson_limits(pair[0], sum(pair)), wilson_limits(pair[1], sum(pair))
    assert float(inside.low) == pytest.approx(1 - float(outside.high))
    assert float(inside.high) == pytest.approx(1 - float(outside.low))


@given(shares)
def test_a_wilson_limit_is_z_standard_errors_of_its_own_from_the_share(pair: tuple[int, int]) -> None:
    """What the formula is the solution of: (p - limit)^2 = z^2 limit (1 - limit) / n."""
    n = sum(pair)
    for limit in wilson_limits(pair[0], n):
        square = two_sided_z(0.95) ** 2 * float(limit) * (1 - float(limit)) / n
        assert (pair[0] / n - float(limit)) ** 2 == pytest.approx(square, abs=1e-12)


def _at_most(events: int, mean: float) -> float:
    return sum(exp(-mean) * mean**k / factorial(k) for k in range(events + 1))


@given(st.integers(0, 60))
def test_exact_limits_leave_the_tails_that_they_should(events: int) -> None:
    """At the upper limit as few events have a chance of 2.5 %, at the lower one as many."""
    found = exact_poisson_limits(events)
    assert _at_most(events, float(found.high)) == pytest.approx(0.025)
    if events:
        assert 1 - _at_most(events - 1, float(found.low)) == pytest.approx(0.025)


@given(st.integers(1, 3000))
def test_limits_of_a_count_hold_it_and_grow_with_it(events: int) -> None:
    found, next_one = poisson_limits(events), poisson_limits(events + 1)
    assert found.low < events < found.high
    # Where the method changes, at ten, both limits still grow.
    assert found.low < next_one.low
    assert found.high < next_one.high


@given(st.integers(10, 3000))
def test_byars_limits_are_near_the_exact_ones_from_ten_on(events: int) -> None:
    assert np.stack(byar_limits(events)) == pytest.approx(np.stack(exact_poisson_limits(events)), rel=6e-3)


@given(st.lists(st.tuples(st.integers(5, 300), st.integers(300, 9000), st.integers(1, 50)), min_size=2, max_size=6))
def test_a_standardised_rate_lies_in_its_limits_and_among_its_strata(strata: list[tuple[int, int, int]]) -> None:
    events, people, standard = zip(*strata, strict=True)
    found = standardised_rate([events], [people], standard)
    rates = [x / n for x, n in zip(events, people, strict=True)]
    assert min(rates) - 1e-12 <= found.rate[0] <= max(rates) + 1e-12
    assert found.low[0] < found.rate[0] < found.high[0]
    by_hand = sum(w * rate for w, rate in zip(standard, rates, strict=True)) / sum(standard)
    assert found.rate[0] == pytest.approx(by_hand)


def test_weights_are_the_standards_shares_per_inhabitant() -> None:
    found = weights_per_person(np.array([[3.0, 0.0]]), [[50, 0]], [1, 3])
    assert found.tolist() == [[0.25 / 50, 0]]


@given(st.floats(-50, 50), st.floats(0.1, 30), st.integers(2, 400))
def test_limits_of_a_mean_lie_evenly_and_narrow_with_answers(mean: float, spread: float, n: int) -> None:
    found, more = mean_limits(mean, spread, n), mean_limits(mean, spread, n + 1)
    assert float(found.high) - mean == pytest.approx(mean - float(found.low))
    assert more.high < found.high
    assert found.high - mean > two_sided_z(0.95) * spread / n**0.5 * (1 - 1e-9)


@pytest.mark.parametrize(
    ("confidence", "published"),
    [(0.95, (36.168325241336504, 71.24036475866352)), (0.998, (18.216705294788838, 89.19198470521118))],
)
def test_limits_of_a_mean_agree_with_phe(confidence: float, published: tuple[float, float]) -> None:
    """testdata_Mean.xlsx, Area1, of PHEindicatormethods 2.1.0 (UKHSA)."""
    found = mean_limits(53.70434500000001, 20.97557525770931, 8, confidence)
    assert (float(found.low), float(found.high)) == pytest.approx(published, rel=1e-12)


@pytest.mark.parametrize(
    ("events", "people", "published"),
    [
        (1, 100, (1.0005003335835343, 9233.413476451586)),
        (5, 100, (739.3717319178389, 16454.745203680104)),
        (65, 100, (42880.261471480204, 94000.290844318)),
    ],
)
def test_limits_of_a_rate_agree_with_phe_at_99_8_percent(
    events: int, people: int, published: tuple[float, float]
) -> None:
    """testdata_Rate.xlsx, per 100,000: exact for 1 and 5 events, Byar's for 65."""
    found = poisson_limits(events, 0.998)
    per = 100_000 / people
    assert (per * float(found.low), per * float(found.high)) == pytest.approx(published, rel=1e-12)


@given(st.integers(1, 59))
def test_wider_confidence_has_wider_limits(inside: int) -> None:
    for limits in (lambda c: wilson_limits(inside, 60, c), lambda c: poisson_limits(inside, c)):
        usual, wide = limits(0.95), limits(0.998)
        assert wide.low < usual.low
        assert usual.high < wide.high


@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_a_confidence_is_a_share(confidence: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        wilson_limits(3, 7, confidence)


def test_counts_below_zero_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        poisson_limits([3, -1])
