"""Marts of small random deliveries of different kinds, with the tables of their release."""

import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pyarrow as pa

from data_marts.build.marts import build_marts
from data_marts.catalog import TABLES
from tests.reference.questionnaires import random_forms
from tests.reference.random_delivery import UNITS, random_rows
from tests.reference.small_world import BY, BY_CLINIC, FJORD, FJORD_WARD, read_delivery, small_reference, write_delivery

YEARS = (2022, 2023, 2024)
# A ward moves to another trust, and is merged into its clinic a year later.
MOVED = ((2023, "move", FJORD_WARD, FJORD, BY), (2024, "merger", FJORD_WARD, None, BY_CLINIC))


class World(NamedTuple):
    marts: dict[str, pa.Table]
    tables: dict[str, pa.Table]


@cache
def world(seed: int, persons: int = 60, rows: int = 700, moved: bool = False) -> World:
    """The true marts of a random delivery: the first of every kind of care and child, others of few."""
    reference = small_reference(MOVED if moved else ())
    episodes, reservations = random_rows(seed, persons, rows, YEARS)
    chosen = _chosen(random.Random(f"kind {seed}"), episodes) if seed else episodes
    with TemporaryDirectory() as folder:
        written = write_delivery(Path(folder) / "delivery", chosen, random_forms(seed), reservations, years=YEARS)
        counted = build_marts(read_delivery(written, reference), reference)
    names = ("organisations", "organisation_changes", "residence_areas")
    tables = {name: getattr(reference, name).select(TABLES[name].schema.names) for name in names}
    return World(dict(counted.marts), tables)


# What may be made the same in all rows of a delivery, so that one sex, age, diagnosis or kind of care is all there is.
ALIKE: dict[str, tuple[object, ...]] = {
    "kjonn": (0, 1, 2),
    "fodselsar": (2007, 2009, 2013, 2020),
    "kontakttype": (1, 2, 6),
    "stedaktivitet": (1, 3, 4, 5),
    "tilst1akse1": ("F900", "F410", "F431", "Z032", "1999", None),
    "innmatehast": (1, 4, None),
    "mottaksdato": (None,),
    "retttilhelsehjelp": (3, 5),
    "komnrhjem2": ("1003", "9900"),
    "henvisning_id": (1,),
}
FEW = {"omsorgsniva": (1, 2, 3), "behandlingsstedkode": tuple(int(unit) for unit in UNITS)}


def _chosen(chance: random.Random, episodes: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    """Rows with some columns alike in all of them, and few of some care level or unit; or just as they are."""
    alike = {name: chance.choice(values) for name, values in ALIKE.items() if chance.random() < 0.35}
    kept = list(episodes)
    for column, values in FEW.items():
        if chance.random() < 0.6:
            most = chance.choice(values)
            share = chance.choice([0.0, 0.1])
            kept = [row for row in kept if row[column] == most or chance.random() < share]
    # Not quite all: a year without any referral would be one that is not delivered.
    return [{**row, **alike} if chance.random() < 0.97 else row for row in kept]
