"""leveranse.toml: what a delivery holds, and how its files are to be understood."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from data_marts.sources.columns import EPISODES

NOTE_FILE = "leveranse.toml"
FORMAT = 1
MARK = "OPPDIKTET"  # files of an invented delivery begin with it
WHOLE_YEAR = 12
OWN_SECTOR = "3"  # child and adolescent mental health care, after translation
LONG, WIDE = "long", "wide"
DEFAULT_MISSING = ("", "NULL", "(NULL)")


@dataclass(frozen=True)
class NamedFile:
    """One file of the delivery. `year` and `through` (last month covered) belong to episodes, `shape` to prom."""

    kind: str
    name: str
    path: Path
    year: int | None = None
    through: int | None = None
    shape: str = LONG
    sha256: str | None = None
    encoding: str | None = None
    delimiter: str = ";"
    decimal: str = "."

    @property
    def covered_to(self) -> date:
        """The last day that a file of episodes covers; ValueError for other files."""
        if self.year is None or self.through is None:
            raise ValueError(f"{self.name} covers no period")
        return date(self.year, self.through, monthrange(self.year, self.through)[1])


@dataclass(frozen=True)
class ColumnRules:
    """What the delivery says of the columns of one kind of file, by our name of the column."""

    names: Mapping[str, tuple[str, ...]]
    missing: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class WideScale:
    """What the scores in one column of a wide file are."""

    column: str
    instrument: str
    informant: str
    scale: str


@dataclass(frozen=True)
class DeliveryNote:
    """A delivery as its leveranse.toml describes it; every file named in it is there."""

    path: Path
    name: str
    received: date
    invented: bool
    missing: tuple[str, ...]
    files: tuple[NamedFile, ...]
    rules: Mapping[str, ColumnRules]
    other_sectors: tuple[str, ...]
    wide: tuple[WideScale, ...]

    def of_kind(self, kind: str) -> tuple[NamedFile, ...]:
        """The files of one kind, as they are listed."""
        return tuple(file for file in self.files if file.kind == kind)

    @property
    def counting(self) -> Mapping[int, NamedFile]:
        """The file that counts for each delivered year: of several, the one that covers most."""
        found: dict[int, NamedFile] = {}
        for file in sorted(self.of_kind(EPISODES), key=lambda file: file.covered_to):
            found[file.covered_to.year] = file
        return found

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(year for year, file in self.counting.items() if file.through == WHOLE_YEAR)

    def superseded(self, file: NamedFile) -> bool:
        """Whether another file of the same year counts in its place."""
        return file.year is not None and self.counting[file.year] != file
