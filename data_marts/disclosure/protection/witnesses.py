"""Two other tables for each primary cell, as proof that it cannot be told: kept small, and checked without a solver."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from data_marts.disclosure.system import Booleans, System, Whole


@dataclass(frozen=True)
class Witnesses:
    """For each of `cells`, one row in `down` and one in `up`: what differs from the true values, in whole numbers."""

    cells: Whole
    down: sparse.csr_array
    up: sparse.csr_array


def check_witnesses(system: System, hidden: Booleans, witnesses: Witnesses) -> Whole:
    """The primary cells that the witnesses do not prove to be protected, when `hidden` cells are withheld.

    A witness counts if it differs from the true table only in cells that are hidden or never published, lies within
    the bounds, fulfils every relation, and has its cell at `low` or less, or at `high` or more. Cells without
    witnesses, and cells that are not hidden, are among those returned. Raises ValueError where the witnesses do not
    fit the system.
    """
    _check_shape(system, witnesses)
    cells = witnesses.cells
    reached_down = system.values[cells] + _own(witnesses.down, cells) <= system.low[cells]
    reached_up = system.values[cells] + _own(witnesses.up, cells) >= system.high[cells]
    good = reached_down & reached_up & (hidden | system.unpublished)[cells]
    for tables in (witnesses.down, witnesses.up):
        good &= ~_impossible(system, hidden, tables)
    proven = np.zeros(len(system), dtype=np.bool_)
    proven[cells[good]] = True
    return np.flatnonzero(system.primary & ~proven)


def _check_shape(system: System, witnesses: Witnesses) -> None:
    shape = (len(witnesses.cells), len(system))
    for tables in (witnesses.down, witnesses.up):
        if tables.shape != shape or not np.issubdtype(tables.dtype, np.integer):
            raise ValueError("witnesses are whole numbers, one row for each cell and one column for each of the system")


def _own(tables: sparse.csr_array, cells: Whole) -> Whole:
    """The difference of each row's own cell."""
    entries = sparse.coo_array(tables)
    row, column = entries.coords
    own = column == cells[row]
    found = np.zeros(len(cells), dtype=np.int64)
    np.add.at(found, row[own], entries.data[own])
    return found


def _impossible(system: System, hidden: Booleans, tables: sparse.csr_array) -> Booleans:
    """Which rows are no tables that could be true for somebody who sees what is published."""
    entries = sparse.coo_array(tables)
    row, column = entries.coords
    value = system.values[column] + entries.data
    shown = ~(hidden | system.unpublished)[column] & (entries.data != 0)
    wrong = np.zeros(tables.shape[0], dtype=np.bool_)
    wrong[row[shown | (value < system.least[column]) | (value > system.most[column])]] = True
    sums = sparse.coo_array(system.equal @ tables.T)
    wrong[sums.coords[1][sums.data != 0]] = True
    limits = sparse.coo_array(system.at_most @ tables.T)
    slack = -np.asarray(system.at_most @ system.values)
    wrong[limits.coords[1][limits.data > slack[limits.coords[0]]]] = True
    return wrong
