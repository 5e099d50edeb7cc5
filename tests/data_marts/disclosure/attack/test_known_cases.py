"""Cases worked out by hand or published, and an insider."""

from collections.abc import Sequence

import numpy as np
import pytest

from data_marts.disclosure.attack.inversions import Interval, printed
from data_marts.disclosure.attack.knowledge import (
    ContradictionError,
    make_knowledge,
    with_choice,
    with_own_figures,
    with_ratio,
    with_relation,
)
from data_marts.disclosure.attack.verdict import Method, State, attack, intervals
from data_marts.statistics.proportions import Limits, wilson_limits
from tests.data_marts.disclosure.attack.cubes import TOTAL, Cube, flat, matrix


def _handbook() -> tuple[Cube, list[int]]:
    inner = {("r0", "c0"): 6, ("r0", "c1"): 1, ("r1", "c0"): 0, ("r1", "c1"): 3, ("r2", "c0"): 3, ("r2", "c1"): 3}
    cube = Cube([flat("r", 3), flat("c", 2)], inner)
    return cube, [cube.place[row, column] for row in ("r0", "r1") for column in ("c0", "c1")]


def test_the_handbooks_feasible_intervals() -> None:
    """J. Geurts (1992), as in the Handbook on Statistical Disclosure Control."""
    cube, hidden = _handbook()
    least, most = intervals(cube.seen(hidden), np.array(hidden))
    assert least.tolist() == [3, 1, 0, 0]
    assert most.tolist() == [6, 4, 3, 3]


def test_two_ones_are_given_away_where_zeros_are_never_hidden() -> None:
    cube = Cube([flat("p", 3)], {("p0",): 1, ("p1",): 1, ("p2",): 50})
    hidden = [cube.place["p0",], cube.place["p1",]]
    told = attack(cube.seen(hidden, least=1))
    assert told.states == (State.EXACT, State.EXACT)
    assert told.methods == (Method.PROPAGATION, Method.PROPAGATION)
    untold = attack(cube.seen(hidden))
    assert untold.states == (State.NARROW, State.NARROW)
    assert untold.narrowest == 2


def _linked() -> tuple[Cube, list[int], dict[int, float]]:
    """Trusts by sex with two trusts' girls and totals withheld; the same trusts by age stand in another table."""
    inner = {("h0", "s0"): 3, ("h0", "s1"): 40, ("h1", "s0"): 20, ("h1", "s1"): 30}
    cube = Cube([flat("h", 2), flat("s", 2)], inner)
    hidden = [cube.place[trust, sex] for trust in ("h0", "h1") for sex in ("s0", TOTAL)]
    by_age = {cube.place["h0", TOTAL]: 20.0 + 23.0}
    return cube, hidden, by_age


def test_tables_protected_one_by_one_come_back_through_their_common_margin() -> None:
    cube, hidden, by_age = _linked()
    alone = cube.seen(hidden)
    assert attack(alone).states == (State.SAFE,)
    linked = alone
    for place, ages in by_age.items():
        linked = with_relation(linked, {place: 1.0}, ages, ages)
    found = attack(linked)
    assert found.states == (State.EXACT,)
    assert (found.least[0], found.most[0]) == (3, 3)


def _square() -> tuple[Cube, list[int]]:
    inner = {("u0", "d0"): 3, ("u0", "d1"): 9, ("u1", "d0"): 8, ("u1", "d1"): 2, ("u2", "d0"): 30, ("u2", "d1"): 30}
    cube = Cube([flat("u", 3), flat("d", 2)], inner)
    return cube, [cube.place[unit, group] for unit in ("u0", "u1") for group in ("d0", "d1")]


def test_a_unit_leader_recovers_the_other_unit_of_a_pair() -> None:
    cube, hidden = _square()
    outside = cube.seen(hidden)
    assert attack(outside).is_clean
    own = [cube.place["u1", group] for group in ("d0", "d1")]
    inside = attack(with_own_figures(outside, {place: cube.values[place] for place in own}))
    assert inside.targets.tolist() == [cube.place["u0", "d0"]]
    assert inside.states == (State.EXACT,)


