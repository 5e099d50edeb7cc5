"""Opens a delivered file, whatever its format, as rows of text under our names, with the number of each row."""

import codecs
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
from duckdb import (
    CaseExpression,
    CoalesceOperator,
    ColumnExpression,
    ConstantExpression,
    Expression,
    FunctionExpression,
)

from data_marts.sources.description import Description, RawFile, Scale
from data_marts.sources.problems import SourceError
from data_marts.sources.staged import COLUMNS, NEEDED, Kind

COLUMNS_FILE = Path(__file__).with_name("columns.toml")
ROW = "row"
SAS_CHUNK = 200_000  # rows that are in memory at a time
NOTHING = ConstantExpression(None)


@dataclass(frozen=True)
class Column:
    """What a column of ours may be called in a file. `unsure`: values for which another of its columns is asked."""

    aliases: tuple[str, ...]
    unsure: tuple[str, ...] = ()


def read_columns(path: Path = COLUMNS_FILE) -> dict[Kind, dict[str, Column]]:
    """The columns of each kind of file by our name."""
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        kind: {
            ours: Column(tuple(entry["aliases"]), tuple(entry.get("unsure", ()))) for ours, entry in found[kind].items()
        }
        for kind in COLUMNS
    }


@dataclass(frozen=True)
class Opened:
    """A file's rows as text: every column of its kind, NULL where the file has none, and `row`."""

    relation: duckdb.DuckDBPyRelation
    absent: tuple[str, ...]


def open_raw(connection: duckdb.DuckDBPyConnection, raw: RawFile, described: Description, scratch: Path) -> Opened:
    """The file as rows of text. SourceError where it cannot be read, or has not the columns that are needed."""
    relation = _opened(connection, raw, scratch)
    read = {ours: _expression(relation.columns, ours, column, raw, described) for ours, column in _columns(raw.kind)}
    if raw.wide:
        relation, read = _unpivoted(relation, read, raw, described)
    absent = tuple(ours for ours, expression in read.items() if expression is None)
    if missing := [ours for ours in NEEDED[raw.kind] if ours in absent]:
        raise SourceError(
            f"{raw.path.name}: there is no column for {', '.join(missing)}; it has {', '.join(relation.columns)}. "
            "Name the right one in the description ([…_columns])."
        )
    text = duckdb.sqltype("VARCHAR")
    columns = [(NOTHING if found is None else found).cast(text).alias(ours) for ours, found in read.items()]
    return Opened(relation.select(*columns, ColumnExpression(ROW)), absent)


def _columns(kind: Kind) -> Sequence[tuple[str, Column]]:
    return tuple(read_columns()[kind].items())


def _opened(connection: duckdb.DuckDBPyConnection, raw: RawFile, scratch: Path) -> duckdb.DuckDBPyRelation:
    try:
        match raw.path.suffix.lower():
            case ".csv":
                return _csv(connection, raw)
            case ".parquet":
                return _parquet(connection, raw.path)
            case _:
                return _parquet(connection, sas_as_parquet(raw, scratch))
    except (duckdb.Error, pa.ArrowInvalid) as problem:
        raise unreadable(raw.path, problem) from None


def unreadable(path: Path, problem: Exception) -> SourceError:
    """The sentence for a file that its reader gave up on: the line where that is known, never what stands there."""
    line = re.search(r"\bLine: (\d+)", str(problem))
    where = f", line {line[1]}" if line else ""
    return SourceError(
        f"{path.name}{where}: cannot be read as {path.suffix[1:].lower()}. "
        "Check delimiter, encoding and quotes in the description, or have the file delivered again."
    )


def _csv(connection: duckdb.DuckDBPyConnection, raw: RawFile) -> duckdb.DuckDBPyRelation:
    relation = connection.read_csv(
        str(raw.path),
        header=True,
        all_varchar=True,
        delimiter=raw.delimiter,
        quotechar='"',
        escapechar='"',
        encoding=raw.encoding or "utf-8",
    )
    return relation.row_number(f"OVER () AS {ROW}", projected_columns="*")


def _parquet(connection: duckdb.DuckDBPyConnection, path: Path) -> duckdb.DuckDBPyRelation:
    relation = connection.read_parquet(str(path), file_row_number=True)
    number = FunctionExpression("add", ColumnExpression("file_row_number"), ConstantExpression(1)).alias(ROW)
    return relation.select(*(ColumnExpression(name) for name in relation.columns if name != "file_row_number"), number)


def sas_as_parquet(raw: RawFile, scratch: Path) -> Path:
    """A SAS file as Parquet beside it in the scratch folder, a part at a time; days and times stay SAS numbers."""
    target = scratch / f"{raw.path.stem}.parquet"
    writer = None
    try:
        for part in _sas_parts(raw):
            writer = writer or pq.ParquetWriter(target, part.schema, compression="snappy")
            writer.write_table(part)
    finally:
        if writer is not None:
            writer.close()
    return target


