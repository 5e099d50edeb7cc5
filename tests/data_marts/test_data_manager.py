"""The walk-through for the data manager: every command in it, as it stands, in its order."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from data_marts.__main__ import COMMANDS
from data_marts.publishing.candidates import release_folders
from data_marts.release_reader import open_release

ROOT = Path(__file__).parents[2]
WALK = ROOT / "docs" / "data-manager.md"
# Stops the preview once it has answered: a reader would look at it and press Ctrl-C.
PREVIEW = """
preview() {
    python -m data_marts preview "$@" --port "$FREE_PORT" >preview.log 2>&1 &
    for _ in $(seq 150); do grep -q "http:" preview.log && break; sleep 0.2; done
    grep -q "http:" preview.log || { cat preview.log >&2; return 1; }
    kill -TERM $!; wait $! || true
}
"""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def script() -> str:
    """All commands of the document, each shown before it runs."""
    blocks = re.findall(r"^```sh\n(.*?)^```", WALK.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    commands = "".join(blocks).replace("python -m data_marts preview", "preview")
    return f"set -euo pipefail\n{PREVIEW}\nset -v\n{commands}"


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder in which somebody has gone through the document, and all that the terminal said."""
    folder = tmp_path_factory.mktemp("walk")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script()],
        cwd=folder,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "FREE_PORT": str(free_port())},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    return folder, done.stdout


def test_every_command_of_the_chain_is_walked_through() -> None:
    named = set(re.findall(r"(?:data_marts|^) (?:preview|[\w-]+)", WALK.read_text(encoding="utf-8")))
    assert {name.split()[-1] for name in named} >= set(COMMANDS)


def test_the_first_release_is_shown_again_at_the_end_and_both_are_kept(walked: tuple[Path, str]) -> None:
    folder, _ = walked
    releases = folder / "releases"
    current = open_release(releases)
    assert current.manifest["period"]["delivered_through"] == "2024-09-30"
    assert len(release_folders(releases)) == 2
    assert len(list((releases / "publications").glob("[0-9][0-9][0-9][0-9].json"))) == 3


def test_what_is_told_on_the_way(walked: tuple[Path, str]) -> None:
    folder, told = walked
    assert "Traceback" not in told
    assert "INVENTED" in told
    assert "For others: small numbers are withheld." in told
    assert (folder / "changes.parquet").stat().st_size > 1000
    reports = {path.name for path in (folder / "restricted").glob("*/*report.*")}
    assert reports == {"report.html", "report.json", "shared-report.html", "shared-report.json"}


def test_the_restricted_folder_is_for_its_owner_alone(walked: tuple[Path, str]) -> None:
    folder, _ = walked
    restricted = folder / "restricted"
    assert restricted.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in restricted.rglob("*"))
