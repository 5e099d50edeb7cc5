"""What the attack asks for is what must be protected: compared with the cells of protection, in views of all kinds."""

import random
import re
from collections import Counter

import numpy as np
import pytest

from data_marts.catalog import MARTS, Mart
from data_marts.disclosure.attack.apart import with_few_apart
from data_marts.disclosure.attack.release import Seen, truth_of
from data_marts.disclosure.protect import protect
from data_marts.disclosure.relations.cells import REGISTER
from data_marts.disclosure.relations.linked import Everything, everything_of
from data_marts.disclosure.views import LEVELS, View, Views, narrow, needed_groups, read_views
from tests.data_marts.disclosure.attack.seen_releases import Tables, manifest_of, seen_and_true, tables_of
from tests.data_marts.disclosure.relations.worlds import World, world

# What protection calls the numbers between two figures, however far apart, and between parts and their whole.
BETWEEN = re.compile("part of another|, twice$|beside those without an area$")
# Numbers that are those of another mart, where the attack asks for them, and a pair that stands there for outpatients.
TWINS = {("prom_trends", "eligible"), ("coverage", "patients"), ("coverage", "uncoded_patients")}
OF_TWO_MARTS = {("patient_rates", 1.0), ("patients_by_unit", -1.0)}
Signed = frozenset[tuple[str, str, int, float]]  # mart, column, row and sign of what a number is made of


def goals_fit_the_cells_of_protection(found: World, given: Tables) -> int:
    """A second opinion on what must be protected: the same rows and columns, and as many others of the same sizes."""
    true = tables_of(found)
    shown = {**true, **protect(given)}
    seen, truth, goals = seen_and_true(manifest_of(true), shown, true)
    everything = everything_of(given, found.tables, true=found.marts)
    linked, between = everything.linked, between_others(everything)
    system, cells = linked.system, np.setdiff1d(np.flatnonzero(linked.system.primary), list(between))
    own = sorted(zip(truth[goals.numbers].tolist(), goals.low.tolist(), strict=True))
    theirs = sorted(zip(system.values[cells].astype(float).tolist(), system.low[cells].astype(float), strict=True))
    assert own == theirs
    places = [linked.place(int(cell)) for cell in cells]
    wanted = {(one.mart, one.column, one.row) for one in places if one and one.column in MARTS[one.mart].measures}
    names = {
        (*block.name, row): block.start + i for block in seen.board.ledger.blocks for i, row in enumerate(block.rows)
    }
    numbers = set(goals.numbers.tolist())
    found_places = {name for name, number in names.items() if number in numbers and name[1] in MARTS[name[0]].measures}
    assert found_places == wanted
    asked_between(seen, true, set(between.values()))
    return len(own)


def between_others(everything: Everything) -> dict[int, Signed]:
    """The cells of protection that stand between others, with these."""
    system, found = everything.linked.system, {}
    for row in np.flatnonzero([BETWEEN.search(name) is not None for name in everything.equal_names]).tolist():
        span = slice(system.equal.indptr[row], system.equal.indptr[row + 1])
        terms = dict(zip(system.equal.indices[span].tolist(), system.equal.data[span].tolist(), strict=True))
        own = max(terms)  # the newest one
        others = (
            (everything.linked.place(cell), sign)
            for cell, sign in terms.items()
            if cell != own and sign and system.values[cell]
        )
        found[own] = frozenset((one.mart, one.column, one.row, -sign / terms[own]) for one, sign in others if one)
    return found


def asked_between(seen: Seen, true: Tables, theirs: set[Signed]) -> None:
    """All of these are asked for by the attack, too. What is the same in several marts it asks for in one of them."""
    more = with_few_apart(seen, truth_of(seen, true))
    ledger, truth = more.board.ledger, truth_of(more, true)
    name = {
        number: (*block.name, row)
        for block in ledger.blocks
        for number, row in zip(block.numbers.tolist(), block.rows.tolist(), strict=True)
    }
    asked = set()
    for _, terms in ledger.derived:
        made: dict[int, Counter[tuple[str, str, int]]] = {}
        for relations, numbers, sign in terms:
            for relation, number in zip(relations.tolist(), numbers.tolist(), strict=True):
                made.setdefault(relation, Counter())[name[number]] += sign if truth[number] else 0
        asked |= {frozenset((*place, float(sign)) for place, sign in of.items() if sign) for of in made.values()}
    assert {of for of in theirs - asked if not asked_elsewhere(of)} == set()


def asked_elsewhere(of: Signed) -> bool:
    marts = {mart for mart, _, _, _ in of}
    return (
        bool(TWINS & {(mart, column) for mart, column, _, _ in of})
        or (len(marts) == 2 and "prom_trends" in marts)
        or {(mart, sign) for mart, _, _, sign in of} == OF_TWO_MARTS
    )


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("moved", [False, True])
def test_true_figures_fulfil_all_that_is_read_and_goals_are_those_that_protection_has(seed: int, moved: bool) -> None:
    found = world(seed, moved=moved)
    assert goals_fit_the_cells_of_protection(found, found.marts) > 0


def test_goals_are_those_that_protection_has_in_the_views_that_are_declared() -> None:
    found = world(1)
    assert goals_fit_the_cells_of_protection(found, narrow(found.marts, found.tables, read_views())) > 0


@pytest.mark.parametrize("seed", range(10))
def test_goals_are_those_that_protection_has_in_any_views(seed: int) -> None:
    found = world(seed % 4, moved=seed % 2 == 1)
    views = any_views(random.Random(f"views {seed}"))
    assert goals_fit_the_cells_of_protection(found, narrow(found.marts, found.tables, views)) > 0


def any_views(chance: random.Random) -> Views:
    """Some levels, groups and values of the dimensions of each mart, and now and then everything of a group."""
    return Views(1, tuple(view for name in REGISTER for view in _of_mart(MARTS[name], chance)))


def _of_mart(mart: Mart, chance: random.Random) -> list[View]:
    levels = LEVELS[next(one.table for one in mart.dimensions if one.table) or ""]
    views = []
    for _ in range(chance.randint(1, 4)):
        some = chance.sample(mart.groups, chance.randint(1, len(mart.groups)))
        names = {group.name for group in some} | {name for group in some for name in needed_groups(mart, group)}
        where = {
            one.name: tuple(v for v in one.values if v == one.total or chance.random() < 0.7)
            for one in mart.dimensions
            if one.values and chance.random() < 0.5
        }
        given = tuple(level for level in levels if chance.random() < 0.8) or levels
        views.append(View(mart.name, "by chance", tuple(sorted(names)), given, where))
    return views
