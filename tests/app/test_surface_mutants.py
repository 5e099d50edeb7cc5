"""The checks pass on the program as it is, and each faulty program is caught by the check that is named for it."""

import pytest

from tests.app import twins
from tests.app.surface_checks import CHECKS, Bench, Check, no_marker_is_told, twins_are_alike
from tests.app.surface_mutants import MUTANTS, Mutant, reads_true


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("bench")
    return Bench(twins.write_twins(folder / "twins"), folder)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_program_passes_each_check(bench: Bench, check: Check) -> None:
    check(bench)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant[0].__name__)
def test_each_faulty_program_is_caught(bench: Bench, mutant: Mutant) -> None:
    fault, check = mutant
    with pytest.MonkeyPatch.context() as patch:
        fault(patch)
        with pytest.raises(AssertionError):
            check(bench)


def test_to_know_what_is_withheld_is_not_to_tell_it(bench: Bench) -> None:
    """What the faulty programs have in common is not what they are caught by."""
    with pytest.MonkeyPatch.context() as patch:
        reads_true(patch)
        no_marker_is_told(bench)
        twins_are_alike(bench)


def test_every_check_has_caught_something() -> None:
    assert {check for _, check in MUTANTS} == set(CHECKS)
