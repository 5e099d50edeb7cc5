"""Answers every request wholly from one release, and goes over to another one once that is published: no restart.

A release with the application that answers from it is an edition. A thread looks each second whether `current` leads to
another release, opens it while the former edition goes on answering, and then changes one reference. What cannot be
shown is said once, and the former edition stays. A process that has no former edition, for it took the place of one
that died, says to everybody that there are no figures just now.
"""

import gc
import logging
import time
import weakref
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from flask import Flask

from app.check import page_not_shown
from app.factory import create_app, create_app_for
from app.faults import log_fault, untold
from app.release import open_site
from app.settings import Settings
from app.unavailable import create_unavailable
from data_marts.release_reader import CURRENT, ReleaseError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SECONDS_BETWEEN_LOOKS = 1.0
#: How long a release that could not be opened is left alone, unless something is published before.
SECONDS_BEFORE_ANOTHER_TRY = 30.0
LOG = logging.getLogger("app.editions")
REFUSED = "The release that was published cannot be shown; the one before stays. `python -m app.check` says why."
NOTHING = "There is no release that can be shown; visitors are told to come back. `python -m app.check` says why."

Traces = tuple[object, ...]


@dataclass(frozen=True)
class _Refusal:
    """A publication that could not be shown, and when to try again."""

    traces: Traces
    again: float


class Editions:
    """A WSGI application that answers from the edition it has, and changes it by `look`.

    Until a release has been found that can be shown, every answer is that there are no figures just now.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._clock = clock
        self._refusal: _Refusal | None = None
        self._traces: Traces | None = None
        self._server = create_unavailable(settings)
        self.look()
        if self._traces is None and self._refusal is None:
            LOG.error(NOTHING)

    @property
    def ready(self) -> bool:
        """Whether there is an edition to answer from."""
        return self._traces is not None

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answers one request; all of it by the edition that is there when it comes."""
        return self._server(environ, start_response)

    def look(self) -> None:
        """Goes over to what has been published since, if it can be shown. To be called by one thread alone."""
        found = traces(self._settings.releases)
        if found is None or found == self._traces or self._is_refused(found):
            return
        try:
            server = checked_server(self._settings)
        except Exception:  # noqa: BLE001 - whatever it is, visitors keep the edition that can be shown
            self._refuse(found)
            return
        former, self._server = weakref.ref(self._server), server
        self._traces, self._refusal = found, None
        _let_go(former)

    def _is_refused(self, found: Traces) -> bool:
        refusal = self._refusal
        return refusal is not None and refusal.traces == found and self._clock() < refusal.again

    def _refuse(self, found: Traces) -> None:
        if self._refusal is None or self._refusal.traces != found:
            LOG.error(NOTHING if self._traces is None else REFUSED)
        self._refusal = _Refusal(found, self._clock() + SECONDS_BEFORE_ANOTHER_TRY)


def traces(root: Path) -> Traces | None:
    """What changes with every publication: where `current` leads, and which link it is.

    The same release published again is told apart, for its publication has another story. None where there is no
    `current`, as for a moment while somebody moves it by hand.
    """
    link = root / CURRENT
    try:
        target, itself = link.readlink(), link.lstat()
    except OSError:
        return None
    return target, itself.st_ino, itself.st_mtime_ns


def checked_server(settings: Settings) -> Flask:
    """The application of the release that is current now. ReleaseError where one of its pages cannot be shown."""
    site = open_site(settings)
    with untold():
        server = create_app_for(site, settings)
        fault = page_not_shown(site, server)
    if fault:
        raise ReleaseError(fault)
    return server


def _let_go(former: weakref.ref[Flask]) -> None:
    """Gives back the memory of an edition once the requests on it have ended; it holds itself in circles."""
    for _ in range(10):
        gc.collect()
        if former() is None:
            return
        time.sleep(SECONDS_BETWEEN_LOOKS)


def serve(settings: Settings) -> "WSGIApplication":
    """What a web process serves: the release to be previewed, or the published one with those that follow it.

    Raises ReleaseError when there is no release to preview. Where nothing that is published can be shown, it is waited
    for: whether the site may start at all has been asked before any process of it, in `app.check`.
    """
    if settings.preview:
        return create_app(settings)
    editions = Editions(settings)
    Thread(target=_watch, args=(editions,), daemon=True, name="editions").start()
    return editions


def _watch(editions: Editions) -> None:
    while True:
        time.sleep(SECONDS_BETWEEN_LOOKS)
        try:
            editions.look()
        except Exception as error:  # noqa: BLE001 - the next look must come
            log_fault("the look for a new release", error)
