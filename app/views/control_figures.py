"""The numbers of a control chart: each month beside the same one of the year before, with limits and verdict."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Literal

from app.gate import Cell, PublishedRow
from data_marts.catalog import Status
from data_marts.statistics.same_month import FEWEST_EVENTS, ChangeLimits, change_in_percent, change_limits

BASELINE_YEARS = 3
TRIAL_YEARS = 2  # until there is a year after the baseline that can be judged
DECIMALS = 1
Days = Callable[[int, int], int]
Find = Callable[[str], PublishedRow | None]
Verdict = Literal["above", "below", "inside", "echo", "baseline", "provisional", "few"]
VERDICTS: tuple[Verdict, ...] = ("above", "below", "inside", "echo", "baseline", "provisional", "few")
OUTSIDE: tuple[Verdict, ...] = ("above", "below")


@dataclass(frozen=True)
class Change:
    """A month beside the same one of the year before: the change a day in percent, or the reason for none.

    `limits` and `change` are rounded as they are printed, so that a reader can check the verdict.
    """

    code: str
    change: Cell
    limits: ChangeLimits | None = None
    verdict: Verdict = "few"

    @property
    def year(self) -> int:
        return int(self.code[:4])

    @property
    def is_known(self) -> bool:
        return not isinstance(self.change, Status)

    @property
    def side(self) -> Verdict:
        """On which side of its limits it lies, whether it is judged or not."""
        if self.limits is None or isinstance(self.change, Status):
            return "inside"
        return "above" if self.change > self.limits.high else "below" if self.change < self.limits.low else "inside"


@dataclass(frozen=True)
class Part:
    """Years whose months can be compared with the year before, and with each other: those between two breaks.

    The first three are the baseline of its limits, whatever a reader has chosen to see. Where these are all the whole
    years there are, limits are on trial, from two. `running` is how many years at the end are not wholly delivered.
    """

    first: int
    last: int
    running: int = 0

    @property
    def is_trial(self) -> bool:
        """Whether limits will be made anew once more, from more years."""
        return self.last - self.running - self.first < BASELINE_YEARS

    @property
    def baseline(self) -> tuple[int, int]:
        """First and last year of it."""
        years = TRIAL_YEARS if self.is_trial else BASELINE_YEARS
        return self.first, min(self.last, self.first + years - 1)


def parts(first_year: int, last_year: int, break_years: Collection[int], last_whole: int) -> tuple[Part, ...]:
    """Of the years that are given: a year in which something else is counted than before has nothing to compare with.

    Limits begin anew after it, for the reason that the break has in the release. `last_whole` is the last year that is
    wholly delivered.
    """
    starts = sorted({first_year, *(year for year in break_years if first_year < year <= last_year)})
    ends = [*(later - 1 for _, later in pairwise([*starts, last_year + 1]))]
    return tuple(
        Part(start + 1, end, max(0, end - max(start, last_whole)))
        for start, end in zip(starts, ends, strict=True)
        if start < end
    )


def before(code: str) -> str:
    """The same month of the year before."""
    return f"{int(code[:4]) - 1}{code[4:]}"


def changes(
    codes: Sequence[str], find: Find, measure: str, days: Days, within: Sequence[Part], provisional: Collection[str]
) -> tuple[Change, ...]:
    """Every month but those of the first year, in order, judged by limits that are made from shown figures alone."""
    years = {year for part in within for year in range(part.first, part.last + 1)}
    found = [Change(code, _change(code, find, measure, days, years)) for code in codes if before(code) in codes]
    limits = {part: _limits(part, found, find, measure, provisional) for part in within}
    return _judged([_with_limits(one, limits, provisional) for one in found])


def _change(code: str, find: Find, measure: str, days: Days, years: Collection[int]) -> Cell:
    now, then = (_cell(find(month), measure) for month in (code, before(code)))
    if int(code[:4]) not in years:
        return Status.NOT_APPLICABLE
    for cell in (now, then):
        if isinstance(cell, Status):
            return cell
    counted = [days(int(month[:4]), int(month[5:])) for month in (code, before(code))]
    found = change_in_percent(float(now), float(then), *counted)
    return Status.NOT_APPLICABLE if found is None else round(found, DECIMALS)


def _cell(row: PublishedRow | None, measure: str) -> Cell:
    return Status.NOT_DELIVERED if row is None else row.cells[measure]


def _limits(
    part: Part, found: Sequence[Change], find: Find, measure: str, provisional: Collection[str]
) -> ChangeLimits | None:
    """Limits from the part's baseline; None where too few months, or too few events, stand behind them."""
    first, last = part.baseline
    used = [one for one in found if first <= one.year <= last and one.is_known and one.code not in provisional]
    sizes = [row.number(measure) or 0 for one in used if (row := find(before(one.code))) is not None]
    limits = change_limits([float(one.change) for one in used])
    if limits is None or median(sizes) < FEWEST_EVENTS:
        return None
    centre, low, high = (round(end, DECIMALS) for end in (limits.centre, limits.low, limits.high))
    return ChangeLimits(centre, low, high, limits.points)


def _with_limits(one: Change, limits: Mapping[Part, ChangeLimits | None], provisional: Collection[str]) -> Change:
    part = next((part for part in limits if part.first <= one.year <= part.last), None)
    found = limits[part] if part else None
    if part is None or found is None:
        return one
    is_baseline = one.year <= part.baseline[1]
    verdict: Verdict = "provisional" if one.code in provisional else "baseline" if is_baseline else "inside"
    return Change(one.code, one.change, found, verdict)


def _judged(found: Sequence[Change]) -> tuple[Change, ...]:
    """What lies outside its limits says so, unless the month that it is compared with was the odd one.

    That has then been told a year before, and the month after it only comes back.
    """
    told: dict[str, Change] = {}
    sides: dict[str, Verdict] = {}
    for one in found:
        opposite = {"above": "below", "below": "above"}.get(sides.get(before(one.code), "inside"))
        verdict = one.verdict
        if one.side in OUTSIDE:
            is_echo = one.side == opposite
            sides[one.code] = "inside" if is_echo else one.side
            verdict = ("echo" if is_echo else one.side) if verdict == "inside" else verdict
        told[one.code] = Change(one.code, one.change, one.limits, verdict)
    return tuple(told.values())
