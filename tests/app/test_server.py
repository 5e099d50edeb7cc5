"""The server as visitors and strangers meet it: pages, redirects, refusals, headers, and what is never told."""

import json
import logging
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.factory import create_app
from app.headers import security_headers
from app.settings import Settings
from tests.app import live_calls
from tests.app.release_folder import with_rows, write_release
from tests.app.small_release import WITHHELD_UNIT

PAGES = (
    "/",
    "/nasjonale-tall",
    "/nasjonale-tall?maal=dognplasser&fra=2023",
    "/pasienter",
    "/pasienter?kjonn=jenter&alder=13-15&omsorg=dogn",
    "/pasienter?maal=standardisert&sted=finnmark",
    "/pasienter?diagnose=adhd",
    "/aktivitet",
    "/aktivitet?periode=maaned&fra=2024",
    "/aktivitet?maal=belegg&sted=haukeland-dogn",
    "/aktivitet?kontakttype=video",
    "/prom",
    "/ventetid",
    "/indikatorer",
    "/datakvalitet?sted=finnmark",
    "/prom?maal=oppfolging",
    "/prom?maal=bedre&sted=bup-tromso",
    "/enheter",
    "/enheter/983974880",
    "/enheter/979848498",
    "/enheter/975297195?fra=2023&til=2023",
    "/om",
    "/om/endringer",
    "/om/tilgjengelighet",
)
#: Figures for other sites: documents too, but never live.
EMBEDS = ("/embed/pasienter/utvikling", "/embed/aktivitet/foretak?utseende=mork")
REFUSED = (
    ("/tull", 404, "Siden finnes ikke"),
    ("/pasienter/", 404, "Siden finnes ikke"),
    ("/enheter/1", 404, "Enheten finnes ikke"),
    ("/enheter/helse-nord", 404, "Enheten finnes ikke"),
    ("/enheter/%2e%2e%2f%2e%2e%2fetc%2fpasswd", 404, "Siden finnes ikke"),
    ("/pasienter?kjonn=katt", 400, "Valget kan ikke vises"),
    ("/pasienter?omsorg=dogn&diagnose=adhd", 400, "Valget kan ikke vises"),
    ("/pasienter?sted=%00", 400, "Valget kan ikke vises"),
    ("/enheter/979848498?sted=norge", 400, "Valget kan ikke vises"),
    ("/aktivitet?" + "sted=norge&" * 400, 400, "Valget kan ikke vises"),
    ("/assets/../pyproject.toml", 404, "Siden finnes ikke"),
    ("/assets/theme.css", 404, "Siden finnes ikke"),
    ("/.git/config", 404, "Siden finnes ikke"),
    ("/favicon.ico", 404, "Siden finnes ikke"),
    ("/%2f%2fevil.example", 404, "Siden finnes ikke"),
    ("/" + "a" * 5000, 404, "Siden finnes ikke"),
    ("/%ff%fe", 404, "Siden finnes ikke"),
    ("/<script>alert(1)</script>", 404, "Siden finnes ikke"),
)
# Words of tracebacks, of the machine's paths, and of the programs that answer.
NEVER_TOLD = re.compile(
    r"Traceback|File \"|line \d+|/(work|home|root|tmp)/|site-packages|Werkzeug|werkzeug|\bFlask\b|duckdb|DuckDB|\.py\b"
)


# --- pages ---


@pytest.mark.parametrize("address", [*PAGES, *EMBEDS])
def test_every_page_is_there(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert response.content_type == "text/html; charset=utf-8"
    text = response.get_data(as_text=True)
    assert text.startswith('<!DOCTYPE html><html lang="nb">')
    assert not NEVER_TOLD.search(text)


@pytest.mark.parametrize("address", [*PAGES, *EMBEDS])
def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient, address: str) -> None:
    got, head = client.get(address), client.head(address)
    assert head.status_code == 200
    assert head.data == b""
    assert head.headers["ETag"] == got.headers["ETag"]
    assert int(head.headers["Content-Length"]) == len(got.data)


@pytest.mark.parametrize("address", [*PAGES, *EMBEDS])
def test_a_page_is_the_same_twice_and_known_by_its_tag(client: FlaskClient, address: str) -> None:
    first, second = client.get(address), client.get(address)
    assert first.data == second.data
    assert first.headers["Cache-Control"] == "public, no-cache"
    known = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert known.status_code == 304
    assert known.data == b""
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("address", [*PAGES, *EMBEDS])
def test_a_page_names_no_other_host(client: FlaskClient, address: str) -> None:
    text = client.get(address).get_data(as_text=True)
    for found in re.findall(r"""(?:src|href|action|content|data|poster)=["']([^"']*)""", text):
        parts = urlsplit(found)
        assert parts.netloc == "", found
        assert parts.scheme in ("", "data"), found
    others = set(re.findall(r"https?://[^\s\"'<)]+", text)) - {"http://www.w3.org/2000/svg"}
    assert others == set()


def test_packed_answers_are_the_same_page(client: FlaskClient) -> None:
    plain = client.get("/pasienter")
    packed = client.get("/pasienter", headers={"Accept-Encoding": "br, gzip"})
    assert packed.headers.get("Content-Encoding") in ("br", "gzip")
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert len(packed.data) < len(plain.data) / 3


