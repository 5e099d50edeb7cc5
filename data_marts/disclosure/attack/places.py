"""Who is part of whom: families of rows over a dimension, from the tables and hierarchies of a release."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from data_marts.disclosure.attack.knowledge import Booleans, Whole
from data_marts.disclosure.attack.view import NOWHERE, View

# Whole, part, how many parts there must be. A year is made of tertials, and of half-years.
PERIODS = (("year", "tertial", 3), ("year", "half_year", 2), ("tertial", "month", 4), ("half_year", "month", 6))
TRUST = "hf"
UNIT = "unit"
# Half-years with the tertial that lies in each, of which they are not made.
HELD = "tertial of a half-year"


@dataclass(frozen=True, eq=False)
class Families:
    """Wholes and their parts: `whole` and `part` are places of rows, `of` the family of each part.

    `closed`: nothing but the parts belongs to the whole (at a trust itself something may be registered).
    """

    whole: Whole
    part: Whole
    of: Whole
    closed: Booleans

    def __len__(self) -> int:
        return len(self.whole)

    def only(self, kept: Booleans) -> "Families":
        """Some of the families."""
        number, parts = np.cumsum(kept) - 1, kept[self.of]
        return Families(self.whole[kept], self.part[parts], number[self.of[parts]], self.closed[kept])

    def within(self, rows: Booleans) -> "Families":
        """The families whose whole lies among some rows, with the parts that do, of which there must be one.

        A family that lacks parts is not closed.
        """
        inside = rows[self.part]
        left = np.bincount(self.of[inside], minlength=len(self))
        every = np.bincount(self.of, minlength=len(self)) == left
        fewer = Families(self.whole, self.part[inside], self.of[inside], self.closed & every)
        return fewer.only(rows[self.whole] & (left > 0))


@dataclass(frozen=True, eq=False)
class Places:
    """The place above each organisation, year by year, and above each area of residence."""

    tables: Mapping[str, pa.Table]

    def column(self, table: str, name: str) -> dict[str, str]:
        """A column of a table of places, by the place's code."""
        found = self.tables[table]
        return dict(zip(found.column("code").to_pylist(), found.column(name).to_pylist(), strict=True))

    @cached_property
    def levels(self) -> Mapping[str, str]:
        return self.column("organisations", "level")

    @cached_property
    def _changes(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.tables["organisation_changes"].to_pylist()
        return found

    def above_organisations(self, year: int) -> Mapping[str, str]:
        """The organisation above each one in a year, moves and mergers taken into account."""
        above = {
            code: self._above(code, parent, year) for code, parent in self.column("organisations", "parent").items()
        }
        merged = {one["code"]: one["new"] for one in self._changes if one["kind"] == "merger" and one["year"] <= year}
        for code, parent in above.items():
            while parent in merged:
                parent = str(merged[parent])
            above[code] = parent
        return above

    def _above(self, code: str, now: str | None, year: int) -> str:
        moves = sorted(
            (int(one["year"]), str(one["old"]), str(one["new"]))
            for one in self._changes
            if one["kind"] == "move" and one["code"] == code
        )
        later = [old for at, old, _ in moves if at > year]
        earlier = [new for at, _, new in moves if at <= year]
        return earlier[-1] if earlier else later[0] if later else now or ""


def families(view: View, over: str, places: Places) -> Families:
    """The families of a mart's rows over a dimension."""
    if over == "organisation":
        return _organisations(view, places)
    if over == "residence":
        above = _by_label(view, over, places.column("residence_areas", "parent"))
        return _grouped(view.beside(residence=above))
    if over == HELD:
        return _of_period(view, "half_year", "tertial", 1)
    return _periods(view) if over == "period" else _listed(view, over)


def _by_label(view: View, dimension: str, above: Mapping[str, str | None]) -> Whole:
    """For each row the code of the place above that of the row."""
    labels = view.words.labels
    number = view.words.numbers
    used = np.unique(view.codes[dimension])
    of_code = np.full(len(labels) + 1, NOWHERE, dtype=np.int64)
    of_code[used] = [number.get(above.get(labels[code]) or "", NOWHERE) for code in used]
    return of_code[view.codes[dimension]]


def _organisations(view: View, places: Places) -> Families:
    above = np.full(len(view), NOWHERE, dtype=np.int64)
    for year in np.unique(view.years):
        rows = view.years == year
        above[rows] = _by_label(view, "organisation", places.above_organisations(int(year)))[rows]
    found = _grouped(view.beside(organisation=above))
    return Families(found.whole, found.part, found.of, ~at_level(view, places, TRUST)[found.whole])


def at_level(view: View, places: Places, *levels: str) -> Booleans:
    """The rows of organisations at some levels."""
    labels = np.array([places.levels.get(label, "") in levels for label in view.words.labels], dtype=np.bool_)
    return labels[view.codes["organisation"]]


def _periods(view: View) -> Families:
    return _one_after_the_other([_of_period(view, *kind) for kind in PERIODS])


def _one_after_the_other(found: list[Families]) -> Families:
    starts = np.cumsum([0, *map(len, found)])
    return Families(
        np.concatenate([one.whole for one in found]),
        np.concatenate([one.part for one in found]),
        np.concatenate([one.of + start for one, start in zip(found, starts[:-1], strict=True)]),
        np.concatenate([one.closed for one in found]),
    )


def _of_period(view: View, whole: str, part: str, parts: int) -> Families:
    above = _by_label(view, "period", {label: holding(label, whole) for label in view.words.labels})
    above = np.where(view.are({"period_type": part}), above, NOWHERE)
    found = _grouped(view.beside(period=above, period_type=view.code(whole)))
    return found.only(np.bincount(found.of, minlength=len(found)) == parts)


def holding(label: str, kind: str) -> str:
    """The period of a kind that holds a smaller one; nothing where none does."""
    year, _, rest = label.partition("-")
    if kind == "year":
        return year
    if kind == "half_year" and rest in ("T1", "T3"):
        return f"{year}-H{1 if rest == 'T1' else 2}"
    month = int(rest) if rest.isdigit() else 0
    if not month:
        return ""
    return f"{year}-T{(month + 3) // 4}" if kind == "tertial" else f"{year}-H{(month + 5) // 6}"


def _listed(view: View, over: str) -> Families:
    """The total of a dimension with its single values, what is merged with its parts, and the total with any of these
    among the rest; none of the parts may lack."""
    merged = view.merged(over)
    # What is merged stands for its parts, one after the other, alone and beside what was put in before.
    covers = [view.single_values(over)]
    for name, parts in merged.items():
        covers += [[*(one for one in cover if one not in parts), name] for cover in covers]
    wholes = [*((view.total(over), cover) for cover in covers), *merged.items()]
    return _one_after_the_other([_made_of(view, over, whole, parts) for whole, parts in wholes])


def _made_of(view: View, over: str, whole: str, parts: list[str]) -> Families:
    """The rows of a value that have rows of all the values that it is made of."""
    among = np.isin(view.codes[over], [view.code(part) for part in parts])
    found = _grouped(np.where(among, view.beside(**{over: view.code(whole)}), NOWHERE))
    return found.only(np.bincount(found.of, minlength=len(found)) == len(parts))


def _grouped(above: Whole) -> Families:
    part = np.flatnonzero(above >= 0)
    whole, of = np.unique(above[part], return_inverse=True)
    return Families(whole, part, of.astype(np.int64), np.ones(len(whole), dtype=np.bool_))


def places_among_equals(values: Whole) -> Whole:
    """For each value how many of the same stand before it: of 7, 3, 7, 7 these are 0, 0, 1, 2."""
    order = np.argsort(values, kind="stable")
    first = np.searchsorted(values[order], values[order])
    places = np.empty(len(values), dtype=np.int64)
    places[order] = np.arange(len(values)) - first
    return places
