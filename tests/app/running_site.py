"""The site for visitors from outside: in processes of its own, as gunicorn serves it, or in this one."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from urllib.error import URLError
from urllib.request import urlopen

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def running_site(releases: Path, log_file: Path | None = None, **environment: str) -> Iterator[int]:
    """The port of a site on this folder of releases, with two processes; ended afterwards."""
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
                yield port
            finally:
                server.terminate()
                server.wait(20)


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise AssertionError(f"the server ended: {log.read_text(encoding='utf-8')}")
        with suppress(URLError, ConnectionError, TimeoutError), urlopen(address, timeout=5):
            return
        time.sleep(0.1)
    raise AssertionError(f"the server does not answer: {log.read_text(encoding='utf-8')}")


class _Silent(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing is logged."""


@contextmanager
def in_this_process(server: Flask) -> Iterator[str]:
    """The address of an application that was put together by hand; ended afterwards."""
    serving = make_server("127.0.0.1", 0, server, threaded=True, request_handler=_Silent)
    thread = Thread(target=serving.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{serving.server_port}"
    finally:
        serving.shutdown()
        thread.join()
        serving.server_close()
