"""The one step between counting and writing: which of the true figures may be shown to anybody.

A group of measures is withheld where it is small itself (`data_marts.disclosure.rules`), and where `hidden` says so:
further cells, without which a small one could be worked out (`data_marts.disclosure.hiding`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data_marts.catalog import MARTS, Group, Mart, Status
from data_marts.disclosure.rules import DEFAULT_POLICY, Policy

Booleans = NDArray[np.bool_]
Numbers = NDArray[np.int64]
Hidden = Mapping[tuple[str, str], Booleans]  # the rows to withhold beside small ones, by mart and group
NOTHING: Hidden = {}


def protect(
    counted: Mapping[str, pa.Table], policy: Policy = DEFAULT_POLICY, hidden: Hidden = NOTHING
) -> dict[str, pa.Table]:
    """The marts that anybody may get, by name, in the shape of the catalogue; of true figures in that of `true_schema`.

    In a withheld group every measure is NULL and the status is `withheld`; other figures have the decimals of the
    catalogue. Marts of open sources pass unchanged.
    """
    return {name: _protect_mart(MARTS[name], table, policy, hidden) for name, table in counted.items()}


def _protect_mart(mart: Mart, table: pa.Table, policy: Policy, hidden: Hidden) -> pa.Table:
    if mart.source != "register":
        return table
    if missing := [name for name in mart.true_schema.names if name not in table.column_names]:
        raise ValueError(f"{mart.name}: it cannot be judged without {', '.join(missing)}")
    known = _Known(table)
    for group in mart.groups:
        statuses = table.column(group.status_column)
        small = small_rows(group, known, policy) & ~_of_nobody(group, known, statuses)
        withheld = (small | hidden.get((mart.name, group.name), False)) & _has_answer(statuses)
        known.forget(group, withheld)
        table = _withhold(table, group, withheld)
    # How much of the events is one person's is published nowhere.
    return _rounded(mart, table.select(mart.schema.names))


def _has_answer(statuses: pa.ChunkedArray) -> Booleans:
    """Rows whose figures, or whose reason for having none, depend on how many persons there are."""
    answers = pa.array([str(Status.PUBLISHED), str(Status.TOO_FEW)])
    return _numpy(pc.is_in(statuses, value_set=answers))


def _rounded(mart: Mart, table: pa.Table) -> pa.Table:
    for measure in mart.measures.values():
        if measure.kind != "count":
            index = table.schema.get_field_index(measure.name)
            rounded = pc.round(table.column(measure.name), measure.decimals)
            table = table.set_column(index, table.schema.field(index), rounded)
    return table


@dataclass
class _Known:
    """The true counts of a mart as far as they may still be shown: what was withheld earlier counts as unknown."""

    table: pa.Table
    withheld: dict[str, Booleans] = field(default_factory=dict)

    def forget(self, group: Group, rows: Booleans) -> None:
        self.withheld |= {measure.name: rows for measure in group.measures}

    def count(self, column: str) -> tuple[Numbers, Booleans]:
        """The numbers of a column (0 where unknown), and where they are unknown."""
        rows = self.table.num_rows
        if column not in self.table.column_names:
            return np.zeros(rows, dtype=np.int64), np.ones(rows, dtype=np.bool_)
        values = self.table.column(column)
        unknown = _numpy(pc.is_null(values)) | self.withheld.get(column, np.zeros(rows, dtype=np.bool_))
        numbers = pc.fill_null(values, 0).to_numpy()
        return np.where(unknown, 0, numbers), unknown


def small_rows(group: Group, known: _Known, policy: Policy) -> Booleans:
    """Where a group must be withheld: `rules.must_withhold` for all rows of a table at once."""
    rows = known.table.num_rows
    withhold = np.zeros(rows, dtype=np.bool_)
    anybody = np.zeros(rows, dtype=np.bool_)
    for name, count, unknown in _counts(group, known):
        withhold |= unknown | (count < 0) | _is_small(count, policy, name)
        anybody |= count != 0
    for one in group.events:
        withhold |= _is_dominated(known.count(one.events)[0], known.count(one.largest)[0], policy)
    for name in group.denominators:
        divisor, unknown = known.count(name)
        withhold |= unknown | ((divisor < policy.floor(group)) & ((divisor > 0) | anybody))
    return withhold


def _of_nobody(group: Group, known: _Known, statuses: pa.ChunkedArray) -> Booleans:
    """Rows without an answer because nobody is there, where that may be told: all denominators are shown as zero.

    The reason stays `too_few`: there is nobody to protect, and the counts of such a group are NULL, not unknown.
    """
    nobody = _numpy(pc.equal(statuses, str(Status.TOO_FEW))) & bool(group.denominators)
    for name in group.denominators:
        number, unknown = known.count(name)
        nobody &= ~unknown & (number == 0)
    return nobody


def _counts(group: Group, known: _Known) -> list[tuple[str, Numbers, Booleans]]:
    """What counts persons: the persons themselves, and by the part's name the rest of each whole that has one."""
    counts = [(name, *known.count(name)) for name in group.persons]
    for whole, part in group.complements:
        (all_of_it, no_whole), (some, no_part) = known.count(whole), known.count(part)
        counts.append((part, all_of_it - some, no_whole | no_part))
    return counts


def _is_small(count: Numbers, policy: Policy, measure: str) -> Booleans:
    small: Booleans = (count > 0) & (count < policy.smallest_persons)
    return small if policy.shows_zero(measure) else small | (count == 0)


def _is_dominated(events: Numbers, largest: Numbers, policy: Policy) -> Booleans:
    part, whole = policy.share
    dominated: Booleans = largest * whole > events * part
    return dominated


def _withhold(table: pa.Table, group: Group, rows: Booleans) -> pa.Table:
    mask = pa.array(rows)
    for measure in group.measures:
        table = _replace(table, measure.name, mask, pa.scalar(None, measure.type))
    return _replace(table, group.status_column, mask, pa.scalar(str(Status.WITHHELD), pa.string()))


def _replace(table: pa.Table, column: str, mask: pa.Array, value: pa.Scalar) -> pa.Table:
    index = table.schema.get_field_index(column)
    return table.set_column(index, table.schema.field(index), pc.if_else(mask, value, table.column(column)))


def _numpy(values: pa.ChunkedArray) -> Booleans:
    return np.asarray(values.to_numpy(), dtype=np.bool_)
