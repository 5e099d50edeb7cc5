"""Sends the results of the live page as ready bytes, before Dash takes the request apart and writes them anew.

Dash spends several milliseconds on each answer of this size: it makes the components again, writes them as JSON and
compresses that. Here an answer is written once in the form that Dash's renderer reads, and kept compressed. What is
not a question for results, or not for an address that can be shown, goes on to the callback in `app.live`.
"""

import json
from collections.abc import Mapping
from typing import Any

from dash.development.base_component import Component
from flask import Flask, Response, request

from app.answers import Answer, Problem, ProblemError, Request, answered, canonical, find_request, problem
from app.drawing import Node
from app.faults import log_fault
from app.live import RESULTS, Remember, drawn
from app.packing import pack, packed_response
from app.selection import SelectionError
from app.site import Page, Site

UPDATE_PATH = "/_dash-update-component"
JSON = "application/json"


def send_ready_results(server: Flask, site: Site, pages: Mapping[str, Page], remember: Remember) -> None:
    """Lets `server` answer questions for results from what `remember` keeps."""

    @server.before_request
    def send() -> Response | None:
        if not is_live_call():
            return None
        asked = _asked(pages, request.get_json(silent=True))
        return None if asked is None else _respond(site, asked, remember)


def is_live_call() -> bool:
    """Whether the present request is a question of the live page."""
    return request.path == UPDATE_PATH and request.method == "POST"


def _respond(site: Site, asked: Request, remember: Remember) -> Response | None:
    site = site.in_language(asked.language)
    try:
        _, query = canonical(site, asked)
    except SelectionError:
        return None
    try:
        packed = remember("live", asked, query, lambda: as_dash_writes(*drawn(site, answered(site, asked))))
    except ProblemError as stopped:
        packed = _packed(site, stopped.problem)
    except Exception as error:  # noqa: BLE001 - the visitor gets a sentence, as for a page, and the log the place
        log_fault(f"live page {asked.page.name}", error)
        packed = _packed(site, problem(site, 500, "500"))
    return packed_response(packed, JSON)


def _packed(site: Site, found: Answer | Problem) -> bytes:
    return pack(as_dash_writes(*drawn(site, found)))


def _asked(pages: Mapping[str, Page], body: object) -> Request | None:
    """The address whose results are asked for; None where something else is asked, or not as our page asks."""
    if not isinstance(body, dict) or body.get("output") != RESULTS:
        return None
    match body.get("inputs"):
        case [{"value": str(path)}, {"value": str() | None as query}]:
            return find_request(pages, path, query or "")
    return None


def as_dash_writes(results: Node, told: str) -> str:
    """The JSON by which Dash tells its renderer what two properties have become. ValueError where a number is NaN."""
    return written({"results": {"children": results}, "told": {"children": told}})


def written(changed: Mapping[str, Mapping[str, Any]]) -> str:
    """The JSON by which Dash tells its renderer what properties have become, by component. ValueError for NaN."""
    return json.dumps(
        {"multi": True, "response": changed},
        default=_component,
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
    )


def _component(found: object) -> Any:
    if isinstance(found, Component):
        return found.to_plotly_json()  # type: ignore[no-untyped-call]
    raise TypeError(f"{type(found).__name__} cannot be written as JSON")
