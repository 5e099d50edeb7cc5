"""Indicators: which published cells they are made of, their levels, and the level that a published row attains."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from app.gate import PublishedRow
from data_marts.catalog import MARTS, Status
from data_marts.statistics.proportions import wilson_limits
from data_marts.statistics.targets import Level, target_level

FILE = Path(__file__).parent / "indicators.toml"
FEWEST_PERSONS = 30  # of fewer, no place is judged: as in funnels
SOURCES = ("bands",)
LOW, HIGH = "interval_low", "interval_high"
Attained = Literal["low", "moderate", "high"]
# Of an interval that lies in more than one level: the lowest and the highest of them.
Between = tuple[Attained, Attained]


class IndicatorError(ValueError):
    """An indicator that cannot be used. The sentence says which, and what is wrong with it."""


@dataclass(frozen=True)
class Indicator:
    """A share of a mart with levels in percent; `confirmed`: whether the register has decided these.

    `eligible` counts whom the share could be about: a place without any of them cannot have one.
    """

    share: str
    mart: str
    numerator: str
    denominator: str
    persons: str
    eligible: str
    high_from: float
    moderate_from: float
    source: str
    confirmed: bool

    @property
    def decimals(self) -> int:
        """How precisely the share and its limits are printed."""
        return MARTS[self.mart].measures[self.share].decimals


@dataclass(frozen=True)
class Judged:
    """What may be said of a place: share and Wilson's limits in percent, as they are printed, and the level.

    `level` is None where too few stand behind it, or it is preliminary: not all who count have had their time yet.
    `between` tells of which levels an uncertain one is.
    """

    value: float
    low: float
    high: float
    level: Level | None
    between: Between | None = None
    is_preliminary: bool = False


@cache
def read_indicators(path: Path = FILE) -> Mapping[str, Indicator]:
    """The declared indicators by the name of their share, read once. Raises IndicatorError for one of no use."""
    with path.open("rb") as file:
        return indicators_of(tomllib.load(file))


def indicators_of(content: Mapping[str, Any]) -> Mapping[str, Indicator]:
    """The indicators that a file holds. Raises IndicatorError for one that the catalogue does not have."""
    found = [_indicator(entry) for entry in content.get("indicators", ())]
    if not found or len({one.share for one in found}) != len(found):
        raise IndicatorError("there is no indicator, or one stands twice")
    return {one.share: one for one in found}


def _indicator(entry: Mapping[str, Any]) -> Indicator:
    name = str(entry.get("share"))
    if entry.keys() != {field.name for field in fields(Indicator)}:
        raise IndicatorError(f"{name}: something is missing, or nobody knows it")
    found = Indicator(**entry)
    measures = MARTS[found.mart].measures if found.mart in MARTS else {}
    cells = (found.numerator, found.denominator, found.persons, found.eligible)
    kinds = [measures[one].kind if one in measures else "" for one in (name, *cells)]
    if kinds != ["share", *["count"] * 4]:
        raise IndicatorError(f"{name}: its mart does not have this share and these counts")
    levels = (found.high_from, found.moderate_from)
    if not all(type(one) is float and 0 < one < 100 for one in levels) or levels[0] == levels[1]:
        raise IndicatorError(f"{name}: its levels are no two different percentages")
    if found.source not in SOURCES or type(found.confirmed) is not bool:
        raise IndicatorError(f"{name}: it does not say where its levels are from, or who has confirmed them")
    return found


def judge(indicator: Indicator, row: PublishedRow | None) -> Judged | None:
    """What a published row attains; None where one of its counts is not shown, or nobody is counted.

    The limits are rounded as they are printed before they judge, so that a reader can check it.
    """
    if row is None:
        return None
    part, whole, share = (row.number(name) for name in (indicator.numerator, indicator.denominator, indicator.share))
    persons = row.number(indicator.persons)
    if part is None or share is None or persons is None or not whole:
        return None
    low, high = (round(float(100 * limit), indicator.decimals) for limit in wilson_limits(part, whole))
    if persons < FEWEST_PERSONS:
        return Judged(float(share), low, high, None)
    level = target_level(low, high, indicator.moderate_from, indicator.high_from)
    between = _between(indicator, low, high) if level == "uncertain" else None
    return Judged(float(share), low, high, level, between)


def preliminary(found: Judged | None) -> Judged | None:
    """The same without a level: shares of a year of which more is to come judge nobody."""
    return None if found is None else replace(found, level=None, between=None, is_preliminary=True)


def _between(indicator: Indicator, low: float, high: float) -> Between:
    """The lowest and the highest level that an interval reaches into."""
    ends = [attained(indicator, low), attained(indicator, high)]
    return (ends[0], ends[1]) if indicator.high_from > indicator.moderate_from else (ends[1], ends[0])


def attained(indicator: Indicator, percent: float) -> Attained:
    """The level that one value lies in: where levels begin, or end where less is better, they are attained."""
    found = target_level(percent, percent, indicator.moderate_from, indicator.high_from)
    if found == "uncertain":
        raise ValueError("one value lies in one level")
    return found


def with_limits(indicator: Indicator, row: PublishedRow | None, found: Judged | None) -> PublishedRow | None:
    """The row with the limits of what was `found` of it beside its share; with the reason where there are none."""
    if row is None:
        return None
    share = row.cells[indicator.share]
    reason = share if isinstance(share, Status) else Status.NOT_APPLICABLE
    low, high = (found.low, found.high) if found else (reason, reason)
    return replace(row, cells={**row.cells, LOW: low, HIGH: high})
