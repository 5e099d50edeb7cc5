"""Answers every request wholly from one release, and goes over to another one once that is published: no restart.

A release with the application that answers from it is an edition. A thread looks each second whether `current` leads to
another release, opens it while the former edition goes on answering, and then changes one reference. What cannot be
shown is said once, and the former edition stays.
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
from data_marts.release_reader import CURRENT, ReleaseError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SECONDS_BETWEEN_LOOKS = 1.0
#: How long a release that could not be opened is left alone, unless something is published before.
SECONDS_BEFORE_ANOTHER_TRY = 30.0
LOG = logging.getLogger("app.editions")
REFUSED = "The release that was published cannot be shown; the one before stays. `python -m app.check` says why."

Traces = tuple[object, ...]


@dataclass(frozen=True)
class _Refusal:
    """A publication that could not be shown, and when to try again."""

    traces: Traces
    again: float


class Editions:
    """A WSGI application that answers from the edition it has, and changes it by `look`."""

    def __init__(
        self,
        settings: Settings,
        opened: Callable[[Settings], Flask] = create_app,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._refusal: _Refusal | None = None
        # Before the release is opened: what is published meanwhile is found by the next look.
        self._traces = traces(settings.releases)
        self._server = opened(settings)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answers one request; all of it by the edition that is there when it comes."""
        return self._server(environ, start_response)

    def look(self) -> None:
        """Goes over to what has been published since, if it can be shown. To be called by one thread alone."""
        found = traces(self._settings.releases)
        if found is None or found == self._traces or self._is_refused(found):
            return
        try:
            with untold():
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
            LOG.error(REFUSED)
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
    server = create_app_for(site, settings)
    if fault := page_not_shown(site, server):
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

    Raises ReleaseError when there is no release to show, SettingsError where a setting is none.
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
