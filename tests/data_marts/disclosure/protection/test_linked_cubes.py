"""A thousand small linked cubes against an attacker of another make, who solves whole-number programs (scipy)."""

import numpy as np
from hypothesis import HealthCheck, given, settings

from data_marts.disclosure.protection import hide
from data_marts.disclosure.system import System
from tests.data_marts.disclosure.protection.systems import interval, linked_cubes

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@settings(max_examples=1000, deadline=None, derandomize=True, suppress_health_check=_SLOW)
@given(linked_cubes())
def test_no_primary_cell_is_worked_out(case: System) -> None:
    found = hide(case)
    assert not np.any(case.primary & ~found.hidden)
    for cell in np.flatnonzero(case.primary):
        least, most = interval(case, found.hidden, cell)
        protected = least <= case.low[cell] and most >= case.high[cell]
        assert protected == (cell not in found.exposed)


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=_SLOW)
@given(linked_cubes())
def test_what_is_said_to_be_exposed_is_so_with_everything_hidden(case: System) -> None:
    everything = np.ones(len(case), dtype=np.bool_)
    for cell in hide(case).exposed:
        least, most = interval(case, everything, cell)
        assert least > case.low[cell] or most < case.high[cell]


@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=_SLOW)
@given(linked_cubes())
def test_tied_and_equal_cells_share_their_fate(case: System) -> None:
    found = hide(case).hidden
    for group in set(case.tie.tolist()) - {-1}:
        published = (case.tie == group) & ~case.unpublished
        assert len(set(found[published].tolist())) <= 1
