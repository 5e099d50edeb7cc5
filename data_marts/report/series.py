"""The series behind the pictures of a report."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from data_marts.checks.findings import Finding, Place
from data_marts.report.measure import RegionMonth, TrustYear
from data_marts.report.report import WITHHELD, Coverage, RegionLine, Shift, Withheld
from data_marts.report.told import smallest


def contact_lines(months: Sequence[RegionMonth], names: Mapping[str, str], share: bool) -> tuple[RegionLine, ...]:
    """Contacts by region and month. For others, a line is shown whole or not at all; none where a region is small.

    With a month missing in a line that is shown, it would be what is left of the kept rows of its file.
    """
    ordered = sorted(months, key=lambda row: (_position(names, row.region), row.month))
    regions = {region: list(rows) for region, rows in groupby(ordered, key=lambda row: row.region)}
    is_any_small = any(max(row.persons for row in rows) < smallest() for rows in regions.values())
    return tuple(
        RegionLine(
            region, names.get(region, region), None if share and (is_any_small or _has_small(rows)) else _points(rows)
        )
        for region, rows in regions.items()
    )


def _position(names: Mapping[str, str], code: str) -> tuple[int, str]:
    """The place of an organisation in the reference table, which goes from north to south."""
    return (list(names).index(code) if code in names else len(names), code)


def _has_small(rows: Sequence[RegionMonth]) -> bool:
    return any(row.persons < smallest() for row in rows)


def _points(rows: Sequence[RegionMonth]) -> tuple[tuple[str, int], ...]:
    return tuple((row.month, row.contacts) for row in rows)


def coverage(years: Sequence[TrustYear], names: Mapping[str, str], share: bool) -> tuple[Coverage, ...]:
    """Share of patients coded, by trust and year: one decimal, for others whole percents or withheld."""
    return tuple(
        Coverage(row.trust, names.get(row.trust, row.trust), row.year, _percent(row, share))
        for row in sorted(years, key=lambda row: (_position(names, row.trust), row.year))
        if row.persons
    )


def _percent(row: TrustYear, share: bool) -> float | Withheld:
    if not share:
        return round(100 * row.coded / row.persons, 1)
    is_small = any(0 < part < smallest() for part in (row.coded, row.persons - row.coded))
    return WITHHELD if is_small else round(100 * row.coded / row.persons)


def shifts(finding: Finding | None, names: Mapping[str, str], share: bool) -> tuple[Shift, ...]:
    """The months whose level shifted, in the order of time; for others, those of enough persons and without numbers."""
    places = finding.places if finding else ()
    found = [_shift(place, names, share) for place in places if not share or (place.persons or 0) >= smallest()]
    return tuple(sorted(found, key=lambda shift: (shift.period, shift.organisation)))


def _shift(place: Place, names: Mapping[str, str], share: bool) -> Shift:
    observed, expected = place.observed or 0, place.expected or 0
    code = place.organisation or ""
    return Shift(
        organisation=code,
        name=names.get(code, code),
        period=place.period or "",
        direction="up" if observed > expected else "down",
        ratio=None if share or not expected else round(observed / expected, 2),
    )
