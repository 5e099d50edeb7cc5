"""What take-in makes of a delivery: typed rows of one shape, whatever the files looked like, and their accounts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

import pyarrow as pa

Kind = Literal["episodes", "prom", "reservations", "beds"]

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
# Without these nothing can be counted; a delivery without such a column is refused.
NEEDED_EPISODE_COLUMNS = (
    "lopenr",
    "aar",
    "fodselsar",
    "kjonn",
    "komnrhjem2",
    "institusjonid",
    "omsorgsniva",
    "inndato",
)
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
NEEDED_PROM_COLUMNS = ("lopenr", "orgnr", "measuring_point")
RESERVATION_COLUMNS = {"lopenr": pa.int64(), "reservation_date": pa.date32(), "withdrawn_date": pa.date32()}
BED_COLUMNS = {"orgnr": pa.int64(), "year": pa.int16(), "beds": pa.int16()}
COLUMNS: Mapping[Kind, Mapping[str, pa.DataType]] = {
    "episodes": EPISODE_COLUMNS,
    "prom": PROM_COLUMNS,
    "reservations": RESERVATION_COLUMNS,
    "beds": BED_COLUMNS,
}
NEEDED: Mapping[Kind, tuple[str, ...]] = {
    "episodes": NEEDED_EPISODE_COLUMNS,
    "prom": NEEDED_PROM_COLUMNS,
    "reservations": ("lopenr",),
    "beds": tuple(BED_COLUMNS),
}


@dataclass(frozen=True)
class StagedFile:
    """One delivered file as it was taken in.

    `delivered` counts its rows without those of persons with a reservation in force, who are in no count:
    kept + the sum of `set_aside` = delivered. `unreadable` counts values that could not be read, by column.
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
    """A delivery in staged files. `years` are those delivered in full; `last_year` may be the running one.

    `reserved_persons` is a true number and small-cell data: it is told only through `manifest.told`.
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

    def of_kind(self, kind: Kind) -> tuple[StagedFile, ...]:
        """The files of one kind, in the order of the description."""
        return tuple(file for file in self.files if file.kind == kind)

    @property
    def period(self) -> str:
        """The last period that is wholly delivered, as NPR names it: 2024T3, or 2025-09 in a running year."""
        if self.delivered_through.month == 12:
            return f"{self.last_year}T3"
        return f"{self.last_year}-{self.delivered_through.month:02d}"
