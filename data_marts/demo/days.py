"""The working days of a year and how busy they are."""

from datetime import date, timedelta

import numpy as np

from data_marts.demo import constants as c
from data_marts.demo.allocate import Floats, Ints

_EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1 January 1970."""
    return (day - _EPOCH).days


def first_day(year: int) -> int:
    """1 January as a day number."""
    return day_number(date(year, 1, 1))


def easter_sunday(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (the anonymous algorithm, Nature 1876)."""
    century, within = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (within // 4) - epact - within % 4) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)


def holidays(year: int) -> set[date]:
    """Days on which outpatient clinics are closed, and the two eves."""
    fixed = {date(year, month, day) for month, day in ((1, 1), (5, 1), (5, 17), (12, 24), (12, 25), (12, 26), (12, 31))}
    return fixed | {easter_sunday(year) + timedelta(days) for days in (-3, -2, 1, 39, 50)}


def working_days(year: int) -> tuple[Ints, Floats]:
    """Day numbers of the working days, and the running share of the year's contacts up to the end of each."""
    closed = holidays(year)
    every = [date(year, 1, 1) + timedelta(number) for number in range(366)]
    days = [day for day in every if day.year == year and day.weekday() < 5 and day not in closed]
    weights = np.array([c.MONTH_WEIGHTS[day.month - 1] * c.WEEKDAY_WEIGHTS[day.weekday()] for day in days])
    return np.array([day_number(day) for day in days]), np.cumsum(weights) / weights.sum()
