"""A bank on this machine that answers as the real one does: a description, and the cells that are asked for."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.data_marts.sources.writers import Dimensions, answer, as_bytes, description


@dataclass
class LocalBank:
    """Its tables (dimensions and value of a cell), and `spoil`: what is done to an answer before it is sent."""

    tables: dict[str, tuple[Dimensions, Callable[..., Any]]]
    spoil: Callable[[str, int, bytes], tuple[int, bytes, int | None]] = lambda path, status, body: (status, body, None)
    asked: list[str] = field(default_factory=list)

    def reply(self, url: str) -> tuple[int, bytes, int | None]:
        """Status, body, and the length that the header claims (None: the true one)."""
        self.asked.append(url)
        parts = urlsplit(url)
        _, table, kind = parts.path.strip("/").split("/")
        if table not in self.tables:
            return 404, b'{"type":"Parameter error","title":"Non-existent table","status":404}', None
        dimensions, value = self.tables[table]
        if kind == "metadata":
            return self.spoil(f"{table}/metadata", 200, as_bytes(description(dimensions), mark=True))
        query = parse_qs(parts.query)
        assert query["outputFormat"] == ["json-stat2"]
        return self.spoil(f"{table}/data", 200, as_bytes(answer(_chosen(dimensions, query), value)))


def _chosen(dimensions: Dimensions, query: dict[str, list[str]]) -> Dimensions:
    chosen = []
    for code, label, categories in dimensions:
        [asked] = query[f"valueCodes[{code}]"]
        wanted = asked.split(",")
        assert wanted == ["*"] or set(wanted) <= {key for key, _ in categories}, "the real bank answers 400"
        chosen.append((code, label, [c for c in categories if wanted == ["*"] or c[0] in wanted]))
    return chosen


@contextmanager
def served(bank: LocalBank) -> Iterator[str]:
    """The address at which the bank answers as long as the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body, claimed = bank.reply(self.path)
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body) if claimed is None else claimed))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
