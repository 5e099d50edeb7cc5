"""Static files: addresses that change with the content, the right bytes for each browser, nothing from elsewhere."""

import gzip
import hashlib
import logging
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import brotli
import pytest
from dash import Dash, dcc, html
from flask import Flask
from werkzeug.test import Client, TestResponse

import app.static_files as static_files
from app.static_files import (
    ASSETS,
    UnknownAssetError,
    all_sources,
    asset_sources,
    asset_url,
    page_scripts,
    serve_static_files,
)
from app.static_layer import Source, StaticLayer, choose_coding, compress, load

SCRIPT = Source("/assets/a.123456789abc.js", "text/javascript; charset=utf-8", b"var a = 1;\n" * 100)
FONT = Source("/assets/f.123456789abc.woff2", "font/woff2", b"wOF2 and so on")


@pytest.fixture
def client(tmp_path: Path) -> Client:
    """A server with one compressed script and one font, in front of an application that says so when it is asked."""
    compress(SCRIPT, tmp_path)
    files = {source.address: load(source, tmp_path) for source in (SCRIPT, FONT)}
    behind = Flask("behind")
    behind.add_url_rule("/<path:path>", view_func=lambda path: f"the application got {path}")
    return Client(StaticLayer(behind.wsgi_app, files))


def _get(client: Client, accept: str = "br, gzip", known: str = "") -> TestResponse:
    return client.get(SCRIPT.address, headers={"Accept-Encoding": accept, "If-None-Match": known})


# --- which coding ---


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0, *", "gzip"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("", "identity"),
        ("identity", "identity"),
        ("identity;q=0.5, gzip;q=0.4", "identity"),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("gzip;q=0.001", "gzip"),
        ("GZIP ; Q=1.0", "gzip"),
        ("br;q=nonsense, gzip", "gzip"),
        ("zstd, deflate", "identity"),
        (", ,;q=1", "identity"),
    ],
)
def test_the_coding_follows_what_the_browser_accepts(header: str, coding: str) -> None:
    assert choose_coding(header, ("identity", "br", "gzip")) == coding


def test_a_coding_that_has_not_been_made_is_never_chosen() -> None:
    assert choose_coding("br, gzip;q=0.1", ("identity", "gzip")) == "gzip"
    assert choose_coding("br, gzip", ("identity",)) == "identity"


@pytest.mark.parametrize(
    ("accept", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress), ("identity", bytes)]
)
def test_each_coding_unpacks_to_the_same_file(client: Client, accept: str, unpack: Callable[[bytes], bytes]) -> None:
    answer = _get(client, accept)
    assert answer.headers.get("Content-Encoding", "identity") == accept
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert unpack(answer.data) == SCRIPT.content


# --- headers, repeated requests, methods ---


def test_a_file_may_be_kept_for_a_year_by_every_cache(client: Client) -> None:
    answer = _get(client)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_tag_brings_not_modified_without_a_body(client: Client) -> None:
    tag = _get(client).headers["ETag"]
    for known in (tag, f'"other", W/{tag}', "*"):
        answer = _get(client, known=known)
        assert (answer.status_code, answer.data) == (304, b"")
        assert answer.headers["ETag"] == tag
        assert answer.headers["Vary"] == "Accept-Encoding"


def test_another_tag_brings_the_file(client: Client) -> None:
    assert _get(client, known='"other"').data
    gzip_tag = _get(client, "gzip").headers["ETag"]
    assert _get(client, "br", known=gzip_tag).status_code == 200


def test_head_tells_the_same_and_sends_nothing(client: Client) -> None:
    got, asked = _get(client), client.head(SCRIPT.address, headers={"Accept-Encoding": "br, gzip"})
    assert asked.data == b""
    assert dict(asked.headers) == dict(got.headers)


def test_other_methods_are_refused(client: Client) -> None:
    answer = client.post(SCRIPT.address)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_a_font_is_sent_as_it_is(client: Client) -> None:
    answer = client.get(FONT.address, headers={"Accept-Encoding": "br, gzip"})
    assert answer.data == FONT.content
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize(
    "path", ["/assets/a.js", "/assets/b.000000000000.js", "/assets/a.0000.js", "/assets/../app/headers.py", "/other"]
)
def test_an_unknown_address_goes_to_the_application(client: Client, path: str) -> None:
    assert client.get(path).text.startswith("the application got")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_former_address_gets_the_file_of_today_but_not_to_be_kept(client: Client, method: str) -> None:
    answer = client.open("/assets/a.000000000000.js", method=method)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.data == (SCRIPT.content if method == "GET" else b"")


# --- addresses ---


