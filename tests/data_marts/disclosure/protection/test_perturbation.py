"""The cheapest other table, in cases that can be worked out by hand."""

import numpy as np

from data_marts.disclosure.protection.nearby import Nearby
from data_marts.disclosure.protection.perturbation import Perturbation
from data_marts.disclosure.protection.reduction import reduce_system
from tests.data_marts.disclosure.protection.systems import Row, system, total


def perturbation(values: list[int], equal: list[Row], at_most: tuple[Row, ...] = ()) -> Perturbation:
    problem = reduce_system(system(values, equal, at_most))
    return Perturbation(Nearby(problem).part(np.arange(len(problem), dtype=np.intp), every_limit=True))


def solved(found: Perturbation, cost: list[float], unknown: int, amount: int) -> list[int] | None:
    found.price(np.array(cost))
    answer = found.solve(unknown, amount)
    return None if answer is None else answer.tolist()


def test_the_cheapest_partner_gives_way() -> None:
    case = perturbation([53, 3, 20, 30], [total(0, 1, 2, 3)])
    assert solved(case, [9, 0, 2, 3], 1, 2) == [0, 2, -2, 0]
    assert solved(case, [9, 0, 3, 2], 1, -2) == [0, -2, 0, 2]


def test_nobody_goes_below_zero() -> None:
    """The cheap partner has one child to give, the other the rest."""
    case = perturbation([34, 3, 1, 30], [total(0, 1, 2, 3)])
    assert solved(case, [9, 0, 1, 3], 1, 2) == [0, 2, -1, -1]


def test_what_may_not_change_does_not_and_may_again_later() -> None:
    case = perturbation([53, 3, 20, 30], [total(0, 1, 2, 3)])
    assert solved(case, [np.inf, 0, np.inf, np.inf], 1, 2) is None
    assert solved(case, [np.inf, 0, np.inf, 5], 1, 2) == [0, 2, 0, -2]


def test_a_part_stays_under_its_whole() -> None:
    """Cell 1 may exceed nobody: at most one more than now, as cell 4 is 4 and cell 1 is 3."""
    case = perturbation([53, 3, 20, 30, 4], [total(0, 1, 2, 3)], ({1: 1, 4: -1},))
    assert solved(case, [9, 0, 1, 9, np.inf], 1, 1) == [0, 1, -1, 0, 0]
    assert solved(case, [9, 0, 1, 9, np.inf], 1, 2) is None


def test_halves_are_made_whole() -> None:
    """The first is twice the second: one step of the first would be half a step of the second."""
    case = perturbation([20, 10], [{0: 1, 1: -2}])
    assert solved(case, [0, 1], 0, 1) == [2, 1]
