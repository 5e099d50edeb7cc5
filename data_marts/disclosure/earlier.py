"""What earlier releases have told already: what was shown stays known, what was withheld stays withheld.

Figures of a mart and year that have not been revised are the same numbers in both releases: one that is withheld now is
known all the same if it was shown before, and one that is shown now gives back what was withheld before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_marts.catalog import MARTS, Group, Mart, Status
from data_marts.disclosure.protect import Booleans
from data_marts.disclosure.relations.cells import COLUMNS, REGISTER
from data_marts.disclosure.relations.linked import Linked
from data_marts.disclosure.system import Whole


@dataclass(frozen=True)
class Told:
    """By mart and group: the rows that are known from an earlier release, and those that were withheld in one."""

    known: Mapping[tuple[str, str], Booleans]
    withheld: Mapping[tuple[str, str], Booleans]


NOTHING_TOLD = Told({}, {})


def told_before(marts: Mapping[str, pa.Table], earlier: Sequence[Mapping[str, pa.Table]]) -> Told:
    """What the open marts of earlier releases tell of today's rows; `marts` have true figures, as far as given at all.

    A year of a mart in which any figure that was shown is another one today was revised: it tells nothing of today.
    """
    known: dict[tuple[str, str], Booleans] = {}
    withheld: dict[tuple[str, str], Booleans] = {}
    for name in REGISTER:
        for one in earlier:
            if name in one:
                for group, (shown, hidden) in _of_mart(MARTS[name], marts[name], one[name]).items():
                    key = (name, group)
                    known[key] = known.get(key, False) | shown
                    withheld[key] = withheld.get(key, False) | hidden
    return Told(known, withheld)


def _of_mart(mart: Mart, now: pa.Table, before: pa.Table) -> dict[str, tuple[Booleans, Booleans]]:
    at = pc.index_in(_keys(mart, now), value_set=_keys(mart, before).combine_chunks())
    there = np.asarray(at.is_valid().to_numpy(), dtype=np.bool_)
    rows = before.take(pc.fill_null(at, 0)) if before.num_rows else None
    if rows is None:
        return {}
    shown = {group.name: there & _is(rows, group, Status.PUBLISHED) for group in mart.groups}
    same = {group.name: _same(group, now, rows) for group in mart.groups}
    given = {group.name: _is(now, group, Status.PUBLISHED) for group in mart.groups}
    changed = np.logical_or.reduce([shown[name] & given[name] & ~same[name] for name in shown])
    years = _years(now)
    kept = ~np.isin(years, np.unique(years[changed]))
    return {
        group.name: (
            kept & shown[group.name] & same[group.name],
            kept & there & _is(rows, group, Status.WITHHELD),
        )
        for group in mart.groups
    }


def _keys(mart: Mart, table: pa.Table) -> pa.ChunkedArray:
    return pc.binary_join_element_wise(*(table.column(d.name).cast(pa.string()) for d in mart.dimensions), "|")


def _is(table: pa.Table, group: Group, status: Status) -> Booleans:
    return np.asarray(pc.equal(table.column(group.status_column), str(status)).to_numpy(), dtype=np.bool_)


def _same(group: Group, now: pa.Table, before: pa.Table) -> Booleans:
    """Where all counts of a group are the same numbers."""
    counts = [measure.name for measure in group.measures if measure.kind == "count"]
    same = np.ones(now.num_rows, dtype=np.bool_)
    for name in counts:
        equal = pc.fill_null(pc.equal(now.column(name), before.column(name)), False)
        same &= np.asarray(equal.to_numpy(), dtype=np.bool_)
    return same


def _years(table: pa.Table) -> Whole:
    periods = table.column("year" if "year" in table.column_names else "period").cast(pa.string())
    years = pc.utf8_slice_codeunits(periods, 0, 4).cast(pa.int64())
    return np.asarray(years.to_numpy(), dtype=np.int64)


def with_told(one: Linked, told: Told) -> Linked:
    """A system in which what is known must be shown, and what was withheld costs nothing to withhold again."""
    system = one.system
    known, withheld = (_cells(one, rows) for rows in (told.known, told.withheld))
    cost = np.where(known & ~system.primary, np.inf, np.where(withheld, 0.0, system.cost))
    return replace(one, system=replace(system, cost=cost))


def _cells(one: Linked, rows: Mapping[tuple[str, str], Booleans]) -> Booleans:
    found = np.zeros(len(one.system), dtype=np.bool_)
    for (mart, name), told in rows.items():
        group = next(group for group in MARTS[mart].groups if group.name == name)
        columns = [COLUMNS.index(measure.name) for measure in group.measures]
        cells = (one.mart == REGISTER.index(mart)) & np.isin(one.column, columns) & (one.row >= 0)
        cells &= ~one.system.unpublished
        found[cells] = told[one.row[cells]]
    return found
