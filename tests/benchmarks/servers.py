"""Starts real gunicorn processes, with the site's own configuration, to be measured."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError

SITE = "app.wsgi:server"
EMPTY = "tests.benchmarks.empty:create_server()"
PLAIN = "tests.benchmarks.plain_dash:create_server()"
_SECONDS_TO_START = 60


@dataclass(frozen=True)
class Running:
    """A server that answers: its port and the process id of its master."""

    port: int
    pid: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def running(target: str, first: str = "/") -> Iterator[Running]:
    """A server of this target with an empty cache of its own; stopped afterwards."""
    with TemporaryDirectory() as cache:
        port = _free_port()
        process = _start(target, port, cache)
        try:
            found = Running(port, process.pid)
            _wait(found.url + first, process)
            yield found
        finally:
            process.terminate()
            process.wait(timeout=30)


def memory_of_workers(master: int) -> list[float]:
    """Proportional set size of each worker process, in MB (shared memory counted by its share)."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return [_proportional_kilobytes(child) / 1024 for child in children]


def _proportional_kilobytes(pid: str) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _start(target: str, port: int, cache: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PORT": str(port), "HOST": "127.0.0.1", "KVABUP_CACHE": cache}
    command = [sys.executable, "-m", "gunicorn", target]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                answer.read()
                return
        except (URLError, ConnectionError):
            time.sleep(0.2)
    raise SystemExit(f"The server to be measured did not start ({url}). Run 'make run' and see what it says.")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
