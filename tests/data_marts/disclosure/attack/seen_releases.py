"""Releases of random small deliveries in memory, as the attack reads them; single groups of them withheld by hand."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from data_marts.catalog import MARTS
from data_marts.disclosure.attack.goals import Goals, goals_of, largest_of
from data_marts.disclosure.attack.knowledge import Numbers
from data_marts.disclosure.attack.propagation import propagate
from data_marts.disclosure.attack.release import Seen, see, truth_of, without_exceptions
from data_marts.manifest import WrittenFile, manifest
from tests.data_marts.disclosure.relations.worlds import World, world
from tests.data_marts.releases.test_releases import facts

Tables = dict[str, pa.Table]
Row = dict[str, Any]


def large() -> World:
    """Some two hundred children: most figures are of more than a few."""
    return world(0, persons=200, rows=2600)


def tables_of(found: World) -> Tables:
    return {**found.marts, **found.tables}


def manifest_of(
    tables: Mapping[str, pa.Table],
    only: Callable[[Row], bool] = lambda relation: True,
    marts: Sequence[str] = tuple(MARTS),
) -> Row:
    """The manifest of a release of these tables, with some of the relations and marts."""
    files = [WrittenFile(name, f"open/{name}.parquet", "0" * 64, table.num_rows) for name, table in tables.items()]
    full = manifest(facts(), files, files, tables)
    kept = [relation for relation in full["relations"] if only(relation) and _marts_of(relation) <= set(marts)]
    return {**full, "relations": kept, "marts": [mart for mart in full["marts"] if mart["name"] in marts]}


def _marts_of(relation: Row) -> set[str]:
    others = (*relation.get("others", ()), *relation.get("remainder_at_most", ()))
    return {relation["mart"], *(cells["mart"] for cells in others)}


def withheld(tables: Tables, mart: str, group: str, *rows: int) -> Tables:
    """The same with a group withheld in some rows of a mart."""
    [found] = [one for one in MARTS[mart].groups if one.name == group]
    content = tables[mart].to_pylist()
    for row in rows:
        content[row] |= {measure.name: None for measure in found.measures} | {found.status_column: "withheld"}
    return {**tables, mart: pa.Table.from_pylist(content, schema=tables[mart].schema)}


def changed(tables: Tables, mart: str, row: int, **values: object) -> Tables:
    """The same with other values in one row."""
    content = tables[mart].to_pylist()
    content[row] |= values
    return {**tables, mart: pa.Table.from_pylist(content, schema=tables[mart].schema)}


def row_where(tables: Tables, mart: str, **where: object) -> int:
    """The first row of a mart with these values."""
    return next(
        index
        for index, row in enumerate(tables[mart].to_pylist())
        if all(row[name] == value for name, value in where.items())
    )


def interval(seen: Seen, mart: str, row: int, column: str) -> tuple[float, float]:
    """What single relations tell of a number that is not shown."""
    known = propagate(seen.known.knowledge)
    place = int(seen.known.place[number(seen, mart, row, column)])
    return float(known.least[place]), float(known.most[place])


def number(seen: Seen, mart: str, row: int, column: str) -> int:
    """The number of the ledger that has this name."""
    [found] = [
        block.start + block.rows.tolist().index(row)
        for block in seen.board.ledger.blocks
        if block.name == (mart, column) and row in block.rows
    ]
    return int(found)


def seen_and_true(manifest: Row, tables: Tables, true: Tables) -> tuple[Seen, Numbers, Goals]:
    """A release as it is seen, its true numbers, and its goals."""
    seen = see(manifest, tables)
    truth = truth_of(seen, true)
    seen = without_exceptions(seen, truth)
    return seen, truth, goals_of(seen, truth, largest_of(seen, true))
