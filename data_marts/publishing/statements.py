"""Runs the statements of this package on Parquet files, in a DuckDB connection of its own."""

import contextlib
import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb

FOLDER = Path(__file__).parent
MEMORY = "2GB"  # beyond it DuckDB uses the disk


@contextlib.contextmanager
def connected() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in memory that puts what does not fit into a folder nobody else can read, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        settings: dict[str, str | bool | int | float | list[str]] = {"temp_directory": folder, "memory_limit": MEMORY}
        with duckdb.connect(config=settings) as connection:
            yield connection


def run(connection: duckdb.DuckDBPyConnection, name: str, values: Mapping[str, object]) -> duckdb.DuckDBPyConnection:
    """Runs the statement of a file with those of the values that it names; the answer is the connection."""
    text = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    return connection.execute(text, {key: values[key] for key in re.findall(r"\$(\w+)", text)})
