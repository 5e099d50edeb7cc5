"""The interface: the same numbers as files, conditional requests, paging, open to all origins, stable errors."""

import json
import re
import shlex
from html import unescape
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from pyjstat import pyjstat

from app.api.people import ADDRESSES, EXAMPLES
from app.api.problems import PROBLEMS
from app.languages import LANGUAGES

DATA = "/api/v1/data/pasienter/utvikling"
CHOICE = "kjonn=jenter&sted=norge&sted=finnmark"
PEOPLE = "/api"


def test_data_are_the_files_of_the_page(client: FlaskClient) -> None:
    for form, ending in (("csv", "csv"), ("jsonstat", "json")):
        ours = client.get(f"{DATA}?{CHOICE}&format={form}")
        assert ours.status_code == 200
        assert ours.get_data() == client.get(f"/last-ned/pasienter/utvikling.{ending}?{CHOICE}").get_data()


def test_who_asks_first_writes_nothing_into_what_others_get(client: FlaskClient) -> None:
    """Of all addresses of one selection one answer is kept: it must not tell of the address that was sent first."""
    for form in ("json", "csv"):
        first = client.get(f"{DATA}?utm_source=evil&sted=finnmark&sted=norge&alder=13-15&format={form}")
        assert first.status_code == 200
        assert "evil" not in first.text
        assert first.text == client.get(f"{DATA}?alder=13-15&sted=norge&sted=finnmark&format={form}").text


@pytest.mark.filterwarnings("ignore:Shouldn't use this function")  # the library calls its own old function
def test_json_has_the_numbers_that_pyjstat_reads(client: FlaskClient) -> None:
    frame = pyjstat.Dataset.read(client.get(f"{DATA}?{CHOICE}&format=jsonstat").text).write("dataframe")
    told = client.get(f"{DATA}?{CHOICE}").json
    names = [column["name"] for column in told["columns"] if column["numeric"]]
    ours = [row[name] for row in told["rows"] for name in names]
    assert [None if value != value else value for value in frame["value"]] == ours
    assert None in ours  # Finnmark's girls are withheld in 2024


