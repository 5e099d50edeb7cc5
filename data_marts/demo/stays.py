"""Stays in hospital: who, where, from when to when.

A year is made from its first day on. What last year's stays run into the year is known by then and taken off the bed
days aimed at, so that the bed days of the counted patients add up exactly: days from inndato to utdato within the year,
less leave.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_marts.demo import constants as c
from data_marts.demo.allocate import (
    Bools,
    Floats,
    Ints,
    draw_without_replacement,
    largest_remainder,
    part_numbers,
    spread,
)
from data_marts.demo.days import first_day
from data_marts.demo.people import Patients
from data_marts.demo.places import Places

LONGEST_SUM = 320  # days in hospital of one patient in a year
ADULT_INPATIENTS = 0.05  # beyond the counted ones; FDN has more, but not all of them in these wards
LONGEST_OVERHANG = 40  # days that a stay goes on into the next year
HOUR = 3600


@dataclass(frozen=True)
class Stays:
    """Whole stays; one element each, by patient and date."""

    person: Ints
    unit: Ints
    begin: Ints  # day number
    end: Ints  # may lie in the next year
    begin_time: Ints  # seconds
    end_time: Ints
    leave: Ints
    urgency: Ints

    def __len__(self) -> int:
        return len(self.person)


def no_stays() -> Stays:
    """The stays before the first year."""
    return Stays(*(np.zeros(0, dtype=np.int64) for _ in range(8)))


def make_stays(
    rng: np.random.Generator,
    places: Places,
    patients: Patients,
    next_patients: Patients | None,
    carried: Stays,
    scale: float,
) -> Stays:
    """The stays that begin in the year, of others than those whom last year's stays (`carried`) still keep."""
    year = patients.year
    inpatients = _inpatients(rng, places, patients, carried.person, scale)
    number = _number_of_stays(rng, patients.counted[inpatients], round(c.STAYS[year] * scale))
    patient = np.repeat(inpatients, number)
    person = patients.person[patient]
    counted = patients.counted[patient]
    crossing = _crossing(rng, year, person, number, next_patients)
    weights = _length_weights(rng, patients, patient)
    target = _bed_days_left(patients, carried, scale)
    length, leave = _lengths(rng, weights, np.repeat(LONGEST_SUM // number, number), counted, crossing, target)
    begin = _begins(rng, year, number, length, crossing)
    overhang = np.where(crossing, rng.integers(1, LONGEST_OVERHANG, len(patient)), 0)
    acute = rng.random(len(patient))
    return Stays(
        person=person,
        unit=_wards(rng, places, patients, patient, number),
        begin=begin,
        end=begin + length + overhang,
        begin_time=8 * HOUR + 900 * rng.integers(0, 48, len(patient)),
        end_time=np.where(length + overhang > 0, 9, 20) * HOUR + 900 * rng.integers(0, 15, len(patient)),
        leave=leave,
        urgency=np.select([acute < 0.42, acute < 0.48, acute < 0.52, acute < 0.97], [1, 2, 3, 4], 5),
    )


def crossing_into(stays: Stays, year: int) -> Stays:
    """The stays that go on into a year."""
    inside = stays.end > first_day(year)
    return Stays(*(getattr(stays, name)[inside] for name in Stays.__dataclass_fields__))


def _is_counted(patients: Patients, person: Ints) -> Bools:
    """Whether persons are counted patients of the year."""
    return np.isin(person, patients.person[patients.counted])


def _bed_days_left(patients: Patients, carried: Stays, scale: float) -> int:
    days = (carried.end - first_day(patients.year))[_is_counted(patients, carried.person)]
    return round(c.BED_DAYS[patients.year] * scale) - int(days.sum())


def _inpatients(rng: np.random.Generator, places: Places, patients: Patients, carried: Ints, scale: float) -> Ints:
    """Who is admitted this year, as indices into Patients: with the carried ones, 2.2 % of the counted patients."""
    beds = _beds_by_area(places)
    visits = np.bincount(places.homes.area[patients.home], minlength=len(places.areas))
    weight = (beds / np.maximum(visits, 1))[places.homes.area[patients.home]] * _ill(patients)
    total = round(c.INPATIENT_SHARE * patients.counted.sum())
    wanted = largest_remainder(np.array([share for *_, share in c.INPATIENT_STRATA]), total)
    there = np.isin(patients.person, carried)
    chosen = []
    for (girl, teenager, _), count in zip(c.INPATIENT_STRATA, wanted, strict=True):
        stratum = patients.counted & (patients.girl == girl) & ((patients.age >= 13) == teenager)
        candidates = np.flatnonzero(stratum & ~there)
        count = max(0, int(count) - int((stratum & there).sum()))
        chosen.append(candidates[draw_without_replacement(rng, weight[candidates], count)])
    others = np.flatnonzero(~patients.counted & ~there)
    chosen.append(others[draw_without_replacement(rng, weight[others], round(total * ADULT_INPATIENTS))])
    return np.sort(np.concatenate(chosen))


def _beds_by_area(places: Places) -> Floats:
    """Beds that an area's patients are admitted to; areas without beds share those of their host."""
    by_trust = np.bincount(places.units.trust, weights=places.units.beds, minlength=len(places.trusts))
    beds = by_trust[: len(places.areas)].astype(np.float64)
    sharing = [places.areas.index(area) for pair in c.INPATIENT_HOST.items() for area in pair]
    shared = np.unique(sharing)
    residents = np.bincount(places.homes.area, weights=places.homes.residents, minlength=len(places.areas))[shared]
    beds[shared] = beds[shared].sum() * residents / residents.sum()
    return beds


def _ill(patients: Patients) -> Floats:
    """Relative chance of admission by age: rising through the teens."""
    return np.where(patients.age >= 13, 1.0 + 0.25 * (patients.age - 13), 0.2 + 0.1 * np.maximum(patients.age - 5, 0))


def _number_of_stays(rng: np.random.Generator, counted: Bools, total: int) -> Ints:
    """At least one stay each; the counted patients' add up to the total, the others have as many on average."""
    extra = np.minimum(rng.pareto(1.6, len(counted)), 12.0) + 1e-6
    number = np.ones(len(counted), dtype=np.int64)
    for group in (counted, ~counted):
        if group.any():
            theirs = round(total * group.sum() / max(int(counted.sum()), 1))
            number[group] += spread(extra[group], max(theirs - int(group.sum()), 0), 11.0)
    return number


def _crossing(rng: np.random.Generator, year: int, person: Ints, number: Ints, following: Patients | None) -> Bools:
    """Last stays of the year that go on into the next: only of those who are patients then too."""
    is_last = part_numbers(number) == np.repeat(number, number) - 1
    # After the last year nobody is known; about half come back in any year.
    returns = rng.random(len(person)) < 0.5 if following is None else np.isin(person, following.person)
    drawn = rng.random(len(person)) < c.CROSSING_STAYS / (0.5 * is_last.mean())
    crossing: Bools = is_last & returns & drawn
    return crossing


def _length_weights(rng: np.random.Generator, patients: Patients, patient: Ints) -> Floats:
    weights = rng.lognormal(0, 1.05, len(patient))
    return np.where(rng.random(len(patient)) < 0.02, 1e-6, weights) * np.where(patients.age[patient] < 13, 1.3, 1.0)


def _lengths(
    rng: np.random.Generator, weights: Floats, longest: Ints, counted: Bools, crossing: Bools, target: int
) -> tuple[Ints, Ints]:
    """Days within the year and leave of each stay; the counted ones' days less leave add up to the target."""
    on_leave = (rng.random(len(weights)) < c.STAYS_WITH_LEAVE) & ~crossing
    share = np.where(on_leave, 0.04 + 0.12 * rng.random(len(weights)), 0.0)
    total = target
    for _ in range(8):
        length = _limited(weights, longest, counted, total)
        length = np.where(crossing, np.maximum(length, 1), length)
        leave = np.where(length >= 7, np.ceil(length * share).astype(np.int64), 0)
        total += target - int((length - leave)[counted].sum())
    _settle(length, leave, longest, counted & ~on_leave, target - int((length - leave)[counted].sum()))
    return length, leave


def _limited(weights: Floats, longest: Ints, counted: Bools, total: int) -> Ints:
    share = weights * total / weights[counted].sum()
    for _ in range(30):
        limited = np.minimum(share, longest)
        share = limited * total / limited[counted].sum()
    edges = np.rint(np.cumsum(np.minimum(share, longest))).astype(np.int64)
    lengths: Ints = np.diff(edges, prepend=0)
    return lengths


def _settle(length: Ints, leave: Ints, longest: Ints, free: Bools, missing: int) -> None:
    """Adds or takes the last missing days, one stay after the other, at most one day each (changes `length`)."""
    step = 1 if missing > 0 else -1
    can = free & (length >= 3) & (length + step <= longest)
    chosen = np.flatnonzero(can)[: abs(missing)]
    length[chosen] += step


def _begins(rng: np.random.Generator, year: int, number: Ints, length: Ints, crossing: Bools) -> Ints:
    """First days of stays, in order and not touching; crossing stays lie at the end of the year."""
    last = number.cumsum() - 1
    stops = np.cumsum(length)[last]
    total = np.diff(stops, prepend=0)
    ends_open = crossing[last]
    # Two days between stays at least, so that they are never one stay by the rule of eight hours.
    free = (first_day(year + 1) - first_day(year)) - total - 2 * number
    gaps = rng.exponential(size=len(length))
    after = np.where(ends_open, 0.0, rng.exponential(size=len(number)))
    sums = np.diff(np.cumsum(gaps)[last], prepend=0) + after
    share = np.cumsum(gaps) - np.repeat(np.cumsum(gaps)[last] - np.diff(np.cumsum(gaps)[last], prepend=0), number)
    waited = np.floor(share / np.repeat(sums, number) * np.repeat(free, number) + 1e-9).astype(np.int64)
    before = np.cumsum(length) - length - np.repeat(stops - total, number)
    first = first_day(year) + before + waited + 2 * part_numbers(number)
    return np.where(crossing, first_day(year + 1) - length, first)


def _wards(rng: np.random.Generator, places: Places, patients: Patients, patient: Ints, number: Ints) -> Ints:
    """The ward of each stay: of the area's trust or its host; a ward takes patients by its beds."""
    area = places.homes.area[patients.home[patient]]
    trust = area.copy()
    for place, host in c.INPATIENT_HOST.items():
        trust[area == places.areas.index(place)] = places.areas.index(host)
    draws = np.repeat(rng.random(len(number)), number)  # a patient comes back to the same ward
    found = np.zeros(len(patient), dtype=np.int64)
    for number_of_trust in np.unique(trust):
        wards = np.flatnonzero((places.units.trust == number_of_trust) & (places.units.beds > 0))
        edges = np.cumsum(places.units.beds[wards]) / places.units.beds[wards].sum()
        inside = trust == number_of_trust
        found[inside] = wards[np.searchsorted(edges[:-1], draws[inside], side="right")]
    return found


def beds_by_year(places: Places) -> list[tuple[int, int, int]]:
    """(organisation number, year, beds) of the wards: the beds of 2024, scaled to the nation's number in each year.

    A small extract has all the beds, too: a ward with none would be no ward.
    """
    wards = np.flatnonzero(places.units.beds > 0)
    rows: list[tuple[int, int, int]] = []
    for year in c.YEARS:
        beds: NDArray[np.int64] = largest_remainder(places.units.beds[wards].astype(np.float64), c.BEDS[year])
        rows += [(int(places.units.orgnr[ward]), year, int(count)) for ward, count in zip(wards, beds, strict=True)]
    return rows
