"""Working days, counted in a calendar by hand."""

from datetime import date

import pytest

from data_marts.statistics.working_days import calendar_days, easter_sunday, holidays, working_days


@pytest.mark.parametrize(
    ("year", "sunday"), [(2019, (4, 21)), (2020, (4, 12)), (2021, (4, 4)), (2022, (4, 17)), (2024, (3, 31))]
)
def test_easter(year: int, sunday: tuple[int, int]) -> None:
    assert easter_sunday(year) == date(year, *sunday)


@pytest.mark.parametrize(
    ("year", "month", "days"),
    [
        (2023, 3, 23),  # Easter in April
        (2024, 3, 19),  # 21 weekdays, less Maundy Thursday and Good Friday on the 28th and 29th
        (2024, 4, 21),  # 22 weekdays, less Easter Monday on the 1st
        (2024, 5, 19),  # 23 weekdays, less the 1st, Ascension on the 9th, the 17th and Whit Monday on the 20th
        (2024, 7, 23),
        (2024, 12, 18),  # 22 weekdays, less the 24th, 25th, 26th and 31st
        (2022, 1, 21),  # the 1st was a Saturday
    ],
)
def test_working_days(year: int, month: int, days: int) -> None:
    assert working_days(year, month) == days


def test_a_day_that_is_closed_for_two_reasons_is_closed_once() -> None:
    # Ascension Day of 2008 was the first of May.
    assert easter_sunday(2008) == date(2008, 3, 23)
    assert len(holidays(2008)) == 11
    assert working_days(2008, 5) == 20  # 22 weekdays, less the 1st and Whit Monday on the 12th; the 17th a Saturday


def test_calendar_days() -> None:
    assert [calendar_days(2024, 2), calendar_days(2023, 2), calendar_days(2024, 12)] == [29, 28, 31]
