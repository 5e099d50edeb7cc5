"""Who knows more than what is published, year by year, in a country of four regions, trusts and units."""

import numpy as np

from data_marts.disclosure.protection import hide
from data_marts.disclosure.relations.leaders import Leaders
from data_marts.disclosure.relations.linked import everything_of, frames_of, parents_of
from data_marts.disclosure.system import Insiders, System
from tests.data_marts.disclosure.protection.enumeration import unprotected
from tests.data_marts.disclosure.protection.systems import system, total
from tests.data_marts.disclosure.relations.worlds import World, world
from tests.reference.small_world import (
    BY,
    BY_CLINIC,
    FJORD,
    FJORD_CLINIC,
    FJORD_WARD,
    NORD,
    SOR,
    STIFTELSE,
    STIFTELSE_WARD,
)


def known(found: World, mart: str, organisation: str, year: int) -> tuple[set[str], set[str]]:
    """Who knows the rows of an organisation in a year, and who is excused, by code."""
    frame = frames_of(found.marts, found.tables, found.marts)[mart]
    leaders = Leaders(parents_of(found.tables))
    kinds = leaders.of_rows(frame)
    codes = frame.labels["organisation"]
    rows = (frame.codes["organisation"] == codes.index(organisation)) & (frame.years() == year)
    (kind,) = set(kinds[rows].tolist())
    insiders = leaders.listed()[kind] if kind >= 0 else Insiders(frozenset(), frozenset())
    return {codes[at] for at in insiders.knowing}, {codes[at] for at in insiders.excused}


def test_a_unit_is_known_to_its_leader_and_to_its_trusts() -> None:
    small = world(0)
    for mart in ("activity", "patients_by_unit", "waiting"):
        assert known(small, mart, FJORD_CLINIC, 2023) == ({FJORD_CLINIC, FJORD}, {FJORD_CLINIC, FJORD})


def test_a_trust_is_known_to_its_leader_alone_and_its_units_are_excused() -> None:
    """They know only their own part; but it counts their own patients."""
    assert known(world(0), "activity", FJORD, 2024) == ({FJORD}, {FJORD, FJORD_CLINIC, FJORD_WARD})


def test_nobody_leads_a_region_or_the_country_and_whoever_is_counted_is_excused() -> None:
    of_sor = {BY, BY_CLINIC, STIFTELSE, STIFTELSE_WARD}
    assert known(world(0), "activity", SOR, 2023) == (set(), of_sor)
    assert known(world(0), "activity", NORD, 2023) == (set(), {FJORD, FJORD_CLINIC, FJORD_WARD})
    assert known(world(0), "activity", "norge", 2023) == (set(), of_sor | {FJORD, FJORD_CLINIC, FJORD_WARD})


def test_a_unit_that_moves_is_known_to_the_trust_of_the_year() -> None:
    """The ward moves from Fjord to By in 2023."""
    moved = world(1, moved=True)
    assert known(moved, "activity", FJORD_WARD, 2022) == ({FJORD_WARD, FJORD}, {FJORD_WARD, FJORD})
    assert known(moved, "activity", FJORD_WARD, 2023) == ({FJORD_WARD, BY}, {FJORD_WARD, BY})
    assert FJORD_WARD in known(moved, "activity", FJORD, 2022)[1]
    assert FJORD_WARD not in known(moved, "activity", FJORD, 2023)[1]
    assert FJORD_WARD in known(moved, "activity", BY, 2023)[1]


def test_by_residence_nobody_knows_more() -> None:
    small = world(0)
    linked = everything_of(small.marts, small.tables).linked
    frames = frames_of(small.marts, small.tables, small.marts)
    assert set(Leaders(parents_of(small.tables)).of_rows(frames["patient_rates"]).tolist()) == {-1}
    of_units = linked.system.insider[linked.system.insider >= 0]
    assert len(of_units) > 1000


# A trust (cell 0) of 59 with four units; 10, 11, 12, 13 lead the units, 9 the trust.
UNITS = (Insiders(frozenset({unit, 9}), frozenset({unit, 9})) for unit in (10, 11, 12, 13))
KINDS = (Insiders(frozenset({9}), frozenset({9, 10, 11, 12, 13})), *UNITS)


COST = [1, 1, 2, 3, 9]


def trust(values: list[int]) -> System:
    plain = system(values, [total(0, *range(1, len(values)))], dear=[0], cost=COST)
    return type(plain)(**{**vars(plain), "insider": np.arange(len(values)), "insiders": KINDS})


def test_of_two_hidden_units_each_leader_would_know_the_other() -> None:
    """3 + 4 + 22 + 30 = 59: without leaders two hidden units are enough; with them a third must go."""
    values = [59, 3, 4, 22, 30]
    alone = system(values, [total(0, 1, 2, 3, 4)], dear=[0], cost=COST)
    assert np.flatnonzero(hide(alone).hidden).tolist() == [1, 2]
    pair = np.isin(np.arange(5), [1, 2])
    assert unprotected(trust(values), pair) == [1, 2]
    found = hide(trust(values))
    assert found.hidden.sum() == 3
    assert unprotected(trust(values), found.hidden) == []


def test_two_large_partners_are_needed_for_one_small_unit() -> None:
    """3 + 20 + 22 + 30 = 75: strangers are kept off by one more hidden unit, its leader by yet another."""
    values = [75, 3, 20, 22, 30]
    assert hide(system(values, [total(0, 1, 2, 3, 4)], dear=[0], cost=COST)).hidden.sum() == 2
    found = hide(trust(values))
    assert np.flatnonzero(found.hidden).tolist() == [1, 2, 3]
    assert unprotected(trust(values), found.hidden) == []


def test_the_leader_of_the_trust_knows_its_units_and_asks_for_nothing_more() -> None:
    """9 would know any table of the units to be untrue: excused, they need not be protected against it."""
    values = [75, 3, 20, 22, 30]
    strict = (KINDS[0], *(Insiders(kind.knowing, kind.excused - {9}) for kind in KINDS[1:]))
    case = trust(values)
    asked = type(case)(**{**vars(case), "insiders": strict})
    assert hide(case).exposed.tolist() == []
    assert hide(asked).exposed.tolist() == [1]
    assert unprotected(asked, np.ones(5, dtype=np.bool_)) == [1]


def test_whoever_knows_an_equal_number_knows_this_one() -> None:
    """A trust with one unit is that unit: its leader is no stranger to the trust's number."""
    units = Insiders(frozenset({10}), frozenset({10}))
    plain = system([53, 3, 3, 20, 30], [total(0, 1, 3, 4), total(1, 2)], dear=[0], cost=COST)
    case = type(plain)(**{**vars(plain), "insider": np.array([-1, -1, 0, -1, -1]), "insiders": (units,)})
    found = hide(case)
    assert found.exposed.size == 0
    assert np.flatnonzero(found.hidden).tolist() == [1, 2, 3]
