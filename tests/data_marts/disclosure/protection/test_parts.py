"""A problem falls into parts along unchanging cells, and each part has its own rows."""

import numpy as np

from data_marts.disclosure.protection.parts import split
from data_marts.disclosure.protection.reduction import reduce_system
from tests.data_marts.disclosure.protection.systems import system, total

PROBLEM = reduce_system(
    system(
        [100, 50, 50, 20, 30, 15, 35],
        [total(0, 1, 2), total(1, 3, 4), total(2, 5, 6)],
        [{3: 1, 4: -1}, {5: 1, 6: -1}],
    )
)


def test_linked_unknowns_are_one_part() -> None:
    every = np.ones(7, dtype=np.bool_)
    (part,) = split(PROBLEM, every, every)
    assert part.unknowns.tolist() == list(range(7))
    assert (part.equal.shape, part.at_most.shape) == ((3, 7), (2, 7))


def test_what_does_not_change_separates() -> None:
    """With 0, 1 and 2 fixed, 3 + 4 and 5 + 6 have nothing to do with each other."""
    changing = np.array([False, False, False, True, True, True, True])
    first, second = split(PROBLEM, changing, changing)
    assert (first.unknowns.tolist(), second.unknowns.tolist()) == ([3, 4], [5, 6])
    assert (abs(first.equal).toarray().tolist(), first.slack.tolist()) == ([[1, 1]], [10])
    assert (second.at_most.toarray().tolist(), second.slack.tolist()) == ([[1, -1]], [20])


def test_parts_without_a_wanted_unknown_are_left_out() -> None:
    changing = np.array([False, False, False, True, True, True, True])
    wanted = np.arange(7) == 6
    assert [part.unknowns.tolist() for part in split(PROBLEM, changing, wanted)] == [[5, 6]]
