"""The interface: the same numbers as files, conditional requests, paging, open to all origins, stable errors."""

import json
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from pyjstat import pyjstat

DATA = "/api/v1/data/pasienter/utvikling"
CHOICE = "kjonn=jenter&sted=norge&sted=finnmark"


def test_data_are_the_files_of_the_page(client: FlaskClient) -> None:
    for form, ending in (("csv", "csv"), ("jsonstat", "json")):
        ours = client.get(f"{DATA}?{CHOICE}&format={form}")
        assert ours.status_code == 200
        assert ours.get_data() == client.get(f"/last-ned/pasienter/utvikling.{ending}?{CHOICE}").get_data()


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


def test_unchanged_answers_are_not_sent_again(client: FlaskClient) -> None:
    first = client.get(DATA)
    again = client.get(DATA, headers={"If-None-Match": first.headers["ETag"]})
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


@pytest.mark.parametrize(
    ("method", "address", "accept", "status"),
    [
        ("GET", f"{DATA}?evil=1", "*/*", 400),
        ("GET", f"{DATA}?kjonn=evil", "*/*", 400),
        ("GET", f"{DATA}?size=1001", "*/*", 400),
        ("GET", f"{DATA}?format=csv&page=1", "*/*", 400),
        ("GET", "/api/v1/pages?evil=1", "*/*", 400),
        ("GET", f"{DATA}?page=999", "*/*", 404),
        ("GET", "/api/v1/data/evil/evil", "*/*", 404),
        ("GET", "/api/v1/data/pasienter/evil", "*/*", 404),
        ("GET", "/api/v1/evil", "*/*", 404),
        ("POST", DATA, "*/*", 405),
        ("GET", DATA, "image/png", 406),
        ("GET", f"{DATA}?evil={'x' * 2000}", "*/*", 414),
    ],
)
def test_errors_are_problems_that_repeat_nothing(
    client: FlaskClient, method: str, address: str, accept: str, status: int
) -> None:
    response = client.open(address, method=method, headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    told = json.loads(response.get_data())
    assert (set(told), told["status"]) == ({"type", "title", "status", "detail"}, status)
    assert "evil" not in response.text


def test_openapi_names_addresses_that_answer(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").json
    assert document["openapi"] == "3.1.0"
    assert DATA in document["paths"]
    for path in document["paths"]:
        assert client.get(path).status_code == 200, path


def test_the_feed_has_an_entry_for_the_release(client: FlaskClient) -> None:
    name = {"a": "http://www.w3.org/2005/Atom"}
    root = ElementTree.fromstring(client.get("/feed.atom").get_data())
    release = client.get("/api/v1/").json["release"]
    assert [release in (entry.findtext("a:id", "", name)) for entry in root.findall("a:entry", name)] == [True]
