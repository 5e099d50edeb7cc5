"""A table as a file of the delivery: Parquet, CSV or SAS. Its name says that everything in it is invented."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from data_marts.demo.dirt import UNREADABLE_DAY
from data_marts.demo.forms import CSV, SAS, Form
from data_marts.demo.places import DemoError
from data_marts.demo.sas7bdat import EPOCH, Numbers, Words, write_sas7bdat

MARK: Final = "OPPDIKTET"
ROW_GROUP: Final = 250_000
NO_SUCH_DAY: Final = "2020-02-31"
MICROSECOND: Final = 1_000_000


def write_table(table: pa.Table, path: Path, form: Form, description: str) -> None:
    """One file in its form; DemoError if its name does not say that it is invented."""
    if not path.name.startswith(f"{MARK}_"):
        raise DemoError(f"{path.name} must begin with {MARK}_: everything in the delivery is invented")
    if form.format == CSV:
        _write_csv(table, path, form)
    elif form.format == SAS:
        write_sas7bdat(path, _sas_columns(table), form.encoding, path.stem)
    else:
        marked = table.replace_schema_metadata({"oppdiktet": "ja", "beskrivelse": description})
        pq.write_table(marked, path, compression="zstd", row_group_size=ROW_GROUP)


def _write_csv(table: pa.Table, path: Path, form: Form) -> None:
    """Part by part: the text is made as UTF-8 and put into the file's own encoding."""
    options = {
        "delimiter": form.delimiter,
        "eol": form.line_end,
        "null_string": form.missing,
        "quoting_style": "none",  # ArrowInvalid where a text has a mark that needs it
        "quoting_header": "none",
        "batch_size": 65_536,
    }
    with path.open("wb") as file:
        for first in range(0, max(1, table.num_rows), ROW_GROUP):
            text = io.BytesIO()
            part = _with_impossible_days(table.slice(first, ROW_GROUP))
            pa_csv.write_csv(part, text, pa_csv.WriteOptions(include_header=first == 0, **options))
            file.write(_encoded(text.getvalue(), form.encoding))


def _encoded(text: bytes, encoding: str) -> bytes:
    return text if encoding == "utf-8" else text.decode("utf-8").encode(encoding)


def _with_impossible_days(table: pa.Table) -> pa.Table:
    """Dates that are to be unreadable, as a day that no calendar has."""
    for place, field in enumerate(table.schema):
        if field.type != pa.date32():
            continue
        wrong = pc.fill_null(pc.equal(table[field.name].cast(pa.int32()), UNREADABLE_DAY), False)
        if pc.any(wrong).as_py():
            days = pc.if_else(wrong, NO_SUCH_DAY, table[field.name].cast(pa.string()))
            table = table.set_column(place, field.name, days)
    return table


def _sas_columns(table: pa.Table) -> Mapping[str, Numbers | Words]:
    return {name: _sas_column(table[name].combine_chunks()) for name in table.schema.names}


def _sas_column(values: pa.Array) -> Numbers | Words:
    """Text as text, dates as days from 1960, times as seconds, other numbers as they are; NULL is missing."""
    kind = values.type
    if pa.types.is_string(kind):
        coded = values.dictionary_encode()
        return Words(pc.fill_null(coded.indices, -1).to_numpy(), coded.dictionary.to_pylist())
    if pa.types.is_date32(kind):
        return Numbers(_floats(values.cast(pa.int32())) + EPOCH, "YYMMDD", 10)
    if pa.types.is_time64(kind):
        return Numbers(_floats(values.cast(pa.int64())) / MICROSECOND, "TIME", 5)
    return Numbers(_floats(values))


def _floats(values: pa.Array) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    found: np.ndarray[tuple[int, ...], np.dtype[np.float64]] = values.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return found
