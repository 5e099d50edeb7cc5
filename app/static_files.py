"""Static files: ready-compressed bytes served from memory at addresses that carry a hash of their content.

Two kinds: what lies in `assets/`, and those scripts of Dash and its components that our pages need. Since an address
changes with its content, a browser may keep what it got for a year and never asks again. Everything else (an address
without a hash, an unknown hash) falls through to the application.

`python -m app.static_files` compresses as well as can be, once for each content (brotli 11 takes seconds). A web
process that finds no compressed file uses quick gzip and says so.
"""

import hashlib
import importlib
import logging
import mimetypes
import re
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

from dash import Dash
from dash.fingerprint import build_fingerprint
from flask import Flask

from app.static_layer import Source, StaticFile, StaticLayer, compress, load

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "assets"
COMPRESSED = ROOT / ".static"

#: (package, path in it), in the order in which they must run: Dash's own components want the renderer before them.
_BEFORE_COMPONENTS = (
    ("dash", "deps/react@18.3.1.min.js"),
    ("dash", "deps/react-dom@18.3.1.min.js"),
    ("dash", "deps/prop-types@15.8.1.min.js"),
)
_COMPONENTS = (
    ("dash_bootstrap_components", "_components/dash_bootstrap_components.min.js"),
    ("dash", "dash-renderer/build/dash_renderer.min.js"),
    ("dash", "dcc/dash_core_components.js"),
    ("dash", "dcc/dash_core_components-shared.js"),
    ("dash", "dcc/async-graph.js"),
    ("dash", "html/dash_html_components.min.js"),
)
#: Plotly must stand before the graph component looks for it: otherwise Dash fetches its own of 4.8 MB.
_OWN_SCRIPTS = ("vendor/plotly-basic.min.js", "plotly_locales.js")
_START_SCRIPT = "start_dash.js"

_SERVED_SUFFIXES = frozenset({".css", ".js", ".svg", ".png", ".ico", ".woff2", ".webmanifest"})
_CONTENT_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".woff2": "font/woff2",
}
_HASH_DIGITS = 12
_LOG = logging.getLogger(__name__)


class UnknownAssetError(LookupError):
    """A name that no file in `assets/` has: a mistake in our own code, never a visitor's."""


def _short_hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:_HASH_DIGITS]


