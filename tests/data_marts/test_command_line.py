"""The command line: what is done where a release stands already, and what is said where something is wrong."""

from pathlib import Path

import pytest

from data_marts import __main__ as command_line
from data_marts.release_reader import ReleaseError


def _opened(answer: bool) -> object:
    def open_release(root: Path) -> None:
        if not answer:
            raise ReleaseError(f"There is no release in {root}.")

    return open_release


def test_if_missing_does_nothing_where_a_release_can_be_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command_line, "open_release", _opened(True))
    folders = ["--delivery", str(tmp_path / "none"), "--releases", str(tmp_path / "releases")]
    assert command_line.main(["build", "--if-missing", *folders]) == 0
    assert capsys.readouterr().err == ""
    assert list(tmp_path.iterdir()) == []


def test_if_missing_builds_where_no_release_can_be_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # There is no delivery either, so that the attempt to build is refused in a sentence.
    folders = ["--delivery", str(tmp_path / "none"), "--releases", str(tmp_path / "releases")]
    assert command_line.main(["build", "--if-missing", *folders]) == 1
    assert "Nothing was released, the former release stays: " in capsys.readouterr().err


def test_a_command_that_does_not_exist_names_those_that_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["bild"]) == 2
    assert "build | demo | refresh-ssb | check" in capsys.readouterr().err


def test_if_missing_belongs_to_building_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        command_line.main(["check", "--if-missing"])
    assert stopped.value.code == 2
    assert "--if-missing" in capsys.readouterr().err
