"""Answers for embedded figures: `/embed/<page>/<view>?…` as HTML, or as a picture; and the loader."""

import gzip
from collections.abc import Callable
from dataclasses import replace

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from app.answers import Problem, ProblemError, canonical, pages_by_path, problem, selection_problem
from app.downloads import file_name, file_response
from app.embeds.address import Asked, asked_for
from app.embeds.document import figure_document, problem_document
from app.embeds.figures import Embedding, Figure, check_release, found
from app.files import formats
from app.headers import figure_policy
from app.packing import packed_response
from app.selection import SelectionError
from app.serving import path_with, problem_response, query_asked, site_asked
from app.static_files import asset_content

POLICY = "Content-Security-Policy"
#: The loader stands at one address for ever, so that a page that names it need not be changed.
_AN_HOUR = "public, max-age=3600"


class MovedError(Exception):
    """Carries the canonical query string out of a function whose answer is kept: of each figure one is kept."""

    def __init__(self, query: str) -> None:
        super().__init__()
        self.query = query


def figure_view(embedding: Embedding) -> Callable[[str], AnyResponse]:
    """The function that answers addresses of figures."""
    pages = pages_by_path(embedding.served.pages)

    def view(name: str) -> AnyResponse:
        asked = None
        try:
            asked = asked_for(pages, name, query_asked())
            if asked is None:
                raise ProblemError(problem(site_asked(embedding.served), 404, "404"))
            return _respond(embedding, asked)
        except MovedError as moved:
            return redirect(path_with(request.path, moved.query))
        except SelectionError as error:
            path = asked.page.path if asked else "/"
            return _problem_response(embedding, selection_problem(site_asked(embedding.served), path, error))
        except ProblemError as stopped:
            return _problem_response(embedding, stopped.problem)

    return view


def loader_view() -> AnyResponse:
    """The script for pages that show figures."""
    response = Response(asset_content("embed.js"), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = _AN_HOUR
    response.add_etag()
    return response.make_conditional(request)


def _respond(embedding: Embedding, asked: Asked) -> AnyResponse:
    # Before what is kept is looked for: a release can be removed, or taken back, after its figures were drawn.
    check_release(embedding, asked)
    return _picture_response(embedding, asked) if asked.ending else _figure_response(embedding, asked)


def _figure_response(embedding: Embedding, asked: Asked) -> AnyResponse:
    place = embedding.served.links.site
    packed = _kept(embedding, asked, "embed", lambda figure: figure_document(figure, embedding.embedders, place))
    response = packed_response(packed, "text/html")
    response.headers["Content-Language"] = asked.page.language
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers[POLICY] = figure_policy(embedding.embedders)
    response.add_etag()
    return response.make_conditional(request)


def _picture_response(embedding: Embedding, asked: Asked) -> AnyResponse:
    """The same bytes as the view's file had when its release was current: its receipt can be verified."""
    file = formats.Asked(asked.page, asked.view, asked.ending)
    place = embedding.served.links.site

    def picture(figure: Figure) -> bytes:
        _, query = canonical(figure.site, asked.page)
        plain = replace(file, page=replace(asked.page, query=query))
        return formats.written(figure.site, plain, place)

    packed = _kept(embedding, asked, "picture", picture)
    # Whether a former release was invented is known to nobody but itself.
    name = _kept(embedding, asked, "picture-name", lambda figure: file_name(figure.site, file))
    return file_response(embedding.served.site, file, gzip.decompress(name).decode(), packed)


def _kept(embedding: Embedding, asked: Asked, kind: str, use: Callable[[Figure], str | bytes]) -> bytes:
    """What `use` makes of the figure, compressed; kept for the next who asks. Raises MovedError, else as `found`."""
    sent = query_asked()

    def make(figure: Figure) -> str | bytes:
        if figure.query != sent:
            raise MovedError(figure.query)
        return use(figure)

    name = f"{kind}/{asked.name}"
    return embedding.served.remember(name, asked.page, sent, lambda: found(embedding, asked, make))


def _problem_response(embedding: Embedding, stopped: Problem) -> AnyResponse:
    """A small page that may stand in the same frames as a figure; a preview stands in none."""
    site = site_asked(embedding.served)
    if site.release.preview:
        return problem_response(embedding.served, stopped)
    response = Response(problem_document(site.words, stopped), stopped.status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = site.words.language
    response.headers[POLICY] = figure_policy(embedding.embedders)
    return response
