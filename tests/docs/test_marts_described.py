"""data_marts/README.md describes every mart, dimension, measure, table and command, and no other."""

import re

import pytest

from data_marts.__main__ import COMMANDS
from data_marts.catalog import MARTS, TABLES, Mart
from tests.docs.repository import code_words, rows, sections, text_of

README = "data_marts/README.md"
SOURCES = {"register": "Source: register", "ssb": "Source: Statistics Norway"}
UNITS = {"share": {"percent"}, "rate": {"per 1,000"}}


def _measures(name: str) -> dict[str, str]:
    """The unit of each measure that the document has for a mart."""
    described: dict[str, str] = {}
    for names, unit, what in rows(sections(README)[name]):
        assert unit, names
        assert what, names
        described |= dict.fromkeys(re.findall(r"`(\w+)`", names), unit)
    return described


@pytest.mark.parametrize("mart", MARTS.values(), ids=MARTS.keys())
def test_measures_are_those_of_the_catalogue(mart: Mart) -> None:
    assert set(_measures(mart.name)) == set(mart.measures)


@pytest.mark.parametrize("mart", MARTS.values(), ids=MARTS.keys())
def test_units_fit_the_kind_of_measure(mart: Mart) -> None:
    described = _measures(mart.name)
    for name, measure in mart.measures.items():
        if measure.kind in UNITS:
            assert described[name] in UNITS[measure.kind], name
        if measure.kind == "count":
            assert described[name] not in {"percent", "per 1,000", "points"}, name


@pytest.mark.parametrize("mart", MARTS.values(), ids=MARTS.keys())
def test_grain_and_source_are_named(mart: Mart) -> None:
    body = sections(README)[mart.name]
    grain = re.search(r"One row per (.*?)Source:", body, re.DOTALL)
    assert grain is not None
    assert {dimension.name for dimension in mart.dimensions} == code_words(grain[1]) - {"all"}
    assert SOURCES[mart.source] in body


@pytest.mark.parametrize("mart", MARTS.values(), ids=MARTS.keys())
def test_columns_that_count_persons_are_given_in_persons(mart: Mart) -> None:
    described = _measures(mart.name)
    for group in mart.groups:
        assert all(described[name] == "persons" for name in group.persons), group.name


def test_tables_are_named() -> None:
    assert set(TABLES) <= code_words(sections(README)["Tables beside the marts"])


def test_commands_are_those_of_the_command_line() -> None:
    above_the_first_heading = text_of(README).partition("\n## ")[0]
    assert set(re.findall(r"`python -m data_marts ([\w-]+)`", above_the_first_heading)) == set(COMMANDS)
