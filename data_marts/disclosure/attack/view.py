"""The marts of a release as a stranger reads them: rows by their dimensions, and what is told of each count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_marts.disclosure.attack.knowledge import Booleans, Numbers, Whole

NOWHERE = -1
SHOWN, WITHHELD, NOBODY = "published", "withheld", "too_few"
ANSWERED = (SHOWN, WITHHELD, NOBODY)


class AttackError(ValueError):
    """A release that cannot be attacked, or whose attack cannot be trusted. The sentence says why."""


@dataclass
class Vocabulary:
    """One number for each value of a dimension, the same in all marts: the year 2024 is the period 2024."""

    numbers: dict[str, int]

    def of(self, labels: Sequence[str]) -> Whole:
        """The numbers of labels; new ones get the next."""
        return np.array([self.numbers.setdefault(label, len(self.numbers)) for label in labels], dtype=np.int64)

    @property
    def labels(self) -> list[str]:
        return list(self.numbers)


@dataclass(frozen=True, eq=False)
class View:
    """The rows of a mart. `codes`: by dimension the number of each row's value. `described`: as the manifest has it."""

    name: str
    described: Mapping[str, Any]
    words: Vocabulary
    codes: Mapping[str, Whole]
    rows: int

    def __len__(self) -> int:
        return self.rows

    @cached_property
    def totals(self) -> Mapping[str, int]:
        """The number of the total of each dimension that has one."""
        dimensions = self.described["dimensions"]
        return {one["name"]: self.code(one["total"]) for one in dimensions if one["total"]}

    def total(self, dimension: str) -> str:
        """The label of a dimension's total."""
        [label] = [str(one["total"]) for one in self.described["dimensions"] if one["name"] == dimension]
        return label

    def merged(self, dimension: str) -> Mapping[str, list[str]]:
        """The values of a dimension that are several others together, with these."""
        [found] = [one.get("merged", {}) for one in self.described["dimensions"] if one["name"] == dimension]
        wholes: Mapping[str, list[str]] = found
        return wholes

    def single_values(self, dimension: str) -> list[str]:
        """The values of a dimension that are no others together."""
        [values] = [one["values"] for one in self.described["dimensions"] if one["name"] == dimension]
        wholes = {self.total(dimension), *self.merged(dimension)}
        return [value for value in values if value not in wholes]

    def code(self, label: str) -> int:
        """The number of a label."""
        return int(self.words.of([label])[0])

    @cached_property
    def _ranks(self) -> Mapping[str, Whole]:
        """By dimension the place of each number of the vocabulary among the values that occur."""
        found = {}
        for name, codes in self.codes.items():
            used = np.unique(codes)
            found[name] = np.full(len(self.words.numbers) + 1, NOWHERE, dtype=np.int64)
            found[name][used] = np.arange(len(used))
        return found

    def _keys(self, codes: Mapping[str, Whole | int], rows: int) -> Whole:
        key, missing = np.zeros(rows, dtype=np.int64), np.zeros(rows, dtype=np.bool_)
        for name, ranks in self._ranks.items():
            code = np.broadcast_to(np.asarray(codes[name], dtype=np.int64), rows)
            known = (code >= 0) & (code < len(ranks))
            rank = np.where(known, ranks[np.where(known, code, 0)], NOWHERE)
            missing |= rank < 0
            key = key * (int(ranks.max(initial=0)) + 1) + np.maximum(rank, 0)
        return np.where(missing, NOWHERE, key)

    @cached_property
    def _sorted(self) -> tuple[Whole, Whole]:
        keys = self._keys(self.codes, len(self))
        order = np.argsort(keys, kind="stable")
        if np.any(np.diff(keys[order]) == 0):
            raise AttackError(f"{self.name} has two rows for one place")
        return keys[order], order.astype(np.int64)

    def find(self, codes: Mapping[str, Whole | int], rows: int) -> Whole:
        """The places of rows with these values; -1 where there is none."""
        keys, order = self._sorted
        if not len(keys):
            return np.full(rows, NOWHERE, dtype=np.int64)
        wanted = self._keys(codes, rows)
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return np.where((keys[at] == wanted) & (wanted >= 0), order[at], NOWHERE)

    def beside(self, **other: Whole | int) -> Whole:
        """For each row the place of the row that has other values in some dimensions; -1 where there is none."""
        return self.find({**self.codes, **other}, len(self))

    def are(self, where: Mapping[str, str]) -> Booleans:
        """The rows that have these values."""
        found = np.ones(len(self), dtype=np.bool_)
        for name, label in where.items():
            found &= self.codes[name] == self.code(label)
        return found

    @cached_property
    def years(self) -> Whole:
        """The year of each row, also of those of a part of a year. AttackError where a period names none."""
        codes = self.codes["year" if "year" in self.codes else "period"]
        used = np.unique(codes)
        labels = self.words.labels
        of_code = np.zeros(len(labels) + 1, dtype=np.int64)
        if not all(labels[code][:4].isdigit() for code in used):
            raise AttackError(f"{self.name} has a period that names no year")
        of_code[used] = [int(labels[code][:4]) for code in used]
        return of_code[codes]

    def match(self, other: "View", where: Mapping[str, str]) -> Whole:
        """For each row the row of another mart: the same values, the year of it, totals else; -1 where none is."""
        wanted: dict[str, Whole | int] = {}
        for name in other.codes:
            if name in where:
                wanted[name] = self.code(where[name])
            elif name in self.codes:
                wanted[name] = self.codes[name]
            else:
                wanted[name] = self._stands_for(name, other)
        return other.find(wanted, len(self))

    def _stands_for(self, name: str, other: "View") -> Whole | int:
        """The value of a dimension that this mart does not have."""
        if name == "period_type":
            return self.code("year")
        if name == "period":
            return self.codes["year"]
        return self.codes["period"] if name == "year" else other.totals.get(name, NOWHERE)


