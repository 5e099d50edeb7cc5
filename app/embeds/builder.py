"""`/bygg-inn/<page>/<view>?…`: choose how a figure is embedded, see it so, and copy the code. Works without scripts."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import dash_bootstrap_components as dbc
from dash import html
from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from app.address import own_address
from app.answers import ProblemError, pages_by_path, problem, selection_problem
from app.controls import control_id
from app.embeds.address import (
    BUILDER,
    LOOK,
    LOOKS,
    PICTURES,
    RELEASE,
    Asked,
    asked_for,
    canonical_query,
    figure_address,
)
from app.embeds.code import frame_code, height_of, loader_code
from app.embeds.figures import Embedding, Figure, found
from app.embeds.place import place_of
from app.embeds.serving import POLICY
from app.headers import content_security_policy
from app.html import dashed, raw
from app.languages import KEY, LANGUAGES
from app.selection import SelectionError
from app.serving import path_with, problem_response, query_asked, site_asked
from app.shell import own_page
from app.static_files import asset_url
from app.words import Words
from app.words import words as words_of

Node = Any
_CODE = "kode"


def builder_view(embedding: Embedding) -> Callable[[str], AnyResponse]:
    """The function that answers addresses of the builder."""
    served = embedding.served
    pages = pages_by_path(served.pages)

    def view(name: str) -> AnyResponse:
        asked = None
        try:
            asked = asked_for(pages, name, query_asked())
            if asked is None or asked.ending:
                return problem_response(served, problem(site_asked(served), 404, "404"))
            return found(embedding, asked, lambda figure: _respond(embedding, figure))
        except SelectionError as error:
            path = asked.page.path if asked else "/"
            return problem_response(served, selection_problem(site_asked(served), path, error))
        except ProblemError as stopped:
            return problem_response(served, stopped.problem)

    return view


def _respond(embedding: Embedding, figure: Figure) -> AnyResponse:
    if figure.query != query_asked():
        return redirect(path_with(request.path, figure.query))
    served = embedding.served
    site, address = site_asked(served), own_address(request.path, figure.query)
    heading = site.words("embed.heading", figure=figure.view.heading)
    body = builder_body(figure, site.release.release_id, embedding.embedders, place_of(served.links.site))
    scripts = (asset_url("copy_code.js"), asset_url("embed.js"))
    name, lead = figure.asked.page.page.name, site.words("embed.lead")
    response = Response(own_page(site, served.pages, name, heading, lead, body, served.links, address, scripts))
    response.headers["Content-Language"] = site.words.language
    # The code names the host by which the site was reached, where it is told no other.
    response.headers["Cache-Control"] = "no-store"
    response.headers[POLICY] = content_security_policy(own_frames=True)
    return response


def builder_body(figure: Figure, current: str, embedders: tuple[str, ...], place: str) -> Node:
    """Form, code, the figure as it will be, and the same as a picture. `current` is the release that is published."""
    words, height = figure.site.words, height_of(figure)
    code = "\n".join((frame_code(figure, place, height), loader_code(place)))
    return html.Div(
        [
            _form(figure, current),
            html.Section([html.H2(words("embed.code")), *_code(words, code), html.P(_sites(words, embedders))]),
            html.Section(
                [
                    html.Div([html.H2(words("embed.shown")), _tag(words, figure)], className="view-head"),
                    html.Div(raw([frame_code(figure, "", height, style="")]), className="embed-frame"),
                ]
            ),
            _pictures(figure, words),
            html.P(html.A(words("embed.back"), href=figure.home)),
        ],
        className="embed-builder",
    )


def _tag(words: Words, figure: Figure) -> Node:
    origin = figure.view.origin
    return html.Span(words("invented.tag" if origin == "invented" else "invented.real_tag"), className=f"tag-{origin}")


def _form(figure: Figure, current: str) -> Node:
    words, asked = figure.site.words, figure.asked
    looks = [{"value": word, "label": words(f"embed.look_{code}")} for code, word in LOOKS.items()]
    languages = [{"value": language, "label": words_of(language)("language.name")} for language in LANGUAGES]
    fields = [
        _field(words("language.switch"), KEY, languages, asked.page.language),
        _field(words("embed.look"), LOOK, looks, LOOKS[asked.options.look]),
        _field(words("embed.figures"), RELEASE, _releases(words, asked, current), asked.options.release),
    ]
    kept = [dbc.Input(type="hidden", name=name, value=value) for name, value in _page_choices(asked)]
    action = figure_address(asked, "", BUILDER)
    button = dbc.Button(words("embed.submit"), type="submit", color="primary")
    return html.Form([*kept, *fields, html.Div(button)], method="get", action=action, className="filters")


def _page_choices(asked: Asked) -> list[tuple[str, str]]:
    return [(name, value) for name, value in parse_qsl(asked.page.query) if name != KEY]


def _releases(words: Words, asked: Asked, current: str) -> list[dict[str, str]]:
    """The newest figures, those of the published release for good, and those of a former one that is asked for."""
    frozen = dict.fromkeys(release for release in (current, asked.options.release) if release)
    return [
        {"value": "", "label": words("embed.live")},
        *({"value": release, "label": words("embed.frozen", release=release)} for release in frozen),
    ]


def _field(label: str, key: str, options: list[dict[str, str]], chosen: str) -> Node:
    select = dbc.Select(id=control_id(key), options=options, value=chosen)
    return html.Label([html.Span(label, className="filter-label"), select], className="filter")


def _code(words: Words, code: str) -> list[Node]:
    area = html.Textarea(code, id=_CODE, name=_CODE, rows=6, readOnly="readonly", className="form-control")
    told = dashed(data_copies=_CODE, data_done=words("embed.copied"), data_failed=words("embed.not_copied"))
    button = html.Button(words("embed.copy"), type="button", hidden=True, className="btn btn-primary", **told)
    label = html.Label([html.Span(words("embed.code_label"), className="filter-label"), area], className="filter")
    return [label, html.Div([button, html.P("", role="status")], className="filter-actions")]


def _sites(words: Words, embedders: tuple[str, ...]) -> str:
    return words("embed.sites", sites=words.listed(embedders)) if embedders else words("embed.no_sites")


def _pictures(figure: Figure, words: Words) -> Node:
    if figure.view.chart is None:
        return None
    links = [html.Li(html.A(words(f"files.kind.{ending}"), href=_picture(figure, ending))) for ending in PICTURES]
    return html.Section([html.H2(words("embed.pictures")), html.Ul(links, className="more")])


def _picture(figure: Figure, ending: str) -> str:
    options = replace(figure.asked.options, look="light")
    asked = replace(figure.asked, ending=ending, options=options)
    return figure_address(asked, canonical_query(figure.site, asked))
