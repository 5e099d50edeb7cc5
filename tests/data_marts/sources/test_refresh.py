"""The refresh against a bank on this machine: it works, and whatever fails leaves every file as it was."""

import re
import shutil
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data_marts.sources import refresh as refresh_module
from data_marts.sources.bank_api import Bank, fetch_table
from data_marts.sources.problems import SourceError
from data_marts.sources.reference import REFERENCE_FOLDER, area_of, read_reference
from data_marts.sources.refresh import main
from data_marts.sources.ssb_shape import load_shapes
from tests.data_marts.sources.local_bank import LocalBank, served
from tests.data_marts.sources.writers import Dimensions, answer, as_bytes, as_csv

YEARS = [(str(year), str(year)) for year in range(2015, 2027)]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reference folder with the population of 2023 and 2024 alone."""
    folder = Path(shutil.copytree(REFERENCE_FOLDER, tmp_path_factory.mktemp("small") / "reference"))
    lines = (folder / "population.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if line.startswith(("year", "2023", "2024"))]
    (folder / "population.csv").write_text("".join(kept), encoding="utf-8")
    return folder


@pytest.fixture
def folder(small: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small, tmp_path / "reference"))


@pytest.fixture(scope="module")
def tables() -> dict[str, tuple[Dimensions, Callable[..., Any]]]:
    """OPPDIKTET: the figures of the folder for activity (one changed), and made-up numbers of children."""
    reference = read_reference()
    regions = {"H05": "883658752", "H04": "983658776", "H03": "983658725", "H12": "991324968"}
    rows = {(r["organisation"], r["measure"], r["year"]): r["value"] for r in reference.ssb_activity.to_pylist()}
    rows["983974724", "beds", 2025] = 26
    trusts = sorted({key[0] for key in rows} - set(regions.values()))
    places = [*((h, h) for h in regions), *((t, t) for t in trusts), ("H00", "Hele landet")]
    measures = {"K": "consultations", "L": "bed_days", "U": "discharges", "P": "beds", "S": "other"}
    labels = {"K": "Polikliniske konsultasjoner", "L": "Liggedager", "U": "Utskrivninger", "P": "Døgnplasser", "S": "X"}
    activity: Dimensions = (
        ("HelseReg", "helseforetak og helseregioner", places),
        ("ContentsCode", "statistikkvariabel", list(labels.items())),
        ("Tid", "år", YEARS[:-1]),
    )
    areas = sorted(area_of(reference.catchments, 2026))
    kommuner = ["0", "0301", "2004", *(a for a in areas if len(a) == 4)]
    districts = [a for a in areas if len(a) == 6 and a != "030199"]
    rest: Dimensions = (
        ("Kjonn", "kjønn", (("1", "Menn"), ("2", "Kvinner"))),
        ("Alder", "alder", tuple((f"{age:03}", f"{age} år") for age in range(25))),
        ("ContentsCode", "statistikkvariabel", (("Personer", "Personer"),)),
        ("Tid", "år", YEARS[8:10]),
    )
    return {
        "13942": (activity, lambda place, m, y: rows.get((regions.get(place, place), measures[m], int(y)))),
        "07459": (
            (("Region", "region", [(k, k) for k in kommuner]), *rest),
            lambda area, *_: {"0301": 1000, "2004": 0}.get(area, 86),
        ),
        "10826": ((("Region", "bydel", [(f"{d}a", d) for d in districts]), *rest), lambda *_: 50),
    }


@pytest.fixture
def bank(tables: dict[str, tuple[Dimensions, Callable[..., Any]]]) -> LocalBank:
    return LocalBank(dict(tables))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def run(bank: LocalBank, folder: Path, *more: str) -> int:
    with served(bank) as address:
        return main(["--base-url", address, "--folder", str(folder), "--timeout", "5", *more])


def test_new_figures_stand_in_the_folder(bank: LocalBank, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(folder)
    assert run(bank, folder) == 0
    reference = read_reference(folder)
    rows = {(r["organisation"], r["year"], r["measure"]): r["value"] for r in reference.ssb_activity.to_pylist()}
    assert rows["983974724", 2025, "beds"] == 26
    assert rows["991324968", 2024, "consultations"] == 594_780
    assert len(rows) == 561
    people = {(r["year"], r["area"], r["sex"]): r for r in reference.population.to_pylist()}
    assert people[2024, "5603", "girls"]["age_17"] == 86
    assert people[2024, "030199", "boys"]["age_0"] == 1000 - 17 * 50
    # 2023 was there before and is not asked for: it lies before the present borders.
    assert {line for line in before["population.csv"].splitlines() if line.startswith(b"2023")} <= set(
        (folder / "population.csv").read_bytes().splitlines()
    )
    told = capsys.readouterr().err
    assert "identical-to-last-year: 9 figures" in told
    assert "revised: 1 figures were changed by the bank: 983974724 2025 beds" in told


def test_the_date_is_set_for_the_files_that_were_fetched_and_nothing_else_is_left(
    bank: LocalBank, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(folder)

    class Someday(date):
        @classmethod
        def today(cls) -> "Someday":
            return cls(2031, 5, 17)

    monkeypatch.setattr(refresh_module, "date", Someday)
    assert run(bank, folder) == 0
    fetched = {r["file"]: r["fetched"] for r in read_reference(folder).sources.to_pylist()}
    assert {file for file, day in fetched.items() if day == "2031-05-17"} == {"ssb_activity.csv", "population.csv"}
    after = contents(folder)
    assert after.keys() == before.keys()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"ssb_activity.csv", "population.csv", "sources.csv"}


def test_only_what_is_needed_is_asked_for(bank: LocalBank, folder: Path) -> None:
    assert run(bank, folder) == 0
    [people] = [url for url in bank.asked if "07459/data" in url]
    assert "valueCodes%5BTid%5D=2024&" in people + "&"
    assert "017" in people and "018" not in people
    assert "lang=no&outputFormat=json-stat2" in people


Change = Callable[[int, bytes], tuple[int, bytes, int | None]]


def _spoiled(path: str, change: Change) -> Callable[[str, int, bytes], tuple[int, bytes, int | None]]:
    def spoil(asked: str, status: int, body: bytes) -> tuple[int, bytes, int | None]:
        return change(status, body) if asked == path else (status, body, None)

    return spoil


def _status(status: int, body: bytes = b"") -> Change:
    return lambda _, __: (status, body, None)


def _edited(old: str | bytes, new: str | bytes) -> Change:
    before, after = (text.encode() if isinstance(text, str) else text for text in (old, new))
    return lambda status, body: (status, body.replace(before, after), None)


FAILURES: dict[str, tuple[str, Change, str]] = {
    "not found": ("13942/metadata", _status(404), "answered 404"),
    "refused": ("07459/data", _status(403), "answered 403"),
    "too often": ("10826/data", _status(429), "answered 429.*later"),
    "broken": ("13942/data", _status(500), "answered 500.*later"),
    "no content": ("13942/data", _status(204), "answered 204"),
    "a web page": ("13942/data", _status(200, b"<html>"), "table 13942, line 1, column 1: not JSON"),
    "cut off": ("10826/data", lambda s, b: (s, b[:500], None), "table 10826, line 1.*not JSON"),
    "shorter than promised": ("10826/data", lambda s, b: (s, b[:500], len(b)), "500 of|broke off"),
    "not UTF-8": ("13942/data", lambda s, b: (s, b.decode().encode("latin-1"), None), "not UTF-8"),
    "one value too many": ("13942/data", _edited('"value": [', '"value": [1, '), "'value': .* values, the sizes say"),
    "other dimension": ("13942/metadata", _edited('"HelseReg"', '"Fylke"'), "no dimension for 'organisation'"),
    "measure gone": ("13942/metadata", _edited("Døgnplasser", "Senger"), "lacks beds"),
    "unknown trust": ("13942/data", _edited("983974724", "999999999"), "neither knows nor ignores: 999999999"),
    "negative": ("13942/data", _edited("594780", "-594780"), "below zero: 991324968 2024"),
    "not whole": ("13942/data", _edited("594780", "594780.5"), "not whole numbers"),
    "figures lost": ("13942/data", _edited("594780", "null"), "no longer there: 991324968"),
}


@pytest.mark.parametrize("failure", FAILURES, ids=str)
def test_any_failure_leaves_every_file_as_it_was(
    failure: str, bank: LocalBank, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, change, sentence = FAILURES[failure]
    bank.spoil = _spoiled(path, change)
    assert_refused(bank, folder, capsys, sentence)


def assert_refused(bank: LocalBank, folder: Path, capsys: pytest.CaptureFixture[str], sentence: str) -> None:
    before = contents(folder)
    assert run(bank, folder) == 1
    assert contents(folder) == before
    told = " ".join(capsys.readouterr().err.split())
    assert "Not refreshed, the former tables stay" in told
    assert re.search(sentence, told), told


def test_a_kommune_that_is_gone_is_missed(bank: LocalBank, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ((code, label, categories), *rest), value = bank.tables["07459"]
    bank.tables["07459"] = (((code, label, [c for c in categories if c[0] != "5603"]), *rest), value)
    assert_refused(bank, folder, capsys, "5603 are missing in 2024")


def test_a_country_that_loses_many_children_from_year_to_year_is_not_believed(
    bank: LocalBank, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dimensions, value = bank.tables["07459"]
    bank.tables["07459"] = (dimensions, lambda area, *rest: value(area, *rest) // (1 if area == "0301" else 2))
    assert_refused(bank, folder, capsys, r"Children in Norway: \d+ in 2024, 1112190 the year before")


def test_without_a_network_nothing_changes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(folder)
    with served(LocalBank({})) as address:
        pass  # the address is free again, and nobody answers there
    assert main(["--base-url", address, "--folder", str(folder)]) == 1
    assert contents(folder) == before
    assert "Is there a network?" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--base-url", "file:///etc"], "must begin with https"),
        (["--base-url", "http://[::"], "is not an address"),
        (["--base-url", "http://127.0.0.1:port"], "is not an address"),
        (["--base-url", "http://ø x"], "is not an address"),
        (["--timeout", "-1"], "-1 seconds is no time"),
        (["--timeout", "nan"], "nan seconds is no time"),
    ],
)
def test_arguments_that_cannot_be_are_refused(
    arguments: list[str], sentence: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--folder", str(folder), *arguments]) == 1
    assert sentence in " ".join(capsys.readouterr().err.split())


def test_a_bank_that_does_not_answer_in_time_is_given_up(bank: LocalBank, folder: Path) -> None:
    waiting = threading.Event()

    def wait(path: str, status: int, body: bytes) -> tuple[int, bytes, int | None]:
        waiting.wait(5)
        return status, body, None

    bank.spoil = wait
    before = contents(folder)
    with served(bank) as address:
        assert main(["--base-url", address, "--folder", str(folder), "--timeout", "0.2"]) == 1
        waiting.set()
    assert contents(folder) == before


def test_an_answer_without_end_is_given_up(bank: LocalBank) -> None:
    with served(bank) as address, pytest.raises(SourceError, match="larger than 1000 bytes"):
        fetch_table(Bank(address, timeout_seconds=5, most_bytes=1000), load_shapes()["activity"])


def test_years_that_the_bank_does_not_have_are_told(bank: LocalBank) -> None:
    with served(bank) as address, pytest.raises(SourceError, match="has no year from 2030 on"):
        fetch_table(Bank(address, timeout_seconds=5), load_shapes()["population"], first_year=2030)


def test_a_disk_that_fails_halfway_gets_its_old_files_back(
    bank: LocalBank, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(folder)
    replace = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if target.name == "sources.csv":
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    assert run(bank, folder) == 1
    assert contents(folder) == before


@pytest.fixture
def files(tables: dict[str, tuple[Dimensions, Callable[..., Any]]], tmp_path: Path) -> Path:
    """The bank's answers saved by hand: one as JSON-stat2 with a byte order mark, two as CSV, one of them in pieces."""
    saved = tmp_path / "saved"
    saved.mkdir()
    (saved / "activity.JSON").write_bytes(as_bytes(answer(*tables["13942"]), mark=True))
    (saved / "b.csv").write_bytes(b"\xef\xbb\xbf" + as_csv(*tables["10826"]))
    (*others, (code, label, years)), value = tables["07459"]
    for year in years:
        (saved / f"kommuner {year[0]}.csv").write_bytes(as_csv((*others, (code, label, (year,))), value))
    (saved / "nation.json").write_bytes(as_bytes(answer(((code, label, years),), lambda _: 1_100_000)))
    (saved / "notes.txt").write_text("not the bank's", encoding="utf-8")
    return saved


