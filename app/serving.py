"""Answers for page addresses: canonical redirect, cached HTML, ETag, and problems with their own status code."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from dash import Dash
from flask import Response, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from app.answers import Problem, ProblemError, Request, answered, canonical, selection_problem
from app.live import Remember
from app.packing import packed_response
from app.selection import SelectionError
from app.shell import Assets, Document, page_document, problem_document, whole_page
from app.site import Page, Site


@dataclass(frozen=True)
class Served:
    """What every answer needs: the site, its pages, the addresses of its files, Dash, and where answers are kept."""

    site: Site
    pages: tuple[Page, ...]
    links: Assets
    app: Dash
    remember: Remember


def page_view(served: Served, page: Page) -> Callable[..., AnyResponse]:
    """The function that answers a page's address."""

    def view(code: str = "") -> AnyResponse:
        query = request.query_string.decode("utf-8", "replace")
        return _respond(served, Request(page, request.path, code, query))

    return view


def problem_response(served: Served, found: Problem) -> AnyResponse:
    """A problem as a page of its own; never kept by anybody."""
    response = Response(_html(served, problem_document(served.site, served.pages, found, served.links)), found.status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _respond(served: Served, asked: Request) -> AnyResponse:
    try:
        _, query = canonical(served.site, asked)
    except SelectionError as error:
        return problem_response(served, selection_problem(served.site, asked.path, error))
    if query != asked.query:
        # One address for one answer: what a form sends in full, or a link with additions, becomes the short one.
        # The path is quoted again: decoded it can hold line breaks, which no header takes.
        return redirect(quote(asked.path) + (f"?{query}" if query else ""))
    try:
        packed = served.remember("page", asked, query, lambda: _page_html(served, asked))
    except ProblemError as stopped:
        return problem_response(served, stopped.problem)
    return _kept_by_etag(packed)


def _page_html(served: Served, asked: Request) -> str:
    document = page_document(served.site, served.pages, answered(served.site, asked), asked.path, served.links)
    return _html(served, document)


def _html(served: Served, document: Document) -> str:
    if not document.live:
        return whole_page(document, served.links, "", served.site)
    # Dash's own index calls interpolate_index, which has no way of being given a document but this.
    g.document = (document, served.links, served.site)
    return str(served.app.index())  # type: ignore[no-untyped-call]


def _kept_by_etag(packed: bytes) -> AnyResponse:
    response = packed_response(packed, "text/html")
    response.add_etag()
    response.headers["Cache-Control"] = "public, no-cache"
    return response.make_conditional(request)
