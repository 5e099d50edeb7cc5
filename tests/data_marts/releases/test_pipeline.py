"""The whole way on a small invented delivery and the real reference tables: build, publish, open, refuse."""

import functools
import hashlib
import re
import shutil
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data_marts import pipeline
from data_marts.__main__ import COMMANDS, main
from data_marts.build.marts import build_marts
from data_marts.catalog import MARTS, Status
from data_marts.checks.declared import read_checks
from data_marts.demo.generate import main as make_demo
from data_marts.disclosure.rules import must_withhold
from data_marts.disclosure.views import read_views, views_of
from data_marts.pipeline import Folders, build_release
from data_marts.publishing.candidates import release_folders
from data_marts.publishing.publish import publish
from data_marts.release_reader import ReleaseError, open_release
from data_marts.sources.reference import REFERENCE_FOLDER

TODAY = date(2025, 6, 15)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """A published release of a hundredth of the demo delivery."""
    folder = tmp_path_factory.mktemp("marts")
    assert make_demo(["--scale", "0.01", "--out", str(folder / "delivery")]) == 0
    found = Folders(folder / "delivery", REFERENCE_FOLDER, folder / "built", folder / "work")
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
    reservations = sources["OPPDIKTET_reservasjoner.csv"]
    assert (reservations.sha256, reservations.rows) == (None, None)
    others = [source for source in sources.values() if source != reservations]
    assert all(source.sha256 and source.rows is not None for source in others)
    path = folders.delivery / "OPPDIKTET_reservasjoner.csv"
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
        assert shown.schema.equals(MARTS[mart["name"]].schema)
        assert true.schema.equals(MARTS[mart["name"]].true_schema)
        assert shown.num_rows == true.num_rows == mart["rows"]
        for measure in MARTS[mart["name"]].measures.values():
            pairs = zip(shown.column(measure.name).to_pylist(), true.column(measure.name).to_pylist(), strict=True)
            digits = measure.decimals
            assert all(s is None or abs(s - t) <= 0.5000001 * 10**-digits for s, t in pairs)
        statuses = [group.status_column for group in MARTS[mart["name"]].groups]
        assert not any("withheld" in set(true.column(status).to_pylist()) for status in statuses)


def test_open_figures_stand_in_declared_views_and_restricted_ones_everywhere(folders: Folders) -> None:
    release = open_release(folders.releases)
    [entry] = [mart for mart in release.manifest["marts"] if mart["name"] == "activity"]
    levels = {row["code"]: row["level"] for row in release.open_tables()["organisations"].to_pylist()}
    shown, true = (
        pq.read_table(folders.releases / "current" / file).to_pylist()
        for file in (entry["file"], entry["restricted"]["file"])
    )
    months_of_units = 0
    for one, counted in zip(shown, true, strict=True):
        assert counted["bed_days"] is not None or counted["bed_days_status"] != "published"
        assert "too_detailed" not in counted.values()
        is_month_of_unit = (one["period_type"], levels[one["organisation"]], one["care"]) == (
            "month",
            "unit",
            "inpatient",
        )
        if is_month_of_unit:
            assert (one["bed_days"], one["bed_days_status"]) == (None, "too_detailed")
            months_of_units += counted["bed_days"] > 10
        if (one["period_type"], one["contact_type"], one["sex"], one["age_group"]) == ("year", "all", "all", "all"):
            day_of_unit = (levels[one["organisation"]], one["care"]) == ("unit", "day")
            assert ("too_detailed" in one.values()) is day_of_unit
    assert months_of_units > 100