def test_what_dash_is_told_holds_no_versions(client: FlaskClient) -> None:
    text = client.get("/pasienter").get_data(as_text=True)
    [found] = re.findall(r'<script id="_dash-config" type="application/json">(.*?)</script>', text)
    facts = json.loads(found)
    assert not [name for name in facts if name.endswith(("_version", "_version_url"))]
    assert facts["suppress_callback_exceptions"] is True


def test_an_address_of_the_page_stays_out_of_the_page_of_others(client: FlaskClient) -> None:
    text = client.get("/pasienter?kjonn=jenter").get_data(as_text=True)
    assert "jenter" in text
    assert '<option value="jenter" selected>' in text
    other = client.get("/pasienter").get_data(as_text=True)
    assert '<option value="alle" selected>' in other
    assert '<option value="jenter" selected>' not in other


def test_health(client: FlaskClient) -> None:
    response = client.get("/helse")
    assert response.status_code == 200
    facts = response.get_json()
    assert facts["status"] == "ok"
    assert re.fullmatch(r"2024T3-[0-9a-f]{8}", facts["release"])


# --- one address for one answer ---


@pytest.mark.parametrize(
    ("asked", "short"),
    [
        ("/pasienter?kjonn=alle", "/pasienter"),
        ("/pasienter?", "/pasienter"),
        ("/pasienter?utm_source=x&kjonn=jenter", "/pasienter?kjonn=jenter"),
        ("/pasienter?til=2024&fra=2023&alder=alle", "/pasienter?fra=2023"),
        ("/pasienter?sted=unn&sted=finnmark", "/pasienter?sted=finnmark&sted=unn"),
        ("/pasienter?sted=norge&sted=helse-nord&sted=helse-vest", "/pasienter"),
        ("/prom?skjema=sdq-foresatt-total&maal=bedre", "/prom?maal=bedre"),
        ("/enheter/979848498?fra=2022", "/enheter/979848498"),
        ("/om?fbclid=1", "/om"),
        ("/?x=1", "/"),
    ],
)
def test_other_ways_to_write_it_lead_to_the_canonical_address(client: FlaskClient, asked: str, short: str) -> None:
    response = client.get(asked)
    if asked == "/pasienter?":
        assert response.status_code == 200  # nothing after the mark is nothing asked for
        return
    assert response.status_code == 302
    assert response.headers["Location"] == short
    assert client.get(short).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_no_page_leads_away_from_its_own_canonical_address(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 200
    assert "Location" not in client.get(address).headers


@pytest.mark.parametrize(
    "path", ["//evil.example", "//evil.example/pasienter", "/\\evil.example", "//pasienter", "///"]
)
def test_no_redirect_leads_to_another_host(client: FlaskClient, path: str) -> None:
    # As it stands in the request line: the client would take what follows two slashes for a host.
    response = client.get("/", query_string="kjonn=alle", environ_overrides={"PATH_INFO": path})
    location = response.headers.get("Location", "/")
    assert urlsplit(location).netloc in ("", "localhost")
    assert not location.startswith(("//", "/\\"))


# --- refusals ---


@pytest.mark.parametrize(("address", "status", "heading"), REFUSED, ids=lambda found: str(found)[:40])
def test_a_refusal_is_a_page_with_its_status_and_the_way_back(
    client: FlaskClient, address: str, status: int, heading: str
) -> None:
    response = client.get(address)
    assert response.status_code == status
    text = response.get_data(as_text=True)
    assert f"<h1>{heading}</h1>" in text
    assert response.headers["Cache-Control"] == "no-store"
    assert not NEVER_TOLD.search(text)
    main = text.partition("<main")[2].partition("</main>")[0]
    [back] = re.findall(r'<a href="([^"]*)"', main)
    if status == 400 or heading == "Enheten finnes ikke":
        assert client.get(back).status_code == 200
    else:
        assert back == "/"


def test_what_was_sent_does_not_become_markup(client: FlaskClient) -> None:
    for address in ("/pasienter?<script>alert(1)</script>=1", "/pasienter?%3Cimg%20src=x", "/<img src=x>"):
        text = client.get(address).get_data(as_text=True)
        assert "<script>alert" not in text
        assert "<img" not in text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("address", ["/", "/pasienter", "/enheter/979848498", "/helse"])
def test_other_methods_are_refused_with_a_page(client: FlaskClient, method: str, address: str) -> None:
    response = client.open(address, method=method)
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert "<h1>Forespørselen forstås ikke</h1>" in response.get_data(as_text=True)


@pytest.mark.parametrize("address", ["/pasienter", "/tull", "/pasienter?x=1", "/helse", live_calls.UPDATE])
def test_every_answer_has_the_security_headers(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    for name, value in security_headers().items():
        assert response.headers.getlist(name) == [value]
    assert "Server" not in response.headers
    assert "X-Powered-By" not in response.headers
    assert "Set-Cookie" not in response.headers


# --- what the live page sends ---


@pytest.mark.parametrize(
    "body",
    [
        "{}",
        "[]",
        '"x"',
        "null",
        "{",
        '{"output":"x.y","inputs":[],"changedPropIds":[]}',
        '{"output":"..results.children...told.children..","inputs":[],"changedPropIds":[]}',
        '{"output":"..results.children...told.children..","outputs":[],"inputs":[{"id":"a"}],"changedPropIds":[]}',
    ],
)
def test_an_unknown_or_broken_callback_is_refused_without_a_word(client: FlaskClient, body: str) -> None:
    response = client.post(live_calls.UPDATE, data=body, content_type="application/json")
    assert response.status_code == 400
    assert not NEVER_TOLD.search(response.get_data(as_text=True))


@pytest.mark.parametrize(
    ("path", "search"),
    [(7, ""), (None, ""), (["/"], ""), ("/pasienter", 7), ("/pasienter", ["?kjonn=jenter"]), ({}, {})],
)
def test_values_of_other_kinds_are_refused_without_a_word(client: FlaskClient, path: object, search: object) -> None:
    response = live_calls.results(client, path, search)  # type: ignore[arg-type]
    assert response.status_code in (200, 204, 400)
    assert not NEVER_TOLD.search(response.get_data(as_text=True))


@pytest.mark.parametrize(
    ("path", "search", "said"),
    [
        ("/pasienter", "?kjonn=jenter", "Pasienter per 1\N{NO-BREAK SPACE}000 innbyggere, jenter, 2022–2024"),
        ("/pasienter", "?omsorg=dogn&diagnose=adhd", "Omsorgsnivå og hoveddiagnose kan ikke velges samtidig"),
        ("/enheter/1", "", "Enheten finnes ikke"),
        ("/tull", "", "Siden finnes ikke"),
        ("/pasienter", "?" + "x" * 3000, "Adressen er for lang"),
        ("//evil.example", "", "Siden finnes ikke"),
    ],
)
def test_the_live_page_is_told_what_an_address_shows(client: FlaskClient, path: str, search: str, said: str) -> None:
    response = live_calls.results(client, path, search)
    assert response.status_code == 200
    assert said.lower() in live_calls.told(response.get_json()).lower()


@pytest.mark.parametrize(
    "address", [page for page in PAGES if page not in ("/enheter", "/om", "/om/endringer", "/om/tilgjengelighet")]
)
def test_the_live_answer_says_what_the_page_says(client: FlaskClient, address: str) -> None:
    parts = urlsplit(address)
    live = live_calls.results(client, parts.path, f"?{parts.query}" if parts.query else "")
    page = client.get(address).get_data(as_text=True)
    cells = re.findall(r'"children":"([^"]*)","className":"number"', live.get_data(as_text=True))
    assert cells
    assert cells == re.findall(r'<td [^>]*class="number"[^>]*>([^<]*)</td>', page)


# --- faults ---


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """A server on a release with one row that policy forbids: three patients."""
    tables = with_rows("patients_by_unit", {"patients": 3}, organisation=WITHHELD_UNIT, year=2023, care="all")
    folder = tmp_path_factory.mktemp("faulty")
    return create_app(Settings(releases=write_release(folder / "releases", tables), cache=folder / "cache"))


def test_a_forbidden_row_becomes_a_fixed_sentence_and_a_line_in_the_log(
    faulty: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        response = faulty.test_client().get(f"/enheter/{WITHHELD_UNIT}")
    assert response.status_code == 500
    assert response.headers["Cache-Control"] == "no-store"
    text = response.get_data(as_text=True)
    assert "Siden kan ikke vises nå. Prøv igjen om litt." in text
    assert not NEVER_TOLD.search(text)
    [line] = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert line == "page unit failed: DisclosureError in app.gate._publish_group"


def test_any_other_fault_becomes_the_same_page(
    releases: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server = create_app(Settings(releases=releases, cache=tmp_path))

    def fail() -> str:
        raise RuntimeError("patients=3 in /secret/place")

    server.view_functions["page-about"] = fail
    response = server.test_client().get("/om")
    assert response.status_code == 500
    text = response.get_data(as_text=True)
    assert "<h1>Noe gikk galt</h1>" in text
    assert "secret" not in text + caplog.text
    assert "patients=3" not in text + caplog.text
    assert "a request failed: RuntimeError in tests.app.test_server.fail" in caplog.text


def test_answers_survive_a_cache_that_cannot_be_written(releases: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    client = create_app(Settings(releases=releases, cache=cache)).test_client()
    first = client.get("/pasienter")
    for kept in cache.iterdir():
        kept.write_bytes(b"damaged")
    again = client.get("/pasienter")
    assert again.status_code == 200
    assert again.data == first.data


def test_the_cache_is_for_the_web_user_alone(releases: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    create_app(Settings(releases=releases, cache=cache)).test_client().get("/pasienter")
    assert cache.stat().st_mode & 0o077 == 0


def test_https_alone_is_told_where_it_is_set(releases: Path, tmp_path: Path) -> None:
    server = create_app(Settings(releases=releases, cache=tmp_path, https_only=True))
    assert server.test_client().get("/om").headers["Strict-Transport-Security"] == "max-age=63072000"
