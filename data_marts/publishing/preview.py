"""Serves a candidate through the real site without publishing it."""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from data_marts.publishing.problems import PublicationError
from data_marts.publishing.terminal import parser, run_command, say
from data_marts.release_reader import open_release

PROJECT = Path(__file__).parents[2]
PORT = 8051


def server_environment(root: Path, release_id: str, port: int, cache: str) -> dict[str, str]:
    """What the site is told: which release, and answers of its own, for its pages say that it is not published."""
    return {
        **os.environ,
        "KVABUP_RELEASES": str(root.resolve()),
        "KVABUP_PREVIEW": release_id,
        "KVABUP_CACHE": cache,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",
    }


def preview(root: Path, release_id: str, port: int = PORT) -> None:
    """Serves a release on this machine alone until the operator ends it.

    Raises ReleaseError where it cannot be shown, PublicationError where the server does not start.
    """
    open_release(root, release_id)
    with tempfile.TemporaryDirectory() as cache:
        environment = server_environment(root, release_id, port, cache)
        command = [sys.executable, "-m", "gunicorn", "app.wsgi:server"]
        # A server of its own group would outlive this program.
        with subprocess.Popen(command, cwd=PROJECT, env=environment) as server:
            try:
                code = server.wait()
            except BaseException:
                server.terminate()
                raise
    if code:
        raise PublicationError(f"the site did not start, or ended with code {code}: what it said stands above.")


def preview_command(argv: Sequence[str]) -> int:
    """Shows a release that is not published on the real site, on this machine alone; every page says so."""
    parsing = parser("preview", preview_command.__doc__)
    parsing.add_argument("release", help="id of the release")
    parsing.add_argument("--port", type=_port, default=PORT, help=f"port to listen on ({PORT})")
    chosen = parsing.parse_args(argv)
    return run_command(lambda console: _run(chosen, console), "The release cannot be shown", chosen.releases)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError("must be a whole number from 1 to 65535")
    return int(text)


def _run(chosen: argparse.Namespace, console: Console) -> None:
    # Asked to end in whatever way, the server must not be left behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    say(console, f"Preview of {chosen.release}. Ctrl-C ends it.")
    try:
        preview(chosen.releases, chosen.release, chosen.port)
    except KeyboardInterrupt:
        say(console, "The preview has ended; nothing was published.")