def test_the_version_of_all_files_changes_with_any_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def version_of(*sources: Source) -> str:
        monkeypatch.setattr(static_files, "all_sources", lambda: sources)
        return static_files.static_version.__wrapped__()

    assert version_of(SCRIPT, FONT) == version_of(FONT, SCRIPT)
    assert version_of(SCRIPT, FONT) != version_of(SCRIPT)


def test_the_address_carries_the_hash_of_the_content_and_changes_with_it(tmp_path: Path) -> None:
    file = tmp_path / "a.js"
    file.write_bytes(b"one")
    first = asset_sources(tmp_path)["a.js"].address
    assert first == f"/assets/a.{hashlib.sha256(b'one').hexdigest()[:12]}.js"
    file.write_bytes(b"two")
    assert asset_sources(tmp_path)["a.js"].address != first


def test_a_style_sheet_names_hashed_addresses_and_changes_when_its_font_does(tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    font, sheet = tmp_path / "fonts" / "f.woff2", tmp_path / "a.css"
    font.write_bytes(b"one")
    sheet.write_text('a { src: url("fonts/f.woff2"); background: url("data:image/svg+xml,x") }')
    before = asset_sources(tmp_path)
    address = before["fonts/f.woff2"].address
    expected = f'a {{ src: url("{address}"); background: url("data:image/svg+xml,x") }}'
    assert before["a.css"].content.decode() == expected
    font.write_bytes(b"two")
    assert asset_sources(tmp_path)["a.css"].address != before["a.css"].address


def test_notes_and_licences_are_not_served(tmp_path: Path) -> None:
    for name in ("README.md", "x.LICENSE.txt", "a.py"):
        (tmp_path / name).write_text("x")
    assert asset_sources(tmp_path) == {}


def test_an_asset_that_does_not_exist_is_an_error_with_its_name() -> None:
    with pytest.raises(UnknownAssetError, match="'nothing.css'"):
        asset_url("nothing.css")


# --- compressing ---


def test_compressing_twice_does_nothing_the_second_time(tmp_path: Path) -> None:
    assert compress(SCRIPT, tmp_path) is True
    made = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert set(made) == {SCRIPT.digest + ".br", SCRIPT.digest + ".gz"}
    assert compress(SCRIPT, tmp_path) is False
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == made


def test_a_font_is_not_compressed_again(tmp_path: Path) -> None:
    assert compress(FONT, tmp_path) is False
    assert list(tmp_path.iterdir()) == []
    assert set(load(FONT, tmp_path).bodies) == {"identity"}


def test_without_compressed_files_gzip_is_made_at_the_start_and_one_warning_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(static_files, "all_sources", lambda: (SCRIPT, FONT))
    server = Flask("empty")
    with caplog.at_level(logging.WARNING):
        serve_static_files(server, tmp_path)
    assert [record.getMessage() for record in caplog.records if "app.static_files" in record.getMessage()] == [
        f"Some static files have no compressed form in {tmp_path.name}; pages load more slowly. "
        "Run: python -m app.static_files"
    ]
    answer = server.test_client().get(SCRIPT.address, headers={"Accept-Encoding": "br, gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == SCRIPT.content


# --- the scripts of a page ---


class _Recorder(Dash):
    """Keeps the script elements that Dash itself would send."""

    sent = ""

    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override]
        self.sent = parts["scripts"]
        return str(super().interpolate_index(**parts))  # type: ignore[no-untyped-call]


@pytest.fixture
def dash_app() -> _Recorder:
    """A page with a chart and a control, as ours have."""
    import dash_bootstrap_components as dbc

    recorder = _Recorder("recorder", suppress_callback_exceptions=True, include_assets_files=False)
    recorder.layout = html.Div([dcc.Location(id="address"), dcc.Graph(id="chart"), dbc.Button("x")])
    recorder.server.test_client().get("/")
    return recorder


def _without_fingerprint(addresses: Iterable[str]) -> list[str]:
    return [re.sub(r"\.v[\w-]+m[0-9a-f]+(?=\.)", "", address) for address in addresses]


def test_dash_would_send_our_suite_scripts_too_and_in_the_same_order(dash_app: _Recorder) -> None:
    theirs = _without_fingerprint(re.findall(r'src="([^"]+)"', dash_app.sent))
    ours = [address for address in _without_fingerprint(page_scripts(dash_app)) if "/_dash-component" in address]
    # The graph's own part is fetched by the component when it is first drawn; sent at once, it saves a journey.
    ours.remove("/_dash-component-suites/dash/dcc/async-graph.js")
    left_out = [address for address in theirs if address not in ours]
    assert [address for address in theirs if address in ours] == ours
    assert [address.rsplit("/", 2)[1:] for address in left_out] == [
        ["deps", "polyfill@7.12.1.min.js"],
        ["dash_table", "bundle.js"],
    ]


def test_plotly_stands_before_the_components_and_the_start_comes_last(dash_app: _Recorder) -> None:
    scripts = page_scripts(dash_app)
    plotly = next(number for number, address in enumerate(scripts) if "plotly-basic" in address)
    graph = next(number for number, address in enumerate(scripts) if "async-graph" in address)
    assert plotly < graph
    assert "/assets/start_dash." in scripts[-1]
    assert len(set(scripts)) == len(scripts)


def test_every_script_of_a_page_is_served_by_the_layer(dash_app: _Recorder, tmp_path: Path) -> None:
    serve_static_files(dash_app.server, tmp_path)
    client = dash_app.server.test_client()
    for address in page_scripts(dash_app):
        answer = client.head(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]


def test_the_scripts_of_a_page_stay_under_700_kb(dash_app: _Recorder) -> None:
    sources = {source.address: source for source in all_sources()}
    # Level 5 is quick and packs some 10 % less than what is sent (level 11).
    total = sum(len(brotli.compress(sources[address].content, quality=5)) for address in page_scripts(dash_app))
    assert total < 700_000


# --- what lies in assets/ ---


def test_the_style_sheet_is_small() -> None:
    assert len(gzip.compress(asset_sources()["theme.css"].content, 9)) <= 6_000


def test_a_style_sheet_is_sent_without_its_comments_and_with_all_of_its_rules() -> None:
    sent, written = asset_sources()["theme.css"].content, (ASSETS / "theme.css").read_bytes()
    assert b"/*" in written
    assert b"/*" not in sent
    assert sent.count(b"{") == written.count(b"{")


def test_own_files_and_style_sheets_name_no_other_host() -> None:
    own = [
        path for path in ASSETS.rglob("*") if path.suffix in {".css", ".js", ".svg"} and path.parent.name != "vendor"
    ]
    assert len(own) >= 4
    for path in own:
        text = path.read_text(encoding="utf-8")
        hosts = set(re.findall(r"(?:https?:)?//[\w.-]+\.\w+", text)) - {"http://www.w3.org"}
        assert hosts == set(), path.name
        assert "@import" not in text, path.name


def test_every_url_in_the_style_sheet_is_a_file_here_or_stands_in_it() -> None:
    found = re.findall(r"url\(([^)]*)\)", asset_sources()["theme.css"].content.decode())
    assert len(found) >= 4
    assert all(re.match(r'"(/assets/[\w./-]+|data:image/svg\+xml,)', url) for url in found)


@pytest.mark.parametrize("folder", ["vendor", "fonts"])
def test_files_from_elsewhere_are_those_that_the_readme_names(folder: str) -> None:
    readme = (ASSETS / folder / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", readme, re.MULTILINE)
    assert rows
    files = [path for path in (ASSETS / folder).iterdir() if path.suffix in {".js", ".woff2"}]
    assert {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files} == dict(rows)
    assert any(path.name.endswith(".LICENSE.txt") for path in (ASSETS / folder).iterdir())


def test_plotly_here_is_the_version_that_the_python_package_has() -> None:
    import plotly

    bundled = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    own = ASSETS / "vendor" / "plotly-basic.min.js"
    versions = [re.search(r"v(\d+\.\d+\.\d+)", path.read_text(encoding="utf-8")[:200]) for path in (bundled, own)]
    assert versions[0] and versions[1]
    assert versions[0][1] == versions[1][1]


# --- colours ---


def _colours() -> dict[str, str]:
    root = re.search(r":root \{(.*?)\n\}", (ASSETS / "theme.css").read_text(encoding="utf-8"), re.DOTALL)
    assert root
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", root[1]))


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    channels = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_contrast_of_black_on_white_is_21() -> None:
    assert _contrast("#000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *(
            (text, ground)
            for text in ("ink", "ink-soft", "accent", "accent-strong")
            for ground in ("ground", "ground-soft")
        ),
        ("ground", "accent"),
        ("ground", "accent-strong"),
        ("ground", "ink"),
        ("accent", "accent-ground"),
        ("ink", "accent-ground"),
        ("ink", "problem-ground"),
        ("mark-ink", "mark-ground"),
    ],
)
def test_text_can_be_read_on_its_ground(text: str, ground: str) -> None:
    colours = _colours()
    assert _contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize(
    ("edge", "ground"), [("line-strong", "ground"), ("mark-line", "ground"), ("problem", "ground")]
)
def test_the_edge_of_a_control_can_be_seen(edge: str, ground: str) -> None:
    colours = _colours()
    assert _contrast(colours[edge], colours[ground]) >= 3
