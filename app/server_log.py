"""What gunicorn writes about requests: nothing a visitor sent reaches the log as it was sent.

Gunicorn decodes the path before it writes it, so that a visitor could write line breaks and terminal escapes into the
log; and its own messages about requests hold the visitor's address, the request line and the text of errors.
"""

import sys
from typing import Any
from urllib.parse import quote

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from app.faults import place_of

#: How gunicorn begins its message about a request that it cannot read. The access log has the request.
_UNREADABLE = "Invalid request from "
#: How it begins its message about a process that could not start. No visitor has sent anything by then.
_NOT_STARTED = "Exception in worker process"


class ServerLog(Logger):  # type: ignore[misc]
    """Gunicorn's log, without visitors: their path is quoted, of faults it has the kind and the place."""

    def atoms(self, resp: Any, req: Any, environ: Any, request_time: Any) -> dict[str, Any]:
        """What a line of the access log can be made of; the path as it would stand in an address."""
        path = str(environ.get("PATH_INFO") or "-")
        return {**super().atoms(resp, req, environ, request_time), "U": quote(path, safe="/", encoding="latin-1")}

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """Writes a warning, unless it is about a request that cannot be read."""
        if not msg.startswith(_UNREADABLE):
            super().warning(msg, *args, **kwargs)

    def exception(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """Writes the kind and place of the present fault; nothing of a sender who was waited for in vain."""
        error = sys.exc_info()[1]
        if msg.startswith(_NOT_STARTED) or error is None:
            super().exception(msg, *args, **kwargs)
        elif not isinstance(error, BlockingIOError):
            self.error("a request failed: %s in %s", type(error).__name__, place_of(error))
