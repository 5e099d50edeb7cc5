"""What a reader with a calculator tries first: one shown number of persons taken from another that it is part of.

Naive, in dictionaries, and of what is published alone: which number is part of which is written down here by hand.
"""

from collections.abc import Iterator, Mapping
from functools import cache

import pyarrow as pa
import pytest

from data_marts.disclosure.hiding import withhold
from data_marts.disclosure.protect import protect
from data_marts.disclosure.rules import DEFAULT_POLICY
from data_marts.disclosure.views import narrow, read_views
from tests.data_marts.disclosure.relations.worlds import world
from tests.reference.small_world import FJORD, FJORD_CLINIC, FJORD_WARD, NORD, SOR

Number = tuple[str, ...]  # mart, column, then what it is of: place, year, and the rest
Numbers = Mapping[Number, int]
ABOVE = {FJORD_CLINIC: FJORD, FJORD_WARD: FJORD, FJORD: NORD, NORD: "norge", SOR: "norge"}
STAYS = ("admission_patients", "discharge_patients", "bed_day_patients")
TYPES = ("in_person", "group", "ambulant", "video", "phone")


@cache
def tables(how: str) -> Mapping[str, pa.Table]:
    """The marts of some hundred children: `counted`, or `open` as they would be published."""
    found = world(3, persons=100, rows=1200)
    if how == "counted":
        return found.marts
    given = narrow(found.marts, found.tables, read_views())
    return protect(given, DEFAULT_POLICY, withhold(given, found.tables, DEFAULT_POLICY, found.marts).hidden)


@cache
def numbers(how: str) -> Numbers:
    """Every number of persons that is told, by its name."""
    told: dict[Number, int | None] = {}
    for row in tables(how)["patients_by_unit"].to_pylist():
        if row["diagnosis_group"] == "all":
            told["patients", row["organisation"], str(row["year"]), row["care"]] = row["patients"]
    for row in tables(how)["patient_rates"].to_pylist():
        if row["diagnosis_group"] == "all":
            where = (row["residence"], str(row["year"]), row["care"], row["sex"], row["age_group"])
            told["residents", *where] = row["patients"]
    for row in tables(how)["activity"].to_pylist():
        if (row["sex"], row["age_group"]) == ("all", "all"):
            where = (row["organisation"], row["period"], row["care"], row["contact_type"])
            told |= {(column, *where): row[column] for column in ("contact_patients", *STAYS)}
    return {name: number for name, number in told.items() if number is not None}


def wholes_of(name: Number) -> Iterator[Number]:
    """The numbers that one is part of."""
    kind, place, period, care, *rest = name
    if kind in ("patients", "residents"):
        yield (kind, place, period, "all", *rest)
    elif len(period) > len("2024"):
        yield (kind, place, period[:4], care, *rest)
    else:
        yield from _of_a_year(kind, place, period, care, rest[0])
    if kind != "residents" and place in ABOVE:
        yield (kind, ABOVE[place], period, care, *rest)


def _of_a_year(kind: str, place: str, year: str, care: str, contact_type: str) -> Iterator[Number]:
    if contact_type in TYPES:
        yield (kind, place, year, care, "all")
    else:
        yield ("patients", place, year, care)
        yield ("patients", place, year, "all")


def few_by_taking_away(told: Numbers) -> dict[tuple[str, str], int]:
    """How often a number less its part is one to four, by the kinds of both."""
    found: dict[tuple[str, str], int] = {}
    for name, number in told.items():
        for whole in wholes_of(name):
            if whole in told and whole != name:
                assert told[whole] >= number, (whole, name)
                pair = (whole[0], name[0])
                found[pair] = found.get(pair, 0) + (1 <= told[whole] - number <= 4)
    return found


def test_nothing_that_is_published_gives_one_to_four_children_by_taking_away() -> None:
    found = few_by_taking_away(numbers("open"))
    assert {pair: few for pair, few in found.items() if few} == {}


@pytest.mark.parametrize("part", ["residents", *STAYS, "contact_patients"])
def test_without_protection_each_kind_would_and_still_has_something_to_try(part: str) -> None:
    assert sum(few for (_, of), few in few_by_taking_away(numbers("counted")).items() if of == part) > 0
    tried = sum(whole in numbers("open") for name in numbers("open") if name[0] == part for whole in wholes_of(name))
    assert tried > 0
