"""Addresses of the interface: `/api/v1/…` and `/feed.atom`."""

import json
from collections.abc import Callable
from gzip import decompress
from typing import Any

from flask import Flask, Response, request
from werkzeug.wrappers import Response as AnyResponse

from app.answers import ProblemError, canonical, pages_by_path
from app.api.catalogue import data_pages, entry, page_list, releases
from app.api.data import FORMATS, DataAsked, data_asked, links, part_of, request_of, whole_table
from app.api.documents import dcat, feed, openapi
from app.api.problems import RefusedError, problem_body
from app.faults import log_fault
from app.files.formats import written
from app.selection import SelectionError
from app.serving import Served, query_asked

_ALL_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"]
# What a page of another site may ask with: nothing but reading, also for what has changed.
_PREFLIGHT = {
    "Allow": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
}
_MIMETYPES = {"application/json": "json", "text/csv": "csv"}


def register_api(server: Flask, served: Served) -> None:
    """Lets `server` answer the interface. One rule takes all methods and paths, so every error is a problem body."""

    def view(name: str = "") -> AnyResponse:
        return _open(served, _answered(served, name))

    for path in ("/api/v1/", "/api/v1/<path:name>"):
        server.add_url_rule(path, "api", view, methods=_ALL_METHODS, provide_automatic_options=False)
    server.add_url_rule("/feed.atom", "feed", lambda: view("feed.atom"), methods=["GET"])


def _answered(served: Served, name: str) -> AnyResponse:
    if request.method == "OPTIONS":
        return Response(status=204, headers=_PREFLIGHT)
    if request.method not in ("GET", "HEAD"):
        return problem_body(405)
    try:
        if served.site.release.preview:
            raise RefusedError(403)
        return _kept(_made(served, name))
    except RefusedError as refused:
        return problem_body(refused.status)
    except SelectionError:
        return problem_body(400)
    except ProblemError as stopped:
        return problem_body(stopped.problem.status)
    except Exception as error:  # noqa: BLE001 - whatever it is, the caller gets one sentence and no detail
        log_fault("the interface", error)
        return problem_body(500)


def _made(served: Served, name: str) -> Response:
    if name.startswith("data/"):
        return _data(served, name.removeprefix("data/"))
    make = _documents(served).get(name)
    if make is None:
        raise RefusedError(404)
    if request.query_string:
        raise RefusedError(400)
    mimetype = {"dcat": "application/ld+json", "feed.atom": "application/atom+xml"}.get(name, "application/json")
    first = request_of(data_pages(served.pages)[0])
    return Response(decompress(served.remember(f"api/{name}", first, "", make)), mimetype=mimetype)


def _documents(served: Served) -> dict[str, Callable[[], bytes]]:
    site, pages, place = served.site, served.pages, served.links.site
    return {
        "": lambda: _json(entry(site)),
        "pages": lambda: _json(page_list(site, pages)),
        "releases": lambda: _json(releases(site)),
        "openapi.json": lambda: _json(openapi(site, pages)),
        "dcat": lambda: _json(dcat(site, pages, place)),
        "feed.atom": lambda: feed(site, place),
    }


def _data(served: Served, name: str) -> Response:
    asked = data_asked(pages_by_path(served.pages), name, query_asked(), _accepted())
    _, query = canonical(served.site, asked.file.page)
    file, site, place = asked.file, served.site, served.links.site
    if asked.format == "json":
        kept = served.remember(f"api/{file.view}", file.page, query, lambda: whole_table(site, file, place))
        return _part(decompress(kept), asked)
    kept = served.remember(f"file/{file.name}", file.page, query, lambda: written(site, file, place))
    return Response(decompress(kept), mimetype=FORMATS[asked.format])


def _part(table: bytes, asked: DataAsked) -> Response:
    told, last = part_of(table, asked)
    response = Response(_json(told), mimetype=FORMATS["json"])
    response.headers["Link"] = links(request.path, query_asked(), asked, last)
    return response


def _accepted() -> str | None:
    if not request.accept_mimetypes:
        return "json"
    best = request.accept_mimetypes.best_match(list(_MIMETYPES))
    return None if best is None else _MIMETYPES[best]


def _kept(response: Response) -> AnyResponse:
    response.headers["Cache-Control"] = "public, no-cache"
    response.vary.add("Accept")
    response.add_etag()
    return response.make_conditional(request)


def _open(served: Served, response: AnyResponse) -> AnyResponse:
    if not served.site.release.preview:
        # Open figures: a page of anybody may read them, and gets no more than whoever asks without one.
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Link"
    return response


def _json(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode()
