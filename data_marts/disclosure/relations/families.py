"""Who is whose part: for each dimension the rows of a total and the rows that make it up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

import numpy as np
import pyarrow as pa

from data_marts.catalog import ALL, Dimension
from data_marts.disclosure.relations.frames import NOWHERE, Frame
from data_marts.disclosure.system import Booleans, Whole

# A period is made of periods of the next smaller kinds; a year of both its tertials and its half-years.
PERIODS = (("tertial", "month", 4), ("half_year", "month", 6), ("year", "tertial", 3), ("year", "half_year", 2))
# Families of half-years with the tertial that lies in each; neither is made of it.
HELD = "tertial of a half-year"
_HOLDING = {"T1": "H1", "T3": "H2"}


@dataclass(frozen=True)
class Families:
    """Families of rows: `parent` is the row of each family, `child` the rows of its parts, `family` where they belong.

    `complete`: the parts make up the whole; else something may stand at the parent alone (at a trust itself).
    """

    parent: Whole
    child: Whole
    family: Whole
    complete: Booleans

    def __len__(self) -> int:
        return len(self.parent)

    def summed(self, values: Whole) -> Whole:
        """The sum over the parts of each family of the values of a column."""
        total: Whole = np.bincount(self.family, weights=values[self.child], minlength=len(self)).astype(np.int64)
        return total

    def of(self, kept: Booleans) -> "Families":
        """Some of the families."""
        number = np.cumsum(kept) - 1
        child = kept[self.family]
        return Families(self.parent[kept], self.child[child], number[self.family[child]], self.complete[kept])

    def where(self, rows: Booleans) -> "Families":
        """The families whose parent is among some rows, with those of their parts that are; at least one must be.

        Where a part is not, the others do not make up the whole.
        """
        part = rows[self.child]
        parts = np.bincount(self.family, minlength=len(self))
        left = np.bincount(self.family[part], minlength=len(self))
        fewer = Families(self.parent, self.child[part], self.family[part], self.complete & (left == parts))
        return fewer.of(rows[self.parent] & (left > 0))


@dataclass(frozen=True)
class Parents:
    """The place above each place by year, from the tables of a release (see `declared.HIERARCHY`)."""

    organisations: pa.Table
    organisation_changes: pa.Table
    residence_areas: pa.Table

    @cached_property
    def of_areas(self) -> Mapping[str, str]:
        """The area above each area."""
        return _column(self.residence_areas, "parent")

    @cached_property
    def levels(self) -> Mapping[str, str]:
        """The level of each organisation and area."""
        return {**_column(self.residence_areas, "level"), **_column(self.organisations, "level")}

    @cached_property
    def _changes(self) -> list[tuple[int, str, str, str | None, str]]:
        names = ("year", "kind", "code", "old", "new")
        rows = zip(*(self.organisation_changes.column(name).to_pylist() for name in names), strict=True)
        return sorted(rows)

    def of_organisations(self, year: int) -> dict[str, str]:
        """The organisation above each one in a year, as it was by then where it was merged."""
        parents = dict(_column(self.organisations, "parent"))
        moves = [change for change in self._changes if change[1] == "move"]
        for _, _, code, old, _ in reversed([move for move in moves if move[0] > year]):
            parents[code] = str(old)
        for _, _, code, _, new in (move for move in moves if move[0] <= year):
            parents[code] = new
        merged = {code: new for since, kind, code, _, new in self._changes if kind == "merger" and since <= year}
        return {code: _successor(parent, merged) for code, parent in parents.items()}


def _successor(code: str, merged: Mapping[str, str]) -> str:
    while code in merged:
        code = merged[code]
    return code


def _column(table: pa.Table, name: str) -> dict[str, str]:
    pairs = zip(table.column("code").to_pylist(), table.column(name).to_pylist(), strict=True)
    return {code: value for code, value in pairs if value is not None}


def families_of(frame: Frame, over: str, parents: Parents) -> Families:
    """The families of a frame's rows over one dimension, or of its half-years with their tertials."""
    if over == "organisation":
        return _organisations(frame, parents)
    if over == "residence":
        return _residences(frame, parents)
    if over == "period":
        return _periods(frame)
    if over == HELD:
        return _held_periods(frame)
    return _values(frame, over)


def organisations_above(frame: Frame, parents: Parents) -> Whole:
    """The code of the organisation above that of each row, in the row's year; -1 where there is none."""
    labels = frame.labels["organisation"]
    position = {code: number for number, code in enumerate(labels)}
    years = frame.years()
    above = np.full(len(frame), NOWHERE, dtype=np.int64)
    for year in np.unique(years):
        told = parents.of_organisations(int(year))
        of_code = np.array([position.get(told.get(code, ""), NOWHERE) for code in labels], dtype=np.int64)
        rows = years == year
        above[rows] = of_code[frame.codes["organisation"][rows]]
    return above


