"""Many requests over connections that stay open, by one or several clients at once, and how long each took."""

import json
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from statistics import median, quantiles

_HEADERS = {"Accept-Encoding": "gzip, deflate, br, zstd", "Connection": "keep-alive"}
_OUTPUTS = [{"id": "results", "property": "children"}, {"id": "told", "property": "children"}]


@dataclass(frozen=True)
class Call:
    """One request: a page by GET, or with a body a callback by POST."""

    path: str
    body: bytes | None = None


@dataclass(frozen=True)
class Times:
    """Milliseconds of one run of requests: the middle one, and the one that 95 of 100 are faster than."""

    p50: float
    p95: float


def results_call(path: str, query: str, release: str = "") -> Call:
    """The request that the live page sends when its address has become this one; `release` has drawn it."""
    inputs = [
        {"id": "address", "property": "pathname", "value": path},
        {"id": "address", "property": "search", "value": f"?{query}" if query else ""},
    ]
    output = "..results.children...told.children.."
    asked = {"output": output, "outputs": _OUTPUTS, "inputs": inputs, "changedPropIds": ["address.search"]}
    return Call("/_dash-update-component", json.dumps({**asked, "release": release}).encode())


def release_of(port: int) -> str:
    """The id of the release that the site shows."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/helse")
    found = json.loads(connection.getresponse().read())["release"]
    connection.close()
    return str(found)


def timed_run(port: int, calls: Sequence[Call], clients: int) -> Times:
    """Sends the calls, shared among so many clients, each over one connection. SystemExit at an answer that is none."""
    with ThreadPoolExecutor(clients) as pool:
        shares = pool.map(lambda number: _client(port, calls[number::clients]), range(clients))
        spent = [milliseconds for share in shares for milliseconds in share]
    return Times(median(spent), quantiles(spent, n=20)[-1])


def _client(port: int, calls: Sequence[Call]) -> list[float]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.connect()
    try:
        return [_timed(connection, call) for call in calls]
    finally:
        connection.close()


def _timed(connection: HTTPConnection, call: Call) -> float:
    start = time.perf_counter()
    if call.body is None:
        connection.request("GET", call.path, headers=_HEADERS)
    else:
        connection.request("POST", call.path, call.body, {**_HEADERS, "Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"{call.path} was answered with {answer.status}: nothing to be measured.")
    return (time.perf_counter() - start) * 1000
