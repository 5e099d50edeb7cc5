"""The glossary has the words of the catalogue, with the Norwegian that visitors read."""

import re
from typing import get_args

import pytest

from app.words import words
from data_marts.catalog import (
    ACTIVITY_CARE,
    AGE_GROUPS,
    ALL,
    CARE_LEVELS,
    CONTACT_TYPES,
    COUNTRY,
    DIAGNOSIS_GROUPS,
    INFORMANTS,
    MARTS,
    PERIOD_TYPES,
    SEXES,
    MeasureKind,
    Status,
)
from tests.docs.repository import code_words, rows, sections, text_of

GLOSSARY = "GLOSSARY.md"
NORWEGIAN = words("nb")
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
# Where each list of the catalogue has its Norwegian in the text catalogue.
LISTS = {
    "sex": SEXES,
    "care": CARE_LEVELS,
    "contact_type": CONTACT_TYPES,
    "period_type": PERIOD_TYPES,
    "diagnosis_group": DIAGNOSIS_GROUPS,
    "informant": INFORMANTS,
}


def test_names_of_marts_and_dimensions_are_there() -> None:
    known = code_words(text_of(GLOSSARY))
    names = {*MARTS, *(dimension.name for mart in MARTS.values() for dimension in mart.dimensions)}
    assert names - known == set()


def test_kinds_of_measures_and_totals_are_there() -> None:
    known = code_words(text_of(GLOSSARY))
    assert {*get_args(MeasureKind), ALL, COUNTRY, *AGE_GROUPS, *ACTIVITY_CARE} - known == set()


def _norwegian(key: str) -> str:
    """A text of the catalogue as it is typed in a document, with plain spaces."""
    return NORWEGIAN(key).replace(NO_BREAK_SPACE, " ")


@pytest.mark.parametrize(
    ("field", "value"), [(field, value) for field, values in LISTS.items() for value in values if value != ALL]
)
def test_values_stand_beside_their_norwegian(field: str, value: str) -> None:
    label = _norwegian(f"{field}.{value}")
    assert re.search(rf"`{value}` (\| )?{re.escape(label)}", text_of(GLOSSARY)), f"`{value}` {label}"


def test_reasons_are_those_of_the_catalogue_with_the_words_that_visitors_read() -> None:
    table = list(rows(sections(GLOSSARY)["Why a number is there or not"]))[1:]
    assert [row[0].strip("`") for row in table] == [str(status) for status in Status]
    for name, norwegian, meaning in table:
        assert meaning
        if name.strip("`") != Status.PUBLISHED:
            assert norwegian == _norwegian(f"absence.{name.strip('`')}.word")


def test_measures_stand_beside_their_norwegian() -> None:
    labelled = {name for mart in MARTS.values() for name in mart.measures if f"measure.{name}" in NORWEGIAN.texts}
    checked = 0
    for names, norwegian, *_ in rows(sections(GLOSSARY)["Measures"]):
        measures = [name for name in re.findall(r"`(\w+)`", names) if name in labelled]
        if measures:
            assert norwegian == ", ".join(_norwegian(f"measure.{name}") for name in measures)
            checked += len(measures)
    assert checked >= 10


def test_every_word_has_a_meaning_and_stands_once() -> None:
    for heading, body in sections(GLOSSARY).items():
        listed = [row[0] for row in rows(body)]
        assert len(listed) == len(set(listed)), heading
        assert all(len(row) == 3 and all(row) for row in rows(body)), heading
