"""The site in processes of its own, as gunicorn serves it in real life."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def running_site(releases: Path, **environment: str) -> Iterator[int]:
    """The port of a site on this folder of releases, with two processes; ended afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with TemporaryDirectory() as folder:
        settings = {
            **os.environ, "HOST": "127.0.0.1", "PORT": str(port), "WEB_CONCURRENCY": "2",
            "KVABUP_RELEASES": str(releases), "KVABUP_CACHE": f"{folder}/cache", **environment,
        }  # fmt: skip
        with (Path(folder) / "log").open("w+", encoding="utf-8") as log:
            command = [sys.executable, "-m", "gunicorn", "app.wsgi:server"]
            server = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=log, stderr=log)
            try:
                _wait_for(f"http://127.0.0.1:{port}/helse", server, Path(folder) / "log")
                yield port
            finally:
                server.terminate()
                server.wait(20)


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise AssertionError(f"the server ended: {log.read_text(encoding='utf-8')}")
        with suppress(URLError, ConnectionError), urlopen(address, timeout=5):
            return
        time.sleep(0.1)
    raise AssertionError(f"the server does not answer: {log.read_text(encoding='utf-8')}")