def _organisations(frame: Frame, parents: Parents) -> Families:
    labels = frame.labels["organisation"]
    above = organisations_above(frame, parents)
    has_own = np.array([parents.levels[code] == "hf" for code in labels], dtype=np.bool_)
    families = _grouped(frame.beside(organisation=above), np.arange(len(frame)))
    complete = ~has_own[frame.codes["organisation"][families.parent]]
    return Families(families.parent, families.child, families.family, complete)


def _residences(frame: Frame, parents: Parents) -> Families:
    labels = frame.labels["residence"]
    position = {code: number for number, code in enumerate(labels)}
    of_code = [position.get(parents.of_areas.get(code, ""), NOWHERE) for code in labels]
    above = np.array(of_code, dtype=np.int64)[frame.codes["residence"]]
    return _grouped(frame.beside(residence=above), np.arange(len(frame)))


def _periods(frame: Frame) -> Families:
    return _together([_of_period(frame, *kinds) for kinds in PERIODS])


def _held_periods(frame: Frame) -> Families:
    """Each half-year with the tertial that lies in it, of which it is not made."""
    labels = frame.labels["period"]
    position = {label: code for code, label in enumerate(labels)}
    holding = [f"{label[:5]}{_HOLDING.get(label[5:], '')}" for label in labels]
    above = np.array([position.get(label, NOWHERE) for label in holding], dtype=np.int64)[frame.codes["period"]]
    families = _grouped(
        frame.beside(period=above, period_type=frame.code("period_type", "half_year")), np.arange(len(frame))
    )
    return replace(families, complete=np.zeros(len(families), dtype=np.bool_))


def _together(found: Sequence[Families]) -> Families:
    counts = np.cumsum([0, *(len(families) for families in found[:-1])])
    return Families(
        np.concatenate([families.parent for families in found]),
        np.concatenate([families.child for families in found]),
        np.concatenate([families.family + start for families, start in zip(found, counts, strict=True)]),
        np.concatenate([families.complete for families in found]),
    )


def _of_period(frame: Frame, whole: str, part: str, parts: int) -> Families:
    """Families of one kind of period; those with all their parts."""
    labels = frame.labels["period"]
    position = {label: code for code, label in enumerate(labels)}
    above = np.array([position.get(period_above(label, whole), NOWHERE) for label in labels], dtype=np.int64)
    of_part = np.where(
        frame.codes["period_type"] == frame.code("period_type", part), above[frame.codes["period"]], NOWHERE
    )
    families = _grouped(
        frame.beside(period=of_part, period_type=frame.code("period_type", whole)), np.arange(len(frame))
    )
    return families.of(np.bincount(families.family, minlength=len(families)) == parts)


def period_above(label: str, kind: str) -> str:
    """The period of a kind that a smaller one lies in: of 2024-05 the tertial 2024-T2, the half-year 2024-H1."""
    year, _, part = label.partition("-")
    if kind == "year":
        return year
    if not part.isdigit():
        return ""
    length, letter = (4, "T") if kind == "tertial" else (6, "H")
    return f"{year}-{letter}{(int(part) - 1) // length + 1}"


def _values(frame: Frame, over: str) -> Families:
    """Families of a dimension whose values are listed: the parts of `all` are its own values, or any merged ones in
    place of these; the parts of a merged value are those that it is made of. None may lack."""
    [dimension] = [one for one in frame.mart.dimensions if one.name == over]
    wholes = [(ALL, parts) for parts in ways_to_part(dimension)]
    return _together([_of_value(frame, over, whole, parts) for whole, parts in (*wholes, *dimension.merged)])


def ways_to_part(dimension: Dimension) -> list[tuple[str, ...]]:
    """Every way to make up the total: own values, with none, some or all of the merged ones in place of their parts."""
    ways = []
    for number in range(len(dimension.merged) + 1):
        for chosen in combinations(dimension.merged, number):
            within = {part for _, parts in chosen for part in parts}
            others = (value for value in dimension.own_values if value not in within)
            ways.append((*(whole for whole, _ in chosen), *others))
    return ways


def _of_value(frame: Frame, over: str, whole: str, parts: Sequence[str]) -> Families:
    """Families of a value and those that it is made of, where all of them are there."""
    above = frame.beside(**{over: frame.code(over, whole)})
    above[~np.isin(frame.codes[over], [frame.code(over, part) for part in parts])] = NOWHERE
    families = _grouped(above, np.arange(len(frame)))
    return families.of(np.bincount(families.family, minlength=len(families)) == len(parts))


def _grouped(parent: Whole, rows: Whole) -> Families:
    child = rows[parent >= 0]
    parent_of, family = np.unique(parent[parent >= 0], return_inverse=True)
    return Families(parent_of, child, family.astype(np.int64), np.ones(len(parent_of), dtype=np.bool_))
