"""Invented questionnaires: who was invited, who answered, and with what scores."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data_marts.demo import constants as c
from data_marts.demo.allocate import Bools, Floats, Ints, between
from data_marts.demo.courses import Courses, World
from data_marts.demo.days import first_day
from data_marts.demo.people import Patients
from data_marts.demo.places import REFERENCE, DemoError
from data_marts.demo.rows import NULL

CONTINUING_SHARE = 0.06  # of the courses that go on from last year
INSTRUMENT_SHARE = 0.9  # of the instruments that fit an invited patient's age
LATEST_ANSWER = 21  # days
UNIT_QUALITY_SPREAD = 0.25  # of a unit's mean change, relative


@dataclass(frozen=True)
class Instrument:
    """A scale that the delivery has answers to; scores are whole numbers from minimum to maximum."""

    instrument: str
    informant: str
    scale: str
    minimum: float
    maximum: float
    higher_is_better: bool


@dataclass(frozen=True)
class Answers:
    """One element per invitation; NULL days and NaN scores where nobody answered."""

    lopenr: Ints
    orgnr: Ints
    instrument: Ints  # index into the instruments
    followup: Bools
    invited: Ints
    answered: Ints
    score: Floats


def read_instruments(reference: Path = REFERENCE) -> tuple[Instrument, ...]:
    """The instruments of the reference table that the constants have scores for; DemoError if one is missing."""
    with (reference / "instruments.csv").open(encoding="utf-8", newline="") as file:
        found = [
            Instrument(
                row["instrument"],
                row["informant"],
                row["scale"],
                float(row["minimum"]),
                float(row["maximum"]),
                row["higher_is_better"] == "true",
            )
            for row in csv.DictReader(file)
            if (row["instrument"], row["informant"]) in c.PROM_SCORES
        ]
    if missing := set(c.PROM_SCORES) - {(i.instrument, i.informant) for i in found}:
        raise DemoError(
            f"instruments.csv has no row for {sorted(missing)}: add it, or change PROM_SCORES in constants.py"
        )
    return tuple(found)


def make_answers(
    rng: np.random.Generator,
    world: World,
    patients: Patients,
    courses: Courses,
    first_contact: Ints,
    instruments: Sequence[Instrument],
) -> Answers:
    """The invitations of the year's courses, with follow-ups up to the end of the last year.

    `first_contact`: day number by course; a first invitation goes out on it, so that the invited are always among
    those who had a contact with the unit in the year.
    """
    chosen = _invited_courses(rng, patients, courses, world.traits.coverage)
    severity = rng.normal(size=len(chosen))
    parts = []
    for number, instrument in enumerate(instruments):
        fits = _fits(rng, patients.age[courses.patient[chosen]], instrument)
        course = chosen[fits]
        asked = _first_invitations(world, patients, courses, course, first_contact, number)
        unit = courses.unit[course]
        effects = np.stack((world.traits.coverage[unit], world.traits.gain[unit]))
        parts += _both_times(rng, asked, effects, severity[fits], instrument, patients.year)
    return join_answers(parts)


def _first_invitations(
    world: World, patients: Patients, courses: Courses, course: Ints, first_contact: Ints, number: int
) -> Answers:
    return Answers(
        lopenr=world.people.lopenr[patients.person[courses.patient[course]]],
        orgnr=world.places.units.orgnr[courses.unit[course]],
        instrument=np.full(len(course), number),
        followup=np.zeros(len(course), dtype=bool),
        invited=first_contact[course],
        answered=np.full(len(course), NULL),
        score=np.full(len(course), np.nan),
    )


def take_answers(answers: Answers, chosen: Ints) -> Answers:
    """The answers at the indices."""
    return Answers(**{name: getattr(answers, name)[chosen] for name in Answers.__dataclass_fields__})


def join_answers(parts: Sequence[Answers]) -> Answers:
    """All answers, one part after the other."""
    names = Answers.__dataclass_fields__
    return Answers(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})


def _position(year: int) -> float:
    return (year - c.FIRST_YEAR) / (c.LAST_YEAR - c.FIRST_YEAR)


def _with_effect(share: float, effect: Floats) -> Floats:
    """A share moved up or down on the logit scale."""
    logit = np.log(share / (1 - share)) + c.UNIT_SPREAD * effect
    found: Floats = 1 / (1 + np.exp(-logit))
    return found


def _invited_courses(rng: np.random.Generator, patients: Patients, courses: Courses, effect: Floats) -> Ints:
    share = _with_effect(between(*c.INVITED_SHARE, _position(patients.year)), effect)[courses.unit]
    share = np.where(patients.is_new[courses.patient], share, share * CONTINUING_SHARE)
    young = patients.age[courses.patient] < 18
    return np.flatnonzero(courses.is_main & young & (rng.random(len(share)) < share))


def _fits(rng: np.random.Generator, age: Ints, instrument: Instrument) -> Bools:
    *_, youngest, oldest = c.PROM_SCORES[instrument.instrument, instrument.informant]
    return (age >= youngest) & (age <= oldest) & (rng.random(len(age)) < INSTRUMENT_SHARE)


def _both_times(
    rng: np.random.Generator, base: Answers, effects: Floats, severity: Floats, instrument: Instrument, year: int
) -> list[Answers]:
    mean, spread, change, *_ = c.PROM_SCORES[instrument.instrument, instrument.informant]
    factor = c.CLINICIAN_FACTOR if instrument.informant == "clinician" else 1.0
    worse = -1.0 if instrument.higher_is_better else 1.0
    own = np.sqrt(1 - c.PROM_LOADINGS**2) * rng.normal(size=len(severity))
    first = worse * (c.PROM_LOADINGS * severity) + own
    second = c.PROM_STABILITY * first + np.sqrt(1 - c.PROM_STABILITY**2) * rng.normal(size=len(severity))
    gain = change * (1 + UNIT_QUALITY_SPREAD * effects[1])
    share = _with_effect(between(*c.ANSWERED_SHARE, _position(year)), effects[0] * 0.5) * factor
    # The first answer belongs to the year of the invitation.
    answered = _answer(rng, base, share, first_day(year + 1) - 1, mean + spread * first, instrument)
    again = _with_effect(between(*c.FOLLOWUP_SHARE, _position(year)), effects[0] * 0.5) * factor
    later = _second_invitations(rng, answered)
    rows = later[1]
    scores = (mean + gain + spread * second)[rows]
    return [answered, _answer(rng, later[0], again[rows], first_day(c.LAST_YEAR + 1) - 1, scores, instrument)]


def _second_invitations(rng: np.random.Generator, first: Answers) -> tuple[Answers, Ints]:
    """Invitations to those who answered the first time, and which elements these were."""
    wait = rng.integers(*c.FOLLOWUP_DAYS, len(first.lopenr))
    rows = np.flatnonzero((first.answered != NULL) & (first.invited + wait < first_day(c.LAST_YEAR + 1)))
    later = take_answers(first, rows)
    return (
        Answers(
            lopenr=later.lopenr,
            orgnr=later.orgnr,
            instrument=later.instrument,
            followup=np.ones(len(rows), dtype=bool),
            invited=(first.invited + wait)[rows],
            answered=later.answered,
            score=later.score,
        ),
        rows,
    )


def _answer(
    rng: np.random.Generator, asked: Answers, share: Floats, latest: int, score: Floats, instrument: Instrument
) -> Answers:
    answers = rng.random(len(score)) < share
    day = np.minimum(asked.invited + rng.integers(0, LATEST_ANSWER + 1, len(score)), latest)
    rounded = np.clip(np.rint(score), instrument.minimum, instrument.maximum)
    return Answers(
        lopenr=asked.lopenr,
        orgnr=asked.orgnr,
        instrument=asked.instrument,
        followup=asked.followup,
        invited=asked.invited,
        answered=np.where(answers, day, NULL),
        score=np.where(answers, rounded, np.nan),
    )
