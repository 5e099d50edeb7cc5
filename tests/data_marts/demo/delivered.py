"""A delivery's files read back by other means than the chain's: one typed Parquet file each, rows with the reason
why they may not count. It knows how the demo writes its files, and nothing of how any delivery may look."""

import csv
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pyreadstat

from data_marts.demo.places import REFERENCE
from data_marts.demo.write import EPISODES, PROM, RESERVATIONS

OURS = {
    "LNr": "lopenr",
    "npr_lnr": "lopenr",
    "henvisningsnr": "henvisning_id",
    "fodtAar_DSF": "fodselsar",
    "kjonn_DSF": "kjonn",
    "KomNrHjem_DSF": "komnrhjem2",
    "bydel_DSF": "bydel2",
    "psykinstid": "institusjonid",
    "behandlingssted2": "behandlingsstedkode",
    "omsorgsnivaa": "omsorgsniva",
    "innDato": "inndato",
    "utDato": "utdato",
    "hastegrad": "innmatehast",
    "kontaktType": "kontakttype",
    "akse1_diag1": "tilst1akse1",
    "pasient": "lopenr",
    "enhet": "orgnr",
    "skjema": "instrument",
    "utfyller": "informant",
    "skala": "scale",
    "malepunkt": "measuring_point",
    "sendt": "invited_date",
    "besvart": "answered_date",
    "poeng": "score",
}
MISSING = ["", "NULL", "(NULL)"]
SECTORS = {"BUP": "3", "651": "3", "VOP": "2", "TSB": "1", "SOM": "4"}
POINTS = {"start": "baseline", "slutt": "end"}


def listed(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "leveranse.toml").read_text(encoding="utf-8"))


def raw(folder: Path, entry: dict[str, Any]) -> pa.Table:
    """The cells as they are in the file, CSV as text, under the names of the file."""
    path = folder / entry["file"]
    if path.suffix == ".parquet":
        return pq.read_table(path)
    if path.suffix == ".sas7bdat":
        columns, _ = pyreadstat.read_sas7bdat(path, output_format="dict", disable_datetime_conversion=True)
        return pa.table({name: pa.array(values, from_pandas=True) for name, values in columns.items()})
    with path.open(encoding=entry["encoding"]) as file:
        names = file.readline().rstrip("\n").split(entry["delimiter"])
    return pa_csv.read_csv(
        path,
        read_options=pa_csv.ReadOptions(encoding=entry["encoding"]),
        parse_options=pa_csv.ParseOptions(delimiter=entry["delimiter"]),
        convert_options=pa_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
    )


def typed(table: pa.Table, schema: pa.Schema, *, sas: bool = False) -> pa.Table:
    """Under our names, of our types; what cannot be a date is missing. Columns that are not delivered are missing."""
    named = table.rename_columns([OURS.get(name, name) for name in table.schema.names])
    there = set(named.schema.names)
    columns = {
        field.name: _typed(named[field.name], field, sas) if field.name in there else pa.nulls(len(named), field.type)
        for field in schema
    }
    return pa.table(columns, schema=schema)


def _typed(values: pa.ChunkedArray, field: pa.Field, sas: bool) -> pa.ChunkedArray:
    if pa.types.is_string(values.type):
        values = pc.if_else(pc.is_in(values, pa.array(MISSING)), None, values)
    if field.name == "komnrhjem2":
        return pc.utf8_lpad(values.cast(pa.string()), 4, "0")
    if field.name in ("sektor", "measuring_point"):
        return _words(values.cast(pa.string()), SECTORS | POINTS)
    if pa.types.is_string(field.type):
        return values.cast(pa.string())
    if pa.types.is_date32(field.type) or pa.types.is_time64(field.type):
        return _moment(values, field.type, sas)
    if pa.types.is_string(values.type) and field.type != pa.float64():
        values = pc.replace_substring_regex(values, r"\.0$", "")
    return values.cast(field.type)


def _words(values: pa.ChunkedArray, words: dict[str, str]) -> pa.Array:
    coded = values.combine_chunks().dictionary_encode()
    return pa.array([words.get(word, word) for word in coded.dictionary.to_pylist()]).take(coded.indices)


