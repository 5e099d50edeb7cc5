"""Counts a delivery: true figures in the shape of the catalogue, before protection."""

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from data_marts.build.derived import to_mart, with_event_limits, with_rates, with_shares
from data_marts.build.steps import (
    COUNTING,
    MART_STEPS,
    PREPARATION,
    Repeated,
    Report,
    open_build,
    parameters_of,
    run_step,
)
from data_marts.catalog import MARTS
from data_marts.sources.problems import SourceError
from data_marts.sources.reference import Reference
from data_marts.sources.staged import Intake
from data_marts.statements import Parameters

STEPS = len(PREPARATION) + len(COUNTING) + len(MART_STEPS) + 2


@dataclass(frozen=True)
class Counted:
    """True figures, for `protect`; `left_out` counts persons and years that are in no mart, by reason."""

    marts: Mapping[str, pa.Table]
    left_out: Mapping[str, int]


def build_marts(
    intake: Intake,
    reference: Reference,
    repeated: Repeated = frozenset(),
    report: Report = lambda step: None,
    threads: int | None = None,
) -> Counted:
    """The marts of a delivery that was taken in, by name, unprotected.

    `repeated`: figures of ssb_activity that are not to be trusted.
    `report` is told the name of each step before it runs. Raises SourceError when the delivery holds rows that no
    rule can count.
    """
    parameters = parameters_of(intake.first_year, intake.delivered_through)
    with open_build(intake, reference, repeated, threads) as connection:
        for step in PREPARATION:
            report(step)
            run_step(connection, step, parameters)
        report("unusable_rows")
        _refuse_unusable_rows(connection, parameters)
        for step in COUNTING:
            report(step)
            run_step(connection, step, parameters)
        report("left_out")
        return Counted(
            marts=_marts(connection, parameters, report),
            left_out={**_left_out(connection, parameters), "reserved_persons": intake.reserved_persons},
        )


def _refuse_unusable_rows(connection: duckdb.DuckDBPyConnection, parameters: Parameters) -> None:
    for file, year, column, rows in run_step(connection, "unusable_rows", parameters).fetchall():
        where = f"Episodes of {year}" if file == "episodes" else "File of beds"
        raise SourceError(
            f"{where}, column {column!r}: {rows} rows have a value that no rule covers. "
            "Correct the delivery, or add the code to the rules or reference tables first."
        )


def _marts(connection: duckdb.DuckDBPyConnection, parameters: Parameters, report: Report) -> dict[str, pa.Table]:
    counted = {}
    for name, step in MART_STEPS.items():
        report(step)
        counted[name] = run_step(connection, step, parameters).to_arrow_table()
    population = to_mart(MARTS["population"], counted["population"], {})
    finished = {
        "patient_rates": with_rates(counted["patient_rates"], population),
        "activity": with_event_limits(counted["activity"]),
        "prom_trends": with_shares(counted["prom_trends"]),
        "population": population,
    }
    plain = {name: to_mart(MARTS[name], table, {}) for name, table in counted.items() if name not in finished}
    return {name: (finished | plain)[name] for name in MART_STEPS}


def _left_out(connection: duckdb.DuckDBPyConnection, parameters: Parameters) -> dict[str, int]:
    answer = run_step(connection, "left_out", parameters)
    names = [column[0] for column in answer.description]
    return dict(zip(names, answer.fetchone() or (), strict=True))
