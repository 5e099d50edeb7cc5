"""Sessions end when they are old, idle, or told to; a begun login can be ended once; the log keeps its days."""

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from app.answers import pages_by_path
from app.leader.saved import Saved, SavedViews, view_of
from app.login.access_log import AccessLog
from app.login.rates import MOST_TRIES, Rates
from app.login.sessions import MOST_BEGUN, SECONDS_TO_LOG_IN, Pending, Session, Sessions
from app.login.settings import login_settings_from
from app.settings_error import SettingsError
from pages import PAGES
from tests.app.login.small_login import ALTA

START = 1_800_000_000.0
LIFETIME, IDLE = 3600, 600
SITE = "https://tall.example.no"
USER = Session("u1", "Demo", "unit_leader", (ALTA,), "s1", "token", "form", START)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(tmp_path: Path, clock: Clock) -> Sessions:
    return Sessions(tmp_path, LIFETIME, IDLE, clock)


def test_a_session_is_found_by_its_word_alone(sessions: Sessions, tmp_path: Path) -> None:
    word = sessions.start(USER)
    found = sessions.find(word)
    assert found is not None
    assert replace(found, key="") == USER
    [file] = tmp_path.iterdir()
    assert word not in file.name + file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    # What stands in the folder opens nothing.
    assert sessions.find(file.stem) is None
    assert sessions.find("") is None


