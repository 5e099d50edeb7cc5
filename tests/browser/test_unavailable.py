"""The page of a process without figures in a real browser: readable on every screen, and it complains of nothing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from app.settings import Settings
from app.unavailable import create_unavailable
from tests.app.running_site import in_this_process
from tests.browser.conftest import PHONE, WIDE, Visit
from tests.browser.test_accessibility import _findings_on_both_screens


@pytest.fixture(scope="module")
def place() -> Iterator[str]:
    with in_this_process(create_unavailable(Settings())) as found:
        yield found


@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("scripts", [True, False])
def test_the_page_is_readable_and_fits(visit: Visit, place: str, screen: dict[str, int], scripts: bool) -> None:
    page = visit(
        "/pasienter", at=place, live=False, expected=("status of 503",), viewport=screen, java_script_enabled=scripts
    )
    expect(page.get_by_role("heading", level=1)).to_have_text("Tallene er ikke tilgjengelige akkurat nå")
    assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"]
    # The look of the site: its style sheet has come.
    assert page.locator(".error-page").evaluate("one => getComputedStyle(one).maxWidth") == "608px"
    assert page.locator("table, figure, script").count() == 0


def test_axe_finds_nothing(visit: Visit, place: str) -> None:
    page = visit("/pasienter", at=place, live=False, expected=("status of 503",))
    assert _findings_on_both_screens(page) == []
