"""Errors of the interface as `application/problem+json` (RFC 9457): fixed sentences, nothing of what was sent."""

import json
from collections.abc import Mapping
from types import MappingProxyType

from flask import Response

# Status -> title and detail.
PROBLEMS: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        400: (
            "Bad request",
            "A parameter is unknown, has a value not offered, or does not go with the others.",
        ),
        403: ("Not published", "These figures are not published yet, so the interface does not give them."),
        404: ("Not found", "There is nothing at this address; /api/v1/pages lists the pages and their views."),
        405: ("Method not allowed", "The interface answers GET, HEAD and OPTIONS only."),
        406: ("Not acceptable", "Data come as JSON, JSON-stat or CSV; ask for one of these."),
        414: ("Address too long", "The query string is longer than 2000 characters."),
        500: ("Server error", "The server failed on this address; the fault is recorded."),
    }
)


class RefusedError(Exception):
    """Carries a status code out of whatever cannot answer."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def problem_body(status: int) -> Response:
    """The problem of a status code; never kept by anybody."""
    title, detail = PROBLEMS[status]
    told = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    response = Response(json.dumps(told), status, mimetype="application/problem+json")
    response.headers["Cache-Control"] = "no-store"
    if status == 405:
        response.headers["Allow"] = "GET, HEAD, OPTIONS"
    return response
