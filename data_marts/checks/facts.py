"""What taking in knows of a delivery beside its rows: the accounts of its files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

FileKind = Literal["episodes", "prom", "reservations", "beds"]


@dataclass(frozen=True)
class FileAccount:
    """The account of one delivered file: delivered = kept + set aside, without the rows of reserved persons.

    `year` and `through` (the last day covered) are of an episode file, None for others. `set_aside` has rows by
    reason; `unreadable` has values that could not be converted by column; `missing_columns` were not in the file.
    """

    name: str
    kind: FileKind
    year: int | None
    through: date | None
    delivered: int
    kept: int
    set_aside: Mapping[str, int] = field(default_factory=dict)
    unreadable: Mapping[str, int] = field(default_factory=dict)
    missing_columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class IntakeFacts:
    """A delivery as it was taken in. `years` are those wholly delivered; `delivered_through` is the last day covered.

    `reserved_persons` is the true number of persons with a reservation in force among the rows: it is small-cell data
    in every report.
    """

    delivery: str
    invented: bool
    years: tuple[int, ...]
    delivered_through: date
    files: tuple[FileAccount, ...]
    reserved_persons: int
