"""The cube that figures of loss are compared on, whole; the larger ones are counted only, and measured elsewhere."""

from collections.abc import Callable

import numpy as np
import pytest

from data_marts.disclosure.protection import check_witnesses, hide
from data_marts.disclosure.system import System, broken_relations
from tests.reference.disclosure_cubes import hf_cube, unit_cube, views_cube


@pytest.mark.parametrize(
    ("cube", "published", "primary"), [(hf_cube, 2625, 188), (views_cube, 5550, 279), (unit_cube, 15_000, 2971)]
)
def test_cubes_are_those_that_others_were_measured_on(cube: Callable[[], System], published: int, primary: int) -> None:
    case = cube()
    assert (int((~case.unpublished).sum()), int(case.primary.sum())) == (published, primary)
    assert case.values.max() == 60_000
    assert not broken_relations(case)


def test_the_cube_of_trusts_is_protected_with_little_loss() -> None:
    case = hf_cube()
    found = hide(case)
    assert found.hidden.sum() <= 551
    assert case.values[found.hidden].sum() <= 0.01 * case.values.sum()
    assert found.sacrificed.size == found.exposed.size == 0
    assert check_witnesses(case, found.hidden, found.witnesses).size == 0


def test_showing_one_more_cell_breaks_the_proof() -> None:
    case = hf_cube()
    found = hide(case)
    secondary = np.flatnonzero(found.hidden & ~case.primary)
    for cell in secondary[:: len(secondary) // 20]:
        opened = found.hidden.copy()
        opened[cell] = False
        assert check_witnesses(case, opened, found.witnesses).size > 0
