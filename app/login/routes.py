"""The addresses of the login: to the provider and back, out again, and what the provider itself tells."""

import secrets
import time
from dataclasses import dataclass
from typing import Final

from dash import html
from flask import Blueprint, Response, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from app.address import own_address
from app.answers import problem
from app.choices import Places
from app.faults import log_fault
from app.languages import in_language, language_of
from app.login.access_log import AccessLog
from app.login.guard import COOKIE
from app.login.mapping import Mapped, NoAccessError
from app.login.provider import Provider
from app.login.rates import Rates
from app.login.sessions import SECONDS_TO_LOG_IN, Pending, Session, Sessions
from app.serving import Served, problem_response, query_asked, site_asked
from app.shell import own_page

#: What binds an answer to the browser that asked, for the minutes of a login.
STATE_COOKIE: Final = "__Host-kvabup-innlogging"
START: Final = "/leder/"
#: Why somebody was not let in, as the address says it; each has its sentence in the text catalogue.
REASONS: Final = ("level", "role", "organisation", "several", "failed")


@dataclass(frozen=True)
class Login:
    """All that the login needs."""

    served: Served
    provider: Provider
    mapped: Mapped
    sessions: Sessions
    log: AccessLog
    rates: Rates

    @property
    def organisations(self) -> Places:
        return self.served.site.choices.organisations


def login_blueprint(login: Login) -> Blueprint:
    """The routes; who may reach them stands in `app.login.access`."""
    routes = Blueprint("login", __name__)
    routes.add_url_rule("/logg-inn", "begin", lambda: _begin(login), methods=["GET"])
    routes.add_url_rule("/logg-inn/svar", "answer", lambda: _answer(login), methods=["GET"])
    routes.add_url_rule("/logg-inn/feil/<reason>", "failed", lambda reason: _failed(login, reason), methods=["GET"])
    routes.add_url_rule("/logg-inn/varsel", "ended", lambda: _ended(login), methods=["POST"])
    routes.add_url_rule("/logg-ut", "out", lambda: _out(login), methods=["POST"])
    routes.add_url_rule("/logg-ut/ferdig", "done", lambda: _done(login), methods=["GET"])
    return routes


def _begin(login: Login) -> AnyResponse:
    if not login.rates.may(request.remote_addr or ""):
        return problem_response(login.served, problem(site_asked(login.served), 429, "429"))
    back = request.args.get("til", START)
    # To a page behind the login, and nowhere else: not to another host, and not to what changes something.
    back = back if back.startswith(START) and not back.startswith("//") and "\\" not in back else START
    try:
        begun = login.provider.begin(login.mapped.requested, language_of(back.partition("?")[2]))
    except Exception as error:  # noqa: BLE001 - whatever the provider does, the visitor gets one sentence
        log_fault("the provider of the login", error)
        return _to_failure("failed", back)
    login.sessions.begin(begun.state, Pending(begun.nonce, begun.verifier, back))
    found = redirect(begun.address)
    _set(found, STATE_COOKIE, begun.state, SECONDS_TO_LOG_IN)
    return found


def _answer(login: Login) -> AnyResponse:
    state, kept = request.args.get("state", ""), request.cookies.get(STATE_COOKIE, "")
    is_same = bool(state) and secrets.compare_digest(state.encode(), kept.encode())
    pending = login.sessions.take_begun(state) if is_same else None
    if pending is None:
        return _to_failure("failed", "")
    try:
        word = _started(login, pending)
    except NoAccessError as stopped:
        return _to_failure(stopped.reason, pending.back)
    except Exception as error:  # noqa: BLE001 - whatever it is, nobody is logged in, and the log has the kind alone
        log_fault("a login", error)
        return _to_failure("failed", pending.back)
    found = redirect(pending.back)
    _set(found, COOKIE, word, None)
    _forget(found, STATE_COOKIE)
    return found


