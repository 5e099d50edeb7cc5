"""Equal cells become one unknown, tied ones one group, and repeated relations one row."""

import numpy as np

from data_marts.disclosure.protection.reduction import needs_of, reduce_system
from data_marts.disclosure.system import System
from tests.data_marts.disclosure.protection.systems import system, total


def test_a_chain_of_only_children_is_one_unknown() -> None:
    """1 = 3 and 3 = 4; what is left is 0 = 1 + 2, once."""
    problem = reduce_system(system([53, 3, 50, 3, 3], [total(0, 1, 2), total(1, 3), total(3, 4), total(0, 2, 4)]))
    assert problem.unknown_of.tolist() == [0, 1, 2, 1, 1]
    assert problem.equal.toarray().tolist() == [[1, -1, -1]]


def test_a_cell_known_to_all_drops_out() -> None:
    """Cell 2 can only be 0, so the whole is its other part."""
    case = system([3, 3, 0], [total(0, 1, 2)])
    problem = reduce_system(System(**{**vars(case), "most": np.array([9, 9, 0])}))
    assert problem.unknown_of.tolist() == [0, 0, 1]
    assert problem.equal.shape[0] == 0


def test_bounds_are_differences_and_the_narrowest_of_equal_cells() -> None:
    case = system([3, 3], [total(0, 1)])
    problem = reduce_system(System(**{**vars(case), "least": np.array([0, 2]), "most": np.array([7, 90])}))
    assert (problem.least.tolist(), problem.most.tolist()) == ([-1], [4])


def test_a_group_costs_what_all_its_published_cells_cost() -> None:
    case = system([53, 3, 50, 3, 70], [total(0, 1, 2), total(1, 3)], ties=[[3, 4]], cost=[9, 1, 2, 4, 8])
    problem = reduce_system(case)
    assert problem.group_of.tolist() == [0, 1, 2, 1]
    assert problem.cost.tolist() == [9, 13, 2]
    assert problem.hidden.tolist() == [False, True, False]


def test_unpublished_unknowns_have_no_group() -> None:
    problem = reduce_system(system([53, 3, 50], [total(0, 1, 2)], unpublished=[2]))
    assert problem.group_of.tolist() == [0, 1, -1]


def test_needs_are_the_steps_to_low_and_high() -> None:
    """From 3: two down to 1, two up to 5; from 1: none down, four up."""
    case = system([53, 3, 49, 1], [total(0, 1, 2, 3)])
    down, up = needs_of(case, reduce_system(case))
    assert (down.amount.tolist(), up.amount.tolist()) == ([-2, 0], [2, 4])


def test_of_the_same_inequality_the_tightest_stays() -> None:
    """Equal cells 1 and 2 are both at most cell 0, which exceeds them by 7."""
    problem = reduce_system(system([10, 3, 3], [total(1, 2)], [{1: 1, 0: -1}, {2: 1, 0: -1}]))
    assert problem.at_most.toarray().tolist() == [[-1, 1]]
    assert problem.slack.tolist() == [7]
