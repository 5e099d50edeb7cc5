"""Runs all checks on a delivery that was taken in: few scans that many checks share, then one statement per check."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from data_marts.checks.declared import Check, read_checks, severity_of
from data_marts.checks.facts import IntakeFacts
from data_marts.checks.findings import Finding, Place
from data_marts.checks.tables import parameters_of, registered_tables
from data_marts.disclosure.rules import is_small
from data_marts.sources.reference import Reference
from data_marts.statements import Parameters, run_file

FOLDER = Path(__file__).parent
PREPARED = "prepared"  # the sub-folder of what many checks read
# Each leaves a temporary table that later statements read.
PREPARATION = (
    "units",
    "persons",
    "inpatient_rows",
    "person_months",
    "unit_months",
    "month_expectations",
    "repeated_rows",
)
# Beyond this number places are counted, not listed: a report is read by people.
MOST_PLACES = 200

Progress = Callable[[str], None]


@dataclass(frozen=True)
class _Found:
    """All that a check found, with its places."""

    count: int
    persons: int | None
    places: tuple[Place, ...]
    number_of_places: int


def run_checks(
    connection: duckdb.DuckDBPyConnection,
    reference: Reference,
    intake_facts: IntakeFacts,
    progress: Progress | None = None,
) -> tuple[Finding, ...]:
    """Every finding in the order of the declared checks; a check that found nothing has none.

    The connection has the views staged_episodes, delivered_episodes, staged_prom, delivered_prom and delivered_beds.
    Temporary tables named checked_... stay in it for the report. `progress` is called with the id of each check
    before it runs. The finding `reservations` is left out where their number may not be told.
    """
    parameters = prepare(connection, reference, intake_facts)
    totals = _totals(connection, parameters)
    findings = []
    for check in read_checks():
        if progress is not None:
            progress(check.id)
        finding = run_check(connection, check, parameters, totals)
        if finding is not None and not (check.id == "reservations" and is_small(finding.count)):
            findings.append(finding)
    return tuple(findings)


def prepare(connection: duckdb.DuckDBPyConnection, reference: Reference, facts: IntakeFacts) -> Parameters:
    """Makes the tables that checks share; the named parameters of all statements come back."""
    for name, table in registered_tables(reference, facts).items():
        connection.register(name, table)
    parameters = parameters_of(reference, facts)
    for step in PREPARATION:
        run_file(connection, FOLDER / PREPARED / f"{step}.sql", parameters)
    return parameters


def run_check(
    connection: duckdb.DuckDBPyConnection, check: Check, parameters: Parameters, totals: Mapping[str, int]
) -> Finding | None:
    """What one check found, None for nothing. Needs the tables of `prepare`."""
    run_file(connection, FOLDER / PREPARED / "nothing_found.sql", parameters)
    run_file(connection, FOLDER / f"{check.sql}.sql", {**parameters, **check.parameters})
    found = _summary(connection, check)
    if found.count == 0:
        return None
    examined = totals[check.examined] if check.examined else 0
    severity = severity_of(check, found.count, examined)
    return Finding(
        check=check.id,
        severity=severity,
        count=found.count,
        persons=found.persons,
        sentence=check.sentence.format(count=f"{found.count:,}") + _share(found.count, examined),
        places=found.places,
        examined=examined,
        more_places=found.number_of_places - len(found.places),
    )


def _share(count: int, examined: int) -> str:
    if not examined:
        return ""
    percent = 100 * count / examined
    return f" ({'under 0.01' if percent < 0.01 else f'{percent:.2f}'} % of {examined:,})"


def _totals(connection: duckdb.DuckDBPyConnection, parameters: Parameters) -> Mapping[str, int]:
    (row,) = _named_rows(run_file(connection, FOLDER / PREPARED / "totals.sql", parameters))
    return row


def _named_rows(answer: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    names = [column[0] for column in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _summary(connection: duckdb.DuckDBPyConnection, check: Check) -> _Found:
    answer = run_file(connection, FOLDER / PREPARED / "summary.sql", {"most_places": MOST_PLACES})
    total, *places = _named_rows(answer)
    return _Found(
        count=total["found"],
        persons=_persons(check, total),
        places=tuple(_place(check, row) for row in places if _is_place(row)),
        number_of_places=total["number_of_places"] if any(map(_is_place, places)) else 0,
    )


def _persons(check: Check, row: Mapping[str, Any]) -> int | None:
    """Rows of persons of whom none is known are rows of an unknown number of persons: 0, which is never told."""
    persons: int | None = row["persons"]
    return 0 if persons is None and check.counts != "places" else persons


def _is_place(row: Mapping[str, Any]) -> bool:
    return any(row[name] is not None for name in ("file", "organisation", "period", "value"))


def _place(check: Check, row: Mapping[str, Any]) -> Place:
    return Place(
        file=row["file"],
        organisation=row["organisation"],
        period=row["period"],
        value=row["value"],
        count=row["found"],
        persons=_persons(check, row),
        observed=row["observed"],
        expected=row["expected"],
    )
