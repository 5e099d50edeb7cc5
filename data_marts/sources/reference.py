"""The reference tables as one value: read, typed, and checked against each other."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isclose
from pathlib import Path
from typing import Any

import pyarrow as pa

from data_marts.catalog import TABLES
from data_marts.sources import reference_specs as specs
from data_marts.sources.csv_tables import TableSpec, place, read_csv_table
from data_marts.sources.instruments import INSTRUMENTS_FILE, cutoffs_table, instruments_table, read_instruments
from data_marts.sources.organisation_changes import check_changes, check_numbers
from data_marts.sources.problems import SourceError

REFERENCE_FOLDER = Path(__file__).parent.parent / "reference"
OSLO = "0301"
_ABOVE = {
    "country": None,
    "rhf": "country",
    "hf": "rhf",
    "hf_area": "rhf",
    "unit": "hf",
}
_OPEN_END = 9999  # stands for an empty valid_to when periods are compared


@dataclass(frozen=True)
class Reference:
    """All reference tables; the columns of each are in reference_specs, the catalogue (of the instruments) and in the
    folder's README."""

    organisations: pa.Table
    organisation_changes: pa.Table
    residence_areas: pa.Table
    catchments: pa.Table
    kommune_changes: pa.Table
    population: pa.Table
    ssb_activity: pa.Table
    breaks: pa.Table
    diagnosis_groups: pa.Table
    instruments: pa.Table
    sources: pa.Table
    place_names: pa.Table = field(default_factory=specs.PLACE_NAMES.schema.empty_table)
    instrument_cutoffs: pa.Table = field(default_factory=TABLES["instrument_cutoffs"].schema.empty_table)


SPECS: Mapping[str, TableSpec] = {
    "organisations": specs.ORGANISATIONS,
    "organisation_changes": specs.ORGANISATION_CHANGES,
    "residence_areas": specs.RESIDENCE_AREAS,
    "catchments": specs.CATCHMENTS,
    "place_names": specs.PLACE_NAMES,
    "kommune_changes": specs.KOMMUNE_CHANGES,
    "population": specs.POPULATION,
    "ssb_activity": specs.SSB_ACTIVITY_FILE,
    "breaks": specs.BREAKS,
    "diagnosis_groups": specs.DIAGNOSIS_GROUPS_FILE,
    "sources": specs.SOURCES,
}
# Every file of the folder, by the name of its table.
FILES: Mapping[str, str] = {name: spec.file for name, spec in SPECS.items()} | {"instruments": INSTRUMENTS_FILE}


def read_reference(folder: Path = REFERENCE_FOLDER) -> Reference:
    """Every table of the folder; SourceError with file, row and column at the first thing that does not fit."""
    instruments = read_instruments(folder / INSTRUMENTS_FILE)
    reference = Reference(
        **{name: read_csv_table(folder / spec.file, spec) for name, spec in SPECS.items()},
        instruments=instruments_table(instruments),
        instrument_cutoffs=cutoffs_table(instruments),
    )
    for spec, table in (
        (specs.ORGANISATIONS, reference.organisations),
        (specs.RESIDENCE_AREAS, reference.residence_areas),
    ):
        _check_tree(spec.file, table)
    check_numbers(reference.organisations)
    check_changes(reference.organisations, reference.organisation_changes)
    _check_catchments(reference)
    _check_place_names(reference)
    _check_weights(reference.kommune_changes)
    _check_population(reference)
    _check_places(reference)
    _check_sources(reference.sources)
    return reference


def parents(places: pa.Table) -> dict[str, str | None]:
    """Code of each place and of the place above it."""
    return dict(
        zip(
            places.column("code").to_pylist(),
            places.column("parent").to_pylist(),
            strict=True,
        )
    )


def _rows(table: pa.Table, *names: str) -> Iterator[tuple[Any, ...]]:
    """Row number in the file, then the named cells."""
    columns = [table.column(name).to_pylist() for name in names]
    return zip(range(1, table.num_rows + 1), *columns, strict=True)


def _check_tree(file: str, table: pa.Table) -> None:
    levels = dict(
        zip(
            table.column("code").to_pylist(),
            table.column("level").to_pylist(),
            strict=True,
        )
    )
    for row, level, parent in _rows(table, "level", "parent"):
        if parent is not None and parent not in levels:
            raise SourceError(f"{place(file, row, 'parent')}: {parent!r} is not a code of this file.")
        if levels.get(parent) != _ABOVE[level]:
            raise SourceError(
                f"{place(file, row, 'parent')}: a {level} must lie under a {_ABOVE[level]}, not {parent!r}."
            )
    if list(levels.values()).count("country") != 1:
        raise SourceError(f"{file}, column 'level': exactly one row must be the country.")
    for column in ("slug", "sort_order"):
        _check_unique(file, table, column)
    _check_periods(file, table)
    _check_kind(file, table)


def _check_unique(file: str, table: pa.Table, column: str) -> None:
    seen: set[str | int] = set()
    for row, value in _rows(table, column):
        if value in seen:
            raise SourceError(f"{place(file, row, column)}: {value!r} is used twice. Give each row its own.")
        seen.add(value)


def _check_periods(file: str, table: pa.Table) -> None:
    for row, first, last in _rows(table, "valid_from", "valid_to"):
        if last is not None and last < first:
            raise SourceError(f"{place(file, row, 'valid_to')}: {last} lies before valid_from {first}.")


