"""The reader of JSON-stat2, on answers that are made up in the bank's form."""

import itertools
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_marts.sources.jsonstat import read_jsonstat, read_jsonstat_dimensions
from data_marts.sources.problems import SourceError
from tests.data_marts.sources.writers import answer, as_bytes, description

FISH = (
    ("Vare", "varegruppe", (("01", "Fersk"), ("02", "Frossen"))),
    ("ContentsCode", "statistikkvariabel", (("Vekt", "Vekt (tonn)"), ("Pris", "Pris (kr)"))),
    ("Tid", "uke", (("U1", "uke 1"), ("U2", "uke 2"), ("U3", "uke 3"))),
)


def fish() -> dict[str, Any]:
    """Twelve cells with the values 0 to 11, in the order of the format."""
    found = answer(FISH, lambda *cell: 0)
    found["value"] = list(range(12))
    return found


def cells(content: bytes) -> dict[tuple[str, ...], tuple[float | None, str | None]]:
    rows = read_jsonstat(content, "fish.json").cells.to_pylist()
    return {(r["Vare"], r["ContentsCode"], r["Tid"]): (r["value"], r["status"]) for r in rows}


def test_the_last_dimension_runs_fastest() -> None:
    found = cells(as_bytes(fish()))
    # Worked out: 02 is 1 of 2 (six cells each), Vekt 0 of 2 (three each), U2 1 of 3: 6 + 0 + 1.
    assert found["02", "Vekt", "U2"] == (7.0, None)
    assert found["01", "Pris", "U1"] == (3.0, None)
    assert len(found) == 12


def test_names_and_date_come_along() -> None:
    found = read_jsonstat(as_bytes(fish()), "fish.json")
    assert found.updated == "2026-01-02T07:00:00Z"
    assert (found.dimensions[0].code, found.dimensions[0].label) == ("Vare", "varegruppe")
    assert found.dimensions[0].categories == (("01", "Fersk"), ("02", "Frossen"))


def test_a_byte_order_mark_is_taken_away() -> None:
    assert cells(as_bytes(fish(), mark=True)) == cells(as_bytes(fish()))


def test_values_may_stand_as_an_object_of_the_cells_that_are_there() -> None:
    found = fish() | {"value": {"0": 5, "11": 2.5}}
    assert cells(as_bytes(found))["01", "Vekt", "U1"] == (5.0, None)
    assert cells(as_bytes(found))["02", "Pris", "U3"] == (2.5, None)
    assert cells(as_bytes(found))["01", "Vekt", "U2"] == (None, None)


def test_null_and_a_text_in_place_of_a_number_are_no_value() -> None:
    found = fish()
    found["value"][:2] = [None, "k"]
    assert cells(as_bytes(found))["01", "Vekt", "U1"] == (None, None)
    assert cells(as_bytes(found))["01", "Vekt", "U2"] == (None, "k")


@pytest.mark.parametrize(
    ("status", "expected"),
    [(["..", *[""] * 11], ".."), ({"0": ":"}, ":"), ("f", "f")],
    ids=["list", "object", "one for all"],
)
def test_status_in_its_three_forms(status: object, expected: str) -> None:
    found = fish() | {"status": status}
    found["value"][0] = None
    assert cells(as_bytes(found))["01", "Vekt", "U1"] == (None, expected)


def test_index_may_be_a_list_and_labels_may_be_left_out() -> None:
    found = fish()
    found["dimension"]["Vare"]["category"] = {"index": ["01", "02"]}
    assert cells(as_bytes(found))["02", "Vekt", "U2"] == (7.0, None)


def test_index_decides_the_order_not_the_place_in_the_file() -> None:
    found = fish()
    found["dimension"]["Vare"]["category"]["index"] = {"02": 1, "01": 0}
    assert cells(as_bytes(found))["02", "Vekt", "U2"] == (7.0, None)


