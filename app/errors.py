"""Errors become pages with a fixed sentence; the log gets the kind of error and nothing that a visitor sent."""

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed
from werkzeug.wrappers import Response as AnyResponse

from app.answers import problem
from app.faults import log_fault
from app.serving import Served, problem_response, site_asked

DASH_PATH = "/_dash"
SUITES_PATH = "/_dash-component-suites/"
KNOWN = frozenset({404, 405, 413})
# A hundred times what the live page sends. Lists within lists take thirty times their length in memory.
MOST_BYTES_SENT = 65_536


def handle_errors(server: Flask, served: Served) -> None:
    """Registers the handlers, and refuses what is too long, and addresses that only Dash would answer."""
    server.config["MAX_CONTENT_LENGTH"] = MOST_BYTES_SENT

    @server.before_request
    def refuse_unknown_addresses() -> AnyResponse | None:
        return problem_response(served, problem(site_asked(served), 404, "404")) if _is_unknown() else None

    @server.errorhandler(HTTPException)
    def show_http_error(error: HTTPException) -> AnyResponse:
        if isinstance(error, InternalServerError) and error.original_exception is not None:
            return show_error(error.original_exception)
        code = error.code or 500
        key = str(code) if code in KNOWN else "405" if code < 500 else "500"
        response = problem_response(served, problem(site_asked(served), code, key))
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
        return response

    @server.errorhandler(Exception)
    def show_error(error: BaseException) -> AnyResponse:
        if request.path.startswith(DASH_PATH):
            # Nobody reads this answer: our page shows what it has, and others have sent what our page does not.
            log_fault("a live call", error)
            return Response("", 400)
        log_fault("a request", error)
        return problem_response(served, problem(site_asked(served), 500, "500"))


def _is_unknown() -> bool:
    """Dash takes every address; and the maps of its scripts are for those who develop it."""
    rule = request.url_rule
    taken_by_dash = rule is not None and rule.rule in ("/<path:path>", "/<path>")
    return taken_by_dash or (request.path.startswith(SUITES_PATH) and request.path.endswith(".map"))
