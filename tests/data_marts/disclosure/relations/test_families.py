"""Families that are given in part: what is given of the parts does not make up the whole any more."""

import numpy as np

from data_marts.catalog import AGE_GROUP, SEX
from data_marts.disclosure.relations.families import Families, ways_to_part

# Rows 0 and 5 are wholes: 0 of the rows 1, 2 and 3, 5 of the rows 6 and 7.
PAIR = Families(
    np.array([0, 5]), np.array([1, 2, 3, 6, 7]), np.array([0, 0, 0, 1, 1]), np.array([True, True])
)  # fmt: skip
VALUES = np.array([12, 3, 4, 5, 0, 9, 9, 0])


def where(*absent: int) -> Families:
    return PAIR.where(~np.isin(np.arange(8), absent))


def told(found: Families) -> list[tuple[int, list[int], bool]]:
    return [
        (int(parent), found.child[found.family == family].tolist(), bool(found.complete[family]))
        for family, parent in enumerate(found.parent)
    ]


def test_with_all_parts_a_family_is_complete() -> None:
    assert told(where()) == [(0, [1, 2, 3], True), (5, [6, 7], True)]
    assert where().summed(VALUES).tolist() == [12, 9]


def test_with_some_parts_it_stays_and_is_not_complete() -> None:
    """Of 12 the shown parts are 7: what is left, 5, is a remainder."""
    found = where(3)
    assert told(found) == [(0, [1, 2], False), (5, [6, 7], True)]
    assert (VALUES[found.parent] - found.summed(VALUES)).tolist() == [5, 0]


def test_without_parts_or_whole_there_is_no_family() -> None:
    assert told(where(1, 2, 3)) == [(5, [6, 7], True)]
    assert told(where(5)) == [(0, [1, 2, 3], True)]


def test_what_was_not_complete_does_not_become_so() -> None:
    at_trust = Families(PAIR.parent, PAIR.child, PAIR.family, np.array([False, True]))
    assert told(at_trust.where(np.ones(8, dtype=np.bool_)))[0] == (0, [1, 2, 3], False)


def test_a_total_is_made_up_of_single_groups_or_of_any_merged_ones() -> None:
    assert ways_to_part(AGE_GROUP) == [
        ("0-5", "6-12", "13-15", "16-17"),
        ("0-12", "13-15", "16-17"),
        ("13-17", "0-5", "6-12"),
        ("0-12", "13-17"),
    ]
    assert ways_to_part(SEX) == [("girls", "boys")]
