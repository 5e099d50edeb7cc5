"""A year's rows as the columns of the delivery: persons, homes, units and referrals written out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_marts.demo import constants as c
from data_marts.demo.allocate import Bools, Floats, Ints
from data_marts.demo.courses import World
from data_marts.demo.days import first_day
from data_marts.demo.defects import Columns
from data_marts.demo.people import Patients, People
from data_marts.demo.places import NO_DISTRICT, Places
from data_marts.demo.rows import NULL, Rows

MEDIAN_WAIT = 38.0  # days; invented, near the means published for 2018 and 2022 (50 and 54)
FIRST_REFERRAL = 5_000_000
INVALID_KOMMUNE = "0000"


@dataclass
class Referrals:
    """The running referral of each person: number, received and first help (day numbers)."""

    number: Ints
    received: Ints
    started: Ints
    given: int = 0

    @classmethod
    def none(cls, persons: int) -> "Referrals":
        """Nobody has been referred yet."""
        nothing = np.full(persons, NULL, dtype=np.int64)
        return cls(nothing, nothing.copy(), nothing.copy())

    def renew(self, rng: np.random.Generator, patients: Patients, first_contact: Ints) -> None:
        """New referrals for the new patients of a year, and for those who had one before the first year."""
        person = patients.person
        without = self.number[person] == NULL
        chosen = patients.is_new | without
        before = first_day(patients.year) - rng.integers(20, 900, len(person))
        started = np.where(patients.is_new, first_contact, before)[chosen]
        wait = np.clip(rng.lognormal(np.log(MEDIAN_WAIT), 0.6, len(started)), 1, 400).astype(np.int64)
        self.number[person[chosen]] = FIRST_REFERRAL + self.given + rng.permutation(len(started))
        self.started[person[chosen]], self.received[person[chosen]] = (started, started - wait)
        self.given += len(started)


@dataclass(frozen=True)
class Numbers:
    """Kommune numbers of one delivery year; NUMBERS[0] is the invalid one."""

    numbers: tuple[str, ...]
    of_patient: Ints  # index into numbers, by patient, for the present home
    of_former: Ints  # and for the former home


def numbers_of(places: Places, people: People, patients: Patients, year: int) -> Numbers:
    """The number of each patient's kommune in a year; one of its parts where it has been put together since."""
    former = [places.former_numbers(kommune, year) for kommune in places.homes.kommune]
    numbers = (INVALID_KOMMUNE, *sorted({number for parts in former for number in parts}))
    at = {number: index for index, number in enumerate(numbers)}
    parts = max(len(found) for found in former)
    index = np.zeros((len(former), parts), dtype=np.int64)
    edges = np.ones((len(former), parts))
    for home, found in enumerate(former):
        index[home, : len(found)] = [at[number] for number in found]
        edges[home, : len(found)] = np.cumsum(list(found.values()))
        edges[home, len(found) - 1 :] = 1.0

    draw = people.chance[patients.person, 4]  # the same part every year

    def chosen(home: Ints) -> Ints:
        part = (draw[:, None] >= edges[home]).sum(axis=1)
        found: Ints = index[home, np.minimum(part, parts - 1)]
        return found

    return Numbers(numbers, chosen(patients.home), chosen(patients.former_home))


def sort_rows(rows: Rows) -> Ints:
    """The order of the file: by person, date and time."""
    key = rows.patient.astype(np.int64) * 2**34 + rows.inndato.astype(np.int64) * 2**17 + rows.inntid
    return np.argsort(key, kind="stable")


def is_earlier_row(rows: Rows) -> Bools:
    """Which rows are over before their patient's last row in the file begins."""
    last = np.zeros(int(rows.patient.max()) + 1, dtype=np.int64)
    np.maximum.at(last, rows.patient, rows.inndato)
    found: Bools = np.maximum(rows.inndato, rows.utdato) < last[rows.patient]
    return found


def write_out(
    rng: np.random.Generator,
    world: World,
    patients: Patients,
    rows: Rows,
    referrals: Referrals,
    numbers: Numbers,
    is_earlier: Bools,
) -> Columns:
    """Every column of the delivery, NULL as -1; komnrhjem2 and tilst1akse1 as indices into their lists."""
    places, people = world.places, world.people
    person = patients.person[rows.patient]
    lived_before = is_earlier & (rng.random(len(patients))[rows.patient] > _part_of_year(patients.year, rows.inndato))
    home = np.where(lived_before, patients.former_home[rows.patient], patients.home[rows.patient])
    district = places.homes.district[home]
    unknown = (district >= 0) & ~people.district_known[person]
    trust = places.units.trust[rows.unit]
    unit = places.units.orgnr[rows.unit]
    return {
        "lopenr": people.lopenr[person],
        "nprid_reg": np.ones(len(rows), dtype=np.int8),
        "episode_lnr": rows.episode,
        "henvisning_id": referrals.number[person],
        "aar": rows.aar,
        "fodselsar": people.birth_year[person],
        "kjonn": _sex_codes(people)[person],
        "komnrhjem2": np.where(lived_before, numbers.of_former[rows.patient], numbers.of_patient[rows.patient]),
        "bydel2": np.where(unknown, NO_DISTRICT, district),
        "institusjonid": unit,
        "behandlingsstedkode": unit.copy(),
        "hf": _trust_numbers(places)[trust],
        "sh_reg": np.array([c.NPR_REGION[region] for region in places.trust_region])[trust],
        "omsorgsniva": rows.care,
        "inndato": rows.inndato,
        "utdato": rows.utdato,
        "inntid": rows.inntid,
        "uttid": rows.uttid,
        "permisjonsdogn": rows.leave,
        "innmatehast": rows.urgency,
        "kontakttype": rows.contact_type,
        "polkonaktivitet": rows.activity,
        "stedaktivitet": rows.place,
        "tilst1akse1": rows.diagnosis,
        "mottaksdato": referrals.received[person],
        "ventetidsluttdato": referrals.started[person],
        "ventetidsluttkode": np.ones(len(rows), dtype=np.int8),
        "retttilhelsehjelp": np.where(referrals.number[person] % 33 == 0, 6, 3),
    }


def _sex_codes(people: People) -> NDArray[np.int8]:
    """1 boy, 2 girl; of persons whose sex is never known 0 (unknown) for boys and 9 (not stated) for girls."""
    known = np.where(people.girl, 2, 1)
    return np.where(people.sex_known, known, np.where(people.girl, 9, 0)).astype(np.int8)


def _part_of_year(year: int, day: NDArray[np.int32]) -> Floats:
    part: Floats = (day.astype(np.float64) - first_day(year)) / 366
    return part


def _trust_numbers(places: Places) -> Ints:
    """Organisation numbers of the trusts; NULL for an owner that has none in the table."""
    return np.array([int(code) if code.isdigit() else NULL for code in places.trusts], dtype=np.int64)
