"""The same input gives the same systems and the same mask, byte for byte, in any order and in any process."""

import os
import subprocess
import sys

import numpy as np
import pytest

from data_marts.disclosure.system import System
from tests.data_marts.disclosure.checksums import of_protection, small_cubes


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
