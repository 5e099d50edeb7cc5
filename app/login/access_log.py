"""Who has looked at which restricted view, and when: one line each, in a file a day. It never holds a figure.

A file of each day needs no turning over, which several processes could not do together. Files older than the setting
says are removed by whoever writes the first line of a day.
"""

import json
import os
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

PREFIX, SUFFIX = "access-", ".jsonl"


class AccessLog:
    """The log in one folder, kept for so many days. Its faults are for the caller: what is not logged is not shown."""

    def __init__(self, folder: Path, days: int, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._days = days
        self._clock = clock

    def write(self, event: str, **facts: str) -> None:
        """Adds a line: the time (UTC), the event, and what is told of it. Raises OSError where it cannot be written."""
        now = datetime.fromtimestamp(self._clock(), UTC)
        path = self._folder / f"{PREFIX}{now.date().isoformat()}{SUFFIX}"
        line = json.dumps({"time": now.isoformat(timespec="seconds"), "event": event, **facts}, ensure_ascii=True)
        is_new = not path.exists()
        # One write of a whole line at the end of the file: lines of several processes do not mix.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, f"{line}\n".encode())
        finally:
            os.close(descriptor)
        if is_new:
            self._clear(now.date())

    def _clear(self, today: date) -> None:
        oldest = f"{PREFIX}{(today - timedelta(days=self._days)).isoformat()}{SUFFIX}"
        for path in list(self._folder.glob(f"{PREFIX}*{SUFFIX}")):
            if path.name < oldest:
                path.unlink(missing_ok=True)
