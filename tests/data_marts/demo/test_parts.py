"""The small functions the generator is made of."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_marts.demo import allocate, days
from data_marts.demo import constants as c
from data_marts.demo.contacts import contact_dates
from data_marts.demo.courses import Courses
from data_marts.demo.people import diagnosis_shares
from data_marts.demo.places import read_places

weights = st.lists(st.floats(0.01, 100), min_size=1, max_size=30).map(np.array)


def test_largest_remainder_by_hand() -> None:
    # 10 by 1 : 1 : 1 is 3.33 each; the first one gets what is left.
    assert allocate.largest_remainder(np.array([1.0, 1.0, 1.0]), 10).tolist() == [4, 3, 3]
    # 7 by 5 : 3 : 2 is 3.5, 2.1, 1.4.
    assert allocate.largest_remainder(np.array([5.0, 3.0, 2.0]), 7).tolist() == [4, 2, 1]


@given(weights, st.integers(0, 10_000))
def test_shared_out_numbers_add_up_and_are_off_by_less_than_one(values: np.ndarray, total: int) -> None:
    shared = allocate.largest_remainder(values, total)
    assert shared.sum() == total
    assert (np.abs(shared - values / values.sum() * total) < 1).all()


@given(weights, st.integers(1, 500))
def test_spread_numbers_add_up_and_stay_near_the_cap(values: np.ndarray, total: int) -> None:
    cap = total / len(values) * 3
    spread = allocate.spread(values, total, cap)
    assert spread.sum() == total
    assert spread.min() >= 0
    assert spread.max() <= cap + 1


def test_nothing_can_be_shared_out_by_no_weights() -> None:
    with pytest.raises(ValueError, match="cannot share out 3"):
        allocate.largest_remainder(np.zeros(2), 3)
    with pytest.raises(ValueError, match="at most 2 each"):
        allocate.spread(np.ones(2), 5, 2)


def test_numbers_within_runs_and_ranks_within_groups() -> None:
    assert allocate.part_numbers(np.array([2, 0, 3])).tolist() == [0, 1, 0, 1, 2]
    ranks = allocate.rank_within(np.array([7, 3, 7, 3, 7]), np.array([0.2, 0.9, 0.1, 0.5, 0.3]))
    assert ranks.tolist() == [1, 1, 0, 0, 2]


def test_a_draw_without_replacement_has_different_elements_and_prefers_heavy_ones() -> None:
    rng = np.random.default_rng(1)
    drawn = [allocate.draw_without_replacement(rng, np.array([1.0, 1.0, 8.0]), 1)[0] for _ in range(2000)]
    assert np.mean(np.array(drawn) == 2) == pytest.approx(0.8, abs=0.04)
    assert allocate.draw_without_replacement(rng, np.ones(5), 9).tolist() == [0, 1, 2, 3, 4]


def test_working_days_of_2024() -> None:
    # 262 weekdays, less 1 January, four days at Easter but Sunday (3), 1, 9, 17 and 20 May, 24-26 and 31 December.
    numbers, running = days.working_days(2024)
    assert len(numbers) == 262 - 1 - 3 - 4 - 4
    assert running[-1] == pytest.approx(1)
    assert days.day_number(date(2024, 5, 17)) not in numbers


courses = st.lists(st.tuples(st.integers(1, 150), st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=20)


@given(courses, st.integers(0, 2**31))
def test_contacts_of_a_course_fall_on_different_working_days_of_the_year(
    given_courses: list[tuple[int, float, float]], seed: int
) -> None:
    contacts = np.array([n for n, _, _ in given_courses])
    begin = np.array([min(a, b) for _, a, b in given_courses])
    end = np.array([max(a, b) for _, a, b in given_courses])
    zeros = np.zeros(len(contacts), dtype=np.int64)
    made = Courses(zeros, zeros, begin, end, contacts, zeros.astype(bool))
    dates = contact_dates(np.random.default_rng(seed), 2023, made)
    open_days = set(days.working_days(2023)[0].tolist())
    for part in np.split(dates, np.cumsum(contacts)[:-1]):
        assert (np.diff(part) > 0).all()
        assert set(part.tolist()) <= open_days


def test_diagnosis_shares_add_up_to_one_in_every_year() -> None:
    for year in c.YEARS:
        assert diagnosis_shares(year).sum(axis=0) == pytest.approx(np.ones(4))
    for codes in c.DIAGNOSIS_CODES.values():
        assert sum(share for _, share in codes) == pytest.approx(1)
    assert sum(share for *_, share in c.INPATIENT_STRATA) == pytest.approx(1)


def test_former_kommune_numbers() -> None:
    places = read_places()
    assert places.former_numbers("5501", 2019) == {"1902": 1.0}  # Tromsø
    assert places.former_numbers("5501", 2022) == {"5401": 1.0}
    assert places.former_numbers("5501", 2024) == {"5501": 1.0}
    assert places.former_numbers("1580", 2023) == {"1507": 1.0}  # Haram was part of Ålesund
    assert places.former_numbers("3236", 2019) == {"0532": 1.0}  # Jevnaker, by way of a number of one day
    assert set(places.former_numbers("1108", 2019)) == {"1102", "1129"}  # Sandnes and Forsand
    assert sum(places.former_numbers("1806", 2019).values()) == pytest.approx(1)
    assert places.former_numbers("1806", 2019)["1850"] < 0.05  # Tysfjord was split


def test_the_places() -> None:
    places = read_places()
    assert len(places.areas) == 21
    assert places.homes.residents.sum() == 1_112_853
    assert len(places.units.orgnr) == 113
    assert places.units.beds.sum() == 269 == c.BEDS[2024]
    begin, end = places.home_edges
    assert (begin < end + 1e-12).all()
    assert end.max() == pytest.approx(1)
