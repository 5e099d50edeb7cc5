"""Rows that a delivery has and no count may have: other sectors, no person, no known unit, impossible dates.

All are extra rows, copies of contacts that are there, with episode numbers of their own: taken out again, they leave
the counts aimed at. Rows that are there get one digit of their unit's number wrong, or the kommune number of last year.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from data_marts.demo import constants as c
from data_marts.demo.allocate import Bools
from data_marts.demo.columns import Numbers
from data_marts.demo.days import first_day
from data_marts.demo.defects import Columns, Whole, set_values
from data_marts.demo.prom import Answers, Instrument, join_answers, take_answers
from data_marts.demo.rows import NULL, OUTPATIENT

FIRST_EXTRA_EPISODE = 8_000_000_000
# Stands for a date that does not exist, until the file is written as text.
UNREADABLE_DAY = first_day(9999)
BUP, OTHER_SECTORS = 0, (1, 1, 1, 2, 3)  # indices into the sectors' codes: mostly adult mental health care


def mistype(rng: np.random.Generator, numbers: Whole) -> Whole:
    """Organisation numbers with one digit changed; NULL stays.

    The ninth digit checks the others modulo 11, so that no such number is another organisation's.
    """
    power = 10 ** rng.integers(0, 8, len(numbers))
    digit = numbers // power % 10
    other = (digit + rng.integers(1, 10, len(numbers))) % 10
    return np.where(numbers < 0, numbers, numbers + (other - digit) * power)


def make_dirty(rng: np.random.Generator, columns: Columns, sources: Bools, year: int, text: bool) -> Columns:
    """Columns with the extra rows among them, copied from `sources`; `text` files have unreadable dates, too."""
    rows = len(sources)
    found = {**columns, "sektor": np.full(rows, BUP, dtype=np.int8)}
    typos = (found["behandlingsstedkode"] > 99) & (rng.random(rows) < c.UNIT_TYPOS)
    set_values(found, "behandlingsstedkode", typos, mistype(rng, found["behandlingsstedkode"][typos]))
    outpatients = np.flatnonzero((columns["omsorgsniva"] == OUTPATIENT) & sources)
    kinds = {kind: share for kind, share in c.EXTRA_ROWS.items() if text or kind != "unreadable"}
    number = {kind: max(2, round(share * rows)) for kind, share in kinds.items()}
    source = rng.choice(outpatients, size=sum(number.values()))
    kind_of = np.repeat(np.array(list(number)), list(number.values()))
    extra = {name: values[source] for name, values in found.items()}
    extra["episode_lnr"] = FIRST_EXTRA_EPISODE + (year - 2000) * 1_000_000 + np.arange(len(source))
    for kind in number:
        _make_wrong(rng, extra, kind_of == kind, kind, year)
    # Each extra row comes after the row that it was copied from.
    order = np.argsort(np.concatenate((np.arange(rows), source)), kind="stable")
    return {name: np.concatenate((values, extra[name]))[order] for name, values in found.items()}


def _make_wrong(rng: np.random.Generator, rows: Columns, where: Bools, kind: str, year: int) -> None:
    count = int(where.sum())
    if kind == "other_sector":
        set_values(rows, "sektor", where, rng.choice(OTHER_SECTORS, count))
    elif kind == "missing_person":
        set_values(rows, "lopenr", where, NULL)
    elif kind == "unknown_unit":
        right = rows["institusjonid"][where]
        for name in ("behandlingsstedkode", "institusjonid", "hf"):
            set_values(rows, name, where, mistype(rng, right))
    elif kind == "ends_before_start":
        set_values(rows, "utdato", where, rows["inndato"][where] - rng.integers(1, 30, count))
    elif kind == "outside_period":
        for name in ("inndato", "utdato"):
            set_values(rows, name, where, first_day(year + 1) + 1)
    else:
        set_values(rows, "inndato", where, NULL if kind == "missing_start" else UNREADABLE_DAY)


def old_kommune(
    rng: np.random.Generator, columns: Columns, is_earlier: Bools, now: Numbers, before: Numbers, patient: Whole
) -> tuple[Columns, tuple[str, ...]]:
    """Some rows before a person's last get last year's kommune number; with the list of all these numbers."""
    known = columns["komnrhjem2"] > 0
    chosen = is_earlier & known & (rng.random(len(is_earlier)) < c.KOMMUNE_OLD)
    changed = dict(columns)
    set_values(changed, "komnrhjem2", chosen, len(now.numbers) + before.of_patient[patient[chosen]])
    return changed, (*now.numbers, *before.numbers)


def extra_answers(
    rng: np.random.Generator, answers: Answers, instruments: Sequence[Instrument], sources: Bools
) -> Answers:
    """All answers, and extra forms that count nowhere: scores out of range, units that nobody knows, no person."""
    answered = np.flatnonzero(~np.isnan(answers.score) & sources)
    share = c.EXTRA_FORMS
    number = [max(2, round(len(answered) * part)) for part in share.values()]
    chosen = take_answers(answers, rng.choice(answered, size=sum(number)))
    kind = np.repeat(np.array(list(share)), number)
    highest = np.array([instrument.maximum for instrument in instruments])[chosen.instrument]
    wrong = kind == "score_out_of_range"
    return join_answers(
        [
            answers,
            replace(
                chosen,
                lopenr=np.where(kind == "missing_person", NULL, chosen.lopenr),
                orgnr=np.where(kind == "unknown_unit", mistype(rng, chosen.orgnr), chosen.orgnr),
                score=np.where(wrong, highest + rng.integers(1, 60, len(wrong)), chosen.score),
            ),
        ]
    )
