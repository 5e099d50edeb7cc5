"""Gunicorn's process with threads, made so that silent or slow visitors do not stop it.

Gunicorn's own waits without limit for the rest of a request, in one of its few threads, and waits for a visitor to hang
up in the loop that accepts all others. A handful of half-sent requests then stops the site.

And a process that has no figures to show answers faster than all others: they are let first.
"""

import socket
import time
from contextlib import suppress
from typing import Any

from gunicorn.workers import gthread  # type: ignore[import-untyped]

#: How long a request may take to arrive, all of it. Ours are two packets: an address, or the state of the controls.
SECONDS_TO_SEND = 4.0
#: How long a visitor has for hanging up, so that the end of an answer is not cut off by what is still being sent.
SECONDS_TO_HANG_UP = 1.0
_MOST_LEFT_OVER = 65_536
#: How long a process without figures leaves a visitor to those that have some, and how many it then takes at once.
SECONDS_FOR_OTHERS = 0.2
MOST_AT_ONCE = 16


class BoundedWorker(gthread.ThreadWorker):  # type: ignore[misc]
    """A process with threads in which a request has limited time to arrive, and goodbyes hold nobody up."""

    max_keepalived: int

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._begun: dict[Any, float] = {}
        self._most_kept = self.max_keepalived

    def accept(self, listener: Any) -> None:
        """Takes whoever has come; a process without figures those whom no other process has taken."""
        if self._has_figures():
            super().accept(listener)
            return
        time.sleep(SECONDS_FOR_OTHERS)
        for _ in range(MOST_AT_ONCE):
            # It does not wait: where nobody is left, nothing happens.
            super().accept(listener)

    def _has_figures(self) -> bool:
        return bool(getattr(self.wsgi, "ready", True))

    def handle(self, conn: Any) -> Any:
        """Reads and answers one request, in a thread. What comes back says whether the connection is kept."""
        if not conn.initialized and not conn.wait_for_data(0):
            # Browsers connect before they need to: the loop waits, until something has been sent.
            return gthread._DEFER
        self._begun[conn] = time.monotonic()
        try:
            kept = super().handle(conn)
            if kept is False:
                with suppress(OSError):
                    _hang_up(conn.sock)
            return kept
        finally:
            self._begun.pop(conn, None)

    def notify(self) -> None:
        """Called by the loop about once a second: ends the waiting for requests that should have arrived."""
        super().notify()
        # Whoever was told that there are no figures comes back by another connection, to a process that may have some.
        self.max_keepalived = self._most_kept if self._has_figures() else 0
        latest = time.monotonic() - SECONDS_TO_SEND
        for conn, begun in self._begun.copy().items():
            if begun < latest:
                # Nothing more is read; an answer that is being written goes on.
                with suppress(OSError):
                    conn.sock.shutdown(socket.SHUT_RD)


def _hang_up(sock: socket.socket) -> None:
    """Says that the answer has ended and lets the visitor hang up. The socket itself is closed by the loop."""
    sock.shutdown(socket.SHUT_WR)
    until, left_over = time.monotonic() + SECONDS_TO_HANG_UP, 0
    with suppress(TimeoutError):
        while (wait := until - time.monotonic()) > 0 and left_over < _MOST_LEFT_OVER:
            sock.settimeout(wait)
            received = len(sock.recv(4096))
            if not received:
                break
            left_over += received
    sock.shutdown(socket.SHUT_RD)
