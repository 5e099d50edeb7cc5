"""What the live page sends, put together without a browser."""

from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

UPDATE = "/_dash-update-component"
RESULTS = {
    "output": "..results.children...told.children..",
    "outputs": [{"id": "results", "property": "children"}, {"id": "told", "property": "children"}],
    "changedPropIds": ["address.pathname"],
}
CONTROLS = '{"filter":["control"],"key":["ALL"],"part":["ALL"]}'


def inputs(path: str, search: str) -> list[dict[str, Any]]:
    return [
        {"id": "address", "property": "pathname", "value": path},
        {"id": "address", "property": "search", "value": search},
    ]


def results(client: FlaskClient, path: str, search: str = "") -> TestResponse:
    """The answer with the results of an address, for a page of the server's own release."""
    return client.post(UPDATE, json={**RESULTS, **drawn_by(client), "inputs": inputs(path, search), "state": []})


def drawn_by(client: FlaskClient) -> dict[str, str]:
    """How a page says which release has drawn it: the one that the server has."""
    return {"release": client.get("/helse").get_json()["release"]}


def told(answer: Mapping[str, Any]) -> str:
    """The sentence that is read aloud."""
    return str(answer["response"]["told"]["children"])
