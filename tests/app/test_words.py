"""Numbers, dates and plural forms as people write them in Norwegian, by worked examples."""

import pytest

from app.words import Words, flatten, words
from data_marts.catalog import Status

NB = words("nb")
SPACE = "\N{NO-BREAK SPACE}"
BIG = f"1{SPACE}026{SPACE}912"


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (0, 0, "0"),
        (7, 0, "7"),
        (999, 0, "999"),
        (1000, 0, f"1{SPACE}000"),
        (1026912, 0, f"1{SPACE}026{SPACE}912"),
        (65.9, 1, "65,9"),
        (65.94, 1, "65,9"),
        (65.96, 1, "66,0"),
        (50.0, 1, "50,0"),
        (12345.678, 2, f"12{SPACE}345,68"),
        (-0.3, 1, "−0,3"),
        (-1234, 0, f"−1{SPACE}234"),
        (-0.04, 1, "0,0"),
        (0.04, 1, "0,0"),
        (-0.4, 0, "0"),
    ],
)
def test_numbers(value: float, decimals: int, written: str) -> None:
    assert NB.number(value, decimals) == written


@pytest.mark.parametrize(("value", "written"), [(28.3, f"28,3{SPACE}%"), (0, f"0,0{SPACE}%"), (-0.3, f"−0,3{SPACE}%")])
def test_percentages(value: float, written: str) -> None:
    assert NB.percent(value) == written


@pytest.mark.parametrize(
    ("language", "number", "negative", "percent", "date", "one", "many", "separators"),
    [
        ("nn", BIG, "−0,3", f"28,3{SPACE}%", "31. desember 2024", "1 pasient", "2 pasientar", f",{SPACE}"),
        ("en", "1,026,912", "−0.3", "28.3%", "31 December 2024", "1 patient", "2 patients", ".,"),
    ],
)  # fmt: skip
def test_the_other_languages(
    language: str, number: str, negative: str, percent: str, date: str, one: str, many: str, separators: str
) -> None:
    found = words(language)
    assert (found.number(1026912), found.number(-0.3, 1), found.percent(28.3)) == (number, negative, percent)
    # A change that rounds to nothing is not negative in any language.
    assert found.number(-0.04, 1) == ("0.0" if language == "en" else "0,0")
    assert found.date("2024-12-31") == date
    assert (found.counted("units.patients", 1), found.counted("units.patients", 2)) == (one, many)
    assert found.separators == separators


@pytest.mark.parametrize(
    ("language", "address"), [("nb", "/om#rate"), ("nn", "/om?sprak=nn#rate"), ("en", "/om?sprak=en#rate")]
)
def test_links_lead_to_the_same_language(language: str, address: str) -> None:
    assert words(language).address("/om#rate") == address


def test_intervals() -> None:
    assert NB.interval(45.0, 55.5, 1).replace("\N{WORD JOINER}", "") == "45,0–55,5"
    # A dash beside a minus sign could not be read.
    below = NB.interval(-3.0, -1.8, 1)
    assert "−3,0" in below
    assert "−1,8" in below
    assert "–" not in below


@pytest.mark.parametrize(
    ("iso", "written"),
    [("2024-12-31", "31. desember 2024"), ("2026-01-02T03:04:05Z", "2. januar 2026"), ("2025-05-17", "17. mai 2025")],
)
def test_dates(iso: str, written: str) -> None:
    assert NB.date(iso) == written


@pytest.mark.parametrize(
    ("count", "written"),
    [(0, "0 pasienter"), (1, "1 pasient"), (2, "2 pasienter"), (21, "21 pasienter"), (1001, f"1{SPACE}001 pasienter")],
)
def test_one_and_many(count: int, written: str) -> None:
    assert NB.counted("units.patients", count) == written


def test_a_cell_is_a_number_or_a_word_for_its_absence() -> None:
    assert NB.cell(1026912) == f"1{SPACE}026{SPACE}912"
    assert NB.cell(0) == "0"
    assert [NB.cell(status) for status in Status if status is not Status.PUBLISHED] == [
        "skjult", "mangler", "ikke aktuelt", "ikke levert", "for få", "gjentatt", "for detaljert",
    ]  # fmt: skip


def test_a_key_that_the_catalogue_lacks_is_a_fault_and_never_a_text() -> None:
    with pytest.raises(KeyError):
        NB("nowhere.at_all")
    with pytest.raises(KeyError):
        NB("units.tree")  # its {year} is missing


def test_another_language_has_its_own_plural_forms() -> None:
    made = Words("nb", {"hit.one": "ett treff", "hit.other": "{count} treff"}, NB.locale)
    assert [made.counted("hit", count) for count in (1, 2)] == ["ett treff", "2 treff"]


def test_catalogues_are_read_as_one_level() -> None:
    assert flatten({"a": {"b": "x", "c": {"d": 1}}, "e": "y"}) == {"a.b": "x", "a.c.d": "1", "e": "y"}