def view_of(described: Mapping[str, Any], table: pa.Table, words: Vocabulary) -> View:
    """A mart of a release."""
    codes = {one["name"]: _codes(table.column(one["name"]), words) for one in described["dimensions"]}
    return View(described["name"], described, words, codes, table.num_rows)


def _codes(column: pa.ChunkedArray, words: Vocabulary) -> Whole:
    found = column.cast(pa.string()).combine_chunks().dictionary_encode()
    of_value = words.of(found.dictionary.to_pylist())
    return of_value[found.indices.to_numpy(zero_copy_only=False)] if len(of_value) else of_value


@dataclass(frozen=True, eq=False)
class Told:
    """What a file tells of a count in each of its rows: whether there is a number, and the number where it is shown."""

    exists: Booleans
    shown: Booleans
    values: Numbers


def answered(table: pa.Table, group: Mapping[str, Any]) -> Booleans:
    """The rows that have figures of a group, or none for a reason that depends on how many persons there are."""
    return as_array(pc.is_in(table.column(group["status_column"]), value_set=pa.array(ANSWERED)))


def told(table: pa.Table, group: Mapping[str, Any], column: str) -> Told:
    """What is told of a column. A status that is not one of three means that there is no number.

    AttackError where a withheld group shows one of its figures.
    """
    status = table.column(group["status_column"])
    of = {name: as_array(pc.equal(status, name)) for name in ANSWERED}
    found = table.column(column)
    filled = as_array(pc.is_valid(found))
    if np.any(filled & of[WITHHELD]):
        raise AttackError(f"{column} has figures in rows where it is said to be withheld")
    values = np.asarray(pc.fill_null(found, 0).to_numpy(), dtype=np.float64)
    shown = (of[SHOWN] & filled) | (of[NOBODY] & ~filled)
    return Told(answered(table, group), shown | (of[NOBODY] & filled), values)


def as_array(values: pa.ChunkedArray) -> Booleans:
    """A column of yes and no."""
    return np.asarray(values.to_numpy(), dtype=np.bool_)
