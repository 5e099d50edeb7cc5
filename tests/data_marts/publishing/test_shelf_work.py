"""Listing, cleaning up and previewing the releases of a folder."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from data_marts.__main__ import main
from data_marts.publication_reader import publications
from data_marts.publishing import cleanup
from data_marts.publishing.candidates import release_folders
from data_marts.publishing.cleanup import removable
from data_marts.publishing.listing import listed
from data_marts.publishing.preview import server_environment
from data_marts.release_reader import ReleaseError, open_release
from tests.app.release_folder import write_release as write_site
from tests.data_marts.publishing.shelf import build, publish_at, state

ROOT = Path(__file__).parents[3]


def test_the_list_tells_what_is_built_published_current_and_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second, third = (build(tmp_path, patients) for patients in (7, 9, 11))
    publish_at(tmp_path, first)
    publish_at(tmp_path, second, days=1)
    (tmp_path / third / "restricted" / "activity.oppdiktet.parquet").unlink()
    assert main(["list", "--json", "--releases", str(tmp_path)]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["release_id"] for row in rows] == [third, second, first]
    told = [(row["published_by"], row["current"], row["whole"]) for row in rows]
    assert told == [(None, False, False), ("Kari, Ola", True, True), ("Kari, Ola", False, True)]
    assert {(row["period"], row["built_at"], row["invented"]) for row in rows} == {("2024T3", "2024-05-17", True)}
    files = [path for path in (tmp_path / second).rglob("*") if path.is_file()]
    assert rows[1]["bytes"] == sum(path.stat().st_size for path in files)
    assert main(["list", "--releases", str(tmp_path)]) == 0
    text = capsys.readouterr().out
    lines = [line.split() for line in text.splitlines() if line.strip().startswith("2024T3-")]
    assert ["NO" if "NO" in line else "yes" for line in lines] == ["NO", "yes", "yes"]
    assert all(release_id in text for release_id in (first, second, third))


def test_a_folder_without_releases_has_an_empty_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        assert main(["list", "--releases", str(folder)]) == 0
        assert "There is no release in" in capsys.readouterr().out
        assert main(["list", "--json", "--releases", str(folder)]) == 0
        assert json.loads(capsys.readouterr().out) == []


def test_a_release_of_another_version_is_listed_as_not_whole(tmp_path: Path) -> None:
    (tmp_path / "2025-03-14-0123abcd").mkdir()
    [row] = listed(tmp_path)
    assert (row.release_id, row.whole, row.built_at) == ("2025-03-14-0123abcd", False, None)


def crowd(root: Path) -> tuple[str, ...]:
    """Six releases, of which the second and fourth were published, and what unfinished work left behind."""
    found = tuple(build(root, patients) for patients in range(7, 13))
    publish_at(root, found[1])
    publish_at(root, found[3])
    (root / ".new-abc" / "open").mkdir(parents=True)
    (root / ".new-abc" / "open" / "half.parquet").write_bytes(b"12345")
    (root / ".new-current-1").symlink_to(found[0])
    (root / "publications" / ".new-x").write_bytes(b"123")
    (root / "notes.txt").write_text("mine")
    (root / "other").mkdir()
    return found


@pytest.mark.parametrize(("keep", "kept"), [(0, []), (1, [5]), (3, [5, 4, 2]), (9, [5, 4, 2, 0])])
def test_only_candidates_and_leftovers_go(tmp_path: Path, keep: int, kept: list[int]) -> None:
    found = crowd(tmp_path)
    assert main(["gc", "--yes", "--keep", str(keep), "--releases", str(tmp_path)]) == 0
    expected = {found[1], found[3], *(found[place] for place in kept)}
    assert {path.name for path in release_folders(tmp_path)} == expected
    left = {path.name for path in tmp_path.iterdir()} - expected
    assert left == {".lock", "current", "notes.txt", "other", "publications"}
    assert not list((tmp_path / "publications").glob(".new-*"))
    assert [one.release_id for one in publications(tmp_path)] == [found[1], found[3]]
    assert open_release(tmp_path).release_id == found[3]


def test_a_dry_run_says_what_and_removes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = crowd(tmp_path)
    before = state(tmp_path)
    assert main(["gc", "--dry-run", "--keep", "2", "--releases", str(tmp_path)]) == 0
    told = capsys.readouterr().err
    assert state(tmp_path) == before
    assert found[2] in told
    assert found[0] in told
    assert not any(found[place] in told for place in (1, 3, 4, 5))
    assert "Would be removed: 5 with" in told


def test_nobody_to_ask_removes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    crowd(tmp_path)
    before = state(tmp_path)
    assert main(["gc", "--releases", str(tmp_path)]) == 1
    assert "say --yes" in capsys.readouterr().err
    assert state(tmp_path) == before


def test_what_a_crash_left_recorded_but_not_switched_stays(tmp_path: Path) -> None:
    found = crowd(tmp_path)
    (tmp_path / "current").unlink()
    paths = {one.path.name for one in removable(tmp_path, 0)}
    assert not {found[1], found[3]} & paths


def test_a_damaged_record_stops_the_cleaning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    crowd(tmp_path)
    (tmp_path / "publications" / "0001.json").write_text("{")
    before = state(tmp_path)
    assert main(["gc", "--yes", "--keep", "0", "--releases", str(tmp_path)]) == 1
    assert "is not a record" in capsys.readouterr().err
    assert state(tmp_path) == before


def test_a_release_that_is_removed_is_never_half_there_under_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = crowd(tmp_path)

    def interrupted(path: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cleanup, "shutil", type("Shutil", (), {"rmtree": staticmethod(interrupted)}))
    with pytest.raises(KeyboardInterrupt):
        cleanup.remove(tmp_path, removable(tmp_path, 3))
    monkeypatch.undo()
    assert all(row.whole for row in listed(tmp_path))
    assert main(["gc", "--yes", "--releases", str(tmp_path)]) == 0
    assert not list(tmp_path.glob(".new-*"))
    assert found[3] in {path.name for path in release_folders(tmp_path)}


def test_a_preview_has_its_own_answers_and_is_for_this_machine_alone(tmp_path: Path) -> None:
    environment = server_environment(tmp_path, "2024T3-12345678", 8123, "cache")
    told = {name: environment[name] for name in ("KVABUP_PREVIEW", "KVABUP_CACHE", "HOST", "PORT")}
    assert told == {"KVABUP_PREVIEW": "2024T3-12345678", "KVABUP_CACHE": "cache", "HOST": "127.0.0.1", "PORT": "8123"}
    assert environment["KVABUP_RELEASES"] == str(tmp_path)


@pytest.mark.parametrize("release_id", ["2024T3-00000000", "../x", "current"])
def test_what_is_no_release_is_not_previewed(
    tmp_path: Path, release_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    build(tmp_path)
    assert main(["preview", release_id, "--releases", str(tmp_path)]) == 1
    assert "The release cannot be shown: " in capsys.readouterr().err


@pytest.mark.parametrize("port", ["0", "65536", "x", "²"])
def test_a_port_that_is_none_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["preview", "2024T3-00000000", "--port", port])
    assert "from 1 to 65535" in capsys.readouterr().err


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_a_preview_serves_until_it_is_ended_and_leaves_nothing(tmp_path: Path, end: signal.Signals) -> None:
    root = write_site(tmp_path / "built")
    release_id = open_release(root).release_id
    before = state(root)
    port = free_port()
    command = [sys.executable, "-m", "data_marts", "preview", release_id, "--port", str(port), "--releases", str(root)]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as running:
        try:
            assert release_id in answer(f"http://127.0.0.1:{port}/helse")
        finally:
            running.send_signal(end)
            _, told = running.communicate(timeout=30)
    assert running.returncode == 0, told
    assert "Traceback" not in told
    assert "nothing was published" in told
    assert state(root) == before
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/helse", timeout=1)
    assert {path.name for path in tmp_path.iterdir()} == {"built"}
    shutil.rmtree(root)


def answer(address: str) -> str:
    """The text at an address, as soon as there is one."""
    for _ in range(200):
        try:
            with urllib.request.urlopen(address, timeout=5) as response:
                return str(response.read().decode())
        except OSError:
            time.sleep(0.2)
    raise AssertionError("nothing was served")


def test_an_id_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    build(inside)
    outside = build(tmp_path)
    with pytest.raises(ReleaseError, match="is not the id of a release"):
        open_release(inside, f"../{outside}")
