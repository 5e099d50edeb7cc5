"""How far a printed quantile of waits narrows down how many were within the limit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_marts.build import derived, steps
from data_marts.disclosure.relations import printed
from data_marts.disclosure.relations.families import period_above


@pytest.mark.parametrize(
    ("numerator", "denominator", "waits", "expected"),
    [
        (1, 2, 5, (3, 2)),  # the third of five waits: at 65 days three are within, over it two can be
        (1, 2, 6, (3, 3)),  # between the third and the fourth
        (9, 10, 11, (10, 9)),  # the tenth of eleven
        (9, 10, 10, (9, 9)),
    ],
)
def test_by_hand(numerator: int, denominator: int, waits: int, expected: tuple[int, int]) -> None:
    below, above = printed._beside_quantile(np.array([waits]), numerator, denominator)
    assert (int(below[0]), int(above[0])) == expected


@given(st.lists(st.integers(55, 75), min_size=1, max_size=30), st.sampled_from([(1, 2), (9, 10)]))
def test_true_waits_are_never_outside(waits: list[int], share: tuple[int, int]) -> None:
    below, above = printed._beside_quantile(np.array([len(waits)]), *share)
    within = sum(wait <= printed.WAIT_LIMIT_DAYS for wait in waits)
    if np.rint(np.quantile(waits, share[0] / share[1])) <= printed.WAIT_LIMIT_DAYS:
        assert within >= below[0]
    else:
        assert within <= above[0]


def test_constants_are_those_of_the_build() -> None:
    assert printed.WAIT_LIMIT_DAYS == steps.WAIT_LIMIT_DAYS
    assert printed.STANDARD_YEAR == derived.STANDARD_YEAR
    assert printed.PER == derived.PER


def test_periods() -> None:
    assert [period_above("2024-05", kind) for kind in ("tertial", "half_year", "year")] == [
        "2024-T2",
        "2024-H1",
        "2024",
    ]
    assert [period_above("2024-12", kind) for kind in ("tertial", "half_year")] == ["2024-T3", "2024-H2"]
    assert (period_above("2024-T2", "year"), period_above("2024-T2", "half_year")) == ("2024", "")
