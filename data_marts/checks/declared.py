"""The declared list of checks: what each is called, how grave what it finds is, and in which words it is told."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from data_marts.checks.findings import Severity

LIST_FILE = Path(__file__).parent / "checks.toml"
Counted = Literal["persons", "rows", "places"]
Group = Literal["files", "set_aside", "persons", "places", "codes", "stays", "activity", "prom"]


@dataclass(frozen=True)
class Threshold:
    """From which number, or from which share of what was examined, something is at least this grave."""

    severity: Severity
    count: int | None = None
    share: float | None = None

    def reached(self, count: int, examined: int) -> bool:
        """Whether a count of at least 1 is this grave."""
        by_count = self.count is not None and count >= self.count
        by_share = self.share is not None and examined > 0 and count >= self.share * examined
        return by_count or by_share


@dataclass(frozen=True)
class Check:
    """One check as declared in checks.toml.

    `counts` says what its number is: persons, rows of persons, or places (units, months, files, codes: no persons).
    `examined` names the total (totals.sql) that the number is a part of. `sentence` has the place {count}.
    """

    id: str
    group: Group
    sql: str
    counts: Counted
    examined: str | None
    thresholds: tuple[Threshold, ...]
    sentence: str
    sentence_nb: str
    meaning: str
    meaning_nb: str
    parameters: Mapping[str, str]

    @property
    def only_severity(self) -> Severity | None:
        """The severity of whatever is found, where it does not depend on how much; otherwise None."""
        at_once = next((t.severity for t in self.thresholds if t.count == 1), None)
        if at_once == "stop" or (at_once == "warn" and len(self.thresholds) == 1):
            return at_once
        return None if self.thresholds else "note"


def severity_of(check: Check, count: int, examined: int) -> Severity:
    """How grave a count of at least 1 is: the gravest threshold that it reaches, or a note."""
    return next((t.severity for t in check.thresholds if t.reached(count, examined)), "note")


@cache
def read_checks() -> tuple[Check, ...]:
    """All checks in the order of the list, which is the order in which they run and are reported."""
    with LIST_FILE.open("rb") as stream:
        listed = tomllib.load(stream)["check"]
    return tuple(_check(entry) for entry in listed)


def _check(entry: Mapping[str, Any]) -> Check:
    check = Check(
        id=entry["id"],
        group=entry["group"],
        sql=entry.get("sql", entry["id"]),
        counts=entry["counts"],
        examined=entry.get("examined"),
        thresholds=_thresholds(entry),
        sentence=entry["sentence"],
        sentence_nb=entry["sentence_nb"],
        meaning=entry["meaning"],
        meaning_nb=entry["meaning_nb"],
        parameters=entry.get("parameters", {}),
    )
    if check.counts not in get_args(Counted) or check.group not in get_args(Group):
        raise ValueError(f"{LIST_FILE.name}, check {check.id!r}: unknown word in 'counts' or 'group'.")
    return check


def _thresholds(entry: Mapping[str, Any]) -> tuple[Threshold, ...]:
    """The gravest first."""
    graves: tuple[Severity, ...] = ("stop", "warn")
    return tuple(Threshold(severity, **entry[severity]) for severity in graves if severity in entry)
