"""Hundreds of small linked cubes against an attacker who tries out every table, and knows more than what is shown."""

import numpy as np
from hypothesis import HealthCheck, given, settings

from data_marts.disclosure.protection import check_witnesses, hide
from data_marts.disclosure.system import System
from tests.data_marts.disclosure.protection.enumeration import possible_tables, unprotected
from tests.data_marts.disclosure.protection.systems import interval, linked_cubes, system, total

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=_SLOW)
@given(linked_cubes())
def test_no_primary_cell_is_worked_out(case: System) -> None:
    """Not by anybody; but for those that cannot be helped, which are told and stay so with everything hidden."""
    found = hide(case)
    assert not np.any(case.primary & ~found.hidden)
    assert unprotected(case, found.hidden) == found.exposed.tolist()
    assert check_witnesses(case, found.hidden, found.witnesses).tolist() == found.exposed.tolist()
    if found.exposed.size:
        everything = np.ones(len(case), dtype=np.bool_)
        assert set(found.exposed.tolist()) <= set(unprotected(case, everything))
    for group in set(case.tie.tolist()) - {-1}:
        published = (case.tie == group) & ~case.unpublished
        assert len(set(found.hidden[published].tolist())) <= 1


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=_SLOW)
@given(linked_cubes())
def test_trying_out_finds_what_a_solver_finds(case: System) -> None:
    """The least and the most of each primary cell, asked of scipy, are just what is possible and no more."""
    hidden = hide(case).hidden
    tables = possible_tables(case, hidden, np.zeros(len(case), dtype=np.bool_))
    for cell in np.flatnonzero(case.primary).tolist()[:3]:
        least, most = interval(case, hidden, cell)
        assert tables.one_with(cell, low=least) is not None
        assert tables.one_with(cell, low=least - 1) is None
        if most < 100:
            assert tables.one_with(cell, high=most) is not None
            assert tables.one_with(cell, high=most + 1) is None


def test_trying_out_sees_a_pattern_that_does_not_protect() -> None:
    """A part of 3 beside shown ones; two hidden parts of which someone knows one."""
    case = system([53, 3, 20, 30], [total(0, 1, 2, 3)], known_to=[None, None, 7, None])
    assert unprotected(case, np.array([False, True, False, False])) == [1]
    assert unprotected(case, np.array([False, True, True, False])) == [1]
    assert unprotected(case, np.array([False, True, False, True])) == []
