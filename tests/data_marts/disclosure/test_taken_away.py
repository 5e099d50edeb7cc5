"""What a reader with a calculator tries first: one shown number of persons taken from another that it is part of.

Of what is published alone, by a naive second program.
"""

from collections.abc import Mapping
from functools import cache

import pyarrow as pa
import pytest

from data_marts.disclosure.hiding import withhold
from data_marts.disclosure.protect import protect
from data_marts.disclosure.rules import DEFAULT_POLICY
from data_marts.disclosure.views import narrow, read_views
from tests.data_marts.disclosure.calculator import (
    KINDS,
    STAYS,
    YEAR,
    Numbers,
    few_by_adding,
    few_by_taking_away,
    nobody_lives_elsewhere,
    numbers_of,
    wholes_of,
)
from tests.data_marts.disclosure.relations.worlds import world
from tests.reference.small_world import NORD, SOR


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
    return numbers_of(tables(how))


def test_nothing_that_is_published_gives_one_to_four_children_by_taking_away() -> None:
    found = few_by_taking_away(numbers("open"))
    assert {pair: few for pair, few in found.items() if few} == {}


def test_nothing_that_is_published_gives_one_to_four_children_by_adding() -> None:
    # Of so few children the year of country and regions cannot be protected: whoever builds is told.
    told = {name: number for name, number in numbers("open").items() if name.place not in ("norge", NORD, SOR)}
    assert {how: few for how, few in few_by_adding(told).items() if few} == {}


@pytest.mark.parametrize("part", ["residents", *STAYS, "contact_patients"])
def test_without_protection_each_kind_would_and_still_has_something_to_try(part: str) -> None:
    counted = {name: number for name, number in numbers("counted").items() if name.period.startswith(YEAR)}
    of_kind = {name: number for name, number in counted.items() if name.counted in (part, "patients")}
    assert sum(few for (_, of), few in few_by_taking_away(of_kind).items() if of == part) > 0
    told = numbers("open")
    assert any(wholes_of(name, told) & told.keys() for name in told if name.counted == part)


def test_who_is_treated_in_the_country_lives_in_it_so_that_both_marts_can_be_compared() -> None:
    counted = {name: number for name, number in numbers("counted").items() if name.place == "norge"}
    assert nobody_lives_elsewhere(counted, YEAR)
    across = [(whole, of) for whole, of in few_by_taking_away(counted) if whole == "residents" != of]
    assert sorted(across) == [("residents", part) for part in sorted(("contact_patients", *STAYS, *KINDS))]


@pytest.mark.parametrize("how", ["kinds", "tertials", "half-years", "contact types"])
def test_without_protection_parts_would_tell_who_is_in_two_of_them(how: str) -> None:
    assert few_by_adding(numbers("counted"))[how] > 0
