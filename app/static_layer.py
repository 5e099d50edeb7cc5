"""One static file in all its content codings, and the WSGI layer that answers with it from memory.

Knows nothing of Dash or of what the files are: `app.static_files` says that.
"""

import gzip
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import brotli

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_COMPRESSIBLE_SUFFIXES = frozenset({".css", ".js", ".svg", ".webmanifest"})
_FOR_EVER = "public, max-age=31536000, immutable"
#: The hash in an address of ours: `theme.0123456789ab.css`.
_HASH = re.compile(r"\.[0-9a-f]{12}(?=\.[a-z0-9]+$)")
_BEST_FIRST: tuple[str, ...] = ("br", "gzip")


@dataclass(frozen=True)
class Source:
    """One static file as it is: its address (with the hash of its content), its content type and its bytes."""

    address: str
    content_type: str
    content: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the content, in hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def compressible(self) -> bool:
        """Whether compression helps; fonts and pictures are compressed already."""
        return Path(self.address).suffix in _COMPRESSIBLE_SUFFIXES


@dataclass(frozen=True)
class StaticFile:
    """A source with its ready bytes by content coding (`identity` always; `br` and `gzip` where they help)."""

    source: Source
    bodies: Mapping[str, bytes]


def _brotli(content: bytes) -> bytes:
    return bytes(brotli.compress(content, quality=11))


def _gzip(content: bytes, level: int = 9) -> bytes:
    # No time stamp: the same content gives the same bytes.
    return gzip.compress(content, compresslevel=level, mtime=0)


_COMPRESSORS: Mapping[str, tuple[str, Callable[[bytes], bytes]]] = {
    "br": (".br", _brotli),
    "gzip": (".gz", _gzip),
}


def compress(source: Source, folder: Path) -> bool:
    """Writes the compressed forms of `source` that `folder` lacks; whether there was anything to do."""
    if not source.compressible:
        return False
    missing = [(folder / (source.digest + ending), work) for ending, work in _COMPRESSORS.values()]
    missing = [(path, work) for path, work in missing if not path.exists()]
    for path, work in missing:
        unfinished = path.with_suffix(f"{path.suffix}.{os.getpid()}")
        unfinished.write_bytes(work(source.content))
        unfinished.replace(path)
    return bool(missing)


def load(source: Source, folder: Path) -> StaticFile:
    """`source` with its compressed forms from `folder`, or with quick gzip where they have not been made."""
    bodies = {"identity": source.content}
    if not source.compressible:
        return StaticFile(source, bodies)
    ready = {coding: folder / (source.digest + ending) for coding, (ending, _) in _COMPRESSORS.items()}
    bodies |= {coding: path.read_bytes() for coding, path in ready.items() if path.exists()}
    if len(bodies) == 1:
        bodies["gzip"] = _gzip(source.content, level=6)
    return StaticFile(source, bodies)


def _accepted(header: str) -> dict[str, float]:
    """Content codings with their weights (RFC 9110, 12.5.3); what cannot be read is left out."""
    weights = {}
    for entry in header.lower().split(","):
        coding, _, parameter = entry.partition(";")
        weight = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", parameter)
        if coding.strip() and (weight or not parameter.strip()):
            weights[coding.strip()] = min(float(weight[1]), 1.0) if weight else 1.0
    return weights


def choose_coding(header: str, available: Iterable[str]) -> str:
    """The content coding to answer with; `identity` when nothing else fits.

    Highest weight first; of equals `br` before `gzip`. Sent as it is only when that is preferred or nothing else fits.
    """
    weights, present = _accepted(header), set(available)
    fits = {coding: weights.get(coding, weights.get("*", 0.0)) for coding in _BEST_FIRST if coding in present}
    best = max(fits, key=lambda coding: fits[coding], default="identity")
    return best if fits.get(best, 0.0) > 0.0 and fits[best] >= weights.get("identity", 0.0) else "identity"


def _is_known(header: str, tag: str) -> bool:
    """Whether If-None-Match names `tag` (weak comparison, as RFC 9110 has it for this header)."""
    return header.strip() == "*" or tag in re.findall(r'"[^"]*"', header)


@dataclass(frozen=True)
class StaticLayer:
    """A WSGI application: answers for the files it has, and leaves everything else to the application behind it.

    An address with a former hash gets the file as it is now, not to be kept: while a new version is being started,
    pages made by the old one are still about, and a page without its style sheet helps nobody.
    """

    behind: "WSGIApplication"
    files: Mapping[str, StaticFile]

    @cached_property
    def _by_plain_address(self) -> dict[str, StaticFile]:
        return {_without_hash(address): file for address, file in self.files.items()}

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answers one request."""
        path = environ.get("PATH_INFO", "")
        file, keeping = self.files.get(path), _FOR_EVER
        if file is None and _HASH.search(path):
            file, keeping = self._by_plain_address.get(_without_hash(path)), "no-cache"
        if file is None:
            return self.behind(environ, start_response)
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            start_response("405 Method Not Allowed", [("Allow", "GET, HEAD"), ("Content-Length", "0")])
            return []
        return _answer(file, keeping, environ, start_response)


def _without_hash(path: str) -> str:
    return _HASH.sub("", path)


def _answer(
    file: StaticFile, keeping: str, environ: "WSGIEnvironment", start_response: "StartResponse"
) -> Iterable[bytes]:
    coding = choose_coding(environ.get("HTTP_ACCEPT_ENCODING", ""), file.bodies)
    body = file.bodies[coding]
    # Each coding has a tag of its own: a strong tag promises the same bytes.
    tag = f'"{file.source.digest[:32]}-{coding}"'
    headers = [("Cache-Control", keeping), ("ETag", tag), ("Vary", "Accept-Encoding")]
    if _is_known(environ.get("HTTP_IF_NONE_MATCH", ""), tag):
        start_response("304 Not Modified", headers)
        return []
    headers += [
        ("Content-Type", file.source.content_type),
        ("Content-Length", str(len(body))),
    ]
    headers += [("X-Content-Type-Options", "nosniff")]
    headers += [("Content-Encoding", coding)] if coding != "identity" else []
    start_response("200 OK", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
