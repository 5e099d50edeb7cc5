"""Figures on a page of another host, in a real browser: as high as they need, with and without scripts, ten at once."""

import re
from collections.abc import Iterator
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page

from app.factory import create_app_for
from app.settings import Settings
from app.site import Site
from tests.app.running_site import in_this_process

WIDTHS = (1000, 640, 360)
TEN = (
    "pasienter/utvikling",
    "pasienter/omrader?utseende=mork",
    "pasienter/kart",
    "aktivitet/kontakttyper",
    "aktivitet/utvikling?periode=maaned&utseende=enkel",
    "prom/svar?sprak=nn",
    "datakvalitet/foretak?sprak=en&utseende=mork",
    "regioner",
    "enheter/983974880/enheter-over-tid",
    "enheter/979848498/pasienter",
)
HEIGHTS = """() => [...document.querySelectorAll("iframe")].map(one => one.getBoundingClientRect().height)"""
BLOCKED = "chrome-error://chromewebdata/"
NEEDED = "() => Math.ceil(document.body.getBoundingClientRect().height)"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is logged."""


def _serving(folder: Path) -> Iterator[str]:
    """The origin of a plain server of the files in a folder."""
    host = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    Thread(target=host.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{host.server_port}"
    host.shutdown()
    host.server_close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the host."""
    return tmp_path_factory.mktemp("host")


@pytest.fixture(scope="module")
def host(folder: Path) -> Iterator[str]:
    """A host that may show figures."""
    yield from _serving(folder)


@pytest.fixture(scope="module")
def stranger(folder: Path) -> Iterator[str]:
    """A host that may not, with the same files."""
    yield from _serving(folder)


