"""What taking in leaves: one staged Parquet file for each delivered one, and the account of every row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyarrow as pa

from data_marts.sources.columns import BEDS, EPISODES, PROM, RESERVATIONS, Kind

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
COLUMNS: Mapping[Kind, Mapping[str, pa.DataType]] = {
    EPISODES: EPISODE_COLUMNS,
    PROM: PROM_COLUMNS,
    RESERVATIONS: RESERVATION_COLUMNS,
    BEDS: BED_COLUMNS,
}
STAGED: Mapping[Kind, Mapping[str, pa.DataType]] = {
    kind: {**columns, **ROW_COLUMNS} for kind, columns in COLUMNS.items()
}

SET_ASIDE = "set_aside.parquet"
Report = Callable[[str], None]


@dataclass(frozen=True)
class StagedFile:
    """One delivered file as it was taken in.

    `delivered` = `kept` + everything in `set_aside` (rows by reason): rows as they are staged, without those of persons
    with a reservation in force, who are in no count. A form of a wide file is one row for each of its scales.
    `unreadable` counts values by column; `absent` are columns that the file does not have. `year` and `through` (last
    month covered) belong to episodes.
    """

    name: str
    kind: Kind
    sha256: str
    path: Path
    delivered: int
    kept: int
    set_aside: Mapping[str, int] = field(default_factory=dict)
    unreadable: Mapping[str, int] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    year: int | None = None
    through: int | None = None


@dataclass(frozen=True)
class Intake:
    """A delivery as it was taken in; its files are in the order of the description.

    `years` are delivered whole; `last_year`, that of `delivered_through`, may be the running one. `reserved_persons`
    (of whom there are rows) and `reserved_rows` are true numbers and small-cell data: they are told only through
    `manifest.told`. The length of a list of reservations is such a number, too.
    """

    name: str
    folder: Path
    received: str
    synthetic: bool
    files: tuple[StagedFile, ...]
    years: tuple[int, ...]
    first_year: int
    last_year: int
    delivered_through: date
    reserved_persons: int
    reserved_rows: int = 0

    @property
    def set_aside_file(self) -> Path:
        """All rows that were set aside, with file, row and reason."""
        return self.folder / SET_ASIDE

    @property
    def period(self) -> str:
        """The last period that is wholly delivered, as NPR names it: 2024T3, or 2025-09 in a running year."""
        if self.delivered_through.month == 12:
            return f"{self.last_year}T3"
        return f"{self.last_year}-{self.delivered_through.month:02d}"

    def of_kind(self, kind: Kind) -> tuple[StagedFile, ...]:
        """The files of one kind, in the order of the description."""
        return tuple(file for file in self.files if file.kind == kind)
