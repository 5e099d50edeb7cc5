"""Fetches Statistics Norway's figures anew into the reference tables: all of them, or none and the old ones stay.

    python -m data_marts refresh-ssb [--base-url URL] [--folder FOLDER] [--timeout SECONDS]
    python -m data_marts refresh-ssb --from FOLDER [--folder FOLDER]

With --from the bank is not asked: its answers lie in a folder as files, JSON-stat2 or CSV, under any names.
Population is fetched from the first year of the present borders on (2024); the years before stand as they are, because
the bank gives them in the borders of their own time.
"""

import argparse
import csv
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from rich.console import Console

from data_marts.sources import reference_specs as specs
from data_marts.sources.bank_api import OFFICIAL_BASE_URL, Bank, fetch_table
from data_marts.sources.bank_files import Answers, read_bank_folder
from data_marts.sources.csv_tables import TableSpec
from data_marts.sources.problems import SourceError
from data_marts.sources.reference import FILES, REFERENCE_FOLDER, Reference, area_of, parents, read_reference
from data_marts.sources.ssb import activity, population
from data_marts.sources.ssb_checks import Finding, check_activity, check_against_former
from data_marts.sources.ssb_shape import Shape, load_shapes

FIRST_YEAR_OF_BORDERS = 2024
MOST_NATIONAL_CHANGE = 0.03  # children in Norway from year to year; 2015-2026 the largest change is 0.6 %
_COLOURS = {"stop": "red", "warn": "yellow", "note": "dim"}


@dataclass(frozen=True)
class Fetched:
    """The tables as they would be written."""

    ssb_activity: pa.Table
    population: pa.Table


def main(argv: Sequence[str]) -> int:
    """Refreshes the tables; 0 when they are written, 1 with one sentence when nothing was changed."""
    chosen = _arguments(argv)
    console = Console(stderr=True, highlight=False)
    try:
        source = chosen.source or Bank(chosen.base_url, chosen.timeout)
        refresh(source, chosen.folder, console, date.today())
    except (SourceError, OSError) as problem:
        console.print(f"[red]Not refreshed, the former tables stay:[/red] {_plain(str(problem))}", soft_wrap=True)
        return 1
    return 0


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("refresh-ssb", description="Fetch Statistics Norway's figures anew.")
    parser.add_argument(
        "--base-url", default=OFFICIAL_BASE_URL, help=f"the bank's address (default {OFFICIAL_BASE_URL})"
    )
    parser.add_argument(
        "--from",
        dest="source",
        type=Path,
        metavar="FOLDER",
        help="read the bank's answers from the files of this folder, any names, instead of asking",
    )
    parser.add_argument("--folder", type=Path, default=REFERENCE_FOLDER, help="the folder of the reference tables")
    parser.add_argument("--timeout", type=float, default=60, help="seconds that one answer may take (default 60)")
    return parser.parse_args(argv)


def refresh(source: Bank | Path, folder: Path, console: Console, today: date) -> None:
    """Asks the bank or reads a folder, checks and writes; SourceError or OSError with the tables as they were."""
    former = read_reference(folder)
    shapes = load_shapes()
    answers = _from_files(source, shapes, console) if isinstance(source, Path) else _ask(source, shapes, console)
    fetched = _tables(answers, shapes, former)
    with console.status("Checking"):
        findings = find(fetched, former)
    _show(findings, console)
    if stops := [f for f in findings if f.severity == "stop"]:
        raise SourceError(stops[0].sentence)
    with console.status("Writing"):
        write(folder, fetched, former, today)
    rows = fetched.ssb_activity.num_rows, fetched.population.num_rows
    console.print(f"Written: {rows[0]} figures of activity, {rows[1]} rows of population.")


def _ask(bank: Bank, shapes: Mapping[str, Shape], console: Console) -> Answers:
    answers = {}
    for name, first_year in (
        ("activity", None),
        ("population", FIRST_YEAR_OF_BORDERS),
        ("districts", FIRST_YEAR_OF_BORDERS),
    ):
        with console.status(f"Asking for table {shapes[name].table}"):
            answers[name] = (fetch_table(bank, shapes[name], first_year),)
    return answers


def _from_files(folder: Path, shapes: Mapping[str, Shape], console: Console) -> Answers:
    answers, others = read_bank_folder(folder, shapes)
    for name, shape in shapes.items():
        files = ", ".join(table.name for table in answers[name])
        console.print(f"Table {shape.table} is read from {_plain(files)}.", soft_wrap=True)
    if others:
        console.print(f"Not needed: {_plain(', '.join(others))}.", soft_wrap=True)
    return answers


