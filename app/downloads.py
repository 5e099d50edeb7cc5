"""Files of views: `/last-ned/<page>/<view>.<ending>?…`, by the same address as the page and from the same view."""

from collections.abc import Callable

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

from app.answers import ProblemError, canonical, pages_by_path, problem, selection_problem
from app.files.formats import FORMATS, Asked, asked_for, written
from app.packing import packed_response
from app.selection import SelectionError
from app.serving import Served, path_with, problem_response, query_asked, site_asked
from app.site import Site


def file_view(served: Served) -> Callable[[str], AnyResponse]:
    """The function that answers addresses of files."""
    pages = pages_by_path(served.pages)

    def view(name: str) -> AnyResponse:
        asked = asked_for(pages, name, query_asked())
        if asked is None:
            return problem_response(served, problem(site_asked(served), 404, "404"))
        return _respond(served, asked)

    return view


def _respond(served: Served, asked: Asked) -> AnyResponse:
    try:
        _, query = canonical(served.site, asked.page)
    except SelectionError as error:
        return problem_response(served, selection_problem(site_asked(served), asked.page.path, error))
    if query != asked.page.query:
        return redirect(path_with(request.path, query))
    try:
        packed = served.remember(
            f"file/{asked.name}", asked.page, query, lambda: written(served.site, asked, served.links.site)
        )
    except ProblemError as stopped:
        return problem_response(served, stopped.problem)
    return file_response(served.site, asked, file_name(served.site, asked), packed)


def file_response(site: Site, asked: Asked, name: str, packed: bytes) -> AnyResponse:
    """The answer with a file of this name, whose bytes are packed already."""
    kind = FORMATS[asked.ending]
    response = packed_response(packed, kind.mimetype)
    shown = "inline" if kind.is_picture else "attachment"
    response.headers["Content-Disposition"] = f'{shown}; filename="{name}"'
    response.headers["Content-Language"] = asked.page.language
    if not site.release.preview:
        # Open figures: a page of anybody may read them, and gets no more than whoever asks without one.
        response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "public, no-cache"
    response.add_etag()
    return response.make_conditional(request)


def file_name(site: Site, asked: Asked) -> str:
    """What a file of this site's release is called: of what, and whether it is invented."""
    page = asked.page.path.strip("/").replace("/", "-") or "oversikt"
    spec, synthetic = asked.page.page.spec, site.release.synthetic
    invented = "oppdiktet-" if (spec.mart in synthetic if spec else synthetic) else ""
    return f"kvabup-{invented}{page}-{asked.view}-{site.release.release_id}.{asked.ending}"
