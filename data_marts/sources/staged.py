"""What taking in leaves: one staged Parquet file for each delivered one, and the account of every row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyarrow as pa

from data_marts.sources.columns import BEDS, EPISODES, PROM

# Columns of every staged file beside its own: the delivered file, the row in it (1 is the first after the header), why
# the row is set aside (NULL: kept), and the columns whose value could not be read.
ROW_COLUMNS = {
    "file": pa.string(),
    "row": pa.int64(),
    "reason": pa.string(),
    "unreadable": pa.list_(pa.string()),
}
EPISODE_COLUMNS = {
    "lopenr": pa.int64(),
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
    "kontakttype": pa.int8(),
    "polkonaktivitet": pa.int8(),
    "stedaktivitet": pa.int8(),
    "tilst1akse1": pa.string(),
    "episode_lnr": pa.int64(),
    "henvisning_id": pa.int64(),
    "innmatehast": pa.int8(),
    "mottaksdato": pa.date32(),
    "ventetidsluttdato": pa.date32(),
    "ventetidsluttkode": pa.int8(),
    "retttilhelsehjelp": pa.int8(),
}
# The organisation that a row counts at: the first known one of place of treatment, reporting unit and trust.
UNIT_COLUMN = {"unit": pa.int64()}
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

SET_ASIDE = "set_aside.parquet"
Report = Callable[[str], None]

STAGED = {
    EPISODES: {**EPISODE_COLUMNS, **UNIT_COLUMN, **ROW_COLUMNS},
    PROM: {**PROM_COLUMNS, **ROW_COLUMNS},
    BEDS: {**BED_COLUMNS, **ROW_COLUMNS},
}


@dataclass(frozen=True)
class StagedFile:
    """One delivered file as it was taken in.

    `delivered` = `kept` + everything in `set_aside` (rows by reason): rows as they are staged, without those of persons
    with a reservation in force. A form of a wide file is one row for each of its scales. `unreadable` counts values by
    column. `year` and `through` (last month covered) belong to episodes, `absent` are columns it does
    not have.
    """

    name: str
    kind: str
    sha256: str
    path: Path
    year: int | None = None
    through: int | None = None
    delivered: int = 0
    kept: int = 0
    set_aside: Mapping[str, int] = field(default_factory=dict)
    unreadable: Mapping[str, int] = field(default_factory=dict)
    absent: tuple[str, ...] = ()


@dataclass(frozen=True)
class Intake:
    """A delivery as it was taken in. The list of reservations stands apart: how long it is must not be told.

    `years` are delivered whole; the year of `delivered_through` may be one more, in part. `reserved_persons` (with
    episodes) and `reserved_rows` are for accounts in memory: a number from 1 to 4 persons is never told.
    """

    name: str
    received: date
    synthetic: bool
    folder: Path
    files: tuple[StagedFile, ...]
    reservations: tuple[StagedFile, ...]
    years: tuple[int, ...]
    delivered_through: date
    reserved_persons: int
    reserved_rows: int

    @property
    def first_year(self) -> int:
        return self.years[0]

    @property
    def last_year(self) -> int:
        return self.years[-1]

    @property
    def delivered_years(self) -> tuple[int, ...]:
        return tuple(range(self.first_year, self.delivered_through.year + 1))

    @property
    def set_aside_file(self) -> Path:
        return self.folder / SET_ASIDE

    @property
    def unreadable(self) -> Mapping[str, Mapping[str, int]]:
        return {file.name: file.unreadable for file in self.files if file.unreadable}

    def of_kind(self, kind: str) -> tuple[StagedFile, ...]:
        """The files of one kind, as they were listed."""
        return tuple(file for file in self.files if file.kind == kind)
