"""Who is a patient in which year: invented persons who come, stay, return, move and grow older."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from data_marts.demo import constants as c
from data_marts.demo.allocate import Bools, Floats, Ints, between, largest_remainder, rank_within
from data_marts.demo.places import Places

AGES = 21  # 0-20: adults up to 20 are in the files and are left out by the marts
GROUPS = tuple(c.DIAGNOSIS_SHARES)
MISSING = -1
FIRST_LOPENR = 10_000_000


@dataclass(frozen=True)
class People:
    """All persons of the extract; one element each."""

    lopenr: Ints
    birth_year: Ints
    girl: Bools
    sex_known: Bools  # where not, no row states it
    reserved: Bools  # reservation in force: they are in the files, and must not be counted
    withdrawn: Bools  # reservation withdrawn again
    district_known: Bools
    # Fixed draws that decide where a person lives within a kommune and is treated, so that it is the same every year.
    chance: NDArray[np.float64]  # five columns


@dataclass(frozen=True)
class Patients:
    """The patients of one year; one element each, in order of the person."""

    year: int
    person: Ints
    home: Ints
    former_home: Ints  # where they lived before a move within the year; else the same
    age: Ints
    girl: Bools
    counted: Bools  # aged 0-17 and not reserved
    diagnosis: Ints  # index into GROUPS, or MISSING
    is_new: Bools  # a new referral this year

    def __len__(self) -> int:
        return len(self.person)


def patients_aimed_at(year: int, scale: float) -> int:
    """Distinct patients aged 0-17 in a year: the straight line through 2019 and 2024."""
    position = (year - c.FIRST_YEAR) / (c.LAST_YEAR - c.FIRST_YEAR)
    return round(between(c.PATIENTS_FIRST, c.PATIENTS_LAST, position) * scale)


def make_people(rng: np.random.Generator, places: Places, scale: float) -> tuple[People, dict[int, Patients]]:
    """All persons, and the patients of each year, with exactly the number aimed at once the reserved are taken out."""
    cohorts = _Cohorts(rng, places)
    years = {year: cohorts.step(year, quota(rng, places, year, scale)) for year in c.YEARS}
    reserved = _clones(rng, len(cohorts.birth_year), max(3, round(c.RESERVED_PERSONS * scale)))
    years = {year: _with_clones(patients, reserved, len(cohorts.birth_year)) for year, patients in years.items()}
    return _people(rng, cohorts, reserved, scale), years


def quota(rng: np.random.Generator, places: Places, year: int, scale: float) -> Ints:
    """Patients by area, sex (boys, girls) and age 0-20, flattened."""
    by_area = largest_remainder(_area_weights(rng, places, year), patients_aimed_at(year, scale))
    shape = _sex_and_age(year).ravel()
    children = np.stack([largest_remainder(shape, int(total)) for total in by_area]).reshape(-1, 2, 18)
    teenagers = children[:, :, 17] + 1e-9
    weights = teenagers[:, :, None] * np.array(c.ADULT_AGES)
    adults = largest_remainder(weights.ravel(), round(by_area.sum() * c.ADULT_SHARE)).reshape(weights.shape)
    return np.concatenate((children, adults), axis=2).ravel()


def _area_weights(rng: np.random.Generator, places: Places, year: int) -> Floats:
    rates = np.array([c.AREA_RATES[area] for area in places.areas])
    residents = np.bincount(places.homes.area, weights=places.homes.residents)
    noise = np.exp(rng.normal(0, c.AREA_NOISE, len(rates)))
    return (rates * residents * (1.0 if year == c.LAST_YEAR else noise)).astype(np.float64)


def _sex_and_age(year: int) -> Floats:
    position = (year - c.FIRST_YEAR) / (c.LAST_YEAR - c.FIRST_YEAR)
    girls = np.array(c.GIRLS_BY_AGE, dtype=np.float64)
    girls[13:] *= between(c.TEENAGE_GIRLS_IN_FIRST_YEAR, 1.0, position)
    # There are 1.058 boys for each girl among the residents (SSB, 1 January 2024).
    return np.stack((np.array(c.BOYS_BY_AGE) * 1.058, girls))


class _Cohorts:
    """Persons so far and where they live; grows year by year."""

    def __init__(self, rng: np.random.Generator, places: Places) -> None:
        self.rng, self.places = rng, places
        self.birth_year = np.zeros(0, dtype=np.int64)
        self.girl = np.zeros(0, dtype=bool)
        self.home = np.zeros(0, dtype=np.int64)
        self.diagnosis = np.zeros(0, dtype=np.int64)
        self.active = np.zeros(0, dtype=bool)  # a patient last year
        edges = np.cumsum(places.homes.residents[np.argsort(places.homes.area, kind="stable")])
        self.homes_by_area, self.home_edges = (np.argsort(places.homes.area, kind="stable"), edges)
        self.area_edges = np.concatenate(([0.0], np.cumsum(np.bincount(places.homes.area, places.homes.residents))))

    def step(self, year: int, wanted: Ints) -> Patients:
        """The patients of the next year."""
        former = self._move()
        kept = self._kept(year, wanted)
        new = self._add(year, wanted - np.bincount(self._cells(year)[kept], minlength=len(wanted)))
        former = np.concatenate((former, self.home[new]))
        person = np.concatenate((kept, new))
        is_new = ~self.active[person] & ((year > c.FIRST_YEAR) | (self.rng.random(len(person)) > c.RETAINED_SHARE))
        self.active = np.zeros(len(self.birth_year), dtype=bool)
        self.active[person] = True
        self._diagnose(year, person)
        age = year - self.birth_year[person]
        found = self._uncoded(year, is_new, self.diagnosis[person])
        return Patients(
            year, person, self.home[person], former[person], age, self.girl[person], age < 18, found, is_new
        )

    def _cells(self, year: int) -> Ints:
        age = np.clip(year - self.birth_year, 0, AGES)
        inside = age < AGES
        cells = (self.places.homes.area[self.home] * 2 + self.girl) * AGES + age
        return np.where(inside, cells, -1)

    def _move(self) -> Ints:
        former = self.home.copy()
        movers = np.flatnonzero(self.rng.random(len(former)) < c.MOVING_SHARE)
        self.home[movers] = self._draw_homes(self.rng.random(len(movers)) * self.area_edges[-1])
        return former

    def _draw_homes(self, positions: Floats) -> Ints:
        return self.homes_by_area[np.searchsorted(self.home_edges, positions, side="right")]

    def _kept(self, year: int, wanted: Ints) -> Ints:
        """Persons from earlier years who are patients this year too: last year's first, then returning ones."""
        cells = self._cells(year)
        known = np.flatnonzero(cells >= 0)
        adult = (np.arange(len(wanted)) % AGES) >= 18
        limits = (np.where(adult, 1.0, c.RETAINED_SHARE), np.where(adult, 0.0, c.RETURNING_SHARE))
        chosen = []
        for group, share in zip((self.active[known], ~self.active[known]), limits, strict=True):
            persons = known[group]
            rank = rank_within(cells[persons], self.rng.random(len(persons)))
            chosen.append(persons[rank < np.floor(wanted * share)[cells[persons]]])
        return np.sort(np.concatenate(chosen))

    def _add(self, year: int, missing: Ints) -> Ints:
        cells = np.repeat(np.arange(len(missing)), missing)
        area, age = cells // (2 * AGES), cells % AGES
        span = self.area_edges[area + 1] - self.area_edges[area]
        homes = self._draw_homes(self.area_edges[area] + self.rng.random(len(cells)) * span * (1 - 1e-12))
        first = len(self.birth_year)
        self.birth_year = np.concatenate((self.birth_year, year - age))
        self.girl = np.concatenate((self.girl, (cells // AGES) % 2 == 1))
        self.home = np.concatenate((self.home, homes))
        self.diagnosis = np.concatenate((self.diagnosis, np.full(len(cells), MISSING)))
        self.active = np.concatenate((self.active, np.zeros(len(cells), dtype=bool)))
        return np.arange(first, len(self.birth_year))

    def _diagnose(self, year: int, person: Ints) -> None:
        anew = (self.diagnosis[person] == MISSING) | (self.rng.random(len(person)) < c.NEW_DIAGNOSIS_SHARE)
        chosen = person[anew]
        stratum = self.girl[chosen] * 2 + (year - self.birth_year[chosen] >= 13)
        edges = np.cumsum(diagnosis_shares(year), axis=0)
        draws = self.rng.random(len(chosen))
        for number in range(4):
            inside = stratum == number
            self.diagnosis[chosen[inside]] = np.searchsorted(edges[:-1, number], draws[inside], side="right")

    def _uncoded(self, year: int, is_new: Bools, diagnosis: Ints) -> Ints:
        position = (year - c.FIRST_YEAR) / (c.LAST_YEAR - c.FIRST_YEAR)
        # New patients wait longest for a code; weighted so that the share of the year is the one aimed at.
        factor = np.where(is_new, 1.3, 0.84)
        share = between(*c.MISSING_DIAGNOSIS, position) * factor / factor.mean()
        return np.where(self.rng.random(len(diagnosis)) < share, MISSING, diagnosis)


def diagnosis_shares(year: int) -> Floats:
    """Share of coded patients by diagnosis group (rows) and boys 0-12, boys 13+, girls 0-12, girls 13+ (columns)."""
    position = (year - c.FIRST_YEAR) / (c.LAST_YEAR - c.FIRST_YEAR)
    growth = {group: np.array(c.DIAGNOSIS_GROWTH.get(group, (1.0,) * 4)) for group in GROUPS}
    # The shares hold for the last year; before, the growing groups were smaller.
    shares = np.stack([np.array(c.DIAGNOSIS_SHARES[g]) * growth[g] ** (position - 1) for g in GROUPS])
    normalised: Floats = shares / shares.sum(axis=0)
    return normalised


def _clones(rng: np.random.Generator, persons: int, count: int) -> Ints:
    """Persons whose course the reserved persons share: as many extra persons, so that the others still add up."""
    return np.sort(rng.choice(persons, size=count, replace=False))


def _with_clones(patients: Patients, sources: Ints, first: int) -> Patients:
    place = np.searchsorted(patients.person, sources)
    place = np.minimum(place, len(patients) - 1)
    there = patients.person[place] == sources
    rows = np.concatenate((np.arange(len(patients)), place[there]))
    person = np.concatenate((patients.person, first + np.flatnonzero(there)))
    copied = {name: getattr(patients, name)[rows] for name in ("home", "former_home", "age", "girl", "diagnosis")}
    counted = (copied["age"] < 18) & (person < first)
    return replace(patients, person=person, counted=counted, is_new=patients.is_new[rows], **copied)


def _people(rng: np.random.Generator, cohorts: _Cohorts, reserved: Ints, scale: float) -> People:
    persons = len(cohorts.birth_year)
    total = persons + len(reserved)
    withdrawn = np.zeros(total, dtype=bool)
    withdrawn[rng.choice(persons, size=max(1, round(c.WITHDRAWN_RESERVATIONS * scale)), replace=False)] = True
    return People(
        lopenr=FIRST_LOPENR + rng.permutation(total * 3)[:total],
        birth_year=np.concatenate((cohorts.birth_year, cohorts.birth_year[reserved])),
        girl=np.concatenate((cohorts.girl, cohorts.girl[reserved])),
        reserved=np.arange(total) >= persons,
        withdrawn=withdrawn,
        district_known=rng.random(total) >= c.DISTRICT_NEVER_KNOWN,
        chance=rng.random((total, 5)),
        sex_known=rng.random(total) >= c.SEX_NEVER_KNOWN,
    )
