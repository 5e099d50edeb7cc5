"""The three writers: what they say, and that everybody can read it."""

import json
import re
from dataclasses import fields, is_dataclass
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from data_marts.checks.declared import read_checks
from data_marts.report import as_json as json_module
from data_marts.report import report as model
from data_marts.report import words
from data_marts.report.as_json import as_json
from data_marts.report.make import report_of
from data_marts.report.page import as_html
from data_marts.report.report import PlaceLine, Report
from data_marts.report.terminal import print_report
from tests.data_marts.report.examples import FACTS, MEASURED, NAMES, example

FULL, SHARED = example(share=False), example(share=True)
BOTH = pytest.mark.parametrize("report", [FULL, SHARED], ids=["full", "shared"])
README = Path(json_module.__file__).parent / "README.md"
VOID = {"meta", "line", "rect", "circle", "polyline", "path"}


def terminal(report: Report, width: int = 80) -> str:
    text = StringIO()
    print_report(report, Console(file=text, width=width))
    return text.getvalue()


# --- JSON ---


@BOTH
def test_json_says_the_same_as_the_report(report: Report) -> None:
    document = json.loads(as_json(report))
    assert (document["format"], document["verdict"]) == (1, report.verdict)
    assert document["delivered_through"] == "2024-04-30"
    assert [entry["count"] for entry in document["results"]] == [result.count for result in report.results]
    assert document["accounts"][1]["reasons"][0] == ["other_sector", 12]
    assert as_json(report) == as_json(report)


def test_every_key_of_the_json_is_described() -> None:
    described = set(re.findall(r"`([a-z_]+)`", README.read_text(encoding="utf-8").partition("## JSON")[2]))
    values = [value for value in vars(model).values() if is_dataclass(value) and value.__module__ == model.__name__]
    names = {field.name for value in values for field in fields(value)}
    assert len(values) == 7
    assert names | {"format", "verdict"} <= described | {"places"}


# --- the terminal ---


@BOTH
def test_the_terminal_keeps_within_80_columns(report: Report) -> None:
    lines = terminal(report).splitlines()
    assert max(map(len, lines)) <= 80
    assert not any("…" in line for line in lines)


def test_the_terminal_tells_the_gravest_first() -> None:
    text = terminal(FULL)
    assert "INVENTED" in text
    assert "Delivery PHBU 2024 & våren" in text
    found = re.findall(r"^ (stop|warn|note|withheld) ", text, re.MULTILINE)
    assert found == ["stop", "warn", "warn", "warn", "warn", "warn", "note", "note"]
    assert "BUP Fjord (333), 2023-05: 90, expected 50" in text
    assert "47 of 55 checks found nothing (0):" in text
    assert "overlapping_stays" in text


def test_the_terminal_for_others() -> None:
    text = terminal(SHARED)
    assert "Persons with both sexes: withheld" in text
    assert "Persons who have reserved themselves (in none of the numbers): withheld" in text
    assert "where: withheld" in text


def test_a_delivery_that_is_real_and_in_order() -> None:
    facts = type(FACTS)("PHBU", False, (2024,), FACTS.delivered_through, (), 0)
    report = report_of(facts, MEASURED, (), NAMES, share=False)
    text = terminal(report)
    assert report.verdict == "ok"
    assert "INVENTED" not in text
    assert "Nothing was found." in text
    page = as_html(report)
    assert "OPPDIKTET" not in page
    assert "Ingen av kontrollene fant noe." in page


# --- the page ---


class _Page(HTMLParser):
    """The elements of a page: open ones in order, and everything that was found."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attributes)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@BOTH
def test_the_page_is_well_formed_and_fetches_nothing(report: Report) -> None:
    text = as_html(report)
    page = _Page(text)
    assert page.open == []
    assert page.all("script") == page.all("link") == page.all("img") == []
    assert not re.search(r"https?:|url\(|@import|\bon\w+=", text)
    assert all(str(anchor["href"]).startswith("#") for anchor in page.all("a"))
    assert page.all("html") == [{"lang": "nb"}]


@BOTH
def test_the_page_can_be_read_by_those_who_do_not_see_it(report: Report) -> None:
    text = as_html(report)
    page = _Page(text)
    ids = [attributes["id"] for _, attributes in page.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    for picture in page.all("svg"):
        assert picture["role"] == "img"
        assert set(str(picture["aria-labelledby"]).split()) <= set(ids)
    assert len(page.all("title")) == 1 + len(page.all("svg"))
    assert len(page.all("desc")) == len(page.all("svg")) >= 4
    levels = [int(tag[1]) for tag, _ in page.found if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
    tables = re.findall(r"<table.*?</table>", text, re.DOTALL)
    assert all("<caption" in table for table in tables)
    assert all('scope="col"' in table for table in tables)


def test_the_page_says_that_it_is_invented_and_for_whom_it_is() -> None:
    full, shared = as_html(FULL), as_html(SHARED)
    for text in (full, shared):
        assert "<title>OPPDIKTET – Kontrollrapport: PHBU 2024 &amp; våren</title>" in text
        assert '<p class="invented">OPPDIKTET' in text
    assert "Kun for registerets sikre område" in full
    assert "Kan deles" in shared
    assert "Kan deles" not in full


def test_the_page_escapes_names_and_writes_norwegian() -> None:
    text = as_html(FULL)
    assert "Fjord &lt;HF&gt;" in text
    assert "<HF>" not in text
    assert "1\N{NO-BREAK SPACE}130" in text
    assert "BUP Fjord (333), mai 2023" in text
    assert "90, ventet 50" in text
    assert "annen sektor" in text


def test_the_page_for_others_has_the_one_word() -> None:
    text = as_html(SHARED)
    assert "Personer med begge kjønn: skjult" in text
    assert "Hvor: skjult" in text
    assert not re.search(r"\d, ventet", text)
    assert "withheld" not in re.sub(r'class="[^"]*"|<style>.*</style>', "", text, flags=re.DOTALL)


def test_every_word_that_a_report_uses_is_there_in_norwegian() -> None:
    checks = read_checks()
    assert {check.group for check in checks} == set(words.GROUPS)
    reasons = {check.id.rpartition("set_aside_")[2] for check in checks if "set_aside_" in check.id}
    assert reasons == set(words.REASONS)


@pytest.mark.parametrize(
    ("value", "written"), [(1026912, "1 026 912"), (59.1, "59,1"), (60.0, "60"), (0, "0"), (1234.5, "1 234,5")]
)
def test_numbers(value: float, written: str) -> None:
    assert words.number(value) == written.replace(" ", "\N{NO-BREAK SPACE}")


@pytest.mark.parametrize(
    ("line", "check", "written"),
    [
        (("F", None, None, None, "a number of 11 digits", 3, None, None), "x", ("F, et tall på 11 siffer", "3")),
        ((None, "9", None, "2024", "empty", 3, None, None), "x", ("9, 2024, tomt felt", "3")),
        ((None, "9", "By", "2024-12", None, 1, 0.0, 40.0), "x", ("By (9), des 2024", "0, ventet 40")),
        ((None, "9", "By", "2024", None, 1, 700.0, 700.0), "identical_years", ("By (9), 2024", "700 i begge år")),
    ],
)  # fmt: skip
def test_places(line: tuple, check: str, written: tuple[str, str]) -> None:
    assert words.place(check, PlaceLine(*line)) == written