def test_parts_join_to_the_whole(client: FlaskClient) -> None:
    whole = client.get(DATA).json
    parts = [client.get(f"{DATA}?size=2&page={page}") for page in range(1, -(-whole["total"] // 2) + 1)]
    assert len(parts) > 1
    assert [row for part in parts for row in part.json["rows"]] == whole["rows"]
    assert 'rel="next"' in parts[0].headers["Link"]
    assert 'rel="next"' not in parts[-1].headers["Link"]


def test_the_next_part_is_where_the_link_says(client: FlaskClient) -> None:
    first = client.get(f"{DATA}?{CHOICE}&size=1")
    [following] = re.findall(r'<([^>]*)>; rel="next"', first.headers["Link"])
    assert following == f"{DATA}?{CHOICE}&format=json&page=2&size=1"
    assert client.get(following).json["rows"] == client.get(f"{DATA}?{CHOICE}").json["rows"][1:]


def test_unchanged_answers_are_not_sent_again(client: FlaskClient) -> None:
    for address in (DATA, f"{DATA}?format=csv", "/api/v1/", "/feed.atom"):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.get_data()) == (304, b"")
        assert first.headers["Access-Control-Allow-Origin"] == "*"
        assert first.headers["Cache-Control"] == "public, no-cache"


def test_pages_of_other_sites_may_ask_for_what_has_changed(client: FlaskClient) -> None:
    found = client.options(DATA)
    assert (found.status_code, found.headers["Access-Control-Allow-Origin"]) == (204, "*")
    assert found.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert found.headers["Access-Control-Allow-Headers"] == "Accept, If-None-Match"
    head = client.head(DATA)
    assert (head.status_code, head.get_data(), head.headers["ETag"]) == (200, b"", client.get(DATA).headers["ETag"])


REFUSED = [
    ("GET", f"{DATA}?evil=1", "*/*", 400, "parameter"),
    ("GET", f"{DATA}?kjonn=evil", "*/*", 400, "parameter"),
    ("GET", f"{DATA}?kjonn=", "*/*", 400, "parameter"),
    ("GET", f"{DATA}?sprak=evil", "*/*", 400, "parameter"),
    ("GET", f"{DATA}?size=1001", "*/*", 400, "parameter"),
    ("GET", f"{DATA}?page=0", "*/*", 400, "parameter"),
    ("GET", f"{DATA}?page=1&page=1", "*/*", 400, "parameter"),
    ("GET", f"{DATA}?format=evil", "*/*", 400, "parameter"),
    ("GET", f"{DATA}?{'sted=norge&' * 9}", "*/*", 400, "parameter"),
    ("GET", f"{DATA}?evil={'x' * 2000}", "*/*", 400, "parameter"),
    ("GET", "/api/v1/data/utvikling?evil=1", "*/*", 400, "parameter"),
    ("GET", "/api/v1/pages?evil=1", "*/*", 400, "parameter"),
    ("GET", "/api/v1/pages?sprak=", "*/*", 400, "parameter"),
    ("GET", "/feed.atom?sprak=evil", "*/*", 400, "parameter"),
    ("GET", f"{DATA}?omsorg=dogn&diagnose=adhd", "*/*", 404, "no-figures"),
    ("GET", f"{DATA}?fra=2024&til=2022", "*/*", 404, "no-figures"),
    ("GET", f"{DATA}?page=999", "*/*", 404, "no-part"),
    ("GET", f"{DATA}?format=csv&page=2", "*/*", 404, "no-part"),
    ("GET", "/api/v1/data/evil/evil", "*/*", 404, "not-found"),
    ("GET", "/api/v1/data/pasienter/evil", "*/*", 404, "not-found"),
    ("GET", "/api/v1/data/enheter/1/pasienter", "*/*", 404, "not-found"),
    ("GET", "/api/v1/data/aktivitet/kontroll", "*/*", 404, "not-found"),
    ("GET", "/api/v1/data/sok/evil?q=evil", "*/*", 404, "not-found"),
    ("GET", "/api/v1/evil", "*/*", 404, "not-found"),
    ("POST", DATA, "*/*", 405, "method"),
    ("POST", "/feed.atom", "*/*", 405, "method"),
    ("GET", DATA, "image/png", 406, "format"),
]


@pytest.mark.parametrize(("method", "address", "accept", "status", "kind"), REFUSED)
def test_errors_are_problems_that_repeat_nothing_and_lead_to_what_is_told_of_them(
    client: FlaskClient, method: str, address: str, accept: str, status: int, kind: str
) -> None:
    response = client.open(address, method=method, headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    told = json.loads(response.get_data())
    assert (set(told), told["status"]) == ({"type", "title", "status", "detail"}, status)
    assert told["type"] == f"{PEOPLE}#feil-{kind}"
    assert told["detail"].endswith(".")
    assert "evil" not in response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert ("Allow" in response.headers) == (status == 405)


def test_a_refusal_says_what_the_page_says(client: FlaskClient) -> None:
    query = "omsorg=dogn&diagnose=adhd&sprak=en"
    told = client.get(f"{DATA}?{query}").json["detail"]
    assert told == "Level of care and main diagnosis cannot be chosen at the same time. Choose only one of them."
    assert told in client.get(f"/pasienter?{query}").text


@pytest.mark.parametrize(
    ("query", "accepted", "language", "title"),
    [
        ("", "", "nb", "Ugyldig parameter"),
        ("", "en-US,en;q=0.9", "en", "Invalid parameter"),
        ("", "de, no;q=0.5, en;q=0.4", "nb", "Ugyldig parameter"),
        ("", "nn", "nn", "Ugyldig parameter"),
        ("&sprak=en", "nn", "en", "Invalid parameter"),
        ("&sprak=nb", "en", "nb", "Ugyldig parameter"),
    ],
)
def test_errors_come_in_the_language_that_is_asked_for(
    client: FlaskClient, query: str, accepted: str, language: str, title: str
) -> None:
    response = client.get(f"{DATA}?kjonn=katt{query}", headers={"Accept-Language": accepted})
    assert (response.headers["Content-Language"], response.json["title"]) == (language, title)
    assert "Accept-Language" in response.headers["Vary"]


def test_the_list_of_pages_names_all_that_can_be_had(client: FlaskClient) -> None:
    pages = {page["name"]: page for page in client.get("/api/v1/pages").json["pages"]}
    # Nothing of the search: what somebody looks for can be a name.
    assert not {"search", "about", "units"} & pages.keys()
    assert {view["name"] for view in pages["activity"]["views"]} >= {"utvikling", "sesong", "kontroll"}
    assert "979848498" in pages["unit"]["codes"]
    # Each page is drawn once for all of its views: one of each way of showing them is asked for.
    ways = {(page, view["choice"]): view for page in pages for view in pages[page]["views"] if page != "unit"}
    for (_, choice), view in ways.items():
        assert client.get(f"{view['data']}?{choice}").json["title"] == view["title"]


def test_views_are_called_what_they_are_called_in_the_language_asked_for(client: FlaskClient) -> None:
    found = client.get("/api/v1/pages?sprak=en").json
    titles = {view["data"]: view.get("title") for page in found["pages"] for view in page["views"]}
    assert (found["language"], titles[DATA]) == ("en", "Patients per 1,000 inhabitants, 2022–2024")


def test_the_page_of_one_unit_gives_its_figures(client: FlaskClient) -> None:
    told = client.get("/api/v1/data/enheter/979848498/pasienter").json
    # Alta is the fifth place: 10 x 3 x 5 children in 2023, and withheld in 2024.
    [row] = [row for row in told["rows"] if "Alta" in str(row.values())]
    assert row["2023"] == 150
    assert row["2024"] is None
    assert "skjult" in row.values()


# --- the page for people ---


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_for_people_has_five_examples_that_work(client: FlaskClient, language: str) -> None:
    page = client.get(f"{PEOPLE}?sprak={language}" if language != "nb" else PEOPLE)
    assert page.status_code == 200
    commands = [shlex.split(unescape(one)) for one in re.findall(r"<pre><code>(.*?)</code></pre>", page.text)]
    assert len(commands) == len(EXAMPLES) == 5
    for program, address, *_ in commands:
        parts = urlsplit(address)
        assert (program, parts.netloc) == ("curl", "localhost")
        assert client.get(f"{parts.path}?{parts.query}").status_code == 200, address
    links = re.findall(r'<a href="((?:/api/v1/|/feed)[^"]*)">', page.text)
    assert len(links) == len(ADDRESSES) == 5
    assert {client.get(link).status_code for link in links} == {200}


def test_the_page_for_people_tells_of_each_problem(client: FlaskClient) -> None:
    page = client.get(PEOPLE).text
    assert {kind for kind in PROBLEMS if f'id="feil-{kind.replace("_", "-")}"' in page} == PROBLEMS.keys()
    assert "oppdiktet i denne utgivelsen" in page


def test_the_page_for_people_is_linked_and_has_one_address(client: FlaskClient) -> None:
    for path in ("/om", "/pasienter"):
        assert 'href="/api?sprak=en"' in client.get(f"{path}?sprak=en").text
    other = client.get("/api?sprak=nb&utm_source=x")
    assert (other.status_code, other.headers["Location"]) == (302, "/api")
    assert client.get("/api?sprak=katt").status_code == 400
    assert client.get("/api/").status_code == 404


# --- the feed ---


@pytest.mark.parametrize(
    ("address", "accepted", "title"),
    [
        ("/feed.atom", "", "KVABUP: publiseringer (Oppdiktede eksempeldata)"),
        ("/feed.atom?sprak=en", "", "KVABUP: publications (Invented sample data)"),
        ("/feed.atom", "en", "KVABUP: publications (Invented sample data)"),
    ],
)
def test_the_feed_has_an_entry_for_the_release_in_its_language(
    client: FlaskClient, address: str, accepted: str, title: str
) -> None:
    name = {"a": "http://www.w3.org/2005/Atom"}
    response = client.get(address, headers={"Accept-Language": accepted})
    root = ElementTree.fromstring(response.get_data())
    release = client.get("/api/v1/").json["release"]
    assert root.findtext("a:title", "", name) == title
    assert [release in (entry.findtext("a:id", "", name)) for entry in root.findall("a:entry", name)] == [True]
    assert response.mimetype == "application/atom+xml"
