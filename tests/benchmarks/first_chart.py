"""How soon, and after how many bytes, a visitor sees the first chart and can use the live page, in Chromium.

Run: python -m tests.benchmarks.first_chart. Compared with a plain Dash page of the same chart (plain_dash.py). The
browser's cache is empty each time, the servers are warm; visits to the two alternate. The site's page has two charts,
a table to each and all filters, the plain page one chart and one list.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests.benchmarks.servers import PLAIN, SITE, running
from tests.setup import chromium

VISITS = {"unthrottled": 5, "throttled": 3}
CONDITIONS = {"unthrottled": "unthrottled", "throttled": "10 Mbit/s, 40 ms, processor at half speed"}
# What must be true in the page: a chart that has been drawn, and a page whose choices have an effect.
SITE_SIGNS = {
    "chart": "document.querySelector('#server-drawn svg path')?.getBoundingClientRect().width > 0",
    "ready": "document.body?.classList.contains('dash-ready')",
}
PLAIN_SIGNS = {
    "chart": "document.querySelector('.main-svg .trace path')?.getBoundingClientRect().width > 0",
    "ready": "document.querySelector('.main-svg .trace path') && document.querySelector('#sex')",
}
# Looks before each frame; a sign is noted in the frame after the one in which it is drawn.
_WATCH = """
window.seen = {};
const signs = {chart: () => %(chart)s, ready: () => %(ready)s};
function look() {
  for (const name of Object.keys(signs)) {
    if (!(name in window.seen) && signs[name]()) {
      window.seen[name] = null;
      requestAnimationFrame(() => { window.seen[name] = performance.now(); });
    }
  }
  requestAnimationFrame(look);
}
requestAnimationFrame(look);
"""
_BOTH_SEEN = "() => window.seen.chart > 0 && window.seen.ready > 0"
_LONGEST_VISIT = 90
_NEEDED = """() => performance.getEntriesByType('resource').filter(
  (entry) => entry.renderBlockingStatus === 'blocking').concat(performance.getEntriesByType('navigation')).reduce(
  (sum, entry) => sum + entry.transferSize, 0)"""
_SCRIPTS = """() => performance.getEntriesByType('resource').filter(
  (entry) => entry.initiatorType === 'script').reduce((sum, entry) => sum + entry.transferSize, 0)"""


@dataclass(frozen=True)
class Visit:
    """Milliseconds to the first chart and to a page that can be used; kB, and how much of it is scripts.

    `needed` is the document and what holds back its drawing; `received` all that had come by the first chart.
    """

    chart: float
    ready: float
    needed: float
    received: float
    total: float
    scripts: float


def visit(browser: Browser, url: str, signs: dict[str, str], condition: str) -> Visit:
    """One visit with an empty cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    arrivals, session = _watched(page, condition)
    page.add_init_script(_WATCH % signs)
    page.goto(url, wait_until="commit")
    _wait(page)
    page.wait_for_load_state("networkidle")
    seen = page.evaluate("() => window.seen")
    needed, scripts = page.evaluate(_NEEDED), page.evaluate(_SCRIPTS)
    session.detach()
    context.close()
    received = sum(size for moment, size in arrivals if moment <= seen["chart"])
    total = sum(size for _, size in arrivals)
    return Visit(seen["chart"], seen["ready"], *(size / 1000 for size in (needed, received, total, scripts)))


def _wait(page: Page) -> None:
    # Asked from outside: the site's Content-Security-Policy lets no text become a program, not even a test's.
    end = time.monotonic() + _LONGEST_VISIT
    while not page.evaluate(_BOTH_SEEN):
        if time.monotonic() > end:
            raise SystemExit(f"The chart did not come within {_LONGEST_VISIT} seconds at {page.url}.")
        # Dash is fetched at a visitor's first touch: this one's pointer is over the page from the beginning.
        page.mouse.move(2, 2)
        page.mouse.move(3, 3)
        page.wait_for_timeout(100)


def _watched(page: Page, condition: str) -> tuple[list[tuple[float, int]], CDPSession]:
    """Milliseconds since the request for the page and bytes of each piece that comes."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    if condition == "throttled":
        speed = 10_000_000 / 8
        limits = {"offline": False, "latency": 40, "downloadThroughput": speed, "uploadThroughput": speed}
        session.send("Network.emulateNetworkConditions", limits)
        session.send("Emulation.setCPUThrottlingRate", {"rate": 2})
    started: list[float] = []
    arrivals: list[tuple[float, int]] = []

    def piece(event: dict[str, Any]) -> None:
        arrivals.append(((event["timestamp"] - started[0]) * 1000, event["encodedDataLength"]))

    session.on("Network.requestWillBeSent", lambda event: started.append(event["timestamp"]))
    session.on("Network.dataReceived", piece)
    return arrivals, session


def compare(browser: Browser, ours: str, plain: str, condition: str) -> None:
    """Prints medians of visits to both pages under one condition."""
    visits: dict[str, list[Visit]] = {"ours": [], "plain": []}
    for _ in range(VISITS[condition]):
        visits["ours"].append(visit(browser, ours, SITE_SIGNS, condition))
        visits["plain"].append(visit(browser, plain, PLAIN_SIGNS, condition))
    print(f"\nFirst chart, {CONDITIONS[condition]} (n = {VISITS[condition]} visits each, empty cache)")
    for name, label, goal in (
        ("chart", "first chart", "goal >= 20x sooner"),
        ("ready", "interactive", "goal > 1x"),
    ):
        mine, other = _middle(visits["ours"], name), _middle(visits["plain"], name)
        ratio = median(getattr(b, name) / getattr(a, name) for a, b in zip(*visits.values(), strict=True))
        print(f"  {label}: {mine:6.0f} ms against {other:6.0f} = {ratio:5.1f}x sooner  ({goal})")
    for name, label, goal in (
        ("needed", "needed before the first chart", "goal <= 30 kB"),
        ("received", "received by the first chart", "scripts on their way included"),
        ("scripts", "scripts in all", "goal <= 700 kB"),
        ("total", "all", ""),
    ):
        mine, other = _middle(visits["ours"], name), _middle(visits["plain"], name)
        print(f"  {label}: {mine:7.1f} kB against {other:7.1f} kB  {goal and f'({goal})'}".rstrip())


def _middle(visits: Sequence[Visit], name: str) -> float:
    return median(getattr(one, name) for one in visits)


def main() -> None:
    """Prints both conditions."""
    with sync_playwright() as playwright, running(SITE) as site, running(PLAIN) as plain:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        ours, other = f"{site.url}/pasienter", plain.url
        for url, signs in ((ours, SITE_SIGNS), (other, PLAIN_SIGNS)):
            visit(browser, url, signs, "unthrottled")  # warms server and browser
        for condition in CONDITIONS:
            compare(browser, ours, other, condition)
        browser.close()


if __name__ == "__main__":
    main()
