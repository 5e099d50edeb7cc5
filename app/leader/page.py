"""Draws the pages behind the login: finished HTML with SVG, without a script that asks for figures."""

import dash_bootstrap_components as dbc
from dash import html

from app.choices import Place
from app.drawing import Drawer, Node
from app.html import dashed
from app.leader.saved import LONGEST_ADDRESS, LONGEST_NAME, Saved
from app.login.guard import FORM_FIELD
from app.login.sessions import Session
from app.serving import Served
from app.shell import OWN, own_page
from app.site import Site
from app.view import Content
from app.words import Words

PATH = "/leder/"


def unit_page(
    served: Served,
    site: Site,
    place: Place,
    places: tuple[Place, ...],
    content: Content,
    session: Session,
    saved: tuple[Saved, ...],
) -> str:
    """One organisation with its true figures. It has no files and no embeds: nothing leaves the page by itself."""
    words = site.words
    drawn = Drawer(words, live=False).content(content)
    notice: Node = [html.Strong(words("leader.restricted")), " ", words("leader.restricted_text", place=place.name)]
    body = [user_bar(words, session), _switch(words, place, places), html.P(notice, className="restricted"), *drawn]
    body.append(_saved_views(words, session, saved))
    address = f"{PATH}{place.code}"
    results = html.Div(body, className="results")
    return own_page(site, served.pages, OWN, content.heading, content.lead, results, served.links, address, (), content)


def choice_page(
    served: Served, site: Site, places: tuple[Place, ...], session: Session, saved: tuple[Saved, ...]
) -> str:
    """The organisations of a user who has several."""
    words = site.words
    items = [html.Li(html.A(place.name, href=words.address(f"{PATH}{place.code}"))) for place in places]
    links = html.Ul(items, className="switch")
    body = html.Div([user_bar(words, session), links, _saved_views(words, session, saved)], className="results")
    heading, lead = words("login.choose"), words("login.choose_lead")
    return own_page(site, served.pages, OWN, heading, lead, body, served.links, PATH, ())


def user_bar(words: Words, session: Session) -> Node:
    """Who is logged in, and the way out."""
    told = words("login.logged_in_as", name=session.name or session.subject, role=words(f"login.role.{session.role}"))
    button = dbc.Button(words("login.log_out"), type="submit", color="secondary")
    form = html.Form([form_word(session), button], action=words.address("/logg-ut"), method="post")
    return html.Section([html.P(told), form], className="user-bar", **dashed(aria_label=words("login.logged_in")))


def form_word(session: Session) -> Node:
    """The field that shows that a form is of this session."""
    return dbc.Input(type="hidden", name=FORM_FIELD, value=session.form)


def _switch(words: Words, place: Place, places: tuple[Place, ...]) -> Node:
    """The way to the other organisations of the user; nothing where there is none."""
    if len(places) < 2:
        return None
    items = [html.Li(_place_link(words, one, one == place)) for one in places]
    summary = html.Summary(f"{words('login.switch')} ({words.number(len(places))})")
    return html.Details(
        [summary, html.Nav(html.Ul(items), **dashed(aria_label=words("login.switch")))], className="switch"
    )


def _place_link(words: Words, place: Place, current: bool) -> Node:
    marked = dashed(aria_current="page") if current else {}
    return html.A(place.name, href=words.address(f"{PATH}{place.code}"), **marked)


def _saved_views(words: Words, session: Session, saved: tuple[Saved, ...]) -> Node:
    """The saved views with the way to each, and the form that saves another one."""
    items = [html.Li([html.A(one.name, href=one.address), _removal(words, session, one)]) for one in saved]
    fields = [
        _field(words("leader.save_name"), "navn", LONGEST_NAME),
        _field(words("leader.save_address"), "adresse", LONGEST_ADDRESS),
        html.Div(dbc.Button(words("leader.save"), type="submit", color="primary")),
    ]
    form = html.Form([form_word(session), *fields], action=words.address(f"{PATH}visninger"), method="post")
    listed = html.Ul(items) if items else html.P(words("leader.saved_none"))
    return html.Section([html.H2(words("leader.saved")), listed, form], className="view link-list", id="visninger")


def _field(label: str, name: str, longest: int) -> Node:
    field = dbc.Input(type="text", name=name, maxlength=longest, required=True)
    return html.Label([html.Span(label, className="filter-label"), field], className="filter")


def _removal(words: Words, session: Session, view: Saved) -> Node:
    named = dashed(aria_label=words("leader.remove_named", name=view.name))
    fields = [form_word(session), dbc.Input(type="hidden", name="navn", value=view.name)]
    button = html.Button(words("leader.remove"), type="submit", className="btn btn-secondary", **named)
    return html.Form([*fields, button], action=words.address(f"{PATH}visninger/fjern"), method="post")
