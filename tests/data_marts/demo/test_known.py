"""Deliveries of the running year, month after month: what was known then, and what a month later changed."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from data_marts.demo.generate import generate, main
from data_marts.demo.known import Through, read_through
from data_marts.demo.places import DemoError
from tests.data_marts.demo.conftest import SMALL
from tests.data_marts.demo.delivered import listed, read_back

SCALE = 0.05
AUGUST, SEPTEMBER = Through(2024, 8), Through(2024, 9)


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("months")
    for name, through in (("08", AUGUST), ("09", SEPTEMBER), ("12", Through(2024, 12))):
        generate(folder / name, scale=SCALE, console=Console(quiet=True), through=through)
        read_back(folder / name, folder / f"{name}-back")
    return {name: folder / name for name in ("08", "09", "12", "08-back", "09-back", "12-back")}


def _rows(months: dict[str, Path], name: str) -> pa.Table:
    table = pq.read_table(months[f"{name}-back"] / "PHBU_2024.parquet")
    return table.filter(pc.is_null(table["reason"]))


def _by_episode(table: pa.Table) -> dict[int, dict[str, object]]:
    return {row["episode_lnr"]: row for row in table.to_pylist()}


def test_the_last_file_is_named_after_its_last_month(months: dict[str, Path]) -> None:
    contents = listed(months["09"])
    assert (contents["name"], contents["received"]) == ("PHBU_2024_09", date(2024, 10, 15))
    last = contents["episodes"][-1]
    assert (last["file"], last["year"], last["through"]) == ("OPPDIKTET_PHBU_2024_09.parquet", 2024, "09")
    assert [entry["through"] for entry in contents["episodes"][:-1]] == ["12"] * 5


def test_earlier_years_are_the_same_files_every_month(months: dict[str, Path]) -> None:
    sums = [[entry["sha256"] for entry in listed(months[name])["episodes"][:-1]] for name in ("08", "09", "12")]
    assert sums[0] == sums[1] == sums[2]


def test_nothing_begins_or_ends_after_the_last_day(months: dict[str, Path]) -> None:
    table = _rows(months, "09")
    assert pc.max(table["inndato"]).as_py() == date(2024, 9, 30)
    assert pc.max(table["utdato"]).as_py() == date(2024, 9, 30)
    still = table.filter(pc.is_null(table["utdato"]))
    assert still.num_rows > 10
    assert set(still["omsorgsniva"].unique().to_pylist()) == {1}
    assert still["uttid"].null_count == still.num_rows
    assert pc.max(still["permisjonsdogn"]).as_py() == 0


def test_a_month_later_there_are_more_rows_of_the_month_and_more_codes(months: dict[str, Path]) -> None:
    then, later = _by_episode(_rows(months, "08")), _by_episode(_rows(months, "09"))
    assert then.keys() <= later.keys()
    new = [later[number] for number in later.keys() - then.keys() if later[number]["inndato"] <= date(2024, 8, 31)]
    august = sum(row["inndato"].month == 8 for row in then.values())
    assert len(new) == pytest.approx(0.005 * august, rel=0.5)
    assert {row["inndato"].month for row in new} == {8}
    coded = [
        row for number, row in then.items() if row["tilst1akse1"] is None and later[number]["tilst1akse1"] is not None
    ]
    # A code comes when its month is the last but one no more.
    assert {row["inndato"].month for row in coded} == {7}
    july = sum(row["inndato"].month == 7 for row in then.values())
    assert 0.01 < len(coded) / july < 0.025
    # What else has changed are stays that have ended.
    changed = {
        name
        for number, row in then.items()
        for name in row
        if row[name] != later[number][name] and name != "tilst1akse1"
    }
    assert changed == {"utdato", "uttid", "permisjonsdogn"}


def test_the_whole_year_has_every_row_and_code(months: dict[str, Path]) -> None:
    then, whole = _by_episode(_rows(months, "09")), _by_episode(_rows(months, "12"))
    missing = {row["episode_lnr"] for row in whole.values() if row["inndato"] <= date(2024, 9, 30)} - then.keys()
    september = sum(row["inndato"].month == 9 for row in then.values())
    assert len(missing) == pytest.approx(0.005 * september, rel=0.5)


def test_forms_and_reservations_are_those_of_the_time(months: dict[str, Path]) -> None:
    then, whole = (pq.read_table(months[f"{name}-back"] / "PROM.parquet") for name in ("09", "12"))
    day = pa.scalar(date(2024, 9, 30))
    assert then.num_rows == pc.sum(pc.less_equal(whole["invited_date"], day)).as_py() < whole.num_rows
    assert pc.max(then["answered_date"]).as_py() <= day.as_py()
    assert pc.all(pc.equal(then["answered_date"].is_null(), then["score"].is_null())).as_py()
    then, whole = (pq.read_table(months[f"{name}-back"] / "reservasjoner.parquet") for name in ("09", "12"))
    assert then.num_rows == pc.sum(pc.less_equal(whole["reservation_date"], day)).as_py()
    assert pc.max(then["withdrawn_date"]).as_py() <= day.as_py()


def test_december_is_the_default_and_the_whole_year(tmp_path: Path, small: Path) -> None:
    arguments = ["--seed", "7", "--scale", str(SMALL), "--through", "2024-12", "--out", str(tmp_path / "d")]
    assert main(arguments) == 0
    assert (tmp_path / "d" / "leveranse.toml").read_bytes() == (small / "leveranse.toml").read_bytes()


@pytest.mark.parametrize("text", ["2023-09", "2024-13", "2024-00", "2024", "september", "2024-9"])
def test_other_months_are_refused(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(DemoError, match="--through must be a month of 2024, as 2024-09, not"):
        read_through(text)
    assert main(["--through", text, "--out", str(tmp_path / "d")]) == 1
    assert not (tmp_path / "d").exists()


def test_a_wide_export_has_one_row_per_occasion_and_the_same_answers(tmp_path: Path, small_back: Path) -> None:
    generate(tmp_path / "d", seed=7, scale=SMALL, console=Console(quiet=True), wide_prom=True)
    contents = listed(tmp_path / "d")
    entry = contents["prom"][-1]
    assert (entry["file"], entry["shape"]) == ("OPPDIKTET_PROM_2023.csv", "wide")
    assert contents["prom_wide"]["sdq_parent_total"] == {"instrument": "sdq", "informant": "parent", "scale": "total"}
    lines = (tmp_path / "d" / entry["file"]).read_text(encoding="utf-8").splitlines()
    names = lines[0].split(";")
    assert set(names[5:]) == set(contents["prom_wide"])
    found = set()
    for line in lines[1:]:
        cells = dict(zip(names, line.split(";"), strict=True))
        for name, told in contents["prom_wide"].items():
            if cells[name]:
                occasion = [cells[key] for key in names[:5]]
                found.add((*occasion, told["instrument"], told["informant"], float(cells[name])))
    long = pq.read_table(small_back / "PROM.parquet")
    answered = long.filter(pc.and_(pc.is_valid(long["score"]), pc.invert(long["wrong"])))
    expected = {
        (
            str(row["lopenr"]),
            str(row["orgnr"]),
            row["measuring_point"],
            row["invited_date"].isoformat(),
            row["answered_date"].isoformat(),
            row["instrument"],
            row["informant"],
            row["score"],
        )
        for row in answered.to_pylist()
        if row["invited_date"].year >= 2023
    }
    assert expected <= found
    assert len({row[:-1] for row in found}) == len(lines) - 1 + sum(
        sum(bool(cell) for cell in line.split(";")[5:]) - 1 for line in lines[1:]
    )
