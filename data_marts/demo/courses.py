"""Which unit treats whom in a year, and how many contacts come of it."""

from dataclasses import dataclass

import numpy as np

from data_marts.demo import constants as c
from data_marts.demo.allocate import Bools, Floats, Ints, between, largest_remainder, spread
from data_marts.demo.people import GROUPS, Patients, People
from data_marts.demo.places import Places

ANYWHERE_SHARE = 0.12  # of a trust's patients who do not come to the nearest unit; invented
INTENSITY_SPREAD = 0.12  # invented
MOST_CONTACTS = 150.0  # of one patient at one unit in a year; there are about 250 working days


@dataclass(frozen=True)
class Traits:
    """What sets units apart all years: how often they see patients, how many they ask, how much these improve."""

    intensity: Floats  # relative
    coverage: Floats  # standard normal
    gain: Floats  # standard normal


@dataclass(frozen=True)
class World:
    """Places, persons and units' traits: what is the same in every year."""

    places: Places
    people: People
    traits: Traits


@dataclass(frozen=True)
class Courses:
    """A patient's contacts with one unit in one year; one element each."""

    patient: Ints  # index into the year's Patients
    unit: Ints
    begin: Floats  # share of the year's contacts that have passed when the course begins
    end: Floats
    contacts: Ints  # on different days
    is_main: Bools  # the patient's first unit


def make_traits(rng: np.random.Generator, places: Places) -> Traits:
    """Random traits of every unit."""
    units = len(places.units.orgnr)
    return Traits(rng.lognormal(0, INTENSITY_SPREAD, units), rng.normal(size=units), rng.normal(size=units))


def make_courses(rng: np.random.Generator, world: World, patients: Patients, without: Bools, scale: float) -> Courses:
    """The courses of a year; `without` marks patients who are only in hospital.

    The consultations and day contacts of the counted patients add up to the number aimed at.
    """
    places = world.places
    main = _main_units(rng, places, world.people, patients)
    seen = np.flatnonzero(~without)
    other = _second_units(rng, places, patients, main)
    special = _special_units(rng, places, patients)
    patient = np.concatenate((seen, other[0], special[0]))
    unit = np.concatenate((main[seen], other[1], special[1]))
    is_main = np.arange(len(patient)) < len(seen)
    begin, end = _windows(rng, patients, patient)
    weights = _contact_weights(rng, patients, patient) * world.traits.intensity[unit] * (0.3 + 0.7 * (end - begin))
    weights[~is_main] *= 0.5
    counted = patients.counted[patient]
    contacts = _contacts(places, patients.year, unit, weights, counted, scale)
    return Courses(patient, unit, begin, end, contacts, is_main)


def _main_units(rng: np.random.Generator, places: Places, people: People, patients: Patients) -> Ints:
    chance = people.chance[patients.person]
    area = places.homes.area[patients.home]
    trust = _trusts(places, area, chance[:, 0], chance[:, 1])
    low, high = (edges[patients.home] for edges in places.home_edges)
    position = low + chance[:, 2] * (high - low)
    position = np.where((rng.random(len(area)) < ANYWHERE_SHARE) | (trust != area), chance[:, 3], position)
    units = _nearest(places, trust, position, patients.year)
    for place, unit, share in c.PRIVATE_FLOWS:
        at = int(np.flatnonzero(places.units.orgnr == unit)[0])
        if places.units.first_year[at] <= patients.year:
            units[(area == places.areas.index(place)) & (chance[:, 3] < share)] = at
    return units


def _trusts(places: Places, area: Ints, own: Floats, which: Floats) -> Ints:
    """The trust of the area for most, another one for the rest: mostly in the region, the larger hospitals oftener."""
    trust = area.copy()
    away = own >= c.OWN_TRUST_SHARE
    edges = np.cumsum(_pull(places), axis=1)
    trust[away] = (which[away, None] >= edges[area[away], :-1]).sum(axis=1)
    return trust


def _pull(places: Places) -> Floats:
    """Share of an area's patients treated elsewhere (rows) that goes to each other trust (columns)."""
    region = np.array([places.area_region.index(r) for r in places.area_region])
    pull = np.array([c.ATTRACTION.get(area, 1.0) for area in places.areas])
    same = region[:, None] == region[None, :]
    weights = np.where(same, 1.0, 0.0) * pull * (1 - np.eye(len(pull)))
    others = np.where(same, 0.0, 1.0) * pull
    inside = weights / weights.sum(axis=1, keepdims=True) * (1 - c.OTHER_REGION_SHARE)
    shares: Floats = inside + others / others.sum(axis=1, keepdims=True) * c.OTHER_REGION_SHARE
    return shares