def _check_kind(file: str, table: pa.Table) -> None:
    if "kind" not in table.column_names:
        return
    for row, level, kind in _rows(table, "level", "kind"):
        if (level == "unit") != (kind is not None):
            raise SourceError(f"{place(file, row, 'kind')}: units have a kind, other levels have none.")


def _check_catchments(reference: Reference) -> None:
    file, table = specs.CATCHMENTS.file, reference.catchments
    levels = reference.residence_areas
    areas = {
        c
        for c, v in zip(
            levels.column("code").to_pylist(),
            levels.column("level").to_pylist(),
            strict=True,
        )
        if v == "hf_area"
    }
    _check_periods(file, table)
    periods: dict[tuple[str, str | None], list[tuple[int, int]]] = defaultdict(list)
    for row, kommune, district, area, first, last in _rows(table, *table.column_names):
        if area not in areas:
            raise SourceError(f"{place(file, row, 'area')}: {area!r} is not an HF area of residence_areas.csv.")
        if (kommune == OSLO) != (district is not None):
            raise SourceError(f"{place(file, row, 'district')}: Oslo (0301) has districts, no other kommune has.")
        period = (first, last or _OPEN_END)
        if any(start <= period[1] and period[0] <= end for start, end in periods[kommune, district]):
            raise SourceError(
                f"{place(file, row, 'valid_from')}: overlaps another period of {kommune}{district or ''}."
            )
        periods[kommune, district].append(period)


def _check_weights(table: pa.Table) -> None:
    sums: dict[tuple[int, str], float] = defaultdict(float)
    for _, year, old, weight in _rows(table, "year", "old", "weight"):
        sums[year, old] += weight
    for row, year, old in _rows(table, "year", "old"):
        if not isclose(sums[year, old], 1, abs_tol=1e-6):
            where = place(specs.KOMMUNE_CHANGES.file, row, "weight")
            raise SourceError(f"{where}: the weights of {old} in {year} add up to {sums[year, old]:g}, not 1.")


def area_of(catchments: pa.Table, year: int) -> dict[str, str]:
    """HF area by kommune (four digits) or Oslo district (six digits) in a year."""
    return {
        f"{kommune}{district or ''}": area
        for _, kommune, district, area, first, last in _rows(catchments, *catchments.column_names)
        if first <= year <= (last or _OPEN_END)
    }


def named_places(reference: Reference, year: int) -> pa.Table:
    """Kommuner and city districts by name, each with its HF area in a year; those without one are left out."""
    areas = area_of(reference.catchments, year)
    names = _rows(reference.place_names, "kommune", "district", "name")
    rows = [
        {"name": name, "area": areas[code]}
        for _, kommune, district, name in names
        if (code := f"{kommune}{district or ''}") in areas
    ]
    return pa.Table.from_pylist(rows, schema=TABLES["place_names"].schema)


def _check_place_names(reference: Reference) -> None:
    """Every kommune and district that has an area has one name, but for those whose district is not stated."""
    table, file = reference.place_names, specs.PLACE_NAMES.file
    known = {
        f"{kommune}{district or ''}" for _, kommune, district in _rows(reference.catchments, "kommune", "district")
    }
    named = {f"{kommune}{district or ''}": row for row, kommune, district in _rows(table, "kommune", "district")}
    for code, row in named.items():
        if code not in known:
            raise SourceError(f"{place(file, row, 'kommune')}: {code} is not in catchments.csv.")
    if missing := sorted(known - named.keys() - {f"{OSLO}99"}):
        raise SourceError(f"{file}: no name for {', '.join(missing[:5])}.")


def _check_population(reference: Reference) -> None:
    file, table = specs.POPULATION.file, reference.population
    years = set(table.column("year").to_pylist())
    wanted = {year: set(area_of(reference.catchments, year)) for year in years}
    found: dict[tuple[int, str], set[str]] = defaultdict(set)
    for row, year, area, sex in _rows(table, "year", "area", "sex"):
        if area not in wanted[year]:
            raise SourceError(f"{place(file, row, 'area')}: {area} has no HF area in {year}. Add it to catchments.csv.")
        found[year, sex].add(area)
    for year in sorted(years):
        for sex in ("girls", "boys"):
            if missing := sorted(wanted[year] - found[year, sex]):
                raise SourceError(
                    f"{file}: no row for {', '.join(missing[:5])} ({sex}) in {year}. Fetch the file again."
                )


def _check_places(reference: Reference) -> None:
    organisations = set(reference.organisations.column("code").to_pylist())
    areas = set(reference.residence_areas.column("code").to_pylist())
    for row, code in _rows(reference.ssb_activity, "organisation"):
        if code not in organisations:
            where = place(specs.SSB_ACTIVITY_FILE.file, row, "organisation")
            raise SourceError(f"{where}: {code!r} is not a code of organisations.csv.")
    for row, code in _rows(reference.breaks, "place"):
        if code not in organisations | areas:
            where = place(specs.BREAKS.file, row, "place")
            raise SourceError(f"{where}: {code!r} is neither an organisation nor an area.")


def _check_sources(table: pa.Table) -> None:
    named = set(table.column("file").to_pylist())
    wanted = set(FILES.values()) - {specs.SOURCES.file}
    if named != wanted:
        raise SourceError(f"{specs.SOURCES.file}, column 'file': must name {', '.join(sorted(wanted))}, each once.")
