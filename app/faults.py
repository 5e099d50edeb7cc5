"""What the log is told about a fault: its kind and the place in the program. Never its message: it could hold a row."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from traceback import walk_tb

LOG = logging.getLogger("app.faults")
_TOLD = ContextVar("told", default=True)


def log_fault(what: str, error: BaseException) -> None:
    """One line: what failed, the kind of error, and the module and function where it arose."""
    if _TOLD.get():
        LOG.error("%s failed: %s in %s", what, type(error).__name__, place_of(error))


@contextmanager
def untold() -> Iterator[None]:
    """Faults of this thread are not logged meanwhile: whoever looks for them says in one sentence what was found."""
    before = _TOLD.set(False)
    try:
        yield
    finally:
        _TOLD.reset(before)


def place_of(error: BaseException) -> str:
    """The module and function where an error arose."""
    frames = [frame for frame, _ in walk_tb(error.__traceback__)]
    if not frames:
        return "an unknown place"
    innermost = frames[-1]
    return f"{innermost.f_globals.get('__name__', '?')}.{innermost.f_code.co_name}"
