"""The document around a page: head, header, menu, the notice of invented data, footer."""

from dataclasses import dataclass, replace

import dash_bootstrap_components as dbc
from dash import html
from markupsafe import escape

from app.address import own_address
from app.answers import Answer, Problem
from app.api.limits import PAGE
from app.controls import filter_panel
from app.drawing import Drawer, Node
from app.embeds.discovery import page_discovery
from app.html import dashed, to_html
from app.languages import DEFAULT, LANGUAGES, in_language
from app.languages import KEY as LANGUAGE_KEY
from app.notices import demo_notice, invented_notice, preview_notice
from app.search import KEY as SEARCH_KEY
from app.site import Page, Site
from app.view import Content, Link, View
from app.words import Words
from app.words import words as words_of

#: Pages that are not in the menu, with the page under which they stand there.
BELOW = {"unit": "units", "changes": "about", "accessibility": "about"}
#: The name of the pages behind the login, in the menu.
OWN = "leader"


@dataclass(frozen=True)
class Document:
    """A finished page but for what Dash adds: `live` says whether Dash shall take over."""

    title: str
    head: str
    before: str
    server_drawn: str
    after: str
    live: bool
    status: int


def page_document(site: Site, pages: tuple[Page, ...], answered: Answer, path: str, links: "Assets") -> Document:
    """The document of an answered page."""
    content, address = answered.content, answered.address
    drawer = Drawer(site.words, live=False, address=address, embeds=not site.release.preview)
    panel = _panel(site, answered, path)
    grid = html.Div([panel, html.Div(drawer.content(content), className="results")], className="page-grid")
    return _document(
        site,
        pages,
        answered.page.name,
        content.heading,
        invented_notice(site, content),
        _page_head(site, content),
        grid,
        links,
        address,
        live=content.has_chart,
        status=200,
        discovery=_discovery(site, content, links, address),
    )


def own_page(
    site: Site,
    pages: tuple[Page, ...],
    current: str,
    heading: str,
    lead: str,
    body: Node,
    links: "Assets",
    address: str,
    scripts: tuple[str, ...],
    content: Content | None = None,
) -> str:
    """The whole HTML of a page that is none of `pages` and never live; it has `scripts` of its own.

    `current` names the page of the menu to which it belongs. Where `content` stands in `body`, the page says of it
    what must be said.
    """
    head = html.Div([html.H1(heading), html.P(lead, className="lead")], className="page-head")
    notice = invented_notice(site, content) if content else None
    found = _document(site, pages, current, heading, notice, head, body, links, address, live=False, status=200)
    return whole_page(found, replace(links, plain_scripts=(*links.plain_scripts, *scripts)), "", site)


def _discovery(site: Site, content: Content, links: "Assets", address: str) -> str:
    """Where other programs find how the page's first figure is embedded."""
    if site.release.preview or not any(isinstance(part, View) for part in content.parts):
        return ""
    return page_discovery(address, content.heading, links.site)


def problem_document(
    site: Site, pages: tuple[Page, ...], problem: Problem, path: str, query: str, links: "Assets"
) -> Document:
    """The document of a problem: what is wrong and the way back. Path and query string are those asked for."""
    body, address = problem_part(problem), own_address(path, query)
    heading, status = problem.heading, problem.status
    return _document(site, pages, "", heading, None, None, body, links, address, live=False, status=status)


def problem_part(problem: Problem) -> Node:
    """A problem as it stands on a page, live or not."""
    return html.Section(
        [html.H1(problem.heading), html.P(problem.text), html.P(html.A(problem.back_text, href=problem.back))],
        className="error-page no-chart",
    )


@dataclass(frozen=True)
class Assets:
    """Addresses of the static files that every page names, and of the site itself, where the world is told it."""

    style: str
    icon: str
    plain_scripts: tuple[str, ...]  # of every page
    live_scripts: tuple[str, ...]  # of every live page
    first_touch: str
    scripts: tuple[str, ...]  # of Dash, loaded by `first_touch`
    site: str = ""  # `https://tall.example.no`, without a path
    login: bool = False  # whether leaders can log in
    demo_login: bool = False  # whether all users are invented


def _panel(site: Site, answered: Answer, path: str) -> Node:
    spec, selection = answered.page.spec, answered.selection
    if spec is None or selection is None:
        return None
    return html.Div(filter_panel(site, spec, selection, path, live=False), className="panel")


def _page_head(site: Site, content: Content) -> Node:
    return html.Div(
        [
            _trail(content.trail, site.words),
            html.H1(content.heading),
            html.P(content.lead, className="lead"),
        ],
        className="page-head",
    )


def _trail(trail: tuple[Link, ...], words: Words) -> Node:
    if not trail:
        return None
    steps = [html.Li(html.A(link.text, href=words.address(link.address))) for link in trail]
    return html.Nav(html.Ol(steps), className="breadcrumb", **dashed(aria_label=words("site.trail")))


def _document(
    site: Site,
    pages: tuple[Page, ...],
    current: str,
    heading: str,
    notice: Node,
    page_head: Node,
    body: Node,
    links: Assets,
    address: str,
    *,
    live: bool,
    status: int,
    discovery: str = "",
) -> Document:
    skip = html.A(site.words("site.skip"), href="#innhold", className="skip-link")
    return Document(
        title=site.words("site.title", page=heading),
        head=_head(site, links, address if status == 200 else "") + discovery,
        before=to_html(
            [
                skip,
                preview_notice(site),
                demo_notice(site.words) if links.demo_login else None,
                _header(site, pages, current, address, links),
                notice,
            ]
        )
        + f'<main id="innhold" tabindex="-1">{to_html(page_head)}',
        server_drawn=to_html(body),
        after="</main>" + to_html(_footer(site)),
        live=live,
        status=status,
    )


