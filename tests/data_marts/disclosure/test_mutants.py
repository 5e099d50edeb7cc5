"""The checks pass on relations and protection as they are, and each faulty program is caught by its named check."""

import pytest

from tests.data_marts.disclosure.protection_checks import CHECKS, Check
from tests.data_marts.disclosure.protection_mutants import MUTANTS, Fault


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_program_passes_each_check(check: Check) -> None:
    check()


@pytest.mark.parametrize(("fault", "check"), MUTANTS, ids=lambda one: one.__name__)
def test_each_faulty_program_is_caught(fault: Fault, check: Check) -> None:
    with pytest.MonkeyPatch.context() as patch:
        fault(patch)
        with pytest.raises(AssertionError):
            check()


def test_every_check_has_caught_something() -> None:
    assert {check for _, check in MUTANTS} == set(CHECKS)
