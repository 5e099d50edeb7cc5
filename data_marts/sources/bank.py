"""A table as Statistics Norway's bank gives it, whichever format it came in: dimensions, and one row per cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
import pyarrow as pa

from data_marts.sources.problems import SourceError

VALUE, STATUS = "value", "status"


@dataclass(frozen=True)
class BankDimension:
    """One dimension: its code and label, and (code, label) of each category in the bank's order.

    `may_be_left_out`: the bank gives the total when a query does not name the dimension ("elimination").
    """

    code: str
    label: str
    categories: tuple[tuple[str, str], ...]
    may_be_left_out: bool = False


@dataclass(frozen=True)
class BankTable:
    """`cells` has one column of category codes per dimension, then value (NULL where there is none) and status."""

    name: str
    label: str
    updated: str | None
    dimensions: tuple[BankDimension, ...]
    cells: pa.Table


def described(dimensions: Sequence[BankDimension]) -> str:
    """What a table holds, for an error sentence: dimensions with their first categories."""
    return "; ".join(f"{d.code} ({d.label}): {_first(d)}" for d in dimensions)


def _first(dimension: BankDimension, shown: int = 6) -> str:
    names = [f"{code} = {label}" for code, label in dimension.categories[:shown]]
    left = len(dimension.categories) - shown
    return ", ".join(names) + (f" and {left} more" if left > 0 else "")


def long_table(
    name: str,
    dimensions: Sequence[BankDimension],
    values: Sequence[float | None],
    statuses: Sequence[str | None],
) -> pa.Table:
    """One row per cell, the last dimension running fastest, as JSON-stat orders its values."""
    sizes = [len(d.categories) for d in dimensions]
    if prod(sizes) != len(values):
        raise SourceError(f"{name}: {len(values)} values, but the dimensions have {prod(sizes)} cells. Fetch it again.")
    columns = {d.code: _codes(d, sizes, position) for position, d in enumerate(dimensions)}
    taken = {VALUE, STATUS} & columns.keys()
    if taken or len(columns) != len(dimensions):
        raise SourceError(f"{name}: two dimensions with one code, or one called {VALUE!r} or {STATUS!r}.")
    return pa.table({**columns, VALUE: pa.array(values, pa.float64()), STATUS: pa.array(statuses, pa.string())})


def _codes(dimension: BankDimension, sizes: Sequence[int], position: int) -> pa.Array:
    before, after = prod(sizes[:position]), prod(sizes[position + 1 :])
    indices = np.tile(np.repeat(np.arange(sizes[position]), after), before)
    return pa.array([code for code, _ in dimension.categories], pa.string()).take(pa.array(indices))
