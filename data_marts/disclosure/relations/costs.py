"""What it costs to hide a cell: little for a small number deep down, much for totals, recent years and large places."""

from collections.abc import Mapping

import numpy as np

from data_marts.catalog import ALL
from data_marts.disclosure.relations.frames import Frame
from data_marts.disclosure.system import Booleans, Numbers, Whole

_PLACES = ("organisation", "residence")
# How much of a total a place is.
_HEIGHT: Mapping[str, float] = {"country": 1.0, "rhf": 2 / 3, "hf": 1 / 3, "hf_area": 1 / 3, "unit": 0.0}
_OF_TOTALS = 0.6
_OF_LOG = 0.25
_OF_PLACE = 0.5
_OF_LAST_YEAR = 0.5
_OF_EVERYBODY = 6.0
OF_ROUNDED = 0.5  # a mean, beside the count it is made of


def weights(frame: Frame, levels: Mapping[str, str]) -> Numbers:
    """The cost of a zero in each row: totals among its dimensions, its place and its year."""
    height = _heights(frame, levels)
    totals = height.copy()
    for dimension in frame.mart.dimensions:
        if dimension.total == ALL:
            totals += frame.codes[dimension.name] == frame.code(dimension.name, ALL)
    years = frame.years()
    span = max(int(years.max() - years.min()), 1) if len(years) else 1
    recent = (years - years.min(initial=9999)) / span
    weight: Numbers = (1 + _OF_TOTALS * totals) * (1 + _OF_PLACE * height) * (1 + _OF_LAST_YEAR * recent)
    return np.where(_of_everybody(frame), _OF_EVERYBODY * weight, weight)


def _of_everybody(frame: Frame) -> Booleans:
    """Rows of a year of a place with everything else total: what readers look for first."""
    found = np.ones(len(frame), dtype=np.bool_)
    if "period_type" in frame.labels:
        found &= frame.are((("period_type", "year"),))
    for dimension in frame.mart.dimensions:
        if dimension.total == ALL:
            found &= frame.codes[dimension.name] == frame.code(dimension.name, ALL)
    return found


def cost_of(values: Whole, weight: Numbers) -> Numbers:
    """The cost of hiding each value in a row of this weight."""
    cost: Numbers = weight * (1 + _OF_LOG * np.log1p(values))
    return cost


def headlines(frame: Frame, levels: Mapping[str, str]) -> Booleans:
    """Rows of a year of the country and of regions with everything else total: always shown.

    A mart whose rows are of one scale each has none: a scale has no total.
    """
    found: Booleans = _of_everybody(frame) & (_heights(frame, levels) >= _HEIGHT["rhf"])
    return found & ("scale" not in frame.labels)


def _heights(frame: Frame, levels: Mapping[str, str]) -> Numbers:
    name = next(name for name in _PLACES if name in frame.labels)
    height = np.array([_HEIGHT[levels[code]] for code in frame.labels[name]], dtype=np.float64)
    return height[frame.codes[name]]


def is_unit(frame: Frame, levels: Mapping[str, str]) -> Booleans:
    """Rows of units."""
    units: Booleans = _heights(frame, levels) == 0.0
    return units


def is_trust(frame: Frame, levels: Mapping[str, str]) -> Booleans:
    """Rows of trusts and their parts."""
    trusts: Booleans = _heights(frame, levels) <= _HEIGHT["hf"]
    return trusts
