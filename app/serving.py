"""Answers for page addresses: canonical redirect, cached HTML, ETag, and problems with their own status code."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from dash import Dash
from flask import Response, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from app.answers import Problem, ProblemError, Request, answered, canonical, selection_problem
from app.languages import language_of
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
        return _respond(served, Request(page, request.path, code, query_asked()))

    return view


def problem_response(served: Served, found: Problem) -> AnyResponse:
    """A problem as a page of its own, in the language of the present request; never kept by anybody."""
    site = site_asked(served)
    document = problem_document(site, served.pages, found, request.path, query_asked(), served.links)
    response = Response(_html(served, site, document), found.status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = site.words.language
    return response


def site_asked(served: Served) -> Site:
    """The site in the language of the present request."""
    return served.site.in_language(language_of(query_asked()))


def query_asked() -> str:
    """The query string of the present request, whatever bytes it holds."""
    return request.query_string.decode("utf-8", "replace")


def path_with(path: str, query: str) -> str:
    """An address for a header: the path quoted again, for decoded it can hold line breaks, which no header takes."""
    return quote(path) + (f"?{query}" if query else "")


def _respond(served: Served, asked: Request) -> AnyResponse:
    try:
        _, query = canonical(served.site, asked)
    except SelectionError as error:
        return problem_response(served, selection_problem(site_asked(served), asked.path, error))
    if query != asked.query:
        # One address for one answer: what a form sends in full, or a link with additions, becomes the short one.
        return redirect(path_with(asked.path, query))
    try:
        packed = served.remember("page", asked, query, lambda: _page_html(served, asked))
    except ProblemError as stopped:
        return problem_response(served, stopped.problem)
    return _kept_by_etag(packed, asked.language)


def _page_html(served: Served, asked: Request) -> str:
    site = served.site.in_language(asked.language)
    document = page_document(site, served.pages, answered(site, asked), asked.path, served.links)
    return _html(served, site, document)


def _html(served: Served, site: Site, document: Document) -> str:
    if not document.live:
        return whole_page(document, served.links, "", site)
    # Dash's own index calls interpolate_index, which has no way of being given a document but this.
    g.document = (document, served.links, site)
    return str(served.app.index())  # type: ignore[no-untyped-call]


def _kept_by_etag(packed: bytes, language: str) -> AnyResponse:
    response = packed_response(packed, "text/html")
    response.headers["Content-Language"] = language
    response.add_etag()
    response.headers["Cache-Control"] = "public, no-cache"
    return response.make_conditional(request)
