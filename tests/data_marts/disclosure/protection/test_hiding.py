"""Published and worked-out cases: what must be hidden, and what an attacker is left with."""

import numpy as np
import pytest

from data_marts.disclosure.protection import check_witnesses, hide
from data_marts.disclosure.system import System
from tests.data_marts.disclosure.protection.systems import crossed, interval, system, total


def hidden(case: System) -> list[int]:
    return np.flatnonzero(hide(case).hidden).tolist()


def test_the_handbook_table_leaves_the_published_intervals() -> None:
    """Geurts 1992: inner table 6 1 / 0 3 / 3 3, four cells hidden: 3-6, 1-4, 0-3, 0-3."""
    values, equal = crossed(np.array([[6, 1], [0, 3], [3, 3]]))
    case = system(values, equal)
    inner = [4, 5, 7, 8]
    pattern = np.isin(np.arange(len(values)), inner)
    assert [values[cell] for cell in inner] == [6, 1, 0, 3]
    assert [interval(case, pattern, cell) for cell in inner] == [(3, 6), (1, 4), (0, 3), (0, 3)]


def test_the_handbook_table_is_protected_up_to_what_its_totals_allow() -> None:
    """The cell of 1 stands in a row of 7 and a column of 7: with [0, 4] four hidden cells are enough."""
    values, equal = crossed(np.array([[6, 1], [0, 3], [3, 3]]))
    dear = [0, 1, 2, 3, 6, 9]
    case = system(values, equal, primary=[5], high=4, dear=dear)
    found = hide(case)
    assert found.hidden.sum() == 4
    assert found.sacrificed.size == found.exposed.size == 0
    least, most = interval(case, found.hidden, 5)
    assert (least <= 1, most >= 4) == (True, True)


def test_two_ones_and_a_known_total_need_a_third() -> None:
    """1 + 1 + 50 = 52: hiding the ones alone leaves no room to reach 5."""
    assert hidden(system([52, 1, 1, 50], [total(0, 1, 2, 3)], dear=[0])) == [1, 2, 3]


def test_two_ones_are_known_where_zeros_are_never_hidden() -> None:
    """With least 1 the two ones could only be 1 and 1 if 50 was shown."""
    case = system([52, 1, 1, 50], [total(0, 1, 2, 3)], dear=[0], least=1)
    only_ones = np.array([False, True, True, False])
    assert interval(case, only_ones, 1) == (1, 1)
    assert hidden(case) == [1, 2, 3]
    assert interval(case, hide(case).hidden, 1) == (1, 50)


def test_of_two_parts_the_cheaper_is_hidden() -> None:
    assert hidden(system([53, 3, 20, 30], [total(0, 1, 2, 3)], cost=[9, 1, 2, 3])) == [1, 2]


def test_two_linked_tables_are_protected_together() -> None:
    """Both tables share the margin (cells 1, 2). Alone, each could hide it; together it must be met in both."""
    equal = [total(0, 1, 2), total(1, 3, 4), total(1, 5, 6), total(2, 7, 8), total(2, 9, 10)]
    case = system([60, 30, 30, 3, 27, 12, 18, 14, 16, 13, 17], equal, dear=[0], cost=[9, 1] + [5] * 9)
    found = hide(case)
    assert found.hidden[3]
    assert interval(case, found.hidden, 3)[1] >= 5
    assert np.flatnonzero(found.hidden).tolist() == [3, 4], "hiding the margin would cost the second table two more"


def test_tables_protected_one_by_one_would_leak_through_the_margin() -> None:
    equal = [total(0, 1, 2), total(1, 3, 4), total(2, 3, 5)]
    case = system([33, 30, 6, 3, 27, 3], [equal[1], equal[2]], primary=[3])
    local = np.isin(np.arange(6), [1, 3])
    assert interval(case, local, 3) == (3, 3)
    found = hide(case)
    assert interval(case, found.hidden, 3)[0] <= 1
    assert interval(case, found.hidden, 3)[1] >= 5


