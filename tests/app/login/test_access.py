"""Every role against every address, callback and organisation; and that what has no rule is refused to all."""

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.login.access import CALLBACKS, RULES
from app.login.mapping import Role
from tests.app import live_calls
from tests.app.login.small_login import (
    ALTA,
    FINNMARK,
    FORM,
    HAMMERFEST,
    TROMSO,
    log_in,
    login_server,
    sessions_in,
)  # fmt: skip
from tests.app.small_release import PLACES

ORGANISATIONS = [code for _, code, *_ in PLACES]
#: Written out by hand: who may see which organisation whole.
MAY_SEE: dict[tuple[str, tuple[str, ...]] | None, set[str]] = {
    None: set(),
    ("unit_leader", (ALTA,)): {ALTA},
    ("unit_leader", (TROMSO,)): {TROMSO},
    ("trust_leader", (FINNMARK,)): {FINNMARK, ALTA, HAMMERFEST},
    # A unit leader with the number of a trust, as after a reorganisation: of the trust itself, and no unit of it.
    ("unit_leader", (FINNMARK,)): {FINNMARK},
    # Of an organisation that the release no longer has: nothing.
    ("trust_leader", ("999999999",)): set(),
    ("register_staff", ()): set(ORGANISATIONS),
}
#: What begins so stands behind the login; all else is open.
BEHIND = ("/leder/", "/logg-ut")
OPEN_ANYWAY = {"/logg-ut/ferdig"}
THROUGH = "let through"


@pytest.fixture(scope="module")
def hollow(login_releases: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Flask, Path]:
    """The site with its guard, and in place of every answer of its own a word that says that one came to it."""
    folder = tmp_path_factory.mktemp("hollow")
    server = login_server(login_releases, folder)
    for endpoint in server.view_functions:
        server.view_functions[endpoint] = lambda **_: THROUGH
    return server, folder


def _addresses(server: Flask) -> Iterator[tuple[str, str, str]]:
    """Every method and address of the site, with the organisation in it: each one there is, and one there is not."""
    for rule in server.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"OPTIONS", "TRACE", "QUERY"}):
            codes = [*ORGANISATIONS, "1"] if "<code>" in rule.rule else [""]
            for code in codes:
                yield method, re.sub(r"<[^>]*>", "x", rule.rule.replace("<code>", code)), code


def _outcome(answer: TestResponse) -> str:
    if answer.status_code == 302 and answer.headers["Location"].startswith("/logg-inn?til="):
        return "log in"
    return {401: "log in", 403: "refused"}.get(answer.status_code, "through")


def _expected(who: tuple[str, tuple[str, ...]] | None, path: str, code: str) -> str:
    if not path.startswith(BEHIND) or path in OPEN_ANYWAY:
        return "through"
    if who is None:
        return "log in"
    is_of_a_place = path.startswith("/leder/") and path not in ("/leder/", "/leder/visninger", "/leder/visninger/fjern")
    return "through" if not is_of_a_place or code in MAY_SEE[who] else "refused"


def _browser(server: Flask, folder: Path, who: tuple[Role, tuple[str, ...]] | None) -> FlaskClient:
    return server.test_client() if who is None else log_in(server, folder, *who)


@pytest.mark.parametrize("who", MAY_SEE, ids=str)
def test_every_address_is_open_or_refused_as_the_matrix_says(
    hollow: tuple[Flask, Path], who: tuple[Role, tuple[str, ...]] | None
) -> None:
    server, folder = hollow
    client = _browser(server, folder, who)
    asked = list(_addresses(server))
    assert len(asked) > 80
    # HEAD has no body, so that the word is looked for in the answers to the others.
    found = {}
    for method, path, _ in asked:
        answer = client.open(path, method=method, data={"skjemaord": FORM} if path.startswith(BEHIND) else None)
        found[method, path] = _outcome(answer)
        if method == "GET" and path.startswith(BEHIND):
            assert (answer.text == THROUGH) is (found[method, path] == "through")
    assert found == {(method, path): _expected(who, path, code) for method, path, code in asked}


def test_every_route_has_an_entry_and_every_entry_a_route(hollow: tuple[Flask, Path]) -> None:
    server, _ = hollow
    assert {rule.endpoint for rule in server.url_map.iter_rules()} == set(RULES)


def test_every_callback_has_an_entry_and_every_entry_a_callback(guarded: Flask) -> None:
    declared = guarded.test_client().get("/_dash-dependencies").get_json()
    assert {one["output"] for one in declared} == set(CALLBACKS)


