"""Scores from items: worked by hand, and never outside the scale whatever is answered."""

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_marts.statistics.scoring import Method, MissingRule, score_scale

SDQ_PART = MissingRule("prorate", items=5, min_answered=3, lowest=0, highest=2, rounded=True)
ORS = MissingRule("sum", items=4, min_answered=4, lowest=0, highest=10)
GOALS = MissingRule("mean", items=3, min_answered=1, lowest=0, highest=10)
YP_CORE = MissingRule("prorate", items=10, min_answered=9, lowest=0, highest=4)


@pytest.mark.parametrize(
    ("items", "score"),
    [
        ([0, 1, 2, 1, 0], 4),
        ([2, 2, 2, 2, 2], 10),
        ([0, 1, 2, 1, None], 5),  # 4 of four: 4 * 5/4
        ([0, 0, 1, 1, None], 3),  # 2 of four: 2.5, a half goes up
        ([1, 1, 2, None, None], 7),  # 4 of three: 6.67
        ([0, None, 1, None, 0], 2),  # 1 of three: 1.67
        ([1, 1, None, None, None], None),  # two are too few
        ([None] * 5, None),
        ([1, 1, math.nan, math.nan, math.nan], None),  # as floats hold what is not there
        ([2, 2, math.nan, 2, 2], 10),
    ],
)
def test_a_part_of_sdq_needs_three_answers_of_five(items: Sequence[float | None], score: float | None) -> None:
    assert score_scale(items, SDQ_PART) == score


def test_other_rules() -> None:
    assert score_scale([7.5, 8.1, 6, 9.4], ORS) == pytest.approx(31)
    assert score_scale([7.5, 8.1, 6, None], ORS) is None
    assert score_scale([3, None, 6], GOALS) == 4.5
    assert score_scale([1, 2, 3, 4, 0, 1, 2, 3, 2, None], YP_CORE) == pytest.approx(20)  # 18 of nine: not rounded
    assert score_scale([2, None, 1], replace(GOALS, method="sum")) == 3  # what is not answered adds nothing


def test_items_that_cannot_be_are_refused_without_telling_the_answer() -> None:
    with pytest.raises(ValueError, match=r"^4 items were given, the scale has 5$"):
        score_scale([0, 1, 2, 1], SDQ_PART)
    with pytest.raises(ValueError, match=r"^item 3 of 5 lies outside 0 to 2$"):
        score_scale([0, 1, 9, 1, 1], SDQ_PART)
    with pytest.raises(ValueError, match=r"^item 1 of 5 lies outside 0 to 2$"):
        score_scale([-1, None, None, None, None], SDQ_PART)


@pytest.mark.parametrize(
    ("items", "needed", "lowest", "highest", "sentence"),
    [
        (5, 0, 0, 2, "between 1 and all 5"),
        (5, 6, 0, 2, "between 1 and all 5"),
        (5, 5, 2, 2, "above its lowest"),
        (5, 4, 1, 5, "needs items that begin at 0"),
    ],
)
def test_rules_that_cannot_be_are_refused(
    items: int, needed: int, lowest: float, highest: float, sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        MissingRule("sum", items, needed, lowest, highest)


@st.composite
def rules_and_answers(draw: st.DrawFn) -> tuple[MissingRule, list[float | None]]:
    method: Method = draw(st.sampled_from(["sum", "prorate", "mean"]))
    items = draw(st.integers(1, 12))
    needed = draw(st.integers(1, items))
    lowest = 0 if method == "sum" else draw(st.integers(-3, 3))
    highest = lowest + draw(st.integers(1, 10))
    rule = MissingRule(method, items, needed, lowest, highest, draw(st.booleans()))
    item = st.none() | st.floats(lowest, highest)
    return rule, draw(st.lists(item, min_size=items, max_size=items))


@given(rules_and_answers())
def test_a_score_lies_on_the_scale_and_is_there_when_enough_is_answered(
    made: tuple[MissingRule, list[float | None]],
) -> None:
    rule, items = made
    score = score_scale(items, rule)
    answered = sum(item is not None for item in items)
    assert (score is None) == (answered < rule.min_answered)
    if score is not None:
        low, high = rule.score_range
        assert low <= score <= high
        assert not rule.rounded or score == int(score)


@given(st.lists(st.integers(0, 2), min_size=5, max_size=5), st.integers(0, 4))
def test_an_unanswered_item_counts_as_much_as_the_others_together(answers: list[int], place: int) -> None:
    """Second answer: the mean of the others in its place, by fractions."""
    items: list[float | None] = list(answers)
    items[place] = None
    others = sum(answers) - answers[place]
    assert score_scale(items, SDQ_PART) == (2 * others * 5 + 4) // 8  # floor(others * 5/4 + 1/2)
