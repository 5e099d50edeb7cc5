"""The columns that are taken in, by kind of file: their other names, what they hold, and what means no value."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

Kind = Literal["episodes", "prom", "reservations", "beds"]
EPISODES: Final = "episodes"
PROM: Final = "prom"
RESERVATIONS: Final = "reservations"
BEDS: Final = "beds"
KINDS: Final[tuple[Kind, ...]] = (EPISODES, PROM, RESERVATIONS, BEDS)
# How the sections of leveranse.toml about a kind of file begin.
PREFIXES: Final[Mapping[Kind, str]] = {EPISODES: "episode", PROM: "prom", RESERVATIONS: "reservation", BEDS: "bed"}

FOLDER = Path(__file__).parent
NPR_COLUMNS = FOLDER / "npr_columns.toml"
OTHER_COLUMNS = FOLDER / "other_columns.toml"


@dataclass(frozen=True)
class Column:
    """One column of ours. `codes` translates words that are known without a delivery saying so; where a file has
    several columns for it, `unsure` values give way to another column's.
    """

    name: str
    kind: str
    aliases: tuple[str, ...]
    missing: tuple[str, ...]
    unsure: tuple[str, ...]
    codes: Mapping[str, str]
    required: bool


Dictionary = Mapping[Kind, Mapping[str, Column]]


def read_columns() -> Dictionary:
    """Every column by kind of file and name, in the order of the staged tables."""
    described = tomllib.loads(OTHER_COLUMNS.read_text(encoding="utf-8"))
    described[EPISODES] = tomllib.loads(NPR_COLUMNS.read_text(encoding="utf-8"))
    return {kind: {name: _column(name, entry) for name, entry in described[kind].items()} for kind in KINDS}


def read_unused() -> frozenset[str]:
    """Columns of NPR's that nothing is counted from, in small letters, numbered ones without their number."""
    described = tomllib.loads(OTHER_COLUMNS.read_text(encoding="utf-8"))
    return frozenset(name.casefold() for name in described["unused"]["names"])


def _column(name: str, entry: Mapping[str, Any]) -> Column:
    return Column(
        name=name,
        kind=entry["kind"],
        aliases=tuple(entry.get("aliases", ())),
        missing=tuple(entry.get("missing", ())),
        unsure=tuple(entry.get("unsure", ())),
        codes=dict(entry.get("codes", {})),
        required=entry.get("required", True),
    )
