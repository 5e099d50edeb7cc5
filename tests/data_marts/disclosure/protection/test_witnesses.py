"""The proof is checked without a solver: each way in which it could be wrong is refused."""

import numpy as np
import pytest
from scipy import sparse

from data_marts.disclosure.protection import check_witnesses
from data_marts.disclosure.system import System
from tests.data_marts.disclosure.protection.systems import system, total

# 3 + 20 + 30 = 53; at most 40 in the second part, which also stays under the third.
HIDDEN = np.array([False, True, True, False])
EVERYTHING = np.array([False, True, True, True])
DOWN, UP = [0, -2, 2, 0], [0, 2, -2, 0]


def case(most: int = 60, known_to: tuple[int | None, ...] = ()) -> System:
    return system([53, 3, 20, 30], [total(0, 1, 2, 3)], [{2: 1, 3: -1}], most=most, known_to=known_to)


def tables(*rows: list[int]) -> sparse.csr_array:
    return sparse.csr_array(np.array(rows, dtype=np.int64).reshape(len(rows), 4))


def refused(*rows: list[int], hidden: np.ndarray = HIDDEN, known_to: tuple[int | None, ...] = ()) -> bool:
    return check_witnesses(case(known_to=known_to), hidden, tables(*rows)).tolist() == [1]


def test_two_tables_that_could_be_true_prove_it() -> None:
    assert not refused(DOWN, UP)


def test_their_order_and_more_of_them_make_no_difference() -> None:
    assert not refused(UP, DOWN)
    assert not refused([0, -4, 4, 0], UP, DOWN), "a table that is none does no harm beside those that are"


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(([0, -2, 1, 0], UP), id="a sum does not come out"),
        pytest.param(([0, -1, 1, 0], UP), id="not low enough"),
        pytest.param((DOWN, [0, 1, -1, 0]), id="not high enough"),
        pytest.param(([0, -2, 0, 2], UP), id="a shown cell differs"),
        pytest.param(([0, -4, 4, 0], UP), id="a negative number"),
        pytest.param((DOWN, [0, 58, -58, 0]), id="more than there can be"),
        pytest.param((DOWN, DOWN), id="twice the same way"),
        pytest.param(([0, 0, 0, 0], UP), id="no difference"),
        pytest.param((UP,), id="one of them is gone"),
        pytest.param((), id="none"),
    ],
)
def test_a_tampered_table_is_refused(rows: tuple[list[int], ...]) -> None:
    assert refused(*rows)


def test_a_part_larger_than_its_whole_is_refused() -> None:
    assert not refused([0, -2, 2, 0], [0, 2, 0, -2], hidden=EVERYTHING)
    assert refused([0, -2, 14, -12], [0, 2, 0, -2], hidden=EVERYTHING)


def test_a_primary_cell_that_is_shown_is_not_protected() -> None:
    assert refused(DOWN, UP, hidden=np.array([False, False, True, False]))


def test_whoever_knows_a_changed_cell_is_not_deceived_by_the_table() -> None:
    """7 leads what cell 2 counts, 8 what cell 3 counts: a table of each is needed, both ways."""
    known = (None, None, 7, 8)
    of_third = [0, -2, 0, 2], [0, 2, 0, -2]
    assert refused(DOWN, UP, hidden=EVERYTHING, known_to=known)
    assert refused(*of_third, hidden=EVERYTHING, known_to=known)
    assert refused(DOWN, UP, of_third[0], hidden=EVERYTHING, known_to=known)
    assert not refused(DOWN, UP, *of_third, hidden=EVERYTHING, known_to=known)


def test_whoever_knows_the_cell_itself_is_no_stranger_to_it() -> None:
    assert not refused(DOWN, UP, known_to=(None, 7, 7, None))
    assert refused(DOWN, UP, known_to=(None, 8, 7, None))


def test_fractions_and_other_sizes_are_no_witnesses() -> None:
    half = sparse.csr_array(np.array([[0, -2.5, 2.5, 0]]))
    with pytest.raises(ValueError, match="whole numbers"):
        check_witnesses(case(), HIDDEN, half)
    with pytest.raises(ValueError, match="one column"):
        check_witnesses(case(), HIDDEN, tables(DOWN, UP)[:, :3])
