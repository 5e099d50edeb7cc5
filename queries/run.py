"""Opens the marts of a release in memory and runs the statements of this folder, each through a cursor of its own."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

FOLDER = Path(__file__).parent
Row = dict[str, object]


def open_marts(tables: Mapping[str, pa.Table]) -> duckdb.DuckDBPyConnection:
    """A locked in-memory database that holds these tables alone.

    The tables are copied in (a query then takes half the time of one on Parquet), after which neither files nor
    extensions can be reached and no setting can be changed. Rows that are asked for together are laid side by side,
    and texts become numbers with a list of what they mean: that halves the time of a query once more.
    """
    connection = duckdb.connect(":memory:", config={"threads": 1, "memory_limit": "1GB"})
    for name, table in tables.items():
        texts = _texts(table)
        side_by_side = table.sort_by([(column, "ascending") for column in _most_alike_first(texts)]) if texts else table
        columns = [_column(column, texts.get(column, ())) for column in table.column_names]
        connection.from_arrow(side_by_side).select(*columns).create(name)
    _lock(connection)
    return connection


def open_own_marts(
    files: Mapping[str, Path], columns: Mapping[str, Sequence[str]], own: Collection[str]
) -> duckdb.DuckDBPyConnection:
    """A locked in-memory database of those rows of these Parquet files alone that are of the organisations `own`.

    DuckDB looks at the column of organisations first and reads the rest where it must: an eighth of Arrow's time.
    """
    connection = duckdb.connect(":memory:", config={"threads": 1, "memory_limit": "1GB"})
    is_own = duckdb.ColumnExpression("organisation").isin(*(duckdb.ConstantExpression(code) for code in sorted(own)))
    for name, file in files.items():
        kept = (duckdb.ColumnExpression(column) for column in columns[name])
        connection.from_parquet(str(file)).filter(is_own).select(*kept).create(name)
    _lock(connection)
    return connection


def _lock(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _texts(table: pa.Table) -> dict[str, tuple[str, ...]]:
    """The different texts of each column of texts that has any, in order."""
    columns = [field.name for field in table.schema if pa.types.is_string(field.type)]
    found = {column: tuple(sorted(table[column].drop_null().unique().to_pylist())) for column in columns}
    return {column: texts for column, texts in found.items() if texts}


def _most_alike_first(texts: Mapping[str, Sequence[str]]) -> list[str]:
    # A status follows from the row; it is never asked for.
    return sorted((column for column in texts if not column.endswith("_status")), key=lambda name: len(texts[name]))


def _column(name: str, texts: Sequence[str]) -> duckdb.Expression:
    column = duckdb.ColumnExpression(name)
    if not texts:
        return column
    quoted = ", ".join("'" + text.replace("'", "''") + "'" for text in texts)
    return column.cast(duckdb.dtype(f"ENUM({quoted})")).alias(name)


def sql(name: str) -> str:
    """The text of one statement."""
    return _statements()[name]


@cache
def _statements() -> Mapping[str, str]:
    """All statements by name, read at once when the first is asked for: a program does not change while it runs."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.sql"))}


def _bound(value: object) -> object:
    """A list of texts as one text in DuckDB's own form of a list, which the statement casts back; others as they are.

    DuckDB looks for pandas at each single value it is given, two milliseconds for a list of thirty.
    """
    if not isinstance(value, list):
        return value
    escaped = (str(item).replace("\\", "\\\\").replace("'", "\\'") for item in value)
    return "[" + ", ".join(f"'{item}'" for item in escaped) + "]"


def rows(
    connection: duckdb.DuckDBPyConnection, name: str, parameters: Mapping[str, object] | None = None
) -> Sequence[Row]:
    """All rows that a statement answers, as column name -> value.

    A connection is not for two threads: sharing one gave wrong answers without an error, so every call has a cursor.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql(name), {key: _bound(value) for key, value in (parameters or {}).items()})
        columns = [column[0] for column in cursor.description or ()]
        return [dict(zip(columns, values, strict=True)) for values in cursor.fetchall()]
