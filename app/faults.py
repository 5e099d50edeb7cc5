"""What the log is told about a fault: its kind and the place in the program. Never its message: it could hold a row."""

import logging
from traceback import walk_tb

LOG = logging.getLogger("app.faults")


def log_fault(what: str, error: BaseException) -> None:
    """One line: what failed, the kind of error, and the module and function where it arose."""
    LOG.error("%s failed: %s in %s", what, type(error).__name__, place_of(error))


def place_of(error: BaseException) -> str:
    """The module and function where an error arose."""
    frames = [frame for frame, _ in walk_tb(error.__traceback__)]
    if not frames:
        return "an unknown place"
    innermost = frames[-1]
    return f"{innermost.f_globals.get('__name__', '?')}.{innermost.f_code.co_name}"
