"""Working days in Norway: by how many days the months of different years can be compared."""

from calendar import monthrange
from datetime import date, timedelta

# Days on which outpatient clinics are closed: the public holidays that have a date, and the two eves.
FIXED = ((1, 1), (5, 1), (5, 17), (12, 24), (12, 25), (12, 26), (12, 31))
# Days after Easter Sunday: Maundy Thursday, Good Friday, Easter Monday, Ascension Day, Whit Monday.
AROUND_EASTER = (-3, -2, 1, 39, 50)


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
    """Days on which outpatient clinics are closed, weekends apart: public holidays (lov 24. februar 1995) and eves."""
    fixed = {date(year, month, day) for month, day in FIXED}
    return fixed | {easter_sunday(year) + timedelta(days) for days in AROUND_EASTER}


def working_days(year: int, month: int) -> int:
    """Days from Monday to Friday in a month that are no holidays."""
    closed = holidays(year)
    days = (date(year, month, day) for day in range(1, calendar_days(year, month) + 1))
    return sum(day.weekday() < 5 and day not in closed for day in days)


def calendar_days(year: int, month: int) -> int:
    """All days of a month."""
    return monthrange(year, month)[1]
