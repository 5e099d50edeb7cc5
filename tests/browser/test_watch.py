"""What the browser tests take for a complaint: every failure of a page that somebody looks at, none of a page left."""

from collections.abc import Iterator
from time import sleep

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.app.running_site import in_this_process
from tests.browser.conftest import Watch

HELD_UP = '<link rel="icon" href="data:,"><h1>Side</h1><script>window.asked = fetch("/slow").catch(() => 0)</script>'


@pytest.fixture(scope="module")
def place() -> Iterator[str]:
    """A page with a script that waits for a slow answer, and one without."""
    server = Flask("watched")
    server.add_url_rule("/", "page", lambda: HELD_UP)
    server.add_url_rule("/other", "other", lambda: '<link rel="icon" href="data:,"><h1>Annen side</h1>')
    server.add_url_rule("/nothing", "nothing", lambda: ("", 204))
    server.add_url_rule("/slow", "slow", lambda: sleep(1) or "answer")
    with in_this_process(server) as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    yield opened
    opened.close()


def _watched(page: Page, place: str) -> tuple[Watch, list[str]]:
    complaints: list[str] = []
    watch = Watch(page, place, complaints, ())
    page.goto(f"{place}/", wait_until="load")
    return watch, complaints


def test_what_a_page_that_is_left_was_waiting_for_is_no_complaint(page: Page, place: str) -> None:
    watch, complaints = _watched(page, place)
    page.goto(f"{place}/other")
    page.reload()
    watch.end()
    assert complaints == []


def test_what_a_page_that_is_closed_was_waiting_for_is_no_complaint(page: Page, place: str) -> None:
    watch, complaints = _watched(page, place)
    watch.end()
    page.close()
    assert complaints == []


def test_what_a_page_drops_that_stays_is_a_complaint(page: Page, place: str) -> None:
    watch, complaints = _watched(page, place)
    page.evaluate("history.pushState({}, '', '/elsewhere')")
    page.evaluate("() => { const c = new AbortController(); setTimeout(() => c.abort(), 50);"
                  " return fetch('/slow?own', { signal: c.signal }).catch(() => 0) }")  # fmt: skip
    # The browser tells of it a little later than the page.
    page.wait_for_timeout(300)
    watch.end()
    assert complaints == [f"failed: {place}/slow?own net::ERR_ABORTED"]


def test_a_page_that_does_not_come_is_a_complaint_and_the_one_before_is_still_watched(page: Page, place: str) -> None:
    watch, complaints = _watched(page, place)
    page.evaluate("location.href = '/nothing'")
    page.wait_for_timeout(300)
    page.route("**/lost", lambda route: route.abort("aborted"))
    page.evaluate("fetch('/lost').catch(() => 0)")
    watch.end()
    # Aborted here is what a test aborts, and Chromium says so in its console, too.
    assert complaints[0] == f"failed: {place}/nothing net::ERR_ABORTED"
    assert f"failed: {place}/lost net::ERR_ABORTED" in complaints


@pytest.mark.parametrize("script", ["console.error('broken')", "setTimeout(() => { throw Error('broken') })"])
def test_what_was_said_last_is_still_heard(page: Page, place: str, script: str) -> None:
    watch, complaints = _watched(page, place)
    page.evaluate(f"() => {{ {script} }}")
    page.wait_for_timeout(50)
    watch.end()
    assert complaints == ["broken"]


def test_a_request_to_another_place_is_a_complaint(page: Page, place: str) -> None:
    watch, complaints = _watched(page, place)
    page.route("**/stranger", lambda route: route.fulfill(body=""))
    page.evaluate("fetch('http://127.0.0.1:9999/stranger', { mode: 'no-cors' }).then(() => 0)")
    watch.end()
    assert "request to http://127.0.0.1:9999/stranger" in complaints
