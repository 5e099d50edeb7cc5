"""Stands before every request of a deployment with a login: lets it through, sends it to the login, or refuses it."""

import secrets
from dataclasses import dataclass
from urllib.parse import quote

from flask import Flask, Response, g, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from app.answers import problem
from app.faults import log_fault
from app.login.access import CALLBACKS, RULES, Rule, decide
from app.login.access_log import AccessLog
from app.login.sessions import Session, Sessions
from app.ready import UPDATE_PATH
from app.serving import Served, path_with, problem_response, query_asked, site_asked

#: `__Host-`: for this host alone, over https alone, for all its paths; no other host or path can set it.
COOKIE = "__Host-kvabup"
FORM_FIELD = "skjemaord"
SAFE = ("GET", "HEAD", "OPTIONS")
LONGEST_LOGGED = 500


@dataclass(frozen=True)
class Guard:
    """What the guard needs: the site for its choices, sessions, the log of access, and the site's own address."""

    served: Served
    sessions: Sessions
    log: AccessLog
    address: str

    def stop(self) -> AnyResponse | None:
        """The answer that stands in place of what was asked for; None where it may be given."""
        if request.endpoint is None:
            # No such address, or not in this way: there is nothing to guard, and `app.errors` says so.
            return None
        rule = _rule()
        if rule == "open":
            return None
        session = g.session = self.sessions.find(request.cookies.get(COOKIE, ""))
        code = str((request.view_args or {}).get("code", ""))
        organisations = self.served.site.choices.organisations
        decision = decide(rule, session.grant if session else None, code, organisations)
        if session is None:
            return self._log_in() if decision == "log_in" else self._refused()
        if decision == "refuse" or not self._is_own_form(session):
            self._write("refused", session)
            return self._refused()
        self._write("view" if request.method in SAFE else "change", session)
        return None

    def _write(self, event: str, session: Session) -> None:
        asked = path_with(request.path, query_asked())[:LONGEST_LOGGED]
        self.log.write(event, user=session.subject, role=session.role, asked=asked)

    def _is_own_form(self, session: Session) -> bool:
        """Whether what changes something comes from a form of ours in this session."""
        if request.method in SAFE:
            return True
        origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site", "same-origin")
        word = request.form.get(FORM_FIELD, "")
        is_ours = origin in (None, self.address) and site == "same-origin"
        return is_ours and secrets.compare_digest(word.encode(), session.form.encode())

    def _log_in(self) -> AnyResponse:
        if request.method not in SAFE:
            return self._problem(401, "401")
        found = redirect(f"/logg-inn?til={quote(path_with(request.path, query_asked()), safe='')}")
        found.headers["Cache-Control"] = "no-store"
        return found

    def _refused(self) -> AnyResponse:
        return self._problem(403, "403")

    def _problem(self, status: int, key: str) -> AnyResponse:
        return problem_response(self.served, problem(site_asked(self.served), status, key))


def _rule() -> Rule | None:
    """The rule of the present request; of a callback that of what it changes."""
    if request.path == UPDATE_PATH and request.method == "POST":
        asked = request.get_json(silent=True)
        # What is no call of a callback changes nothing, and `app.errors` refuses it.
        return CALLBACKS.get(str(asked.get("output"))) if isinstance(asked, dict) and "output" in asked else "open"
    return RULES.get(str(request.endpoint))


def stand_guard(server: Flask, guard: Guard) -> None:
    """Puts the guard before everything else that `server` does with a request. A fault of it refuses."""

    @server.before_request
    def stop() -> AnyResponse | None:
        try:
            return guard.stop()
        except HTTPException:
            # What was sent is too long to be looked at: `app.errors` says so.
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing is shown that was not decided on
            log_fault("the guard", error)
            return problem_response(guard.served, problem(site_asked(guard.served), 500, "500"))

    @server.after_request
    def keep_from_others(response: Response) -> Response:
        if RULES.get(str(request.endpoint)) != "open" or str(request.endpoint).startswith("login."):
            response.headers["Cache-Control"] = "no-store"
            response.vary.add("Cookie")
        return response
