"""Errors of the interface as `application/problem+json` (RFC 9457): sentences of ours, nothing of what was sent."""

import json
from collections.abc import Mapping
from types import MappingProxyType

from flask import Response

from app.api.limits import PAGE
from app.selection import SelectionError
from app.words import Words

#: What can be wrong -> status. Each is a section of the page for people, and has its words at `problem.<kind>`.
PROBLEMS: Mapping[str, int] = MappingProxyType(
    {
        "parameter": 400,
        "not_published": 403,
        "not_found": 404,
        "no_figures": 404,
        "no_part": 404,
        "method": 405,
        "format": 406,
        "fault": 500,
    }
)
#: Each filter has a value that it offers, but together they name figures that there are not: absent, and not wrong.
_NO_FIGURES = frozenset(
    {
        "years_reversed",
        "year_not_whole",
        "year_outside",
        "care_with_diagnosis",
        "standardised_with_group",
        "contact_type_without_contacts",
        "short_period_with_group",
    }
)
METHODS = "GET, HEAD, OPTIONS"


class RefusedError(Exception):
    """Carries a problem out of whatever cannot answer: its kind, and the key of a sentence more exact than the kind's.

    `values` fill the gaps of that sentence; nothing that was sent may be among them but what is known to be ours.
    """

    def __init__(self, kind: str, key: str = "", /, **values: str | int) -> None:
        super().__init__(kind)
        self.kind, self.key, self.values = kind, key, values


def refused(error: SelectionError) -> RefusedError:
    """The problem of a selection that cannot be answered."""
    if error.key == "unknown_filter":
        return RefusedError("parameter", "problem.unknown_parameter")
    kind = "no_figures" if error.key in _NO_FIGURES else "parameter"
    return RefusedError(kind, f"selection_error.{error.key}", **error.values)


def anchor(kind: str) -> str:
    """Where the page for people tells of a kind of problem."""
    return f"feil-{kind.replace('_', '-')}"


def told(kind: str, words: Words) -> tuple[str, str]:
    """Title and text of a kind of problem."""
    return words(f"problem.{kind}"), words(f"problem.{kind}_text")


def problem_response(problem: RefusedError, words: Words, place: str) -> Response:
    """The problem in the language of the words; never kept by anybody. `place` is where the site is, if told."""
    kind, status = problem.kind, PROBLEMS[problem.kind]
    title, text = told(kind, words)
    detail = words(problem.key, **problem.values) if problem.key else text
    body = {"type": f"{place}{PAGE}#{anchor(kind)}", "title": title, "status": status, "detail": detail}
    response = Response(json.dumps(body, ensure_ascii=False), status, mimetype="application/problem+json")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = words.language
    response.vary.add("Accept-Language")
    if kind == "method":
        response.headers["Allow"] = METHODS
    return response