def _content_type(path: str) -> str:
    return _CONTENT_TYPES.get(Path(path).suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"


def _without_notes(content: bytes, path: Path) -> bytes:
    """A style sheet without its comments: they are for us, and a page waits for each byte of it."""
    return re.sub(rb"/\*.*?\*/\s*", b"", content, flags=re.DOTALL) if path.suffix == ".css" else content


def _with_addresses_inside(content: bytes, path: Path, folder: Path) -> bytes:
    """A style sheet with the hashed addresses of the files that it names by `url("…")`; other files as they are."""
    if path.suffix != ".css":
        return content

    def address(found: re.Match[bytes]) -> bytes:
        named = (path.parent / found[1].decode()).resolve()
        return b'url("' + _asset_source(named, folder).address.encode() + b'")'

    return re.sub(rb'url\("(?!data:)([^"]+)"\)', address, content)


def _asset_source(path: Path, folder: Path) -> Source:
    content = _without_notes(_with_addresses_inside(path.read_bytes(), path, folder), path)
    name = path.relative_to(folder)
    hashed = name.with_name(f"{name.stem}.{_short_hash(content)}{name.suffix}")
    return Source(f"/assets/{hashed.as_posix()}", _content_type(name.name), content)


def asset_sources(folder: Path = ASSETS) -> dict[str, Source]:
    """Each file to be served from `folder`, by its name in it (`fonts/x.woff2`)."""
    paths = (path for path in sorted(folder.rglob("*")) if path.suffix in _SERVED_SUFFIXES and path.is_file())
    return {path.relative_to(folder).as_posix(): _asset_source(path, folder) for path in paths}


def _package_folder(package: str) -> Path:
    located = importlib.import_module(package).__file__
    if located is None:
        raise FileNotFoundError(
            f"the Python package {package!r} has no folder on disk; install it as an ordinary wheel"
        )
    return Path(located).parent


def _suite_source(package: str, path: str) -> Source:
    content = (_package_folder(package) / path).read_bytes()
    # Dash puts the time of installation into the address, which differs between machines; the content does not.
    fingerprint = build_fingerprint(path, version(package), _short_hash(content))  # type: ignore[no-untyped-call]
    return Source(f"/_dash-component-suites/{package}/{fingerprint}", _content_type(path), content)


def _suite_sources() -> dict[tuple[str, str], Source]:
    return {key: _suite_source(*key) for key in (*_BEFORE_COMPONENTS, *_COMPONENTS)}


@cache
def _sources() -> tuple[Mapping[str, Source], Mapping[tuple[str, str], Source]]:
    return asset_sources(), _suite_sources()


def all_sources() -> tuple[Source, ...]:
    """Every static file that the web process serves."""
    assets, suites = _sources()
    return (*assets.values(), *suites.values())


@cache
def static_version() -> str:
    """A short name of all static files together; another one as soon as any file changes.

    A kept page names the addresses of its files, so this belongs in the name under which it is kept.
    """
    return _short_hash("\n".join(sorted(source.address for source in all_sources())).encode())


def asset_url(name: str) -> str:
    """The address, with the hash of its content, of a file in `assets/` (`theme.css`).

    UnknownAssetError if there is no such file.
    """
    assets, _ = _sources()
    if name not in assets:
        raise UnknownAssetError(f"there is no file {name!r} to be served in assets/; check the name")
    return assets[name].address


def asset_content(name: str) -> bytes:
    """The bytes of a file in `assets/` as they are sent. UnknownAssetError if there is no such file."""
    asset_url(name)
    return _sources()[0][name].content


def page_scripts(app: Dash) -> tuple[str, ...]:
    """The addresses of the scripts of the live page in the order in which they must run.

    The last one starts the renderer. Left out of what Dash itself would send: polyfills for browsers that no longer
    exist, and the data table, which no page uses.
    """
    _, suites = _sources()
    prefix = str(app.config.requests_pathname_prefix).rstrip("/")
    scripts = (
        *(suites[key].address for key in _BEFORE_COMPONENTS),
        *(asset_url(name) for name in _OWN_SCRIPTS),
        *(suites[key].address for key in _COMPONENTS),
        asset_url(_START_SCRIPT),
    )
    return tuple(prefix + address for address in scripts)


def serve_static_files(server: Flask, folder: Path = COMPRESSED) -> None:
    """Puts the static layer in front of `server`; warns once when the compressed files have not been made."""
    # Flask's own way of putting a layer in front; the type checker sees a method being replaced.
    server.wsgi_app = StaticLayer(server.wsgi_app, _files(all_sources(), folder))  # type: ignore[method-assign]


@cache
def _files(sources: tuple[Source, ...], folder: Path) -> Mapping[str, StaticFile]:
    """The files by address, read once: no release changes them."""
    files = {source.address: load(source, folder) for source in sources}
    if any(file.source.compressible and "br" not in file.bodies for file in files.values()):
        _LOG.warning(
            "Some static files have no compressed form in %s; pages load more slowly. Run: python -m app.static_files",
            folder.name,
        )
    return files


def main() -> None:
    """Compresses every static file that has not been compressed before, with progress shown."""
    from rich.progress import track

    COMPRESSED.mkdir(exist_ok=True)
    made = [compress(source, COMPRESSED) for source in track(all_sources(), description="Compressing static files")]
    print(f"Static files: {sum(made)} compressed, {len(made) - sum(made)} were ready ({COMPRESSED.name}/).")


if __name__ == "__main__":
    main()
