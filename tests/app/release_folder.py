"""The small release as a real folder of releases, written by the same code that writes real ones."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from data_marts import releases
from data_marts.catalog import MARTS
from data_marts.disclosure.rules import DEFAULT_POLICY
from data_marts.disclosure.views import read_views
from data_marts.manifest import Facts, Source
from tests.app.small_release import YEARS, tables

FACTS = Facts(
    built_at="2025-03-14",
    first_year=YEARS[0],
    last_year=YEARS[-1],
    synthetic=True,
    sources=(Source("SSB tabell 13942", "0" * 64, 3, "2022-2024"),),
    policy=DEFAULT_POLICY,
    left_out={},
    findings=(),
    views=read_views(),
)


def write_release(root: Path, found: Mapping[str, pa.Table] | None = None) -> Path:
    """Publishes these tables (the small release where none are given) in `root`, and gives `root`."""
    write_named_release(root, tables() if found is None else found)
    return root


def write_named_release(root: Path, found: Mapping[str, pa.Table]) -> str:
    """Makes a release of these tables the current one in `root`, and gives its id."""
    release = write_candidate(root, found)
    releases.switch(root, release)
    return release


def write_candidate(root: Path, found: Mapping[str, pa.Table], true: Mapping[str, pa.Table] | None = None) -> str:
    """Writes a release of these tables into `root`, gives its id; `true` are its restricted marts if others."""
    marts = {name: table for name, table in found.items() if name in MARTS}
    names = {name: table for name, table in found.items() if name not in MARTS}
    counted = {name: true[name] for name in marts} if true else marts
    return releases.write_release(root, counted, marts, names, FACTS)


def times(factor: int) -> dict[str, pa.Table]:
    """The small release with every count so many times as large: no count of it stands in the small release."""
    found = tables()
    for name, mart in MARTS.items():
        for measure in mart.measures.values():
            if measure.kind == "count":
                at = found[name].schema.get_field_index(measure.name)
                field = found[name].schema.field(at)
                found[name] = found[name].set_column(at, field, pc.multiply(found[name][measure.name], factor))
    return found


def with_rows(name: str, change: dict[str, object], **where: object) -> dict[str, pa.Table]:
    """The small release with `change` in those rows of one mart where every named column has the given value."""
    found = tables()
    rows = found[name].to_pylist()
    touched = [row for row in rows if all(row[column] == value for column, value in where.items())]
    assert touched, f"no row of {name} is as {where}"
    for row in touched:
        row.update(change)
    return {**found, name: pa.Table.from_pylist(rows, schema=found[name].schema)}
