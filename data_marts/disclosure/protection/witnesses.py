"""Other tables as proof that primary cells cannot be told: kept small, and checked without a solver."""

from functools import reduce

import numpy as np
from scipy import sparse

from data_marts.disclosure.protection.reduction import NOBODY, Owners, excused_of
from data_marts.disclosure.system import Booleans, System, Whole


def check_witnesses(system: System, hidden: Booleans, tables: sparse.csr_array) -> Whole:
    """The primary cells that tables do not prove to be protected, when `hidden` cells are withheld.

    Each row of `tables` is another table as differences from the true one, in whole numbers. It counts if it differs
    only in cells that are hidden or never published, lies within the bounds and fulfils every relation. A cell is
    protected when it is hidden, and tables have it at `low` or less and at `high` or more: for everybody, and for each
    insider tables that leave alone what the insider knows. Raises ValueError where the tables do not fit the system.
    """
    if tables.shape[1] != len(system) or not np.issubdtype(tables.dtype, np.integer):
        raise ValueError("witnesses are whole numbers, one column for each cell of the system")
    possible = sparse.csr_array(tables[np.flatnonzero(~_impossible(system, hidden, tables))])
    owners = [_owners(system, possible[[row]].indices.astype(np.int64)) for row in range(possible.shape[0])]
    columns = possible.tocsc()
    primary, excused = np.flatnonzero(system.primary), excused_of(system)
    open_cells = (hidden | system.unpublished)[primary]
    proven = [
        is_open and _is_proven(system, cell, columns, owners, excused[cell])
        for is_open, cell in zip(open_cells.tolist(), primary.tolist(), strict=True)
    ]
    return primary[~np.array(proven, dtype=np.bool_)]


def _owners(system: System, cells: Whole) -> Owners:
    """Who would know that a table is not true."""
    kinds = frozenset(system.insider[cells].tolist()) - {-1}
    return NOBODY.union(*(system.insiders[kind].knowing for kind in kinds))


def _is_proven(system: System, cell: int, columns: sparse.csc_array, owners: list[Owners], excused: Owners) -> bool:
    part = slice(columns.indptr[cell], columns.indptr[cell + 1])
    rows, values = columns.indices[part], system.values[cell] + columns.data[part]
    true = int(system.values[cell])
    for is_there, reached in (
        (true <= system.low[cell], rows[values <= system.low[cell]]),
        (true >= system.high[cell], rows[values >= system.high[cell]]),
    ):
        told = [owners[row] for row in reached]
        if not is_there and (not told or reduce(frozenset.intersection, told) - excused):
            return False
    return True


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
