"""The files of a delivery one after the other into staged Parquet: reservations first, then all others without them."""

import shutil
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path

import duckdb

from data_marts.sources.columns import KINDS, RESERVATIONS, Dictionary
from data_marts.sources.conversion import MEMORY, Staging, convert, match_files, sql_text
from data_marts.sources.delivery_note import DeliveryNote
from data_marts.sources.intake_file import SCALES, UNITS
from data_marts.sources.problems import SourceError
from data_marts.sources.reference import Reference
from data_marts.sources.staged import SET_ASIDE, Intake, Report, StagedFile


def stage(
    note: DeliveryNote,
    sums: Mapping[str, str],
    dictionary: Dictionary,
    reference: Reference,
    part: Path,
    report: Report,
    threads: int | None = None,
) -> Intake:
    """Writes the staged files of a delivery into `part`. Raises SourceError for the first thing that cannot be read."""
    matched = match_files(note, dictionary)
    scratch = part / "scratch"
    scratch.mkdir()
    with _connected(scratch, reference, threads) as connection:
        work = Staging(connection, note, sums, dictionary, matched, part, scratch)
        reservations = _of_kind(work, RESERVATIONS, report)
        _opt_out(connection, reservations)
        files = [file for kind in KINDS if kind != RESERVATIONS for file in _of_kind(work, kind, report)]
        _write_set_aside(connection, files, part)
        persons, rows = connection.sql(sql_text("left_out")).fetchone() or (0, 0)
    shutil.rmtree(scratch)
    return Intake(
        name=note.name,
        received=note.received,
        synthetic=note.invented,
        folder=part,
        files=tuple(files),
        reservations=tuple(reservations),
        years=note.years,
        delivered_through=max(file.covered_to for file in note.counting.values()),
        reserved_persons=persons,
        reserved_rows=rows,
    )


def _connected(scratch: Path, reference: Reference, threads: int | None) -> duckdb.DuckDBPyConnection:
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "temp_directory": str(scratch),
    }
    if threads:
        settings["threads"] = threads
    connection = duckdb.connect(config=settings)
    connection.register("reference_organisations", reference.organisations.select(UNITS))
    connection.register("reference_instruments", reference.instruments.select(SCALES))
    for step in ("macros", "known"):
        connection.execute(sql_text(step))
    return connection


def _of_kind(work: Staging, kind: str, report: Report) -> list[StagedFile]:
    numbers, staged = count(1), []
    for file in work.note.of_kind(kind):
        report(file.name)
        staged.append(convert(work, file, next(numbers)))
    return staged


def _opt_out(connection: duckdb.DuckDBPyConnection, reservations: Sequence[StagedFile]) -> None:
    """Leaves the table of persons whose rows are left out; SourceError for a reservation that cannot be understood."""
    for file in reservations:
        connection.read_parquet(str(file.path)).create_view("staged_file", replace=True)
        fault = connection.sql(sql_text("first_fault")).fetchone()
        if fault:
            row, column = fault
            raise SourceError(
                f"{file.name}, row {row}, column '{column}': cannot be read, and no reservation may be passed over. "
                "Correct the list, or say in leveranse.toml which texts mean no value."
            )
    connection.read_parquet([str(file.path) for file in reservations]).create_view("staged_reservations")
    connection.execute(sql_text("opted_out"))


def _write_set_aside(connection: duckdb.DuckDBPyConnection, files: Sequence[StagedFile], part: Path) -> None:
    paths = [str(file.path) for file in files]
    connection.read_parquet(paths, union_by_name=True).create_view("all_staged")
    connection.sql(sql_text("set_aside")).write_parquet(str(part / SET_ASIDE), compression="zstd")
