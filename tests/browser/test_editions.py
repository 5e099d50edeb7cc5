"""A page that stays open while another release takes the place of its own: it never shows figures of both."""

from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from data_marts.releases import switch
from tests.app.release_folder import times, write_named_release
from tests.app.running_site import running_site
from tests.app.small_release import tables
from tests.app.test_editions import AFTER, BEFORE, Two
from tests.browser.conftest import START, Visit, taken_over

LIVE = "#react-entry-point"
PATIENTS = "/pasienter?maal=pasienter&sted=norge"
SHOWN = """() => {
  const release = document.querySelector(".site-footer").textContent.match(/Utgivelse (\\S+),/)[1];
  const shown = document.body.matches(".dash-ready") ? "#react-entry-point" : "#server-drawn";
  const figures = [...document.querySelectorAll(`${shown} table td.number`)].map(cell => cell.textContent);
  return { release, figures, url: location.href };
}"""
# Every count of a release is a multiple of ten, and none of the first release's small ones stands in the second.
WATCH = """() => {
  window.seen = [];
  const look = () => { window.seen.push((SHOWN)()); };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
}""".replace("SHOWN", SHOWN)


@pytest.fixture
def two(tmp_path: Path) -> Two:
    root = tmp_path / "releases"
    second = write_named_release(root, times(7))
    return Two(root, write_named_release(root, tables()), second)


@pytest.fixture
def place(two: Two) -> Iterator[str]:
    with running_site(two.root) as port:
        yield f"http://127.0.0.1:{port}"


def _publish(two: Two, place: str, release: str) -> None:
    """Goes on once both processes have gone over.

    They cannot be told apart, and one may answer for a long time alone: so for longer than both look and open.
    """
    switch(two.root, release)
    since = monotonic()
    while monotonic() < since + 2.5:
        with urlopen(f"{place}/helse", timeout=5) as answer:
            if release not in answer.read().decode():
                since = monotonic()
        sleep(0.05)


def _wait_for_page_of(page: Page, release: str) -> None:
    taken_over(page, f"[data-release='{release}']")


def _shown(page: Page) -> dict[str, Any]:
    return dict(page.evaluate(SHOWN))


def _select(page: Page, key: str):
    return page.locator(f'{LIVE} select[id*=\'"key":"{key}"\']')


def test_a_choice_on_a_page_of_the_former_release_leads_to_a_page_of_the_new_one(
    visit: Visit, two: Two, place: str
) -> None:
    page = visit(PATIENTS, at=place)
    assert _shown(page)["figures"][:3] == BEFORE
    _publish(two, place, two.second)
    page.evaluate(WATCH)
    # Nothing happens to the page of somebody who reads.
    assert _shown(page)["release"] == two.first
    _select(page, "kjonn").select_option("gutter")
    _wait_for_page_of(page, two.second)
    shown = _shown(page)
    assert shown["release"] == two.second
    assert shown["figures"][:3] == AFTER
    assert shown["url"].endswith("/pasienter?maal=pasienter&kjonn=gutter&sted=norge")
    expect(_select(page, "kjonn")).to_have_value("gutter")
    # And back again, as after a rollback.
    _publish(two, place, two.first)
    _select(page, "kjonn").select_option("alle")
    _wait_for_page_of(page, two.first)
    assert _shown(page)["release"] == two.first
    assert _shown(page)["figures"][:3] == BEFORE


def test_at_no_moment_are_figures_of_one_release_on_the_page_of_the_other(visit: Visit, two: Two, place: str) -> None:
    page = visit(PATIENTS, at=place, expected=("ERR_ABORTED",))
    # Reloading is held back, so that what stands on the page meanwhile can be looked at.
    page.evaluate(WATCH)
    page.route(lambda url: url.startswith(f"{place}/pasienter"), lambda route: route.fulfill(status=204))
    _publish(two, place, two.second)
    _select(page, "kjonn").select_option("gutter")
    expect(page.locator(f"{LIVE} .other-release")).to_contain_text("Det er kommet en ny utgivelse")
    expect(page.locator("#told")).to_contain_text("ny utgivelse")
    seen = page.evaluate("window.seen")
    assert len(seen) > 0
    assert {one["release"] for one in seen} == {two.first}
    assert not set(AFTER) & {figure for one in seen for figure in one["figures"]}
    assert seen[-1]["figures"] == []


def test_a_page_is_not_taken_over_by_a_process_that_has_another_release(visit: Visit, two: Two, place: str) -> None:
    """As while two processes go over: one has drawn the page, the other is asked for its results."""
    held: list[Any] = []
    page = visit(PATIENTS, at=place, live=False, hold=held)
    for _ in range(100):
        if held:
            break
        page.wait_for_timeout(50)
    _publish(two, place, two.second)
    for route in held:
        route.continue_()
    page.wait_for_selector(f"{LIVE} .other-release", state="attached")
    page.wait_for_timeout(300)
    assert page.locator("body.dash-ready").count() == 0
    shown = _shown(page)
    assert (shown["release"], shown["figures"][:3]) == (two.first, BEFORE)
    page.unroute(START)
    # The form works as it does without scripts, and leads to the new release.
    page.locator("#server-drawn select[name=kjonn]").select_option("gutter")
    page.get_by_role("button", name="Vis", exact=True).click()
    _wait_for_page_of(page, two.second)
    assert _shown(page)["release"] == two.second
    assert _shown(page)["figures"][:3] == AFTER


def test_back_to_an_address_of_the_former_release_leads_to_the_new_one(visit: Visit, two: Two, place: str) -> None:
    page = visit(PATIENTS, at=place)
    _select(page, "kjonn").select_option("gutter")
    page.wait_for_url("**kjonn=gutter**")
    expect(page.locator(f"{LIVE} h2").first).to_contain_text("gutter")
    _publish(two, place, two.second)
    page.go_back()
    _wait_for_page_of(page, two.second)
    assert _shown(page)["figures"][:3] == AFTER
    assert "gutter" not in page.url
