"""A view as Parquet: typed columns, and what is told of them in the file's metadata."""

import json
from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as pq

from app.files.about import FileOf
from app.files.flat import Column


def parquet(file: FileOf) -> bytes:
    """The bytes of the file; whole numbers as int64, others as float64, words as text."""
    columns, rows = file.flat.columns, file.flat.rows
    arrays = [pa.array([row[at] for row in rows], _type(column)) for at, column in enumerate(columns)]
    table = pa.Table.from_arrays(arrays, names=[column.heading for column in columns])
    told = {b"about": json.dumps(file.facts, ensure_ascii=False).encode(), b"receipt": file.receipt.text.encode()}
    out = BytesIO()
    pq.write_table(table.replace_schema_metadata(told), out)
    return out.getvalue()


def _type(column: Column) -> pa.DataType:
    if not column.numeric:
        return pa.string()
    return pa.float64() if column.decimals else pa.int64()
