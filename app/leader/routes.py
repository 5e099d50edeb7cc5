"""The addresses behind the login, and the login itself: registered where a login is configured, and nowhere else."""

from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Flask, Response, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from app.answer_files import own_folder
from app.answers import pages_by_path, problem
from app.choices import Place
from app.leader.own_figures import check_restricted, leader_site
from app.leader.page import choice_page, unit_page
from app.leader.saved import Saved, SavedViews, view_of
from app.login.access import own
from app.login.access_log import AccessLog
from app.login.guard import Guard, stand_guard
from app.login.mapping import check_mapping, read_mapping
from app.login.provider import Provider
from app.login.rates import Rates
from app.login.routes import Login, login_blueprint
from app.login.sessions import Session, Sessions
from app.login.settings import LoginSettings
from app.serving import Served, problem_response, site_asked
from app.view import Content
from app.views import leader

PATH = "/leder/"


@dataclass(frozen=True)
class Leading:
    """What the pages behind the login need: the site, and the folder of the release with its true figures."""

    served: Served
    release: Path
    saved: SavedViews
    address: str


def add_login(server: Flask, served: Served, settings: LoginSettings, release: Path) -> None:
    """Registers guard, login and the pages behind it. Raises SettingsError where a setting cannot be used."""
    own_folder(settings.folder, "KVABUP_LOGIN_FOLDER", "sessions and the access log")
    mapped = read_mapping(settings.mapping)
    check_mapping(mapped, served.site.choices.organisations)
    check_restricted(release)
    sessions = Sessions(settings.folder, 60 * settings.lifetime, 60 * settings.idle)
    log = AccessLog(settings.folder, settings.log_days)
    # Before everything that is registered later.
    stand_guard(server, Guard(served, sessions, log, settings.address))
    login = Login(served, Provider(settings, mapped.scope), mapped, sessions, log, Rates())
    server.register_blueprint(login_blueprint(login))
    server.register_blueprint(
        _leader_blueprint(Leading(served, release, SavedViews(settings.folder), settings.address))
    )


def _leader_blueprint(leading: Leading) -> Blueprint:
    routes = Blueprint("leader", __name__)
    routes.add_url_rule(PATH, "start", lambda: _start(leading), methods=["GET"])
    routes.add_url_rule(f"{PATH}visninger", "save", lambda: _save(leading), methods=["POST"])
    routes.add_url_rule(f"{PATH}visninger/fjern", "remove", lambda: _remove(leading), methods=["POST"])
    routes.add_url_rule(f"{PATH}<code>", "unit", lambda code: _unit(leading, code), methods=["GET"])
    return routes


def _own_places(leading: Leading) -> tuple[Place, ...]:
    """The organisations that the present user may switch between, in the order of the release."""
    session: Session = g.session
    organisations = leading.served.site.choices.organisations
    codes = own(session.grant, organisations)
    return tuple(place for place in organisations.ordered if place.code in codes)


def _start(leading: Leading) -> AnyResponse:
    places = _own_places(leading)
    site = site_asked(leading.served)
    if len(places) == 1:
        return redirect(site.words.address(f"{PATH}{places[0].code}"))
    return Response(choice_page(leading.served, site, places, g.session, _saved(leading)), mimetype="text/html")


def _unit(leading: Leading, code: str) -> AnyResponse:
    """One organisation. The guard has decided that the user may see it; only its rows and its units' are read."""
    open_site = site_asked(leading.served)
    organisations = open_site.choices.organisations
    place, places = organisations.by_code[code], _own_places(leading)
    read = frozenset((code, *(unit.code for unit in organisations.units_of(code))))
    with leader_site(open_site, leading.release, read) as site:
        content = Content(place.name, site.words("leader.lead"), leader.parts(site, place))
    drawn = unit_page(leading.served, open_site, place, places, content, g.session, _saved(leading))
    return Response(drawn, mimetype="text/html")


def _saved(leading: Leading) -> tuple[Saved, ...]:
    return leading.saved.of(g.session.subject)


def _save(leading: Leading) -> AnyResponse:
    pages = pages_by_path(leading.served.pages)
    view = view_of(pages, leading.address, request.form.get("navn", ""), request.form.get("adresse", ""))
    if view is None:
        site = site_asked(leading.served)
        return problem_response(leading.served, problem(site, 400, "saved"))
    leading.saved.add(g.session.subject, view)
    return redirect(site_asked(leading.served).words.address(PATH), 303)


def _remove(leading: Leading) -> AnyResponse:
    leading.saved.remove(g.session.subject, request.form.get("navn", ""))
    return redirect(site_asked(leading.served).words.address(PATH), 303)
