"""The login in a real browser: with scripts and without, by keyboard, and what axe finds on the pages behind it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.app.login.small_login import ALTA, login_server, write_small_release
from tests.app.running_site import in_this_process
from tests.browser.conftest import WIDE
from tests.browser.test_accessibility import _findings_on_both_screens
from tests.provider.running import free_port, running_provider, signing_key


@pytest.fixture(scope="module")
def site_with_login(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a site with a login is served, with its provider."""
    folder: Path = tmp_path_factory.mktemp("login")
    (folder / "releases").mkdir()
    releases = write_small_release(folder / "releases")
    ports, key = (free_port(), free_port()), signing_key("site")
    (folder / "key.json").write_text(json.dumps(key.as_dict(private=True)), encoding="utf-8")
    address, issuer = f"http://127.0.0.1:{ports[0]}", f"http://localhost:{ports[1]}"
    server = login_server(releases, folder, issuer=issuer, address=address, demo=True)
    with running_provider(address, ports[1], key, signing_key("provider")), in_this_process(server, ports[0]):
        yield address


def _page(browser: Browser, site: str, complaints: list[str], **options: Any) -> Page:
    page = browser.new_context(base_url=site, viewport=WIDE, locale="nb-NO", **options).new_page()
    page.set_default_timeout(15_000)
    # The provider's own pages have no icon.
    page.on("console", lambda said: complaints.append(said.text) if said.location["url"].startswith(site) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page


def test_a_leader_logs_in_looks_around_and_logs_out(browser: Browser, site_with_login: str) -> None:
    complaints: list[str] = []
    page = _page(browser, site_with_login, complaints)
    page.goto("/pasienter")
    expect(page.get_by_text("Prøveinnlogging.")).to_be_visible()
    page.get_by_role("link", name="Min enhet").click()
    page.get_by_role("button", name="Finnmarkssykehuset").click()
    page.wait_for_url("**/leder/")
    page.get_by_role("link", name="BUP Alta").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("BUP Alta")
    cookies = {one["name"]: one for one in page.context.cookies(site_with_login)}
    mine = cookies["__Host-kvabup"]
    assert (mine["secure"], mine["httpOnly"], mine["sameSite"], mine["expires"]) == (True, True, "Lax", -1)
    assert page.evaluate("document.cookie") == ""
    # By keyboard to the other units of the trust, which are folded.
    page.get_by_text("Bytt enhet (3)").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("BUP Hammerfest")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("BUP Hammerfest")
    assert _findings_on_both_screens(page) == []
    page.get_by_role("button", name="Logg ut").click()
    # From our page by itself on to the provider, which asks, and back.
    page.wait_for_url("**/session/end?**")
    page.get_by_role("button", name="Logg ut").click()
    page.wait_for_url("**/logg-ut/ferdig**")
    assert _findings_on_both_screens(page) == []
    # What the browser went back to would be asked for anew: nothing has been kept.
    page.goto(f"/leder/{ALTA}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Velg en oppdiktet bruker")
    assert complaints == []
    page.context.close()


def test_without_scripts_a_view_is_saved_and_removed(browser: Browser, site_with_login: str) -> None:
    complaints: list[str] = []
    page = _page(browser, site_with_login, complaints, java_script_enabled=False)
    page.goto("/leder/?sprak=en")
    page.locator("button[value=leder-finnmark]").click()
    page.wait_for_url("**/leder/?sprak=en")
    page.get_by_label("Name of the view").fill("Girls <b>")
    page.get_by_label("The address from the address bar").fill(f"{site_with_login}/pasienter?kjonn=jenter")
    page.get_by_role("button", name="Save").click()
    link = page.get_by_role("link", name="Girls <b>")
    expect(link).to_have_attribute("href", "/pasienter?kjonn=jenter")
    page.get_by_role("button", name="Remove Girls <b>").click()
    expect(page.get_by_text("You have not saved any views yet.")).to_be_visible()
    page.get_by_label("Name of the view").fill("Elsewhere")
    page.get_by_label("The address from the address bar").fill("https://evil.example/pasienter")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The view cannot be saved")
    page.context.close()
    assert [one for one in complaints if "400" not in one] == []