def test_a_session_that_is_used_lasts_until_it_is_old(sessions: Sessions, clock: Clock, tmp_path: Path) -> None:
    word = sessions.start(USER)
    for _ in range(LIFETIME // IDLE):
        clock.now += IDLE
        assert sessions.find(word) is not None
    clock.now += 1
    assert sessions.find(word) is None
    assert list(tmp_path.iterdir()) == []


def test_a_session_that_is_idle_ends(sessions: Sessions, clock: Clock) -> None:
    word = sessions.start(USER)
    clock.now += IDLE + 1
    assert sessions.find(word) is None
    clock.now -= IDLE
    assert sessions.find(word) is None


def test_sessions_end_by_the_providers_word_or_for_the_user(sessions: Sessions) -> None:
    one = sessions.start(USER)
    other = sessions.start(replace(USER, session="s2"))
    third = sessions.start(replace(USER, subject="u2", session="s3"))
    assert sessions.end_all("s2", "u1") == 1
    assert [sessions.find(word) is not None for word in (one, other, third)] == [True, False, True]
    assert sessions.end_all("", "u1") == 1
    assert [sessions.find(word) is not None for word in (one, other, third)] == [False, False, True]


def test_a_damaged_session_is_none(sessions: Sessions, tmp_path: Path) -> None:
    for text in ("", "{", "[]", '{"role": "owner"}'):
        word = sessions.start(USER)
        for file in tmp_path.iterdir():
            file.write_text(text, encoding="utf-8")
        assert sessions.find(word) is None


def test_a_login_that_was_begun_is_ended_once_and_in_time(sessions: Sessions, clock: Clock) -> None:
    pending = Pending("nonce", "verifier", "/leder/")
    sessions.begin("state", pending)
    assert sessions.take_begun("other") is None
    assert sessions.take_begun("state") == pending
    assert sessions.take_begun("state") is None
    sessions.begin("slow", pending)
    clock.now += SECONDS_TO_LOG_IN + 1
    assert sessions.take_begun("slow") is None


def test_begun_logins_do_not_fill_the_disk(sessions: Sessions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_BEGUN == 1000
    monkeypatch.setattr("app.login.sessions.MOST_BEGUN", 3)
    for number in range(5):
        sessions.begin(f"state{number}", Pending("n", "v", "/leder/"))
    assert len(list(tmp_path.iterdir())) == 3


# --- the access log ---


def test_the_log_has_a_file_a_day_and_forgets_old_ones(tmp_path: Path, clock: Clock) -> None:
    log = AccessLog(tmp_path, 2, clock)
    days = []
    for _ in range(5):
        log.write("view", user="u1", role="unit_leader", asked=f"/leder/{ALTA}\n\u2028{{")
        days.append(sorted(path.name for path in tmp_path.iterdir()))
        clock.now += 86_400
    # 15 January 2027, and a file of each day after it.
    assert days[0] == ["access-2027-01-15.jsonl"]
    assert days[-1] == [f"access-2027-01-{day}.jsonl" for day in (17, 18, 19)]
    path = tmp_path / "access-2027-01-19.jsonl"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    [line] = path.read_text(encoding="ascii").splitlines()
    assert json.loads(line) == {
        "time": "2027-01-19T08:00:00+00:00", "event": "view", "user": "u1", "role": "unit_leader",
        "asked": f"/leder/{ALTA}\n\u2028{{",
    }  # fmt: skip


# --- saved views ---


@pytest.mark.parametrize(
    "address", ["/pasienter?kjonn=jenter", "/enheter/979848498", "/leder/979848498", f" {SITE}/om "]
)
def test_a_page_of_ours_can_be_saved(address: str) -> None:
    saved = view_of(pages_by_path(PAGES), SITE, "  My   view ", address)
    assert saved == Saved("My view", address.strip().removeprefix(SITE))


@pytest.mark.parametrize(
    "address",
    [
        "", "pasienter", "/nowhere", "javascript:alert(1)", "//evil.example/om", "/\\evil.example", "https://evil.example/om",
        f"{SITE}.evil.example/om", "/om\nx", "/om?" + "x" * 2000, "/last-ned/om/x.csv", "/logg-ut",
    ],
)  # fmt: skip
def test_nothing_else_can_be_saved(address: str) -> None:
    assert view_of(pages_by_path(PAGES), SITE, "name", address) is None
    assert view_of(pages_by_path(PAGES), SITE, " ", "/om") is None
    assert view_of(pages_by_path(PAGES), SITE, "x" * 81, "/om") is None


def test_views_are_kept_for_each_user_up_to_a_limit(tmp_path: Path) -> None:
    views = SavedViews(tmp_path)
    for number in range(52):
        views.add("u1", Saved(f"v{number}", "/om"))
    views.add("u1", Saved("v51", "/pasienter"))
    assert [one.name for one in views.of("u1")] == [f"v{number}" for number in range(2, 52)]
    assert views.of("u1")[-1].address == "/pasienter"
    assert views.of("u2") == ()
    views.remove("u1", "v2")
    views.remove("u2", "v3")
    assert len(views.of("u1")) == 49
    for path in tmp_path.iterdir():
        path.write_text("damaged", encoding="utf-8")
    assert views.of("u1") == ()


# --- how often, and by which settings ---


def test_tries_run_out_and_come_back(clock: Clock) -> None:
    rates = Rates(clock)
    assert [rates.may("a") for _ in range(MOST_TRIES + 1)] == [True] * MOST_TRIES + [False]
    assert rates.may("b")
    clock.now += 2  # a try each two seconds
    assert [rates.may("a"), rates.may("a")] == [True, False]


GIVEN = {
    "KVABUP_LOGIN_ISSUER": "https://id.example.no/", "KVABUP_LOGIN_CLIENT": "kvabup",
    "KVABUP_LOGIN_SECRET_FILE": "secret", "KVABUP_LOGIN_MAPPING": "mapping",
}  # fmt: skip
ADDRESS = "https://tall.example.no"


def test_without_an_issuer_there_is_no_login() -> None:
    without = {name: value for name, value in GIVEN.items() if name != "KVABUP_LOGIN_ISSUER"}
    assert login_settings_from(without, ADDRESS, Path()) is None


def test_settings_of_a_login() -> None:
    found = login_settings_from({**GIVEN, "KVABUP_LOGIN_IDLE": "1440"}, ADDRESS, Path("root"))
    assert found is not None
    assert (found.issuer, found.folder, found.lifetime, found.idle, found.log_days, found.demo) == (
        "https://id.example.no", Path("root/.login"), 480, 1440, 730, False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "address", "told"),
    [
        ({"KVABUP_LOGIN_CLIENT": ""}, ADDRESS, "KVABUP_LOGIN_CLIENT must be set"),
        ({"KVABUP_LOGIN_MAPPING": ""}, ADDRESS, "KVABUP_LOGIN_MAPPING must be set"),
        ({"KVABUP_LOGIN_SECRET_FILE": ""}, ADDRESS, "KVABUP_LOGIN_SECRET_FILE must be set"),
        ({}, "", "KVABUP_ADDRESS must begin with https"),
        ({}, "http://tall.example.no", "KVABUP_ADDRESS must begin with https"),
        ({"KVABUP_LOGIN_ISSUER": "http://localhost.example.no"}, ADDRESS, "KVABUP_LOGIN_ISSUER must begin with https"),
        ({"KVABUP_LOGIN_IDLE": "0"}, ADDRESS, "KVABUP_LOGIN_IDLE must be a number of minutes"),
        ({"KVABUP_LOGIN_LIFETIME": "1441"}, ADDRESS, "KVABUP_LOGIN_LIFETIME must be a number of minutes"),
        ({"KVABUP_LOGIN_LOG_DAYS": "x"}, ADDRESS, "KVABUP_LOGIN_LOG_DAYS must be a number of days"),
    ],
)
def test_settings_that_cannot_be_used_are_refused(change: dict[str, str], address: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        login_settings_from({**GIVEN, **change}, address, Path())