def test_a_route_and_a_callback_without_an_entry_are_refused_to_all(login_releases: Path, tmp_path: Path) -> None:
    server = login_server(login_releases, tmp_path)
    # Flask takes no routes once it has answered; a new version of the program would have it from the beginning.
    server._got_first_request = False
    server.add_url_rule("/nytt", "new", lambda: THROUGH)
    body = {"output": "secret.children", "inputs": [], "changedPropIds": []}
    for who in MAY_SEE:
        client = _browser(server, tmp_path, who)
        assert client.get("/nytt").status_code == 403
        assert client.post(live_calls.UPDATE, json=body).status_code == 403


@pytest.mark.parametrize("path", [f"/leder/{ALTA}", "/leder/", f"//leder/{ALTA}", f"/leder//{ALTA}", f"/leder/{ALTA}/"])
def test_the_live_page_gives_nothing_of_what_is_behind_the_login(guarded: Flask, login_folder: Path, path: str) -> None:
    """Also to somebody who may see it: the callbacks are those of the open pages."""
    client = log_in(guarded, login_folder, "register_staff", ())
    answer = live_calls.results(client, path)
    assert "Siden finnes ikke" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "path", [f"//leder/{ALTA}", f"/leder//{ALTA}", f"/LEDER/{ALTA}", f"/leder/{ALTA}/", f"/x/../leder/{ALTA}"]
)
def test_other_ways_to_write_an_address_open_nothing(guarded: Flask, path: str) -> None:
    answer = guarded.test_client().get("/", environ_overrides={"PATH_INFO": path})
    assert answer.status_code in (302, 403, 404)
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("form", "headers"),
    [
        ({}, {}),
        ({"skjemaord": "x"}, {}),
        ({"skjemaord": FORM}, {"Origin": "https://evil.example"}),
        ({"skjemaord": FORM}, {"Origin": "null"}),
        ({"skjemaord": FORM}, {"Sec-Fetch-Site": "cross-site"}),
        ({"skjemaord": FORM}, {"Sec-Fetch-Site": "same-site"}),
    ],
)
@pytest.mark.parametrize("path", ["/logg-ut", "/leder/visninger", "/leder/visninger/fjern"])
def test_nothing_is_changed_by_a_form_that_is_not_ours(
    guarded: Flask, login_folder: Path, path: str, form: dict[str, str], headers: dict[str, str]
) -> None:
    client = log_in(guarded, login_folder, "unit_leader", (ALTA,))
    answer = client.post(path, data={**form, "navn": "x", "adresse": "/pasienter"}, headers=headers)
    assert answer.status_code == 403
    assert client.get("/leder/").status_code == 302  # still logged in: to the only unit


def test_a_fault_of_the_guard_refuses(guarded: Flask, login_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = log_in(guarded, login_folder, "unit_leader", (ALTA,))

    def fail(*_: object) -> None:
        raise OSError("disk full")

    # What cannot be written down is not shown.
    monkeypatch.setattr("app.login.access_log.os.write", fail)
    answer = client.get(f"/leder/{ALTA}")
    assert answer.status_code == 500
    assert "BUP Alta" not in answer.get_data(as_text=True)


def test_a_session_that_has_been_idle_leads_to_the_login(guarded: Flask, login_folder: Path) -> None:
    client = log_in(guarded, login_folder, "unit_leader", (ALTA,), session="idle")
    [path] = [path for path in (login_folder / "login").glob("*.session") if '"idle"' in path.read_text("utf-8")]
    # Half an hour may pass between two pages.
    for age, expected in ((1790, f"/leder/{ALTA}"), (1810, "/logg-inn?til=%2Fleder%2F")):
        os.utime(path, (time.time() - age,) * 2)
        assert client.get("/leder/").headers["Location"] == expected


def test_what_is_too_long_is_refused_unread(guarded: Flask, login_folder: Path) -> None:
    client = log_in(guarded, login_folder, "unit_leader", (ALTA,))
    long = "x" * 70_000
    assert client.post(live_calls.UPDATE, json={"output": long}).status_code == 413
    assert client.post("/leder/visninger", data={"skjemaord": FORM, "navn": long}).status_code == 413


def test_sessions_of_others_open_nothing(guarded: Flask, login_folder: Path) -> None:
    for word in ("", "x", "../../etc/passwd", sessions_in(login_folder)._path("x", ".session").stem):
        client = guarded.test_client()
        client.set_cookie("__Host-kvabup", word)
        assert client.get(f"/leder/{ALTA}").status_code == 302
