"""Running processes go over to a release that is published meanwhile: each answer is of one release, and none fails."""

import json
import logging
import re
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from threading import Event
from time import monotonic, sleep
from typing import Any

import pytest
from werkzeug.test import Client

from app import editions
from app.editions import REFUSED, SECONDS_BEFORE_ANOTHER_TRY, Editions, traces
from app.settings import Settings
from data_marts.releases import switch
from tests.app import live_calls
from tests.app.release_folder import times, with_rows, write_named_release
from tests.app.running_site import running_site
from tests.app.small_release import WITHHELD_UNIT, tables

# Patients of the whole country, over the years: 10 x the year's last digit, and seven times as many.
BEFORE, AFTER = ["20", "30", "40"], ["140", "210", "280"]
PATIENTS = "/pasienter?maal=pasienter&sted=norge"


@dataclass(frozen=True)
class Two:
    """A folder with two releases, the first of which is current."""

    root: Path
    first: str
    second: str

    def settings(self, **more: Any) -> Settings:
        return Settings(releases=self.root, cache=self.root.parent / "cache", **more)


@pytest.fixture
def two(tmp_path: Path) -> Two:
    root = tmp_path / "releases"
    second = write_named_release(root, times(7))
    return Two(root, write_named_release(root, tables()), second)


@pytest.fixture(autouse=True)
def in_no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editions, "SECONDS_BETWEEN_LOOKS", 0.01)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def _release(served: Editions) -> str:
    return str(Client(served).get("/helse").get_json()["release"])


def _text(served: Editions, path: str) -> str:
    return Client(served).get(path).get_data(as_text=True)


def _figures(html: str) -> list[str]:
    """The numbers of the first table."""
    return re.findall(r'<td class="number">([^<]*)</td>', html)[:3]


# --- one process ---


def test_another_release_is_shown_after_a_look_and_the_former_one_after_a_rollback(two: Two) -> None:
    served = Editions(two.settings())
    for release, figures in ((two.first, BEFORE), (two.second, AFTER), (two.first, BEFORE)):
        switch(two.root, release)
        served.look()
        html = _text(served, PATIENTS)
        assert _release(served) == release
        assert f"Utgivelse {release}," in html
        assert f'data-release="{release}"' in html
        assert _figures(html) == figures


