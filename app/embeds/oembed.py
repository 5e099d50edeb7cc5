"""`/oembed?url=…`: what other programs show when somebody names an address of ours. Source: oembed.com."""

import json
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from flask import Response, request
from markupsafe import escape

from app.answers import ProblemError, answered, find_request, pages_by_path
from app.embeds.address import BUILDER, FOLDER, Asked, Options, asked_for
from app.embeds.code import WIDEST, frame_code, height_of, loader_code
from app.embeds.figures import Embedding, Figure, found
from app.embeds.place import place_of
from app.languages import language_of
from app.selection import SelectionError
from app.site import Page
from app.view import View

Facts = Mapping[str, str | int]
FORMATS = {"json": "application/json", "xml": "text/xml"}
_LONGEST_SIDE = 100_000


class _RefusalError(Exception):
    """Why there is no answer: the status, and the key of its sentence."""

    def __init__(self, status: int, key: str) -> None:
        super().__init__(key)
        self.status, self.key = status, key


def oembed_view(embedding: Embedding) -> Callable[[], Response]:
    """The function that answers programs which ask how an address of ours is embedded."""
    pages = pages_by_path(embedding.served.pages)

    def view() -> Response:
        url = request.args.get("url", "")
        words = embedding.served.site.in_language(language_of(_parts(url)[2])).words
        try:
            return _respond(embedding, pages, url)
        except _RefusalError as refused:
            return _refusal(words(f"oembed.{refused.key}"), refused.status)
        except SelectionError as error:
            return _refusal(words(f"selection_error.{error.key}", **error.values), 400)
        except ProblemError as stopped:
            return _refusal(stopped.problem.text, stopped.problem.status)

    return view


def _respond(embedding: Embedding, pages: Mapping[str, Page], url: str) -> Response:
    written = FORMATS.get(request.args.get("format", "json"))
    if written is None:
        raise _RefusalError(501, "format")
    width, height = _most("maxwidth"), _most("maxheight")
    place = place_of(embedding.served.links.site)
    asked = _asked(embedding, pages, url, place)
    facts = found(embedding, asked, lambda figure: _facts(figure, place, width, height))
    body = json.dumps(facts, ensure_ascii=False) if written == FORMATS["json"] else _xml(facts)
    response = Response(body, content_type=f"{written}; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _facts(figure: Figure, place: str, width: int | None, height: int | None) -> Facts:
    """The answer of the kind `rich` (oembed.com, 2.3.4.4), no larger than asked for."""
    words, needed = figure.site.words, height_of(figure)
    high = min(needed, height or needed)
    invented = f"{words('invented.mark')}: " if figure.view.origin == "invented" else ""
    return {
        "version": "1.0",
        "type": "rich",
        "title": invented + figure.view.heading,
        "provider_name": words("site.name"),
        "provider_url": place + words.address("/"),
        "cache_age": 3600,
        "width": min(int(WIDEST), width or int(WIDEST)),
        "height": high,
        "html": frame_code(figure, place, high) + loader_code(place),
    }


def _xml(facts: Facts) -> str:
    inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in facts.items())
    return f'<?xml version="1.0" encoding="utf-8" standalone="yes"?><oembed>{inner}</oembed>'


def _most(name: str) -> int | None:
    text = request.args.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and 0 < int(text) <= _LONGEST_SIDE):
        raise _RefusalError(400, "size")
    return int(text)


def _asked(embedding: Embedding, pages: Mapping[str, Page], url: str, place: str) -> Asked:
    """The figure that an address of ours means: itself, the one its form is about, or the first one of a page."""
    if not url:
        raise _RefusalError(400, "no_url")
    host, path, query = _parts(url)
    if host not in ("", urlsplit(place).netloc) or not path.startswith("/"):
        raise _RefusalError(404, "not_ours")
    for folder in (FOLDER, BUILDER):
        if path.startswith(f"{folder}/"):
            asked = asked_for(pages, path.removeprefix(f"{folder}/"), query)
            if asked is None or asked.ending:
                raise _RefusalError(404, "not_ours")
            return asked
    return _first_of(embedding, pages, path, query)


def _first_of(embedding: Embedding, pages: Mapping[str, Page], path: str, query: str) -> Asked:
    page = find_request(pages, path, query)
    if page is None:
        raise _RefusalError(404, "not_ours")
    parts = answered(embedding.served.site, page).content.parts
    views = [part for part in parts if isinstance(part, View)]
    if not views:
        raise _RefusalError(404, "no_figure")
    first = next((view for view in views if view.chart or view.panels), views[0])
    return Asked(page, first.name, Options())


def _parts(url: str) -> tuple[str, str, str]:
    """Host, path and query string of an address; empty where it is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", "", ""
    if parts.scheme not in ("", "http", "https"):
        return "", "", ""
    return parts.netloc, parts.path, parts.query


def _refusal(text: str, status: int) -> Response:
    response = Response(f"{text}\n", status, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
