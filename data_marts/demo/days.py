"""The working days of a year and how busy they are."""

from datetime import date, timedelta

import numpy as np

from data_marts.demo import constants as c
from data_marts.demo.allocate import Floats, Ints
from data_marts.statistics.working_days import holidays

_EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1 January 1970."""
    return (day - _EPOCH).days


def first_day(year: int) -> int:
    """1 January as a day number."""
    return day_number(date(year, 1, 1))


def working_days(year: int) -> tuple[Ints, Floats]:
    """Day numbers of the working days, and the running share of the year's contacts up to the end of each."""
    closed = holidays(year)
    every = [date(year, 1, 1) + timedelta(number) for number in range(366)]
    days = [day for day in every if day.year == year and day.weekday() < 5 and day not in closed]
    weights = np.array([c.MONTH_WEIGHTS[day.month - 1] * c.WEEKDAY_WEIGHTS[day.weekday()] for day in days])
    return np.array([day_number(day) for day in days]), np.cumsum(weights) / weights.sum()
