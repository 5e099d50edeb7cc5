"""Takes a delivery in: from files of any form to staged rows in the restricted folder, streamed through DuckDB.

Every row of a file is staged and kept, or staged with the reason why it is set aside, or belongs to a person with a
reservation in force: then it is written nowhere. What was taken in once is used again while nothing has changed.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa

from data_marts.sources.description import DESCRIPTION_FILE, Description, RawFile, read_description
from data_marts.sources.intake_folder import finished, new_folder, read_intake, write_intake
from data_marts.sources.problems import SourceError
from data_marts.sources.raw import open_raw, unreadable
from data_marts.sources.reference import Reference
from data_marts.sources.staged import Intake, StagedFile
from data_marts.statements import run_file

STAGING = Path(__file__).with_name("staging")
# Half of what the machine may use: the rest is for the files' readers, which DuckDB does not count.
MEMORY = "2GB"
Report = Callable[[str], None]


def take_in(folder: Path, work: Path, reference: Reference, report: Report = lambda step: None) -> Intake:
    """The delivery in `folder`, staged below `work`. `report` is told the name of each file before it is read.

    Raises SourceError for a description or file that cannot be used; then nothing is left behind.
    """
    described = read_description(folder)
    report(DESCRIPTION_FILE)
    sums = {raw.path.name: _sum(raw) for raw in described.files}
    target = work / f"{described.name}-{_digest(folder, sums, reference)}"
    if finished(target):
        return read_intake(target)
    try:
        with new_folder(work, target) as new:
            write_intake(new, _staged(described, sums, reference, new, report))
    except duckdb.Error as problem:
        raise SourceError(f"{folder}: could not be taken in: {_first_line(problem)}") from None
    return read_intake(target)


def _first_line(problem: Exception) -> str:
    """Of DuckDB's own message the kind of fault alone: the rest may hold values of a row."""
    name = type(problem).__name__
    hint = "the disk or the memory limit is full; make room and try again" if "Memory" in name or "IO" in name else ""
    return hint or f"{name}. Check the files and their description."


def _sum(raw: RawFile) -> str:
    with raw.path.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if raw.sha256 not in (None, found):
        raise SourceError(f"{raw.path.name}: is not the file that {DESCRIPTION_FILE} lists. Deliver it again.")
    return found


def _digest(folder: Path, sums: Mapping[str, str], reference: Reference) -> str:
    """Changes with anything that staged rows are made from: files, description, units, scales, this program."""
    digest = hashlib.sha256((folder / DESCRIPTION_FILE).read_bytes())
    digest.update(repr(sorted(sums.items())).encode())
    digest.update(repr((_known_units(reference).to_pydict(), _known_scales(reference).to_pydict())).encode())
    for path in sorted(p for p in Path(__file__).parent.rglob("*") if p.suffix in {".py", ".sql", ".toml"}):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def _staged(
    described: Description, sums: Mapping[str, str], reference: Reference, folder: Path, report: Report
) -> Intake:
    scratch = folder / "scratch"
    scratch.mkdir()
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "temp_directory": str(scratch / "spill"),
    }
    with duckdb.connect(config=settings) as connection:
        _prepare(connection, described, reference)
        order = sorted(described.files, key=lambda raw: raw.kind != "reservations")
        files = [_take_file(connection, described, raw, sums, folder, report) for raw in order]
        [(reserved,)] = connection.table("reserved_seen").distinct().aggregate("count(*)").fetchall()
        _write_set_aside(connection, files, folder / "set_aside.parquet")
    whole, last = _years(described)
    return Intake(
        name=described.name,
        folder=folder,
        received=described.received,
        synthetic=described.invented,
        files=tuple(sorted(files, key=lambda file: [raw.path.name for raw in described.files].index(file.name))),
        years=whole,
        first_year=whole[0] if whole else last.year,
        last_year=last.year,
        delivered_through=last,
        reserved_persons=reserved,
    )


def _prepare(connection: duckdb.DuckDBPyConnection, described: Description, reference: Reference) -> None:
    run_file(connection, STAGING / "values.sql")
    run_file(connection, STAGING / "tables.sql")
    connection.from_arrow(_known_units(reference)).create("known_units")
    connection.from_arrow(_known_scales(reference)).create("known_scales")
    others = pa.table({"code": pa.array(described.other_sectors, pa.string())})
    connection.from_arrow(others).create("other_sectors")


def _known_units(reference: Reference) -> pa.Table:
    """Numbers under which care is given: organisation numbers and RESH ids of trusts and units."""
    columns = (reference.organisations.column(name).to_pylist() for name in ("level", "code", "resh"))
    numbers = {
        int(number)
        for level, *own in zip(*columns, strict=True)
        for number in own
        if level in ("hf", "unit") and number and number.isdigit()
    }
    return pa.table({"number": pa.array(sorted(numbers), pa.int64())})


