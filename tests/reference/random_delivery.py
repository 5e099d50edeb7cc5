"""Small random deliveries with every defect that the rules must bear, close together so that rules meet."""

import random
from collections.abc import Sequence
from datetime import date, time, timedelta

from tests.reference.small_world import BY, BY_CLINIC, FJORD, FJORD_CLINIC, FJORD_WARD, STIFTELSE, STIFTELSE_WARD

NEVER_STATED = frozenset({3, 4})  # persons whose sex no row states
ABROAD = frozenset({5, 6})  # persons who live abroad in every row
UNITS = {FJORD_CLINIC: FJORD, FJORD_WARD: FJORD, BY_CLINIC: BY, STIFTELSE_WARD: STIFTELSE}
NOBODY = 123456789  # no organisation has this number
CODES = ["F900", "F410", "F431", "F329", "Z032", "1999", "G40", None]
KOMMUNER_BEFORE_2024 = ["0911", "1002", "1003", "0301", "0902"]
KOMMUNER = {
    2022: KOMMUNER_BEFORE_2024,
    2023: KOMMUNER_BEFORE_2024,
    2024: ["1001", "1002", "1003", "0301", "9900", "0901"],
}

Rows = list[dict[str, object]]


def random_rows(
    seed: int, persons: int = 25, rows: int = 160, years: Sequence[int] = (2023, 2024)
) -> tuple[Rows, Rows]:
    """Episodes of some years up to 2024, and reservations."""
    chance = random.Random(seed)
    episodes: Rows = []
    people = [(number, chance.choice(range(2004, 2022)), chance.choice([1, 2])) for number in range(1, persons + 1)]
    for _ in range(rows):
        person, born, sex = chance.choice(people)
        year = chance.choice(years)
        row = _row(chance, year) | {
            "lopenr": person,
            "fodselsar": 9999 if chance.random() < 0.05 else born + (chance.random() < 0.03),
            "kjonn": chance.choice([0, 1, 2, 9]) if chance.random() < 0.1 else sex,
        }
        if person in NEVER_STATED:
            row["kjonn"] = chance.choice([0, 9])
        if person in ABROAD:
            row["komnrhjem2"] = "9900"
        episodes.append(row)
        if chance.random() < 0.15:
            episodes.append(row | {"aar": 2024, "tilst1akse1": chance.choice(CODES)})
    episodes += [_at_midnight(chance, persons + 1, day) for day in (date(2023, 12, 28), date(2024, 1, 1))]
    _refer(random.Random(f"referrals {seed}"), episodes)
    reservations: Rows = [
        {"lopenr": 1, "reservation_date": date(2023, 3, 1), "withdrawn_date": None},
        {"lopenr": 2, "reservation_date": date(2023, 3, 1), "withdrawn_date": date(2024, 1, 5)},
    ]
    return episodes, reservations


def _refer(chance: random.Random, episodes: Rows) -> None:
    """Referrals of each row, few a person, whose rows do not agree and whose dates and codes may be missing."""
    for row in episodes:
        day = row["inndato"]
        assert isinstance(day, date)
        received = day - timedelta(days=chance.choice([0, 3, 60, 65, 66, 200, 400]))
        row |= {
            "henvisning_id": chance.choice([None, 1, 2, 3]),
            "mottaksdato": None if chance.random() < 0.1 else received,
            "ventetidsluttdato": None if chance.random() < 0.1 else day + timedelta(days=chance.choice([-90, 0, 0, 5])),
            "ventetidsluttkode": chance.choice([None, 1, 1, 1, 2, 9]),
            "retttilhelsehjelp": chance.choice([None, 3, 3, 5, 6]),
            "innmatehast": chance.choice([None, 1, 2, 3, 4, 4, 5, 9]) if row["omsorgsniva"] == 1 else None,
        }
        if chance.random() < 0.05:
            row["behandlingsstedkode"] = NOBODY


def _at_midnight(chance: random.Random, person: int, first: date) -> dict[str, object]:
    """A stay of somebody seen at no other time, that ends as the new year begins."""
    own = {"lopenr": person + (first.month == 1), "fodselsar": 2010, "kjonn": 2, "omsorgsniva": 1, "permisjonsdogn": 0}
    stay = {"inndato": first, "inntid": time(0), "utdato": date(2024, 1, 1), "uttid": time(0)}
    return _row(chance, 2024) | own | stay


def _row(chance: random.Random, year: int) -> dict[str, object]:
    unit = chance.choice(list(UNITS))
    on_the_trust = chance.random() < 0.05
    level = chance.choice([3, 3, 3, 3, 2, 8, 1, 1])
    # Few days near each other and near New Year, so that contacts, stays and files meet.
    first = date(year, chance.choice([1, 1, 6, 12, 12]), chance.choice([1, 2, 3, 28, 29, 30]))
    days = chance.choice([0, 0, 1, 2, 5, 40]) if level == 1 else 0
    last = None if level == 1 and chance.random() < 0.15 else first + timedelta(days=days)
    return {
        "aar": year,
        "komnrhjem2": chance.choice(KOMMUNER[year]),
        "bydel2": chance.choice([1, 2, 2, 77, None]),
        "institusjonid": 99 if on_the_trust else int(unit),
        "behandlingsstedkode": 99 if on_the_trust or chance.random() < 0.1 else int(unit),
        "hf": int(UNITS[unit]),
        "sektor": "3",
        "omsorgsniva": level,
        "inndato": first,
        "utdato": last,
        "inntid": None if chance.random() < 0.1 else time(chance.choice([0, 8, 12])),
        "uttid": None if last is None or chance.random() < 0.1 else time(chance.choice([0, 0, 12, 20, 23])),
        "permisjonsdogn": chance.choice([None, 0, 1, 3]) if level == 1 else None,
        "kontakttype": chance.choice([None, 1, 2, 2, 5, 6, 7]),
        "polkonaktivitet": chance.choice([1, 4]),
        "stedaktivitet": chance.choice([1, 1, 3, 4, 5, 6, 9]),
        "tilst1akse1": chance.choice(CODES),
    }
