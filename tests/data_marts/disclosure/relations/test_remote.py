"""Cells that are part of others by several steps, as a person follows them, and as recursion does."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from data_marts.disclosure.relations.remote import few_apart

MOST = 4
Step = tuple[int, int]


def found(steps: list[Step], sums: list[Step], values: list[int], shown: list[int]) -> set[tuple[int, int]]:
    pairs = [(np.array([w for w, _ in kind], dtype=np.int64), np.array([p for _, p in kind], dtype=np.int64))
             for kind in (steps, sums)]  # fmt: skip
    wholes = np.isin(np.arange(len(values)), shown)
    whole, part = few_apart([pairs[0]], [pairs[1]], np.array(values, dtype=np.int64), MOST, wholes)
    return set(zip(whole.tolist(), part.tolist(), strict=True))


def test_a_month_of_a_unit_is_part_of_a_year_of_its_trust() -> None:
    trust_year, unit_year, unit_tertial, unit_month, trust_tertial = range(5)
    steps = [
        (trust_year, unit_year), (unit_year, unit_tertial), (unit_tertial, unit_month),
        (trust_year, trust_tertial), (trust_tertial, unit_tertial),
    ]  # fmt: skip
    values = [12, 11, 10, 8, 12]
    # The trust has 2 more than the unit's tertial and 4 more than its month; the unit 3 more than its own month.
    # The trust's tertial has 2 more than the unit's, which a single step tells, and 4 more than its month.
    expected = {
        (trust_year, unit_tertial),
        (trust_year, unit_month),
        (unit_year, unit_month),
        (trust_tertial, unit_month),
    }
    assert found(steps, [], values, [0, 1, 2, 4]) == expected


def test_five_apart_is_not_few_and_equals_are_not_apart() -> None:
    assert found([(0, 1), (1, 2)], [], [15, 12, 10], [0]) == set()
    assert found([(0, 1), (1, 2)], [], [14, 12, 10], [0]) == {(0, 2)}
    assert found([(0, 1), (1, 2)], [], [10, 10, 10], [0]) == set()


def test_what_is_beside_several_parts_of_a_sum_is_asked_for_at_once() -> None:
    assert found([], [(0, 1), (0, 2), (0, 3)], [13, 10, 2, 1], [0]) == {(0, 1)}


def test_two_ways_round_a_circle_end() -> None:
    assert found([(1, 2)], [(0, 1), (1, 0)], [9, 9, 8], [0, 1]) == {(0, 2)}


def test_nobody_is_part_of_anything() -> None:
    assert found([(0, 1), (1, 2)], [], [4, 2, 0], [0]) == set()


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Step], list[Step], list[int]]:
    """Wholes have smaller numbers than their parts, and are at least as many."""
    values = sorted(draw(st.lists(st.integers(0, 12), min_size=1, max_size=9)), reverse=True)
    places = [(whole, part) for part in range(len(values)) for whole in range(part)]
    chosen = draw(st.lists(st.sampled_from(places), max_size=14, unique=True)) if places else []
    cut = draw(st.integers(0, len(chosen)))
    return chosen[:cut], chosen[cut:], values


def by_recursion(steps: list[Step], sums: list[Step], values: list[int]) -> set[tuple[int, int]]:
    def below(cell: int) -> set[int]:
        own = {part for whole, part in (*steps, *sums) if whole == cell}
        return own.union(*(below(part) for part in own))

    pairs = {(whole, part) for whole in range(len(values)) for part in below(whole)} - set(steps)
    return {(whole, part) for whole, part in pairs if values[part] and 1 <= values[whole] - values[part] <= MOST}


@given(graphs())
def test_against_recursion(graph: tuple[list[Step], list[Step], list[int]]) -> None:
    steps, sums, values = graph
    assert found(steps, sums, values, list(range(len(values)))) == by_recursion(steps, sums, values)