def test_the_manifest_carries_the_views(folders: Folders) -> None:
    manifest = open_release(folders.releases).manifest
    assert views_of(manifest["views"]) == read_views()
    assert manifest["views"]["views"][0] == {
        "mart": "activity",
        "levels": ["country", "rhf", "hf"],
        "where": {"period_type": ["year"], "contact_type": ["all"], "sex": ["all"], "age_group": ["all"]},
        "why": "Everybody, by year, is what is asked for first: all measures.",
    }


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
    options = [str(tmp_path / "delivery"), "--releases", str(built), "--work", str(tmp_path / "work")]
    assert main(["build", *options]) == 0
    release_id = capsys.readouterr().out.strip()
    with pytest.raises(ReleaseError, match="There is no release in"):
        open_release(built)
    assert main(["publish", release_id, "--invented", "--releases", str(built)]) == 0
    assert capsys.readouterr().out.strip() == release_id
    assert open_release(built).release_id == release_id
    before = sorted(path.name for path in built.iterdir())
    (tmp_path / "delivery" / "OPPDIKTET_PROM_2023.parquet").write_bytes(b"")
    assert main(["build", *options]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "the former release stays" in told.err
    assert "OPPDIKTET_PROM_2023.parquet: is not the file" in told.err
    assert "Traceback" not in told.err
    assert open_release(built).release_id == release_id
    assert sorted(path.name for path in built.iterdir()) == before


def test_a_finding_that_stops_is_reported_and_nothing_is_built(
    folders: Folders, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A care level that no rule covers may mean anything: a whole kind of care would be missing."""
    delivery = shutil.copytree(folders.delivery, tmp_path / "delivery")
    _with_unknown_care_level(delivery)
    options = [str(delivery), "--work", str(tmp_path / "work")]
    assert main(["check", *options]) == 1
    assert "uncountable_codes" in capsys.readouterr().out
    assert main(["build", *options, "--releases", str(tmp_path / "built")]) == 1
    told = " ".join(capsys.readouterr().err.split())
    assert (
        "Nothing was built, the former release stays: PHBU_2024_T3: 1 of the checks stop it. uncountable_codes" in told
    )
    assert "report.html" in told
    assert release_folders(tmp_path / "built") == []


def _with_unknown_care_level(delivery: Path) -> None:
    path = delivery / "OPPDIKTET_PHBU_2024_T3.parquet"
    table = pq.read_table(path)
    place = next(at for at, name in enumerate(table.column_names) if name.casefold() == "omsorgsniva")
    field = table.schema.field(place)
    levels = pa.array([7] + table.column(place).to_pylist()[1:]).cast(field.type)
    pq.write_table(table.set_column(place, field, levels), path)
    note = delivery / "leveranse.toml"
    note.write_text(re.sub(r"^sha256 = .*\n", "", note.read_text(), flags=re.MULTILINE))


def test_what_the_checks_found_stands_in_the_manifest_without_small_numbers(folders: Folders) -> None:
    findings = open_release(folders.releases).manifest["findings"]
    assert any("only repeat the year before" in finding["sentence"] for finding in findings)
    of_delivery = [finding for finding in findings if "places" not in finding]
    assert len(of_delivery) > 10
    of_persons = {check.id for check in read_checks() if check.counts != "places"}
    numbers = [found["count"] for found in of_delivery if found["check"] in of_persons]
    assert "withheld" in numbers
    assert all(number == "withheld" or number >= 5 for number in numbers)


@pytest.mark.parametrize(("argv", "code"), [(["unknown"], 2), ([], 0), (["--help"], 0)])
def test_an_unknown_command_shows_the_commands(argv: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == code
    told = capsys.readouterr().err
    assert all(f"\n  {name:12} {what}\n" in told for name, (_, what) in COMMANDS.items())


def test_a_release_of_real_persons_is_built_but_not_published_and_the_former_release_stays(
    folders: Folders, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Until an attack has shown that hidden cells cannot be worked out from their totals."""
    former = open_release(folders.releases).release_id
    delivery = shutil.copytree(folders.delivery, tmp_path / "delivery")
    note = delivery / "leveranse.toml"
    note.write_text(note.read_text().replace("invented = true", "invented = false"))
    assert main(["build", str(delivery), "--releases", str(folders.releases), "--work", str(tmp_path / "work")]) == 0
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
    release_id = build_release(
        Folders(delivery, REFERENCE_FOLDER, tmp_path / "built", tmp_path / "work"), date(2031, 1, 2)
    )
    first, again = open_release(folders.releases), open_release(tmp_path / "built", release_id)
    assert again.release_id == first.release_id
    assert (first.built_at, again.built_at) == ("2025-06-15", "2031-01-02")
    assert again.manifest["marts"] == first.manifest["marts"]
    assert again.manifest["tables"] == first.manifest["tables"]
