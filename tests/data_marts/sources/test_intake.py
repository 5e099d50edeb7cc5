"""Taking in as a whole: used again where nothing has changed, whole or not at all, columns found under their names."""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data_marts.sources import intake as module
from data_marts.sources.intake import take_in
from data_marts.sources.problems import SourceError
from tests.reference.small_world import BY_CLINIC, note_of, small_reference, write_delivery

ROW: dict[str, object] = {
    "aar": 2023,
    "lopenr": 1,
    "sektor": "3",
    "omsorgsniva": 3,
    "inndato": date(2023, 2, 1),
    "behandlingsstedkode": int(BY_CLINIC),
}


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    reservations = [{"lopenr": number} for number in (1, 2, 3)]
    rows = [ROW | {"lopenr": number} for number in (1, 2, 2, 4, None)]
    return write_delivery(tmp_path / "delivery", rows, reservations=reservations)


def test_a_finished_intake_is_used_again(delivery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = take_in(delivery, tmp_path / "work", small_reference())
    monkeypatch.setattr(module, "stage", None)
    again = take_in(delivery, tmp_path / "work", small_reference())
    # Of few persons who have opted out it is not kept how few: 1 to 4 are told alike.
    assert (first.reserved_persons, first.reserved_rows) == (2, 3)
    assert (again.reserved_persons, again.reserved_rows) == (1, 1)
    assert replace(again, reserved_persons=2, reserved_rows=3) == first
    assert "2" not in (first.folder / "intake.json").read_text().split('"reserved_persons":')[1]


@pytest.mark.parametrize("what", ["file", "description", "reference"])
def test_anything_else_is_taken_in_anew(delivery: Path, tmp_path: Path, what: str) -> None:
    reference = small_reference()
    first = take_in(delivery, tmp_path / "work", reference)
    if what == "file":
        path = delivery / "OPPDIKTET_senger.parquet"
        pq.write_table(pa.concat_tables([pq.read_table(path)]), path, compression="none")
    elif what == "description":
        (delivery / "leveranse.toml").write_text(note_of((2023, 2024)) + "\n# other")
    else:
        reference = replace(reference, organisations=reference.organisations.slice(1))
    assert take_in(delivery, tmp_path / "work", reference).folder != first.folder


def test_a_damaged_intake_is_made_anew(delivery: Path, tmp_path: Path) -> None:
    first = take_in(delivery, tmp_path / "work", small_reference())
    first.files[0].path.unlink()
    assert take_in(delivery, tmp_path / "work", small_reference()).files[0].path.is_file()


def test_after_a_failure_nothing_is_left(delivery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "write_intake", full)
    with pytest.raises(SourceError, match="cannot be written to .No space left on device"):
        take_in(delivery, tmp_path / "work", small_reference())
    assert list((tmp_path / "work").iterdir()) == []


def test_what_a_killed_process_left_is_removed(delivery: Path, tmp_path: Path) -> None:
    dead, alive = (tmp_path / "work" / f".SMALL-0.{process}.part" for process in (2**22 + 1, os.getpid()))
    for folder in (dead, alive):
        (folder / "scratch").mkdir(parents=True)
    take_in(delivery, tmp_path / "work", small_reference())
    assert not dead.exists()
    assert alive.exists()


def test_a_file_is_the_promised_one(delivery: Path, tmp_path: Path) -> None:
    note = delivery / "leveranse.toml"
    note.write_text(note.read_text().replace('shape = "long"', f'shape = "long"\nsha256 = "{"0" * 64}"'))
    with pytest.raises(SourceError, match="PROM.parquet: is not the file that leveranse.toml describes"):
        take_in(delivery, tmp_path / "work", small_reference())


def renamed(delivery: Path, names: dict[str, str]) -> None:
    path = delivery / "OPPDIKTET_PHBU_2023_T3.parquet"
    table = pq.read_table(path)
    pq.write_table(table.rename_columns([names.get(name, name) for name in table.column_names]), path)


@pytest.mark.parametrize(
    ("names", "more"),
    [
        ({"lopenr": "LNr", "kjonn": "KJONN_dsf", "inndato": "innDato"}, ""),
        ({"lopenr": "Pasient nr. 1"}, '[episode_columns]\nlopenr = ["Pasient nr. 1"]'),
    ],
)
def test_columns_are_known_by_their_other_names(
    delivery: Path, tmp_path: Path, names: dict[str, str], more: str
) -> None:
    renamed(delivery, names)
    (delivery / "leveranse.toml").write_text(note_of((2023, 2024), more=more))
    assert take_in(delivery, tmp_path / "work", small_reference()).files[0].delivered == 2


@pytest.mark.parametrize(
    ("names", "more", "sentence"),
    [
        ({"lopenr": "person"}, "", "column 'lopenr' is missing. Name it in .episode_columns."),
        ({"aar": "LNr"}, "", 'lopenr, lnr could all be .lopenr.*lopenr = ."lopenr", "lnr".'),
        ({}, '[episode_columns]\nlopenr = ["LNr"]', "episode_columns.lopenr.: no file has a column .LNr."),
        ({}, '[episode_columns]\nhf = ["institusjonid"]', "cannot be both .institusjonid. and .hf."),
        ({"aar": "LOPENR"}, "", "stands in it twice"),
    ],
)
def test_columns_that_are_not_clear_are_told(
    delivery: Path, tmp_path: Path, names: dict[str, str], more: str, sentence: str
) -> None:
    renamed(delivery, names)
    (delivery / "leveranse.toml").write_text(note_of((2023, 2024), more=more))
    with pytest.raises(SourceError, match=sentence):
        take_in(delivery, tmp_path / "work", small_reference())


def test_a_column_that_the_files_do_not_have_can_be_declared(delivery: Path, tmp_path: Path) -> None:
    for year in (2023, 2024):
        path = delivery / f"OPPDIKTET_PHBU_{year}_T3.parquet"
        pq.write_table(pq.read_table(path).drop_columns(["bydel2", "mottaksdato"]), path)
    (delivery / "leveranse.toml").write_text(note_of((2023, 2024), more="[episode_columns]\nbydel2 = []"))
    intake = take_in(delivery, tmp_path / "work", small_reference())
    assert intake.files[0].absent == ("bydel2", "mottaksdato")


def test_a_delivery_may_lack_questionnaires_and_beds(delivery: Path, tmp_path: Path) -> None:
    from data_marts.build.marts import build_marts

    note = note_of((2023, 2024)).replace("invented = true", 'invented = true\nwithout = ["prom", "beds"]')
    for kind, name in (("prom", "PROM"), ("beds", "senger")):
        note = note.replace(f'[[{kind}]]\nfile = "OPPDIKTET_{name}.parquet"', "")
    (delivery / "leveranse.toml").write_text(note.replace('shape = "long"', ""))
    intake = take_in(delivery, tmp_path / "work", small_reference())
    assert build_marts(intake, small_reference(), threads=1).marts["prom_trends"].num_rows == 2 * 10 * 2


def test_every_file_is_told_before_it_is_read(delivery: Path, tmp_path: Path) -> None:
    told: list[str] = []
    take_in(delivery, tmp_path / "work", small_reference(), told.append)
    assert told[:2] == ["checksums", "OPPDIKTET_reservasjoner.parquet"]
    assert len(told) == 6
