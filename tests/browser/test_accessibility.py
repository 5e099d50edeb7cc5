"""For those who use a keyboard or a screen reader: axe finds nothing, and Tab reaches everything in order."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, WIDE, Visit, taken_over, touch

CHARTS = (
    "/",
    "/nasjonale-tall",
    "/pasienter",
    "/aktivitet",
    "/aktivitet?periode=maaned",
    "/ventetid",
    "/ventetid?maal=innenfrist&sted=finnmark",
    "/prom",
    "/prom?maal=bedre",
    "/indikatorer?sted=finnmark",
    "/datakvalitet",
    "/enheter/983974880",
    "/enheter/979848498",
)
PLAIN = (
    "/enheter",
    "/om",
    "/om/endringer",
    "/om/tilgjengelighet",
    "/api",
    "/sok",
    "/sok?q=alta",
    "/sok?q=xyzzy",
    "/bygg-inn/pasienter/utvikling",
    "/embed/pasienter/utvikling",
    "/embed/datakvalitet/dekning?utseende=mork",
    "/embed/enheter/983974880/enheter-over-tid?utseende=enkel",
)
# The other languages: words of other lengths, and the menu of languages with another one marked.
IN_OTHERS = (
    "/?sprak=en",
    "/pasienter?sprak=nn",
    "/aktivitet?sprak=en",
    "/prom?sprak=nn",
    "/enheter/979848498?sprak=en",
)
PLAIN_IN_OTHERS = ("/enheter?sprak=nn", "/om?sprak=en", "/sok?q=alta&sprak=en", "/api?sprak=en")
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
AXE = Axe()


def _findings(page: Page) -> list[str]:
    found: list[dict[str, Any]] = AXE.run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def _findings_on_both_screens(page: Page) -> list[str]:
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    found = _findings(page)
    page.set_viewport_size(PHONE)
    return found + _findings(page)


@pytest.mark.parametrize("path", [*PLAIN, *IN_OTHERS, *PLAIN_IN_OTHERS])
def test_axe_finds_nothing_on_the_page_as_it_is_used(visit: Visit, path: str) -> None:
    assert _findings_on_both_screens(visit(path, live=path in IN_OTHERS)) == []


@pytest.mark.parametrize("path", CHARTS)
def test_axe_finds_nothing_on_what_the_server_has_drawn_nor_once_dash_has_taken_over(visit: Visit, path: str) -> None:
    page = visit(path, live=False)
    assert page.locator("#server-drawn").is_visible()
    assert _findings_on_both_screens(page) == []
    page.set_viewport_size(WIDE)
    taken_over(page)
    assert page.locator("#server-drawn").is_hidden()
    assert _findings_on_both_screens(page) == []


@pytest.mark.parametrize(
    "path", ["/tull", "/pasienter?kjonn=katt", "/enheter/1", "/tull?sprak=nn", "/enheter/1?sprak=en"]
)
def test_axe_finds_nothing_on_a_refusal(visit: Visit, path: str) -> None:
    page = visit(path, live=False, expected=("status of 404", "status of 400"))
    assert _findings(page) == []


def test_axe_finds_nothing_on_a_live_refusal(visit: Visit) -> None:
    page = visit("/pasienter?diagnose=angst")
    page.locator('#react-entry-point select[id*=\'"key":"omsorg"\']').select_option("dogn")
    page.wait_for_selector("#react-entry-point .error-page")
    assert _findings(page) == []


# --- the keyboard alone ---

FOCUSED = """() => {
  const one = document.activeElement;
  const around = one.closest("label") || one;
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  return {
    tag: one.tagName, id: one.id, text: (around.textContent || "").trim().slice(0, 40), type: one.type || "",
    order: [...document.querySelectorAll("*")].indexOf(one),
    ring: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none",
    width: box.width, height: box.height, top: box.top, bottom: box.bottom,
  };
}"""
REACHABLE = """() => [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")]
  .filter(one => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && one.tabIndex >= 0)
  .map(one => [...document.querySelectorAll("*")].indexOf(one))"""


def _walk(page: Page) -> list[dict[str, Any]]:
    """Every stop of Tab from the top of the page to its end."""
    stops: list[dict[str, Any]] = []
    for _ in range(200):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop["tag"] == "BODY" or (stops and stop["order"] == stops[0]["order"]):
            break
        stops.append(stop)
    return stops


@pytest.mark.parametrize(
    "path",
    ["/", "/pasienter", "/aktivitet", "/enheter", "/om", "/aktivitet?sprak=en", "/embed/pasienter/utvikling", "/api"],
)
def test_tab_reaches_everything_in_order_with_a_visible_ring(visit: Visit, path: str) -> None:
    page = visit(path, live=path in (*CHARTS, *IN_OTHERS))
    stops = _walk(page)
    assert [stop for stop in stops if not stop["ring"]] == []
    orders = [stop["order"] for stop in stops]
    assert orders == sorted(orders)
    assert set(page.evaluate(REACHABLE)) - set(orders) == set()
    assert all(stop["width"] > 0 and stop["height"] > 0 for stop in stops)


def test_the_first_stop_is_the_way_past_the_menu(visit: Visit) -> None:
    page = visit("/pasienter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Hopp til innholdet"
    box = page.evaluate("document.activeElement.getBoundingClientRect().toJSON()")
    assert box["top"] >= 0
    assert box["height"] > 20
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "innhold"
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('innhold').contains(document.activeElement)")


def test_what_is_folded_opens_by_keyboard(visit: Visit) -> None:
    page = visit("/pasienter")
    table = page.locator("#react-entry-point .view-table").first
    table.locator("summary").focus()
    assert table.locator("table").is_hidden()
    page.keyboard.press("Enter")
    assert table.locator("table").is_visible()


def _let_go(page: Page, held: list[Any]) -> None:
    """Lets the script that starts Dash go on to the page, once it has been asked for."""
    for _ in range(100):
        if held:
            break
        page.wait_for_timeout(50)
    for route in held:
        route.continue_()


def test_focus_goes_along_when_dash_takes_over(visit: Visit) -> None:
    held: list[Any] = []
    page = visit("/pasienter", live=False, hold=held)
    page.locator("#server-drawn select[name=alder]").focus()
    page.wait_for_timeout(100)
    _let_go(page, held)
    taken_over(page)
    assert "alder" in page.evaluate("document.activeElement.id")


def test_a_changed_form_is_not_taken_away(visit: Visit) -> None:
    held: list[Any] = []
    page = visit("/pasienter", live=False, hold=held)
    page.locator("#server-drawn select[name=kjonn]").select_option("jenter")
    _let_go(page, held)
    page.wait_for_selector("#react-entry-point .chart-live .main-svg", state="attached")
    page.wait_for_timeout(300)
    assert page.locator("body.dash-ready").count() == 0
    assert page.locator("#server-drawn select[name=kjonn]").input_value() == "jenter"


def test_who_only_reads_is_sent_no_scripts_of_dash(visit: Visit) -> None:
    page = visit("/pasienter", live=False)
    page.wait_for_timeout(500)
    assert page.locator("script[src*=start_dash]").count() == 0
    touch(page)
    page.wait_for_selector("script[src*=start_dash]", state="attached")


def test_an_open_list_stays_and_what_is_chosen_in_it_is_chosen_on_the_live_page(visit: Visit) -> None:
    held: list[Any] = []
    page = visit("/pasienter", live=False, hold=held)
    chosen = page.locator("#server-drawn select[name=kjonn]")
    chosen.dispatch_event("pointerdown")
    _let_go(page, held)
    page.wait_for_selector("#react-entry-point .chart-live .main-svg", state="attached")
    page.wait_for_timeout(300)
    assert page.locator("body.dash-ready").count() == 0
    chosen.select_option("jenter")
    page.wait_for_selector("body.dash-ready")
    page.wait_for_url("**/pasienter?kjonn=jenter")
    expect(page.locator("#react-entry-point h2").first).to_contain_text("jenter")
