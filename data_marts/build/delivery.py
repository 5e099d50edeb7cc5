"""A delivery: the folder of register files that the marts are built from, checked before anything is counted."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from data_marts.sources.problems import SourceError

CONTENTS_FILE = "leveranse.json"

EPISODE_COLUMNS = {
    "lopenr": pa.int64(),
    "episode_lnr": pa.int64(),
    "henvisning_id": pa.int64(),
    "aar": pa.int16(),
    "fodselsar": pa.int16(),
    "kjonn": pa.int8(),
    "komnrhjem2": pa.string(),
    "bydel2": pa.int8(),
    "institusjonid": pa.int64(),
    "behandlingsstedkode": pa.int64(),
    "hf": pa.int64(),
    "sektor": pa.string(),
    "omsorgsniva": pa.int8(),
    "inndato": pa.date32(),
    "utdato": pa.date32(),
    "inntid": pa.time64("us"),
    "uttid": pa.time64("us"),
    "permisjonsdogn": pa.int16(),
    "innmatehast": pa.int8(),
    "kontakttype": pa.int8(),
    "polkonaktivitet": pa.int8(),
    "stedaktivitet": pa.int8(),
    "tilst1akse1": pa.string(),
    "mottaksdato": pa.date32(),
    "ventetidsluttdato": pa.date32(),
    "ventetidsluttkode": pa.int8(),
    "retttilhelsehjelp": pa.int8(),
}
PROM_COLUMNS = {
    "lopenr": pa.int64(),
    "orgnr": pa.int64(),
    "instrument": pa.string(),
    "informant": pa.string(),
    "scale": pa.string(),
    "measuring_point": pa.string(),
    "invited_date": pa.date32(),
    "answered_date": pa.date32(),
    "score": pa.float64(),
}
RESERVATION_COLUMNS = {
    "lopenr": pa.int64(),
    "reservation_date": pa.date32(),
    "withdrawn_date": pa.date32(),
}
BED_COLUMNS = {"orgnr": pa.int64(), "year": pa.int16(), "beds": pa.int16()}


@dataclass(frozen=True)
class DeliveredFile:
    """One file of the delivery as it will stand among the sources of the release."""

    path: Path
    sha256: str
    rows: int


@dataclass(frozen=True)
class Delivery:
    """The files of a delivery by kind; `synthetic` when it says itself that it is invented.

    `years` are those delivered as a whole; `delivered_through` is the last day that the files cover, which may lie in
    the year after.
    """

    episodes: tuple[DeliveredFile, ...]
    prom: DeliveredFile
    reservations: DeliveredFile
    beds: DeliveredFile
    years: tuple[int, ...]
    delivered_through: date
    synthetic: bool

    @property
    def first_year(self) -> int:
        """The first year that any file covers."""
        return self.years[0]

    @property
    def last_year(self) -> int:
        """The last year that any file covers, as a whole or in part."""
        return self.delivered_through.year

    @property
    def files(self) -> tuple[DeliveredFile, ...]:
        return (*self.episodes, self.prom, self.reservations, self.beds)


def read_delivery(folder: Path) -> Delivery:
    """The delivery in a folder; SourceError names the file that is missing, damaged or not as promised."""
    contents = _contents(folder / CONTENTS_FILE)
    sums = _promised_sums(folder / CONTENTS_FILE, contents)
    episodes = sorted(folder.glob("*PHBU_*_T3.parquet"))
    if not episodes:
        raise SourceError(f"{folder}: no episode file (…PHBU_<year>_T3.parquet). Put the delivery there and try again.")
    years = tuple(sorted(_year_of(path) for path in episodes))
    if years != tuple(range(years[0], years[-1] + 1)):
        raise SourceError(f"{folder}: the episode files must be one for each year without gaps, not {years}.")
    return Delivery(
        episodes=tuple(_file(path, EPISODE_COLUMNS, sums) for path in episodes),
        prom=_file(_single(folder, "PROM"), PROM_COLUMNS, sums),
        reservations=_file(_single(folder, "reservasjoner"), RESERVATION_COLUMNS, sums),
        beds=_file(_single(folder, "senger"), BED_COLUMNS, sums),
        years=years,
        delivered_through=date(years[-1], 12, 31),
        synthetic=contents["oppdiktet"],
    )


def _contents(path: Path) -> dict[str, Any]:
    try:
        contents = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise SourceError(f"{path}: cannot be read as JSON. Deliver the folder again.") from problem
    if not isinstance(contents, dict) or not isinstance(contents.get("oppdiktet"), bool):
        raise SourceError(f'{path}: must say whether the delivery is invented, "oppdiktet": true or false.')
    return contents


def _promised_sums(path: Path, contents: dict[str, Any]) -> dict[str, str]:
    try:
        return {file["name"]: file["sha256"] for file in contents["files"]}
    except (KeyError, TypeError) as problem:
        raise SourceError(f'{path}: must list "files", each with name and sha256.') from problem


def _year_of(path: Path) -> int:
    year = path.stem.split("_")[-2]
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        raise SourceError(f"{path}: the name of an episode file ends with PHBU_<year>_T3.parquet.")
    return int(year)


def _single(folder: Path, kind: str) -> Path:
    found = sorted(folder.glob(f"*{kind}.parquet"))
    if len(found) != 1:
        raise SourceError(f"{folder}: there must be one file …{kind}.parquet, there are {len(found)}.")
    return found[0]


def _file(path: Path, columns: dict[str, pa.DataType], sums: dict[str, str]) -> DeliveredFile:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if sums.get(path.name) != digest:
        raise SourceError(f"{path}: is not the file that {CONTENTS_FILE} lists. Deliver the folder again.")
    try:
        found = pq.ParquetFile(path)
    except (OSError, pa.ArrowInvalid) as problem:
        raise SourceError(f"{path}: cannot be read as Parquet. Deliver it again.") from problem
    with found:
        _check_columns(path, found.schema_arrow, columns)
        return DeliveredFile(path, digest, found.metadata.num_rows)


def _check_columns(path: Path, schema: pa.Schema, columns: dict[str, pa.DataType]) -> None:
    for name, kind in columns.items():
        if name not in schema.names:
            raise SourceError(f"{path}: column {name!r} is missing. Deliver the file with it.")
        if schema.field(name).type != kind:
            raise SourceError(f"{path}: column {name!r} must be of type {kind}, not {schema.field(name).type}.")
