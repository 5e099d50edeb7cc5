"""The small-cell rule for reports that are meant for others: what counts persons, or rows of persons, may be told.

A number is told when it is 0, or when at least five persons stand behind it, and behind what is left of a whole that is
told too. What cannot be checked is not told. A sum is told only when all its parts are: so every number in the report
is a told part or made of told parts alone, and nothing of a withheld one can be worked out from the rest, whatever a
reader knows of these rules. For the same reason the rules themselves look at nothing that is withheld. A severity that
depends on a withheld number is withheld with it.
"""

from collections.abc import Iterable

from data_marts.checks.declared import Check, severity_of
from data_marts.checks.findings import Finding, Place
from data_marts.disclosure.rules import read_policy
from data_marts.report.report import WITHHELD, Shown, Told


def smallest() -> int:
    """How few persons may be told of; PolicyError where the policy cannot be used."""
    return read_policy().policy.smallest_persons


def rows_told(rows: int, persons: int) -> Told:
    """A number of rows with the persons known behind it."""
    return rows if rows == 0 or persons >= smallest() else WITHHELD


def persons_told(persons: int) -> Told:
    """A number of persons: of a few, only that there may be some is told."""
    return rows_told(persons, persons)


def sum_told(parts: Iterable[Told]) -> Told:
    """A sum, withheld with any of its parts."""
    whole = 0
    for part in parts:
        if part == WITHHELD:
            return WITHHELD
        whole += int(part)
    return whole


def may_tell(check: Check, found: Finding | Place, of_persons: int | None) -> bool:
    """Whether the count of a finding, or of one of its places, may be told.

    `of_persons` is how many persons are known, from what the report tells, to stand behind the whole that the count is
    a part of: at least five more must be left. None where the rest is judged by itself.
    """
    if check.counts == "places":
        return found.persons in (None, 0) or (found.persons or 0) >= smallest()
    persons = found.persons or 0
    return persons >= smallest() and (of_persons is None or of_persons - persons >= smallest())


def severity_told(check: Check, count: int, examined: int, is_told: bool) -> Shown:
    """The severity, where the number is told or the severity is the same for any number; otherwise that it is withheld.

    `examined` is the whole as far as the report tells it: the true one would tell, by a threshold that is just reached,
    of the parts of it that are withheld. It is never more, so that nothing looks less grave than it is.
    """
    if is_told:
        return severity_of(check, count, max(examined, 1) if check.examined else 0)
    return check.only_severity or WITHHELD
