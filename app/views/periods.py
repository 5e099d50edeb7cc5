"""Periods of the activity mart: their codes in order, and how they are written."""

from calendar import monthrange
from datetime import date

from app.words import Words

# How many periods of each kind a year has, and how their codes are written: 2024, 2024-H1, 2024-T3, 2024-07.
PARTS = {"year": 0, "half_year": 2, "tertial": 3, "month": 12}
CODES = {"year": "{year}", "half_year": "{year}-H{part}", "tertial": "{year}-T{part}", "month": "{year}-{part:02}"}


def period_codes(period_type: str, first_year: int, last_year: int) -> tuple[str, ...]:
    """The codes of all periods of a kind, in order."""
    parts = range(1, (PARTS[period_type] or 1) + 1)
    years = range(first_year, last_year + 1)
    return tuple(CODES[period_type].format(year=year, part=part) for year in years for part in parts)


def period_label(words: Words, period_type: str, code: str) -> str:
    """A period as it is read: `2024`, `1. halvår 2024`, `juli 2024`."""
    if period_type == "year":
        return code
    year, part = code[:4], int(code[5:].lstrip("HT"))
    return words(f"period.{period_type}", year=year, part=part, month=words(f"month.{part}"))


def last_day(period_type: str, code: str) -> date:
    """The last day of a period."""
    year = int(code[:4])
    months = 12 // (PARTS[period_type] or 1)
    part = int(code[5:].lstrip("HT")) if period_type != "year" else 1
    month = months * part
    return date(year, month, monthrange(year, month)[1])


def months_between(earlier: date, later: date) -> int:
    """Whole months from a day to a later one: one more at the same day of each month, or at its last one."""
    is_full = later.day >= min(earlier.day, monthrange(later.year, later.month)[1])
    return 12 * (later.year - earlier.year) + later.month - earlier.month - (not is_full)
