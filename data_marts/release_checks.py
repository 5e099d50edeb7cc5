"""What a release must be before anything of it is shown: genuine, marked as it says, and with possible values only.

A hash in a manifest tells that a file is the one the manifest means, not that the manifest is the one that was
written. So the manifest is held against the release's own name, its policy against the lowest that is allowed, and
every open table against the catalogue.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from data_marts.catalog import MARTS, Dimension, Group, Mart, Status
from data_marts.disclosure.rules import OPEN, PolicyError, declared

HASH_LENGTH = 8
# Of the releases, and of those that former versions named after the day they were built.
ID = re.compile(r"(?:\d{4}T[1-3]|\d{4}-\d\d(?:-\d\d)?)-[0-9a-f]{8,64}", re.ASCII)
NOT_HASHED = ("release_id", "built_at")
# Below zero only differences have a meaning, and what belongs to them.
NEVER_NEGATIVE = ("count", "rate", "share", "spread", "quantile")
EARLIEST_YEAR, LATEST_YEAR = 1990, 2100


class ReleaseContentError(ValueError):
    """Something in a release that cannot be; the message says what and where, never a value."""


def manifest_text(content: Mapping[str, object]) -> str:
    """The manifest as it is written and hashed."""
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def release_id(content: Mapping[str, Any]) -> str:
    """The name of a release: its period and a hash of the manifest without the name itself and the day it was built.

    Raises KeyError, TypeError or ValueError where the manifest does not say which day the release goes to.
    """
    named = {key: value for key, value in content.items() if key not in NOT_HASHED}
    digest = hashlib.sha256(manifest_text(named).encode()).hexdigest()
    last_day = date.fromisoformat(content["period"]["delivered_through"])
    return f"{period_name(last_day)}-{digest[:HASH_LENGTH]}"


def period_name(last_day: date) -> str:
    """The register's name of the period that is delivered through this day: `2024T3`, or `2025-09` between tertials.

    Raises ValueError for a day that ends no month: deliveries are of whole months.
    """
    if (last_day + timedelta(days=1)).day != 1:
        raise ValueError(f"{last_day} is not the last day of a month")
    if last_day.month % 4 == 0:
        return f"{last_day.year:04}T{last_day.month // 4}"
    return f"{last_day.year:04}-{last_day.month:02}"


def check_manifest(content: Mapping[str, Any], folder: str) -> None:
    """ReleaseContentError unless the manifest is the one its name was made from, with a policy that may be used."""
    if not release_id(content) == content["release_id"] == folder:
        raise ReleaseContentError("the manifest is not the one that this release was named after")
    # Not part of what the name is made from.
    date.fromisoformat(content["built_at"])
    try:
        found = declared(content["policy"])
    except PolicyError as problem:
        raise ReleaseContentError(str(problem)) from problem
    if found.audience != OPEN:
        raise ReleaseContentError("it was made for others than everybody")


def check_marking(mart: Mapping[str, Any], schema: pa.Schema) -> None:
    """ReleaseContentError unless the manifest and the file agree on whether the figures are invented."""
    in_file = (schema.metadata or {}).get(b"oppdiktet") == b"ja"
    if mart["synthetic"] is not in_file:
        raise ReleaseContentError(f"mart {mart['name']}: manifest and file disagree on whether it is invented")


def check_tables(tables: Mapping[str, pa.Table]) -> None:
    """ReleaseContentError for a value that no mart or table of places may have."""
    for name in ("residence_areas", "organisations"):
        _check_places(name, tables[name])
    for mart in MARTS.values():
        _check_mart(mart, tables)


def _check_places(name: str, table: pa.Table) -> None:
    codes = table["code"].to_pylist()
    if len(set(codes)) != len(codes) or len(set(table["slug"].to_pylist())) != len(codes):
        raise ReleaseContentError(f"table {name}: a code or slug stands twice")
    parents = dict(zip(codes, table["parent"].to_pylist(), strict=True))
    for code in codes:
        above: str | None = code
        for _ in range(len(codes) + 1):
            above = parents.get(above) if above in parents else None
            if above is None:
                break
        else:
            raise ReleaseContentError(f"table {name}: a place lies below itself")
    if unknown := {parent for parent in parents.values() if parent is not None} - parents.keys():
        raise ReleaseContentError(f"table {name}: {len(unknown)} parents are not in the table")


def _check_mart(mart: Mart, tables: Mapping[str, pa.Table]) -> None:
    table = tables[mart.name]
    if table.num_rows == 0:
        raise ReleaseContentError(f"mart {mart.name}: it has no rows")
    keys = [dimension.name for dimension in mart.dimensions]
    if table.group_by(keys).aggregate([]).num_rows != table.num_rows:
        raise ReleaseContentError(f"mart {mart.name}: a cell stands twice")
    for dimension in mart.dimensions:
        _check_dimension(mart, dimension, tables)
    for group in mart.groups:
        _check_group(mart, group, table)


def _check_dimension(mart: Mart, dimension: Dimension, tables: Mapping[str, pa.Table]) -> None:
    found = set(tables[mart.name][dimension.name].unique().to_pylist())
    if dimension.whole_number:
        known = all(EARLIEST_YEAR <= year <= LATEST_YEAR for year in found)
    elif dimension.table:
        known = found <= set(tables[dimension.table]["code"].to_pylist())
    else:
        known = dimension.values is None or found <= set(dimension.values)
    if not known:
        raise ReleaseContentError(f"mart {mart.name}: unknown values of {dimension.name}")


def _check_group(mart: Mart, group: Group, table: pa.Table) -> None:
    statuses = table[group.status_column]
    if not set(statuses.unique().to_pylist()) <= set(Status):
        raise ReleaseContentError(f"mart {mart.name}: unknown values of {group.status_column}")
    absent = pc.not_equal(statuses, str(Status.PUBLISHED))
    for measure in group.measures:
        column = table[measure.name]
        if pc.any(pc.and_(absent, column.is_valid())).as_py():
            raise ReleaseContentError(f"mart {mart.name}: {measure.name} has values beside a status that means none")
        if pa.types.is_floating(column.type) and pc.any(pc.invert(pc.is_finite(column))).as_py():
            raise ReleaseContentError(f"mart {mart.name}: {measure.name} has values that are no numbers")
        if measure.kind in NEVER_NEGATIVE and pc.any(pc.less(column, 0)).as_py():
            raise ReleaseContentError(f"mart {mart.name}: {measure.name} has negative values")
