"""Entries of some lines of a matrix, against the matrix itself."""

import numpy as np
import pytest
from scipy import sparse

from data_marts.disclosure.protection.entries import entries_of, lines_of


def test_entries_stand_line_after_line() -> None:
    """Four lines of 2, 0, 3 and 1 entries: of the third and the first they are 2, 3, 4 and 0, 1."""
    pointers = np.array([0, 2, 2, 5, 6])
    assert entries_of(pointers, np.array([2, 0])).tolist() == [2, 3, 4, 0, 1]
    assert lines_of(pointers, np.array([2, 0])).tolist() == [0, 0, 0, 1, 1]
    assert entries_of(pointers, np.array([1], dtype=np.intp)).tolist() == []
    assert entries_of(pointers, np.zeros(0, dtype=np.intp)).tolist() == []


@pytest.mark.parametrize("seed", range(10))
def test_they_are_those_of_the_matrix(seed: int) -> None:
    random = np.random.default_rng(seed)
    dense = random.integers(0, 3, (7, 5))
    matrix, lines = sparse.csr_array(dense), random.permutation(7)[:4]
    found = np.zeros((4, 5), dtype=np.int64)
    entries = entries_of(matrix.indptr, lines)
    found[lines_of(matrix.indptr, lines), matrix.indices[entries]] = matrix.data[entries]
    assert found.tolist() == dense[lines].tolist()
