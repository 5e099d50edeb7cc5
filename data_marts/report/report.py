"""The report on a delivery as a value: it holds only what its form may tell, so that no writer can tell more."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from data_marts.checks.declared import Group
from data_marts.checks.facts import FileKind
from data_marts.checks.findings import Severity

FORMAT = 1  # of the JSON; raised when a reader of the former one would misunderstand it

Withheld = Literal["withheld"]
WITHHELD: Withheld = "withheld"
Told = int | Withheld
Shown = Severity | Literal["ok", "withheld"]


@dataclass(frozen=True)
class Account:
    """One delivered file: delivered = kept + set aside. `persons` are those of the kept rows, None for beds."""

    file: str
    kind: FileKind
    year: int | None
    through: date | None
    delivered: Told
    kept: Told
    persons: Told | None
    set_aside: Told
    reasons: tuple[tuple[str, Told], ...]
    unreadable: tuple[tuple[str, Told], ...]
    missing_columns: tuple[str, ...]


@dataclass(frozen=True)
class PlaceLine:
    """Where a check found something, with the organisation's name; the numbers are None in the form for others."""

    file: str | None
    organisation: str | None
    name: str | None
    period: str | None
    value: str | None
    count: int
    observed: float | None
    expected: float | None


@dataclass(frozen=True)
class Result:
    """What one check said. `severity` is `ok` where it found nothing, and `withheld` where it would tell a number.

    `places` are None where they are withheld; `more_places` are those not listed.
    """

    check: str
    group: Group
    severity: Shown
    count: Told
    persons: Told | None
    sentence: str
    sentence_nb: str
    meaning: str
    meaning_nb: str
    places: tuple[PlaceLine, ...] | None
    more_places: int


@dataclass(frozen=True)
class RegionLine:
    """Contacts of a treating region by month (YYYY-MM); points are None where the line is withheld."""

    region: str
    name: str
    points: tuple[tuple[str, int], ...] | None


@dataclass(frozen=True)
class Coverage:
    """Share of a trust's patients of a year with a code on axis 1, in percent, or that it is withheld."""

    trust: str
    name: str
    year: int
    percent: float | Withheld


@dataclass(frozen=True)
class Shift:
    """A month in which an organisation's level shifted; `ratio` to what was expected is None in the form for others."""

    organisation: str
    name: str
    period: str
    direction: Literal["up", "down"]
    ratio: float | None


@dataclass(frozen=True)
class Report:
    """Everything that a report says. `shared` when it may leave the restricted area."""

    delivery: str
    invented: bool
    shared: bool
    years: tuple[int, ...]
    delivered_through: date
    persons: Told | None
    reserved: Told
    accounts: tuple[Account, ...]
    results: tuple[Result, ...]
    contacts: tuple[RegionLine, ...]
    coverage: tuple[Coverage, ...]
    shifts: tuple[Shift, ...]

    @property
    def verdict(self) -> Shown:
        """The gravest severity that is shown."""
        shown = {result.severity for result in self.results}
        order: tuple[Shown, ...] = ("stop", "warn", "note")
        return next((severity for severity in order if severity in shown), "ok")
