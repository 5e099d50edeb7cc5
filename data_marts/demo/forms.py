"""How each year's file is delivered: format, names, types and codes differ from year to year, as they do."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from data_marts.demo.places import REFERENCE

SAS, CSV, PARQUET = "sas7bdat", "csv", "parquet"
LOCAL_NAME: Final = "behandlingsstedlokal"
UNITS: Final = ("institusjonid", "behandlingsstedkode", "hf")
DATES: Final = ("inndato", "utdato", "mottaksdato", "ventetidsluttdato")
TIMES: Final = ("inntid", "uttid")


@dataclass(frozen=True)
class Form:
    """How a file is delivered; `names` by ours, `sectors` by SKDE's codes (3 child and adolescent, 2, 1, 4)."""

    format: str
    names: Mapping[str, str] = field(default_factory=dict)
    sectors: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    whole_numbers: tuple[str, ...] = ()  # text in ours, numbers here
    with_point: bool = False  # some organisation numbers as 974795884.0
    local_name: bool = False
    missing: str = ""
    encoding: str = "utf-8"
    delimiter: str = ";"
    line_end: str = "\n"


FORMS: Final[Mapping[int, Form]] = {
    2019: Form(
        SAS,
        sectors={"3": "BUP", "2": "VOP", "1": "TSB", "4": "SOM"},
        text=UNITS,
        local_name=True,
        encoding="latin-1",
    ),
    2020: Form(
        CSV,
        names={
            "lopenr": "LNr",
            "henvisning_id": "henvisningsnr",
            "fodselsar": "fodtAar_DSF",
            "kjonn": "kjonn_DSF",
            "komnrhjem2": "KomNrHjem_DSF",
            "bydel2": "bydel_DSF",
            "institusjonid": "psykinstid",
            "omsorgsniva": "omsorgsnivaa",
            "inndato": "innDato",
            "utdato": "utDato",
            "kontakttype": "kontaktType",
            "tilst1akse1": "akse1_diag1",
        },
        sectors={"3": "651", "2": "VOP", "1": "TSB", "4": "SOM"},
        left_out=("nprid_reg", "sh_reg", "fagomrade"),
        whole_numbers=("komnrhjem2",),
        with_point=True,
        local_name=True,
        missing="NULL",
        encoding="latin-1",
        line_end="\r\n",
    ),
    2021: Form(CSV, left_out=("nprid_reg", "sh_reg", "fagomrade"), missing="(NULL)"),
    2022: Form(
        PARQUET,
        names={"lopenr": "npr_lnr", "innmatehast": "hastegrad"},
        text=(*UNITS, *DATES),
        whole_numbers=("komnrhjem2",),
        missing="NULL",
    ),
    2023: Form(PARQUET, names={"behandlingsstedkode": "behandlingssted2"}, text=("hf", "kjonn", "omsorgsniva", *TIMES)),
    2024: Form(PARQUET, text=("institusjonid",)),
}


PROM_NAMES: Final[Mapping[str, str]] = {
    "lopenr": "pasient",
    "orgnr": "enhet",
    "instrument": "skjema",
    "informant": "utfyller",
    "scale": "skala",
    "measuring_point": "malepunkt",
    "invited_date": "sendt",
    "answered_date": "besvart",
    "score": "poeng",
}
OLDER_PROM: Final = Form(CSV, names=PROM_NAMES, missing="NULL", encoding="latin-1", line_end="\r\n")
NEWER_PROM: Final = Form(PARQUET)
WIDE_PROM: Final = Form(CSV)
RESERVATIONS: Final = Form(CSV)
BEDS: Final = Form(PARQUET)


def delivered(table: pa.Table, form: Form) -> pa.Table:
    """The columns as the file has them."""
    columns = {}
    for name in table.schema.names:
        if name in form.left_out:
            continue
        columns[form.names.get(name, name)] = _column(table, name, form)
        if name == "behandlingsstedkode" and form.local_name:
            columns[LOCAL_NAME] = local_names(table["institusjonid"])
    return pa.table(columns)


def _column(table: pa.Table, name: str, form: Form) -> pa.ChunkedArray:
    values = table[name]
    if name == "sektor":
        return _recoded(values, form.sectors)
    if name in form.whole_numbers:
        return values.cast(pa.int32())
    if form.format == CSV and name in TIMES:
        return _as_text(values, 5)
    if name in form.text:
        words = _as_text(values, 8) if name in TIMES else values.cast(pa.string())
        return pc.fill_null(words, form.missing) if form.missing else words
    if form.with_point and name in UNITS:
        return _with_point(values, table["episode_lnr"])
    return values


def _recoded(values: pa.ChunkedArray, codes: Mapping[str, str]) -> pa.ChunkedArray:
    coded = values.combine_chunks().dictionary_encode()
    words = [codes.get(word, word) for word in coded.dictionary.to_pylist()]
    return pa.array(words, pa.string()).take(coded.indices)


def _as_text(times: pa.ChunkedArray, length: int) -> pa.ChunkedArray:
    """HH:MM or HH:MM:SS: there are few different times."""
    coded = times.combine_chunks().dictionary_encode()
    words = pc.utf8_slice_codeunits(coded.dictionary.cast(pa.string()), 0, length)
    return words.take(coded.indices)


def _with_point(numbers: pa.ChunkedArray, episodes: pa.ChunkedArray) -> pa.ChunkedArray:
    """Numbers as text; every thirtieth as a program leaves them that has kept them as decimals."""
    thirtieth = pc.equal(pc.subtract(episodes, pc.multiply(pc.divide(episodes, 30), 30)), 7)
    coded = numbers.combine_chunks().dictionary_encode()
    plain = coded.dictionary.cast(pa.string())
    pointed = pc.binary_join_element_wise(plain, ".0", "")
    return pc.if_else(thirtieth, pointed.take(coded.indices), plain.take(coded.indices))


def local_names(units: pa.ChunkedArray) -> pa.Array:
    """The units' own names; missing for a number that nobody has."""
    numbers, names = _unit_names()
    return names.take(pc.index_in(units.combine_chunks(), numbers))


@cache
def _unit_names() -> tuple[pa.Array, pa.Array]:
    with (REFERENCE / "organisations.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["level"] == "unit"]
    return pa.array([int(row["code"]) for row in rows]), pa.array([row["short_name"] for row in rows])
