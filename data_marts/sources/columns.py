"""The columns that are taken in, by kind of file: their other names, what they hold, and what means no value."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

EPISODES, PROM, RESERVATIONS, BEDS = "episodes", "prom", "reservations", "beds"
KINDS = (EPISODES, PROM, RESERVATIONS, BEDS)
# How the sections of leveranse.toml about a kind of file begin.
PREFIXES = {EPISODES: "episode", PROM: "prom", RESERVATIONS: "reservation", BEDS: "bed"}

FOLDER = Path(__file__).parent
NPR_COLUMNS = FOLDER / "npr_columns.toml"
OTHER_COLUMNS = FOLDER / "other_columns.toml"


@dataclass(frozen=True)
class Column:
    """One column of ours. `codes` translates words that are known without a delivery saying so."""

    name: str
    kind: str
    aliases: tuple[str, ...]
    missing: tuple[str, ...]
    codes: Mapping[str, str]
    required: bool


Dictionary = Mapping[str, Mapping[str, Column]]


def read_columns() -> Dictionary:
    """Every column by kind of file and name, in the order of the staged tables."""
    described = tomllib.loads(OTHER_COLUMNS.read_text(encoding="utf-8"))
    described[EPISODES] = tomllib.loads(NPR_COLUMNS.read_text(encoding="utf-8"))
    return {
        kind: {name: _column(name, entry) for name, entry in columns.items()} for kind, columns in described.items()
    }


def _column(name: str, entry: Mapping[str, Any]) -> Column:
    return Column(
        name=name,
        kind=entry["kind"],
        aliases=tuple(entry.get("aliases", ())),
        missing=tuple(entry.get("missing", ())),
        codes=dict(entry.get("codes", {})),
        required=entry.get("required", True),
    )
