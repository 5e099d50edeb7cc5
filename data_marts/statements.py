"""Runs the statements of a .sql file, each with the parameters that it names."""

import re
from collections.abc import Mapping
from pathlib import Path

import duckdb

Parameters = Mapping[str, object]


def run_file(
    connection: duckdb.DuckDBPyConnection, path: Path, parameters: Parameters | None = None
) -> duckdb.DuckDBPyConnection:
    """Runs all statements of the file; the answer is that of the last one. KeyError where a parameter is missing."""
    answer = connection
    for single in connection.extract_statements(path.read_text(encoding="utf-8")):
        named = set(re.findall(r"\$(\w+)", single.query))
        answer = connection.execute(single, {name: (parameters or {})[name] for name in named} or None)
    return answer
