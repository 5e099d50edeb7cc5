"""The same input gives the same systems and the same mask, byte for byte, in any order and in any process."""

import os
import subprocess
import sys

import numpy as np
import pytest

from data_marts.disclosure.protection import hide
from data_marts.disclosure.relations.cells import COLUMNS, REGISTER
from data_marts.disclosure.relations.linked import Linked, systems_of
from data_marts.disclosure.system import System
from tests.data_marts.disclosure.checksums import of_protection, small_cubes
from tests.data_marts.disclosure.relations.worlds import world

# Of a tiny release: the systems of waits and of questionnaires by year, which are done in seconds.
_SMALL_SYSTEM = 500


def test_hash_seed_of_the_process_changes_nothing() -> None:
    """Sets of strings are in another order in each process; nothing else is."""
    command = [sys.executable, "-m", "tests.data_marts.disclosure.checksums"]
    told = [
        subprocess.run(
            command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout.split()[-2:]
        for seed in ("1", "2024")
    ]
    assert told[0] == told[1]
    assert len(set(told[0])) == 2
    assert all(len(checksum) == 64 for checksum in told[0])


@pytest.mark.parametrize("case", list(small_cubes()), ids=range(4))
def test_order_and_sign_of_relations_change_nothing(case: System) -> None:
    chance = np.random.default_rng(0)
    before = of_protection(case)
    for _ in range(3):
        order = chance.permutation(case.equal.shape[0])
        sign = chance.choice([-1, 1], case.equal.shape[0])
        turned = System(**{**vars(case), "equal": (case.equal[order].T * sign).T.tocsr()})
        assert of_protection(turned) == before


@pytest.mark.parametrize("case", list(small_cubes()), ids=range(4))
def test_numbers_of_insiders_and_of_ties_change_nothing(case: System) -> None:
    """They are names: which of two leaders comes first is nobody's business."""
    kinds = len(case.insiders)
    turned = System(
        **{
            **vars(case),
            "insider": np.where(case.insider < 0, -1, kinds - 1 - case.insider),
            "insiders": case.insiders[::-1],
            "tie": np.where(case.tie < 0, -1, case.tie + 7),
        }
    )
    assert of_protection(turned) == of_protection(case)


def test_order_of_rows_in_the_counted_marts_changes_nothing() -> None:
    """The same places are withheld when the rows of every mart are shuffled, and looked up where they went to."""
    tiny, chance = world(3, persons=20, rows=120), np.random.default_rng(0)
    order = {name: chance.permutation(table.num_rows) for name, table in tiny.marts.items()}
    turned = {name: table.take(order[name]) for name, table in tiny.marts.items()}
    straight = {name: np.arange(table.num_rows) for name, table in tiny.marts.items()}
    before = [_withheld(one, straight) for one in systems_of(tiny.marts, tiny.tables) if _is_small(one)]
    after = [_withheld(one, order) for one in systems_of(turned, tiny.tables) if _is_small(one)]
    assert sorted(before) == sorted(after)
    assert min(len(places) for places in before) > 20


def _is_small(one: Linked) -> bool:
    return len(one.system) < _SMALL_SYSTEM


def _withheld(one: Linked, order: dict[str, np.ndarray]) -> list[tuple[str, int, str]]:
    """Mart, row before shuffling, and column of every withheld number; not all of the system."""
    hidden = hide(one.system).hidden
    assert not hidden[one.row >= 0].all()
    places = [(REGISTER[one.mart[cell]], one.row[cell], one.column[cell]) for cell in np.flatnonzero(hidden)]
    return sorted((mart, int(order[mart][row]), COLUMNS[column]) for mart, row, column in places if row >= 0)
