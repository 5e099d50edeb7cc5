"""Who knows more than what is open, and who is no attacker because the own patients are counted."""

import numpy as np
import pyarrow as pa
import pytest
from scipy import sparse

from data_marts.disclosure.attack.knowledge import Knowledge
from data_marts.disclosure.attack.leaders import Leaders, leaders_of, same_numbers
from data_marts.disclosure.attack.release import Seen, see
from data_marts.disclosure.protect import protect
from data_marts.disclosure.relations.linked import everything_of
from tests.data_marts.disclosure.attack.seen_releases import Tables, manifest_of, number, row_where, tables_of
from tests.data_marts.disclosure.relations.worlds import world
from tests.reference.small_world import BY, BY_CLINIC, FJORD, FJORD_CLINIC, FJORD_WARD, NORD, STIFTELSE

# The ward moves to the other trust in 2023.
WARDS_YEARS = {"2022": FJORD, "2023": BY}


@pytest.fixture(scope="module", params=[False, True])
def referrals(request: pytest.FixtureRequest) -> tuple[Seen, Tables]:
    """Referrals with nothing shown, of organisations that stay, and of a ward that moves."""
    tables = tables_of(world(0, moved=request.param))
    rows = tables["waiting"].to_pylist()
    hidden = [row | {"referrals": None, "referral_patients": None, "referrals_status": "withheld"} for row in rows]
    shown = {**tables, "waiting": pa.Table.from_pylist(hidden, schema=tables["waiting"].schema)}
    return see(manifest_of(tables, lambda relation: relation["mart"] == "waiting", ("waiting",)), shown), tables


def of_row(seen: Seen, leaders: Leaders, row: int, column: str = "referrals") -> tuple[set[str], set[str]]:
    """Those who know a number of the waiting mart, and those who are excused from it."""
    place = seen.known.place[number(seen, "waiting", row, column)]
    assert place >= 0
    known, excused = (sparse.csr_array(of[[place]]).indices for of in (leaders.knows, leaders.excused))
    return {leaders.codes[one] for one in known}, {leaders.codes[one] for one in excused}


def test_a_units_figures_are_known_to_the_unit_and_its_trust_of_the_year(referrals: tuple[Seen, Tables]) -> None:
    seen, tables = referrals
    leaders = leaders_of(seen)
    changes = tables["organisation_changes"].to_pylist()
    moved = any(change["code"] == FJORD_WARD for change in changes)
    for year, trust in WARDS_YEARS.items():
        row = row_where(tables, "waiting", organisation=FJORD_WARD, period_type="year", period=year)
        expected = {FJORD_WARD, trust if moved else FJORD}
        assert of_row(seen, leaders, row) == (expected, expected)


def test_a_trusts_figures_are_known_to_it_alone_and_count_its_units_patients(referrals: tuple[Seen, Tables]) -> None:
    seen, tables = referrals
    leaders = leaders_of(seen)
    row = row_where(tables, "waiting", organisation=FJORD, period_type="year", period="2022")
    everybody = {FJORD, FJORD_CLINIC, FJORD_WARD}
    for column in ("referrals", "referrals beyond the parts by organisation"):
        assert of_row(seen, leaders, row, column) == ({FJORD}, everybody)


def test_nobody_knows_a_regions_figures_and_its_trusts_and_units_are_excused(referrals: tuple[Seen, Tables]) -> None:
    seen, tables = referrals
    leaders = leaders_of(seen)
    row = row_where(tables, "waiting", organisation=NORD, period_type="year", period="2022")
    known, excused = of_row(seen, leaders, row)
    assert known == set()
    assert {FJORD, FJORD_CLINIC, FJORD_WARD} <= excused
    assert not {BY, BY_CLINIC, STIFTELSE} & excused


@pytest.mark.parametrize("moved", [False, True])
def test_leaders_are_those_that_protection_has(moved: bool) -> None:
    """A second opinion, number by number; who is excused from an equal number may be excused here too."""
    found = world(1, moved=moved)
    true = tables_of(found)
    seen = see(manifest_of(true), {**true, **protect(found.marts)})
    leaders = leaders_of(seen)
    linked = everything_of(found.marts, found.tables).linked
    names = sorted(true["organisations"].column("code").to_pylist())
    knows, excused = leaders.knows.toarray() > 0, leaders.excused.toarray() > 0
    compared = 0
    for cell in np.flatnonzero(linked.system.primary & (linked.row >= 0)).tolist():
        place = linked.place(cell)
        assert place is not None
        numbers = seen.board.numbers.get((place.mart, place.column))
        if numbers is not None:
            at = seen.known.place[numbers[place.row]]
            kind = linked.system.insiders[linked.system.insider[cell]] if linked.system.insider[cell] >= 0 else None
            known = {leaders.codes[one] for one in np.flatnonzero(knows[at])}
            free = {leaders.codes[one] for one in np.flatnonzero(excused[at])}
            assert known == {names[one] for one in kind.knowing} if kind else not known
            assert free >= {names[one] for one in kind.excused} if kind else True
            compared += 1
    assert compared > 100


def test_numbers_are_the_same_where_a_relation_of_two_says_so() -> None:
    """0 and 1 are equal; so are 2 and 3, since 1 + 2 = 0 + 3; 4 is 3 more than 5; 6 and 7 are opposite."""
    rows = np.zeros((5, 9))
    rows[0, [0, 1]] = 1, -1
    rows[1, [1, 2, 0, 3]] = 1, 1, -1, -1
    rows[2, [4, 5]] = 1, -1
    rows[3, [6, 7]] = 1, 1
    rows[4, [7, 8]] = 1, -1
    sides = np.array([0.0, 0.0, 3.0, 0.0, 0.0])
    upper = np.array([0.0, 0.0, 3.0, 0.0, np.inf])
    none = np.zeros(0, dtype=np.int64)
    every = np.ones(9, dtype=np.bool_)
    known = Knowledge(
        np.zeros(9), np.full(9, 10.0), every, sparse.csr_array(rows), sides, upper, none, np.zeros(0), np.zeros(0)
    )
    label = same_numbers(known).tolist()
    assert label[0] == label[1]
    assert label[2] == label[3]
    assert len(set(label)) == 7
