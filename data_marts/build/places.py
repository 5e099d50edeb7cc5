"""Where a person lived: from the kommune number of a delivery year to a place of today and the area it belonged to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from data_marts.sources.reference import Reference, area_of

UNKNOWN_DISTRICT = "99"

Changes = Mapping[int, Mapping[str, str]]


@dataclass(frozen=True)
class PlaceTables:
    """Tables for the build. A place is a kommune of 2024 or a city district; `place` is its number within one build."""

    places: pa.Table  # place, code (4 digits, or 6 for a district)
    kommune_places: pa.Table  # delivered_year, kommune, place, has_districts
    district_places: pa.Table  # district, place
    place_areas: pa.Table  # place, year, area


def main_changes(changes: Iterable[tuple[int, str, str, float]]) -> Changes:
    """By year, the new number of each old one. A person cannot be divided: of a split kommune, the part with the
    largest weight takes all, of equals the lowest number.
    """
    candidates: dict[int, dict[str, list[tuple[float, str]]]] = defaultdict(lambda: defaultdict(list))
    for year, old, new, weight in changes:
        candidates[year][old].append((-weight, new))
    return {year: {old: min(parts)[1] for old, parts in renamed.items()} for year, renamed in candidates.items()}


def number_of_2024(number: str, delivered_year: int, changes: Changes, known: frozenset[str]) -> str | None:
    """The kommune number of 2024 for a number as delivered; None for one that is no Norwegian kommune.

    A number of the delivery year is followed through the changes after it. Where that leads nowhere, the number was
    older than its delivery (it happens), and is followed from the first change on.
    """
    for since in (delivered_year, 0):
        current = number
        for year in sorted(changes):
            if year > since:
                current = changes[year].get(current, current)
        if current in known:
            return current
    return None


def make_places(reference: Reference, delivered_years: Sequence[int], years: Sequence[int]) -> PlaceTables:
    """The tables that lead from delivered numbers to areas, for delivery years and for years of figures."""
    catchments = list(_rows(reference.catchments, "kommune", "district"))
    codes = sorted({kommune + (district or "") for kommune, district in catchments})
    place_of = {code: place for place, code in enumerate(codes)}
    return PlaceTables(
        places=pa.table({"place": pa.array(place_of.values(), pa.int16()), "code": codes}),
        kommune_places=_kommune_places(reference, delivered_years, place_of),
        district_places=_district_places(place_of),
        place_areas=_place_areas(reference, years, place_of),
    )


def _kommune_places(reference: Reference, delivered_years: Sequence[int], place_of: Mapping[str, int]) -> pa.Table:
    changes = main_changes(_rows(reference.kommune_changes, "year", "old", "new", "weight"))
    known = frozenset(code[:4] for code in place_of)
    numbers = known | {number for renamed in changes.values() for pair in renamed.items() for number in pair}
    rows = []
    for year in delivered_years:
        for number in sorted(numbers):
            if current := number_of_2024(number, year, changes, known):
                has_districts = current not in place_of
                place = place_of[current + UNKNOWN_DISTRICT if has_districts else current]
                rows.append((year, number, place, has_districts))
    types = {
        "delivered_year": pa.int16(),
        "kommune": pa.string(),
        "place": pa.int16(),
        "has_districts": pa.bool_(),
    }
    return _table(rows, types)


def _district_places(place_of: Mapping[str, int]) -> pa.Table:
    rows = [(int(code[4:]), place) for code, place in place_of.items() if len(code) > 4]
    return _table(rows, {"district": pa.int8(), "place": pa.int16()})


def _place_areas(reference: Reference, years: Sequence[int], place_of: Mapping[str, int]) -> pa.Table:
    rows = [
        (place_of[code], year, area) for year in years for code, area in area_of(reference.catchments, year).items()
    ]
    return _table(rows, {"place": pa.int16(), "year": pa.int16(), "area": pa.string()})


def _rows(table: pa.Table, *names: str) -> Iterable[tuple]:  # type: ignore[type-arg]  # as wide as the names
    return zip(*(table.column(name).to_pylist() for name in names), strict=True)


def _table(rows: Sequence[Sequence[object]], types: Mapping[str, pa.DataType]) -> pa.Table:
    columns: list[Sequence[object]] = [[row[index] for row in rows] for index in range(len(types))]
    arrays = [pa.array(column, kind) for column, kind in zip(columns, types.values(), strict=True)]
    return pa.table(arrays, names=list(types))