@pytest.fixture(scope="module")
def figures(site: Site, host: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site whose figures are embedded, at another origin."""
    cache = tmp_path_factory.mktemp("embeds") / "cache"
    with in_this_process(create_app_for(site, Settings(cache=cache, embedders=(host,)))) as address:
        yield address


@pytest.fixture(scope="module")
def codes(figures: str) -> dict[str, str]:
    """The code of each figure, as it stands in its form."""
    found = {}
    for name in TEN:
        with urlopen(f"{figures}/bygg-inn/{name}") as answer:
            [code] = re.findall(r"<textarea[^>]*>(.*?)</textarea>", answer.read().decode(), re.DOTALL)
        found[name] = unescape(code)
    return found


def _write(folder: Path, name: str, *parts: str) -> None:
    head = '<!DOCTYPE html><html lang="nb"><meta charset="utf-8"><title>Vert</title><link rel="icon" href="data:,">'
    (folder / name).write_text(f"{head}<h1>Vert</h1>{''.join(parts)}</html>", encoding="utf-8")


def _visitor(browser: Browser, width: int, *, scripts: bool = True) -> BrowserContext:
    return browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)


def _opened(context: BrowserContext, address: str, complaints: list[str]) -> Page:
    """The page with every lazy frame loaded."""
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address)
    for frame in page.locator("iframe").all():
        frame.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    return page


def _inner(page: Page) -> list[Frame]:
    return page.main_frame.child_frames


def _wait_for_heights(page: Page, width: int | None = None) -> None:
    """Until each frame is as high as it needs; `width` is what it must have become before."""
    if width:
        for frame in _inner(page):
            frame.wait_for_function("width => innerWidth === width", arg=width)
    needed = [frame.evaluate(NEEDED) for frame in _inner(page)]
    page.wait_for_function(f"needed => JSON.stringify(({HEIGHTS})()) === JSON.stringify(needed)", arg=needed)


def test_ten_figures_on_one_page_are_as_high_as_they_need(
    browser: Browser, folder: Path, host: str, codes: dict[str, str]
) -> None:
    _write(folder, "ten.html", *codes.values())
    context, complaints = _visitor(browser, WIDTHS[0]), []
    page = _opened(context, f"{host}/ten.html", complaints)
    assert len(_inner(page)) == len(TEN)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        _wait_for_heights(page, width - 16)
        for frame in _inner(page):
            assert frame.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), frame.url
    assert context.cookies() == []
    assert complaints == []
    context.close()


def test_without_scripts_each_figure_has_the_height_of_its_code_and_is_whole_in_wide_frames(
    browser: Browser, folder: Path, host: str, codes: dict[str, str]
) -> None:
    _write(folder, "ten.html", *codes.values())
    context, complaints = _visitor(browser, WIDTHS[0], scripts=False), []
    page = _opened(context, f"{host}/ten.html", complaints)
    heights = [int(found[1]) for code in codes.values() if (found := re.search(r'height="(\d+)"', code))]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(200)
        assert page.evaluate(HEIGHTS) == heights
        needed = [frame.evaluate(NEEDED) for frame in _inner(page)]
        for frame in _inner(page):
            assert frame.locator("svg:visible, table:visible").count() >= 1, frame.url
        # In narrow frames one may have to scroll.
        assert width < 560 or all(one <= height for one, height in zip(needed, heights, strict=True))
        # Nor is much room left in a wide one.
        assert width < 900 or all(one >= height - 80 for one, height in zip(needed, heights, strict=True))
    assert complaints == []
    context.close()


def test_a_figure_that_grows_is_followed_and_nobody_else_can_make_it_grow(
    browser: Browser, folder: Path, host: str, codes: dict[str, str]
) -> None:
    own = "<iframe srcdoc='<script>parent.postMessage({kvabupHeight: 5}, \"*\")</script>'></iframe>"
    _write(folder, "one.html", codes[TEN[0]], own)
    context, complaints = _visitor(browser, 800), []
    page = _opened(context, f"{host}/one.html", complaints)
    page.evaluate("postMessage({ kvabupHeight: 7 }, '*')")
    figure = _inner(page)[0]
    before = figure.evaluate(NEEDED)
    page.wait_for_function(f"height => ({HEIGHTS})()[0] === height", arg=before)
    figure.locator("summary").click()
    assert figure.evaluate(NEEDED) > before
    page.wait_for_function(f"height => ({HEIGHTS})()[0] === height", arg=figure.evaluate(NEEDED))
    assert complaints == []
    context.close()


def test_a_figure_added_later_and_one_beside_it_are_given_their_heights(
    browser: Browser, folder: Path, host: str, codes: dict[str, str]
) -> None:
    loader = codes[TEN[0]].split("\n")[1]
    _write(folder, "later.html", loader)
    context, complaints = _visitor(browser, 800), []
    page = _opened(context, f"{host}/later.html", complaints)
    for name in TEN[:2]:
        frame = codes[name].split("\n")[0].replace(' loading="lazy"', "")
        page.evaluate("code => document.body.insertAdjacentHTML('beforeend', code)", frame)
    page.wait_for_load_state("networkidle")
    _wait_for_heights(page)
    assert complaints == []
    context.close()


def test_a_host_that_is_not_named_shows_no_figure(
    browser: Browser, folder: Path, stranger: str, codes: dict[str, str]
) -> None:
    _write(folder, "one.html", codes[TEN[0]])
    context, complaints = _visitor(browser, 800), []
    page = _opened(context, f"{stranger}/one.html", complaints)
    assert all("frame-ancestors" in text or "postMessage" in text for text in complaints)
    assert any("frame-ancestors" in text for text in complaints)
    assert [frame.url for frame in _inner(page)] == [BLOCKED]
    context.close()


def test_only_figures_stand_in_frames(browser: Browser, folder: Path, host: str, figures: str) -> None:
    _write(folder, "page.html", f'<iframe src="{figures}/pasienter" title="x"></iframe>')
    context, complaints = _visitor(browser, 800), []
    page = _opened(context, f"{host}/page.html", complaints)
    assert any("frame-ancestors" in text for text in complaints)
    assert [frame.url for frame in _inner(page)] == [BLOCKED]
    context.close()


# --- the form ---


def test_the_form_shows_what_is_chosen_and_copies_its_code(browser: Browser, figures: str) -> None:
    context, complaints = _visitor(browser, 1280), []
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=figures)
    page = _opened(context, f"{figures}/pasienter", complaints)
    page.locator("#server-drawn .view-embed a").first.click()
    page.get_by_label("Utseende").select_option("mork")
    page.get_by_label("Utseende").focus()
    for name in ("utgave", "Lag koden", "kode", "Kopier koden"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name || document.activeElement.textContent") == name
    page.get_by_role("button", name="Lag koden").press("Enter")
    page.wait_for_url("**/bygg-inn/pasienter/utvikling?utseende=mork")
    page.locator("iframe").scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    _wait_for_heights(page)
    assert _inner(page)[0].locator("body.dark").count() == 1
    page.get_by_role("button", name="Kopier koden").click()
    page.get_by_text("Koden er kopiert.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("textarea").input_value()
    assert complaints == []
    context.close()


def test_the_form_works_without_scripts(browser: Browser, figures: str) -> None:
    context, complaints = _visitor(browser, 390, scripts=False), []
    page = _opened(context, f"{figures}/bygg-inn/pasienter/utvikling?kjonn=jenter", complaints)
    page.locator("select[name=sprak]").select_option("en")
    page.get_by_role("button", name="Lag koden").click()
    page.wait_for_url("**/bygg-inn/pasienter/utvikling?kjonn=jenter&sprak=en")
    code = unescape(page.locator("textarea").input_value())
    assert f'src="{figures}/embed/pasienter/utvikling?kjonn=jenter&sprak=en"' in code
    assert _inner(page)[0].locator("h1").inner_text().startswith("Patients per 1,000 inhabitants, girls")
    assert page.get_by_role("button", name="Copy the code").count() == 0
    assert complaints == []
    context.close()
