"""The score of a scale from its items, where some of them may be unanswered."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Method = Literal["sum", "prorate", "mean"]


@dataclass(frozen=True)
class MissingRule:
    """How a scale is made of its items, and how many of them must be answered.

    `sum` adds up what is answered, `prorate` fills what is not with the mean of what is, `mean` is that mean itself.
    `lowest` and `highest` are those of an item; items come turned in the direction of the scale. `rounded`: to whole
    points, halves upwards. ValueError for a rule that could give a score outside the scale.
    """

    method: Method
    items: int
    min_answered: int
    lowest: float
    highest: float
    rounded: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.min_answered <= self.items:
            raise ValueError(f"between 1 and all {self.items} items must be answered, not {self.min_answered}")
        if self.lowest >= self.highest:
            raise ValueError(f"an item's highest answer must lie above its lowest, {self.lowest:g}")
        if self.method == "sum" and self.min_answered < self.items and self.lowest != 0:
            raise ValueError("a sum without all items needs items that begin at 0")

    @property
    def score_range(self) -> tuple[float, float]:
        """Lowest and highest score."""
        times = 1 if self.method == "mean" else self.items
        return self.lowest * times, self.highest * times


def score_scale(items: Sequence[float | None], rule: MissingRule) -> float | None:
    """The score in points of the scale; None where fewer items are answered than the rule asks for.

    None and NaN are unanswered. ValueError for another number of items than the scale has, or an answer outside the
    item's range (which one, never what): such a row is to be set aside, not scored.
    """
    if len(items) != rule.items:
        raise ValueError(f"{len(items)} items were given, the scale has {rule.items}")
    answers = [answer for answer in items if answer is not None and not math.isnan(answer)]
    for place, answer in enumerate(items, start=1):
        if answer is not None and (answer < rule.lowest or answer > rule.highest):
            raise ValueError(f"item {place} of {rule.items} lies outside {rule.lowest:g} to {rule.highest:g}")
    if len(answers) < rule.min_answered:
        return None
    score = _combined(answers, rule)
    return float(math.floor(score + 0.5)) if rule.rounded else score


def _combined(answers: Sequence[float], rule: MissingRule) -> float:
    total = math.fsum(answers)
    if rule.method == "sum":
        return total
    times = 1 if rule.method == "mean" else rule.items
    # A division may end a hair beyond the last point of the scale.
    low, high = rule.score_range
    return min(max(total * times / len(answers), low), high)