def _head(site: Site, links: Assets, address: str) -> str:
    description = escape(site.words("site.description"))
    robots = '<meta name="robots" content="noindex, nofollow">' if site.release.preview else ""
    return (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="description" content="{description}">{robots}'
        f'<link rel="icon" href="{links.icon}" type="image/svg+xml"><link rel="stylesheet" href="{links.style}">'
        f"{_alternates(links.site, address) if links.site and address else ''}"
    )


def _alternates(site: str, address: str) -> str:
    """Where search engines find the same page in each language: they take whole addresses only."""
    found = [(language, site + in_language(address, language)) for language in (*LANGUAGES, DEFAULT)]
    named = [*found[:-1], ("x-default", found[-1][1])]
    return "".join(f'<link rel="alternate" hreflang="{name}" href="{escape(where)}">' for name, where in named)


def _header(site: Site, pages: tuple[Page, ...], current: str, address: str, links: Assets) -> Node:
    words = site.words
    shown = BELOW.get(current, current)
    entries = [(page.name, words(f"menu.{page.name}"), page.path) for page in pages if page.in_menu]
    # The same for everybody, logged in or not: the open pages are kept for all.
    entries += [(OWN, words("login.own"), "/leder/")] if links.login else []
    items = [html.Li(_menu_link(words, text, path, name == shown)) for name, text, path in entries]
    brand = html.A(
        [
            html.Span(words("site.name"), className="brand-name"),
            html.Span(words("site.subtitle"), className="brand-subtitle"),
        ],
        href=words.address("/"),
        className="site-brand",
    )
    menu = html.Nav(html.Ul(items), className="site-nav", **dashed(aria_label=words("site.menu")))
    return html.Header([brand, _search(words), language_menu(words, address), menu], className="site-header")


def _search(words: Words) -> Node:
    """The search form: it needs no script, and says nothing of what is chosen on the page."""
    label = html.Span(words("search.label"), className="visually-hidden")
    field = html.Label([label, dbc.Input(type="search", name=SEARCH_KEY)])
    language = [] if words.language == DEFAULT else [dbc.Input(type="hidden", name=LANGUAGE_KEY, value=words.language)]
    button = dbc.Button(words("search.submit"), type="submit", color="secondary")
    return html.Form([field, *language, button], action="/sok", method="get", role="search", className="site-search")


def language_menu(words: Words, address: str) -> Node:
    """The same page in each language, each named in itself; on a live page `languages.js` keeps the addresses right."""
    items = [html.Li(_language(language, address, language == words.language)) for language in LANGUAGES]
    return html.Nav(html.Ul(items), className="site-languages", **dashed(aria_label=words("language.switch")))


def _language(language: str, address: str, current: bool) -> Node:
    marked = dashed(aria_current="true") if current else {}
    name, where = words_of(language)("language.name"), in_language(address, language)
    return html.A(name, href=where, lang=language, hrefLang=language, **marked)


def _menu_link(words: Words, text: str, path: str, current: bool) -> Node:
    marked = dashed(aria_current="page") if current else {}
    return html.A(text, href=words.address(path), **marked)


def _footer(site: Site) -> Node:
    words, release = site.words, site.release
    built = words.date(release.built_at)
    return html.Footer(
        [
            html.P(words("site.footer")),
            html.P(
                [
                    words("site.footer_release", release=release.release_id, built=built),
                    " ",
                    html.A(words("site.footer_changes"), href=words.address("/om/endringer")),
                ]
            ),
            html.P(html.A(words("site.footer_about"), href=words.address("/om"))),
            html.P(html.A(words("site.footer_accessibility"), href=words.address("/om/tilgjengelighet"))),
            html.P(html.A(words("site.footer_api"), href=words.address(PAGE))),
        ],
        className="site-footer",
    )


def whole_page(document: Document, links: Assets, config: str, site: Site) -> str:
    """The HTML of a document. Where Dash takes over, its entry point stands beside what the server has drawn.

    The release stands in it for the scripts, which say with every question what has drawn their page.
    """
    entry = '<div id="react-entry-point"></div>' if document.live else ""
    head = f"<title>{escape(document.title)}</title>{document.head}"
    return (
        f'<!DOCTYPE html><html lang="{site.words.language}"><head>{head}</head>'
        f'<body data-release="{escape(site.release.release_id)}">'
        f'{document.before}{entry}<div id="server-drawn">{document.server_drawn}</div>{document.after}'
        f"{config if document.live else ''}{_script_tags(links, document.live)}</body></html>"
    )


def _script_tags(links: Assets, live: bool) -> str:
    addresses = (*links.plain_scripts, *links.live_scripts) if live else links.plain_scripts
    tags = "".join(f'<script defer src="{address}"></script>' for address in addresses)
    if not live:
        return tags
    # Dash refuses a page without an element of this id and a `src` that names its renderer.
    starter = f'id="_dash-renderer" data-src="{" ".join(links.scripts)}"'
    return f'{tags}<script defer src="{links.first_touch}" {starter}></script>'
