"""Search in a list of places, in a real browser: what is hidden, what is opened, what is said, and that it survives."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

SCRIPT = Path(__file__).resolve().parents[2] / "assets" / "tree_search.js"
TREE = """
  <div class="form-check"><input type="checkbox" id="a" checked><label for="a">Norge</label></div>
  <details id="nord"><summary>Helse Nord</summary>
    <div class="form-check"><input type="checkbox" id="b"><label for="b">UNN Tromsø</label></div>
    <div class="form-check"><input type="checkbox" id="c"><label for="c">Nordlandssykehuset</label></div></details>
  <details id="ost"><summary>Helse Sør-Øst</summary>
    <div class="form-check"><input type="checkbox" id="d"><label for="d">Ålesund vest</label></div></details>
"""
PAGE = f"""
  <form action="/sent"><label data-filters="places">Søk <input type="search"></label>
    <p role="status" data-for="places" data-none="Ingen treff" data-one="Ett treff" data-many="{{n}} treff"></p>
    <div id="places">{TREE}</div></form>
"""


@pytest.fixture(scope="module")
def browser_page(browser: Browser) -> Iterator[Page]:
    """One page with the list in it."""
    page = browser.new_page()
    page.set_content(PAGE)
    page.add_script_tag(path=SCRIPT)
    yield page
    page.close()


@pytest.fixture
def page(browser_page: Page) -> Page:
    """The list with nothing searched for."""
    browser_page.fill("input[type=search]", "")
    browser_page.evaluate("html => { document.getElementById('places').innerHTML = html }", TREE)
    return browser_page


def _seen(page: Page) -> list[str]:
    return page.locator("#places label:visible").all_inner_texts()


def _search(page: Page, text: str) -> str:
    page.fill("input[type=search]", text)
    return page.inner_text("[role=status]")


def test_before_a_search_the_folded_places_are_folded(page: Page) -> None:
    assert _seen(page) == ["Norge"]
    assert page.inner_text("[role=status]") == ""


@pytest.mark.parametrize("text", ["Tromsø", "tromso", "TROMSÖ", "  unn   trom "])
def test_a_place_is_found_however_its_name_is_typed(page: Page, text: str) -> None:
    assert _search(page, text) == "Ett treff"
    # Norge has been chosen: what is in force stays in sight.
    assert _seen(page) == ["Norge", "UNN Tromsø"]
    assert page.locator("summary:visible").all_inner_texts() == ["Helse Nord"]


@pytest.mark.parametrize("text", ["ålesund", "aalesund", "alesund"])
def test_the_letter_a_with_a_ring_may_be_typed_in_three_ways(page: Page, text: str) -> None:
    assert _search(page, text) == "Ett treff"
    assert _seen(page) == ["Norge", "Ålesund vest"]


def test_hits_are_counted_and_none_is_said(page: Page) -> None:
    assert _search(page, "n") == "4 treff"
    assert _search(page, "xyz") == "Ingen treff"
    assert _seen(page) == ["Norge"]


def test_an_emptied_field_brings_everything_back_as_it_was(page: Page) -> None:
    page.evaluate("document.getElementById('ost').open = true")
    _search(page, "tromsø")
    assert _search(page, "") == ""
    assert _seen(page) == ["Norge", "Ålesund vest"]
    assert page.evaluate("document.getElementById('nord').open") is False


def test_a_search_is_done_again_when_the_list_is_drawn_anew(page: Page) -> None:
    _search(page, "tromsø")
    page.evaluate("html => { document.getElementById('places').innerHTML = html }", TREE)
    page.wait_for_function("document.getElementById('nord').open")
    assert _seen(page) == ["Norge", "UNN Tromsø"]


def test_enter_in_the_field_does_not_send_the_form(page: Page) -> None:
    page.evaluate("window.sent = 0; document.forms[0].onsubmit = () => { window.sent += 1; return false }; null")
    _search(page, "tromsø")
    page.press("input[type=search]", "Enter")
    assert page.evaluate("window.sent") == 0
    assert _seen(page) == ["Norge", "UNN Tromsø"]
