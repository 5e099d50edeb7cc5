"""A site that cannot start says why in one sentence, with what to run, and never shows a traceback."""

import json
import logging
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from app.check import reason_not_to_start
from tests.app.release_folder import write_release
from tests.app.small_release import tables

ROOT = Path(__file__).resolve().parents[2]
SENTENCE = re.compile(r"[^\n]+\. Run `make (marts|run)`\.")


def _mart(root: Path, name: str) -> Path:
    [found] = (root / "current" / "open").glob(f"{name}*.parquet")
    return found


def _no_folder(root: Path) -> None:
    (root / "current").unlink()


def _no_mart(root: Path) -> None:
    _mart(root, "activity").unlink()


def _changed_byte(root: Path) -> None:
    path = _mart(root, "population")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _cut_short(root: Path) -> None:
    path = _mart(root, "prom_trends")
    path.write_bytes(path.read_bytes()[:100])


def _manifest(change: Callable[[dict], None]) -> Callable[[Path], None]:
    def changed(root: Path) -> None:
        path = root / "current" / "manifest.json"
        manifest = json.loads(path.read_text(encoding="utf-8"))
        change(manifest)
        path.write_text(json.dumps(manifest), encoding="utf-8")

    return changed


def _no_manifest(root: Path) -> None:
    (root / "current" / "manifest.json").unlink()


def _dangling(root: Path) -> None:
    (root / "current").unlink()
    (root / "current").symlink_to("gone", target_is_directory=True)


DAMAGES = (
    _no_folder,
    _no_mart,
    _changed_byte,
    _cut_short,
    _no_manifest,
    _dangling,
    _manifest(lambda manifest: manifest.pop("marts")),
    _manifest(lambda manifest: manifest["marts"].pop()),
    _manifest(lambda manifest: manifest.update(format=99)),
    _manifest(lambda manifest: manifest["policy"].pop("thresholds")),
)


@pytest.mark.parametrize("damage", DAMAGES)
def test_each_damage_has_its_sentence(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    root = write_release(tmp_path / "releases")
    environment = {"KVABUP_RELEASES": str(root), "KVABUP_CACHE": str(tmp_path / "cache")}
    assert reason_not_to_start(environment) == ""
    damage(root)
    assert SENTENCE.fullmatch(reason_not_to_start(environment))


def test_a_mart_with_other_columns_is_refused(tmp_path: Path) -> None:
    found = tables()
    found["population"] = found["population"].rename_columns(
        ["inhabitants" if name == "population" else name for name in found["population"].column_names]
    )
    root = write_release(tmp_path / "releases", found)
    assert pq.read_schema(_mart(root, "population")).get_field_index("inhabitants") >= 0
    reason = reason_not_to_start({"KVABUP_RELEASES": str(root), "KVABUP_CACHE": str(tmp_path / "cache")})
    assert SENTENCE.fullmatch(reason)
    assert "other columns" in reason


def test_a_mart_with_other_types_is_refused(tmp_path: Path) -> None:
    found = tables()
    at = found["population"].schema.get_field_index("population")
    found["population"] = found["population"].set_column(
        at, "population", found["population"]["population"].cast(pa.float64())
    )
    root = write_release(tmp_path / "releases", found)
    assert "other columns" in reason_not_to_start(
        {"KVABUP_RELEASES": str(root), "KVABUP_CACHE": str(tmp_path / "cache")}
    )


def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    reason = reason_not_to_start({"KVABUP_RELEASES": str(tmp_path), "KVABUP_HTTPS_ONLY": "yes"})
    assert reason == "KVABUP_HTTPS_ONLY must be 0 or 1; set it so, or leave it out"


@pytest.mark.parametrize(
    "address", ["tall.example.no", "https://tall.example.no/sti", 'https://x" onload="', "ftp://x"]
)
def test_an_address_that_is_none_of_a_site_is_refused(tmp_path: Path, address: str) -> None:
    reason = reason_not_to_start({"KVABUP_RELEASES": str(tmp_path), "KVABUP_ADDRESS": address})
    assert reason == "KVABUP_ADDRESS must be like https://tall.example.no, without a path; correct it"


def _gunicorn(releases: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return subprocess.run(
        [sys.executable, "-m", "gunicorn", "app.wsgi:server"],
        cwd=ROOT,
        env={**os.environ, "KVABUP_RELEASES": str(releases), "PORT": str(port), "HOST": "127.0.0.1", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("damage", [_no_folder, _changed_byte])
def test_the_server_itself_ends_with_that_sentence_alone(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    root = write_release(tmp_path / "releases")
    damage(root)
    ended = _gunicorn(root)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert SENTENCE.fullmatch(ended.stderr.strip())


def test_the_server_names_a_port_that_is_none(tmp_path: Path) -> None:
    ended = _gunicorn(tmp_path, PORT="many")
    assert ended.returncode == 1
    assert ended.stderr.strip() == "PORT must be a whole number from 1 to 65535, but is 'many'."


# --- pages ---


@pytest.mark.parametrize("kind", [RecursionError, KeyError, MemoryError])
@pytest.mark.parametrize("place", ["app.check.open_site", "app.check.create_app_for"])
def test_whatever_stops_the_site_becomes_one_sentence(
    releases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, kind: type[Exception]
) -> None:
    def fail(*_: object) -> None:
        raise kind("patients=3\nTraceback")

    monkeypatch.setattr(place, fail)
    reason = reason_not_to_start({"KVABUP_RELEASES": str(releases), "KVABUP_CACHE": str(tmp_path / "cache")})
    assert reason == (
        f"The site cannot be shown from this release ({kind.__name__} in tests.app.test_start.fail). Run `make marts`."
    )


@pytest.mark.parametrize("mart", ["patient_rates", "activity", "patients_by_unit", "prom_trends", "ssb_activity"])
def test_a_release_that_a_page_cannot_show_is_named_before_the_start(
    tmp_path: Path, mart: str, caplog: pytest.LogCaptureFixture
) -> None:
    found = tables()
    # As a release would be whose rows break the rules: a status that there is not.
    status = next(name for name in found[mart].column_names if name.endswith("status"))
    at = found[mart].schema.get_field_index(status)
    wrong = pa.array(["misspelt"] * found[mart].num_rows, found[mart].schema.field(at).type)
    root = write_release(
        tmp_path / "releases", {**found, mart: found[mart].set_column(at, found[mart].schema.field(at), wrong)}
    )
    reason = reason_not_to_start({"KVABUP_RELEASES": str(root), "KVABUP_CACHE": str(tmp_path / "cache")})
    assert SENTENCE.fullmatch(reason)
    assert caplog.records == []


def test_nothing_stays_silent_after_the_check(releases: Path, tmp_path: Path) -> None:
    reason_not_to_start({"KVABUP_RELEASES": str(releases), "KVABUP_CACHE": str(tmp_path / "cache")})
    assert logging.root.manager.disable == logging.NOTSET
