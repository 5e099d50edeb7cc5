"""One server and one browser for all browser tests, and pages that watch what the browser complains about."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from app.factory import create_app_for
from app.settings import Settings
from app.site import Site
from tests.app.running_site import in_this_process, running_site
from tests.app.told_site import told_site
from tests.setup import chromium

FOLDER = Path(__file__).parent
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
Visit = Callable[..., Page]
START = "**/start_dash*"
ABORTED = ("failed:", "Failed to load", "ERR_FAILED")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if FOLDER in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def address(releases: Path) -> Iterator[str]:
    """Where gunicorn serves the small release: two processes, as in real life."""
    with running_site(releases) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def told_address(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a release is served that was published after another one, with a year that is delivered in part."""
    server = create_app_for(told_site(site), Settings(cache=tmp_path_factory.mktemp("told") / "cache"))
    with in_this_process(server) as found:
        yield found


@pytest.fixture(scope="session")
def preview_address(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a release is previewed."""
    server = create_app_for(told_site(site, preview=True), Settings(cache=tmp_path_factory.mktemp("preview") / "cache"))
    with in_this_process(server) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, started once."""
    path = chromium()
    if path is None:
        pytest.fail("Chromium is missing; run: python -m tests.setup")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=arguments)
        yield started
        started.close()


@pytest.fixture(scope="session")
def visitors(browser: Browser, address: str) -> Iterator[Callable[..., BrowserContext]]:
    """Visitors by what their browsers are like. Kept between tests: the scripts they keep save time."""
    known: dict[str, BrowserContext] = {}

    def visitor(name: str, options: dict[str, Any]) -> BrowserContext:
        key = f"{name} {sorted(options.items())}"
        if key not in known:
            known[key] = browser.new_context(base_url=address, **{"viewport": WIDE, "locale": "nb-NO", **options})
            known[key].set_default_timeout(15_000)
        return known[key]

    yield visitor
    for context in known.values():
        context.close()


@pytest.fixture
def visit(visitors: Callable[..., BrowserContext], address: str) -> Iterator[Visit]:
    """Opens an address in a page of its own. What the browser complains of afterwards is a failure of the test.

    `at` is another server than the usual one; `expected` are parts of complaints that the test brings about itself;
    `live` waits until Dash has taken over; `without_dash` keeps it from starting; `hold` collects the requests for
    what starts it, until the test lets them go.
    """
    pages: list[Page] = []
    complaints: list[str] = []

    def opened(
        path: str,
        *,
        live: bool = True,
        visitor: str = "",
        at: str = "",
        expected: tuple[str, ...] = (),
        without_dash: bool = False,
        hold: list[Route] | None = None,
        **options: Any,
    ) -> Page:
        page = visitors(visitor, options).new_page()
        pages.append(page)
        _watch(page, at or address, complaints, (*expected, *(ABORTED if without_dash else ())))
        if without_dash:
            page.route(START, lambda route: route.abort())
        if hold is not None:
            page.route(START, lambda route: hold.append(route))
        page.goto(f"{at}{path}", wait_until="load" if hold is None else "commit")
        if live:
            page.wait_for_selector("body.dash-ready")
        return page

    yield opened
    for page in pages:
        page.close()
    assert complaints == []


def _icon_left(request: Any) -> bool:
    """Chromium asks for the page's icon when it has time, and drops the request when the page is left before."""
    return "/favicon." in request.url and "ERR_ABORTED" in str(request.failure)


def _watch(page: Page, address: str, complaints: list[str], expected: tuple[str, ...]) -> None:
    def complain(text: str) -> None:
        if not any(part in text for part in expected):
            complaints.append(text)

    def look(request: Any) -> None:
        if urlsplit(request.url).scheme not in ("data", "blob") and not request.url.startswith(f"{address}/"):
            complaints.append(f"request to {request.url}")

    page.on("console", lambda message: complain(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complain(str(error)))
    page.on("request", look)
    page.on(
        "requestfailed",
        lambda request: None if _icon_left(request) else complain(f"failed: {request.url} {request.failure}"),
    )