def _sas_parts(raw: RawFile) -> Iterator[pa.Table]:
    offset, rows = 0, 1
    while offset < rows:
        try:
            columns, facts = pyreadstat.read_sas7bdat(
                str(raw.path),
                output_format="dict",
                disable_datetime_conversion=True,
                encoding=codecs.lookup(raw.encoding).name.upper() if raw.encoding else None,
                row_offset=offset,
                row_limit=SAS_CHUNK,
            )
        except (pyreadstat.ReadstatError, ValueError, UnicodeError) as problem:
            raise unreadable(raw.path, problem) from None
        rows = facts.number_rows or 0
        offset += SAS_CHUNK
        yield pa.table(
            {name: _sas_column(values, facts.readstat_variable_types[name]) for name, values in columns.items()}
        )


def _sas_column(values: object, kind: str) -> pa.Array:
    if kind == "string":
        return pa.array(values, pa.string())
    return pa.array(values, pa.float64(), from_pandas=True)


def _expression(
    names: Sequence[str], ours: str, column: Column, raw: RawFile, described: Description
) -> Expression | None:
    """The text of one of our columns: blanks off, marks of missing values away, codes translated."""
    meanings = described.meanings[raw.kind]
    found = found_columns(names, (*meanings.columns.get(ours, ()), *_in_order(ours, column.aliases)))
    if not found:
        return None
    missing = (*described.missing, *meanings.missing.get(ours, ()))
    texts = [_text(name, missing, meanings.codes.get(ours, {})) for name in found]
    if len(texts) == 1:
        return texts[0]
    sure = [_without(text, column.unsure) for text in texts]
    return CoalesceOperator(*sure, *texts)


def _in_order(ours: str, aliases: Sequence[str]) -> list[str]:
    registered = [name for name in aliases if name.endswith("_DSF")]
    return [*registered, ours, *(name for name in aliases if name not in registered)]


def found_columns(names: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """Those of a file's columns that are wanted, in the order in which they are; the case of letters does not count."""
    by_name = {name.casefold(): name for name in names}
    return list(dict.fromkeys(by_name[name.casefold()] for name in wanted if name.casefold() in by_name))


def _text(name: str, missing: Sequence[str], codes: Mapping[str, str]) -> Expression:
    text = FunctionExpression("trim", ColumnExpression(name).cast(duckdb.sqltype("VARCHAR")))
    text = _without(text, missing)
    if not codes:
        return text
    (first, becomes), *others = codes.items()
    translated = CaseExpression(text == ConstantExpression(first), ConstantExpression(becomes))
    for code, value in others:
        translated = translated.when(text == ConstantExpression(code), ConstantExpression(value))
    return translated.otherwise(text)


def _without(text: Expression, marks: Sequence[str]) -> Expression:
    for mark in marks:
        text = FunctionExpression("nullif", text, ConstantExpression(mark))
    return text


def _unpivoted(
    relation: duckdb.DuckDBPyRelation, read: Mapping[str, Expression | None], raw: RawFile, described: Description
) -> tuple[duckdb.DuckDBPyRelation, dict[str, Expression | None]]:
    """One row for each scale of a form: those with a score, or, of a form that nobody answered, all of the file's."""
    scales = {name: scale for name, scale in described.wide.items() if found_columns(relation.columns, (name,))}
    if not scales:
        raise SourceError(f"{raw.path.name}: has none of the columns of scores under [prom_wide] in the description.")
    missing = (*described.missing, *described.meanings["prom"].missing.get("score", ()))
    shared = {ours: found for ours, found in read.items() if ours not in ("instrument", "informant", "scale", "score")}
    parts = [_of_scale(relation, name, scale, shared, missing) for name, scale in scales.items()]
    together = parts[0]
    for part in parts[1:]:
        together = together.union(part)
    return together, {ours: ColumnExpression(ours) for ours in together.columns if ours != ROW}


def _of_scale(
    relation: duckdb.DuckDBPyRelation,
    name: str,
    scale: Scale,
    shared: Mapping[str, Expression | None],
    missing: Sequence[str],
) -> duckdb.DuckDBPyRelation:
    columns = [(NOTHING if found is None else found).alias(ours) for ours, found in shared.items()]
    named = [ConstantExpression(getattr(scale, key)).alias(key) for key in ("instrument", "informant", "scale")]
    [own] = found_columns(relation.columns, (name,))
    rows = relation.select(*columns, *named, _text(own, missing, {}).alias("score"), ColumnExpression(ROW))
    return rows.filter(ColumnExpression("score").isnotnull() | ColumnExpression("answered_date").isnull())
