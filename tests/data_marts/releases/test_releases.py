"""A release is written whole or not at all, says what it holds, and is refused when it is not what was written."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data_marts import releases
from data_marts.catalog import MARTS, TABLES
from data_marts.disclosure.rules import DEFAULT_POLICY
from data_marts.manifest import Facts, Source
from data_marts.release_reader import ReleaseError, open_release
from data_marts.releases import publish

VALUES = {pa.string(): "x", pa.int16(): 2024, pa.int64(): 7, pa.float64(): 1.5, pa.bool_(): True}
SCHEMAS = {name: mart.schema for name, mart in MARTS.items()} | {name: table.schema for name, table in TABLES.items()}


def one_row(name: str, patients: int = 7) -> pa.Table:
    row = {field.name: VALUES[field.type] for field in SCHEMAS[name]}
    return pa.Table.from_pylist([row | ({"patients": patients} if "patients" in row else {})], schema=SCHEMAS[name])


def facts(synthetic: bool = True, left_out: int = 0) -> Facts:
    return Facts(
        built_at="2024-05-17",
        first_year=2023,
        last_year=2024,
        synthetic=synthetic,
        sources=(Source("file.parquet", "0" * 64, 3, "2023", synthetic),),
        policy=DEFAULT_POLICY,
        left_out={"patient_years_18_or_older": left_out},
        findings=(),
    )


def release(root: Path, patients: int = 7, told: Facts | None = None) -> str:
    marts = {name: one_row(name, patients) for name in MARTS}
    return publish(root, marts, marts, {name: one_row(name) for name in TABLES}, told or facts())


def test_a_published_release_is_the_one_that_is_opened(tmp_path: Path) -> None:
    release_id = release(tmp_path)
    found = open_release(tmp_path)
    assert found.release_id == release_id
    assert release_id.startswith("2024-05-17-")
    assert (found.first_year, found.last_year) == (2023, 2024)
    assert found.policy == DEFAULT_POLICY
    assert found.open_tables()["patients_by_unit"].to_pylist() == one_row("patients_by_unit").to_pylist()


def test_the_same_figures_are_the_same_release(tmp_path: Path) -> None:
    assert release(tmp_path / "a") == release(tmp_path / "b")
    assert release(tmp_path / "a") == release(tmp_path / "a")
    assert len(list((tmp_path / "a").iterdir())) == 2  # the release and `current`


def test_other_figures_are_another_release_and_the_former_one_stays(tmp_path: Path) -> None:
    first, second = release(tmp_path, 7), release(tmp_path, 8)
    assert first != second
    assert open_release(tmp_path).release_id == second
    assert releases.is_whole(tmp_path / first)


def test_invented_marts_say_so_in_name_metadata_and_manifest(tmp_path: Path) -> None:
    release(tmp_path)
    found = open_release(tmp_path)
    assert found.synthetic_marts == {"patient_rates", "activity", "patients_by_unit", "prom_trends"}
    assert found.files["activity"].name == "activity.oppdiktet.parquet"
    assert pq.read_schema(found.files["activity"]).metadata[b"oppdiktet"] == b"ja"
    assert found.files["population"].name == "population.parquet"
    assert not pq.read_schema(found.files["population"]).metadata


def test_a_real_delivery_is_not_called_invented(tmp_path: Path) -> None:
    release(tmp_path, told=facts(synthetic=False))
    found = open_release(tmp_path)
    assert not found.synthetic
    assert found.files["activity"].name == "activity.parquet"


@pytest.mark.parametrize(("persons", "told"), [(0, 0), (3, "withheld"), (4, "withheld"), (5, 5)])
def test_a_small_number_of_persons_left_out_is_not_told(tmp_path: Path, persons: int, told: int | str) -> None:
    release(tmp_path, told=facts(left_out=persons))
    assert open_release(tmp_path).manifest["left_out"] == {"patient_years_18_or_older": told}


def test_checksum_and_rows_that_must_not_be_told_are_not_there(tmp_path: Path) -> None:
    told = replace(facts(), sources=(Source("file.parquet", None, None, "2023", True),))
    release(tmp_path, told=told)
    found = open_release(tmp_path)
    assert found.manifest["sources"] == [
        {"name": "file.parquet", "sha256": None, "rows": None, "period": "2023", "synthetic": True}
    ]
    assert [(source.sha256, source.rows) for source in found.sources] == [(None, None)]


def test_the_manifest_tells_relations_between_cells(tmp_path: Path) -> None:
    release(tmp_path)
    [mart] = [mart for mart in open_release(tmp_path).manifest["marts"] if mart["name"] == "patient_rates"]
    [residence] = [dimension for dimension in mart["dimensions"] if dimension["name"] == "residence"]
    assert residence == {
        "name": "residence",
        "total": "norge",
        "table": "residence_areas",
        "code_column": "code",
        "parent_column": "parent",
    }
    [patients] = [measure for measure in mart["groups"][0]["measures"] if measure["name"] == "patients"]
    assert patients["additive_over"] == ["residence", "age_group", "diagnosis_group"]
    assert mart["restricted"]["file"] == "restricted/patient_rates.oppdiktet.parquet"


class Killed(BaseException):
    """Stands for the end of the process: nothing after it runs."""


def dying_at(step: int, patch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Makes the given disk operation, counted over the whole publishing, the last one; gives a counter."""
    done = 0

    def counting(operation: Callable[..., object]) -> Callable[..., object]:
        def run(*given: object, **named: object) -> object:
            nonlocal done
            done += 1
            if done > step:
                raise Killed
            return operation(*given, **named)

        return run

    patch.setattr(os, "fsync", counting(os.fsync))
    patch.setattr(pq, "write_table", counting(pq.write_table))
    for name in ("rename", "replace", "symlink_to", "write_text"):
        patch.setattr(Path, name, counting(getattr(Path, name)))
    patch.setattr(shutil, "rmtree", lambda *given, **named: None)
    return lambda: done


