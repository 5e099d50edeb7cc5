"""A process that has no release it can show says so at every address, shows no figure, and goes on looking."""

import json
import os
import re
import signal
from collections import Counter
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from werkzeug.test import Client

from app.editions import NOTHING, SECONDS_BEFORE_ANOTHER_TRY, Editions
from app.settings import Settings
from app.static_files import asset_url
from app.unavailable import create_unavailable
from data_marts.releases import switch
from pages import PAGES
from tests.app import live_calls
from tests.app.release_folder import times, with_rows, write_named_release
from tests.app.running_site import Running, running_processes
from tests.app.small_release import WITHHELD_UNIT, tables
from tests.app.test_editions import AFTER, BEFORE, PATIENTS, Clock, Two, _figures

HEADING = "Tallene er ikke tilgjengelige akkurat nå"
ADDRESSES = [page.path.replace("<code>", "974547031") for page in PAGES]
OTHERS = [PATIENTS, "/tull", "//", "/pasienter?kjonn=katt", "/_dash-layout", "/_dash-dependencies", "/a\nb"]


@pytest.fixture
def two(tmp_path: Path) -> Two:
    root = tmp_path / "releases"
    second = write_named_release(root, times(7))
    return Two(root, write_named_release(root, tables()), second)


def _damage(root: Path) -> None:
    path = next((root / "current" / "open").glob("activity*"))
    path.write_bytes(path.read_bytes()[:200])


def _dangle(root: Path) -> None:
    switch(root, "gone")


def _remove(root: Path) -> None:
    (root / "current").unlink()


def _forbid(root: Path) -> None:
    """As a release whose rows break the rules: it can be opened, and one of its pages cannot be shown."""
    write_named_release(root, with_rows("patients_by_unit", {"patients": 3}, organisation=WITHHELD_UNIT, year=2024))


# --- one process ---


@pytest.mark.parametrize("path", [*ADDRESSES, *OTHERS, "/om?sprak=se"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT"])
def test_every_address_says_the_same_and_nobody_keeps_it(path: str, method: str) -> None:
    answer = Client(create_unavailable(Settings())).open(path, method=method)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert not {"ETag", "Location", "Set-Cookie"} & set(answer.headers.keys())
    text = answer.get_data(as_text=True)
    assert (f"<h1>{HEADING}</h1>" in text) is (method != "HEAD")
    # No figure; ages and hashes of addresses are the only digits.
    shown = re.sub(r"<head>.*</head>|</?h1>|0–17.år", "", text)
    assert not re.search(r"\d", shown)
    assert path in ("/", "//") or path not in text


def test_the_health_address_tells_that_the_process_is_not_ready() -> None:
    answer = Client(create_unavailable(Settings())).get("/helse")
    assert (answer.status_code, answer.get_json()) == (503, {"status": "unavailable"})
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("query", "title"), [("", HEADING), ("?sprak=en", "The figures are not available at the moment")], ids=["nb", "en"]
)
def test_programs_are_told_so_in_their_way(query: str, title: str) -> None:
    answer = Client(create_unavailable(Settings())).get(f"/api/v1/data/pasienter/utvikling{query}")
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    told = json.loads(answer.get_data())
    assert (told["type"], told["title"], told["status"]) == ("about:blank", title, 503)
    assert answer.headers["Retry-After"] == "30"


def test_pages_of_other_processes_still_get_their_files() -> None:
    answer = Client(create_unavailable(Settings())).get(asset_url("theme.css"))
    assert answer.status_code == 200
    assert b".error-page" in answer.data


@pytest.mark.parametrize("damage", [_damage, _dangle, _remove, _forbid])
def test_a_process_waits_for_a_release_that_can_be_shown(
    two: Two, caplog: pytest.LogCaptureFixture, damage: Callable[[Path], None]
) -> None:
    damage(two.root)
    served = Editions(two.settings())
    for _ in range(3):
        served.look()
    assert Client(served).get(PATIENTS).status_code == 503
    assert [record.getMessage() for record in caplog.records if record.name == "app.editions"] == [NOTHING]
    switch(two.root, two.second)
    served.look()
    assert _figures(Client(served).get(PATIENTS).get_data(as_text=True)) == AFTER
    assert Client(served).get("/helse").get_json() == {"status": "ok", "release": two.second}


def test_a_release_that_is_mended_where_it_lies_is_found(two: Two) -> None:
    path = next((two.root / two.first / "open").glob("activity*"))
    whole, clock = path.read_bytes(), Clock()
    _damage(two.root)
    served = Editions(two.settings(), clock=clock)
    path.write_bytes(whole)
    clock.now = SECONDS_BEFORE_ANOTHER_TRY + 1
    served.look()
    assert _figures(Client(served).get(PATIENTS).get_data(as_text=True)) == BEFORE


# --- real processes ---


def _ask(port: int, path: str, method: str = "GET") -> tuple[int, str, dict[str, str]]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path)
    answer = connection.getresponse()
    told = answer.status, answer.read().decode(), dict(answer.getheaders())
    connection.close()
    return told


def _replace_one(running: Running) -> None:
    """Ends one process as a fault would, and goes on once another has taken its place."""
    told = _said(running)
    os.kill(min(running.workers()), signal.SIGKILL)
    _until(lambda: _said(running) == told + 1)


def _said(running: Running) -> int:
    return running.log.read_text(encoding="utf-8").count(NOTHING)


def _until(done: Callable[[], Any], seconds: float = 60) -> None:
    end = monotonic() + seconds
    while not done():
        assert monotonic() < end, "what was waited for did not come"
        sleep(0.05)


def _answers(port: int, number: int = 20) -> Counter[tuple[int, tuple[str, ...]]]:
    """How often which status came with which figures."""
    found = [_ask(port, PATIENTS) for _ in range(number)]
    return Counter((status, tuple(_figures(text))) for status, text, _ in found)


def test_while_the_release_is_damaged_a_successor_shows_nothing_and_the_site_stays_up(two: Two) -> None:
    whole, nothing, new = (200, tuple(BEFORE)), (503, ()), (200, tuple(AFTER))
    with running_processes(two.root) as running:
        assert set(_answers(running.port)) == {whole}
        _damage(two.root)
        _replace_one(running)
        # The other process has the release as it was, and is let first.
        found = _answers(running.port)
        assert set(found) <= {whole, nothing}
        assert found[whole] > 5
        _replace_one(running)
        assert set(_answers(running.port)) <= {nothing, whole}
        _until(lambda: set(_answers(running.port)) == {nothing})
        status, text, headers = _ask(running.port, "/helse")
        assert (status, json.loads(text), headers["Retry-After"]) == (503, {"status": "unavailable"}, "30")
        assert headers["Connection"] == "close"
        assert _ask(running.port, live_calls.UPDATE, "POST")[0] == 503
        assert running.parent.poll() is None
        switch(two.root, two.second)
        _until(lambda: set(_answers(running.port)) == {new})
        log = running.log.read_text(encoding="utf-8")
        assert len(running.workers()) == 2
    assert "Traceback" not in log
    assert str(two.root) not in log
