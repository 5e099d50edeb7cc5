"""The true numbers that a report needs beside the findings. They stay in the restricted area."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from data_marts.statements import run_file

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class SetAside:
    """Rows of one file set aside for one reason; `persons` are those known behind them, 0 where no row has one."""

    file: str
    reason: str
    rows: int
    persons: int


@dataclass(frozen=True)
class RegionMonth:
    """Outpatient and day contacts of a treating region in a month (YYYY-MM), and the persons behind them."""

    region: str
    month: str
    contacts: int
    persons: int


@dataclass(frozen=True)
class TrustYear:
    """Patients of a trust in a year, and those with a code on axis 1."""

    trust: str
    year: int
    persons: int
    coded: int


@dataclass(frozen=True)
class Measured:
    """What was counted for a report. `persons` are those with a kept row of a contact or stay."""

    persons: int
    file_persons: Mapping[str, int]
    set_aside: tuple[SetAside, ...]
    region_months: tuple[RegionMonth, ...]
    trust_years: tuple[TrustYear, ...]


def measure(connection: duckdb.DuckDBPyConnection, years: Sequence[int]) -> Measured:
    """The numbers for a report, after `run_checks` on the same connection. `years` are those wholly delivered."""
    return Measured(
        persons=_rows(connection, "all_persons")[0][0],
        file_persons=dict(_rows(connection, "file_persons")),
        set_aside=set_aside_summary(connection),
        region_months=tuple(RegionMonth(*row) for row in _rows(connection, "region_months")),
        trust_years=tuple(TrustYear(*row) for row in _rows(connection, "trust_coverage", {"years": list(years)})),
    )


def set_aside_summary(connection: duckdb.DuckDBPyConnection) -> tuple[SetAside, ...]:
    """Rows set aside by file and reason; needs the views staged_episodes and staged_prom alone."""
    return tuple(SetAside(*row) for row in _rows(connection, "set_aside_summary"))


def _rows(
    connection: duckdb.DuckDBPyConnection, name: str, parameters: Mapping[str, object] | None = None
) -> list[tuple[Any, ...]]:
    return run_file(connection, FOLDER / f"{name}.sql", parameters).fetchall()
