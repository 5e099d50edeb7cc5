"""Where people live and are treated, read from the reference tables and this folder's units.csv."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data_marts.demo.allocate import Floats, Ints

REFERENCE = Path(__file__).parents[1] / "reference"
UNITS = Path(__file__).with_name("units.csv")
OSLO = "0301"
NO_DISTRICT = 99
# Stavanger and Trondheim kept their numbers when neighbours joined them in 2020: the table of changes has the
# neighbours' rows only.
KEPT_NUMBERS = frozenset({"1103", "5001"})
# A kommune that was split is a rare former home of any of its successors.
SPLIT_FACTOR = 0.1
POPULATION_YEAR = "2024"


class DemoError(Exception):
    """The extract cannot be made; the message says where and what to do."""


@dataclass(frozen=True)
class Homes:
    """Kommuner of 2024 (and Oslo's districts) with residents; one element each, in order of the code."""

    kommune: tuple[str, ...]
    district: NDArray[np.int8]  # -1 outside Oslo, 99 unspecified
    area: Ints  # index into Places.areas
    residents: Floats  # aged 0-17, 1 January 2024


@dataclass(frozen=True)
class Units:
    """Treating units; one element each, in the order of units.csv."""

    orgnr: Ints
    trust: Ints  # index into Places.trusts
    seat: tuple[str, ...]
    # General units: share of the trust's outpatients, relative. Special units: share of the trust's patients with the
    # unit's diagnosis who also come there.
    size: Floats
    beds: Ints  # 2024
    first_year: Ints
    speciality: tuple[str, ...]  # diagnosis group; empty for general units

    @cached_property
    def general(self) -> NDArray[np.bool_]:
        """Which units are outpatient clinics for all."""
        found: NDArray[np.bool_] = (self.size > 0) & np.array([not speciality for speciality in self.speciality])
        return found


@dataclass(frozen=True)
class Places:
    """Areas of residence, trusts, homes and units, and the numbers that kommuner have had."""

    areas: tuple[str, ...]  # organisation numbers of the 21 catchment areas
    area_region: tuple[str, ...]
    trusts: tuple[str, ...]  # the areas' trusts first, in the same order, then the private owners
    trust_region: tuple[str, ...]
    homes: Homes
    units: Units
    changes: Mapping[str, tuple[tuple[int, str, float], ...]]  # by new number: (year, old number, weight)

    @cached_property
    def home_edges(self) -> tuple[Floats, Floats]:
        """Where each home's part of its area begins and ends, 0-1 by residents in order of the code."""
        begin, end = (np.zeros(len(self.homes.kommune)), np.zeros(len(self.homes.kommune)))
        for area in range(len(self.areas)):
            inside = self.homes.area == area
            running = np.cumsum(self.homes.residents[inside]) / self.homes.residents[inside].sum()
            begin[inside], end[inside] = np.concatenate(([0.0], running[:-1])), running
        return begin, end

    def former_numbers(self, kommune: str, year: int) -> dict[str, float]:
        """Numbers that a kommune of 2024 had in a delivery of the given year, with the share of its residents."""
        found: dict[str, float] = {}
        for number, weight in self._predecessors(kommune, year):
            found[number] = found.get(number, 0.0) + weight
        total = sum(found.values())
        return {number: weight / total for number, weight in sorted(found.items())}

    def _predecessors(self, kommune: str, year: int) -> Iterator[tuple[str, float]]:
        changes = [change for change in self.changes.get(kommune, ()) if change[0] > year and change[1] != kommune]
        if not changes or kommune in KEPT_NUMBERS:
            # The kommune itself is the larger part of what came together.
            yield kommune, 10.0 if changes else 1.0
        for _, old, weight in changes:
            for number, share in self._predecessors(old, year):
                yield number, share * (weight if weight == 1 else weight * SPLIT_FACTOR)


def read_places(reference: Path = REFERENCE, units: Path = UNITS) -> Places:
    """The places of the extract. Raises DemoError if a unit of the one table is not in the other."""
    organisations = {row["code"]: row for row in _rows(reference / "organisations.csv")}
    areas = [row for row in _rows(reference / "residence_areas.csv") if row["level"] == "hf_area"]
    codes = tuple(row["code"] for row in areas)
    owners = [row for row in organisations.values() if row["level"] == "hf" and row["code"] not in codes]
    trusts = codes + tuple(row["code"] for row in owners)
    return Places(
        areas=codes,
        area_region=tuple(row["parent"] for row in areas),
        trusts=trusts,
        trust_region=tuple(organisations[code]["parent"] for code in trusts),
        homes=_homes(reference, codes),
        units=_units(organisations, trusts, units),
        changes=_changes(reference),
    )


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except FileNotFoundError:
        raise DemoError(f"{path.name} is missing in {path.parent.name}/: restore it from the repository") from None


def _homes(reference: Path, areas: tuple[str, ...]) -> Homes:
    residents = _residents(reference)
    catchments = sorted(
        (row["kommune"], row["district"], row["area"])
        for row in _rows(reference / "catchments.csv")
        if int(row["valid_from"]) <= int(POPULATION_YEAR) <= int(row["valid_to"] or 9999)
    )
    return Homes(
        kommune=tuple(kommune for kommune, _, _ in catchments),
        district=np.array([int(district or -1) for _, district, _ in catchments], dtype=np.int8),
        area=np.array([areas.index(area) for _, _, area in catchments]),
        residents=np.array([residents.get(kommune + district, 0.0) for kommune, district, _ in catchments]),
    )


def _residents(reference: Path) -> dict[str, float]:
    """Children aged 0-17 by kommune of 2024 or Oslo district."""
    found: dict[str, float] = {}
    for row in _rows(reference / "population.csv"):
        if row["year"] == POPULATION_YEAR:
            children = sum(int(row[f"age_{age}"]) for age in range(18))
            found[row["area"]] = found.get(row["area"], 0.0) + children
    return found


def _units(organisations: Mapping[str, Mapping[str, str]], trusts: tuple[str, ...], path: Path) -> Units:
    rows = _rows(path)
    registered = {code for code, row in organisations.items() if row["level"] == "unit"}
    if difference := registered ^ {row["orgnr"] for row in rows}:
        raise DemoError(f"units.csv and organisations.csv do not have the same units: {', '.join(sorted(difference))}")
    return Units(
        orgnr=np.array([int(row["orgnr"]) for row in rows], dtype=np.int64),
        trust=np.array([trusts.index(organisations[row["orgnr"]]["parent"]) for row in rows]),
        seat=tuple(row["seat"] for row in rows),
        size=np.array([float(row["size"]) for row in rows]),
        beds=np.array([int(row["beds"]) for row in rows]),
        first_year=np.array([int(row["first_year"]) for row in rows]),
        speciality=tuple(row["speciality"] for row in rows),
    )


def _changes(reference: Path) -> dict[str, tuple[tuple[int, str, float], ...]]:
    found: dict[str, list[tuple[int, str, float]]] = {}
    for row in _rows(reference / "kommune_changes.csv"):
        found.setdefault(row["new"], []).append((int(row["year"]), row["old"], float(row["weight"])))
    return {new: tuple(changes) for new, changes in found.items()}
