"""Security headers: each directive, nothing unsafe, and no versions for visitors."""

import hashlib
import json
import re
from base64 import b64decode, b64encode
from pathlib import Path

import dash
import pytest
from dash import Dash, html
from flask import Flask, Response

from app.headers import STYLE_HASHES, add_headers, content_security_policy, public_config, security_headers


def _directives(policy: str) -> dict[str, list[str]]:
    return {name: values for name, *values in (part.split() for part in policy.split(";"))}


@pytest.mark.parametrize(
    ("directive", "values"),
    [
        ("default-src", ["'none'"]),
        ("script-src", ["'self'"]),
        ("img-src", ["'self'", "data:"]),
        ("font-src", ["'self'"]),
        ("connect-src", ["'self'"]),
        ("manifest-src", ["'self'"]),
        ("object-src", ["'none'"]),
        ("base-uri", ["'none'"]),
        ("form-action", ["'self'"]),
        ("frame-ancestors", ["'none'"]),
    ],
)
def test_each_directive_of_the_policy(directive: str, values: list[str]) -> None:
    assert _directives(content_security_policy())[directive] == values


def test_styles_are_files_from_here_or_known_texts() -> None:
    own, *hashes = _directives(content_security_policy())["style-src"]
    assert own == "'self'"
    assert hashes == [f"'sha256-{digest}'" for digest in STYLE_HASHES]
    assert all(len(b64decode(digest)) == 32 for digest in STYLE_HASHES)


def test_nothing_unsafe_and_no_other_host_is_allowed() -> None:
    policy = content_security_policy()
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "http" not in policy
    assert "nonce" not in policy


def test_the_hash_of_the_renderers_style_is_that_of_the_installed_version() -> None:
    # One inserted style sheet, taken out of the bundle by another way than a browser: after an upgrade it will differ.
    bundle = Path(dash.__file__).parent / "dash-renderer" / "build" / "dash_renderer.min.js"
    [text] = re.findall(r'\.push\(\[\w+\.id,"(\._dash-undo-redo(?:[^"\\]|\\.)*)"', bundle.read_text(encoding="utf-8"))
    style = json.loads(f'"{text}"')
    assert b64encode(hashlib.sha256(style.encode()).digest()).decode() in STYLE_HASHES


def test_a_frame_can_be_opened_for_named_origins_only() -> None:
    policy = content_security_policy(("https://a.example", "https://b.example"))
    assert _directives(policy)["frame-ancestors"] == ["https://a.example", "https://b.example"]
    assert _directives(policy)["script-src"] == ["'self'"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Referrer-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        (
            "Permissions-Policy",
            "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ],
)
def test_each_other_header(name: str, value: str) -> None:
    assert security_headers()[name] == value


def test_https_alone_is_demanded_only_where_it_is_configured() -> None:
    assert "Strict-Transport-Security" not in security_headers()
    assert security_headers(https_only=True)["Strict-Transport-Security"] == "max-age=63072000"


@pytest.fixture
def server() -> Flask:
    """A server with an ordinary page and one that sets its own policy."""
    server = Flask("pages")
    server.add_url_rule("/", view_func=lambda: "page")
    own = {"Content-Security-Policy": content_security_policy(("https://a.example",))}
    server.add_url_rule("/embed", view_func=lambda: Response("chart", headers=own), endpoint="embed")
    add_headers(server)
    return server


@pytest.mark.parametrize("path", ["/", "/not-there"])
def test_every_answer_has_the_headers_once(server: Flask, path: str) -> None:
    answer = server.test_client().get(path)
    for name, value in security_headers().items():
        assert answer.headers.getlist(name) == [value]


def test_a_page_that_sets_its_own_policy_keeps_it(server: Flask) -> None:
    [policy] = server.test_client().get("/embed").headers.getlist("Content-Security-Policy")
    assert _directives(policy)["frame-ancestors"] == ["https://a.example"]


# --- what the page tells about the machine ---


def _element(facts: object) -> str:
    return f'<script id="_dash-config" type="application/json">{json.dumps(facts)}</script>'


def _facts(element: str) -> dict[str, object]:
    found = re.fullmatch(r'<script id="_dash-config" type="application/json">(.*)</script>', element, re.DOTALL)
    assert found
    facts = json.loads(found[1])
    assert isinstance(facts, dict)
    return facts


def test_versions_and_the_address_of_their_check_are_left_out() -> None:
    facts = {"dash_version": "4.4.1", "python_version": "3.11", "dash_version_url": "https://x", "ui": False}
    assert _facts(public_config(_element(facts))) == {"ui": False}


def test_a_text_cannot_end_the_script_element() -> None:
    written = public_config(_element({"title": "</script><script>x"}))
    assert written.count("<") == 2
    assert _facts(written) == {"title": "</script><script>x"}


def test_another_form_of_configuration_is_refused() -> None:
    with pytest.raises(ValueError, match=r"app/headers\.py"):
        public_config("<script>window.config = {}</script>")


class _Recorder(Dash):
    config_element = ""

    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override]
        self.config_element = parts["config"]
        return str(super().interpolate_index(**parts))  # type: ignore[no-untyped-call]


def test_of_dashs_real_configuration_no_version_is_left_and_the_rest_stays() -> None:
    recorder = _Recorder("recorder", suppress_callback_exceptions=True, include_assets_files=False)
    recorder.layout = html.Div()
    recorder.server.test_client().get("/")
    before, after = _facts(recorder.config_element), _facts(public_config(recorder.config_element))
    assert set(before) - set(after) == {
        "dash_version",
        "python_version",
        "plotly_version",
        "ddk_version",
        "dash_version_url",
        "plotly_cloud_installed",
        "end_id",
    }
    assert after["requests_pathname_prefix"] == "/"
    assert dash.__version__ not in json.dumps(after)
    assert "plotly.com" not in json.dumps(after)
