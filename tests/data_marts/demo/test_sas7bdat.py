"""The SAS files that the demo writes are read back exactly, by pyreadstat."""

from datetime import date, time
from pathlib import Path
from typing import Any

import numpy as np
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_marts.demo.sas7bdat import EPOCH, HEADER, PAGE, PAGE_HEADER, Numbers, Words, shortest_length, write_sas7bdat

# What Latin-1 can write; SAS fills a text up with blanks, so that those at its end are lost.
letters = st.characters(codec="latin-1", exclude_categories=["Cc"])
words = st.text(letters, max_size=30).filter(lambda word: word == word.rstrip())
numbers = st.one_of(st.floats(allow_nan=True), st.integers(-(2**53), 2**53).map(float))


def _read(path: Path, **options: Any) -> tuple[dict[str, Any], Any]:
    found, metadata = pyreadstat.read_sas7bdat(path, output_format="dict", **options)
    return dict(found), metadata


@given(
    rows=st.lists(st.tuples(numbers, st.integers(-2000, 9000), st.integers(-1, 2)), min_size=1, max_size=60),
    vocabulary=st.lists(words, min_size=3, max_size=3),
)
def test_numbers_and_words_come_back_exactly(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[float, int, int]], vocabulary: list[str]
) -> None:
    path = tmp_path_factory.mktemp("sas") / "x.sas7bdat"
    floats = np.array([number for number, _, _ in rows])
    small = np.array([float(number) for _, number, _ in rows])
    indices = np.array([index for *_, index in rows])
    write_sas7bdat(path, {"number": Numbers(floats), "small": Numbers(small), "word": Words(indices, vocabulary)})
    found, metadata = _read(path)
    assert metadata.number_rows == len(rows)
    np.testing.assert_array_equal(np.array(found["number"], dtype=float), floats)
    np.testing.assert_array_equal(np.array(found["small"], dtype=float), small)
    assert list(found["word"]) == [vocabulary[index] if index >= 0 else "" for index in indices]


@given(st.lists(st.floats(allow_nan=False), max_size=20), st.integers(3, 8))
def test_a_length_keeps_what_it_says_it_keeps(values: list[float], length: int) -> None:
    given_values = np.array(values, dtype=float)
    cut = given_values.view(np.uint64) >> np.uint64(64 - 8 * length) << np.uint64(64 - 8 * length)
    assert (shortest_length(given_values) <= length) == np.array_equal(cut, given_values.view(np.uint64))


def test_whole_numbers_in_three_to_eight_bytes() -> None:
    # SAS's own table: the largest whole number that is exact with all below it, by length.
    for length, largest in {3: 8_192, 4: 2_097_152, 5: 536_870_912, 6: 137_438_953_472, 7: 35_184_372_088_832}.items():
        assert shortest_length(np.array([1.0, largest - 1, largest])) == length
        assert shortest_length(np.array([largest + 1.0])) > length


def test_the_bytes_of_a_row(tmp_path: Path) -> None:
    path = tmp_path / "x.sas7bdat"
    columns = {
        "ett": Numbers(np.array([1.0, np.nan])),
        "sted": Words(np.array([0, -1]), ["ÆØÅæøå"]),
        "dato": Numbers(np.array([21_915.0, 21_915.0]), "YYMMDD", 10, length=4),
    }
    write_sas7bdat(path, columns)
    whole = path.read_bytes()
    assert len(whole) == HEADER + 2 * PAGE
    assert whole[70] == 29  # ISO 8859-1
    rows = whole[HEADER + PAGE + PAGE_HEADER :]
    # 1.0 is 3ff0…, 21915 is 40d566c0…, the lowest byte first; missing is fffffe…; blanks where no word is.
    assert rows[:13] == bytes.fromhex("00f03f c6d8c5e6f8e5 c066d540")
    assert rows[13:26] == bytes.fromhex("feffff 202020202020 c066d540")
    assert not any(rows[26:])


def test_formats_types_and_encoding_are_told(tmp_path: Path) -> None:
    path = tmp_path / "x.sas7bdat"
    columns = {
        "inndato": Numbers(np.array([EPOCH + 0.0, np.nan]), "YYMMDD", 10),
        "inntid": Numbers(np.array([8 * 3600 + 900.0, np.nan]), "TIME", 8),
        "et_navn_paa_mer_enn_aatte_tegn": Words(np.array([0, 1]), ["Tromsø", "Bodø"]),
    }
    write_sas7bdat(path, columns, name="PHBU_2019")
    found, metadata = _read(path)
    assert found["inndato"][0] == date(1970, 1, 1)
    assert found["inntid"][0] == time(8, 15)
    assert list(found["et_navn_paa_mer_enn_aatte_tegn"]) == ["Tromsø", "Bodø"]
    assert metadata.column_names == list(columns)
    assert list(metadata.original_variable_types.values()) == ["YYMMDD10", "TIME8", "$6"]
    assert list(metadata.readstat_variable_types.values()) == ["double", "double", "string"]
    assert metadata.file_encoding == "ISO-8859-1"
    assert metadata.table_name == "PHBU_2019"
    plain, _ = _read(path, disable_datetime_conversion=True)
    assert plain["inndato"][0] == 3653


@pytest.mark.parametrize(("encoding", "name"), [("windows-1252", "WINDOWS-1252"), ("utf-8", "UTF-8")])
def test_other_encodings(tmp_path: Path, encoding: str, name: str) -> None:
    path = tmp_path / "x.sas7bdat"
    write_sas7bdat(path, {"sted": Words(np.array([0]), ["Ålesund"])}, encoding)
    found, metadata = _read(path)
    assert list(found["sted"]) == ["Ålesund"]
    assert metadata.file_encoding == name


@pytest.mark.parametrize("rows", [0, 1, 2, 129, 300])
def test_any_number_of_pages(tmp_path: Path, rows: int) -> None:
    # Two rows a page, and 128 pages are made at once.
    path = tmp_path / "x.sas7bdat"
    wide = Words(np.arange(rows) % 2, ["x" * 30_000, "y"])
    write_sas7bdat(path, {"number": Numbers(np.arange(rows, dtype=float)), "wide": wide})
    assert path.stat().st_size == HEADER + PAGE * (1 + (rows + 1) // 2)
    found, metadata = _read(path)
    assert metadata.number_rows == rows
    if rows:
        assert list(found["number"]) == list(range(rows))
        assert [len(word) for word in found["wide"]] == [1 if row % 2 else 30_000 for row in range(rows)]


def test_the_same_columns_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_sas7bdat(tmp_path / name, {"x": Numbers(np.array([1.5, np.nan]))})
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({}, "needs columns"),
        ({"a": Numbers(np.zeros(1)), "b": Numbers(np.zeros(2))}, "all of the same number of rows"),
        ({"år": Numbers(np.zeros(1))}, "no name of a SAS column"),
        ({"x": Numbers(np.array([0.1]), length=4)}, "4 bytes do not hold its numbers, 8 do"),
        ({"x": Words(np.zeros(1, int), ["x" * 40_000])}, "longer than 32767"),
        ({f"x{n}": Words(np.zeros(1, int), ["x" * 30_000]) for n in range(3)}, "does not fit on a page"),
        ({f"x{n}": Numbers(np.zeros(1)) for n in range(900)}, "too many columns"),
    ],
)
def test_what_the_format_cannot_hold_is_refused(
    tmp_path: Path, columns: dict[str, Numbers | Words], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        write_sas7bdat(tmp_path / "x.sas7bdat", columns)
    assert list(tmp_path.iterdir()) == []
