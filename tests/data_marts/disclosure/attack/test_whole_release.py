"""The attack on whole releases: strangers, insiders, earlier releases, witnesses."""

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from data_marts.disclosure.attack.certificate import leaks_of
from data_marts.disclosure.attack.history import Earlier
from data_marts.disclosure.attack.verdict import Method, State
from data_marts.disclosure.attack.whole import Material, Result, attack_release
from data_marts.disclosure.attack.witnesses import listed
from data_marts.disclosure.protect import protect
from tests.data_marts.disclosure.attack.seen_releases import (
    Row,
    Tables,
    changed,
    large,
    manifest_of,
    number,
    row_where,
    tables_of,
    withheld,
)
from tests.data_marts.disclosure.relations.worlds import world
from tests.reference.small_world import FJORD, FJORD_CLINIC, FJORD_WARD, NORD, SOR

WAITING = ("waiting",)
# The kinds of referrals would tell of the whole: here they do not.
NO_KINDS = {name: 0 for name in ("rejected", "rejected_patients", "not_rejected", "not_rejected_patients")}
WHERE = {"period_type": "year", "period": "2024"}


def two_units(trust: int) -> tuple[Tables, Tables, list[int]]:
    """Two units with four persons each, both withheld, and a trust of so many: open, true, rows of the units."""
    tables = tables_of(large())
    rows = [row_where(tables, "waiting", organisation=unit, **WHERE) for unit in (FJORD_CLINIC, FJORD_WARD)]
    for row in rows:
        tables = changed(tables, "waiting", row, referrals=4, referral_patients=4, **NO_KINDS)
    south = tables["waiting"].to_pylist()[row_where(tables, "waiting", organisation=SOR, **WHERE)]["referrals"]
    for place, number_of in ((FJORD, trust), (NORD, trust), ("norge", trust + south)):
        row = row_where(tables, "waiting", organisation=place, **WHERE)
        tables = changed(tables, "waiting", row, referrals=number_of, referral_patients=number_of, **NO_KINDS)
    return withheld(tables, "waiting", "referrals", *rows), tables, rows


def of_waiting(relation: Row) -> bool:
    return relation["mart"] == "waiting" and relation.get("over") == "organisation" and relation["kind"] == "sum"


def referrals_alone(tables: Tables) -> Row:
    """The manifest with one relation: referrals add up over organisations."""
    manifest = manifest_of(tables, of_waiting, WAITING)
    [relation] = manifest["relations"]
    return {**manifest, "relations": [{**relation, "columns": ["referrals"]}]}


def found_of(result: Result, row: int) -> set[tuple[str, str]]:
    """Insider and state of what came back of the referrals of a row."""
    return {
        (leak["insider"], leak["state"])
        for leak in leaks_of(result)
        if (leak["mart"], leak["column"], leak["row"]) == ("waiting", "referrals", row)
    }


def test_each_of_two_hidden_units_knows_the_other() -> None:
    """8 in all, 4 and 4: a stranger knows 0 to 8 of each, and each unit knows that the other has 4 at most."""
    shown, true, (clinic, ward) = two_units(8)
    result = attack_release(Material(referrals_alone(true), shown, true))
    assert found_of(result, clinic) == {(FJORD_WARD, "narrow")}
    assert found_of(result, ward) == {(FJORD_CLINIC, "narrow")}
    assert not result.clean


def test_no_insider_knows_the_other_where_the_trust_has_enough() -> None:
    shown, true, (clinic, ward) = two_units(20)
    result = attack_release(Material(referrals_alone(true), shown, true))
    assert found_of(result, clinic) == found_of(result, ward) == set()
    assert result.insiders.pairs > 0


def test_an_earlier_release_that_showed_a_figure_gives_it_away() -> None:
    shown, true, (clinic, ward) = two_units(20)
    manifest = referrals_alone(true)
    earlier = Earlier(manifest, {**true, "waiting": withheld(true, "waiting", "referrals", ward)["waiting"]})
    result = attack_release(Material(manifest, shown, true, None, [earlier]))
    assert ("", "exact") in found_of(result, clinic)
    # What is registered on the trust itself is open; the trust knows it, and knows its ward without it.
    assert found_of(result, ward) == set()
    assert result.remembered.known == 2  # referrals and the persons behind them


def test_a_year_that_was_revised_since_gives_nothing_away() -> None:
    shown, true, (clinic, _) = two_units(20)
    manifest = referrals_alone(true)
    other = row_where(true, "waiting", organisation=FJORD, **WHERE)
    earlier = Earlier(manifest, changed(true, "waiting", other, started=999))
    result = attack_release(Material(manifest, shown, true, None, [earlier]))
    assert found_of(result, clinic) == set()
    assert (result.remembered.known, result.remembered.revised) == (0, 4)


def protected(seed: int) -> tuple[Tables, Tables]:
    found = world(seed)
    true = tables_of(found)
    return {**true, **protect(found.marts)}, true


def test_what_each_small_cell_alone_hides_comes_back() -> None:
    shown, true = protected(0)
    result = attack_release(Material(manifest_of(true, marts=WAITING), shown, true))
    assert not result.clean
    assert result.settled[State.EXACT, Method.PROPAGATION] > 0
    assert State.UNRESOLVED not in result.states
    assert len(result.states) == len(result.goals) == len(result.width)
    exact = [width for width, state in zip(result.width, result.states, strict=True) if state is State.EXACT]
    assert set(exact) == {0}
    safe = [width for width, state in zip(result.width, result.states, strict=True) if state is State.SAFE]
    assert min(safe) >= 1


def test_witnesses_spare_programs_and_change_no_verdict(tmp_path: Path) -> None:
    """The tables that programs came by, handed over as witnesses: the same verdict of each number, without programs."""
    shown, true = protected(0)
    manifest = manifest_of(true, marts=WAITING)
    alone = attack_release(Material(manifest, shown, true))
    path = tmp_path / "witnesses.parquet"
    pq.write_table(listed(alone.pool, alone.seen.known), path)
    helped = attack_release(Material(manifest, shown, true, path))
    assert helped.states == alone.states
    assert helped.pool.refused == 0
    assert helped.settled[State.SAFE, Method.WITNESSES] > 0
    assert helped.settled[State.SAFE, Method.LINEAR] == 0
    assert helped.programs < alone.programs
    assert sorted(helped.insiders.leaks)[:50] == sorted(alone.insiders.leaks)[:50]


def test_the_order_of_rows_makes_no_difference() -> None:
    shown, true = protected(1)
    order = np.random.default_rng(5).permutation(true["activity"].num_rows)
    mixed = [{**tables, "activity": tables["activity"].take(order)} for tables in (shown, true)]
    first = attack_release(Material(manifest_of(true, marts=WAITING), shown, true))
    second = attack_release(Material(manifest_of(true, marts=WAITING), *mixed))
    assert first.settled == second.settled
    assert first.insiders.settled == second.insiders.settled


def test_a_small_number_that_is_shown_is_a_leak() -> None:
    tables = tables_of(large())
    row = row_where(tables, "waiting", organisation=FJORD_CLINIC, **WHERE)
    true = changed(tables, "waiting", row, referrals=3, referral_patients=3, **NO_KINDS)
    result = attack_release(Material(referrals_alone(true), true, true))
    assert ("", "exact") in found_of(result, row)
    assert number(result.seen, "waiting", row, "referrals") in result.goals.numbers.tolist()
