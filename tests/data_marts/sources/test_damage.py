"""Answers damaged at random: each is read or refused in one sentence, never with another error."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_marts.sources.bank import BankTable
from data_marts.sources.bank_csv import read_bank_csv
from data_marts.sources.jsonstat import read_jsonstat
from data_marts.sources.problems import SourceError
from tests.data_marts.sources.writers import Dimensions, answer, as_bytes, csv_bytes

PLACES: Dimensions = (("Region", "region", (("1", "Øst"), ("2", "Vest"))), ("Tid", "år", (("2024", "2024"),)))
JSON = as_bytes(answer(PLACES, lambda *_: 5) | {"status": ["", "."]})
CSV = csv_bytes(("Region - region", "K - k"), [("1 - Øst", 5), ("2 - Vest", 6.5)])
PIECES = [
    b'"',
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b";",
    b"-",
    b"0",
    b"9",
    b"null",
    b"true",
    b"1e999",
    b"\xff",
    b"\r",
    b"\0",
    b"",
]


@pytest.mark.parametrize(("content", "read"), [(JSON, read_jsonstat), (CSV, read_bank_csv)], ids=["json", "csv"])
@given(data=st.data())
def test_damage_is_refused_in_a_sentence(
    content: bytes, read: Callable[[bytes, str], BankTable], data: st.DataObject
) -> None:
    damaged = bytearray(content)
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(damaged)))
        length = data.draw(st.integers(0, 12))
        damaged[start : start + length] = data.draw(st.sampled_from(PIECES))
    try:
        table = read(bytes(damaged), "a file")
    except SourceError as problem:
        assert str(problem).startswith("a file")
    else:
        assert table.cells.num_rows >= 1
