"""The cube that figures of loss are compared on, whole; the larger ones are counted only, and measured elsewhere."""

from collections.abc import Callable

import numpy as np
import pytest

from data_marts.disclosure.protection import Protection, check_witnesses, hide
from data_marts.disclosure.system import System, broken_relations
from tests.reference.disclosure_cubes import hf_cube, unit_cube, views_cube
from tests.reference.planted_leaks import planted

TRIALS = 30  # 200 in the benchmark


@pytest.mark.parametrize(
    ("cube", "published", "primary"), [(hf_cube, 2625, 188), (views_cube, 5550, 279), (unit_cube, 15_000, 2971)]
)
def test_cubes_are_those_that_others_were_measured_on(cube: Callable[[], System], published: int, primary: int) -> None:
    case = cube()
    assert (int((~case.unpublished).sum()), int(case.primary.sum())) == (published, primary)
    assert case.values.max() == 60_000
    assert not broken_relations(case)


@pytest.fixture(scope="module")
def trusts() -> tuple[System, Protection]:
    case = hf_cube()
    return case, hide(case)


def test_the_cube_of_trusts_is_protected_with_little_loss(trusts: tuple[System, Protection]) -> None:
    case, found = trusts
    assert found.hidden.sum() <= 551
    assert case.values[found.hidden].sum() <= 0.01 * case.values.sum()
    assert found.sacrificed.size == found.exposed.size == 0
    assert check_witnesses(case, found.hidden, found.witnesses).size == 0


def test_showing_one_more_cell_breaks_the_proof(trusts: tuple[System, Protection]) -> None:
    case, found = trusts
    for cell in np.flatnonzero(found.hidden & ~case.primary):
        opened = found.hidden & (np.arange(len(case)) != cell)
        assert check_witnesses(case, opened, found.witnesses).size > 0


def test_one_more_cell_is_found_by_the_attack_too(trusts: tuple[System, Protection]) -> None:
    """Of cells hidden for others' sake at most 15 % could have been shown; all others give a small number away."""
    leaks = list(planted(*trusts, TRIALS))
    assert len(leaks) == TRIALS
    assert all(leak.refused for leak in leaks)
    assert sum(not leak.found for leak in leaks) <= 0.15 * TRIALS