def _nearest(places: Places, trust: Ints, position: Floats, year: int) -> Ints:
    """The unit whose part of the trust a position (0-1) falls in: units by seat, as wide as they are large."""
    units = places.units
    found = np.zeros(len(trust), dtype=np.int64)
    for number in np.unique(trust):
        open_units = np.flatnonzero((units.trust == number) & units.general & (units.first_year <= year))
        ordered = open_units[np.argsort([units.seat[unit] for unit in open_units], kind="stable")]
        edges = np.cumsum(units.size[ordered]) / units.size[ordered].sum()
        inside = trust == number
        found[inside] = ordered[np.searchsorted(edges[:-1], position[inside], side="right")]
    return found


def _second_units(rng: np.random.Generator, places: Places, patients: Patients, main: Ints) -> tuple[Ints, Ints]:
    chosen = np.flatnonzero(rng.random(len(patients)) < c.SECOND_UNIT_SHARE)
    area = places.homes.area[patients.home[chosen]]
    trust = _trusts(places, area, rng.random(len(chosen)) * 1.3, rng.random(len(chosen)))
    unit = _nearest(places, trust, rng.random(len(chosen)), patients.year)
    different = unit != main[chosen]
    return chosen[different], unit[different]


def _special_units(rng: np.random.Generator, places: Places, patients: Patients) -> tuple[Ints, Ints]:
    patient, unit = [], []
    for number, speciality in enumerate(places.units.speciality):
        if speciality and places.units.first_year[number] <= patients.year:
            fits = patients.diagnosis == GROUPS.index(speciality)
            fits &= places.homes.area[patients.home] == places.units.trust[number]
            chosen = np.flatnonzero(fits & (rng.random(len(patients)) < places.units.size[number]))
            patient.append(chosen)
            unit.append(np.full(len(chosen), number))
    return np.concatenate(patient), np.concatenate(unit)


def _windows(rng: np.random.Generator, patients: Patients, patient: Ints) -> tuple[Floats, Floats]:
    """Begin and end of each course, as shares of the year: new patients begin at any time, half of all go on."""
    is_new = patients.is_new[patient]
    begin = np.where(is_new, rng.random(len(patient)) * 0.96, 0.0)
    goes_on = rng.random(len(patient)) < 0.6
    end = np.where(goes_on, 1.0, begin + (0.04 + 0.96 * rng.random(len(patient))) * (1 - begin))
    return begin, end


def _contact_weights(rng: np.random.Generator, patients: Patients, patient: Ints) -> Floats:
    weights: Floats = rng.lognormal(0, c.CONTACT_SPREAD, len(patient))
    teenage_girl = patients.girl[patient] & (patients.age[patient] >= 13)
    return np.where(teenage_girl, 1.25 * weights, weights)


def _contacts(places: Places, year: int, unit: Ints, weights: Floats, counted: Bools, scale: float) -> Ints:
    """At least one contact each; the counted courses of a trust share what the trust has."""
    trust = places.units.trust[unit]
    courses = np.bincount(trust[counted], minlength=len(places.trusts))
    total = round(c.CONSULTATIONS[year] * scale) + round(c.DAY_CONTACTS[year] * scale)
    room = np.maximum(_trust_targets(places, year, courses) * total - courses, 0.0)
    extra = largest_remainder(room, total - int(courses.sum()))
    contacts = np.ones(len(unit), dtype=np.int64)
    for number in np.unique(trust):
        here = (trust == number) & counted
        if not here.any():
            continue
        mean = extra[number] / courses[number]
        cap = min(MOST_CONTACTS, max(c.CONTACT_CAP * mean, 1.0))
        contacts[here] += spread(weights[here], int(extra[number]), cap)
        uncounted = (trust == number) & ~counted
        contacts[uncounted] += np.minimum(weights[uncounted] / weights[here].mean() * mean, cap).astype(np.int64)
    return contacts


def _trust_targets(places: Places, year: int, courses: Ints) -> Floats:
    """Share of the nation's contacts by trust: the bank's trusts as it has them, the rest of a region by courses."""
    position = (year - c.FIRST_YEAR) / (c.LAST_YEAR - c.FIRST_YEAR)
    shares = np.zeros(len(places.trusts))
    for region, last in c.REGION_CONSULTATIONS.items():
        rest = between(c.REGION_CONSULTATIONS_FIRST[region], last, position)
        inside = np.array([r == region for r in places.trust_region])
        known = np.array([trust in c.TRUST_CONSULTATIONS for trust in places.trusts])
        for number in np.flatnonzero(inside & known):
            trust = places.trusts[number]
            shares[number] = between(c.TRUST_CONSULTATIONS_FIRST[trust], c.TRUST_CONSULTATIONS[trust], position)
            rest -= shares[number]
        others = np.where(inside & ~known, courses, 0)
        shares += rest * others / max(others.sum(), 1)
    shares[courses == 0] = 0.0
    normalised: Floats = shares / shares.sum()
    return normalised
