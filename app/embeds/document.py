"""The document of an embedded figure: heading, mark, chart, notes, source, release, the way home; no script needed."""

import re
from typing import Any

from dash import html
from markupsafe import escape

from app.answers import Problem
from app.charts import svg
from app.charts.dark import on_dark
from app.drawing import assert_chart
from app.drawing_tables import table_node
from app.embeds.discovery import discovery_links
from app.embeds.figures import Figure
from app.html import dashed, raw, to_html
from app.panel_grid import panel_grid
from app.static_files import asset_url
from app.view import Link, View
from app.words import Words

Node = Any
_SIZES = (svg.Size.WIDE, svg.Size.NARROW)
# The sheet of an embedded figure has fonts of the measured size, and refuses styles that stand in the picture.
_STYLED = re.compile(r' style="font-size-adjust:[^"]*"')
_HOVER = re.compile(r"<title>[^<]*</title>")


def figure_document(figure: Figure, embedders: tuple[str, ...], place: str) -> str:
    """The whole HTML; it links to two small files of ours. `place` is where the site is, if told."""
    view, words, look = figure.view, figure.site.words, figure.asked.options.look
    tag = "invented.tag" if view.origin == "invented" else "invented.real_tag"
    main = html.Main(
        [
            html.Header([html.H1(view.heading), html.Span(words(tag), className=f"tag-{view.origin}")]),
            _superseded(figure),
            _picture(view, words, look),
            _notes(view, words),
            _foot(figure),
        ]
    )
    discovery = discovery_links(figure.asked, figure.query, view.heading, place)
    return _document(words, view.heading, look, to_html(main), discovery, embedders)


def problem_document(words: Words, found: Problem, look: str = "light") -> str:
    """The same for a figure that there is not: why, and the way home."""
    main = html.Main([html.H1(found.heading), html.P(found.text), html.P(_home(found.back_text, found.back))])
    return _document(words, found.heading, look, to_html(main), "", None)


def _document(
    words: Words, heading: str, look: str, main: str, discovery: str, embedders: tuple[str, ...] | None
) -> str:
    """`embedders` are told to the script that tells the height; None: there is nothing whose height matters."""
    told = "" if embedders is None else f' data-embedders="{" ".join(embedders)}"'
    script = "" if embedders is None else f'<script defer src="{asset_url("embed_frame.js")}"></script>'
    return (
        f'<!DOCTYPE html><html lang="{words.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{escape(words('site.title', page=heading))}</title>"
        f'<link rel="stylesheet" href="{asset_url("embed.css")}">{discovery}</head>'
        f'<body class="{look}"{told}>{main}{script}</body></html>'
    )


def _superseded(figure: Figure) -> Node:
    if not figure.is_superseded:
        return None
    words = figure.site.words
    return html.P([words("embed.superseded"), " ", _home(words("embed.newest"), figure.home)], className="superseded")


def _picture(view: View, words: Words, look: str) -> Node:
    found = [
        _chart(view, words, look) if view.chart else None,
        panel_grid(view.panels, _panel_link(words), lambda drawn, name: _drawn(drawn, name, look))
        if view.panels
        else None,
    ]
    return found if any(found) else table_node(words, view.table, folded=False)


def _chart(view: View, words: Words, look: str) -> Node:
    chart = assert_chart(view.chart)

    def tick(value: float, decimals: int) -> str:
        return words.number(value, decimals)

    wide, narrow = (svg.draw_apart(chart, size, tick) for size in _SIZES)
    # The narrow one is for telephones, where nothing rests on a mark to be told its words: a third of its bytes.
    pictures = [_drawn(wide, "wide", look), _drawn(_HOVER.sub("", narrow), "narrow", look)]
    return html.Figure(html.Div(pictures, role="img", **dashed(aria_label=view.alternative)))


def _drawn(drawn: str, name: str, look: str) -> Node:
    plain = _STYLED.sub("", drawn)
    return html.Div(raw([on_dark(plain) if look == "dark" else plain]), className=name)


def _panel_link(words: Words) -> Any:
    def drawn(link: Link) -> Node:
        return _home(link.text, words.address(link.address))

    return drawn


def _notes(view: View, words: Words) -> Node:
    if not view.notes:
        return None
    notes = html.Ul([html.Li(note) for note in view.notes])
    return html.Details([html.Summary(words("files.sheet_about")), notes])


def _foot(figure: Figure) -> Node:
    words, release = figure.site.words, figure.site.release
    told = words("site.footer_release", release=release.release_id, built=words.date(release.built_at))
    return html.Footer(
        [
            html.P(words("view.source", source=figure.view.source)),
            html.P(told),
            html.P(_home(words("embed.home"), figure.home)),
        ]
    )


def _home(text: str, address: str) -> Node:
    """A link that leaves the frame: our pages stand in no frames of others."""
    return html.A(text, href=address, target="_blank", rel="noopener")
