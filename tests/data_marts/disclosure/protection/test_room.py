"""How far unknowns can go, in cases worked out by hand, and never narrower than what a solver finds."""

import numpy as np
from hypothesis import HealthCheck, given, settings

from data_marts.disclosure.protection.reduction import reduce_system
from data_marts.disclosure.protection.room import Room, room_of
from data_marts.disclosure.system import System
from tests.data_marts.disclosure.protection.systems import interval, linked_cubes, system, total

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def bounds(room: Room) -> list[tuple[float, float]]:
    return [(float(least), float(most)) for least, most in zip(room.least, room.most, strict=True)]


def room(case: System, opened: list[int]) -> Room:
    problem = reduce_system(case)
    assert len(problem) == len(case)
    return room_of(problem, np.isin(np.arange(len(case)), opened))


def test_two_parts_make_room_for_each_other() -> None:
    """53 = 3 + 20 + 30: the first goes down by 3 at most, and up by the 20 of the second."""
    case = system([53, 3, 20, 30], [total(0, 1, 2, 3)])
    assert bounds(room(case, [1, 2])) == [(0, 0), (-3, 20), (-20, 3), (0, 0)]


def test_what_is_closed_leaves_no_room_to_what_hangs_on_it() -> None:
    """30 = 3 + 27 and 40 = 27 + 13: the first and the last go up and down together, and not at all if one may not."""
    case = system([30, 3, 27, 40, 13], [total(0, 1, 2), total(3, 2, 4)])
    whole = room(case, [1, 2, 4])
    assert bounds(whole) == [(0, 0), (-3, 27), (-27, 3), (0, 0), (-3, 27)]
    left = whole.without(np.array([4]))
    assert bounds(left) == [(0, 0)] * 5
    assert (whole.reaches(1, 27), whole.reaches(1, 28), left.reaches(1, -1)) == (True, False, False)
    assert bounds(whole) == [(0, 0), (-3, 27), (-27, 3), (0, 0), (-3, 27)], "the first room stays as it was"


def test_a_part_stays_under_its_whole() -> None:
    """Twice the first is at most the second, 9: from 3 it can go up by one and no half."""
    case = system([3, 9], (), [{0: 2, 1: -1}])
    assert bounds(room(case, [0])) == [(-3, 1), (0, 0)]


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=_SLOW)
@given(linked_cubes())
def test_nothing_possible_lies_outside(case: System) -> None:
    """Asked of scipy for cells that are open, while every third cell is not."""
    problem = reduce_system(case)
    closed = np.arange(len(case)) % 3 == 0
    opened = np.ones(len(problem), dtype=np.bool_)
    opened[problem.unknown_of[closed]] = False
    found = room_of(problem, opened)
    hidden = opened[problem.unknown_of]
    shown = System(**{**vars(case), "unpublished": np.zeros(len(case), dtype=np.bool_)})
    for cell in np.flatnonzero(hidden)[:4].tolist():
        least, most = interval(shown, hidden, cell)
        unknown = problem.unknown_of[cell]
        assert found.least[unknown] <= least - case.values[cell]
        assert found.most[unknown] >= most - case.values[cell]
