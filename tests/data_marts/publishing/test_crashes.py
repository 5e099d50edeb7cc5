"""Killed at any moment, on a full disk, or where nothing may be written: the old or the new release, whole."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from data_marts.publication_reader import all_records, current_id, publications
from data_marts.release_reader import open_release
from data_marts.releases import is_whole
from tests.data_marts.publishing.shelf import build, publish_at, state

ROOT = Path(__file__).parents[3]
NOBODY = 65534


def is_shown_whole(root: Path, expected: set[str]) -> str:
    """The current release, after all that must hold of it at any moment."""
    found = open_release(root)
    assert found.release_id in expected
    assert is_whole(root / found.release_id)
    assert found.open_tables()
    # What took effect ends with what is shown, and the records can be read.
    assert publications(root)[-1].release_id == found.release_id == current_id(root)
    for record in all_records(root):
        record.changes()
        record.revisions()
    return found.release_id


def test_killed_at_any_file_operation_the_old_or_the_new_release_is_there_whole(tmp_path: Path) -> None:
    template = tmp_path / "template"
    old = build(template, 7)
    publish_at(template, old)
    new = build(tmp_path / "other", 9)
    command = [sys.executable, "-m", "tests.data_marts.publishing.crashes", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    steps = [line.split() for line in done.stdout.splitlines()]
    # Files of ten marts and tables, the marts twice; their folders, manifest, record and its files, lock and links.
    assert len(steps) > 40
    assert [outcome for _, outcome, _ in steps] == ["killed"] * (len(steps) - 1) + ["finished"]
    # What a crash leaves behind hinders nobody.
    assert {repaired for _, _, repaired in steps} == {"0"}
    shown = [is_shown_whole(tmp_path / step, {old, new}) for step, _, _ in steps]
    assert shown == [old] * shown.count(old) + [new] * shown.count(new)
    assert len(set(shown)) == 2
    for step, _, _ in steps:
        assert is_shown_whole(tmp_path / f"{step}-again", {new}) == new
        assert {path.name for path in (tmp_path / f"{step}-again").glob("2024T3-*")} == {old, new}


BUILD_AND_PUBLISH = """
import os, resource, sys
from pathlib import Path
from data_marts.publishing.terminal import run_command
from tests.data_marts.publishing.shelf import build, publish_at
root, other = Path(sys.argv[1]), Path(sys.argv[2])
{prepared}
sys.exit(run_command(lambda console: publish_at(root, build(root, 9)), "Nothing was published", root))
"""
# Once elsewhere, so that everything is loaded: Python itself may be out of reach for others.
AS_NOBODY = f"""
publish_at(other, build(other, 9))
os.setgroups([])
os.setgid({NOBODY})
os.setuid({NOBODY})
"""


def run_program(root: Path, prepared: str = "", other: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", BUILD_AND_PUBLISH.format(prepared=prepared), str(root), str(other)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_build_that_finds_no_room_is_refused_in_a_sentence(tmp_path: Path) -> None:
    """At every size of the largest file that is allowed, up to the one that is enough."""
    publish_at(tmp_path, old := build(tmp_path, 7))
    sizes = sorted({path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()})
    before = state(tmp_path)
    for limit in (0, sizes[len(sizes) // 2], sizes[-1] - 1):
        done = run_program(tmp_path, f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))")
        assert done.returncode == 1, done.stderr
        assert done.stderr.count("\n") == 1
        assert "Nothing was published: A file in" in done.stderr
        assert "would be larger than is allowed" in done.stderr
        assert state(tmp_path) == before
        assert is_shown_whole(tmp_path, {old})


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk_is_refused_in_a_sentence(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=700k", "none", str(disk)], check=False)
    if mounted.returncode:
        pytest.skip("this machine mounts no disks")
    try:
        publish_at(disk, old := build(disk, 7))
        before = state(disk)
        room = shutil.disk_usage(disk).free
        for left in (0, 40_000, 100_000):
            (disk / "filler").write_bytes(b"x" * max(room - left, 0))
            done = run_program(disk)
            (disk / "filler").unlink()
            assert done.returncode == 1, (left, done.stderr)
            assert "is full: make room there and try again." in done.stderr
            assert "Traceback" not in done.stderr
            assert open_release(disk).release_id == old
            assert {name: text for name, text in state(disk).items() if name in before} == before
        assert run_program(disk).returncode == 0
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can run a program as somebody else")
def test_a_folder_that_may_not_be_written_is_refused_in_a_sentence(tmp_path: Path) -> None:
    root = tmp_path / "built"
    publish_at(root, build(root, 7))
    # The folders above must let others through; those of pytest are closed.
    for folder in (tmp_path, *list(tmp_path.parents)[:2]):
        folder.chmod(0o755)
    before = state(root)
    done = run_program(root, prepared=AS_NOBODY, other=tmp_path / "other")
    assert done.returncode == 1, done.stderr
    assert done.stderr.count("\n") == 1
    assert "may not be written or read by this user: run as the user who owns it" in done.stderr
    assert state(root) == before
