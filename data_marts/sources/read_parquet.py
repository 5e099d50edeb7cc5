"""Parquet: read as it is, whatever its types."""

from collections.abc import Sequence
from glob import escape
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from duckdb import ColumnExpression

from data_marts.sources.delivery_note import NamedFile
from data_marts.sources.problems import SourceError

ROW = "file_row_number"


def names(file: NamedFile) -> list[str]:
    """The names of the columns."""
    try:
        return list(pq.read_schema(file.path).names)
    except (OSError, pa.ArrowException) as problem:
        raise SourceError(f"{file.path}: cannot be read as Parquet. Deliver it again.") from problem


def values(
    connection: duckdb.DuckDBPyConnection, file: NamedFile, wanted: Sequence[int], scratch: Path
) -> duckdb.DuckDBPyRelation:
    """The wanted columns with the types they have; nothing is written to `scratch`."""
    try:
        return with_positions(connection, file.path, wanted)
    except duckdb.Error as problem:
        raise SourceError(f"{file.path}: cannot be read as Parquet. Deliver it again.") from problem


def with_positions(connection: duckdb.DuckDBPyConnection, path: Path, wanted: Sequence[int]) -> duckdb.DuckDBPyRelation:
    """Columns of a Parquet file under their positions, with the number of the row."""
    relation = connection.read_parquet(escape(str(path)), file_row_number=True)
    columns = [ColumnExpression(quoted(relation.columns[index])).alias(f"c{index}") for index in wanted]
    return relation.select(ColumnExpression(ROW), *columns)


def quoted(name: str) -> str:
    """A name as DuckDB's expressions need it, for a dot would divide it."""
    return f'"{name}"'
