"""The whole way on a small invented delivery and the real reference tables: build, publish, open, refuse."""

import functools
import hashlib
import json
import shutil
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from data_marts import pipeline
from data_marts.__main__ import COMMANDS, main
from data_marts.build.marts import build_marts
from data_marts.catalog import MARTS, Status
from data_marts.demo.generate import main as make_demo
from data_marts.disclosure.rules import must_withhold
from data_marts.pipeline import Folders, build_release
from data_marts.publishing.publish import publish
from data_marts.release_reader import ReleaseError, open_release
from data_marts.sources.reference import REFERENCE_FOLDER

TODAY = date(2025, 6, 15)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """A published release of a hundredth of the demo delivery."""
    folder = tmp_path_factory.mktemp("marts")
    assert make_demo(["--scale", "0.01", "--out", str(folder / "delivery")]) == 0
    found = Folders(folder / "delivery", REFERENCE_FOLDER, folder / "built")
    publish(found.releases, build_release(found, TODAY), "Kari", "Ola")
    return found


def test_the_release_can_be_opened_and_says_what_it_is(folders: Folders) -> None:
    release = open_release(folders.releases)
    assert release.release_id.startswith("2024T3-")
    assert (release.first_year, release.last_year) == (2019, 2024)
    assert release.synthetic_marts == {name for name, mart in MARTS.items() if mart.source == "register"}
    names = [source.name for source in release.sources]
    assert "OPPDIKTET_PHBU_2024_T3.parquet" in names
    assert "Statistisk sentralbyrå, 13942 (ssb_activity.csv)" in names


def test_the_list_of_reservations_is_named_and_nothing_told_of_it(folders: Folders) -> None:
    """Its rows are persons, and a short list can be guessed from its checksum."""
    sources = {source.name: source for source in open_release(folders.releases).sources}
    reservations = sources["OPPDIKTET_reservasjoner.parquet"]
    assert (reservations.sha256, reservations.rows) == (None, None)
    others = [source for source in sources.values() if source != reservations]
    assert all(source.sha256 and source.rows for source in others)
    path = folders.delivery / "OPPDIKTET_reservasjoner.parquet"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert digest not in (folders.releases / "current" / "manifest.json").read_text()


def test_nothing_published_breaks_the_rule(folders: Folders) -> None:
    """Every published group of every open row of a register mart, by the rule itself."""
    tables = open_release(folders.releases).open_tables()
    for mart in MARTS.values():
        if mart.source == "register":
            needed = {n for g in mart.groups for n in (*g.persons, *g.denominators, *sum(g.complements, ()))}
            statuses = [group.status_column for group in mart.groups]
            small = tables[mart.name].select([*needed, *statuses]).group_by([*needed, *statuses]).aggregate([])
            for row in small.to_pylist():
                for group in mart.groups:
                    if row[group.status_column] == Status.PUBLISHED:
                        assert not must_withhold(group, row), (mart.name, group.name)


def test_only_published_groups_have_figures(folders: Folders) -> None:
    tables = open_release(folders.releases).open_tables()
    for mart in MARTS.values():
        for group in mart.groups:
            status = tables[mart.name].column(group.status_column).to_pylist()
            for measure in group.measures:
                values = tables[mart.name].column(measure.name).to_pylist()
                assert all(v is None or s == Status.PUBLISHED for v, s in zip(values, status, strict=True))
                if measure.kind == "count":
                    assert all(v is not None for v, s in zip(values, status, strict=True) if s == Status.PUBLISHED)


def test_open_and_restricted_agree_where_figures_are_shown(folders: Folders) -> None:
    release = open_release(folders.releases)
    for mart in release.manifest["marts"]:
        folder = release.files["activity"].parent.parent
        shown, true = (pq.read_table(folder / file) for file in (mart["file"], mart["restricted"]["file"]))
        assert shown.schema.equals(true.schema)
        assert shown.num_rows == true.num_rows == mart["rows"]
        for measure in MARTS[mart["name"]].measures.values():
            pairs = zip(shown.column(measure.name).to_pylist(), true.column(measure.name).to_pylist(), strict=True)
            digits = measure.decimals
            assert all(s is None or abs(s - t) <= 0.5000001 * 10**-digits for s, t in pairs)
        statuses = [group.status_column for group in MARTS[mart["name"]].groups]
        assert not any("withheld" in set(true.column(status).to_pylist()) for status in statuses)


