"""Draws the pages behind the login: finished HTML with SVG, without a script that asks for figures."""

import dash_bootstrap_components as dbc
from dash import html

from app.choices import Place
from app.drawing import Drawer, Node
from app.html import dashed
from app.login.guard import FORM_FIELD
from app.login.sessions import Session
from app.serving import Served
from app.shell import OWN, own_page
from app.site import Site
from app.view import Content
from app.words import Words

PATH = "/leder/"


def unit_page(
    served: Served, site: Site, place: Place, places: tuple[Place, ...], content: Content, session: Session
) -> str:
    """One organisation with its true figures. It has no files and no embeds: nothing leaves the page by itself."""
    words = site.words
    drawn = Drawer(words, live=False).content(content)
    notice: Node = [html.Strong(words("leader.restricted")), " ", words("leader.restricted_text", place=place.name)]
    body = [user_bar(words, session), _switch(words, place, places), html.P(notice, className="restricted"), *drawn]
    address = f"{PATH}{place.code}"
    results = html.Div(body, className="results")
    return own_page(site, served.pages, OWN, content.heading, content.lead, results, served.links, address, (), content)


def choice_page(served: Served, site: Site, places: tuple[Place, ...], session: Session) -> str:
    """The organisations of a user who has several."""
    words = site.words
    items = [html.Li(html.A(place.name, href=words.address(f"{PATH}{place.code}"))) for place in places]
    body = html.Div([user_bar(words, session), html.Ul(items)], className="results")
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
