"""A real server against visitors who mean harm: slow senders, forged headers, what they would like to see logged."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.app import live_calls

ROOT = Path(__file__).resolve().parents[2]
HALF_A_HEAD = b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow"
HALF_A_BODY = (
    b"POST /_dash-update-component HTTP/1.1\r\nHost: x\r\n"
    b"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
)
RESULTS_CALL = json.dumps({**live_calls.RESULTS, "inputs": live_calls.inputs("/pasienter", "")}).encode()


@dataclass(frozen=True)
class Server:
    """Where it listens, and what it has written so far."""

    port: int
    log: Path

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def answer(self, sent: bytes) -> bytes:
        """All that comes back before the server hangs up."""
        with self.connect() as connection:
            connection.sendall(sent)
            found = b""
            while received := connection.recv(65536):
                found += received
            return found

    def get(self, path: str, *headers: str) -> bytes:
        lines = (f"GET {path} HTTP/1.1", "Host: x", "Connection: close", *headers, "", "")
        return self.answer("\r\n".join(lines).encode("latin-1"))

    def lines(self, since: int) -> list[str]:
        """What was logged since, once a last request has been logged, too."""
        mark = f"/mark-{time.monotonic_ns()}"
        self.get(mark)
        for _ in range(100):
            text = self.log.read_bytes()[since:].decode("utf-8")
            if mark in text:
                return [line for line in text.split("\n") if line and mark not in line]
            time.sleep(0.05)
        raise AssertionError("nothing was logged")

    def written(self) -> int:
        return self.log.stat().st_size


@pytest.fixture(scope="module")
def running(releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """gunicorn as in real life."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("attacked")
    server = Server(port, folder / "log")
    environment = {
        **os.environ, "HOST": "127.0.0.1", "PORT": str(port), "WEB_CONCURRENCY": "2",
        "KVABUP_RELEASES": str(releases), "KVABUP_CACHE": str(folder / "cache"),
    }  # fmt: skip
    with server.log.open("wb") as log:
        command = [sys.executable, "-m", "gunicorn", "app.wsgi:server"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            _wait(server, process)
            yield server
        finally:
            process.terminate()
            process.wait(30)


def _wait(server: Server, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, server.log.read_text(encoding="utf-8")
        try:
            server.get("/helse")
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(server.log.read_text(encoding="utf-8"))


# --- slow senders ---


@pytest.mark.parametrize("half", [HALF_A_HEAD, HALF_A_BODY, b""], ids=["half a head", "half a body", "nothing"])
def test_the_site_answers_again_soon_while_others_send_half_a_request(running: Server, half: bytes) -> None:
    since = running.written()
    slow = [running.connect() for _ in range(40)]
    try:
        for connection in slow:
            connection.sendall(half)
        time.sleep(0.3)
        start = time.monotonic()
        assert running.get("/helse").startswith(b"HTTP/1.1 200")
        assert time.monotonic() - start < 12
    finally:
        for connection in slow:
            connection.close()
    assert not [line for line in running.lines(since) if "failed" in line or "Traceback" in line]


def test_who_sends_a_byte_now_and_then_is_cut_off(running: Server) -> None:
    with running.connect() as slow:
        start = time.monotonic()
        slow.settimeout(0.5)
        while time.monotonic() - start < 12:
            try:
                slow.sendall(b"G" if time.monotonic() - start > 0 else b"")
                if slow.recv(1000) == b"":
                    break
            except TimeoutError:
                continue
            except ConnectionError:
                break
        assert time.monotonic() - start < 9


def test_who_connects_early_can_ask_later(running: Server) -> None:
    with running.connect() as early:
        time.sleep(6)  # longer than a request may take, and than gunicorn itself would wait in a thread
        early.sendall(b"GET /helse HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert early.recv(100).startswith(b"HTTP/1.1 200")


def test_who_does_not_hang_up_keeps_nobody_waiting(running: Server) -> None:
    staying = []
    for _ in range(12):
        connection = running.connect()
        connection.sendall(b"GET /helse HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        staying.append(connection)
    time.sleep(0.2)
    start = time.monotonic()
    running.get("/helse")
    assert time.monotonic() - start < 1.5
    for connection in staying:
        assert connection.recv(100).startswith(b"HTTP/1.1 200")
        connection.close()


def test_a_body_that_is_too_long_is_not_read(running: Server) -> None:
    head = b"POST /_dash-update-component HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    found = running.answer(head + b"Content-Length: 150000000\r\nConnection: close\r\n\r\n" + b"[" * 1000)
    assert found.startswith(b"HTTP/1.1 413")
    assert "Forespørselen er for stor".encode() in found


def test_a_body_without_a_length_is_read_no_further_than_the_limit(running: Server) -> None:
    head = b"POST /_dash-update-component HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    # A question for results that would be answered if its end, after 64 kB of blanks, were read.
    body = RESULTS_CALL[:-1] + b" " * 65_536 + b"}"
    chunks = b"%x\r\n%s\r\n0\r\n\r\n"
    chunked = head + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    assert running.answer(chunked + chunks % (len(RESULTS_CALL), RESULTS_CALL)).startswith(b"HTTP/1.1 200")
    assert running.answer(chunked + chunks % (len(body), body)).startswith(b"HTTP/1.1 400")


# --- forged headers ---


@pytest.mark.parametrize("name", ["SCRIPT_NAME", "Script-Name", "PATH_INFO"])
def test_a_visitor_does_not_say_where_the_site_stands(running: Server, name: str) -> None:
    found = running.get("/om", f"{name}: //evil.example", f"{name}: /om")
    assert found.startswith(b"HTTP/1.1 200")
    found = running.get("//evil.example/om", f"{name}: //evil.example")
    assert found.startswith(b"HTTP/1.1 404")
    assert b"Location" not in found


# --- the log ---


def test_a_path_is_logged_as_it_stands_in_an_address(running: Server) -> None:
    since = running.written()
    running.get("/%0a[23/Nov/2026]%20GET%20/secret%20200%1b[31m%c3%a6%7f%e6")
    [line] = running.lines(since)
    assert line.split("] ", 1)[1].startswith(
        "GET /%0A%5B23/Nov/2026%5D%20GET%20/secret%20200%1B%5B31m%C3%A6%7F%E6 404 "
    )
    assert line.isprintable()


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /om?sted=hemmelig HTTP/9.9\r\nHost: x\r\n\r\n",
        b"G\x1b[31mT /om?sted=hemmelig HTTP/1.1\r\nHost: x\r\n\r\n",
        b"hemmelig\r\n\r\n",
        b"GET /om?sted=hemmelig HTTP/1.1\r\nHost: x\r\nhemmelig\r\n\r\n",
        b"GET /om?sted=hemmelig HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: hemmelig\r\n\r\n",
        b"GET /om?sted=" + b"hemmelig" * 2000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
def test_what_cannot_be_read_is_refused_and_not_repeated_in_the_log(running: Server, sent: bytes) -> None:
    since = running.written()
    assert running.answer(sent)[9:12] in (b"400", b"414", b"501", b"505")
    text = "\n".join(running.lines(since))
    assert "hemmelig" not in text
    assert "127.0.0.1" not in text
    assert "\x1b" not in text
    assert "Traceback" not in text
