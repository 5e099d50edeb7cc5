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
from tests.reference.random_delivery import random_rows
from tests.reference.small_world import BY, BY_CLINIC, FJORD, FJORD_WARD, read_delivery, small_reference, write_delivery

YEARS = (2022, 2023, 2024)
# A ward moves to another trust, and is merged into its clinic a year later.
MOVED = ((2023, "move", FJORD_WARD, FJORD, BY), (2024, "merger", FJORD_WARD, None, BY_CLINIC))


class World(NamedTuple):
    marts: dict[str, pa.Table]
    tables: dict[str, pa.Table]


@cache
def world(seed: int, persons: int = 60, rows: int = 700, moved: bool = False) -> World:
    """The true marts of a random delivery: some are of few units, care levels or kinds of contact."""
    reference = small_reference(MOVED if moved else ())
    episodes, reservations = random_rows(seed, persons, rows, YEARS)
    chosen = _chosen(random.Random(f"kind {seed}"), episodes)
    with TemporaryDirectory() as folder:
        written = write_delivery(Path(folder) / "delivery", chosen, random_forms(seed), reservations, years=YEARS)
        counted = build_marts(read_delivery(written, reference), reference)
    names = ("organisations", "organisation_changes", "residence_areas")
    tables = {name: getattr(reference, name).select(TABLES[name].schema.names) for name in names}
    return World(dict(counted.marts), tables)


def _chosen(chance: random.Random, episodes: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    """Every third delivery as it is; else rows are taken out by what they say, each time by something else."""
    kept = list(episodes)
    for column in ("behandlingsstedkode", "omsorgsniva", "kontakttype", "kjonn", "tilst1akse1", "innmatehast"):
        values = sorted({str(row[column]) for row in episodes})
        rare = {value for value in values if chance.random() < 0.5}
        share = chance.choice([1.0, 1.0, 0.3, 0.05])
        kept = [row for row in kept if str(row[column]) not in rare or chance.random() < share]
    return kept