def test_own_figures_that_cannot_be_true_are_refused() -> None:
    cube, hidden = _square()
    with pytest.raises(ContradictionError):
        attack(with_own_figures(cube.seen(hidden), {hidden[0]: 12.0, hidden[3]: 0.0}))
    with pytest.raises(ContradictionError):
        with_own_figures(cube.seen(hidden), {cube.place["u2", "d0"]: 31.0})


def test_equations_that_no_single_line_solves_give_a_number_away() -> None:
    # x + y = 9, y + z = 11, x + z = 6: twice x is 4.
    equal = matrix([{0: 1, 1: 1, 3: -1}, {1: 1, 2: 1, 4: -1}, {0: 1, 2: 1, 5: -1}], 6)
    found = attack(make_knowledge([0, 0, 0, 9, 11, 6], [50, 50, 50, 9, 11, 6], equal, [0]))
    assert (found.states, found.methods) == ((State.EXACT,), (Method.ELIMINATION,))
    assert found.least.tolist() == [2]


def test_whole_numbers_tell_more_than_numbers_of_any_kind() -> None:
    # 2 x + 4 y + 6 z = 2 w + 1 has no whole solution, 3 x + 5 y = 8 has x = y = 1 alone among whole numbers.
    found = attack(make_knowledge([0, 0, 8], [50, 50, 8], matrix([{0: 3, 1: 5, 2: -1}], 3), [0]))
    assert found.states == (State.EXACT,)
    with pytest.raises(ContradictionError):
        odd = matrix([{0: 2, 1: 4, 2: -1}], 3)
        attack(make_knowledge([0, 0, 7], [50, 50, 7], odd, [0]))


def test_a_printed_rate_and_a_public_population_are_the_count() -> None:
    knowledge = make_knowledge([0, 2150], [np.inf, 2150], None, [0])
    found = attack(with_ratio(knowledge, 0, 1, *printed(1.4, 1, 1000)))
    assert found.states == (State.EXACT,)
    assert found.least.tolist() == [3]


def _prints(figures: Sequence[Interval], limits: Limits) -> bool:
    """Whether limits round to the figures printed."""
    return all(one.low <= float(limit) <= one.high for one, limit in zip(figures, limits, strict=True))


def test_a_printed_share_with_limits_gives_a_hidden_total_away() -> None:
    """3 of 24 are worse; the share is shown with its limits, the counts are not."""
    limits = wilson_limits(3, 24)
    figures = [printed(float(f"{100 * float(value):.1f}"), 1, 100) for value in (3 / 24, limits.low, limits.high)]
    knowledge = make_knowledge([0, 0], [np.inf, 400], None, [0])
    possible = [(x, n) for n in range(1, 401) for x in range(n + 1) if figures[0].low <= x / n <= figures[0].high]
    told = [(x, n) for x, n in possible if _prints(figures[1:], wilson_limits(x, n))]
    found = attack(with_choice(knowledge, [0, 1], told))
    assert (found.states, found.least.tolist()) == ((State.EXACT,), [3])


def test_distinct_patients_are_bounded_by_their_parts() -> None:
    # Two units of 2 and 9 patients and a withheld total: largest part <= total <= sum of the parts.
    knowledge = make_knowledge([0, 2, 9], [np.inf, 2, 9], None, [0], low=9, high=12)
    for part in (1, 2):
        knowledge = with_relation(knowledge, {part: 1, 0: -1}, -np.inf, 0)
    knowledge = with_relation(knowledge, {0: 1, 1: -1, 2: -1}, -np.inf, 0)
    found = attack(knowledge)
    assert (found.least.tolist(), found.most.tolist()) == ([9], [11])
    assert found.states == (State.NARROW,)


def test_nothing_known_is_safe_and_counted() -> None:
    found = attack(make_knowledge([0, 0], [np.inf, np.inf], None, [0, 1]))
    assert found.is_clean
    assert found.counts == {State.EXACT: 0, State.NARROW: 0, State.UNRESOLVED: 0, State.SAFE: 2}
    assert found.narrowest == np.inf