def test_nothing_is_opened_as_long_as_nothing_is_published(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    served = Editions(two.settings())
    monkeypatch.setattr(editions, "checked_server", lambda _: pytest.fail("opened"))
    served.look()
    served.look()


def test_a_page_is_known_by_another_tag_in_another_release(two: Two) -> None:
    served = Editions(two.settings())
    before = Client(served).get("/pasienter").headers["ETag"]
    switch(two.root, two.second)
    served.look()
    after = Client(served).get("/pasienter", headers={"If-None-Match": before})
    assert after.status_code == 200
    assert after.headers["ETag"] != before


def test_while_current_is_missing_or_leads_nowhere_the_release_stays(
    two: Two, caplog: pytest.LogCaptureFixture
) -> None:
    served = Editions(two.settings())
    (two.root / "current").unlink()
    served.look()
    assert traces(two.root) is None
    assert caplog.records == []
    switch(two.root, "gone")
    served.look()
    assert _release(served) == two.first
    switch(two.root, two.second)
    served.look()
    assert _release(served) == two.second


def _damaged(two: Two) -> None:
    path = next((two.root / two.second / "open").glob("activity*"))
    path.write_bytes(path.read_bytes()[:200])


def test_a_damaged_release_is_refused_in_one_line_and_the_former_one_stays(
    two: Two, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    served = Editions(two.settings(), clock=clock)
    _damaged(two)
    switch(two.root, two.second)
    for _ in range(3):
        served.look()
        clock.now += SECONDS_BEFORE_ANOTHER_TRY + 1
    assert [record.getMessage() for record in caplog.records] == [REFUSED]
    assert _figures(_text(served, PATIENTS)) == BEFORE
    assert _release(served) == two.first


def test_what_could_not_be_shown_is_tried_again_later_and_at_once_when_it_is_published_anew(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, tries, opened = Clock(), [], editions.checked_server
    served = Editions(two.settings(), clock=clock)

    def fail(settings: Settings) -> Any:
        tries.append(clock.now)
        raise MemoryError

    monkeypatch.setattr(editions, "checked_server", fail)
    switch(two.root, two.second)
    for clock.now in (0.0, 1.0, SECONDS_BEFORE_ANOTHER_TRY + 1):
        served.look()
    assert tries == [0.0, SECONDS_BEFORE_ANOTHER_TRY + 1]
    sleep(0.01)
    switch(two.root, two.second)
    monkeypatch.setattr(editions, "checked_server", opened)
    served.look()
    assert _release(served) == two.second


def test_a_release_with_a_row_that_policy_forbids_never_takes_over(two: Two, caplog: pytest.LogCaptureFixture) -> None:
    served = Editions(two.settings())
    forbidden = with_rows("patients_by_unit", {"patients": 3}, organisation=WITHHELD_UNIT, year=2023)
    write_named_release(two.root, forbidden)
    served.look()
    # The tree of units holds no year but the last: the page of all units can be shown, so can the release.
    everywhere = with_rows("patients_by_unit", {"patients": 3, "patients_status": "published"}, year=2024)
    write_named_release(two.root, everywhere)
    before = _release(served)
    caplog.clear()
    served.look()
    assert _release(served) == before
    assert [record.getMessage() for record in caplog.records] == [REFUSED]


def test_a_request_that_has_begun_is_answered_by_the_release_it_began_with(two: Two) -> None:
    """The answer is held up within the former edition, while the look goes on to the new one."""
    begun, go_on = Event(), Event()
    served = Editions(two.settings())
    inner = served._server.wsgi_app

    def slow(environ: Any, start_response: Any) -> Any:
        begun.set()
        go_on.wait(10)
        return inner(environ, start_response)

    served._server.wsgi_app = slow  # type: ignore[method-assign]
    with ThreadPoolExecutor(2) as pool:
        answer = pool.submit(_text, served, PATIENTS)
        begun.wait(10)
        switch(two.root, two.second)
        look = pool.submit(served.look)
        while _release_or_none(served) != two.second:
            sleep(0.01)
        go_on.set()
        assert _figures(answer.result()) == BEFORE
        look.result()
    assert _figures(_text(served, PATIENTS)) == AFTER


def _release_or_none(served: Editions) -> str | None:
    server = served._server
    rules = {rule.endpoint for rule in server.url_map.iter_rules()}
    return server.view_functions["health"]()["release"] if "health" in rules else None


def test_the_former_release_leaves_no_memory_behind(two: Two) -> None:
    served = Editions(two.settings())
    former = weakref.ref(served._server)
    _text(served, PATIENTS)
    switch(two.root, two.second)
    served.look()
    assert former() is None


def test_a_release_that_is_published_again_is_opened_again(two: Two) -> None:
    """Its figures are the same, what its publication changed is not."""
    served = Editions(two.settings())
    server = served._server
    sleep(0.01)
    switch(two.root, two.first)
    served.look()
    assert served._server is not server


# --- the live page of another release ---


def _ask(served: Editions, **body: Any) -> Any:
    return Client(served).post(live_calls.UPDATE, json=body)


def test_results_are_not_given_to_the_page_of_another_release(two: Two) -> None:
    served = Editions(two.settings())
    question = {**live_calls.RESULTS, "inputs": live_calls.inputs("/pasienter", "?maal=pasienter"), "state": []}
    for stranger in ({"release": two.second}, {"release": ""}, {"release": None}, {"release": [two.first]}, {}):
        answer = _ask(served, **question, **stranger)
        assert answer.status_code == 200
        assert '"className":"other-release"' in answer.get_data(as_text=True)
        assert "number" not in answer.get_data(as_text=True)
    own = _ask(served, **question, release=two.first).get_data(as_text=True)
    assert '"className":"number"' in own
    assert "other-release" not in own


def test_filters_of_another_release_stay_as_they_are(two: Two) -> None:
    served = Editions(two.settings())
    question = {
        "output": "panel.children",
        "outputs": {"id": "panel", "property": "children"},
        "inputs": live_calls.inputs("/pasienter", ""),
        "changedPropIds": ["address.pathname"],
        "state": [[]],
    }
    assert _ask(served, **question, release=two.second).status_code == 204
    assert _ask(served, **question, release=two.first).status_code == 200


def test_a_choice_in_the_page_of_another_release_becomes_its_address_as_it_stands(two: Two) -> None:
    served = Editions(two.settings())
    controls = [
        {"id": {"filter": "control", "key": "kjonn", "part": ""}, "property": "value", "value": "jenter"},
        {"id": {"filter": "control", "key": "sted", "part": "norge"}, "property": "value", "value": ["norge"]},
        {"id": {"filter": "control", "key": "til", "part": ""}, "property": "value", "value": "2031"},
    ]
    question = {
        "output": "address.search",
        "outputs": {"id": "address", "property": "search"},
        "inputs": [controls],
        "changedPropIds": [],
        "state": live_calls.inputs("/pasienter", ""),
    }
    answer = _ask(served, **question, release=two.second).get_json()
    assert answer == {"multi": True, "response": {"address": {"search": "?kjonn=jenter&sted=norge&til=2031"}}}


# --- two processes under load ---

ADDRESSES = ("/", "/pasienter?maal=pasienter&sted=norge", "/om", "/enheter", "/aktivitet?periode=maaned&fra=2024")


@dataclass(frozen=True)
class Seen:
    """What one answer says of itself."""

    when: float
    path: str
    status: int
    releases: frozenset[str]
    figures: list[str]


def _visitor(port: int, until: Event, number: int) -> list[Seen]:
    """Asks over one connection until told to end, now a page and now what the live page asks."""
    connection, found = HTTPConnection("127.0.0.1", port, timeout=30), []
    while not until.is_set():
        path = ADDRESSES[(number + len(found)) % len(ADDRESSES)]
        connection.request("GET", path)
        answer = connection.getresponse()
        text = answer.read().decode()
        told = frozenset(re.findall(r"\b[0-9T-]{6,10}-[0-9a-f]{8}\b", text))
        found.append(Seen(monotonic(), path, answer.status, told, _figures(text)))
        if path == PATIENTS and found[-1].status == 200:
            found.append(_live(connection, next(iter(told)), path))
    connection.close()
    return found


def _live(connection: HTTPConnection, release: str, path: str) -> Seen:
    """What the page of a release is answered: its own figures, or none."""
    asked = {
        **live_calls.RESULTS,
        "inputs": live_calls.inputs("/pasienter", path.removeprefix("/pasienter")),
        "state": [],
        "release": release,
    }
    connection.request("POST", live_calls.UPDATE, json.dumps(asked), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    text = answer.read().decode()
    figures = re.findall(r'"children":"([^"]*)","className":"number"', text)[:3]
    return Seen(monotonic(), f"live {path}", answer.status, frozenset([release]), figures)


@pytest.fixture
def port(two: Two) -> Iterator[int]:
    with running_site(two.root) as found:
        yield found


def test_under_load_every_answer_is_of_one_release_and_soon_all_are_of_the_new_one(two: Two, port: int) -> None:
    until, switched = Event(), []
    with ThreadPoolExecutor(6) as pool:
        visitors = [pool.submit(_visitor, port, until, number) for number in range(6)]
        for release in (two.second, two.first, two.second):
            sleep(3)
            with suppress(FileNotFoundError):
                (two.root / "current").unlink()
            sleep(0.3)
            switch(two.root, release)
            switched.append(monotonic())
        sleep(6)
        until.set()
        seen = [one for visitor in visitors for one in visitor.result()]
    assert {one.status for one in seen} == {200}
    assert all(len(one.releases) == 1 for one in seen)
    assert {release for one in seen for release in one.releases} == {two.first, two.second}
    own = {two.first: BEFORE, two.second: AFTER}
    pages = [one for one in seen if one.path == PATIENTS]
    live = [one for one in seen if one.path.startswith("live")]
    assert min(len(pages), len(live)) > 50
    assert [one for one in pages if one.figures != own[next(iter(one.releases))]] == []
    assert [one for one in live if one.figures not in ([], own[next(iter(one.releases))])] == []
    late = [one for one in seen if one.when > switched[-1] + 5 and not one.path.startswith("live")]
    assert {release for one in late for release in one.releases} == {two.second}
    assert len(late) > 10


def test_a_process_that_is_started_while_nothing_can_be_shown_says_so(two: Two, caplog: Any) -> None:
    with caplog.at_level(logging.ERROR), pytest.raises(Exception, match="There is no release"):
        (two.root / "current").unlink()
        Editions(two.settings())
