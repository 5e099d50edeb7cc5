"""Stays as a file has them: stays across New Year in two files, transfers as two rows, contacts during a stay."""

import numpy as np

from data_marts.demo import constants as c
from data_marts.demo.allocate import Bools, Ints
from data_marts.demo.contacts import diagnosis_codes
from data_marts.demo.days import first_day
from data_marts.demo.people import Patients
from data_marts.demo.places import Places
from data_marts.demo.rows import INPATIENT, NULL, OUTPATIENT_DURING_STAY, Rows, join, make_rows, take
from data_marts.demo.stays import HOUR, Stays

MIDNIGHT_BEFORE = 86_340  # 23:59


def stay_rows(rng: np.random.Generator, places: Places, patients: Patients, begun: Stays, carried: Stays) -> Rows:
    """The rows of one year's file for the stays begun in it and those carried over from the year before."""
    first = _one_row_each(rng, patients, begun)
    goes_on = begun.end > first_day(patients.year + 1)
    from_last_year = _clipped_begin(rng, _one_row_each(rng, patients, carried), patients.year)
    here = join([_transfers(rng, places, take(first, ~goes_on)), _open_end(rng, take(first, goes_on), patients.year)])
    return join([here, from_last_year, _contacts_during(rng, places, here, patients.year)])


def _one_row_each(rng: np.random.Generator, patients: Patients, stays: Stays) -> Rows:
    patient = np.searchsorted(patients.person, stays.person)
    return make_rows(
        len(stays),
        patient=patient,
        unit=stays.unit,
        care=INPATIENT,
        inndato=stays.begin,
        utdato=stays.end,
        inntid=stays.begin_time,
        uttid=stays.end_time,
        leave=stays.leave,
        urgency=stays.urgency,
        diagnosis=diagnosis_codes(rng, patients, patient),
        # Begins with the stay: the same stay has the same number in both years' files.
        episode=9_000_000_000 + stays.person * 10_000 + stays.begin % 10_000,
        aar=patients.year,
    )


def _open_end(rng: np.random.Generator, rows: Rows, year: int) -> Rows:
    """Stays that go on next year: end missing, cut at 31 December, or already known. In the last file: missing."""
    draw = rng.random(len(rows)) if year < c.LAST_YEAR else np.zeros(len(rows))
    last_day = first_day(year + 1) - 1
    return take(
        rows,
        np.arange(len(rows)),
        utdato=np.select([draw < 0.4, draw < 0.7], [NULL, last_day], rows.utdato),
        uttid=np.select([draw < 0.4, draw < 0.7], [NULL, MIDNIGHT_BEFORE], rows.uttid),
    )


def _clipped_begin(rng: np.random.Generator, rows: Rows, year: int) -> Rows:
    """Last year's stays: a third of them begin on 1 January in this file."""
    cut = rng.random(len(rows)) < 1 / 3
    begin = np.where(cut, first_day(year), rows.inndato)
    return take(rows, np.arange(len(rows)), inndato=begin, inntid=np.where(cut, 0, rows.inntid))


def _transfers(rng: np.random.Generator, places: Places, rows: Rows) -> Rows:
    """Some stays as two rows, the second a few hours later the same day, on another ward where there is one."""
    length = rows.utdato - rows.inndato
    parted = (length >= 6) & (rng.random(len(rows)) < c.SPLIT_STAYS * len(rows) / max(int((length >= 6).sum()), 1))
    both, chosen = take(rows, parted), np.arange(int(parted.sum()))
    share = 0.3 + 0.4 * rng.random(len(both))
    day = both.inndato + np.rint((both.utdato - both.inndato) * share).astype(np.int64)
    first = take(both, chosen, utdato=day, uttid=10 * HOUR)
    hour = 11 + rng.integers(0, 5, len(both))
    second = take(
        both,
        chosen,
        inndato=day,
        inntid=hour * HOUR,
        unit=_other_ward(places, both.unit.astype(np.int64)),
        leave=0,
        urgency=4,
        episode=both.episode + 100_000_000_000,
    )
    return join([take(rows, ~parted), first, second])


def _other_ward(places: Places, unit: Ints) -> Ints:
    """The next ward of the same trust, or the same one."""
    following = np.arange(len(places.units.orgnr))
    for trust in np.unique(places.units.trust[unit]):
        wards = np.flatnonzero((places.units.trust == trust) & (places.units.beds > 0))
        following[wards] = np.roll(wards, -1)
    found: Ints = following[unit]
    return found


def _contacts_during(rng: np.random.Generator, places: Places, rows: Rows, year: int) -> Rows:
    """Outpatient contacts for inpatients (omsorgsniva 8), at the trust's largest clinic; not consultations."""
    end = np.where(rows.utdato == NULL, first_day(year + 1), np.minimum(rows.utdato, first_day(year + 1)))
    chosen = np.flatnonzero((end - rows.inndato >= 3) & (rng.random(len(rows)) < c.CONTACTS_DURING_STAY))
    day = rows.inndato[chosen] + 1 + (rng.random(len(chosen)) * (end - rows.inndato - 1)[chosen]).astype(np.int64)
    begin = 9 * HOUR + 900 * rng.integers(0, 20, len(chosen))
    return take(
        rows,
        chosen,
        unit=_largest_clinic(places)[places.units.trust[rows.unit[chosen]]],
        care=OUTPATIENT_DURING_STAY,
        inndato=day,
        utdato=day,
        inntid=begin,
        uttid=begin + HOUR,
        leave=0,
        urgency=NULL,
        contact_type=2,
        activity=1,
        place=1,
        episode=NULL,
    )


def _largest_clinic(places: Places) -> Ints:
    units = places.units
    general: Bools = units.general
    found = np.zeros(len(places.trusts), dtype=np.int64)
    for trust in range(len(places.trusts)):
        clinics = np.flatnonzero((units.trust == trust) & general)
        found[trust] = clinics[np.argmax(units.size[clinics])]
    return found
