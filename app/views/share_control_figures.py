"""The numbers of a control chart of shares: each month against limits that the first two years of months made."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from app.gate import Cell, PublishedRow
from data_marts.catalog import Status
from data_marts.statistics.control_charts import Chart, p_prime_chart

BASELINE_MONTHS = 24
FEWEST = 30  # in a month, as the median: a share of fewer moves in leaps
DECIMALS = 1
Verdict = Literal["above", "below", "inside", "baseline", "provisional", "few"]


@dataclass(frozen=True)
class Month:
    """A month's share in percent, or the reason for none, with centre and limits as they are printed."""

    code: str
    share: Cell
    centre: float | None = None
    low: float | None = None
    high: float | None = None
    verdict: Verdict = "few"


def months(
    rows: Sequence[tuple[str, PublishedRow | None]],
    columns: tuple[str, str, str],
    provisional: Collection[str],
) -> tuple[Month, ...]:
    """Every month in order. `columns` name the share and the two numbers that make it up: part, and what is not.

    Limits are those of Laney's p' chart, from the first 24 months with numbers; none where there are no more than
    these, or mostly fewer than 30 persons in a month.
    """
    share, part, rest = columns
    known = [(code, row) for code, row in rows if row is not None and _is_known(row, part, rest)]
    chart = _chart([(row.number(part) or 0, row.number(rest) or 0) for _, row in known])
    places = {code: at for at, (code, _) in enumerate(known)}
    return tuple(_month(code, row, share, chart, places.get(code), code in provisional) for code, row in rows)


def _is_known(row: PublishedRow, part: str, rest: str) -> bool:
    numbers = (row.number(part), row.number(rest))
    return None not in numbers and sum(one or 0 for one in numbers) > 0


def _chart(counted: Sequence[tuple[float, float]]) -> Chart | None:
    totals = [some + others for some, others in counted]
    if len(counted) <= BASELINE_MONTHS or median(totals) < FEWEST:
        return None
    return p_prime_chart([some for some, _ in counted], totals, reference_points=BASELINE_MONTHS)


def _month(
    code: str, row: PublishedRow | None, share: str, chart: Chart | None, at: int | None, provisional: bool
) -> Month:
    cell = Status.NOT_DELIVERED if row is None else row.cells[share]
    if chart is None or at is None or isinstance(cell, Status):
        return Month(code, cell)
    centre, low, high = (round(100 * float(line[at]), DECIMALS) for line in (chart.centre, chart.low, chart.high))
    return Month(code, cell, centre, low, high, _verdict(float(cell), low, high, at, provisional))


def _verdict(share: float, low: float, high: float, at: int, provisional: bool) -> Verdict:
    if provisional:
        return "provisional"
    if at < BASELINE_MONTHS:
        return "baseline"
    return "above" if share > high else "below" if share < low else "inside"
