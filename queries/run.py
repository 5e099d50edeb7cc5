"""Opens the marts of a release in memory and runs the statements of this folder, each through a cursor of its own."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

FOLDER = Path(__file__).parent
Row = dict[str, object]


def open_marts(tables: Mapping[str, pa.Table]) -> duckdb.DuckDBPyConnection:
    """A locked in-memory database that holds these tables alone.

    The tables are copied in (a query then takes half the time of one on Parquet), after which neither files nor
    extensions can be reached and no setting can be changed.
    """
    connection = duckdb.connect(":memory:", config={"threads": 1, "memory_limit": "1GB"})
    for name, table in tables.items():
        connection.from_arrow(table).create(name)
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


@cache
def sql(name: str) -> str:
    """The text of one statement."""
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def rows(
    connection: duckdb.DuckDBPyConnection, name: str, parameters: Mapping[str, object] | None = None
) -> Sequence[Row]:
    """All rows that a statement answers, as column name -> value.

    A connection is not for two threads: sharing one gave wrong answers without an error, so every call has a cursor.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql(name), parameters)
        columns = [column[0] for column in cursor.description or ()]
        return [dict(zip(columns, values, strict=True)) for values in cursor.fetchall()]
