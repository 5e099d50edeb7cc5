"""Which level of attainment a figure has reached, where its interval decides and not the figure alone."""

from typing import Literal

Level = Literal["high", "moderate", "low", "uncertain"]


def target_level(low: float, high: float, moderate_from: float, high_from: float) -> Level:
    """The level that the whole interval from `low` to `high` lies in; `uncertain` where it lies in more than one.

    Levels begin at `moderate_from` and `high_from`; where less is better, `high_from` is the smaller and the levels end
    there. Source: the levels of Norway's quality registers (high, moderate, low), with the interval in place of the
    estimate. ValueError for equal levels, or limits that are not in order or not known.
    """
    if not low <= high:
        raise ValueError("an interval needs a lower and an upper limit")
    if moderate_from == high_from:
        raise ValueError("two levels cannot begin at the same value")
    if high_from < moderate_from:
        return target_level(-high, -low, -moderate_from, -high_from)
    if low >= high_from:
        return "high"
    if high < moderate_from:
        return "low"
    return "moderate" if low >= moderate_from and high < high_from else "uncertain"
