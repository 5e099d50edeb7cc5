"""Errors become pages with a fixed sentence; the log gets the kind of error and nothing that a visitor sent."""

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response as AnyResponse

from app.answers import problem
from app.faults import log_fault
from app.serving import Served, problem_response

DASH_PATH = "/_dash"
KNOWN = frozenset({404, 405})


def handle_errors(server: Flask, served: Served) -> None:
    """Registers the handlers, and refuses addresses that no page has before Dash answers them with an empty page."""

    @server.before_request
    def refuse_unknown_addresses() -> AnyResponse | None:
        unknown = request.url_rule is not None and request.url_rule.rule in ("/<path:path>", "/<path>")
        return problem_response(served, problem(served.site, 404, "404")) if unknown else None

    @server.errorhandler(HTTPException)
    def show_http_error(error: HTTPException) -> AnyResponse:
        if isinstance(error, InternalServerError) and error.original_exception is not None:
            return show_error(error.original_exception)
        code = error.code or 500
        key = str(code) if code in KNOWN else "405" if code < 500 else "500"
        return problem_response(served, problem(served.site, code, key))

    @server.errorhandler(Exception)
    def show_error(error: BaseException) -> AnyResponse:
        if request.path.startswith(DASH_PATH):
            # Every callback of ours answers its own errors: what comes here was not sent by our page.
            return Response("", 400)
        log_fault("a request", error)
        return problem_response(served, problem(served.site, 500, "500"))