def test_a_description_has_no_values_and_is_read_as_dimensions() -> None:
    found = description(FISH)
    found["dimension"]["Vare"]["extension"]["elimination"] = True
    dimensions = read_jsonstat_dimensions(as_bytes(found), "fish.json")
    assert [(d.code, d.may_be_left_out) for d in dimensions] == [
        ("Vare", True),
        ("ContentsCode", False),
        ("Tid", False),
    ]


def _without(key: str) -> dict[str, Any]:
    return {k: v for k, v in fish().items() if k != key}


def _category(change: dict[str, Any]) -> dict[str, Any]:
    found = fish()
    found["dimension"]["Vare"]["category"] |= change
    return found


@pytest.mark.parametrize(
    ("damaged", "sentence"),
    [
        (fish() | {"value": list(range(11))}, "'value': 11 values, the sizes say 12"),
        (fish() | {"value": {"12": 1}}, "'value': '12' is not the number of one of the 12 cells"),
        (fish() | {"value": {"-1": 1}}, "'-1' is not the number"),
        (fish() | {"value": [True, *range(11)]}, "cell 0: True is neither a number, a text nor null"),
        (fish() | {"value": [*range(11), [1]]}, r"cell 11: \[1\] is neither"),
        (fish() | {"value": [10**400, *range(11)]}, "cell 0: 1000"),
        (_without("value"), "'value': an object is needed, found NoneType"),
        (fish() | {"status": ["."]}, "'status': 1 marks, the sizes say 12"),
        (fish() | {"size": [2, 2, 4]}, "dimension 'Tid': 3 categories, 'size' says 4"),
        (fish() | {"size": [2, 2]}, "'id' and 'size' must be lists of one length"),
        (fish() | {"id": ["Vare", "ContentsCode", "Uke"]}, "dimension 'Uke': an object is needed"),
        (_without("dimension"), "'dimension': an object is needed"),
        (fish() | {"class": "collection"}, "not a JSON-stat 2 dataset"),
        (fish() | {"version": "1.0"}, "not a JSON-stat 2 dataset"),
        (_category({"index": {"01": 0, "02": 2}}), "must number the categories from 0 without gaps"),
        (_category({"index": ["01", "01"]}), "a category stands twice"),
    ],
)
def test_a_damaged_answer_is_refused_with_its_place(damaged: dict[str, Any], sentence: str) -> None:
    with pytest.raises(SourceError, match=sentence) as caught:
        read_jsonstat(as_bytes(damaged), "fish.json")
    assert str(caught.value).startswith("fish.json")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (as_bytes(fish())[:-20], r"fish.json, line 1, column \d+: not JSON"),
        (b"", "fish.json, line 1, column 1: not JSON"),
        (json.dumps(fish() | {"label": "år"}, ensure_ascii=False).encode("latin-1"), r"fish.json, byte \d+: not UTF-8"),
        (as_bytes(fish()).replace(b"11]", b"NaN]"), "NaN"),
        (b"[" * 100_000, "nested too deep"),
        (b"[1]", "an object is needed, found list"),
    ],
    ids=["cut off", "empty", "latin-1", "NaN", "deep", "a list"],
)
def test_what_is_no_json_of_the_bank_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(SourceError, match=sentence):
        read_jsonstat(content, "fish.json")


sizes = st.lists(st.integers(1, 4), min_size=1, max_size=4)
numbers = st.none() | st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9)


@given(sizes=sizes, data=st.data())
def test_every_cell_comes_back_where_the_plain_writer_put_it(sizes: list[int], data: st.DataObject) -> None:
    dimensions = [(f"D{i}", f"d{i}", [(f"{i}-{n}", f"n{n}") for n in range(size)]) for i, size in enumerate(sizes)]
    codes = [[code for code, _ in categories] for _, _, categories in dimensions]
    put = {cell: data.draw(numbers) for cell in itertools.product(*codes)}
    found = answer(dimensions, lambda *cell: put[cell])
    if data.draw(st.booleans()):
        found["value"] = {str(i): value for i, value in enumerate(found["value"]) if value is not None}
    rows = read_jsonstat(as_bytes(found), "made up").cells.to_pylist()
    assert {tuple(row[code] for code, _, _ in dimensions): row["value"] for row in rows} == put
