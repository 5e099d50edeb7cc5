"""Addresses of the interface: `/api/v1/…` and `/feed.atom` for programs, `/api` for people."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from gzip import decompress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote

from flask import Flask, Response, request
from werkzeug.wrappers import Response as AnyResponse

from app.answers import ProblemError, canonical, pages_by_path
from app.api.catalogue import entry, page_list
from app.api.data import DataAsked, data_asked, links, part_of, request_of, whole_table
from app.api.dcat import dcat
from app.api.feed import feed
from app.api.history import history, releases
from app.api.language import checked_language, language_asked
from app.api.limits import FEED, FORMATS, PAGE, ROOT
from app.api.openapi import DOCUMENTS, openapi
from app.api.people import people_view
from app.api.problems import METHODS, RefusedError, problem_response, refused
from app.faults import log_fault
from app.files.formats import written
from app.languages import DEFAULT, KEY, LANGUAGES, with_language
from app.packing import packed_response
from app.selection import SelectionError
from app.serving import Served, query_asked

_ALL_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"]
# What a page of another site may ask with: nothing but reading, also for what has changed.
_PREFLIGHT = {
    "Allow": METHODS,
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
}
_PAGES = f"{ROOT}/pages"
#: The documents that are written in one language; the others are the same in all.
_SPOKEN = (_PAGES, FEED)
#: What tools are told of the interface is read by programmers of all countries.
_TOOLS = "en"
_MIMETYPES = {"application/json": "json", "text/csv": "csv"}


def register_api(server: Flask, served: Served, root: Path) -> None:
    """Lets `server` answer the interface. One rule takes all methods and paths, so every error is a problem body.

    `root` is the folder of the releases, for what was published before.
    """

    def view(name: str = "") -> AnyResponse:
        return _open(served, _answered(served, root, f"{ROOT}/{name}"))

    for path in (f"{ROOT}/", f"{ROOT}/<path:name>"):
        server.add_url_rule(path, "api", view, methods=_ALL_METHODS, provide_automatic_options=False)

    def feed_view() -> AnyResponse:
        return _open(served, _answered(served, root, FEED))

    server.add_url_rule(FEED, "feed", feed_view, methods=_ALL_METHODS, provide_automatic_options=False)
    server.add_url_rule(PAGE, "api-people", people_view(served), methods=["GET"])


def _answered(served: Served, root: Path, path: str) -> AnyResponse:
    if request.method == "OPTIONS":
        return Response(status=204, headers=_PREFLIGHT)
    try:
        return _kept(_made(served, root, path))
    except RefusedError as problem:
        found = problem
    except SelectionError as error:
        found = refused(error)
    except ProblemError as stopped:
        found = RefusedError("not_found" if stopped.problem.status == 404 else "fault")
    except Exception as error:  # noqa: BLE001 - whatever it is, the caller gets one sentence and no detail
        log_fault("the interface", error)
        found = RefusedError("fault")
    words = served.site.in_language(language_asked(query_asked())).words
    return problem_response(found, words, served.links.site)


def _made(served: Served, root: Path, path: str) -> AnyResponse:
    if request.method not in ("GET", "HEAD"):
        raise RefusedError("method")
    if served.site.release.preview:
        raise RefusedError("not_published")
    if path.startswith(f"{ROOT}/data/"):
        return _data(served, path.removeprefix(f"{ROOT}/data/"))
    if path not in DOCUMENTS:
        raise RefusedError("not_found")
    asked = parse_qsl(query_asked(), keep_blank_values=True)
    if any(key != KEY for key, _ in asked):
        raise RefusedError("parameter", "problem.unknown_parameter")
    if not all(value for _, value in asked):
        raise RefusedError("parameter", "problem.no_value")
    return _document(served, root, path, checked_language(query_asked()))


def _document(served: Served, root: Path, path: str, language: str) -> AnyResponse:
    _, media_type, _ = DOCUMENTS[path]
    spoken = path in _SPOKEN
    response = packed_response(_remembered(served, root, path, language if spoken else DEFAULT), media_type)
    if spoken:
        response.headers["Content-Language"] = language
        response.vary.add("Accept-Language")
    return response


def _remembered(served: Served, root: Path, path: str, language: str) -> bytes:
    first = request_of(served.pages[0])
    makers = _makers(served, root, language)
    return served.remember(f"api-document{path}", first, with_language("", language), makers[path])


def _makers(served: Served, root: Path, language: str) -> Mapping[str, Callable[[], bytes]]:
    site, place = served.site, served.links.site

    def pages(language: str) -> list[dict[str, Any]]:
        """The list of pages takes seconds to make: what else is made of it takes it as it is kept."""
        told = json.loads(decompress(_remembered(served, root, _PAGES, language)))
        found: list[dict[str, Any]] = told["pages"]
        return found

    def changes() -> list[str]:
        told = page_list(site, [page for page in served.pages if page.name == "changes"])
        return [view["name"] for page in told["pages"] for view in page["views"]]

    return {
        f"{ROOT}/": lambda: _json(entry(site)),
        _PAGES: lambda: _json(page_list(site.in_language(language), served.pages)),
        f"{ROOT}/releases": lambda: _json(releases(site, root, changes())),
        f"{ROOT}/openapi.json": lambda: _json(openapi(site.in_language(_TOOLS), pages(_TOOLS), place)),
        f"{ROOT}/dcat": lambda: _json(dcat(site, {one: pages(one) for one in LANGUAGES}, place)),
        FEED: lambda: feed(site.in_language(language), history(site, root), place),
    }


def _data(served: Served, name: str) -> AnyResponse:
    asked = data_asked(pages_by_path(served.pages), name, query_asked(), _accepted())
    _, query = canonical(served.site, asked.file.page)
    # Of one selection one answer is kept, whatever the address was by which it was first asked for.
    file = replace(asked.file, page=replace(asked.file.page, query=query))
    asked = replace(asked, file=file)
    response = _table(served, asked) if asked.format == "json" else _file(served, asked)
    response.headers["Content-Language"] = file.page.language
    response.vary.add("Accept")
    return response


def _file(served: Served, asked: DataAsked) -> Response:
    """A file comes whole: it has one part."""
    if asked.page > 1:
        raise RefusedError("no_part")
    site, place, file = served.site, served.links.site, asked.file
    kept = served.remember(f"file/{file.name}", file.page, file.page.query, lambda: written(site, file, place))
    return packed_response(kept, FORMATS[asked.format])


def _table(served: Served, asked: DataAsked) -> Response:
    site, place, file = served.site, served.links.site, asked.file
    kind, query = f"api-table/{file.view}", file.page.query
    kept = served.remember(kind, file.page, query, lambda: whole_table(site, file, place))
    told, last = part_of(decompress(kept), asked)
    response = Response(_json(told), mimetype=FORMATS["json"])
    response.headers["Link"] = links(quote(request.path), query_asked(), asked, last)
    return response


def _accepted() -> str | None:
    """The format that Accept asks for; None for one that there is not."""
    if not request.accept_mimetypes:
        return "json"
    best = request.accept_mimetypes.best_match(list(_MIMETYPES))
    return None if best is None else _MIMETYPES[best]


def _kept(response: AnyResponse) -> AnyResponse:
    response.headers["Cache-Control"] = "public, no-cache"
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
