"""What an attack hands out: a certificate that publishing reads, a page that names no figure, a restricted list."""

import json
import re
from pathlib import Path

import pyarrow as pa
import pytest

from data_marts.__main__ import main
from data_marts.catalog import MARTS, TABLES
from data_marts.disclosure.protect import protect
from data_marts.publishing.certificate import read_certificate
from data_marts.publishing.problems import PublicationError
from data_marts.release_reader import ReleaseError, open_release
from data_marts.releases import write_release
from tests.data_marts.disclosure.relations.worlds import world
from tests.data_marts.publishing.shelf import build
from tests.data_marts.releases.test_releases import facts, one_row
from tests.reference.true_figures import with_largest

NO_LIMITS = {"contacts_low": None, "contacts_high": None}
WITHHELD = {"contacts": None, "contact_patients": None, "contacts_status": "withheld", **NO_LIMITS}
ALL_CODED = {"coded_patients": 7, "uncoded_patients": 0}
SMALL = {"contacts": 4, "contact_patients": 3, **NO_LIMITS}


# One group of each mart is shown in its one row: the others would have to fit it.
SHOWN = {
    "patient_rates": "patients",
    "activity": "contacts",
    "patients_by_unit": "patients",
    "waiting": "referrals",
    "prom_trends": "coverage",
    "coverage": "coding",
}


def fitting(mart: str, **values: object) -> pa.Table:
    """A mart of one row with one group, and some values."""
    others = [group for group in MARTS[mart].groups if group.name != SHOWN[mart]]
    empty = {measure.name: None for group in others for measure in group.measures}
    statuses = {group.status_column: "not_applicable" for group in others}
    period = {"period": "2024"} if mart in ("activity", "waiting") else {}
    return one_row(mart, **empty, **statuses, **period, **values)


def safe_release(root: Path) -> str:
    """Three children with four contacts at one place, which nothing else tells of: withheld, and safe."""
    marts = {name: fitting(name) for name in SHOWN} | {"coverage": fitting("coverage", **ALL_CODED)}
    shown, true = ({**marts, "activity": fitting("activity", **told)} for told in (WITHHELD, SMALL))
    return build(root, 7, shown, true_rows={name: with_largest(MARTS[name], table) for name, table in true.items()})


def leaking_release(root: Path) -> str:
    """A random delivery where each small number of waiting alone is withheld."""
    marts = {name: one_row(name) for name in MARTS} | {name: fitting(name) for name in SHOWN}
    marts |= {"coverage": fitting("coverage", **ALL_CODED)}
    marts |= {"waiting": world(0).marts["waiting"]}
    tables = {name: one_row(name).slice(0, 0) for name in TABLES}
    tables |= {name: table.cast(TABLES[name].schema) for name, table in world(0).tables.items()}
    marts = {name: with_largest(MARTS[name], table) for name, table in marts.items()}
    return write_release(root, marts, protect(marts), tables, facts())


def attack(root: Path, *arguments: str) -> int:
    return main(["attack", *arguments, "--releases", str(root)])


def test_a_clean_release_is_certified_and_publishing_reads_it(tmp_path: Path) -> None:
    name = safe_release(tmp_path)
    assert attack(tmp_path, name) == 0
    found = read_certificate(tmp_path / name, open_release(tmp_path, name))
    assert found is not None
    content = json.loads((tmp_path / name / "certificate.json").read_text())
    assert content["clean"] is True
    assert content["attacked_at"] == found.attacked_at
    # The children and their contacts; and four of the seven who live in the country and are no outpatients: as what the
    # one number has beyond the other, as many at least, and as many at most.
    assert content["goals"] == 5
    assert content["strangers"] == {"exact": 0, "narrow": 0, "unresolved": 0, "safe": 5}
    assert content["narrowest_interval"] >= 4
    assert not (tmp_path / name / "restricted" / "leaks.json").exists()


def test_the_newest_release_is_attacked_where_none_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = safe_release(tmp_path)
    assert attack(tmp_path) == 0
    assert f"{name}: nothing came back of 5 withheld numbers" in capsys.readouterr().err


def test_a_certificate_is_refused_after_any_open_file_changed(tmp_path: Path) -> None:
    name = safe_release(tmp_path)
    attack(tmp_path, name)
    release = open_release(tmp_path, name)
    content = json.loads((tmp_path / name / "certificate.json").read_text())
    for file in content["files"]:
        other = {**content, "files": {**content["files"], file: "0" * 64}}
        (tmp_path / name / "certificate.json").write_text(json.dumps(other))
        with pytest.raises(PublicationError, match="exactly the open files"):
            read_certificate(tmp_path / name, release)
        path = tmp_path / name / file
        before = path.read_bytes()
        path.write_bytes(before + b" ")
        with pytest.raises(ReleaseError, match="not the file"):
            open_release(tmp_path, name)
        assert attack(tmp_path, name) == 1
        path.write_bytes(before)


def test_what_came_back_is_told_to_the_data_manager_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = leaking_release(tmp_path)
    assert attack(tmp_path, name) == 1
    assert "must not be published" in capsys.readouterr().err
    with pytest.raises(PublicationError, match="could be worked out"):
        read_certificate(tmp_path / name, open_release(tmp_path, name))
    leaks = tmp_path / name / "restricted" / "leaks.json"
    assert leaks.stat().st_mode & 0o077 == 0
    told = json.loads(leaks.read_text())
    certificate = json.loads((tmp_path / name / "certificate.json").read_text())
    strangers = [leak for leak in told if not leak["insider"]]
    assert len(strangers) == sum(certificate["strangers"][state] for state in ("exact", "narrow", "unresolved"))
    assert len(told) > len(strangers) > 0
    assert {"mart", "column", "row", "organisation", "period", "state", "method"} <= told[0].keys()


def test_certificate_and_page_name_no_place_and_no_column(tmp_path: Path) -> None:
    name = leaking_release(tmp_path)
    attack(tmp_path, name)
    certificate = json.loads((tmp_path / name / "certificate.json").read_text())
    del certificate["files"]
    texts = (json.dumps(certificate), (tmp_path / name / "certificate.html").read_text(encoding="utf-8"))
    told = json.loads((tmp_path / name / "restricted" / "leaks.json").read_text())
    words = {str(leak[key]) for leak in told for key in ("column", "organisation", "period", "insider")} - {""}
    assert len(words) > 20
    for text in texts:
        body = re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
        assert not [word for word in words if re.search(rf"\b{re.escape(word)}\b", body)]


def test_the_page_says_what_was_tried_and_what_it_led_to(tmp_path: Path) -> None:
    attack(tmp_path, name := safe_release(tmp_path))
    page = (tmp_path / name / "certificate.html").read_text(encoding="utf-8")
    assert page.startswith('<!doctype html>\n<html lang="nb">')
    assert "Ingen skjulte tall lot seg regne ut" in page
    assert "OPPDIKTET" in page
    assert "<script" not in page


def test_an_earlier_certificate_does_not_outlive_a_failed_attack(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = safe_release(tmp_path)
    attack(tmp_path, name)
    (tmp_path / name / "restricted" / "activity.oppdiktet.parquet").write_bytes(b"other")
    assert attack(tmp_path, name) == 1
    assert "is not the file that was built" in capsys.readouterr().err
    assert read_certificate(tmp_path / name, open_release(tmp_path, name)) is None


@pytest.mark.parametrize("arguments", [["2024T3-00000000"], ["../elsewhere"], []])
def test_a_release_that_is_not_there_is_said_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert attack(tmp_path, *arguments) == 1
    assert "The release was not attacked: " in capsys.readouterr().err
