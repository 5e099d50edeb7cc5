"""The site for visitors from outside: in processes of its own, as gunicorn serves it, or in this one."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from urllib.request import urlopen

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Running:
    """A site in processes of its own: where it is, the process that starts the others, and what has been logged."""

    port: int
    parent: subprocess.Popen[bytes]
    log: Path

    def workers(self) -> set[int]:
        """The processes that answer, by their numbers."""
        children = Path(f"/proc/{self.parent.pid}/task/{self.parent.pid}/children")
        return {int(number) for number in children.read_text(encoding="ascii").split()}


@contextmanager
def running_site(releases: Path, log_file: Path | None = None, **environment: str) -> Iterator[int]:
    """The port of a site on this folder of releases, with two processes; ended afterwards."""
    with running_processes(releases, log_file, **environment) as running:
        yield running.port


@contextmanager
def running_processes(releases: Path, log_file: Path | None = None, **environment: str) -> Iterator[Running]:
    """A site on this folder of releases, with two processes; ended afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with TemporaryDirectory() as folder:
        settings = {
            **os.environ, "HOST": "127.0.0.1", "PORT": str(port), "WEB_CONCURRENCY": "2",
            "KVABUP_RELEASES": str(releases), "KVABUP_CACHE": f"{folder}/cache", **environment,
        }  # fmt: skip
        log_file = log_file or Path(folder) / "log"
        with log_file.open("w+", encoding="utf-8") as log:
            command = [sys.executable, "-m", "gunicorn", "app.wsgi:server"]
            server = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=log, stderr=log)
            try:
                _wait_for(f"http://127.0.0.1:{port}/helse", server, log_file)
                yield Running(port, server, log_file)
            finally:
                server.terminate()
                server.wait(20)


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise AssertionError(f"the server ended: {log.read_text(encoding='utf-8')}")
        # On a busy machine a process may take longer to load than a request waits: that is no failure either.
        with suppress(OSError), urlopen(address, timeout=5):
            return
        time.sleep(0.1)
    raise AssertionError(f"the server does not answer: {log.read_text(encoding='utf-8')}")


class _Silent(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing is logged."""


@contextmanager
def in_this_process(server: Flask, port: int = 0) -> Iterator[str]:
    """The address of an application that was put together by hand, at any port or this one; ended afterwards."""
    serving = make_server("127.0.0.1", port, server, threaded=True, request_handler=_Silent)
    thread = Thread(target=serving.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{serving.server_port}"
    finally:
        serving.shutdown()
        thread.join()
        serving.server_close()
