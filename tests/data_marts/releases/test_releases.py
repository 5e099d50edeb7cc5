"""A release is written whole or not at all, says what it holds, and is refused when it is not what was written."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data_marts import releases
from data_marts.catalog import COUNTRY, MARTS, TABLES
from data_marts.disclosure.rules import DEFAULT_POLICY
from data_marts.manifest import Facts, Source
from data_marts.release_checks import release_id
from data_marts.release_reader import ReleaseError, open_release
from data_marts.releases import write_release

VALUES = {pa.string(): "x", pa.int16(): 2024, pa.int64(): 7, pa.float64(): 1.5, pa.bool_(): True}
SCHEMAS = {name: mart.schema for name, mart in MARTS.items()} | {name: table.schema for name, table in TABLES.items()}


def one_row(name: str, patients: int = 7, **changed: object) -> pa.Table:
    """One possible row: values from the catalogue where it lists them, everything published."""
    row: dict[str, object] = {field.name: VALUES[field.type] for field in SCHEMAS[name]}
    if name in MARTS:
        row |= {d.name: COUNTRY for d in MARTS[name].dimensions if d.table}
        row |= {d.name: d.values[0] for d in MARTS[name].dimensions if d.values}
        row |= {group.status_column: "published" for group in MARTS[name].groups}
    elif name in ("residence_areas", "organisations"):
        row |= {"code": COUNTRY, "parent": None, "level": "country"}
    row |= {"patients": patients} if "patients" in row else {}
    return pa.Table.from_pylist([row | changed], schema=SCHEMAS[name])


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
    """Writes a release of one row a mart and makes it the current one, as publishing does in the end."""
    marts = {name: one_row(name, patients) for name in MARTS}
    return written(root, marts, {name: one_row(name) for name in TABLES}, told)


def written(root: Path, marts: dict[str, pa.Table], tables: dict[str, pa.Table], told: Facts | None = None) -> str:
    name = write_release(root, marts, marts, tables, told or facts())
    releases.switch(root, name)
    return name


def test_a_published_release_is_the_one_that_is_opened(tmp_path: Path) -> None:
    release_id = release(tmp_path)
    found = open_release(tmp_path)
    assert found.release_id == release_id
    assert release_id.startswith("2024T3-")
    assert (found.first_year, found.last_year) == (2023, 2024)
    assert found.policy == DEFAULT_POLICY
    assert found.open_tables()["patients_by_unit"].to_pylist() == one_row("patients_by_unit").to_pylist()


def test_the_same_figures_are_the_same_release(tmp_path: Path) -> None:
    assert release(tmp_path / "a") == release(tmp_path / "b")
    assert release(tmp_path / "a") == release(tmp_path / "a")
    assert len(list((tmp_path / "a").iterdir())) == 3  # the release, `current` and the lock


def test_other_figures_are_another_release_and_the_former_one_stays(tmp_path: Path) -> None:
    first, second = release(tmp_path, 7), release(tmp_path, 8)
    assert first != second
    assert open_release(tmp_path).release_id == second
    assert releases.is_whole(tmp_path / first)


def test_invented_marts_say_so_in_name_metadata_and_manifest(tmp_path: Path) -> None:
    release(tmp_path)
    found = open_release(tmp_path)
    assert found.synthetic_marts == {
        "patient_rates", "activity", "patients_by_unit", "waiting", "prom_trends", "coverage",
    }  # fmt: skip
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
        {"name": "file.parquet", "sha256": None, "rows": None, "period": "2023", "synthetic": True, "kind": ""}
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
    assert patients["additive_over"] == ["residence", "sex", "age_group", "diagnosis_group"]
    assert mart["restricted"] == {
        "name": "patient_rates", "file": "restricted/patient_rates.oppdiktet.parquet", "rows": mart["rows"],
    }  # fmt: skip


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
    """Changes the manifest and gives the release the name that goes with it, as someone with an intention would."""
    folder = (root / "current").resolve()
    content = change(json.loads((folder / "manifest.json").read_text()))
    content["release_id"] = release_id(content)
    (folder / "manifest.json").write_text(json.dumps(content))
    folder.rename(root / content["release_id"])
    releases.switch(root, content["release_id"])


def manifest_changed_under_its_name(root: Path) -> None:
    path = root / "current" / "manifest.json"
    path.write_text(path.read_text().replace('"last_year": 2024', '"last_year": 2025'))


def folder_of_another_name(root: Path) -> None:
    (root / "current").resolve().rename(root / "2024T3-00000000")
    releases.switch(root, "2024T3-00000000")


def lower_policy(root: Path) -> None:
    def lower(content: dict[str, Any]) -> dict[str, Any]:
        content["policy"]["thresholds"]["smallest_persons"] = 0
        return content

    edit_manifest(root, lower)


def policy_in_words(root: Path) -> None:
    def worded(content: dict[str, Any]) -> dict[str, Any]:
        content["policy"]["thresholds"]["smallest_denominator"] = "5"
        return content

    edit_manifest(root, worded)


def invented_figures_called_real(root: Path) -> None:
    def called_real(content: dict[str, Any]) -> dict[str, Any]:
        for mart in content["marts"]:
            mart["synthetic"] = False
        return content

    edit_manifest(root, called_real)


DAMAGES = (
    (no_release, "There is no release in"),
    (dangling, "There is no release in"),
    (no_manifest, "is missing or damaged"),
    (half_a_manifest, "is missing or damaged"),
    (manifest_of_another_version, "written by another version"),
    (manifest_without_policy, "not a manifest of this version"),
    (lost_mart, "has no 'patient_rates'"),
    (manifest_changed_under_its_name, "not the one that this release was named after"),
    (folder_of_another_name, "not the one that this release was named after"),
    (lower_policy, "smallest_persons is missing or weaker than the rule allows"),
    (policy_in_words, "smallest_denominator is missing or weaker than the rule allows"),
    (invented_figures_called_real, "disagree on whether it is invented"),
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
    written(tmp_path, marts, {name: one_row(name) for name in TABLES})
    with pytest.raises(ReleaseError, match="other columns than the catalogue promises"):
        open_release(tmp_path)


IMPOSSIBLE = (
    ("activity", {"contacts": -7}, "contacts has negative values"),
    ("patient_rates", {"rate": float("nan")}, "rate has values that are no numbers"),
    ("patient_rates", {"rate_high": float("inf")}, "rate_high has values that are no numbers"),
    ("patients_by_unit", {"patients_status": "hidden"}, "unknown values of patients_status"),
    ("patients_by_unit", {"patients_status": "withheld"}, "patients has values beside a status that means none"),
    ("patients_by_unit", {"year": 32000}, "unknown values of year"),
    ("patients_by_unit", {"organisation": "000000000"}, "unknown values of organisation"),
    ("population", {"sex": "boy"}, "unknown values of sex"),
    ("organisations", {"parent": COUNTRY}, "a place lies below itself"),
    ("organisations", {"parent": "000000000"}, "parents are not in the table"),
)


@pytest.mark.parametrize(("name", "changed", "sentence"), IMPOSSIBLE)
def test_a_value_that_cannot_be_is_refused_without_being_told(
    tmp_path: Path, name: str, changed: dict[str, object], sentence: str
) -> None:
    found = {table: one_row(table, **(changed if table == name else {})) for table in SCHEMAS}
    marts = {mart: found[mart] for mart in MARTS}
    release_id = written(tmp_path, marts, {table: found[table] for table in TABLES})
    with pytest.raises(ReleaseError, match=sentence) as refused:
        open_release(tmp_path).open_tables()
    told = str(refused.value).replace(release_id, "")  # its hash may hold any digits
    assert str(next(iter(changed.values()))) not in told or name == "organisations"


@pytest.mark.parametrize(("rows", "sentence"), [(0, "it has no rows"), (2, "a cell stands twice")])
def test_an_empty_mart_and_a_doubled_cell_are_refused(tmp_path: Path, rows: int, sentence: str) -> None:
    marts = {name: one_row(name) for name in MARTS}
    marts["activity"] = pa.concat_tables([marts["activity"]] * rows) if rows else marts["activity"].slice(0, 0)
    written(tmp_path, marts, {name: one_row(name) for name in TABLES})
    with pytest.raises(ReleaseError, match=sentence):
        open_release(tmp_path).open_tables()


def test_true_counts_are_for_those_who_make_releases(tmp_path: Path) -> None:
    folder = tmp_path / release(tmp_path)
    assert (folder / "restricted").stat().st_mode & 0o077 == 0
