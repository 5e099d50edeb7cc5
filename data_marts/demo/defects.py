"""The known defects of a delivery, put in on purpose: about one or two rows in a hundred are out of order.

Each is made so that the counts aimed at still hold once the counting rules have been followed: a wrong home, sex or
birth year never stands on a person's last rows of the year, and extra rows repeat or accompany contacts that are there.
"""

from dataclasses import replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from data_marts.demo import constants as c
from data_marts.demo.allocate import Bools
from data_marts.demo.days import first_day
from data_marts.demo.rows import INDIRECT, OUTPATIENT, Rows, join, take

HOUR = 3600
Whole: TypeAlias = NDArray[np.integer]
Columns: TypeAlias = dict[str, Whole]


def extra_rows(rng: np.random.Generator, rows: Rows, year: int) -> Rows:
    """All rows, and: second rows of a day and indirect contacts. They get numbers of their own later."""
    return join([rows, _second_rows(rng, rows), _indirect_contacts(rng, rows, year)])


def exact_duplicates(rng: np.random.Generator, rows: Rows) -> Rows:
    """All rows, some of them twice with the same episode number."""
    twice = rng.random(len(rows)) < c.EXACT_DUPLICATES
    return join([rows, take(rows, twice)])


def _second_rows(rng: np.random.Generator, rows: Rows) -> Rows:
    chosen = (rows.care == OUTPATIENT) & (rng.random(len(rows)) < c.SAME_DAY_ROWS)
    added = take(rows, chosen)
    later = np.where(added.inntid < 14 * HOUR, HOUR, -HOUR)
    activity = np.where(added.activity == 1, 3, 1)
    return replace(
        added,
        inntid=(added.inntid + later).astype(np.int32),
        uttid=(added.uttid + later).astype(np.int32),
        activity=activity.astype(np.int8),
    )


def _indirect_contacts(rng: np.random.Generator, rows: Rows, year: int) -> Rows:
    """Work without the patient (kontakttype 5), on another day or the same, never a consultation."""
    chosen = (rows.care == OUTPATIENT) & (rng.random(len(rows)) < c.INDIRECT_CONTACTS)
    added = take(rows, chosen)
    day = np.clip(added.inndato + rng.integers(-5, 6, len(added)), first_day(year), first_day(year + 1) - 1)
    return take(added, np.arange(len(added)), inndato=day, utdato=day, contact_type=INDIRECT, activity=5, place=1)


def spoil(rng: np.random.Generator, columns: Columns, is_earlier: Bools) -> Columns:
    """Columns with wrong or missing values; `is_earlier` marks rows before their person's last day of the year."""
    spoilt = dict(columns)
    count = len(is_earlier)

    def some(share: float) -> Bools:
        return is_earlier & (rng.random(count) < share)

    set_values(spoilt, "behandlingsstedkode", rng.random(count) < c.UNIT_99, 99)
    set_values(spoilt, "bydel2", some(c.DISTRICT_UNKNOWN) & (columns["bydel2"] >= 0), 99)
    unknown, different, no_year = (some(c.SEX_UNKNOWN), some(c.SEX_DIFFERENT), some(c.BIRTH_YEAR_UNKNOWN))
    different &= np.isin(columns["kjonn"], (1, 2))  # a sex that is never known has no other one
    set_values(spoilt, "kjonn", different, 3 - columns["kjonn"][different])
    set_values(spoilt, "kjonn", unknown, np.where(rng.random(int(unknown.sum())) < 0.5, 0, 9))
    set_values(spoilt, "fodselsar", no_year, 9999)
    set_values(spoilt, "nprid_reg", different | unknown, 2)
    set_values(spoilt, "nprid_reg", no_year, 3)
    invalid = some(c.KOMMUNE_INVALID)
    set_values(spoilt, "komnrhjem2", invalid, 0)
    set_values(spoilt, "bydel2", invalid, -1)
    return spoilt


def set_values(columns: Columns, name: str, where: Bools, value: int | Whole) -> None:
    """Replaces a column by a copy with the values put in."""
    changed = columns[name].copy()
    changed[where] = value
    columns[name] = changed
