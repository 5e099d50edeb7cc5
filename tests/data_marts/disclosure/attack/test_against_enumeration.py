"""Hundreds of small tables, where all tables that an attacker must hold for possible can be written down."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_marts.disclosure.attack.knowledge import ContradictionError, Knowledge, with_relation
from data_marts.disclosure.attack.verdict import State, attack, intervals
from tests.data_marts.disclosure.attack.cubes import Cube, Tree, flat
from tests.data_marts.disclosure.attack.enumeration import all_tables, true_intervals

LARGEST = 3
MOST_HIDDEN_INNER = 6
SHAPES: list[list[Tree]] = [
    [flat("a", 3), flat("b", 3)],
    [flat("a", 2), flat("b", 4)],
    [{"all": ["R", "S"], "R": ["h0", "h1"], "S": ["h2", "h3"]}, flat("b", 2)],
    [flat("a", 2), flat("b", 2), flat("c", 2)],
    [{"all": ["R", "S"], "R": ["h0", "h1"], "S": ["h2"]}, flat("b", 2), flat("c", 2)],
    [flat("a", 2), flat("b", 2), flat("c", 2), flat("d", 2)],
]
EXAMPLES = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def _cube(draw: st.DrawFn) -> Cube:
    trees = draw(st.sampled_from(SHAPES))
    shell = Cube(trees, _Zero())
    leaves = [key for key in shell.keys if all(code not in tree for code, tree in zip(key, trees, strict=True))]
    counts = draw(st.lists(st.integers(0, LARGEST), min_size=len(leaves), max_size=len(leaves)))
    return Cube(trees, dict(zip(leaves, counts, strict=True)))


class _Zero(dict[tuple[str, ...], int]):
    def __missing__(self, key: tuple[str, ...]) -> int:
        return 0


def _hidden(draw: st.DrawFn, cube: Cube) -> list[int]:
    """Some inner cells, and some totals; only what can be written down in full."""
    is_inner = [all(code not in tree for code, tree in zip(key, cube.trees, strict=True)) for key in cube.keys]
    inner = [place for place, leaf in enumerate(is_inner) if leaf]
    totals = [place for place, leaf in enumerate(is_inner) if not leaf]
    some = st.lists(st.sampled_from(inner), min_size=2, max_size=MOST_HIDDEN_INNER, unique=True)
    return sorted({*draw(some), *draw(st.lists(st.sampled_from(totals), max_size=5, unique=True))})


@st.composite
def withheld_cubes(draw: st.DrawFn) -> tuple[Knowledge, list[int]]:
    """A cube with some cells withheld, of which a small upper bound is known."""
    cube = _cube(draw)
    hidden = _hidden(draw, cube)
    # Totals are the last thing to be tried by enumeration: an upper bound of their own would only slow it down.
    most = np.maximum(cube.values[hidden], draw(st.integers(3, 5)))
    seen = cube.seen(hidden, least=0, most=np.inf)
    seen.most[hidden] = most
    return seen, hidden


@st.composite
def distinct_counts(draw: st.DrawFn) -> tuple[Knowledge, list[int]]:
    """The same with parts that are no more than a whole, a sum with an upper limit, and one with odd coefficients."""
    knowledge, hidden = draw(withheld_cubes())
    parent, *children = draw(st.lists(st.sampled_from(hidden), min_size=2, max_size=4, unique=True))
    for child in children:
        knowledge = with_relation(knowledge, {child: 1, parent: -1}, -np.inf, draw(st.integers(0, 3)))
    weights = {child: -1.0 for child in children}
    knowledge = with_relation(knowledge, {parent: 1, **weights}, -np.inf, draw(st.integers(2, 6)))
    factor = draw(st.sampled_from([0.3, 1.25, 2.5]))
    return with_relation(knowledge, {parent: 1, children[0]: factor}, -1.0, draw(st.integers(8, 20)) + 0.05), hidden


def _agree(knowledge: Knowledge, hidden: list[int]) -> None:
    least, most = true_intervals(knowledge)
    found = intervals(knowledge, np.array(hidden))
    assert found[0].tolist() == least[hidden].tolist()
    assert found[1].tolist() == most[hidden].tolist()


@given(withheld_cubes())
@settings(EXAMPLES, max_examples=150)
def test_every_interval_of_a_cube_is_that_of_all_its_tables(case: tuple[Knowledge, list[int]]) -> None:
    _agree(*case)


@given(distinct_counts())
@settings(EXAMPLES, max_examples=150)
def test_every_interval_with_inequalities_is_that_of_all_tables(case: tuple[Knowledge, list[int]]) -> None:
    knowledge, hidden = case
    if next(all_tables(knowledge), None) is None:
        with pytest.raises(ContradictionError):
            intervals(knowledge, np.array(hidden))
    else:
        _agree(knowledge, hidden)


@given(withheld_cubes(), st.integers(0, 2), st.integers(2, 5))
@settings(EXAMPLES, max_examples=150)
def test_each_target_gets_the_state_that_its_interval_has(
    case: tuple[Knowledge, list[int]], low: int, high: int
) -> None:
    knowledge, hidden = case
    least, most = true_intervals(knowledge)
    asked = _targets(knowledge, hidden, low, high)
    found = attack(asked)
    assert list(found.states) == [_state(least[place], most[place], low, high) for place in hidden]
    failing = [state in (State.EXACT, State.NARROW) for state in found.states]
    assert found.least[failing].tolist() == least[hidden][failing].tolist()
    assert found.most[failing].tolist() == most[hidden][failing].tolist()


def _targets(knowledge: Knowledge, hidden: list[int], low: int, high: int) -> Knowledge:
    goals = np.full(len(hidden), float(low)), np.full(len(hidden), float(high))
    return Knowledge(
        knowledge.least,
        knowledge.most,
        knowledge.whole,
        knowledge.rows,
        knowledge.lower,
        knowledge.upper,
        np.array(hidden),
        *goals,
    )


def _state(least: float, most: float, low: int, high: int) -> State:
    if least == most:
        return State.EXACT
    return State.SAFE if least <= low and most >= high else State.NARROW
