"""How far a release is delivered, as its manifest tells it."""

import json
from datetime import date
from pathlib import Path

import pytest

from data_marts.release_checks import manifest_text, release_id
from data_marts.release_reader import ReleaseError, open_release
from tests.app.release_folder import write_named_release
from tests.app.small_release import tables


def _with_period(root: Path, **period: object) -> str:
    """The current release under the name that it has with another period."""
    folder = (root / "current").resolve()
    content = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    content["period"] |= period
    content.pop("release_id")
    name = release_id(content)
    (folder / "manifest.json").write_text(manifest_text({"release_id": name, **content}), encoding="utf-8")
    folder.rename(root / name)
    return name


def test_the_manifest_tells_how_far_a_release_is_delivered(tmp_path: Path) -> None:
    write_named_release(tmp_path, tables())
    assert open_release(tmp_path).delivered_through == date(2024, 12, 31)
    name = _with_period(tmp_path, delivered_through="2025-09-30")
    assert open_release(tmp_path, name).delivered_through == date(2025, 9, 30)


@pytest.mark.parametrize("told", ["soon", 2025, ["2025-09-30"], "2025-02-30"])
def test_a_day_that_is_none_is_not_a_manifest(tmp_path: Path, told: object) -> None:
    write_named_release(tmp_path, tables())
    name = _with_period(tmp_path, delivered_through=told)
    with pytest.raises(ReleaseError, match="is not a manifest of this version"):
        open_release(tmp_path, name)
