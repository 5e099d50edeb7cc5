"""The whole login with a certified provider on this machine: in, out, at another's word, and by nobody's trick."""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.test import TestResponse

from app.check import reason_not_to_start
from app.login.provider import LOGOUT_EVENT, Provider
from app.settings_error import SettingsError
from tests.app.login.small_login import ALTA, FINNMARK, HAMMERFEST, login_server, login_settings
from tests.app.running_site import in_this_process
from tests.provider.running import CLIENT, free_port, running_provider, signing_key

COOKIE = "__Host-kvabup"
LET_IN = {"leder-alta": [ALTA], "leder-hammerfest": [HAMMERFEST], "ansatt-register": []}
NOT_LET_IN = {"leder-for-svak": "level", "uten-rolle": "role", "leder-for-to": "several"}


@dataclass(frozen=True)
class World:
    """A site with a login, the provider it trusts, and the key that the provider signs by."""

    server: Flask
    site: str
    issuer: str
    key: RSAKey
    folder: Path
    stack: ExitStack
    restart: Callable[[RSAKey], None]


@pytest.fixture(scope="module")
def world(login_releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("world")
    ports, key, client_key = (free_port(), free_port()), signing_key("first"), signing_key("site")
    site, issuer = (f"http://127.0.0.1:{ports[0]}", f"http://localhost:{ports[1]}")
    (folder / "key.json").write_text(json.dumps(client_key.as_dict(private=True)), encoding="utf-8")
    server = login_server(login_releases, folder, issuer=issuer, address=site)
    with ExitStack() as outer, ExitStack() as stack:
        outer.enter_context(in_this_process(server, ports[0]))
        stack.enter_context(running_provider(site, ports[1], client_key, key))

        def restart(new: RSAKey) -> None:
            stack.close()
            stack.enter_context(running_provider(site, ports[1], client_key, new))

        yield World(server, site, issuer, key, folder, stack, restart)


@pytest.fixture(autouse=True)
def _many_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    """All tests come from one address."""
    monkeypatch.setattr("app.login.rates.MOST_TRIES", 10_000)


def _begin(client: FlaskClient, til: str = "/leder/") -> str:
    answer = client.get("/logg-inn", query_string={"til": til})
    assert answer.status_code == 302
    return answer.headers["Location"]


def _choose(address: str, user: str, browser: requests.Session | None = None) -> str:
    """Where the provider leads a user who chooses to be this one."""
    browser = browser or requests.Session()
    page = browser.get(address, timeout=10)
    assert "Velg en oppdiktet bruker" in page.text
    answer = browser.post(page.url, data={"user": user}, allow_redirects=False, timeout=10)
    while "/logg-inn/svar" not in answer.headers["Location"]:
        answer = browser.get(answer.headers["Location"], allow_redirects=False, timeout=10)
    return answer.headers["Location"]


def _return(client: FlaskClient, address: str) -> TestResponse:
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")


def _log_in(world: World, user: str, til: str = "/leder/") -> tuple[FlaskClient, TestResponse]:
    client = world.server.test_client()
    return client, _return(client, _choose(_begin(client, til), user))


def _session(client: FlaskClient) -> str:
    cookie = client.get_cookie(COOKIE)
    return cookie.value if cookie else ""


def _log(world: World) -> list[dict[str, str]]:
    [path] = (world.folder / "login").glob("access-*")
    return [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]


# --- in ---


def test_what_the_provider_is_asked_stands_in_no_address(world: World) -> None:
    parts = urlsplit(_begin(world.server.test_client()))
    assert f"{parts.scheme}://{parts.netloc}" == world.issuer
    # Pushed behind the user's back (RFC 9126): the address names the request alone.
    assert parse_qs(parts.query).keys() == {"client_id", "request_uri"}


@pytest.mark.parametrize("user", LET_IN)
def test_a_user_with_a_role_is_let_in(world: World, user: str) -> None:
    client, answer = _log_in(world, user)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/leder/")
    [cookie] = [line for line in answer.headers.getlist("Set-Cookie") if line.startswith(f"{COOKIE}=")]
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert "Expires" not in cookie
    start = client.get("/leder/")
    if LET_IN[user]:
        assert start.headers["Location"] == f"/leder/{LET_IN[user][0]}"
    else:
        assert start.status_code == 200


@pytest.mark.parametrize("user", NOT_LET_IN)
def test_a_user_without_is_told_why_and_not_let_in(world: World, user: str) -> None:
    client, answer = _log_in(world, user, f"/leder/{ALTA}?sprak=en")
    assert answer.headers["Location"] == f"/logg-inn/feil/{NOT_LET_IN[user]}?sprak=en"
    page = client.get(answer.headers["Location"])
    assert page.status_code == 403
    assert '<html lang="en">' in page.text
    assert _session(client) == ""
    assert client.get(f"/leder/{ALTA}").status_code == 302
    assert {"event": "not_let_in", "user": user, "reason": NOT_LET_IN[user]}.items() <= _log(world)[-1].items()


@pytest.mark.parametrize(
    ("til", "led"),
    [
        (f"/leder/{ALTA}?sprak=nn", f"/leder/{ALTA}?sprak=nn"),
        ("https://evil.example/leder/", "/leder/"),
        ("//evil.example/leder/", "/leder/"),
        ("/leder/\\evil.example", "/leder/"),
        ("/logg-ut", "/leder/"),
    ],
)
def test_a_login_leads_to_where_one_was_and_to_no_other_host(world: World, til: str, led: str) -> None:
    _, answer = _log_in(world, "leder-alta", til)
    assert answer.headers["Location"] == led


def test_a_new_login_ends_the_former_one_of_the_browser(world: World) -> None:
    client, _ = _log_in(world, "leder-alta")
    former = _session(client)
    _return(client, _choose(_begin(client), "leder-hammerfest"))
    assert _session(client) not in ("", former)
    assert client.get(f"/leder/{ALTA}").status_code == 403
    old = world.server.test_client()
    old.set_cookie(COOKIE, former)
    assert old.get(f"/leder/{ALTA}").status_code == 302


def test_the_site_can_be_known_by_a_secret_too(login_releases: Path, tmp_path: Path) -> None:
    ports, key = (free_port(), free_port()), signing_key("x")
    (tmp_path / "key.json").write_text("s" * 48, encoding="utf-8")
    site = f"http://127.0.0.1:{ports[0]}"
    server = login_server(login_releases, tmp_path, issuer=f"http://localhost:{ports[1]}", address=site)
    with running_provider(site, ports[1], key, key, secret="s" * 48):
        client = server.test_client()
        answer = _return(client, _choose(_begin(client), "leder-finnmark"))
        assert answer.headers["Location"] == "/leder/"
        assert f"/leder/{FINNMARK}" in client.get("/leder/").text


# --- tricks ---


def _failed(answer: TestResponse) -> bool:
    return answer.headers["Location"] == "/logg-inn/feil/failed"


def test_an_answer_is_taken_once_and_in_the_browser_that_asked_alone(world: World) -> None:
    client, other = world.server.test_client(), world.server.test_client()
    address = _choose(_begin(client), "leder-alta")
    assert _failed(_return(other, address))
    # An attacker's own login that is under way does not help: the states differ.
    _begin(other)
    assert _failed(_return(other, address))
    assert _return(client, address).headers["Location"] == "/leder/"
    assert _failed(_return(client, address))


@pytest.mark.parametrize("part", ["nonce", "verifier"])
def test_a_token_for_another_login_is_refused(world: World, part: str) -> None:
    client = world.server.test_client()
    address = _choose(_begin(client), "leder-alta")
    for path in (world.folder / "login").glob("*.begun"):
        pending = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps({**pending, part: "x" * 64}), encoding="utf-8")
    assert _failed(_return(client, address))
    assert _session(client) == ""


