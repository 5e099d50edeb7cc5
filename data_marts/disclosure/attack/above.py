"""Everything that each row of a mart is part of: its wholes over each dimension, and over several at once."""

from collections.abc import Iterator, Mapping
from itertools import product

import numpy as np

from data_marts.disclosure.attack.knowledge import Whole
from data_marts.disclosure.attack.places import Places, holding
from data_marts.disclosure.attack.view import NOWHERE, View

# How many places lie above a unit: its trust, the region, the country.
LEVELS = 3
PARTS_OF_YEARS = ("tertial", "half_year", "year")
Codes = Mapping[str, Whole | int]


def wholes_of(view: View, places: Places, rows: Whole) -> Iterator[Whole]:
    """For some rows of a mart the row of a whole, -1 where there is none; one kind of whole at a time.

    The rows themselves come first.
    """
    steps = (_steps(view, dimension, places, rows) for dimension in view.codes if dimension != "period_type")
    own = {name: codes[rows] for name, codes in view.codes.items()}
    for chosen in product(*steps):
        codes: dict[str, Whole | int] = dict(own)
        for step in chosen:
            codes |= step
        yield view.find(codes, len(rows))


def _steps(view: View, dimension: str, places: Places, rows: Whole) -> list[Codes]:
    """What may stand instead of the values of a dimension: these themselves, or what they are part of."""
    stays: list[Codes] = [{}]
    if dimension in ("organisation", "residence"):
        return stays + _above(view, dimension, places, rows)
    if dimension == "period":
        return stays + [_period(view, kind, rows) for kind in PARTS_OF_YEARS]
    return stays + _listed(view, dimension, rows)


def _above(view: View, dimension: str, places: Places, rows: Whole) -> list[Codes]:
    """The places above, one level after the other."""
    years, at, found = view.years[rows], view.codes[dimension][rows], list[Codes]()
    for _ in range(LEVELS):
        at = at.copy()
        for year in np.unique(years):
            above = _of_year(view, dimension, places, int(year))
            at[years == year] = above[at[years == year]]
        found.append({dimension: at})
    return found


def _of_year(view: View, dimension: str, places: Places, year: int) -> Whole:
    """By code the place above each place; the last one stands for places that are none."""
    by_label = (
        places.above_organisations(year) if dimension == "organisation" else places.column("residence_areas", "parent")
    )
    labels, number = view.words.labels, view.words.numbers
    return np.array([number.get(by_label.get(label) or "", NOWHERE) for label in labels] + [NOWHERE], dtype=np.int64)


def _period(view: View, kind: str, rows: Whole) -> Codes:
    """The period of a kind that holds each row's."""
    number = view.words.numbers
    of_code = np.array([number.get(holding(label, kind), NOWHERE) for label in view.words.labels], dtype=np.int64)
    return {"period": of_code[view.codes["period"][rows]], "period_type": view.code(kind)}


def _listed(view: View, dimension: str, rows: Whole) -> list[Codes]:
    """The total of a dimension, and what is merged of several values."""
    if dimension not in view.totals:
        return []
    own = view.codes[dimension][rows]
    found: list[Codes] = [{dimension: view.totals[dimension]}]
    for whole, parts in view.merged(dimension).items():
        within = np.isin(own, [view.code(part) for part in parts])
        found.append({dimension: np.where(within, view.code(whole), NOWHERE)})
    return found
