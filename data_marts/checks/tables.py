"""The small tables and the named parameters that the checks read beside the delivered rows."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from data_marts.build.places import main_changes, make_places
from data_marts.checks.facts import IntakeFacts
from data_marts.sources.reference import Reference

CODES_FILE = Path(__file__).parent / "codes.toml"
_OPEN_END = 9999


@cache
def known_codes() -> Mapping[str, tuple[int | str, ...]]:
    """The known codes by column, from codes.toml."""
    with CODES_FILE.open("rb") as stream:
        return {name: tuple(codes) for name, codes in tomllib.load(stream).items()}


def registered_tables(reference: Reference, facts: IntakeFacts) -> dict[str, pa.Table]:
    """The tables to register, by name."""
    years = file_years(facts)
    places = make_places(reference, years, sorted({*years, *reference.population.column("year").to_pylist()}))
    return {
        "checked_organisations": _organisations(reference),
        "checked_kommune_places": places.kommune_places,
        "checked_district_places": places.district_places,
        "checked_places": places.places,
        "checked_inhabitants": _inhabitants(reference),
        "checked_later_parts": _later_parts(reference),
        "checked_files": _files(facts),
        "checked_unreadable": _by_file(facts, "unreadable"),
        "checked_missing_columns": _by_file(facts, "missing_columns"),
    }


def parameters_of(reference: Reference, facts: IntakeFacts) -> dict[str, object]:
    """The named parameters of all statements: the period, the known codes, codes that say nothing."""
    years = file_years(facts)
    return {
        "first_year": years[0],
        "first_day": date(years[0], 1, 1),
        "delivered_through": facts.delivered_through,
        "years": list(facts.years),
        "reserved_persons": facts.reserved_persons,
        "no_diagnosis": _codes_of_no_diagnosis(reference),
        **{f"codes_{name}": list(codes) for name, codes in known_codes().items()},
    }


def file_years(facts: IntakeFacts) -> tuple[int, ...]:
    """Every year that a file of episodes is of, also the one delivered in part."""
    found = {file.year for file in facts.files if file.kind == "episodes" and file.year is not None}
    return tuple(sorted(found | set(facts.years))) or (facts.delivered_through.year,)


def _codes_of_no_diagnosis(reference: Reference) -> list[str]:
    """The codes that say that a diagnosis is missing; the empty one among them."""
    groups = _rows(reference.diagnosis_groups, "pattern", "diagnosis_group")
    return sorted({pattern for pattern, group in groups if group == "missing"} | {""})


def _organisations(reference: Reference) -> pa.Table:
    """Trusts and units with number, name, the trust and region they belong to, and years of validity."""
    names = ("code", "short_name", "level", "parent", "kind", "valid_from", "valid_to")
    rows = list(_rows(reference.organisations, *names))
    parent = {code: above for code, _, _, above, *_ in rows}
    treating = [row for row in rows if row[2] in {"hf", "unit"} and row[0].isdigit()]
    trusts = [code if level == "hf" else above for code, _, level, above, *_ in treating]
    return pa.table(
        {
            "number": pa.array([int(row[0]) for row in treating], pa.int64()),
            "code": pa.array([row[0] for row in treating], pa.string()),
            "level": pa.array([row[2] for row in treating], pa.string()),
            "kind": pa.array([row[4] for row in treating], pa.string()),
            "trust": pa.array(trusts, pa.string()),
            "region": pa.array([parent.get(trust or "") for trust in trusts], pa.string()),
            "valid_from": pa.array([row[5] for row in treating], pa.int16()),
            "valid_to": pa.array([row[6] or _OPEN_END for row in treating], pa.int16()),
        }
    )


def _inhabitants(reference: Reference) -> pa.Table:
    """Children of 0 to 17 by year and kommune or city district."""
    table = reference.population
    ages = [name for name in table.column_names if name.startswith("age_")]
    sums: dict[tuple[int, str], int] = {}
    for year, area, *children in _rows(table, "year", "area", *ages):
        sums[year, area] = sums.get((year, area), 0) + sum(children)
    return _table(
        [(year, area, number) for (year, area), number in sums.items()],
        {"year": pa.int16(), "area": pa.string(), "children": pa.int64()},
    )


def _later_parts(reference: Reference) -> pa.Table:
    """Kommuner that began as a smaller part of a divided one, with the year from which rows can name them."""
    changes = list(_rows(reference.kommune_changes, "year", "old", "new", "weight"))
    followed = {(year, new) for year, renamed in main_changes(changes).items() for new in renamed.values()}
    parts = sorted({(new, year) for year, _, new, _ in changes} - {(new, year) for year, new in followed})
    return _table(parts, {"area": pa.string(), "since": pa.int16()})


def _files(facts: IntakeFacts) -> pa.Table:
    rows = [(file.name, file.kind, file.year, file.through, file.delivered, file.kept) for file in facts.files]
    types = {
        "file": pa.string(),
        "kind": pa.string(),
        "year": pa.int16(),
        "through": pa.date32(),
        "delivered": pa.int64(),
        "kept": pa.int64(),
    }
    return _table(rows, types)


def _by_file(facts: IntakeFacts, what: str) -> pa.Table:
    """File, column and how often, for one of the mappings (or tuples of names) of the accounts."""
    rows = []
    for file in facts.files:
        found = getattr(file, what)
        amounts = found.items() if isinstance(found, Mapping) else ((name, 1) for name in found)
        rows += [(file.name, name, amount) for name, amount in amounts if amount]
    return _table(rows, {"file": pa.string(), "name": pa.string(), "amount": pa.int64()})


def _rows(table: pa.Table, *names: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(table.column(name).to_pylist() for name in names), strict=True)


def _table(rows: Sequence[Sequence[object]], types: Mapping[str, pa.DataType]) -> pa.Table:
    columns = [[row[index] for row in rows] for index in range(len(types))]
    arrays = [pa.array(column, kind) for column, kind in zip(columns, types.values(), strict=True)]
    return pa.table(arrays, names=list(types))
