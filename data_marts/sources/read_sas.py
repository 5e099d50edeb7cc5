"""SAS (sas7bdat): read a number of rows at a time and written on as Parquet, so that no file is held whole.

Dates and times stay the numbers that SAS knows them as (days and seconds from 1960); what they are is decided where all
formats meet.
"""

import codecs
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat

from data_marts.sources.delivery_note import NamedFile
from data_marts.sources.problems import SourceError
from data_marts.sources.read_parquet import with_positions

ROWS = 250_000  # in memory at a time: some 200 MB of Python texts


def names(file: NamedFile) -> list[str]:
    """The names of the variables."""
    return list(_read(file, metadataonly=True)[1].column_names)


def values(
    connection: duckdb.DuckDBPyConnection, file: NamedFile, wanted: Sequence[int], scratch: Path
) -> duckdb.DuckDBPyRelation:
    """The wanted columns: numbers as DOUBLE, texts as VARCHAR."""
    _, meta = _read(file, metadataonly=True)
    chosen = [meta.column_names[index] for index in wanted]
    kinds = [_kind(meta.readstat_variable_types[name]) for name in chosen]
    schema = pa.schema(list(zip(chosen, kinds, strict=True)))
    with pq.ParquetWriter(scratch, schema) as writer:
        for columns in _chunks(file, chosen, meta.number_rows):
            arrays = [_array(columns[name], kind) for name, kind in zip(chosen, kinds, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
    relation = with_positions(connection, scratch, range(len(wanted)))
    return relation.select(
        duckdb.ColumnExpression("file_row_number"),
        *(duckdb.ColumnExpression(f"c{at}").alias(f"c{index}") for at, index in enumerate(wanted)),
    )


def _kind(readstat_type: str) -> pa.DataType:
    return pa.string() if readstat_type == "string" else pa.float64()


def _chunks(file: NamedFile, chosen: Sequence[str], rows: int) -> Iterator[dict[str, Any]]:
    for offset in range(0, rows, ROWS):
        found, _ = _read(file, usecols=list(chosen), row_offset=offset, row_limit=ROWS)
        yield found


def _array(column: Any, kind: pa.DataType) -> pa.Array:
    if kind == pa.string():
        return pa.array(list(column), kind)
    return pa.array(np.asarray(column, dtype=np.float64), kind, from_pandas=True)


def _read(file: NamedFile, **options: Any) -> tuple[Any, Any]:
    try:
        return pyreadstat.read_sas7bdat(
            str(file.path),
            encoding=codecs.lookup(file.encoding).name.upper() if file.encoding else None,
            output_format="dict",
            disable_datetime_conversion=True,
            **options,
        )
    except (pyreadstat.PyreadstatError, pyreadstat.ReadstatError, UnicodeError, OSError, ValueError) as problem:
        raise SourceError(
            f"{file.path}: cannot be read as SAS (sas7bdat). Deliver it again; if its texts are at fault, "
            'say encoding = "latin-1" beside its name in leveranse.toml.'
        ) from problem
