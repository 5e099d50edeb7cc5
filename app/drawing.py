"""Draws a page's Content as components: once as finished HTML (charts as SVG), once live (charts by Plotly)."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from app.charts import plotly, svg
from app.charts.description import Chart, LiveChart, MapChart
from app.drawing_tables import table_node
from app.embeds.address import builder_address
from app.files.formats import endings, file_address
from app.html import dashed, raw
from app.panel_grid import panel_grid
from app.view import Basis, Card, Cards, Content, Link, LinkList, Part, TextSection, Tree, TreeNode, View
from app.words import Words

Node = Any  # a component, a text, or a list of them: Dash's own type for children


@dataclass(frozen=True)
class Drawer:
    """How to draw: in which words, whether for Dash (live) or as finished HTML, and the address of the page, if any."""

    words: Words
    live: bool
    address: str = ""
    embeds: bool = False  # whether its figures may be embedded

    def content(self, content: Content) -> Node:
        """By what the figures are counted, where there is a choice, and all parts of the page; not the filters."""
        return [*self._bases(content.bases), *(self.part(part) for part in content.parts)]

    def _bases(self, bases: tuple[Basis, ...]) -> list[Node]:
        if not bases:
            return []
        links = (self._link(basis.link, current=basis.current) for basis in bases)
        name = dashed(aria_label=self.words("basis.label"))
        return [html.Nav(html.Ul([html.Li(link) for link in links]), className="bases", **name)]

    def told(self, content: Content) -> str:
        """What is said aloud when the page's results change: the first view and its sentences."""
        views = [part for part in content.parts if isinstance(part, View)]
        return " ".join((f"{views[0].heading}.", *views[0].sentences)) if views else content.heading

    def part(self, part: Part) -> Node:
        """One part of a page."""
        if isinstance(part, View):
            return self._view(part)
        if isinstance(part, Cards):
            return self._cards(part)
        if isinstance(part, Tree):
            return self._tree(part)
        if isinstance(part, LinkList):
            return self._link_list(part)
        return self._text_section(part)

    def _view(self, view: View) -> Node:
        return html.Section(
            [
                self._heading(view.heading, view.origin),
                html.Div([html.P(sentence) for sentence in view.sentences], className="view-sentences"),
                self._figure(view) if view.chart else None,
                panel_grid(view.panels, self._link, self._small) if view.panels else None,
                table_node(self.words, view.table, folded=bool(view.chart or view.panels)),
                self._notes(view.notes, view.source, view.definition),
                self._files(view) if self.address else None,
                self._builder(view) if self.embeds else None,
            ],
            className=f"view view-{view.origin}",
            **dashed(aria_label=view.heading),
        )

    def _heading(self, heading: str, origin: str) -> Node:
        return html.Div([html.H2(heading), self._tag(origin)], className="view-head")

    def _tag(self, origin: str) -> Node:
        key = "invented.tag" if origin == "invented" else "invented.real_tag"
        return html.Span(self.words(key), className=f"tag-{origin}")

    def _figure(self, view: View) -> Node:
        chart = assert_chart(view.chart)
        # plotly.js as it is sent has no maps: live too they are the server's pictures.
        if self.live and not isinstance(chart, MapChart):
            return html.Figure(self._live_chart(chart, view.alternative), className="chart")
        return html.Figure(self._still_chart(chart, view.alternative), className="chart")

    def _still_chart(self, chart: Chart, alternative: str) -> Node:
        sizes = ((svg.Size.WIDE, "chart-wide"), (svg.Size.NARROW, "chart-narrow"))
        pictures = [self._still_picture(chart, size, name) for size, name in sizes]
        return html.Div(pictures, role="img", **dashed(aria_label=alternative))

    def _still_picture(self, chart: Chart, size: svg.Size, name: str) -> Node:
        if self.live:
            return html.Img(src=self._picture(chart, size), alt="", className=name)
        return html.Div(raw([svg.draw(chart, size, self._tick)]), className=name)

    def _live_chart(self, chart: LiveChart, alternative: str) -> Node:
        figure: Any = plotly.figure(chart, ticks=self._tick)
        figure["layout"]["separators"] = self.words.separators
        # The height of the picture it replaces, so that nothing below it moves.
        height = {"height": f"{figure['layout']['height']}px"}
        config: Any = plotly.config(self.words.language)
        graph = dcc.Graph(figure=figure, config=config, className="chart-live", responsive=True, style=height)
        # On a phone the picture made for it can be read, a wide chart made narrow cannot.
        phone = html.Img(src=self._picture(chart, svg.Size.NARROW), alt="", className="chart-phone")
        return [
            html.Div([graph, phone], role="img", className="chart-live-frame", **dashed(aria_label=alternative)),
            html.Img(src=self._picture(chart, svg.Size.WIDE), alt="", className="chart-print"),
        ]

    def _picture(self, chart: Chart, size: svg.Size) -> str:
        return data_address(svg.draw_apart(chart, size, self._tick))

    def _tick(self, value: float, decimals: int) -> str:
        return self.words.number(value, decimals)

    def _notes(self, notes: tuple[str, ...], source: str, definition: Link) -> Node:
        lines = [html.Li(note) for note in notes]
        lines.append(html.Li(self.words("view.source", source=source), className="source"))
        return html.Div([html.Ul(lines, className="notes"), self._link(definition, "definition-link")])

    def _files(self, view: View) -> Node:
        """What the view can be had as: links that say in full what they lead to, for who goes from link to link."""
        path, _, query = self.address.partition("?")
        items = [
            html.Li(
                html.A(
                    self.words(f"files.kind.{ending}"),
                    href=file_address(path, view.name, ending, query),
                    **dashed(aria_label=f"{self.words(f'files.kind.{ending}')}: {view.heading}"),
                )
            )
            for ending in endings(view)
        ]
        return html.Details([html.Summary(self.words("files.show")), html.Ul(items)], className="view-files")

    def _builder(self, view: View) -> Node:
        name = f"{self.words('embed.link')}: {view.heading}"
        address = builder_address(self.address, view.name)
        link = html.A(self.words("embed.link"), href=address, **dashed(aria_label=name))
        return html.Div(link, className="view-embed")

    def _link(self, link: Link, name: str | None = None, current: bool = False) -> Node:
        marked = dashed(aria_current="true") if current else {}
        return html.A(link.text, href=self.words.address(link.address), className=name, **marked)

    def _cards(self, cards: Cards) -> Node:
        lines = [html.Li(note) for note in cards.notes]
        lines.append(html.Li(self.words("view.source", source=cards.source), className="source"))
        return html.Section(
            [
                self._heading(cards.heading, cards.origin),
                html.Div([self._card(card) for card in cards.cards], className="cards"),
                html.Ul(lines, className="notes"),
                html.Ul([html.Li(self._link(link)) for link in cards.more], className="more"),
            ],
            className=f"view view-{cards.origin}",
            **dashed(aria_label=cards.heading),
        )

    def _card(self, card: Card) -> Node:
        return html.Article(
            [
                html.H3(card.label),
                html.P(card.value, className="card-value"),
                html.P(card.change, className="card-change") if card.change else None,
                self._small(svg.draw_sparkline(card.trend), "sparkline") if card.trend else None,
                html.A(
                    card.definition.text,
                    href=self.words.address(card.definition.address),
                    className="card-definition",
                    **dashed(aria_label=f"{card.definition.text}: {card.label}"),
                ),
            ],
            className="card",
        )

    def _small(self, drawn: str, name: str) -> Node:
        # A picture beside a number that the text already tells: nothing more for a screen reader to say.
        if self.live:
            return html.Img(src=data_address(drawn), alt="", className=name)
        return html.Div(raw([drawn]), className=name)

    def _tree(self, tree: Tree) -> Node:
        return html.Section(
            [
                self._heading(tree.heading, tree.origin),
                html.P(tree.intro),
                *search_field(self.words, "enheter"),
                html.Div(
                    [self._node(node, folded=False) for node in tree.nodes], id="enheter", className="tree tree-links"
                ),
                html.Ul([html.Li(note) for note in tree.notes], className="notes"),
            ],
            className=f"view view-{tree.origin}",
            **dashed(aria_label=tree.heading),
        )

    def _node(self, node: TreeNode, folded: bool) -> Node:
        detail = html.Span(node.detail, className="absent" if node.absent else "tree-detail")
        line = html.Div([self._link(node.link), " ", detail], className="tree-line")
        if not node.children:
            return line
        below = html.Ul([html.Li(self._node(child, folded=True)) for child in node.children])
        if not folded:
            return html.Div([line, below])
        units = self.words.counted("units.below", len(node.children))
        name = dashed(aria_label=self.words("units.below_in", units=units, place=node.link.text))
        summary = html.Summary(units, className="tree-below", **name)
        return html.Div([line, html.Details([summary, below])])

    def _link_list(self, links: LinkList) -> Node:
        items = [
            html.Li([html.A(link.text, href=self.words.address(link.address)), " ", html.Span(told)])
            for link, told in links.items
        ]
        return html.Section([html.H2(links.heading), html.Ul(items)], className="view link-list")

    def _text_section(self, section: TextSection) -> Node:
        terms = [
            item
            for anchor, term, explanation in section.terms
            for item in (html.Dt(term, id=anchor), html.Dd(explanation))
        ]
        return html.Section(
            [
                html.H2(section.heading),
                *(html.P(paragraph) for paragraph in section.paragraphs),
                html.Dl(terms, className="definition") if terms else None,
                *(html.P(self._link(link)) for link in section.links),
            ],
            id=section.anchor,
            className="view text-section",
        )


def search_field(words: Words, container: str) -> list[Node]:
    """A field that narrows the list with this id while one types, and the line that says how many were found.

    It does nothing without scripts, where the style sheet hides it and the whole list is there to read.
    """
    field = html.Label(
        [words("filter.search"), dbc.Input(type="search", id={"search": container})],
        className="tree-search",
        **dashed(data_filters=container),
    )
    status = html.P(
        "",
        role="status",
        className="tree-status",
        **dashed(
            data_for=container,
            data_none=words("filter.search_status_none"),
            data_one=words("filter.search_status_one"),
            data_many=words("filter.search_status_other", count="{n}"),
        ),
    )
    return [field, status]


def assert_chart(chart: Chart | None) -> Chart:
    """The chart; TypeError where a view without one reaches a drawer of charts."""
    if chart is None:
        raise TypeError("this view has no chart to draw")
    return chart


def data_address(drawn: str) -> str:
    """An SVG as an address that holds the picture itself."""
    return f"data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()}"
