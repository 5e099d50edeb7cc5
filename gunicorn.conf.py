"""How gunicorn serves the results. Read by `gunicorn app.wsgi:server` from the folder where it is started.

HOST (127.0.0.1) and PORT (8050) say where; WEB_CONCURRENCY (2) how many worker processes.
"""

import os
import re
import subprocess
import sys
from typing import Protocol


class _Worker(Protocol):
    """What is used of gunicorn's worker, which has no type information of its own."""

    age: int


def _number(name: str, default: int, highest: int) -> int:
    """A whole number from 1 to `highest` from the environment; SystemExit with one sentence where it is not one."""
    text = os.environ.get(name) or str(default)
    if not re.fullmatch(r"[0-9]{1,6}", text) or not 1 <= int(text) <= highest:
        raise SystemExit(f"{name} must be a whole number from 1 to {highest}, but is {text!r}.")
    return int(text)


def _host() -> str:
    """The name or address to listen on. SystemExit with one sentence where it cannot be one."""
    text = os.environ.get("HOST") or "127.0.0.1"
    if not re.fullmatch(r"[A-Za-z0-9.-]+|\[?[0-9A-Fa-f:]+\]?", text):
        raise SystemExit(f"HOST must be a host name or an IP address such as 127.0.0.1, but is {text!r}.")
    return f"[{text}]" if ":" in text and not text.startswith("[") else text


bind = f"{_host()}:{_number('PORT', 8050, 65535)}"

# All time is processor time, so two processes are enough on two cores. The many threads are for slow senders and
# readers, each of whom holds one: app/server_worker.py says for how long.
# Without preloading: a DuckDB connection that is opened before the fork hangs in the child.
workers = _number("WEB_CONCURRENCY", 2, 64)
worker_class = "app.server_worker.BoundedWorker"
threads = 16
preload_app = False

# The slowest answer takes well under a second; whoever waits for half a minute has been forgotten.
timeout = 30
graceful_timeout = 15
keepalive = 30
# Addresses with many choices are long; nothing else is.
limit_request_line = 8190

# An unused door: gunicorn would open a control socket in the home directory.
control_socket_disable = True
# Gunicorn would let whoever comes from this machine, as everybody does behind a proxy, say by a header under which path
# the site stands: a redirect to another host.
forwarder_headers = ""

# Time, method, path (quoted), status, bytes, milliseconds. No address of the visitor, and no query string, which holds
# what somebody chose to look at.
accesslog = "-"
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s %(M)s"
errorlog = "-"
loglevel = "warning"
logger_class = "app.server_log.ServerLog"


def on_starting(_: object) -> None:
    """Ends here, with one sentence, where there is no release to show: each worker would end with a traceback.

    In a process of its own: the libraries that read a release start threads, which must not be there at a fork.
    """
    if subprocess.run([sys.executable, "-m", "app.check"], check=False).returncode:
        raise SystemExit(1)


def post_worker_init(worker: _Worker) -> None:
    """Says where the results are, once: when the first process has loaded the application."""
    if worker.age == 1:
        address = bind.replace("0.0.0.0", "127.0.0.1")
        print(f"Resultatvisningen er klar: http://{address}", flush=True)  # noqa: T201 - what the operator waits for