def _started(login: Login, pending: Pending) -> str:
    """The word of the new session of the user who has come back. Whoever was logged in before in this browser is out.

    Raises NoAccessError where the user may see nothing, and whatever is wrong with the answer of the provider.
    """
    if not login.provider.is_named(request.args.get("iss")):
        raise ValueError("another provider")
    claims, token = login.provider.finish(request.args["code"], pending.verifier, pending.nonce)
    try:
        grant = login.mapped.grant(claims, login.organisations)
    except NoAccessError as stopped:
        login.log.write("not_let_in", user=str(claims["sub"]), reason=stopped.reason)
        raise
    former = login.sessions.find(request.cookies.get(COOKIE, ""))
    if former is not None:
        login.sessions.end(former)
    login.log.write("login", user=str(claims["sub"]), role=grant.role)
    return login.sessions.start(
        Session(
            subject=str(claims["sub"]),
            name=str(claims.get(login.mapped.name_claim, "")),
            role=grant.role,
            organisations=grant.organisations,
            session=str(claims.get("sid", "")),
            token=token,
            form=secrets.token_urlsafe(24),
            created=time.time(),
        )
    )


def _to_failure(reason: str, back: str) -> AnyResponse:
    # An address of its own: the one that the provider leads to holds the code of the login.
    found = redirect(in_language(f"/logg-inn/feil/{reason}", language_of(back.partition("?")[2])))
    _forget(found, STATE_COOKIE)
    return found


def _failed(login: Login, reason: str) -> AnyResponse:
    site = site_asked(login.served)
    if reason not in REASONS:
        return problem_response(login.served, problem(site, 404, "404"))
    return problem_response(login.served, problem(site, 403, f"login_{reason}"))


def _out(login: Login) -> AnyResponse:
    """Ends the session here, then leads to the provider, which ends its own.

    By a page and not by a redirect: browsers do not let the answer to a form lead to another host.
    """
    session: Session = g.session
    login.sessions.end(session)
    login.log.write("logout", user=session.subject)
    try:
        address = login.provider.logout_address(session.token)
    except Exception as error:  # noqa: BLE001 - the user is out here, whatever the provider does
        log_fault("the provider of the login", error)
        address = ""
    found = _page(login, "login.out_heading", "login.out_text", address)
    if address:
        found.headers["Refresh"] = f"0; url={address}"
    _forget(found, COOKIE)
    return found


def _done(login: Login) -> AnyResponse:
    return _page(login, "login.done_heading", "login.done_text", "")


def _page(login: Login, heading: str, text: str, address: str) -> Response:
    """A page that says that one is out, with the way on: to the provider, or to the open pages."""
    served, site = login.served, site_asked(login.served)
    words = site.words
    onward = (
        html.A(words("login.out_link"), href=address)
        if address
        else html.A(words("error.home"), href=words.address("/"))
    )
    # The language menu leads to pages that can be asked for.
    here = own_address(request.path if request.method == "GET" else "/", query_asked())
    drawn = own_page(site, served.pages, "", words(heading), words(text), html.P(onward), served.links, here, ())
    return Response(drawn, mimetype="text/html")


def _ended(login: Login) -> AnyResponse:
    """What the provider tells behind the user's back: that a login has ended. It is let in by its signature."""
    try:
        session, subject = login.provider.ended(request.form.get("logout_token", ""))
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it, it ends nothing
        log_fault("a logout that somebody told of", error)
        return Response("", 400)
    ended = login.sessions.end_all(session, subject)
    if ended:
        login.log.write("ended_by_provider", user=subject)
    return Response("", 200)


def _set(response: AnyResponse, name: str, value: str, seconds: int | None) -> None:
    response.set_cookie(name, value, max_age=seconds, secure=True, httponly=True, samesite="Lax", path="/")


def _forget(response: AnyResponse, name: str) -> None:
    response.delete_cookie(name, secure=True, httponly=True, samesite="Lax", path="/")