def _known_scales(reference: Reference) -> pa.Table:
    return reference.instruments.select(["instrument", "informant", "scale", "minimum", "maximum"])


def _take_file(
    connection: duckdb.DuckDBPyConnection,
    described: Description,
    raw: RawFile,
    sums: Mapping[str, str],
    folder: Path,
    report: Report,
) -> StagedFile:
    report(raw.path.name)
    opened = open_raw(connection, raw, described, folder / "scratch")
    opened.relation.create_view("raw_rows", replace=True)
    _this_file(connection, described, raw)
    target = folder / f"{raw.kind}-{described.files.index(raw) + 1:02d}.parquet"
    try:
        # As a relation, so that rows stream from the file to the staged one.
        connection.sql(_text(raw.kind)).write_parquet(str(target), compression="zstd")
        if raw.kind in ("episodes", "prom"):
            run_file(connection, STAGING / "reserved_seen.sql")
    except (duckdb.InvalidInputException, duckdb.ConversionException) as problem:
        raise unreadable(raw.path, problem) from None
    if raw.kind == "reservations":
        _remember_reservations(connection, raw, target)
    return _accounted(connection, raw, sums[raw.path.name], target, opened.absent)


def _text(name: str) -> str:
    return (STAGING / f"{name}.sql").read_text(encoding="utf-8")


def _this_file(connection: duckdb.DuckDBPyConnection, described: Description, raw: RawFile) -> None:
    whole, last = _years(described)
    newest = max((f.through or 0) for f in described.files if f.year == raw.year and f.kind == raw.kind)
    facts = pa.table(
        {
            "file": [raw.path.name],
            "superseded": [raw.kind == "episodes" and (raw.through or 0) < newest],
            "first_day": [date(whole[0] if whole else last.year, 1, 1)],
            "last_day": [_month_end(raw.year, raw.through) if raw.year and raw.through else last],
        }
    )
    connection.from_arrow(facts).create_view("this_file", replace=True)


def _remember_reservations(connection: duckdb.DuckDBPyConnection, raw: RawFile, staged: Path) -> None:
    """Adds a list to those in force; SourceError where a row of it names nobody, for somebody is meant."""
    relation = connection.read_parquet(str(staged))
    bad = relation.filter(duckdb.ColumnExpression("unreadable").isnotnull()).order("row").limit(1).fetchall()
    if bad:
        *_, column, _, row = bad[0]
        raise SourceError(
            f"{raw.path.name}, row {row}, column {column}: cannot be read. "
            "Everybody on the list must be found: correct the row."
        )
    relation.create_view("reservations", replace=True)
    connection.sql(_text("reserved_persons")).create("reserved_persons")


def _accounted(
    connection: duckdb.DuckDBPyConnection, raw: RawFile, sha256: str, staged: Path, absent: tuple[str, ...]
) -> StagedFile:
    relation = connection.read_parquet(str(staged))
    if raw.kind not in ("episodes", "prom"):
        [(rows,)] = relation.aggregate("count(*)").fetchall()
        return StagedFile(raw.path.name, raw.kind, sha256, staged, rows, rows, absent=absent)
    relation.create_view("staged", replace=True)
    rows_by_reason = dict(run_file(connection, STAGING / "accounts.sql").fetchall())
    bad = dict(run_file(connection, STAGING / "unreadable.sql").fetchall())
    kept = rows_by_reason.pop(None, 0)
    delivered = kept + sum(rows_by_reason.values())
    where = (raw.year, raw.through)
    return StagedFile(raw.path.name, raw.kind, sha256, staged, delivered, kept, rows_by_reason, bad, absent, *where)


def _write_set_aside(connection: duckdb.DuckDBPyConnection, files: Sequence[StagedFile], target: Path) -> None:
    paths = [str(file.path) for file in files if file.kind in ("episodes", "prom")]
    connection.read_parquet(paths, union_by_name=True).create_view("staged", replace=True)
    connection.sql(_text("set_aside")).write_parquet(str(target), compression="zstd")


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _years(described: Description) -> tuple[tuple[int, ...], date]:
    """The years delivered in full, and the last day that is covered."""
    through: dict[int, int] = {}
    for raw in described.files:
        if raw.year and raw.through:
            through[raw.year] = max(through.get(raw.year, 0), raw.through)
    last = max(through)
    return tuple(sorted(year for year, month in through.items() if month == 12)), _month_end(last, through[last])
