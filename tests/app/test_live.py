"""The live page's filters without a browser: what controls ask for, and when they are drawn anew."""

from typing import Any

import pytest
from dash import no_update

from app.answers import pages_by_path
from app.controls import control_id
from app.live import control_arguments, panel_of, search_of
from app.site import Site
from pages import PAGES

BY_PATH = pages_by_path(PAGES)
DEFAULTS: dict[str, Any] = {
    "maal": "rate", "kjonn": "alle", "alder": "alle", "omsorg": "alle", "diagnose": "alle",
    "fra": "2022", "til": "2024",
}  # fmt: skip
PLACES = ("norge", "helse-nord", "helse-vest")


def _controls(places: tuple[str, ...] = PLACES, **chosen: str) -> list[dict[str, Any]]:
    values = {**DEFAULTS, **chosen}
    found = [{"id": control_id(key), "property": "value", "value": value} for key, value in values.items()]
    for part, below in (("norge", PLACES), ("helse-nord", ("finnmark", "unn")), ("helse-vest", ("bergen",))):
        value = [slug for slug in below if slug in places]
        found.append({"id": control_id("sted", part), "property": "value", "value": value})
    return found


@pytest.mark.parametrize(
    ("controls", "search"),
    [
        (_controls(kjonn="jenter"), "?kjonn=jenter"),
        (_controls(til="2023", alder="13-15"), "?alder=13-15&til=2023"),
        (_controls(places=("helse-nord", "bergen")), "?sted=helse-nord&sted=bergen"),
        # Nothing chosen is the default again.
        (_controls(places=()), no_update),
        (_controls(), no_update),
        ([], no_update),
    ],
)
def test_controls_write_the_canonical_address(site: Site, controls: list[dict[str, Any]], search: Any) -> None:
    assert search_of(site, BY_PATH, "/pasienter", "", controls) == search


def test_controls_that_are_reset_empty_the_address(site: Site) -> None:
    assert search_of(site, BY_PATH, "/pasienter", "?kjonn=jenter", _controls()) == ""


def test_a_choice_that_cannot_be_shown_still_stands_in_the_address(site: Site) -> None:
    search = search_of(site, BY_PATH, "/pasienter", "", _controls(omsorg="dogn", diagnose="angst"))
    assert "omsorg=dogn" in search
    assert "diagnose=angst" in search


@pytest.mark.parametrize("path", ["/tull", "/om", "/enheter", ""])
def test_addresses_without_filters_are_left_alone(site: Site, path: str) -> None:
    assert search_of(site, BY_PATH, path, "", _controls(kjonn="jenter")) is no_update
    assert panel_of(site, BY_PATH, path, "", []) is None


def test_controls_that_say_the_same_are_not_drawn_anew(site: Site) -> None:
    controls = _controls(kjonn="jenter")
    assert panel_of(site, BY_PATH, "/pasienter", "?kjonn=jenter", controls) is no_update
    assert panel_of(site, BY_PATH, "/pasienter", "", controls) is not no_update
    assert panel_of(site, BY_PATH, "/pasienter", "", []) is not no_update


def test_controls_stay_where_the_address_cannot_be_shown(site: Site) -> None:
    assert panel_of(site, BY_PATH, "/pasienter", "?omsorg=dogn&diagnose=angst", _controls()) is no_update
    drawn = panel_of(site, BY_PATH, "/pasienter", "?omsorg=dogn&diagnose=angst", [])
    assert drawn not in (None, no_update)


def test_values_are_taken_as_a_form_would_send_them() -> None:
    controls = [
        {"id": control_id("kjonn"), "value": "jenter"},
        {"id": control_id("alder"), "value": None},
        {"id": control_id("til"), "value": ""},
        {"id": control_id("sted", "norge"), "value": ["norge"]},
        {"id": control_id("sted", "helse-nord"), "value": ["unn"]},
        {"id": control_id("sted", "helse-vest")},
    ]
    assert control_arguments(controls) == {"kjonn": ["jenter"], "sted": ["norge", "unn"]}
