"""One delivered file through the one conversion that all formats share, into one staged Parquet file."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pyarrow as pa

from data_marts.sources.columns import EPISODES, PROM, RESERVATIONS, Dictionary
from data_marts.sources.delivery_note import DeliveryNote, NamedFile
from data_marts.sources.matching import Matched, check_listed, match_columns
from data_marts.sources.problems import SourceError
from data_marts.sources.readers import reader_of
from data_marts.sources.staged import STAGED, StagedFile
from data_marts.sources.texts import as_texts
from data_marts.sources.work_folder import is_full

SQL = Path(__file__).parent / "sql"
MEMORY = "2500MB"  # of 4 GB for everything; what does not fit goes to the work folder


@dataclass(frozen=True)
class Staging:
    """What the files of one take-in share. `part` is the folder that is being filled, `scratch` a folder within it."""

    connection: duckdb.DuckDBPyConnection
    note: DeliveryNote
    sums: Mapping[str, str]
    dictionary: Dictionary
    matched: Mapping[str, Matched]
    part: Path
    scratch: Path


def sql_text(step: str) -> str:
    """The SQL of a step."""
    return (SQL / f"{step}.sql").read_text(encoding="utf-8")


def match_files(note: DeliveryNote, dictionary: Dictionary) -> Mapping[str, Matched]:
    """The columns of every file by its name, before any of them is read through. Raises SourceError."""
    names = {file.name: reader_of(file.path).names(file) for file in note.files}
    check_listed(note, names)
    return {
        file.name: match_columns(file, names[file.name], dictionary[file.kind], note.rules[file.kind], note.wide)
        for file in note.files
    }


def convert(work: Staging, file: NamedFile, number: int) -> StagedFile:
    """Writes the staged rows of a file, the `number`th of its kind, and counts them. Raises SourceError."""
    matched = work.matched[file.name]
    path = work.part / f"{file.kind}-{number}.parquet"
    scratch = work.scratch / "delivered.parquet"
    try:
        _read(work, file, matched, scratch)
        _write(work, file, path)
    except duckdb.OutOfMemoryException as problem:
        raise SourceError(
            f"{file.path}: {MEMORY} of memory and the disk of the work folder are too small for it. Free space."
        ) from problem
    except (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException):
        raise  # a fault of this program, not of the file
    except duckdb.Error as problem:
        raise _not_read(file, work.part) from problem
    finally:
        scratch.unlink(missing_ok=True)
    found = StagedFile(file.name, file.kind, work.sums[file.name], path, file.year, file.through)
    return found if file.kind == RESERVATIONS else _counted(work.connection, found, matched.absent)


def _read(work: Staging, file: NamedFile, matched: Matched, scratch: Path) -> None:
    """Leaves the view raw_rows: the file's values as texts under our names."""
    connection, rules = work.connection, work.note.rules[file.kind]
    values = reader_of(file.path).values(connection, file, matched.wanted, scratch)
    texts = as_texts(values, file, matched, work.dictionary[file.kind], rules, work.note.missing)
    if matched.wide:
        texts.create_view("wide_rows", replace=True)
        connection.register("wide_scales", _wide_scales(work.note))
        texts = connection.sql(sql_text("wide_prom"))
    texts.create_view("raw_rows", replace=True)


def _write(work: Staging, file: NamedFile, path: Path) -> None:
    work.connection.register("this_file", _this_file(work.note, file))
    if file.kind in (EPISODES, PROM):
        work.connection.execute(sql_text("left_rows"), {"kind_of_file": file.kind})
    rows = work.connection.sql(sql_text(file.kind))
    if file.kind in STAGED:
        rows = rows.select(*(duckdb.ColumnExpression(name) for name in STAGED[file.kind]))
    rows.write_parquet(str(path), compression="zstd")


def _this_file(note: DeliveryNote, file: NamedFile) -> pa.Table:
    """What the conversion must know of the file, as a table of one row."""
    of_year = file.kind == EPISODES
    return pa.table(
        {
            "file": pa.array([file.name], pa.string()),
            "year": pa.array([file.year], pa.int16()),
            "covered_to": pa.array([file.covered_to if of_year else None], pa.date32()),
            "first_year": pa.array([note.years[0]], pa.int16()),
            "superseded": pa.array([of_year and note.superseded(file)]),
            "other_sectors": pa.array([list(note.other_sectors)], pa.list_(pa.string())),
        }
    )


def _wide_scales(note: DeliveryNote) -> pa.Table:
    scales = note.wide
    return pa.table(
        {
            "position": pa.array(range(1, len(scales) + 1), pa.int64()),
            "instrument": [scale.instrument.lower() for scale in scales],
            "informant": [scale.informant.lower() for scale in scales],
            "scale": [scale.scale.lower() for scale in scales],
        }
    )


def _counted(connection: duckdb.DuckDBPyConnection, file: StagedFile, absent: tuple[str, ...]) -> StagedFile:
    connection.read_parquet(str(file.path)).create_view("staged_file", replace=True)
    reasons = dict(connection.sql(sql_text("reasons")).fetchall())
    kept = reasons.pop(None, 0)
    return replace(
        file,
        delivered=kept + sum(reasons.values()),
        kept=kept,
        set_aside=reasons,
        unreadable=dict(connection.sql(sql_text("unreadable")).fetchall()),
        absent=absent,
    )


def _not_read(file: NamedFile, part: Path) -> SourceError:
    """DuckDB's own message may hold values of the file: it is not told."""
    if is_full(part):
        return SourceError(f"{file.path}: the disk of the work folder is full. Free space, or choose --work.")
    return SourceError(f"{file.path}: cannot be read to its end, it may be damaged. Deliver it again.")