def _tables(answers: Answers, shapes: Mapping[str, Shape], former: Reference) -> Fetched:
    areas = area_of(former.catchments, FIRST_YEAR_OF_BORDERS).keys()
    both = shapes["population"], shapes["districts"]
    recent = population(answers["population"], answers["districts"], both, areas, FIRST_YEAR_OF_BORDERS)
    return Fetched(activity(answers["activity"], shapes["activity"]), _with_older_years(recent, former.population))


def _with_older_years(recent: pa.Table, former: pa.Table) -> pa.Table:
    years = pa.array(set(recent.column("year").to_pylist()), pa.int16())
    older = former.filter(pc.invert(pc.is_in(former.column("year"), years)))
    return pa.concat_tables([older, recent]).sort_by(
        [("year", "ascending"), ("area", "ascending"), ("sex", "ascending")]
    )


def find(fetched: Fetched, former: Reference) -> tuple[Finding, ...]:
    """The findings of every check; those that stop come first."""
    tree = parents(former.organisations)
    found = (
        *check_activity(fetched.ssb_activity, tree),
        *check_against_former(fetched.ssb_activity, former.ssb_activity),
        *_check_national(fetched.population),
    )
    return tuple(sorted(found, key=lambda finding: list(_COLOURS).index(finding.severity)))


def _check_national(table: pa.Table) -> Iterable[Finding]:
    totals: dict[int, int] = {}
    for row in table.select(["year", *(f"age_{age}" for age in specs.AGES)]).to_pylist():
        year = row.pop("year")
        totals[year] = totals.get(year, 0) + sum(row.values())
    for year in sorted(totals):
        before = totals.get(year - 1)
        if before and abs(totals[year] - before) > MOST_NATIONAL_CHANGE * before:
            sentence = f"Children in Norway: {totals[year]} in {year}, {before} the year before."
            yield Finding("national-population", "stop", (("norge", year, "population"),), sentence)


def _show(findings: Iterable[Finding], console: Console) -> None:
    for finding in findings:
        colour = _COLOURS[finding.severity]
        console.print(
            f"[{colour}]{finding.severity}[/{colour}] {finding.check}: {_plain(finding.sentence)}", soft_wrap=True
        )


def _plain(text: str) -> str:
    """Square brackets as they are, not as colours."""
    return text.replace("[", r"\[")


def write(folder: Path, fetched: Fetched, former: Reference, today: date) -> None:
    """Puts the new files in place after reading them back; on any error before the end the old ones are put back.

    Each file is replaced in one step, so a reader never sees half a file. Should the power fail between two of the
    three steps, each file is still whole, old or new; the next refresh brings them together.
    """
    written = {
        specs.SSB_ACTIVITY_FILE.file: _csv_rows(specs.SSB_ACTIVITY_FILE, fetched.ssb_activity),
        specs.POPULATION.file: _csv_rows(specs.POPULATION, fetched.population),
    }
    sources = [
        {**row, "fetched": today.isoformat()} if row["file"] in written else row for row in former.sources.to_pylist()
    ]
    written[specs.SOURCES.file] = _csv_rows(specs.SOURCES, pa.Table.from_pylist(sources, specs.SOURCES.schema))
    # Beside the files, so that moving them into place is one step on one disk.
    stage = Path(tempfile.mkdtemp(dir=folder, prefix=".refresh-"))
    try:
        _stage(stage, folder, written)
        _replace(stage, folder, list(written))
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _csv_rows(spec: TableSpec, table: pa.Table) -> list[list[str]]:
    names = [column.name for column in spec.columns]
    columns = [[_cell(value) for value in table.column(name).to_pylist()] for name in names]
    return [names, *map(list, zip(*columns, strict=True))]


def _cell(value: object) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) else str(value)


def _stage(stage: Path, folder: Path, written: Mapping[str, list[list[str]]]) -> None:
    """The whole folder as it would be, read back with every check of the reference tables."""
    for name in FILES.values():
        target = stage / name
        if name not in written:
            shutil.copyfile(folder / name, target)
            continue
        with target.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(written[name])
            file.flush()
            os.fsync(file.fileno())
    read_reference(stage)


def _replace(stage: Path, folder: Path, names: Sequence[str]) -> None:
    former = {name: (folder / name).read_bytes() for name in names}
    done: list[str] = []
    try:
        for name in names:
            (stage / name).replace(folder / name)
            done.append(name)
    except BaseException:
        for name in done:
            (folder / name).write_bytes(former[name])
        raise
