"""The command line: what is done where a release stands already, and what is said where something is wrong."""

import shutil
import tomllib
from pathlib import Path

import pytest

from data_marts import VERSION
from data_marts import __main__ as command_line
from data_marts.demo.generate import main as make_demo
from data_marts.publishing.candidates import release_folders
from data_marts.sources.reference import REFERENCE_FOLDER

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small delivery, a copy of the reference tables, and the release built from them."""
    folder = tmp_path_factory.mktemp("line")
    assert make_demo(["--scale", "0.005", "--out", str(folder / "delivery")]) == 0
    shutil.copytree(REFERENCE_FOLDER, folder / "reference")
    assert command_line.main(["build", *arguments(folder)]) == 0
    assert publish(folder) == 0
    return folder


def publish(folder: Path) -> int:
    return command_line.main(["publish", "--invented", "--releases", str(folder / "built")])


def arguments(folder: Path) -> list[str]:
    return [
        "--delivery", str(folder / "delivery"),
        "--reference", str(folder / "reference"),
        "--releases", str(folder / "built"),
    ]  # fmt: skip


def releases(folder: Path) -> set[str]:
    return {path.name for path in release_folders(folder / "built")}


def test_if_needed_does_nothing_where_the_release_is_up_to_date(
    folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.main(["build", "--if-needed", *arguments(folders)]) == 0
    assert capsys.readouterr().out == ""


def test_if_needed_builds_when_the_program_has_changed(
    folders: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command_line, "code_version", lambda: "9.9.9+other")
    assert command_line.main(["build", "--if-needed", *arguments(folders)]) == 0
    assert capsys.readouterr().out.strip() == (folders / "built" / "current").resolve().name


def test_if_needed_builds_when_a_reference_table_has_changed(folders: Path) -> None:
    table = folders / "reference" / "ssb_activity.csv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    known = releases(folders)
    # The first figure becomes one larger.
    head, figure = lines[1].rstrip("\n").rsplit(",", 1)
    lines[1] = f"{head},{int(figure) + 1}\n"
    table.write_text("".join(lines), encoding="utf-8")
    assert command_line.main(["build", "--if-needed", *arguments(folders)]) == 0
    assert len(releases(folders) - known) == 1


def test_if_needed_builds_where_there_is_no_release(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # There is no delivery either, so that the attempt to build is refused in a sentence.
    places = ["--delivery", str(tmp_path / "none"), "--releases", str(tmp_path / "releases")]
    assert command_line.main(["build", "--if-needed", *places]) == 1
    assert "Nothing was released, the former release stays: " in capsys.readouterr().err


def test_a_command_that_does_not_exist_names_those_that_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["bild"]) == 2
    assert "build | demo | refresh-ssb | check | list" in capsys.readouterr().err


def test_if_needed_belongs_to_building_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        command_line.main(["check", "--if-needed"])
    assert stopped.value.code == 2
    assert "--if-needed" in capsys.readouterr().err


def test_the_version_is_that_of_the_project() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == VERSION
