"""One server and one browser for all browser tests, and pages that watch what the browser complains about."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, TimeoutError, sync_playwright

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
TOUCHES = 15  # a page may come between a touch and the wait: then the next one is touched
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
    `live` touches the page and waits until Dash has taken over; `without_dash` keeps it from starting; `hold` touches
    it and collects the requests for what starts Dash, until the test lets them go.
    """
    pages: list[tuple[Page, Watch]] = []
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
        pages.append((page, Watch(page, at or address, complaints, (*expected, *(ABORTED if without_dash else ())))))
        if without_dash:
            page.route(START, lambda route: route.abort())
        if hold is not None:
            page.route(START, lambda route: hold.append(route))
        page.goto(f"{at}{path}")
        if live:
            taken_over(page)
        elif hold is not None:
            touch(page)
        return page

    yield opened
    for page, watch in pages:
        watch.end()
        page.unroute_all(behavior="ignoreErrors")
        page.close()
    assert complaints == []


def touch(page: Page) -> None:
    """Moves the pointer as a visitor does who is about to use the page: only then are the scripts of Dash fetched."""
    page.mouse.move(2, 2)
    page.mouse.move(3, 3)


def taken_over(page: Page, mark: str = "") -> None:
    """Touches the page and waits until Dash has taken over; `mark` is what else its body must match."""
    for _ in range(TOUCHES):
        touch(page)
        with suppress(TimeoutError):
            page.wait_for_selector(f"body.dash-ready{mark}", timeout=15_000 / TOUCHES)
            return
    pytest.fail(f"Dash has not taken over {page.url}")


class Watch:
    """Listens to a page for what the browser complains of, until it is told to end.

    A request that is dropped because its page is being left is no complaint: nobody is there to miss the answer.
    """

    def __init__(self, page: Page, address: str, complaints: list[str], expected: tuple[str, ...]) -> None:
        self._page, self._address, self._complaints, self._expected = page, address, complaints, expected
        self._leaving = False  # another page has been asked for, and has not come yet
        self._of_this_page: set[Any] = set()
        self._listeners: dict[str, Callable[[Any], None]] = {
            "console": self._console,
            "pageerror": lambda error: self._complain(str(error)),
            "request": self._request,
            "requestfailed": self._failed,
            "framenavigated": self._navigated,
        }
        for event, listener in self._listeners.items():
            page.on(event, listener)  # type: ignore[call-overload]

    def end(self) -> None:
        """Hears what has been said until now, and then nothing more: closing the page drops what is under way."""
        if not self._page.is_closed():
            self._page.wait_for_timeout(1)
        for event, listener in self._listeners.items():
            self._page.remove_listener(event, listener)

    def _complain(self, text: str) -> None:
        if not any(part in text for part in self._expected):
            self._complaints.append(text)

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self._complain(message.text)

    def _request(self, request: Any) -> None:
        if urlsplit(request.url).scheme not in ("data", "blob") and not request.url.startswith(f"{self._address}/"):
            self._complaints.append(f"request to {request.url}")
        if request.is_navigation_request():
            self._leaving = True
        else:
            self._of_this_page.add(request)

    def _navigated(self, frame: Any) -> None:
        # Also sent where a script changes the address alone, and then the page stays.
        if self._leaving and frame == self._page.main_frame:
            self._leaving = False
            self._of_this_page.clear()

    def _failed(self, request: Any) -> None:
        left = self._leaving or request not in self._of_this_page
        if request.is_navigation_request():
            self._leaving = left = False
        # Chromium asks for the icon when it has time, and may drop that request before it says that the page is left.
        if not ((left or "/favicon." in request.url) and "ERR_ABORTED" in str(request.failure)):
            self._complain(f"failed: {request.url} {request.failure}")