def _moment(values: pa.ChunkedArray, kind: pa.DataType, sas: bool) -> pa.Array:
    coded = values.combine_chunks().dictionary_encode()
    return pa.array([_one_moment(value, kind, sas) for value in coded.dictionary.to_pylist()], kind).take(coded.indices)


def _one_moment(value: Any, kind: pa.DataType, sas: bool) -> Any:
    if sas:
        # Days from 1960, in days from 1970; seconds in microseconds.
        return int(value) - 3653 if kind == pa.date32() else int(value) * 1_000_000
    if not isinstance(value, str):
        return value
    if kind != pa.date32():
        hour, minute, *second = (int(part) for part in value.split(":"))
        return ((hour * 60 + minute) * 60 + sum(second)) * 1_000_000
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def known_numbers() -> pa.Array:
    with (REFERENCE / "organisations.csv").open(encoding="utf-8", newline="") as file:
        return pa.array([int(row["code"]) for row in csv.DictReader(file) if row["code"].isdigit()])


def reasons(table: pa.Table, year: int) -> pa.Array:
    """Why each row is set aside; None where it is kept. The first of the reasons that fits."""
    numbers = known_numbers()
    unknown = ~np.logical_or.reduce(
        [pc.is_in(table[name], numbers).to_numpy() for name in ("behandlingsstedkode", "institusjonid", "hf")]
    )
    start, end = table["inndato"], table["utdato"]
    tests = {
        "missing_person": pc.is_null(table["lopenr"]),
        "missing_start": pc.is_null(start),
        "ends_before_start": pc.fill_null(pc.less(end, start), False),
        "other_sector": pc.not_equal(table["sektor"], "3"),
        "unknown_unit": pa.chunked_array([pa.array(unknown)]),
        "outside_period": pc.fill_null(pc.greater(start, pa.scalar(date(year, 12, 31))), False),
    }
    found = np.full(table.num_rows, -1)
    for number, fits in reversed(list(enumerate(tests.values()))):
        found[fits.to_numpy()] = number
    return pa.array(list(tests)).take(pa.array(found, mask=found < 0))


def read_back(folder: Path, out: Path) -> None:
    """Writes the delivery's rows as PHBU_<year>.parquet, PROM.parquet and reservasjoner.parquet, with reasons."""
    out.mkdir()
    contents = listed(folder)
    for entry in contents["episodes"]:
        table = typed(raw(folder, entry), EPISODES, sas=entry["file"].endswith("sas7bdat"))
        table = table.append_column("reason", reasons(table, entry["year"]))
        pq.write_table(table, out / f"PHBU_{entry['year']}.parquet")
    prom = pa.concat_tables(typed(raw(folder, entry), PROM) for entry in contents["prom"])
    limit = _words(prom["instrument"], {"sdq": "40", "honosca": "52", "cgas": "100"}).cast(pa.float64())
    wrong = pc.or_(
        pc.fill_null(pc.greater(prom["score"], limit), False),
        pc.or_(pc.is_null(prom["lopenr"]), pc.invert(pc.is_in(prom["orgnr"], known_numbers()))),
    )
    pq.write_table(prom.append_column("wrong", wrong), out / "PROM.parquet")
    (reservations,) = contents["reservations"]
    pq.write_table(typed(raw(folder, reservations), RESERVATIONS), out / "reservasjoner.parquet")


def kept_episodes(back: Path, columns: list[str] | None = None) -> pa.Table:
    """The rows of all years that count, in order of the years."""
    read = None if columns is None else [*columns, "reason"]
    tables = [pq.read_table(file, columns=read) for file in sorted(back.glob("PHBU_*.parquet"))]
    table = pa.concat_tables(tables)
    return table.filter(pc.is_null(table["reason"])).drop_columns(["reason"])


def units(table: pa.Table) -> pa.ChunkedArray:
    """The treating unit: the first of the two numbers that is known."""
    known = pc.is_in(table["behandlingsstedkode"], known_numbers())
    return pc.if_else(known, table["behandlingsstedkode"], table["institusjonid"])


def reserved_persons(back: Path) -> pa.Array:
    table = pq.read_table(back / "reservasjoner.parquet")
    return table.filter(pc.is_null(table["withdrawn_date"]))["lopenr"].combine_chunks()
