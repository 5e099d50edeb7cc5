"""What a check found: the value that reports, the build and the manifest share.

A finding holds true numbers, small ones among them: it stays in the restricted area. What may leave it is made by
`data_marts.report`.
"""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["stop", "warn", "note"]


@dataclass(frozen=True)
class Place:
    """Where something was found: any of file, organisation number, period and value (a code, a column, a number).

    `count` is how often there. `persons` is how many persons stand behind it, at least; 0 where none can be known;
    None where it does not concern persons. `observed` and `expected` are numbers of contacts, or a share in percent.
    """

    file: str | None
    organisation: str | None
    period: str | None
    value: str | None
    count: int
    persons: int | None = None
    observed: float | None = None
    expected: float | None = None


@dataclass(frozen=True)
class Finding:
    """What one check found. Places are sorted by how much was found there; `more_places` are those not listed.

    `persons` as in `Place`; `examined` is the number that the count is a part of, 0 where there is none.
    """

    check: str
    severity: Severity
    count: int
    persons: int | None
    sentence: str
    places: tuple[Place, ...] = ()
    examined: int = 0
    more_places: int = 0
