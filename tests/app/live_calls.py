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
    """The answer with the results of an address."""
    return client.post(UPDATE, json={**RESULTS, "inputs": inputs(path, search), "state": []})


def told(answer: Mapping[str, Any]) -> str:
    """The sentence that is read aloud."""
    return str(answer["response"]["told"]["children"])
