"""A mart as arrays: one code for each value of a dimension, in an order that does not depend on the file's rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data_marts.catalog import MARTS, Group, Mart, Status
from data_marts.disclosure.relations.declared import Cells, Where
from data_marts.disclosure.system import Booleans, Whole

NOWHERE = -1
HAS_ANSWER = (str(Status.PUBLISHED), str(Status.TOO_FEW))

Texts = NDArray[np.object_]


@dataclass(frozen=True)
class Frame:
    """The rows of a mart in the order of their codes; `row` is their number in the table, -1 where no row is.

    `codes` of each dimension point into `labels`. `values` of each count (and the most events of one person, which are
    no cells), and where it `exists`: a group without an answer because nobody is there has zeros; one that is not
    delivered or not applicable, or too detailed, has no cells.
    `inner`: cells that exist though no row shows them, because a figure that is shown is made of them.
    """

    mart: Mart
    labels: Mapping[str, Sequence[str]]
    codes: Mapping[str, Whole]
    row: Whole
    values: Mapping[str, Whole]
    exists: Mapping[str, Booleans]
    inner: Booleans

    def __len__(self) -> int:
        return len(self.row)

    @cached_property
    def keys(self) -> Whole:
        """One number for each row, ascending."""
        return self.key_of(self.codes, len(self))

    def key_of(self, codes: Mapping[str, Whole | int], rows: int) -> Whole:
        """The numbers of rows with these codes; -1 where a code is."""
        key = np.zeros(rows, dtype=np.int64)
        unknown = np.zeros(rows, dtype=np.bool_)
        for name, labels in self.labels.items():
            code = np.broadcast_to(np.asarray(codes[name], dtype=np.int64), rows)
            unknown |= code < 0
            key = key * len(labels) + code
        return np.where(unknown, NOWHERE, key)

    def find(self, codes: Mapping[str, Whole | int], rows: int) -> Whole:
        """The positions of rows by their codes; -1 where there is none."""
        wanted = self.key_of(codes, rows)
        if not len(self):
            return np.full(rows, NOWHERE, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self) - 1)
        return np.where((self.keys[at] == wanted) & (wanted >= 0), at, NOWHERE)

    def beside(self, **other: Whole | int) -> Whole:
        """For each row the position of the row with some codes changed; -1 where there is none."""
        return self.find({**self.codes, **other}, len(self))

    def code(self, dimension: str, label: str) -> int:
        """The code of a value; -1 where no row has it."""
        labels = self.labels[dimension]
        return labels.index(label) if label in labels else NOWHERE

    def own(self, dimension: str) -> Booleans:
        """The rows whose value of a dimension is neither its total nor a merged one."""
        [described] = [one for one in self.mart.dimensions if one.name == dimension]
        codes = [self.code(dimension, value) for value in described.own_values]
        return np.isin(self.codes[dimension], codes)

    def are(self, where: Where) -> Booleans:
        """The rows that have these values."""
        found = np.ones(len(self), dtype=np.bool_)
        for name, label in where:
            found &= self.codes[name] == self.code(name, label)
        return found

    def totals(self) -> dict[str, int]:
        """The code of the total of each dimension that has one."""
        return {d.name: self.code(d.name, d.total) for d in self.mart.dimensions if d.total}

    def years(self) -> Whole:
        """The year of each row, also of those of a part of a year."""
        name = "year" if "year" in self.labels else "period"
        return np.array([int(label[:4]) for label in self.labels[name]], dtype=np.int64)[self.codes[name]]


def frame_of(name: str, table: pa.Table, true: pa.Table, order: Mapping[str, Sequence[str]]) -> Frame:
    """The frame of a mart as far as it is given, with the `true` figures of the same rows.

    `order` lists the values of dimensions that stand in a table of the release.
    """
    mart = MARTS[name]
    labels, codes = {}, {}
    for dimension in mart.dimensions:
        found = table.column(dimension.name).cast(pa.string()).combine_chunks().dictionary_encode()
        values = found.dictionary.to_pylist()
        known = dimension.values or order.get(dimension.table or "") or sorted(values)
        labels[dimension.name] = list(known)
        position = {label: code for code, label in enumerate(labels[dimension.name])}
        to_code = np.array([position[value] for value in values], dtype=np.int64)
        codes[dimension.name] = to_code[found.indices.to_numpy(zero_copy_only=False)] if values else to_code
    rows = table.num_rows
    frame = Frame(mart, labels, codes, np.arange(rows), *_counts(mart, table, true), np.zeros(rows, dtype=np.bool_))
    return frame_in_order(frame)


def frame_in_order(frame: Frame) -> Frame:
    """The same rows in the order of their codes."""
    order = np.argsort(frame.key_of(frame.codes, len(frame)), kind="stable")
    return replace(
        frame,
        codes={name: code[order] for name, code in frame.codes.items()},
        row=frame.row[order],
        values={name: value[order] for name, value in frame.values.items()},
        exists={name: value[order] for name, value in frame.exists.items()},
        inner=frame.inner[order],
    )


def with_strata(frame: Frame, given: pa.Table) -> Frame:
    """Patients by residence with the sex and age groups that a standardised rate is made of, shown or not."""
    group = frame.mart.group_of("standardised_rate")
    printed = (has_answer(given, group) & given.column("standardised_rate").is_valid().to_numpy())[frame.row]
    totals = frame.totals()
    whole = frame.beside(sex=totals["sex"], age_group=totals["age_group"])
    single = frame.own("sex") & frame.own("age_group")
    inner = single & (whole >= 0) & printed[np.maximum(whole, 0)] & ~frame.exists["patients"]
    return replace(frame, inner=inner, exists={**frame.exists, "patients": frame.exists["patients"] | inner})


def _counts(mart: Mart, table: pa.Table, true: pa.Table) -> tuple[dict[str, Whole], dict[str, Booleans]]:
    values, exists = {}, {}
    for group in mart.groups:
        answered = has_answer(table, group)
        for measure in group.measures:
            if measure.kind == "count":
                values[measure.name] = _whole(true, measure.name)
                exists[measure.name] = answered
        values |= {name: _whole(true, name) for one in group.events for name in (one.events, one.largest)}
    return values, exists


def _whole(table: pa.Table, column: str) -> Whole:
    return np.asarray(pc.fill_null(table.column(column), 0).to_numpy(), dtype=np.int64)


def has_answer(table: pa.Table, group: Group) -> Booleans:
    """Rows whose figures, or whose reason for having none, depend on how many persons there are."""
    answered = pc.is_in(table.column(group.status_column), value_set=pa.array(HAS_ANSWER))
    return np.asarray(answered.to_numpy(), dtype=np.bool_)


def match(frame: Frame, other: Frame, cells: Cells) -> Whole:
    """For each row of a frame the position of the row of another that `cells` speaks of; -1 where there is none."""
    wanted: dict[str, Whole | int] = {}
    fixed = dict(cells.where)
    for dimension in other.mart.dimensions:
        name = dimension.name
        if name in fixed:
            wanted[name] = other.code(name, fixed[name])
        elif name == "period_type":
            wanted[name] = other.code(name, "year") if "year" in frame.labels else _translated(frame, name, other, name)
        elif name in frame.labels:
            wanted[name] = _translated(frame, name, other, name)
        elif name == "period" and "year" in frame.labels:
            wanted[name] = _translated(frame, "year", other, name)
        elif name == "year" and "period" in frame.labels:
            wanted[name] = _translated(frame, "period", other, name)
        else:
            wanted[name] = other.code(name, dimension.total or "")
    return other.find(wanted, len(frame))


def _translated(frame: Frame, dimension: str, other: Frame, named: str) -> Whole:
    position = {label: code for code, label in enumerate(other.labels[named])}
    to_code = np.array([position.get(label, NOWHERE) for label in frame.labels[dimension]], dtype=np.int64)
    return to_code[frame.codes[dimension]] if len(to_code) else frame.codes[dimension]
