"""What a process answers that has no release it can show: one sentence at every address, and not a single figure."""

import json

from dash import html
from flask import Flask, Response, request
from markupsafe import escape

from app import words as texts
from app.api.limits import ROOT
from app.headers import add_headers, keep_from_others
from app.html import to_html
from app.languages import LANGUAGES, language_of
from app.settings import Settings
from app.shell import language_menu
from app.static_files import asset_url, serve_static_files

#: When a browser, or a proxy in front of the site, may ask again.
SECONDS_UNTIL_ANOTHER_TRY = 30
HEALTH = "/helse"


def create_unavailable(settings: Settings) -> Flask:
    """An application that has nothing but static files: pages of other processes need them, and no figure is in them.

    Everything else is answered 503, also what is no page and what is sent here.
    """
    server = Flask("app", static_folder=None)
    pages = {language: _page(texts.words(language)) for language in LANGUAGES}

    @server.before_request
    def refuse() -> Response:
        if request.path == HEALTH:
            answer = Response('{"status":"unavailable"}\n', 503, content_type="application/json")
        else:
            language = language_of(request.query_string.decode("utf-8", "replace"))
            is_program = request.path.startswith(f"{ROOT}/")
            answer = _problem(texts.words(language)) if is_program else _document(pages[language])
            answer.headers["Content-Language"] = language
        answer.headers["Retry-After"] = str(SECONDS_UNTIL_ANOTHER_TRY)
        return answer

    add_headers(server, https_only=settings.https_only)
    keep_from_others(server)
    serve_static_files(server)
    return server


def _document(page: str) -> Response:
    return Response(page, 503, content_type="text/html; charset=utf-8")


def _problem(words: texts.Words) -> Response:
    """The same for programs (RFC 9457); there is no page for people just now that its type could lead to."""
    told = {
        "type": "about:blank",
        "title": words("unavailable.heading"),
        "status": 503,
        "detail": words("unavailable.text"),
    }
    return Response(json.dumps(told, ensure_ascii=False), 503, mimetype="application/problem+json")


def _page(words: texts.Words) -> str:
    """The whole page. It names neither the release nor a way on: no other address has anything to show either."""
    heading, text = words("unavailable.heading"), words("unavailable.text")
    brand = [html.Span(words("site.name")), html.Span(words("site.subtitle"))]
    body = [
        html.Header(
            [html.A(brand, href=words.address("/"), className="site-brand"), language_menu(words, "/")],
            className="site-header",
        ),
        html.Main(html.Section([html.H1(heading), html.P(text)], className="error-page")),
        html.Footer(html.P(words("site.footer")), className="site-footer"),
    ]
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(words('site.title', page=heading))}</title>"
        f'<link rel="icon" href="{asset_url("favicon.svg")}" type="image/svg+xml">'
        f'<link rel="stylesheet" href="{asset_url("theme.css")}">'
    )
    return f'<!DOCTYPE html><html lang="{words.language}"><head>{head}</head><body>{to_html(body)}</body></html>'