@pytest.mark.parametrize("change", [{"iss": "https://evil.example"}, {"iss": ""}, {"code": "x"}, {"state": "x"}])
def test_an_answer_that_was_changed_is_refused(world: World, change: dict[str, str]) -> None:
    client = world.server.test_client()
    address = urlsplit(_choose(_begin(client), "leder-alta"))
    asked = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert asked.keys() == {"code", "state", "iss"}
    assert _failed(client.get(address.path, query_string={**asked, **change}))


def test_tries_are_limited(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.login.rates.MOST_TRIES", 0)
    answer = world.server.test_client().get("/logg-inn")
    assert answer.status_code == 429
    assert "For mange forsøk" in answer.text


def test_a_provider_that_does_not_answer_is_one_sentence(guarded: Flask, caplog: pytest.LogCaptureFixture) -> None:
    client = guarded.test_client()
    assert _failed(client.get("/logg-inn"))
    assert caplog.messages == ["the provider of the login failed: ConnectionError in requests.adapters.send"]


# --- out ---


def _log_out(client: FlaskClient, world: World) -> TestResponse:
    [path] = [path for path in (world.folder / "login").glob("*.session")]
    word = json.loads(path.read_text(encoding="utf-8"))["form"]
    return client.post("/logg-ut", data={"skjemaord": word}, headers={"Origin": world.site})


def _only(world: World) -> None:
    for path in (world.folder / "login").glob("*.session"):
        path.unlink()


def test_whoever_logs_out_is_out_here_and_at_the_provider(world: World) -> None:
    _only(world)
    client, browser = world.server.test_client(), requests.Session()
    _return(client, _choose(_begin(client), "leder-alta", browser))
    word = _session(client)
    answer = _log_out(client, world)
    assert answer.status_code == 200
    assert _session(client) == ""
    again = world.server.test_client()
    again.set_cookie(COOKIE, word)
    assert again.get(f"/leder/{ALTA}").status_code == 302
    # The page leads on to the provider, which asks and then leads back.
    onward = answer.headers["Refresh"].removeprefix("0; url=")
    page = browser.get(onward, timeout=10)
    assert "Logg ut av innloggingstjenesten?" in page.text
    done = _confirm(browser, page)
    assert done.headers["Location"].startswith(f"{world.site}/logg-ut/ferdig")
    assert "Du er logget ut" in client.get("/logg-ut/ferdig").text


def _confirm(browser: requests.Session, page: requests.Response) -> requests.Response:
    form = page.text.partition("<form")[2].partition("</form>")[0]
    action = form.partition('action="')[2].partition('"')[0]
    word = form.partition('name="xsrf" value="')[2].partition('"')[0]
    return browser.post(action, data={"xsrf": word, "logout": "yes"}, allow_redirects=False, timeout=10)


def test_a_logout_at_the_provider_ends_the_session_here(world: World) -> None:
    """By the back channel: the provider tells the site, which is asked by nobody's browser."""
    _only(world)
    client, browser = world.server.test_client(), requests.Session()
    _return(client, _choose(_begin(client), "leder-alta", browser))
    other, _ = _log_in(world, "leder-hammerfest")
    assert client.get("/leder/").status_code == 302
    _confirm(browser, browser.get(f"{world.issuer}/session/end", timeout=10))
    for _ in range(50):
        if client.get("/leder/").headers["Location"].startswith("/logg-inn"):
            break
        time.sleep(0.1)
    assert client.get("/leder/").headers["Location"].startswith("/logg-inn")
    assert other.get("/leder/").headers["Location"] == f"/leder/{HAMMERFEST}"


def _logout_token(world: World, key: Any = None, header: dict[str, str] | None = None, **change: Any) -> str:
    now = int(time.time())
    claims = {
        "iss": world.issuer, "aud": CLIENT, "iat": now, "exp": now + 120, "jti": "j1", "sub": "leder-alta",
        "events": {LOGOUT_EVENT: {}}, **change,
    }  # fmt: skip
    head = {"alg": "RS256", "kid": "first", **(header or {})}
    left = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(head, left, key or world.key, algorithms=[head["alg"]])


def _encoded(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"aud": "another", "azp": CLIENT},
        {"exp": 1},
        {"iat": None},
        {"jti": None},
        {"events": None},
        {"events": {"x": {}}},
        {"nonce": "n"},
        {"sub": None},
        {"sub": 7},
    ],
)
def test_a_logout_that_is_none_ends_nothing(world: World, change: dict[str, Any]) -> None:
    client, _ = _log_in(world, "leder-alta")
    answer = client.post("/logg-inn/varsel", data={"logout_token": _logout_token(world, **change)})
    assert answer.status_code == 400
    assert answer.data == b""
    assert client.get("/leder/").headers["Location"] == f"/leder/{ALTA}"


