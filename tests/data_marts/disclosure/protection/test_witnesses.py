"""The proof is checked without a solver: each way in which it could be wrong is refused."""

import numpy as np
import pytest
from scipy import sparse

from data_marts.disclosure.protection import Witnesses, check_witnesses
from data_marts.disclosure.system import System
from tests.data_marts.disclosure.protection.systems import system, total

# 3 + 20 + 30 = 53; at most 40 in the second part, which also stays under the third.
HIDDEN = np.array([False, True, True, False])
DOWN, UP = [0, -2, 2, 0], [0, 2, -2, 0]


def case(most: int = 60) -> System:
    return system([53, 3, 20, 30], [total(0, 1, 2, 3)], [{2: 1, 3: -1}], most=most)


def witnesses(down: list[int], up: list[int]) -> Witnesses:
    return Witnesses(np.array([1]), sparse.csr_array(np.array([down])), sparse.csr_array(np.array([up])))


def refused(down: list[int], up: list[int], hidden: np.ndarray = HIDDEN) -> bool:
    return check_witnesses(case(), hidden, witnesses(down, up)).tolist() == [1]


def test_two_tables_that_could_be_true_prove_it() -> None:
    assert not refused(DOWN, UP)


@pytest.mark.parametrize(
    ("down", "up"),
    [
        pytest.param([0, -2, 1, 0], UP, id="a sum does not come out"),
        pytest.param([0, -1, 1, 0], UP, id="not low enough"),
        pytest.param(DOWN, [0, 1, -1, 0], id="not high enough"),
        pytest.param([0, -2, 0, 2], UP, id="a shown cell differs"),
        pytest.param([0, -4, 4, 0], UP, id="a negative number"),
        pytest.param(DOWN, [0, 58, -58, 0], id="more than there can be"),
        pytest.param(UP, DOWN, id="up and down changed about"),
        pytest.param([0, 0, 0, 0], UP, id="no difference"),
    ],
)
def test_a_tampered_table_is_refused(down: list[int], up: list[int]) -> None:
    assert refused(down, up)


def test_a_part_larger_than_its_whole_is_refused() -> None:
    everything = np.array([False, True, True, True])
    assert not refused([0, -2, 2, 0], [0, 2, 0, -2], everything)
    assert refused([0, -2, 14, -12], [0, 2, 0, -2], everything)


def test_a_primary_cell_that_is_shown_is_not_protected() -> None:
    assert refused(DOWN, UP, np.array([False, False, True, False]))


def test_a_primary_cell_without_witnesses_is_told() -> None:
    none = Witnesses(np.zeros(0, dtype=np.int64), *(sparse.csr_array((0, 4), dtype=np.int64) for _ in range(2)))
    assert check_witnesses(case(), HIDDEN, none).tolist() == [1]


def test_fractions_and_other_sizes_are_no_witnesses() -> None:
    half = sparse.csr_array(np.array([[0, -2.5, 2.5, 0]]))
    whole = sparse.csr_array(np.array([UP]))
    with pytest.raises(ValueError, match="whole numbers"):
        check_witnesses(case(), HIDDEN, Witnesses(np.array([1]), half, whole))
    with pytest.raises(ValueError, match="one column"):
        check_witnesses(case(), HIDDEN, Witnesses(np.array([1]), whole[:, :3], whole))
