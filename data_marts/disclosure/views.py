"""Declared views: which figures are given to everybody at all, before anybody asks how small they are.

The full cross of all dimensions has so many small cells that hiding enough beside them leaves little to read. So only
the views of `views.toml` are open, and small cells are hidden within them. What is not declared has no figure in the
open marts; the restricted ones keep all. The views of a release stand in its manifest.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data_marts.catalog import MARTS, Dimension, Group, Mart, Status

Booleans = NDArray[np.bool_]

VIEWS_FILE = Path(__file__).parent / "views.toml"
LEVEL = "level"
LEVELS: Mapping[str, tuple[str, ...]] = {
    "residence_areas": ("country", "rhf", "hf_area"),
    "organisations": ("country", "rhf", "hf", "unit"),
}
HEADLINE_LEVELS = ("country", "rhf")
KEYS = ("mart", "groups", "levels", "where", "why")
# A reason for no figure that holds for the whole kind of figure, or for its source: to tell it tells of no person.
STAYS = (Status.NOT_APPLICABLE, Status.NOT_DELIVERED, Status.MISSING)


class ViewsError(ValueError):
    """Views that may not be used. The sentence says which view, and what is wrong with it."""


@dataclass(frozen=True)
class View:
    """Cells of a mart that are given: those whose groups, level and values are among these; empty: all of them."""

    mart: str
    why: str
    groups: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Views:
    """The views of a release. A mart that has none is given whole."""

    version: int
    views: tuple[View, ...]

    def of(self, mart: str) -> tuple[View, ...]:
        """The views of one mart."""
        return tuple(view for view in self.views if view.mart == mart)


WHOLE = Views(1, ())


# --- what is declared ---


@cache
def read_views(path: Path = VIEWS_FILE) -> Views:
    """The views that are declared, read once. Raises ViewsError for a file that may not be used."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise ViewsError(f"{path.name} is missing or cannot be read as TOML") from problem
    return views_of(content)


def views_of(content: Mapping[str, Any]) -> Views:
    """The views that a file or a manifest holds. Raises ViewsError unless all may be used."""
    version, listed = content.get("version"), content.get("views")
    if type(version) is not int or version < 1:
        raise ViewsError("the version of the views is missing or no whole number from 1 on")
    if not isinstance(listed, list):
        raise ViewsError("there is no list of views")
    if unknown := sorted(content.keys() - {"version", "views"}):
        raise ViewsError(f"beside the views stands what nobody knows: {', '.join(unknown)}")
    views = Views(version, tuple(_view(number, found) for number, found in enumerate(listed, start=1)))
    for mart in (MARTS[name] for name in dict.fromkeys(view.mart for view in views.views)):
        _refuse_gaps(mart, views.of(mart.name))
    return views


def described(views: Views) -> dict[str, Any]:
    """Views as they stand in a manifest: every value is JSON. The inverse of `views_of`."""
    return {"version": views.version, "views": [_described(view) for view in views.views]}


def _described(view: View) -> dict[str, Any]:
    lists: dict[str, Any] = {"groups": list(view.groups), "levels": list(view.levels)}
    where = {name: list(values) for name, values in view.where.items()}
    told = {"mart": view.mart, **lists, "where": where, "why": view.why}
    return {key: value for key, value in told.items() if value}


def _view(number: int, found: object) -> View:
    """One view of a list. Raises ViewsError for what the catalogue does not have."""
    entry = found if isinstance(found, Mapping) else {}
    mart = MARTS.get(str(entry.get("mart")))
    if mart is None or mart.source != "register":
        raise ViewsError(f"view {number}: its mart is missing or unknown: {entry.get('mart')}")
    called = f"view {number}, of {mart.name}"
    if unknown := sorted(entry.keys() - KEYS):
        raise ViewsError(f"{called}: nobody knows {', '.join(unknown)}")
    why = entry.get("why")
    if not isinstance(why, str) or not why.strip():
        raise ViewsError(f"{called}: it does not say why")
    groups = _known(called, "group", entry.get("groups", ()), tuple(group.name for group in mart.groups))
    levels = _known(called, "level", entry.get("levels", ()), LEVELS[_place(mart).table or ""])
    where = entry.get("where", {})
    if not isinstance(where, Mapping):
        raise ViewsError(f"{called}: where is no table of dimensions and their values")
    return View(mart.name, why, groups, levels, {name: _values(called, mart, name, where[name]) for name in where})


def _values(called: str, mart: Mart, name: str, found: object) -> tuple[str, ...]:
    """The values of a dimension that a view takes in; only dimensions whose values the catalogue lists can be named."""
    for dimension in mart.dimensions:
        if dimension.name == name and dimension.values:
            return _known(called, f"value of {name}", found, dimension.values)
    raise ViewsError(f"{called}: {name} is no dimension with listed values")


def _known(called: str, kind: str, found: object, known: tuple[str, ...]) -> tuple[str, ...]:
    """A list of names, each of which is known and stands there once; empty where nothing is said."""
    if found == ():
        return ()
    if not isinstance(found, list) or not found:
        raise ViewsError(f"{called}: what it says of each {kind} is no list of names, or an empty one")
    if unknown := [str(name) for name in found if name not in known]:
        raise ViewsError(f"{called}: unknown {kind}: {', '.join(unknown)}")
    if len(set(found)) != len(found):
        raise ViewsError(f"{called}: a {kind} stands twice")
    return tuple(found)


