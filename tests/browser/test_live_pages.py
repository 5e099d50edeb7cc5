"""Pages in a real browser: Dash takes over in silence, filters change what is shown, and visitors are kept apart."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Visit, taken_over

WITH_CHARTS = (
    "/",
    "/nasjonale-tall",
    "/pasienter",
    "/aktivitet",
    "/prom",
    "/ventetid",
    "/ventetid?maal=innenfrist&sted=finnmark",
    "/indikatorer",
    "/datakvalitet",
    "/enheter/983974880",
    "/enheter/979848498",
    "/enheter/975297195",
)
WITHOUT_CHARTS = ("/enheter", "/om", "/om/endringer", "/om/tilgjengelighet", "/api")
LIVE = "#react-entry-point"
SERVER = "#server-drawn"
ALL_CHANGES = (
    ("/nasjonale-tall", "maal", "liggedager", "Liggedager, 2022–2024"),
    ("/nasjonale-tall", "fra", "2023", "Polikliniske konsultasjoner, 2023–2024"),
    ("/nasjonale-tall", "til", "2023", "Polikliniske konsultasjoner, 2022–2023"),
    ("/pasienter", "maal", "pasienter", "Pasienter, 2022–2024"),
    ("/pasienter", "kjonn", "gutter", "innbyggere, gutter, 2022–2024"),
    ("/pasienter", "alder", "13-15", "innbyggere, 13–15 år, 2022–2024"),
    ("/pasienter", "omsorg", "dogn", "innbyggere, døgnbehandling, 2022–2024"),
    ("/pasienter", "diagnose", "angst", "innbyggere, angst- og tvangslidelser, 2022–2024"),
    ("/aktivitet", "periode", "maaned", "2022–2024"),
    ("/aktivitet", "kontakttype", "video", "video og annen fjernbehandling, 2022–2024"),
    ("/aktivitet", "maal", "belegg", "Belegg, 2022–2024"),
    ("/prom", "maal", "bedre", "Pålitelig bedring"),
    ("/ventetid", "maal", "innenfrist", "Andel startet innen 65 dager, foretak mot landet, 2024"),
    ("/indikatorer", "maal", "kodet", "Andel med kodet hoveddiagnose, foretak mot måltallene, 2024"),
    ("/enheter/983974880", "fra", "2023", "2023–2024"),
)


def _select(page: Page, key: str):
    """The live list of one filter, found as the page finds it: by its place in the form."""
    return page.locator(f'{LIVE} select[id*=\'"key":"{key}"\']')


def _headings(page: Page) -> list[str]:
    return page.locator(f"{LIVE} h2").all_inner_texts()


def _tables(page: Page) -> list[str]:
    return page.locator(f"{LIVE} table").evaluate_all("tables => tables.map(table => table.textContent)")


def _traces(page: Page) -> str:
    """What the charts draw, as Plotly holds it."""
    script = (
        "charts => JSON.stringify(charts.map(chart => [chart.data.map(t => [t.x, t.y]), chart.layout.annotations]))"
    )
    return page.locator(f"{LIVE} .js-plotly-plot").evaluate_all(script)


def _wait_until(page: Page, done: Callable[[], bool], tries: int = 100) -> None:
    for _ in range(tries):
        if done():
            return
        page.wait_for_timeout(50)
    pytest.fail("what was waited for did not come")


@pytest.mark.parametrize("path", WITH_CHARTS)
def test_dash_takes_over_in_silence_and_says_the_same(visit: Visit, path: str) -> None:
    page = visit(path)
    assert page.locator(SERVER).is_hidden()
    assert page.locator(LIVE).is_visible()
    server = page.locator(f"{SERVER} table").evaluate_all("tables => tables.map(table => table.textContent)")
    assert _tables(page) == server
    assert page.locator(f"{LIVE} .chart-live .main-svg").count() >= page.locator(f"{SERVER} figure").count() > 0
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("path", WITHOUT_CHARTS)
def test_pages_without_charts_stay_as_they_are_and_load_no_dash(visit: Visit, path: str) -> None:
    page = visit(path, live=False)
    page.wait_for_load_state("networkidle")
    assert page.locator(SERVER).is_visible()
    scripts = page.locator("script[src]").evaluate_all("all => all.map(one => one.getAttribute('src'))")
    assert [re.sub(r"\.[0-9a-f]{12}\.", ".", one) for one in scripts] == ["/assets/tree_search.js"]


@pytest.mark.parametrize(("path", "key", "word", "heading"), ALL_CHANGES)
def test_each_filter_changes_address_heading_chart_and_table(
    visit: Visit, path: str, key: str, word: str, heading: str
) -> None:
    page = visit(path)
    before = _headings(page), _tables(page), _traces(page)
    _select(page, key).select_option(word)
    page.wait_for_url(f"**{path}?{key}={word}")
    _wait_until(page, lambda: any(heading.lower() in one.replace("\xa0", " ").lower() for one in _headings(page)))
    expect(_select(page, key)).to_have_value(word)
    _wait_until(page, lambda: _tables(page) != before[1])
    assert _headings(page) != before[0] or key == "periode"
    _wait_until(page, lambda: _traces(page) != before[2])
    assert page.title().endswith("– KVABUP")


@pytest.mark.parametrize(("language", "heading"), [("nn", "innbyggjarar, gutar"), ("en", "inhabitants, boys")])
def test_a_live_page_keeps_its_language_and_leads_to_the_same_choice_in_the_others(
    visit: Visit, language: str, heading: str
) -> None:
    page = visit(f"/pasienter?sprak={language}")
    _select(page, "kjonn").select_option("gutter")
    page.wait_for_url(f"**/pasienter?kjonn=gutter&sprak={language}")
    _wait_until(page, lambda: any(heading in one.replace("\xa0", " ") for one in _headings(page)))
    menu = page.locator(".site-languages")
    menu.get_by_role("link", name="Bokmål").hover()
    found = [link.get_attribute("href") for link in menu.get_by_role("link").all()]
    address = "/pasienter?kjonn=gutter"
    assert found == [address, f"{address}&sprak=nn", f"{address}&sprak=en"]
    menu.get_by_role("link", name="Bokmål").click()
    page.wait_for_url("**/pasienter?kjonn=gutter")
    taken_over(page)
    expect(_select(page, "kjonn")).to_have_value("gutter")
    assert page.locator("html").get_attribute("lang") == "nb"


def test_places_are_added_and_taken_away(visit: Visit) -> None:
    page = visit("/pasienter")
    box = page.get_by_role("checkbox", name="Helse Vest")
    assert box.is_checked()
    box.uncheck()
    page.wait_for_url("**/pasienter?sted=norge&sted=helse-nord")
    table = page.locator(f"{LIVE} table").first
    expect(table).not_to_contain_text("Helse Vest")
    page.get_by_role("checkbox", name="Helse Vest").check()
    page.wait_for_url("**/pasienter")
    expect(table).to_contain_text("Helse Vest")


def test_a_change_is_told_to_those_who_cannot_see_it(visit: Visit) -> None:
    page = visit("/pasienter")
    _select(page, "kjonn").select_option("gutter")
    expect(page.locator("#told")).to_contain_text("gutter")
    assert page.locator("#told").get_attribute("role") == "status"


def test_back_and_forward_go_through_what_was_chosen(visit: Visit) -> None:
    page = visit("/pasienter")
    first = _headings(page)
    _select(page, "kjonn").select_option("gutter")
    page.wait_for_url("**?kjonn=gutter")
    _wait_until(page, lambda: _headings(page) != first)
    second = _headings(page)
    _select(page, "alder").select_option("13-15")
    page.wait_for_url("**?kjonn=gutter&alder=13-15")
    _wait_until(page, lambda: _headings(page) != second)
    third = _headings(page)
    for step, url, headings, boys, age in (
        (page.go_back, "**?kjonn=gutter", second, "gutter", "alle"),
        (page.go_back, "**/pasienter", first, "alle", "alle"),
        (page.go_forward, "**?kjonn=gutter", second, "gutter", "alle"),
        (page.go_forward, "**?kjonn=gutter&alder=13-15", third, "gutter", "13-15"),
    ):
        step()
        page.wait_for_url(url)
        _wait_until(page, lambda headings=headings: _headings(page) == headings)
        expect(_select(page, "kjonn")).to_have_value(boys)
        expect(_select(page, "alder")).to_have_value(age)


def test_an_address_that_is_shared_shows_the_same(visit: Visit) -> None:
    one = visit("/pasienter")
    first = _headings(one)
    _select(one, "maal").select_option("pasienter")
    one.wait_for_url("**?maal=pasienter")
    _wait_until(one, lambda: _headings(one) != first)
    two = visit(one.url)
    assert _headings(two) == _headings(one)
    assert _tables(two) == _tables(one)
    assert _traces(two) == _traces(one)
    expect(_select(two, "maal")).to_have_value("pasienter")


def test_focus_stays_on_the_control_that_was_changed(visit: Visit) -> None:
    page = visit("/pasienter")
    before = _headings(page)
    _select(page, "kjonn").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**?kjonn=jenter")
    _wait_until(page, lambda: _headings(page) != before)
    page.wait_for_timeout(200)
    assert "kjonn" in page.evaluate("document.activeElement.id")
    box = page.get_by_role("checkbox", name="Helse Vest")
    box.focus()
    page.keyboard.press("Space")
    page.wait_for_url("**sted=norge&sted=helse-nord")
    page.wait_for_timeout(300)
    assert page.evaluate("document.activeElement.type") == "checkbox"
    assert page.evaluate("document.activeElement.value") == "helse-vest"


def test_two_visitors_at_once_see_nothing_of_each_other(visit: Visit) -> None:
    one, two = visit("/pasienter", visitor="one"), visit("/pasienter", visitor="two")
    for _ in range(2):
        _select(one, "kjonn").select_option("gutter")
        _select(two, "diagnose").select_option("angst")
        one.wait_for_url("**?kjonn=gutter")
        two.wait_for_url("**?diagnose=angst")
        _wait_until(one, lambda: "gutter" in _headings(one)[0])
        _wait_until(two, lambda: "angst" in _headings(two)[0])
        assert "angst" not in "".join(_headings(one))
        assert "gutter" not in "".join(_headings(two))
        expect(_select(one, "diagnose")).to_have_value("alle")
        expect(_select(two, "kjonn")).to_have_value("alle")
        _select(one, "kjonn").select_option("alle")
        _select(two, "diagnose").select_option("alle")
        one.wait_for_url("**/pasienter")
        two.wait_for_url("**/pasienter")


# --- choices that cannot be shown ---


def test_a_choice_without_an_answer_says_why_and_leads_back(visit: Visit) -> None:
    page = visit("/pasienter?diagnose=angst")
    _select(page, "omsorg").select_option("dogn")
    expect(page.locator(f"{LIVE} .error-page")).to_contain_text("Omsorgsnivå og hoveddiagnose kan ikke velges samtidig")
    assert page.locator(f"{LIVE} .js-plotly-plot").count() == 0
    # The controls keep what was chosen, so that one step undoes it.
    expect(_select(page, "diagnose")).to_have_value("angst")
    _select(page, "diagnose").select_option("alle")
    page.wait_for_url("**/pasienter?omsorg=dogn")
    expect(page.locator(f"{LIVE} .js-plotly-plot").first).to_be_visible()
    _select(page, "diagnose").select_option("angst")
    page.locator(f"{LIVE} .error-page a").click()
    page.wait_for_url("**/pasienter")
    taken_over(page)
    assert page.locator(f"{LIVE} .js-plotly-plot").count() == 3


def test_an_address_without_an_answer_is_a_whole_page_with_the_way_back(visit: Visit) -> None:
    page = visit("/pasienter?omsorg=dogn&diagnose=angst", live=False, expected=("status of 400",))
    assert page.inner_text("h1") == "Valget kan ikke vises"
    page.get_by_role("link", name="Tilbake til siden uten filtre").click()
    taken_over(page)
    assert page.inner_text("h1").startswith("Pasienter")


# --- search in the lists ---


def test_search_narrows_the_list_of_places(visit: Visit) -> None:
    page = visit("/pasienter")
    page.locator(f"{LIVE} input[type=search]").fill("berg")
    expect(page.locator(f"{LIVE} .tree-status")).to_have_text("Ett treff")
    page.get_by_role("checkbox", name="Helse Bergen").check()
    page.wait_for_url("**sted=bergen")
    expect(page.locator(f"{LIVE} table").first).to_contain_text("Helse Bergen")


def test_search_finds_a_unit_and_leads_to_its_page(visit: Visit) -> None:
    page = visit("/enheter", live=False)
    page.locator("main").get_by_role("searchbox").fill("tromso")
    page.get_by_role("link", name="BUP Tromsø", exact=True).click()
    page.wait_for_url("**/enheter/974547031")
    assert page.inner_text("h1") == "BUP Tromsø"


# --- without scripts ---


@pytest.mark.parametrize("path", [*WITH_CHARTS, *WITHOUT_CHARTS])
def test_pages_are_whole_without_scripts(visit: Visit, path: str) -> None:
    page = visit(path, live=False, java_script_enabled=False)
    assert page.locator("h1").is_visible()
    assert page.locator(SERVER).is_visible()
    assert page.locator(LIVE).count() == 0 or page.locator(LIVE).inner_text() == ""
    figures = page.locator(f"{SERVER} figure")
    for number in range(figures.count()):
        assert figures.nth(number).locator("svg:visible").count() == 1
    # A list that a script would narrow has no field; the search of the whole site needs none.
    assert page.locator("main input[type=search]:visible").count() == 0


def test_a_kommune_is_found_without_scripts_and_leads_to_its_area(visit: Visit) -> None:
    page = visit("/", live=False, java_script_enabled=False)
    page.get_by_role("searchbox", name="Søk").fill("alta")
    page.get_by_role("button", name="Søk").click()
    page.wait_for_url("**/sok?q=alta")
    page.get_by_role("link", name="Alta", exact=True).click()
    page.wait_for_url("**/pasienter?sted=finnmark")


def test_the_form_works_without_scripts(visit: Visit) -> None:
    page = visit("/pasienter", live=False, java_script_enabled=False)
    page.locator('select[name="kjonn"]').select_option("jenter")
    page.locator('input[value="helse-vest"]').uncheck()
    page.get_by_role("button", name="Vis", exact=True).click()
    page.wait_for_url("**/pasienter?kjonn=jenter&sted=norge&sted=helse-nord")
    assert "jenter" in page.locator("h2").first.inner_text()
    assert page.locator('select[name="kjonn"]').input_value() == "jenter"
    assert not page.locator('input[value="helse-vest"]').is_checked()
    page.get_by_role("link", name="Nullstill").click()
    page.wait_for_url("**/pasienter")


def test_the_form_works_by_get_while_dash_is_not_there_yet(visit: Visit) -> None:
    page = visit("/pasienter", live=False, without_dash=True)
    page.locator(f"{SERVER} select[name=kjonn]").select_option("jenter")
    page.get_by_role("button", name="Vis", exact=True).click()
    page.wait_for_url("**/pasienter?kjonn=jenter")


# --- small screens, large letters, paper ---


@pytest.mark.parametrize("path", [*WITH_CHARTS, *WITHOUT_CHARTS])
def test_nothing_is_wider_than_a_phone(visit: Visit, path: str) -> None:
    page = visit(path, live=path in WITH_CHARTS, viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for table in page.locator(".table-scroll:visible").all():
        assert table.evaluate("one => one.getBoundingClientRect().right") <= PHONE["width"]


def test_filters_are_folded_on_a_phone_and_can_be_used(visit: Visit) -> None:
    page = visit("/pasienter", viewport=PHONE)
    select = _select(page, "kjonn")
    assert select.is_hidden()
    page.locator(f"{LIVE} summary", has_text="Velg hva du vil se").click()
    assert select.is_visible()
    select.select_option("gutter")
    page.wait_for_url("**?kjonn=gutter")
    _wait_until(page, lambda: "gutter" in _headings(page)[0])
    assert select.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("path", ["/", "/pasienter", "/enheter/983974880"])
def test_twice_the_size_and_less_motion_break_nothing(visit: Visit, path: str) -> None:
    # 200 % on a screen of 1280: half as many pixels for the same page.
    page = visit(path, viewport={"width": 640, "height": 450}, reduced_motion="reduce")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.wait_for_timeout(100)
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter(one => parseFloat(getComputedStyle(one).transitionDuration) > 0.01)"
        ".map(one => one.className && one.className.baseVal !== undefined ? 'svg' : one.className)"
    )
    assert [one for one in moving if one != "svg"] == []


def test_forced_colours_hide_no_chart_and_still_tell_the_chosen_links(visit: Visit) -> None:
    page = visit("/pasienter", forced_colors="active")
    # The upper sheets of a live chart lie over its lines.
    sheets = (
        page.locator(f"{LIVE} .chart-live")
        .first.locator(".main-svg")
        .evaluate_all("all => all.map(one => getComputedStyle(one).backgroundColor)")
    )
    assert sheets[0] == "rgb(255, 255, 255)"
    assert set(sheets[1:]) == {"rgba(0, 0, 0, 0)"}
    edges = page.locator(".site-nav a").evaluate_all("all => all.map(one => getComputedStyle(one).borderBottomColor)")
    chosen = page.locator(".site-nav a[aria-current]").evaluate("one => getComputedStyle(one).borderBottomColor")
    assert edges.count(chosen) == 1


def test_on_paper_each_view_has_one_page(visit: Visit) -> None:
    page = visit("/pasienter", live=False)
    views = page.locator("#server-drawn section.view:not(.link-list)").count()
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True))) == views > 2


def test_on_paper_stand_pictures_tables_and_the_mark_but_no_filters(visit: Visit) -> None:
    page = visit("/pasienter")
    page.emulate_media(media="print")
    assert page.locator(f"{LIVE} .chart-print").first.is_visible()
    assert page.locator(f"{LIVE} .chart-live").first.is_hidden()
    assert page.locator(f"{LIVE} .panel").is_hidden()
    assert page.locator(".site-nav").is_hidden()
    assert page.locator(".invented-banner").is_visible()
    assert page.locator(f"{LIVE} .tag-invented").first.is_visible()
    size = page.locator(f"{LIVE} .chart-print").first.evaluate("one => [one.naturalWidth, one.naturalHeight]")
    assert min(size) > 100
    printed = page.pdf()
    assert printed.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) >= 1
