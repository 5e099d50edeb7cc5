"""The report on a delivery in a real browser: nothing sticks out on a telephone, axe finds nothing, print keeps all."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from data_marts.report.page import as_html
from tests.browser.conftest import PHONE, WIDE
from tests.data_marts.report.examples import example

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(params=["full", "shared"])
def page(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The page as a file on disk, without a network."""
    file = tmp_path / "report.html"
    file.write_text(as_html(example(share=request.param == "shared")), encoding="utf-8")
    context = browser.new_context(offline=True)
    opened = context.new_page()
    opened.goto(file.as_uri())
    yield opened
    context.close()


@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
def test_nothing_sticks_out_and_axe_finds_nothing(page: Page, screen: dict[str, int]) -> None:
    page.set_viewport_size(screen)
    assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"]
    found = Axe().run(page, options=RULES).response["violations"]
    assert [violation["id"] for violation in found] == []


def test_pictures_keep_their_words_within_them(page: Page) -> None:
    page.set_viewport_size(PHONE)
    outside = page.evaluate(
        """() => [...document.querySelectorAll('svg')].flatMap(svg => {
            const box = svg.getBoundingClientRect()
            return [...svg.querySelectorAll('text')].filter(text => {
                const inner = text.getBoundingClientRect()
                return inner.left < box.left - 1 || inner.right > box.right + 1 || inner.top < box.top - 1
            }).map(text => text.textContent)
        })"""
    )
    assert outside == []


def test_print_has_the_mark_and_all_tables(page: Page) -> None:
    page.emulate_media(media="print")
    assert page.locator(".invented").is_visible()
    assert page.locator("table.accounts").is_visible()
    assert len(page.pdf()) > 10_000