def test_repeated_figures_of_statistics_norway_are_not_shown(folders: Folders) -> None:
    """St. Olav's consultations of 2021 are those of 2020."""
    rows = open_release(folders.releases).open_tables()["ssb_activity"].to_pylist()
    [row] = [row for row in rows if (row["year"], row["organisation"]) == (2021, "883974832")]
    assert (row["consultations"], row["consultations_status"]) == (None, "repeated")
    [country] = [row for row in rows if (row["year"], row["organisation"]) == (2024, "norge")]
    assert country["consultations"] == 594_780 + 214_842 + 127_328 + 89_733


def test_the_population_is_statistics_norways(folders: Folders) -> None:
    rows = open_release(folders.releases).open_tables()["population"].to_pylist()
    found = {(r["residence"], r["sex"]): r["population"] for r in rows if (r["year"], r["age_group"]) == (2024, "all")}
    assert found["norge", "all"] == 1_112_853
    assert (found["norge", "boys"], found["norge", "girls"]) == (572_057, 540_796)
    assert found["983971636", "all"] == 131_283  # Akershus, with Alna


def test_the_command_prints_the_release_and_a_sentence_when_it_fails(
    folders: Folders, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A damaged delivery stops the build; the release of before is still the current one, byte for byte."""
    shutil.copytree(folders.delivery, tmp_path / "delivery")
    built = tmp_path / "built"
    options = ["--delivery", str(tmp_path / "delivery"), "--releases", str(built)]
    assert main(["build", *options]) == 0
    release_id = capsys.readouterr().out.strip()
    with pytest.raises(ReleaseError, match="There is no release in"):
        open_release(built)
    assert main(["publish", release_id, "--invented", "--releases", str(built)]) == 0
    assert capsys.readouterr().out.strip() == release_id
    assert open_release(built).release_id == release_id
    before = sorted(path.name for path in built.iterdir())
    (tmp_path / "delivery" / "OPPDIKTET_PROM.parquet").write_bytes(b"")
    assert main(["build", *options]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "the former release stays" in told.err
    assert "OPPDIKTET_PROM.parquet: is not the file" in told.err
    assert "Traceback" not in told.err
    assert open_release(built).release_id == release_id
    assert sorted(path.name for path in built.iterdir()) == before


def test_check_finds_faults_without_writing(
    folders: Folders, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--delivery", str(folders.delivery), "--reference", str(folders.reference)]
    assert main(["check", *options, "--releases", str(folders.releases)]) == 0
    told = capsys.readouterr().err
    assert "only repeat the year before" in told
    assert json.loads((folders.releases / "current" / "manifest.json").read_text())["release_id"] in told
    assert main(["check", *options, "--releases", str(tmp_path)]) == 1
    assert "make marts" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("argv", "code"), [(["unknown"], 2), ([], 0), (["--help"], 0)])
def test_an_unknown_command_shows_the_commands(argv: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == code
    assert " | ".join(COMMANDS) in capsys.readouterr().err


def test_a_release_of_real_persons_is_built_but_not_published_and_the_former_release_stays(
    folders: Folders, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Until an attack has shown that hidden cells cannot be worked out from their totals."""
    former = open_release(folders.releases).release_id
    delivery = shutil.copytree(folders.delivery, tmp_path / "delivery")
    contents = json.loads((delivery / "leveranse.json").read_text())
    (delivery / "leveranse.json").write_text(json.dumps(contents | {"oppdiktet": False}))
    assert main(["build", "--delivery", str(delivery), "--releases", str(folders.releases)]) == 0
    built = capsys.readouterr().out.strip()
    assert not open_release(folders.releases, built).synthetic
    names = ["--by", "Kari", "--second", "Ola"]
    assert main(["publish", built, *names, "--releases", str(folders.releases)]) == 1
    assert "holds figures of real persons and has no certificate" in capsys.readouterr().err
    assert open_release(folders.releases).release_id == former


def test_the_same_sources_give_the_same_release_on_any_day_in_any_folder_with_any_threads(
    folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = shutil.copytree(folders.delivery, tmp_path / "elsewhere")
    single = functools.partial(build_marts, threads=1)
    monkeypatch.setattr(pipeline, "build_marts", single)
    release_id = build_release(Folders(delivery, REFERENCE_FOLDER, tmp_path / "built"), date(2031, 1, 2))
    first, again = open_release(folders.releases), open_release(tmp_path / "built", release_id)
    assert again.release_id == first.release_id
    assert (first.built_at, again.built_at) == ("2025-06-15", "2031-01-02")
    assert again.manifest["marts"] == first.manifest["marts"]
    assert again.manifest["tables"] == first.manifest["tables"]
