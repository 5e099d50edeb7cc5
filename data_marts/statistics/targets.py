"""Which level of attainment a figure has reached, where its interval decides and not the figure alone."""

from typing import Literal

Level = Literal["high", "moderate", "low", "uncertain"]
Band = Literal["80", "60", "40", "10", "0"]
BANDS: tuple[Band, ...] = ("80", "60", "40", "10", "0")


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


def coverage_band(percent: float) -> Band:
    """The band that a coverage in percent lies in, by where the band begins: 80-100, 60-79, 40-59, 10-39 and under 10.

    Source: the annual reports of Norway's quality registers (SKDE). ValueError for what is no percentage.
    """
    if not 0 <= percent <= 100:
        raise ValueError("a coverage lies between 0 and 100 percent")
    return next(band for band in BANDS if percent >= float(band))
