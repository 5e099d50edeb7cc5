"""The page of changed figures, provisional periods and previews in a real browser: readable, usable, and said aloud."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Visit
from tests.browser.test_accessibility import _findings_on_both_screens

LIVE = "#react-entry-point"
CHANGES = "/om/endringer"
MONTHS = "/aktivitet?periode=maaned"


def _select(page: Page, key: str):
    return page.locator(f'{LIVE} select[id*=\'"key":"{key}"\']')


@pytest.mark.parametrize("scripts", [True, False])
def test_changed_figures_are_read_with_and_without_scripts(visit: Visit, told_address: str, scripts: bool) -> None:
    page = visit(CHANGES, at=told_address, live=False, java_script_enabled=scripts)
    assert page.inner_text("h1") == "Endrede tall"
    assert page.locator("table:visible").count() == 4
    expect(page.locator(".invented-banner")).to_be_visible()
    page.get_by_role("link", name="Definisjon og metode").first.click()
    page.wait_for_url("**/om#changes")
    page.get_by_role("link", name="Hva den siste publiseringen endret").click()
    page.wait_for_url("**/om/endringer")
    page.goto(f"{told_address}/enheter")
    page.get_by_role("link", name="Se hva som er endret.").click()
    page.wait_for_url("**/om/endringer")


@pytest.mark.parametrize("path", [CHANGES, "/om", "/enheter"])
def test_axe_finds_nothing_on_pages_without_charts(visit: Visit, told_address: str, path: str) -> None:
    assert _findings_on_both_screens(visit(path, at=told_address, live=False)) == []


@pytest.mark.parametrize("path", [MONTHS, "/aktivitet?periode=tertial&sted=bup-tromso"])
def test_axe_finds_nothing_on_provisional_periods(visit: Visit, told_address: str, path: str) -> None:
    assert _findings_on_both_screens(visit(path, at=told_address)) == []
    assert _findings_on_both_screens(visit(path, at=told_address, live=False, without_dash=True)) == []


@pytest.mark.parametrize("path", ["/pasienter", CHANGES])
def test_axe_finds_nothing_on_a_preview(visit: Visit, preview_address: str, path: str) -> None:
    page = visit(path, at=preview_address, live=path != CHANGES)
    expect(page.locator(".preview-banner")).to_contain_text("Forhåndsvisning: ikke publisert.")
    assert _findings_on_both_screens(page) == []


@pytest.mark.parametrize("path", [CHANGES, MONTHS, "/aktivitet?periode=halvaar"])
def test_nothing_is_wider_than_a_phone(visit: Visit, told_address: str, path: str) -> None:
    page = visit(path, at=told_address, live=path != CHANGES, viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for table in page.locator(".table-scroll:visible").all():
        assert table.evaluate("one => one.getBoundingClientRect().right") <= PHONE["width"]


NAMED = """() => [...document.querySelectorAll(".table-stacked table")].map(table => {
  const names = [...table.querySelectorAll("thead th")].map(one => one.textContent);
  return [...table.querySelectorAll("tbody tr")].every(row => [...row.cells].slice(1).every((cell, at) => {
    const said = getComputedStyle(cell, "::before").content;
    return said.startsWith(JSON.stringify(names[at + 1]));
  }));
})"""
OVERFLOWING = """() => [...document.querySelectorAll("main, main *")]
  .filter(one => getComputedStyle(one).display !== "inline" && !one.closest("thead"))
  .filter(one => one.scrollWidth > one.clientWidth + 1 || one.getBoundingClientRect().right > innerWidth)
  .map(one => one.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [320, 390, 768])
def test_changed_figures_are_blocks_where_there_is_no_room_for_a_table(
    visit: Visit, told_address: str, width: int, scripts: bool
) -> None:
    screen = {"width": width, "height": 844}
    page = visit(CHANGES, at=told_address, live=False, viewport=screen, java_script_enabled=scripts)
    assert page.locator("tbody tr").first.evaluate("one => getComputedStyle(one).display") == "grid"
    assert page.evaluate(OVERFLOWING) == []
    # Every value stands under the name of its column, and is still read as a cell of a table.
    assert page.evaluate(NAMED) == [True] * 4
    expect(page.get_by_role("table").first.get_by_role("columnheader")).to_have_count(7)
    expect(page.get_by_role("row", name="Aktivitet").first.get_by_role("cell")).to_have_count(6)
    before, after = (page.locator(f"td[data-column={name}]").nth(1).bounding_box() for name in ("Før", "Etter"))
    assert before["y"] == after["y"]


def test_changed_figures_are_a_table_on_a_wide_screen_and_on_paper(visit: Visit, told_address: str) -> None:
    page = visit(CHANGES, at=told_address, live=False)
    look = "one => [getComputedStyle(one).display, getComputedStyle(one, '::before').content]"
    assert page.locator("tbody td").first.evaluate(look) == ["table-cell", "none"]
    # The width of A4 between its margins.
    page.set_viewport_size({"width": 680, "height": 900})
    page.emulate_media(media="print")
    assert page.locator("tbody td").first.evaluate(look) == ["table-cell", "none"]
    assert page.evaluate(OVERFLOWING) == []


def test_the_newest_year_follows_the_kind_of_period(visit: Visit, told_address: str) -> None:
    page = visit("/aktivitet", at=told_address)
    heading = page.locator(f"{LIVE} h2").first
    expect(heading).to_contain_text("2022–2024")
    expect(_select(page, "til")).to_have_value("nyeste")
    _select(page, "periode").select_option("maaned")
    page.wait_for_url("**/aktivitet?periode=maaned")
    expect(heading).to_contain_text("2022–2025", timeout=20_000)
    expect(page.locator("#told")).to_contain_text("sep. 2025 (foreløpig tall)")
    _select(page, "til").select_option("2025")
    _select(page, "fra").select_option("2025")
    page.wait_for_url("**/aktivitet?periode=maaned&fra=2025")
    expect(heading).to_contain_text(", 2025")
    # The year as a whole is not there: a sentence says so, and what to choose.
    _select(page, "periode").select_option("aar")
    expect(page.locator(f"{LIVE} .error-page")).to_contain_text("Hele året 2025 er ikke levert ennå.")
    _select(page, "fra").select_option("2024")
    _select(page, "til").select_option("nyeste")
    expect(heading).to_contain_text(", 2024")


def test_the_newest_year_can_be_chosen_without_scripts(visit: Visit, told_address: str) -> None:
    page = visit("/aktivitet", at=told_address, live=False, java_script_enabled=False)
    page.locator("select[name=periode]").select_option("tertial")
    page.get_by_role("button", name="Vis", exact=True).click()
    page.wait_for_url("**/aktivitet?periode=tertial")
    assert "2. tertial 2025 (foreløpig tall)" in page.locator(".view-sentences").first.inner_text()
    page.locator("details.view-table summary").first.click()
    assert page.locator("table th", has_text="2. tertial 2025 (foreløpig)").first.is_visible()


def test_live_charts_say_what_is_provisional(visit: Visit, told_address: str) -> None:
    page = visit(MONTHS, at=told_address)
    script = "charts => charts.map(chart => chart.layout.annotations.filter(a => a.text === 'Foreløpig').length)"
    assert page.locator(f"{LIVE} .js-plotly-plot").evaluate_all(script) == [1, 1, 0, 1]
    # Where years stand above each other, it is the line that says so.
    assert "2025 (foreløpig" in page.locator(f"{LIVE} .js-plotly-plot").nth(2).inner_text()