def read_files(files: Path, folder: Path) -> int:
    return main(["--from", str(files), "--folder", str(folder)])


def test_files_give_the_same_tables_as_the_bank(
    bank: LocalBank, files: Path, small: Path, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = Path(shutil.copytree(small, tmp_path / "asked"))
    assert run(bank, asked) == 0
    capsys.readouterr()
    assert read_files(files, folder) == 0
    assert contents(folder) == contents(asked) != contents(small)
    told = capsys.readouterr().err
    assert "Table 07459 is read from kommuner 2023.csv, kommuner 2024.csv." in told
    assert "Not needed: nation.json." in told


def _damage(name: str, change: Callable[[bytes], bytes | None]) -> Callable[[Path], None]:
    def damage(files: Path) -> None:
        changed = change((files / name).read_bytes())
        (files / name).unlink()
        if changed is not None:
            (files / name).write_bytes(changed)

    return damage


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (
            _damage("b.csv", lambda _: None),
            r"no file is table 10826 \(Befolkning, etter bydel.* There are: activity.JSON",
        ),
        (_damage("b.csv", lambda _: None), "nation.json: no dimension for 'area'"),
        (_damage("activity.JSON", lambda _: None), "no file is table 13942"),
        (_damage("kommuner 2024.csv", lambda _: None), "kommuner 2023.csv: has no year from 2024 on"),
        (_damage("b.csv", lambda body: body[:-7]), "b.csv: the last line has no end"),
        (
            _damage("b.csv", lambda body: body.replace(b'"2024 - 2024";50', b'"2024 - 2024";k', 1)),
            "b.csv: 030101, 2024, boys, age 0: kept back by the publisher",
        ),
        (_damage("activity.JSON", lambda body: body.replace(b"594780", b"null")), "no longer there: 991324968"),
        (_damage("nation.json", lambda _: b'{"query": []}'), "nation.json: not a JSON-stat 2 dataset"),
        (lambda files: shutil.copy(files / "b.csv", files / "c.csv"), "b.csv, c.csv: 0301.* stands twice"),
        (lambda files: shutil.copy(files / "activity.JSON", files / "c.json"), "561 figures stand twice"),
        (lambda files: [path.unlink() for path in files.iterdir()], r"no file ending in .json or .csv"),
        (shutil.rmtree, r"saved: cannot be read .* Give the folder of the files"),
    ],
)
def test_files_that_do_not_do_change_nothing(
    damage: Callable[[Path], object], sentence: str, files: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    damage(files)
    before = contents(folder)
    assert read_files(files, folder) == 1
    assert contents(folder) == before
    told = " ".join(capsys.readouterr().err.split())
    assert "Not refreshed, the former tables stay" in told
    assert re.search(sentence, told), told