def test_a_logout_that_the_provider_has_not_signed_ends_nothing(world: World) -> None:
    client, _ = _log_in(world, "leder-alta")
    claims = _logout_token(world).split(".")[1]
    none = _encoded(b'{"alg":"none"}')
    # By a secret that everybody has: the public key.
    by_secret = f'{_encoded(b"""{"alg":"HS256","kid":"first"}""")}.{claims}'
    proof = hmac.digest(world.key.as_pem(private=False), by_secret.encode(), "sha256")
    forged = [
        _logout_token(world, signing_key("first")),
        f"{by_secret}.{_encoded(proof)}",
        f"{none}.{claims}.",
        _logout_token(world).rpartition(".")[0] + ".",
        "",
        "a.b.c",
    ]
    for token in forged:
        assert client.post("/logg-inn/varsel", data={"logout_token": token}).status_code == 400
    assert client.get("/leder/").headers["Location"] == f"/leder/{ALTA}"
    # The same by the provider's own key does.
    assert client.post("/logg-inn/varsel", data={"logout_token": _logout_token(world)}).status_code == 200
    assert client.get("/leder/").headers["Location"].startswith("/logg-inn")


# --- keys, and last: it changes the world ---


def test_a_new_key_of_the_provider_is_fetched(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    before, _ = _log_in(world, "leder-alta")
    world.restart(signing_key("second"))
    # Asked again at once: elsewise unknown keys are looked for each ten seconds alone.
    monkeypatch.setattr("app.login.provider.SECONDS_BETWEEN_KEYS", -1)
    client, answer = _log_in(world, "leder-alta")
    assert answer.headers["Location"] == "/leder/"
    assert before.get("/leder/").headers["Location"] == f"/leder/{ALTA}"


def test_a_site_whose_login_cannot_be_used_says_so_in_one_sentence(login_releases: Path, tmp_path: Path) -> None:
    environment = {
        "KVABUP_RELEASES": str(login_releases), "KVABUP_CACHE": str(tmp_path / "cache"),
        "KVABUP_ADDRESS": "https://tall.example.no", "KVABUP_LOGIN_ISSUER": "https://id.example.no",
        "KVABUP_LOGIN_CLIENT": "x", "KVABUP_LOGIN_SECRET_FILE": "x", "KVABUP_LOGIN_MAPPING": "nowhere",
        "KVABUP_LOGIN_FOLDER": str(tmp_path / "login"),
    }  # fmt: skip
    assert reason_not_to_start(environment) == (
        "KVABUP_LOGIN_MAPPING must be a file in TOML that can be read; correct it"
    )


@pytest.mark.parametrize("text", ["", "{}", '{"kty": "oct", "k": "AAAA"}', "{broken"])
def test_a_proof_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "key.json").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match="^KVABUP_LOGIN_SECRET_FILE must hold"):
        Provider(login_settings(tmp_path), "openid")
