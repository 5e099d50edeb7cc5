"""What is sent to do harm gets a short answer, and the log says no more and no less than there is to say."""

import logging
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

import app.ready
from app.errors import MOST_BYTES_SENT
from app.live import panel_of, search_of
from app.static_files import all_sources
from tests.app import live_calls

CODINGS = ["br", "zstd", "deflate", "br, zstd", "gzip;q=0, br"]


def _errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


# --- too long ---


@pytest.mark.parametrize("address", [live_calls.UPDATE, "/_dash-layout", "/pasienter"])
def test_what_is_too_long_is_not_read(client: FlaskClient, caplog: pytest.LogCaptureFixture, address: str) -> None:
    response = client.post(address, data=b"[" * (MOST_BYTES_SENT + 1), content_type="application/json")
    assert response.status_code == (413 if address == live_calls.UPDATE else 405)
    assert _errors(caplog) == []


def test_who_sends_too_much_is_told_so(client: FlaskClient) -> None:
    response = client.post(live_calls.UPDATE, data=b" " * (MOST_BYTES_SENT + 1), content_type="application/json")
    text = response.get_data(as_text=True)
    assert "<h1>Forespørselen er for stor</h1>" in text
    assert "Det som ble sendt, er lengre enn noen side her trenger." in text
    assert response.headers["Cache-Control"] == "no-store"


def test_what_the_live_page_sends_is_far_from_too_long(client: FlaskClient) -> None:
    search = "?" + "&".join(f"sted={'a' * 60}-{number}" for number in range(40))
    assert live_calls.results(client, "/pasienter", search).status_code == 200


# --- addresses that are none ---


@pytest.mark.parametrize("path", ["/enheter/x%0a", "/enheter/%0d%0aSet-Cookie:x=1", "/enheter/%3fx", "/enheter/%ff"])
def test_a_redirect_takes_no_line_break(client: FlaskClient, caplog: pytest.LogCaptureFixture, path: str) -> None:
    response = client.get(f"{path}?utm_a=1", follow_redirects=True)
    assert response.status_code == 404
    assert "<h1>Enheten finnes ikke</h1>" in response.get_data(as_text=True)
    assert _errors(caplog) == []


@pytest.mark.parametrize("package", ["dash", "dash_bootstrap_components"])
def test_maps_of_scripts_are_not_given_out(client: FlaskClient, package: str) -> None:
    addresses = [source.address for source in all_sources() if f"/{package}/" in source.address]
    plain = {
        "dash": "/_dash-component-suites/dash/dcc/async-graph.js.map",
        "dash_bootstrap_components": "/_dash-component-suites/dash_bootstrap_components/_components/"
        "dash_bootstrap_components.min.js.map",
    }[package]
    for address in (plain, *(f"{address}.map" for address in addresses)):
        response = client.get(address)
        assert response.status_code == 404
        assert "<h1>Siden finnes ikke</h1>" in response.get_data(as_text=True)


# --- live calls ---


@pytest.mark.parametrize(
    ("path", "search"), [("/pasienter", 5), ("/pasienter", ["?"]), (7, ""), (["/"], ""), ({}, {}), (None, None)]
)
def test_what_is_no_text_is_no_address(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, path: Any, search: Any
) -> None:
    response = live_calls.results(client, path, search)
    assert response.status_code == 200
    assert live_calls.told(response.get_json()) == "Siden finnes ikke"
    assert panel_of(None, {}, path, search, []) is None  # type: ignore[arg-type]
    search_of(None, {}, path, search, [])  # type: ignore[arg-type]
    assert _errors(caplog) == []


def test_half_a_letter_is_no_fault(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    for path, search in (("/enheter/\ud800", ""), ("/pasienter", "?\udc00=1"), ("/pasienter", "?kjonn=\ud800")):
        assert live_calls.results(client, path, search).status_code == 200
    assert _errors(caplog) == []


def test_a_fault_while_results_are_written_is_told_and_logged(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = app.ready.as_dash_writes

    def fail_once(*found: Any) -> str:
        monkeypatch.setattr(app.ready, "as_dash_writes", writes)
        raise ValueError("patients=3")

    monkeypatch.setattr(app.ready, "as_dash_writes", fail_once)
    response = live_calls.results(client, "/pasienter", "?alder=13-15&til=2023")
    assert response.status_code == 200
    assert live_calls.told(response.get_json()) == "Noe gikk galt. Siden kan ikke vises nå. Prøv igjen om litt."
    assert _errors(caplog) == ["live page patients failed: ValueError in tests.app.test_refusals.fail_once"]
    # Not kept: the next visitor gets the results.
    assert "Noe gikk galt" not in live_calls.told(
        live_calls.results(client, "/pasienter", "?alder=13-15&til=2023").get_json()
    )


def test_a_fault_in_any_other_live_call_is_logged_before_it_is_refused(
    server: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise ValueError("patients=3")

    monkeypatch.setattr("app.live.panel_of", fail)
    client = server.test_client()
    body = {
        **live_calls.drawn_by(client),
        "output": "panel.children",
        "outputs": {"id": "panel", "property": "children"},
        "inputs": live_calls.inputs("/pasienter", ""),
        "changedPropIds": ["address.pathname"],
        "state": [[]],
    }
    response = client.post(live_calls.UPDATE, json=body)
    assert (response.status_code, response.data) == (400, b"")
    assert _errors(caplog) == ["a live call failed: ValueError in tests.app.test_refusals.fail"]


# --- compressed once ---


@pytest.mark.parametrize("accepted", CODINGS)
def test_nothing_is_compressed_anew_for_other_codings(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, accepted: str
) -> None:
    def never(*_: Any) -> bytes:
        raise AssertionError("compressed at a request")

    monkeypatch.setattr("flask_compress.flask_compress._compress_data", never)
    headers = {"Accept-Encoding": accepted}
    response = client.get("/pasienter", headers=headers)
    assert response.status_code == 200
    assert "Content-Encoding" not in response.headers
    assert response.get_data(as_text=True).startswith("<!DOCTYPE html>")
    body = {
        **live_calls.RESULTS,
        **live_calls.drawn_by(client),
        "inputs": live_calls.inputs("/pasienter", ""),
        "state": [],
    }
    live = client.post(live_calls.UPDATE, json=body, headers=headers)
    assert live.get_json()["multi"] is True
