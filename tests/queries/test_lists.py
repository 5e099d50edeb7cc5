"""Lists of codes reach the database as they are, whatever stands in them."""

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.run import _bound


def _come_back(texts: list[str]) -> list[str]:
    with duckdb.connect(":memory:") as connection:
        found = connection.execute("SELECT $texts::VARCHAR []", {"texts": _bound(texts)}).fetchone()
    assert found is not None
    return list(found[0])


@pytest.mark.parametrize("texts", [[], [""], ["a,b", "[c]"], ["x'; DROP", 'he"y', "NULL", "back\\slash", "ø"]])
def test_a_list_comes_back_as_it_was(texts: list[str]) -> None:
    assert _come_back(texts) == texts


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), max_size=5))
def test_any_list_comes_back_as_it_was(texts: list[str]) -> None:
    assert _bound("alone") == "alone"
    assert _come_back(texts) == texts
