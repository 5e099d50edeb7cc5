"""Is what the bank gave believable? Pure functions over the rows of table 13942: year, organisation, measure, value.

A finding stops the refresh (`stop`), is shown and let through (`warn`), or is told for the record (`note`).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

from data_marts.catalog import COUNTRY

Severity = Literal["stop", "warn", "note"]
Cell = tuple[str, int, str]  # organisation, year, measure
Cells = Mapping[Cell, float]
Parents = Mapping[str, str | None]

# Events that are counted anew each year. Beds are a capacity: the same number of beds as last year is the usual case.
EVENT_MEASURES = ("consultations", "bed_days", "discharges")

# A count of events that is exactly last year's is a copy only where chance would hardly make it so. Around a count n
# the yearly change spreads over some 20 % of n, so that one in about n/2 pairs is equal by chance: at 1,000 one in 500,
# and nearly all consultations (from 20,000) and bed days (from 2,000) lie far above. Discharges of a trust (100-600)
# lie below: one in 50-300 is equal by chance, and there are 120 pairs, so that equality proves nothing.
SMALLEST_REPEATED = 1_000

# Share of change from one year to the next that is worth a look: each passed by 1 to 4 % of the pairs 2015-2025.
JUMPS: Mapping[str, float] = {"consultations": 0.25, "bed_days": 0.40, "discharges": 0.50, "beds": 0.30}
SMALLEST_JUMP = 10  # two beds more of six is no jump

MOST_SHOWN = 12


@dataclass(frozen=True)
class Finding:
    """What one check found: how many, where, and a sentence for the operator."""

    check: str
    severity: Severity
    places: tuple[Cell, ...]
    sentence: str

    @property
    def count(self) -> int:
        return len(self.places)


def cells(table: pa.Table) -> dict[Cell, float]:
    """Value by organisation, year and measure; of a cell that stands twice, the last (see the check `twice`)."""
    names = ("organisation", "year", "measure", "value")
    rows = zip(*(table.column(name).to_pylist() for name in names), strict=True)
    return {(place, year, measure): value for place, year, measure, value in rows if value is not None}


def repeated_cells(table: pa.Table) -> frozenset[Cell]:
    """The (organisation, year, measure) whose value only repeats the year before.

    For counts of events (not beds) of at least SMALLEST_REPEATED, at every level on its own figures: a trust or a
    region. The later year is the copy. A region whose sum merely contains copies is not in the set: its own figure
    differs from last year's; see share_repeated.
    """
    values = cells(table)
    return frozenset(
        (place, year, measure)
        for (place, year, measure), value in values.items()
        if measure in EVENT_MEASURES and value >= SMALLEST_REPEATED and values.get((place, year - 1, measure)) == value
    )


def share_repeated(table: pa.Table, parents: Parents) -> dict[Cell, float]:
    """For regions and the country: the share of their figure that is made of repeated trust figures, where above 0.

    The country is the sum of its regions, as the bank has no figure for it here.
    """
    values, repeated = cells(table), repeated_cells(table)
    copied: dict[Cell, float] = defaultdict(float)
    for place, year, measure in repeated:
        region = parents.get(place)
        if region is not None and region != COUNTRY:
            copied[region, year, measure] += values[place, year, measure]
            copied[COUNTRY, year, measure] += values[place, year, measure]
    wholes = _with_country(values, parents)
    return {cell: part / wholes[cell] for cell, part in copied.items() if wholes.get(cell)}


def _with_country(values: Cells, parents: Parents) -> dict[Cell, float]:
    wholes: dict[Cell, float] = defaultdict(float, values)
    for (place, year, measure), value in values.items():
        if parents.get(place) == COUNTRY:
            wholes[COUNTRY, year, measure] += value
    return dict(wholes)


def check_activity(table: pa.Table, parents: Parents) -> tuple[Finding, ...]:
    """Every check of a table on its own; no finding for a check that found nothing."""
    values = cells(table)
    found = (
        _found(
            "unknown-organisation",
            "stop",
            (c for c in values if c[0] not in parents),
            "stand under a code that ssb_tables.toml neither knows nor ignores",
        ),
        _found("twice", "stop", _twice(table), "stand twice"),
        _found("negative", "stop", (c for c, v in values.items() if v < 0), "are below zero"),
        _found("not-whole", "stop", (c for c, v in values.items() if v != int(v)), "are not whole numbers"),
        _found("identical-to-last-year", "warn", repeated_cells(table), "only repeat the year before"),
        _found("contains-repeats", "note", share_repeated(table, parents), "are sums that contain repeated figures"),
        _found("missing-year", "warn", _gaps(values, parents), "are missing between years that are there"),
        _found("parts-above-region", "warn", _overfull(values, parents), "are less than the sum of their trusts"),
        _found("jump", "warn", _jumps(values), "differ much from the year before"),
    )
    return tuple(finding for finding in found if finding is not None)


def check_against_former(table: pa.Table, former: pa.Table) -> tuple[Finding, ...]:
    """What the new table lost (stop) or changed (note) of the one it replaces."""
    new, old = cells(table), cells(former)
    found = (
        _found("lost", "stop", old.keys() - new.keys(), "were in the former table and are no longer there"),
        _found("revised", "note", (c for c in old.keys() & new.keys() if old[c] != new[c]), "were changed by the bank"),
    )
    return tuple(finding for finding in found if finding is not None)


def _found(check: str, severity: Severity, places: Iterable[Cell], what: str) -> Finding | None:
    listed = sorted(set(places))
    if not listed:
        return None
    shown = "; ".join(f"{place} {year} {measure}" for place, year, measure in listed[:MOST_SHOWN])
    more = f" and {len(listed) - MOST_SHOWN} more" if len(listed) > MOST_SHOWN else ""
    return Finding(check, severity, tuple(listed), f"{len(listed)} figures {what}: {shown}{more}.")


def _twice(table: pa.Table) -> list[Cell]:
    names = ("organisation", "year", "measure")
    rows = zip(*(table.column(name).to_pylist() for name in names), strict=True)
    return [cell for cell, times in Counter(rows).items() if times > 1]


def _gaps(values: Cells, parents: Parents) -> set[Cell]:
    """Years without a figure inside a series; a region must have every year of the table."""
    series: dict[tuple[str, str], set[int]] = defaultdict(set)
    for place, year, measure in values:
        series[place, measure].add(year)
    every = {year for _, year, _ in values}
    return {
        (place, year, measure)
        for (place, measure), years in series.items()
        for year in _span(every if parents.get(place) == COUNTRY else years)
        if year not in years
    }


def _span(years: Collection[int]) -> range:
    return range(min(years), max(years) + 1)


def _overfull(values: Cells, parents: Parents) -> list[Cell]:
    sums: dict[Cell, float] = defaultdict(float)
    for (place, year, measure), value in values.items():
        sums[parents.get(place) or COUNTRY, year, measure] += value
    return [cell for cell, total in sums.items() if cell in values and total > values[cell]]


def _jumps(values: Cells) -> list[Cell]:
    found = []
    for (place, year, measure), value in values.items():
        before = values.get((place, year - 1, measure))
        if before is not None and abs(value - before) > max(JUMPS[measure] * before, SMALLEST_JUMP):
            found.append((place, year, measure))
    return found