def _place(mart: Mart) -> Dimension:
    """The dimension that has levels: the organisation or the area."""
    return next(dimension for dimension in mart.dimensions if dimension.table)


# --- what a mart's views must take in ---


def _refuse_gaps(mart: Mart, views: tuple[View, ...]) -> None:
    """Raises ViewsError where a headline figure is left out, or a group is given without what it is judged by."""
    cells = _every_cell(mart)
    given = declared(mart, views, cells)
    headline = _headlines(mart, cells)
    for group in mart.groups:
        if missing := _first(cells, headline & ~given[group.name]):
            raise ViewsError(f"{mart.name}: {group.name} of country and regions with all totals is left out: {missing}")
        for other in needed_groups(mart, group):
            if missing := _first(cells, given[group.name] & ~given[other]):
                raise ViewsError(f"{mart.name}: {group.name} is given without {other}, which it needs: {missing}")


def needed_groups(mart: Mart, group: Group) -> tuple[str, ...]:
    """The other groups of a mart whose columns this one is judged by."""
    columns = (*group.persons, *group.denominators, *(name for pair in group.complements for name in pair))
    names = dict.fromkeys(mart.group_of(column).name for column in columns)
    return tuple(name for name in names if name != group.name)


def _every_cell(mart: Mart) -> dict[str, pa.Array]:
    """Every combination of level and listed values that a mart could have, by dimension."""
    lists = {LEVEL: LEVELS[_place(mart).table or ""]}
    lists |= {dimension.name: dimension.values for dimension in mart.dimensions if dimension.values}
    return dict(zip(lists, map(pa.array, zip(*product(*lists.values()), strict=True)), strict=True))


def _headlines(mart: Mart, cells: Mapping[str, pa.Array]) -> Booleans:
    """The cells of country and regions, of a year, with all totals."""
    wanted = {LEVEL: HEADLINE_LEVELS, "period_type": ("year",)}
    wanted |= {
        dimension.name: (dimension.total,) for dimension in mart.dimensions if dimension.values and dimension.total
    }
    rows = np.ones(len(cells[LEVEL]), dtype=np.bool_)
    for name in wanted.keys() & cells.keys():
        rows &= _among(cells[name], wanted[name])
    return rows


def _first(cells: Mapping[str, pa.Array], rows: Booleans) -> str:
    """The first of some cells in words; empty where there is none."""
    found = np.flatnonzero(rows)
    return ", ".join(str(column[int(found[0])]) for column in cells.values()) if found.size else ""


# --- what is given ---


def declared(mart: Mart, views: tuple[View, ...], cells: Mapping[str, pa.Array]) -> dict[str, Booleans]:
    """Which cells of each group some view takes in. `cells` has a column for each dimension, and one for the level."""
    found = {group.name: np.zeros(len(cells[LEVEL]), dtype=np.bool_) for group in mart.groups}
    for view in views:
        rows = _taken_in(view, cells)
        for name in view.groups or found:
            found[name] = found[name] | rows
    return found


def _taken_in(view: View, cells: Mapping[str, pa.Array]) -> Booleans:
    rows = np.ones(len(cells[LEVEL]), dtype=np.bool_)
    wanted = {**view.where, LEVEL: view.levels} if view.levels else view.where
    for name, values in wanted.items():
        rows &= _among(cells[name], values)
    return rows


def _among(column: pa.Array, values: tuple[str, ...]) -> Booleans:
    """Where a column has one of these values; never where it has none."""
    return np.asarray(pc.is_in(column, value_set=pa.array(values, pa.string())), dtype=np.bool_)


def narrow(counted: Mapping[str, pa.Table], tables: Mapping[str, pa.Table], views: Views) -> dict[str, pa.Table]:
    """The marts with figures in their declared views alone, by name; `tables` have the levels of places.

    Elsewhere every measure is NULL and the status is `too_detailed`; rows stay. A reason that holds for the whole kind
    of figure stays too. A place that no table knows has no level, and is in no view that names any.
    """
    return {name: _narrow_mart(MARTS[name], table, tables, views.of(name)) for name, table in counted.items()}


def _narrow_mart(mart: Mart, table: pa.Table, tables: Mapping[str, pa.Table], views: tuple[View, ...]) -> pa.Table:
    if not views:
        return table
    given = declared(mart, views, _cells(mart, table, tables[_place(mart).table or ""]))
    for group in mart.groups:
        stays = _among(table.column(group.status_column), STAYS)
        table = _without(table, group, ~given[group.name] & ~stays)
    return table


def _cells(mart: Mart, table: pa.Table, places: pa.Table) -> dict[str, pa.Array]:
    """The dimensions of a mart with listed values, and the level of each row's place."""
    at = pc.index_in(table.column(_place(mart).name), value_set=places.column("code").combine_chunks())
    levels = pc.take(places.column("level"), at)
    return {LEVEL: levels} | {one.name: table.column(one.name) for one in mart.dimensions if one.values}


def _without(table: pa.Table, group: Group, rows: Booleans) -> pa.Table:
    mask = pa.array(rows)
    values = {measure.name: pa.scalar(None, measure.type) for measure in group.measures}
    values[group.status_column] = pa.scalar(str(Status.TOO_DETAILED), pa.string())
    for name, value in values.items():
        index = table.schema.get_field_index(name)
        column = pc.if_else(mask, value, table.column(name))
        table = table.set_column(index, table.schema.field(index), column)
    return table
