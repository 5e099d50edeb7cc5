"""Looking for words among names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.filters import PATIENTS, WAITING
from app.search import LONGEST, Target, asked_in, found, plain_words
from app.site import Site
from app.view import LinkList, TextSection
from app.views import search

NAMES = ("Møre og Romsdal", "Romsdal", "Ålesund", "Sande (Møre og Romsdal)", "BUP Alta", "Alta")
TARGETS = [Target(name, "", f"/{number}") for number, name in enumerate(NAMES)]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("romsdal", ["Romsdal", "Møre og Romsdal", "Sande (Møre og Romsdal)"]),
        ("MØRE rom", ["Møre og Romsdal", "Sande (Møre og Romsdal)"]),
        ("ål", ["Ålesund"]),
        ("alta", ["Alta", "BUP Alta"]),
        ("bup", ["BUP Alta"]),
        ("sdal", []),
        ("alesund", ["Ålesund"]),
        ("aalesund", ["Ålesund"]),
        ("more", ["Møre og Romsdal", "Sande (Møre og Romsdal)"]),
        ("moere rom", ["Møre og Romsdal", "Sande (Møre og Romsdal)"]),
        ("al", ["Alta", "BUP Alta", "Ålesund"]),
        ("", []),
        ("  -  ", []),
    ],
)
def test_every_word_begins_a_word_and_names_that_begin_so_come_first(asked: str, names: list[str]) -> None:
    assert [one.name for one in found(asked, TARGETS, 20)] == names


def test_other_names_are_found_after_the_names_themselves() -> None:
    targets = [Target("Universitetssykehuset", "", "/1", ("UNN", "983974899")), Target("UNN Tromsø", "", "/2")]
    assert [one.address for one in found("unn", targets, 20)] == ["/2", "/1"]
    assert [one.address for one in found("983974", targets, 20)] == ["/1"]
    assert [one.address for one in found("unn", targets, 1)] == ["/2"]


def test_what_cannot_be_printed_parts_words() -> None:
    assert asked_in("q=al%00ta%0a%1b[31m") == "al ta [31m"


@given(st.text(max_size=300))
def test_any_text_can_be_asked_for(asked: str) -> None:
    assert len(found(asked, TARGETS, 3)) <= 3
    assert all(word and word == word.casefold() for word in plain_words(asked) if word.isascii())
    assert found(asked, TARGETS, 3) == found(asked[:LONGEST], TARGETS, 3)


def _lists(site: Site, asked: str) -> dict[str, list[tuple[str, str, str]]]:
    parts = search.results(site, asked, (PATIENTS, WAITING))
    return {
        part.heading: [(link.text, told, link.address) for link, told in part.items]
        for part in parts
        if isinstance(part, LinkList)
    }


def test_a_kommune_leads_to_its_area_and_a_unit_to_its_page(site: Site) -> None:
    lists = _lists(site, "alta")
    assert lists["Der barnet bor"] == [("Alta", "hører til opptaksområdet Finnmarks", "/pasienter?sted=finnmark")]
    assert [address for _, _, address in lists["Behandlingssteder"]] == ["/enheter/979848498"]


def test_measures_and_terms_are_found(site: Site) -> None:
    lists = _lists(site, "ventetid")
    assert ("/ventetid?maal=median") in [address for _, _, address in lists["Mål"]]
    assert "/om#median_wait" in [address for _, _, address in lists["Forklaringer"]]


@pytest.mark.parametrize(("asked", "anchor"), [("", "tomt"), ("xyzzy", "ingen")])
def test_nothing_asked_for_and_nothing_found_have_a_sentence(site: Site, asked: str, anchor: str) -> None:
    [part] = search.results(site, asked, ())
    assert isinstance(part, TextSection)
    assert part.anchor == anchor