def test_a_distinct_count_limits_its_parts() -> None:
    """Ten persons in all, each part at most ten: a part of 3 beside 9 shown is at least 1, and free up to 10."""
    rows = [{1: 1, 0: -1}, {2: 1, 0: -1}, {0: 1, 1: -1, 2: -1}]
    case = system([10, 3, 9], (), rows)
    assert hidden(case) == [1]
    assert interval(case, hide(case).hidden, 1) == (1, 10)


def test_a_distinct_count_that_tells_too_much_makes_a_second_hidden() -> None:
    """All 12 persons less the 9 shown leaves at least 3: one of the two goes as well."""
    rows = [{1: 1, 0: -1}, {2: 1, 0: -1}, {0: 1, 1: -1, 2: -1}]
    case = system([12, 3, 9], (), rows, dear=[0])
    assert interval(case, np.array([False, True, False]), 1) == (3, 12)
    assert hidden(case) == [1, 2]


def test_tied_cells_share_their_fate() -> None:
    """Cell 4 is the number of contacts of the patients in cell 1; 5 those of cell 2, which is hidden for cell 1."""
    case = system([53, 3, 20, 30, 70, 90], [total(0, 1, 2, 3)], ties=[[1, 4], [2, 5]], dear=[0])
    assert hidden(case) in ([1, 2, 4, 5], [1, 3, 4])
    dearer = system([53, 3, 20, 30, 70, 90], [total(0, 1, 2, 3)], ties=[[1, 4], [2, 5]], cost=[9, 1, 1, 1.5, 1, 1])
    assert hidden(dearer) == [1, 3, 4], "hiding cell 2 costs that of cell 5 too"


def test_an_unpublished_cell_protects_without_cost() -> None:
    assert hidden(system([53, 3, 20, 30], [total(0, 1, 2, 3)], unpublished=[3])) == [1]


def test_a_small_difference_that_nobody_publishes_is_protected_too() -> None:
    """The whole of 23 and the part of 20 are large; what is left, 3, is not."""
    case = system([23, 20, 3], [total(0, 1, 2)], unpublished=[2], cost=[2, 1, 0])
    assert hidden(case) == [1, 2]


def test_a_one_child_parent_is_hidden_with_its_child() -> None:
    equal = [total(0, 1, 2), total(1, 3)]
    assert hidden(system([53, 3, 50, 3], equal, dear=[0])) == [1, 2, 3]


def test_what_must_be_shown_is_sacrificed_only_if_nothing_else_works() -> None:
    found = hide(system([53, 3, 50], [total(0, 1, 2)], dear=[0, 2]))
    assert found.sacrificed.size == 1
    assert found.hidden.sum() == 2
    kept = hide(system([53, 3, 20, 30], [total(0, 1, 2, 3)], dear=[0, 2], cost=[1, 1, 1, 1e3]))
    assert (np.flatnonzero(kept.hidden).tolist(), kept.sacrificed.size) == ([1, 3], 0)


def test_a_primary_cell_that_public_bounds_give_away_is_told() -> None:
    """No more than three children live there: nothing makes five possible."""
    case = system([53, 3, 50], [total(0, 1, 2)], dear=[0], most=53)
    bounded = System(**{**vars(case), "most": np.array([53, 3, 53])})
    found = hide(bounded)
    assert found.exposed.tolist() == [1]
    assert found.hidden[1]
    assert check_witnesses(bounded, found.hidden, found.witnesses).tolist() == [1]


def test_nothing_small_hides_nothing() -> None:
    found = hide(system([50, 20, 30], [total(0, 1, 2)]))
    assert not found.hidden.any()
    assert found.witnesses.shape == (0, 3)


def test_a_cell_without_relations_is_hidden_alone() -> None:
    assert hidden(system([3, 9])) == [0]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_relations_makes_no_difference(seed: int) -> None:
    random = np.random.default_rng(seed)
    values, equal = crossed(random.poisson(6, (3, 3, 2)))
    case = system(values, equal, dear=[0])
    order = random.permutation(len(equal))
    signs = random.choice([-1, 1], len(equal))
    turned = [{cell: int(signs[row]) * entry for cell, entry in equal[row].items()} for row in order]
    other = system(values, turned, dear=[0])
    first, second = hide(case), hide(other)
    assert first.hidden.tolist() == second.hidden.tolist()
    assert (first.witnesses != second.witnesses).nnz == 0
