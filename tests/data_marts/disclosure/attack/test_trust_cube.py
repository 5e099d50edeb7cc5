"""A cube of 2,625 cells with what a line-by-line rule would withhold, against linear programs asked one by one."""

import numpy as np
import pytest
from scipy.optimize import linprog

from data_marts.disclosure.attack.knowledge import Knowledge, Numbers, with_own_figures
from data_marts.disclosure.attack.propagation import open_part
from data_marts.disclosure.attack.verdict import State, Verdict, attack
from tests.data_marts.disclosure.attack.cubes import Cube, trust_cube, two_in_every_line


@pytest.fixture(scope="module")
def cube() -> Cube:
    return trust_cube()


@pytest.fixture(scope="module")
def seen(cube: Cube) -> Knowledge:
    return cube.seen(two_in_every_line(cube))


@pytest.fixture(scope="module")
def found(seen: Knowledge) -> Verdict:
    return attack(seen)


def test_the_cube_is_the_one_that_others_have_measured(cube: Cube) -> None:
    assert len(cube.keys) == 2625
    assert int(np.sum((cube.values >= 1) & (cube.values <= 4))) == 188
    assert cube.values[cube.place["all", "all", "all", "all"]] == 60_000


def test_two_withheld_in_every_line_do_not_protect(found: Verdict) -> None:
    assert found.counts[State.UNRESOLVED] == 0
    assert found.counts[State.EXACT] + found.counts[State.NARROW] > 0
    assert found.counts[State.SAFE] > 100


def test_failing_intervals_are_those_of_programs_asked_one_by_one(seen: Knowledge, found: Verdict) -> None:
    """For numbers of any kind the interval is as wide, or wider by less than one at either end."""
    failing = [target for target, state in enumerate(found.states) if state is not State.SAFE]
    part = open_part(seen)
    for target in failing[:12]:
        low, high = _ends(
            part.rows.toarray(), part.upper, part.most, int(np.searchsorted(part.cells, found.targets[target]))
        )
        assert np.ceil(low - 1e-6) == found.least[target]
        assert np.floor(high + 1e-6) == found.most[target]


def _ends(rows: Numbers, sides: Numbers, most: Numbers, cell: int) -> tuple[float, float]:
    costs = np.zeros(len(most))
    costs[cell] = 1
    bounds = [(0, end if np.isfinite(end) else None) for end in most]
    low, high = (linprog(sign * costs, A_eq=rows, b_eq=sides, bounds=bounds) for sign in (1, -1))
    return float(low.fun), -float(high.fun)


def test_safe_targets_have_tables_on_both_sides(cube: Cube, found: Verdict) -> None:
    safe = np.array([state is State.SAFE for state in found.states])
    assert np.all(found.seen_least[safe] <= 1)
    assert np.all(found.seen_most[safe] >= 5)
    true = cube.values[found.targets]
    assert np.all((found.least <= true) & (true <= found.most))


def test_the_order_of_cells_and_relations_changes_no_state(seen: Knowledge, found: Verdict) -> None:
    draw = np.random.default_rng(11)
    cells, rows = draw.permutation(len(seen)), draw.permutation(seen.rows.shape[0])
    place = np.argsort(cells)
    mixed = Knowledge(
        seen.least[cells],
        seen.most[cells],
        seen.whole[cells],
        seen.rows[rows][:, cells],
        seen.lower[rows],
        seen.upper[rows],
        place[seen.targets],
        seen.low,
        seen.high,
    )
    other = attack(mixed)
    assert other.states == found.states
    again = attack(mixed)
    assert [again.seen_least.tolist(), again.seen_most.tolist()] == [
        other.seen_least.tolist(),
        other.seen_most.tolist(),
    ]
    assert (again.states, again.methods, again.programs) == (other.states, other.methods, other.programs)


def test_a_trust_that_knows_its_own_figures_sees_at_least_as_much(cube: Cube, seen: Knowledge, found: Verdict) -> None:
    own = {place: cube.values[place] for place, key in enumerate(cube.keys) if key[0] == "H00"}
    inside = attack(with_own_figures(seen, own))
    before = dict(zip(found.targets.tolist(), found.states, strict=True))
    assert set(inside.targets.tolist()) == set(before) - set(own)
    worse = [(before[target], state) for target, state in zip(inside.targets.tolist(), inside.states, strict=True)]
    assert all(now is not State.SAFE for was, now in worse if was is not State.SAFE)
