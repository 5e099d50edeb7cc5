"""Outpatient and day contacts: when, how and for what."""

import numpy as np

from data_marts.demo import constants as c
from data_marts.demo.allocate import Bools, Floats, Ints, draw_codes, draw_without_replacement, part_numbers
from data_marts.demo.courses import Courses
from data_marts.demo.days import day_number, working_days
from data_marts.demo.people import GROUPS, MISSING, Patients
from data_marts.demo.rows import CODES, DAY, NOT_CODED, NULL, OUTPATIENT, Rows, make_rows

VIDEO, PHONE, TELEMEDICINE = 6, 7, 3


def make_contacts(rng: np.random.Generator, patients: Patients, courses: Courses, scale: float) -> Rows:
    """One row per person, date and unit: consultations, and day contacts among them as many as aimed at."""
    patient = np.repeat(courses.patient, courses.contacts)
    count = len(patient)
    date = contact_dates(rng, patients.year, courses)
    begin = 28_800 + 900 * rng.integers(0, 29, count)
    contact_type, place = _how(rng, patients.year, date)
    is_day = _day_contacts(rng, patients, courses, scale)
    return make_rows(
        count,
        patient=patient,
        unit=np.repeat(courses.unit, courses.contacts),
        care=np.where(is_day, DAY, OUTPATIENT),
        inndato=date,
        utdato=date,
        inntid=begin,
        uttid=begin + np.where(is_day, 18_000, 2700 + 900 * rng.integers(0, 4, count)),
        leave=0,
        contact_type=np.where(is_day, 2, contact_type),
        activity=draw_codes(rng, c.ACTIVITIES, count),
        place=np.where(is_day, 1, place),
        diagnosis=diagnosis_codes(rng, patients, patient),
        aar=patients.year,
    )


def contact_dates(rng: np.random.Generator, year: int, courses: Courses) -> Ints:
    """Day numbers, rising and all different within a course.

    Each contact is drawn in its own part of the course. Where two fall on one day the later one moves to the next
    working day; where the year is too short for that, the earlier ones move back.
    """
    days, running = working_days(year)
    number = part_numbers(courses.contacts)
    length = np.repeat(courses.contacts, courses.contacts)
    begin, end = (np.repeat(edge, courses.contacts) for edge in (courses.begin, courses.end))
    position = begin + (end - begin) * (number + rng.random(len(number))) / length
    drawn = np.minimum(np.searchsorted(running, position, side="right"), len(days) - 1)
    # With its number taken off, a rising row of days may stand still but not fall; the base keeps courses apart.
    base = np.repeat(np.arange(len(courses.contacts)) * (2 * len(days)), courses.contacts)
    rising = np.maximum.accumulate(drawn - number + base) - base + number
    chosen: Ints = days[np.minimum(rising, len(days) - length + number)]
    return chosen


def _day_contacts(rng: np.random.Generator, patients: Patients, courses: Courses, scale: float) -> Bools:
    """Which contacts are day treatment: never the first of a course, and none of the patients seen seldom."""
    eligible = np.repeat(courses.contacts >= 8, courses.contacts) & (part_numbers(courses.contacts) > 0)
    counted = np.repeat(patients.counted[courses.patient], courses.contacts)
    is_day = np.zeros(len(eligible), dtype=bool)
    wanted = round(c.DAY_CONTACTS[patients.year] * scale)
    candidates = np.flatnonzero(eligible & counted)
    # Some courses are day treatment many times: the weight belongs to the course.
    weight = np.repeat(rng.lognormal(0, 3, len(courses.contacts)), courses.contacts)[candidates]
    is_day[candidates[draw_without_replacement(rng, weight, wanted)]] = True
    return is_day


def _how(rng: np.random.Generator, year: int, date: Ints) -> tuple[Ints, Ints]:
    """kontakttype and stedaktivitet; video and phone have codes of their own from 2021."""
    draw = rng.random(len(date))
    kind = draw_codes(rng, c.CONTACT_TYPES, len(date)).astype(np.int64)
    place = draw_codes(rng, c.PLACES, len(date)).astype(np.int64)
    video, phone = c.VIDEO_SHARE[year], c.PHONE_SHARE[year]
    kind[draw < video + phone] = PHONE
    kind[draw < video] = VIDEO
    remote = (kind == VIDEO) | (kind == PHONE)
    if year == 2020:
        closing = day_number(np.datetime64(c.PANDEMIC_CLOSING).astype(object))
        remote = (date >= closing) & (draw < c.TELEMEDICINE_2020)
    place[remote] = TELEMEDICINE if year == 2020 else 1
    return kind, place


def diagnosis_codes(rng: np.random.Generator, patients: Patients, patient: Ints) -> Ints:
    """Index into CODES for each row: the patient's code of the year, or missing."""
    of_patient = _codes_of_patients(rng, patients.diagnosis)
    missing_now = rng.random(len(patient)) < c.MISSING_ROWS
    absent = np.where(rng.random(len(patient)) < 0.5, NOT_CODED, NULL)
    code = of_patient[patient]
    return np.where(missing_now | (code == NULL), absent, code)


def _codes_of_patients(rng: np.random.Generator, diagnosis: Ints) -> Ints:
    found = np.full(len(diagnosis), NULL)
    draws = rng.random(len(diagnosis))
    for number, group in enumerate(GROUPS):
        codes, shares = zip(*c.DIAGNOSIS_CODES[group], strict=True)
        edges: Floats = np.cumsum(shares)
        at = np.array([CODES.index(code) for code in codes])
        inside = diagnosis == number
        found[inside] = at[np.searchsorted(edges[:-1] / edges[-1], draws[inside], side="right")]
    found[diagnosis == MISSING] = NULL
    return found
