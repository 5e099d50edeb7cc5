"""Elimination against the null space of the same equations in floating point, and its parts by themselves."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.linalg import null_space

from data_marts.disclosure.attack import elimination
from data_marts.disclosure.attack.dense import PRIME, reduce_dense
from data_marts.disclosure.attack.elimination import eliminate
from data_marts.disclosure.attack.knowledge import ContradictionError, make_knowledge, with_relation
from data_marts.disclosure.attack.propagation import OpenPart, open_part
from data_marts.disclosure.attack.verdict import attack
from tests.data_marts.disclosure.attack.cubes import trust_cube


def _part(seed: int) -> tuple[OpenPart, np.ndarray]:
    """Random equations between 12 numbers, each of a few, with the solution that they were made from."""
    draw = np.random.default_rng(seed)
    rows = draw.integers(-1, 2, (draw.integers(4, 12), 12)) * (draw.random((1, 12)) < 0.8)
    rows = rows * (draw.random(rows.shape) < 0.5)
    truth = draw.integers(0, 9, 12).astype(np.float64)
    knowledge = make_knowledge(np.zeros(12), np.full(12, 40.0))
    for row in rows:
        side = float(row @ truth)
        knowledge = with_relation(knowledge, {place: float(c) for place, c in enumerate(row)}, side, side)
    return open_part(knowledge), truth


def _follows(part: OpenPart) -> list[bool]:
    """By singular values: a number follows from the equations if no null vector moves it."""
    free = null_space(part.rows.toarray())
    return [bool(np.all(abs(row) < 1e-9)) for row in free]


@given(st.integers(0, 10_000))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_what_follows_is_what_no_null_vector_moves(seed: int) -> None:
    part, truth = _part(seed)
    found = eliminate(part)
    assert found.complete
    assert found.cells.tolist() == _follows(part)
    assert found.values[found.cells].tolist() == truth[part.cells][found.cells].tolist()


@given(st.integers(0, 10_000))
@settings(max_examples=50, deadline=None, derandomize=True)
def test_relations_left_out_follow_from_the_others(seed: int) -> None:
    part, _ = _part(seed)
    kept = part.rows.toarray()[~eliminate(part).idle]
    assert len(kept) == np.linalg.matrix_rank(part.rows.toarray())


@given(st.integers(0, 10_000))
@settings(max_examples=50, deadline=None, derandomize=True)
def test_a_full_matrix_tells_the_same_as_short_equations(seed: int) -> None:
    part, _ = _part(seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(elimination, "MOST_ADDED", -1)
        full = eliminate(part)
    assert full.cells.tolist() == eliminate(part).cells.tolist()


def test_equations_too_many_for_a_full_matrix_are_reported_and_left_to_the_programs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    equal = sparse.csr_array(np.array([[1, 1, 0, -1, 0, 0], [0, 1, 1, 0, -1, 0], [1, 0, 1, 0, 0, -1]]))
    knowledge = make_knowledge([0, 0, 0, 9, 11, 6], [50, 50, 50, 9, 11, 6], equal, [0])
    monkeypatch.setattr(elimination, "MOST_ADDED", -1)
    monkeypatch.setattr(elimination, "MOST_ENTRIES", 0)
    found = attack(knowledge)
    assert not found.complete
    assert (found.least.tolist(), found.most.tolist()) == ([2], [2])


def test_a_matrix_larger_than_a_block_is_solved_exactly() -> None:
    draw = np.random.default_rng(5)
    matrix = draw.integers(0, PRIME, (150, 201)).astype(np.float64)
    matrix[149] = (matrix[0] + 2 * matrix[140]) % PRIME
    choices = draw.integers(0, PRIME, 200).tolist()
    solution = [*reduce_dense(matrix.copy()).solved(choices), 1]
    for row in matrix:
        assert sum(int(c) * value for c, value in zip(row, solution, strict=True)) % PRIME == 0
    assert sum(a == b for a, b in zip(solution, choices, strict=False)) >= 200 - 149


def test_equations_that_contradict_each_other_are_refused() -> None:
    knowledge = make_knowledge([0, 0, 0], [np.inf] * 3)
    for side in (3.0, 4.0):
        knowledge = with_relation(knowledge, {0: 1, 1: 1, 2: -1}, side, side)
    with pytest.raises(ContradictionError):
        eliminate(open_part(knowledge))


def test_a_cube_of_trusts_that_withholds_small_cells_only_gives_them_away() -> None:
    """The same number of cells as by the null space of all equations in floating point."""
    cube = trust_cube()
    small = [place for place, value in enumerate(cube.values) if 1 <= value <= 4]
    part = open_part(cube.seen(small, most=100))
    found = eliminate(part)
    assert found.cells.tolist() == _follows(part)
    assert found.values[found.cells].tolist() == cube.values[part.cells][found.cells].tolist()