def test_a_crash_at_any_moment_leaves_the_old_or_the_new_release_whole(tmp_path: Path) -> None:
    old = release(tmp_path / "template", 7)
    new, seen, step = release(tmp_path / "other", 8), set(), 0
    while True:
        root = tmp_path / f"step{step}"
        shutil.copytree(tmp_path / "template", root, symlinks=True)
        with pytest.MonkeyPatch.context() as patch:
            count = dying_at(step, patch)
            try:
                release(root, 8)
                finished = True
            except Killed:
                finished = False
        found = open_release(root)
        assert releases.is_whole(root / found.release_id)
        seen.add(found.release_id)
        if finished:
            break
        # What the crash left behind is no hindrance.
        assert release(root, 8) == new
        assert open_release(root).release_id == new
        step += 1
    assert count() > 40
    assert seen == {old, new}


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    release(tmp_path, 7)
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pq, "write_table", lambda *given, **named: (_ for _ in ()).throw(OSError("disk full")))
        with pytest.raises(OSError, match="disk full"):
            release(tmp_path, 8)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_damaged_release_is_written_anew(tmp_path: Path) -> None:
    release(tmp_path)
    open_release(tmp_path).files["activity"].write_bytes(b"")
    release(tmp_path)
    assert open_release(tmp_path).open_tables()["activity"].num_rows == 1


def test_an_open_release_does_not_follow_a_later_switch(tmp_path: Path) -> None:
    release(tmp_path, 7)
    opened = open_release(tmp_path)
    release(tmp_path, 8)
    assert opened.open_tables()["patients_by_unit"].column("patients").to_pylist() == [7]


def no_release(root: Path) -> None:
    (root / "current").unlink()


def dangling(root: Path) -> None:
    shutil.rmtree(open_release(root).files["activity"].parent.parent)


def no_manifest(root: Path) -> None:
    (root / "current" / "manifest.json").unlink()


def half_a_manifest(root: Path) -> None:
    path = root / "current" / "manifest.json"
    path.write_text(path.read_text()[:100])


def manifest_of_another_version(root: Path) -> None:
    edit_manifest(root, lambda content: content | {"format": 99})


def manifest_without_policy(root: Path) -> None:
    edit_manifest(root, lambda content: {key: value for key, value in content.items() if key != "policy"})


def lost_mart(root: Path) -> None:
    edit_manifest(root, lambda content: content | {"marts": content["marts"][1:]})


def lost_file(root: Path) -> None:
    open_release(root).files["activity"].unlink()


def changed_file(root: Path) -> None:
    pq.write_table(one_row("activity").slice(0, 0), open_release(root).files["activity"])


def edit_manifest(root: Path, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    path = root / "current" / "manifest.json"
    path.write_text(json.dumps(change(json.loads(path.read_text()))))


DAMAGES = (
    (no_release, "There is no release in"),
    (dangling, "There is no release in"),
    (no_manifest, "is missing or damaged"),
    (half_a_manifest, "is missing or damaged"),
    (manifest_of_another_version, "written by another version"),
    (manifest_without_policy, "not a manifest of this version"),
    (lost_mart, "has no 'patient_rates'"),
    (lost_file, "is missing or cannot be read"),
    (changed_file, "is not the file that was released"),
)


@pytest.mark.parametrize(("damage", "sentence"), DAMAGES, ids=lambda case: getattr(case, "__name__", ""))
def test_a_damaged_release_is_refused_with_what_to_run(
    tmp_path: Path, damage: Callable[[Path], None], sentence: str
) -> None:
    release(tmp_path)
    damage(tmp_path)
    with pytest.raises(ReleaseError, match=sentence) as refused:
        open_release(tmp_path)
    assert str(refused.value).endswith("Run `make marts`.")


def test_a_mart_of_another_shape_is_refused(tmp_path: Path) -> None:
    marts = {name: one_row(name) for name in MARTS}
    marts["population"] = marts["population"].drop_columns(["population_status"])
    publish(tmp_path, marts, marts, {name: one_row(name) for name in TABLES}, facts())
    with pytest.raises(ReleaseError, match="other columns than the catalogue promises"):
        open_release(tmp_path)
