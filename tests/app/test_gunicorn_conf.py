"""The server's configuration: where it listens, what it logs, and what it says when the environment is wrong."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest
from gunicorn.config import Config  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parents[2]
Settings = dict[str, object]


def _read(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Settings:
    for name in ("HOST", "PORT", "WEB_CONCURRENCY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(ROOT / "gunicorn.conf.py"))


def test_without_an_environment_it_listens_on_this_machine_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = _read(monkeypatch)
    assert settings["bind"] == "127.0.0.1:8050"
    assert (settings["workers"], settings["threads"]) == (2, 16)
    assert settings["preload_app"] is False
    assert settings["control_socket_disable"] is True


@pytest.mark.parametrize(
    ("environment", "bind"),
    [
        ({"PORT": "80"}, "127.0.0.1:80"),
        ({"HOST": "0.0.0.0", "PORT": "65535"}, "0.0.0.0:65535"),
        ({"HOST": "::1"}, "[::1]:8050"),
        ({"HOST": "[::]"}, "[::]:8050"),
        ({"HOST": "", "PORT": ""}, "127.0.0.1:8050"),
    ],
)
def test_host_and_port_come_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], bind: str
) -> None:
    assert _read(monkeypatch, **environment)["bind"] == bind


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "abc"), ("PORT", "0"), ("PORT", "65536"), ("PORT", "-1"), ("PORT", "80 80"), ("WEB_CONCURRENCY", "0")],
)
def test_a_number_that_is_none_stops_the_start_with_one_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    with pytest.raises(SystemExit, match=rf"^{name} must be a whole number from 1 to \d+, but is '{value}'\.$"):
        _read(monkeypatch, **{name: value})


@pytest.mark.parametrize("value", ["a b", "http://x", "127.0.0.1:80", "x/y"])
def test_a_host_that_is_none_stops_the_start_with_one_sentence(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    with pytest.raises(SystemExit, match="^HOST must be a host name or an IP address"):
        _read(monkeypatch, HOST=value)


def test_the_log_holds_no_visitors_address_and_no_query_string(monkeypatch: pytest.MonkeyPatch) -> None:
    written = str(_read(monkeypatch)["access_log_format"])
    # h: address, u: user, r: request line with query string, q: query string, f: referrer, a: browser, {…}: any header.
    assert not set(written.replace("%(", "(")) & {"{"}
    assert not any(f"({letter})" in written for letter in "hurqfa")
    assert "%(U)s" in written


def test_gunicorn_knows_every_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    known = set(Config().settings)
    own = {
        name
        for name in _read(monkeypatch)
        if not name.startswith("_") and name not in {"os", "re", "subprocess", "sys", "Protocol"}
    }
    assert own <= known
    assert {"bind", "workers", "access_log_format", "post_worker_init"} <= own


@pytest.mark.parametrize(("age", "said"), [(1, "Resultatvisningen er klar: http://127.0.0.1:8123\n"), (2, "")])
def test_the_first_process_alone_says_where_the_results_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], age: int, said: str
) -> None:
    ready = _read(monkeypatch, HOST="0.0.0.0", PORT="8123")["post_worker_init"]
    assert callable(ready)
    ready(SimpleNamespace(age=age))
    assert capsys.readouterr().out == said


def test_the_procfile_builds_and_publishes_before_it_serves() -> None:
    lines = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    assert lines == [
        "release: python -m data_marts build && python -m data_marts publish --invented",
        "web: gunicorn app.wsgi:server",
    ]
