"""The invented delivery is taken in as it is written, with every kind of dirt set aside for what it is."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from data_marts.demo import constants as c
from data_marts.demo.generate import generate
from data_marts.demo.known import Through
from data_marts.sources.intake import take_in
from data_marts.sources.reference import read_reference
from data_marts.sources.staged import Intake
from tests.data_marts.demo.conftest import SMALL
from tests.data_marts.demo.delivered import reserved_persons


def rows_by_reason(path: Path) -> Mapping[str | None, int]:
    return Counter(pq.read_table(path, columns=["reason"])["reason"].to_pylist())


def check_accounts(intake: Intake) -> None:
    for file in intake.files:
        assert file.kept + sum(file.set_aside.values()) == file.delivered > 0, file.name
        assert rows_by_reason(file.path) == Counter({None: file.kept, **file.set_aside}), file.name


def test_the_small_delivery_is_taken_in_and_adds_up(small: Path, small_back: Path, tmp_path: Path) -> None:
    """The second reader of the demo's tests keeps as many rows of each year as taking in does."""
    intake = take_in(small, tmp_path / "work", read_reference())
    check_accounts(intake)
    assert (intake.years, intake.delivered_through) == (c.YEARS, date(2024, 12, 31))
    assert intake.synthetic
    for file in intake.of_kind("episodes"):
        back = pq.read_table(small_back / f"PHBU_{file.year}.parquet", columns=["lopenr", "reason"])
        counted = back.filter(pc.invert(pc.is_in(back["lopenr"], reserved_persons(small_back))))
        assert file.kept == counted["reason"].null_count, file.name
        assert file.delivered == counted.num_rows
        assert set(file.set_aside) <= set(c.EXTRA_ROWS)
        assert set(file.unreadable) <= {"inndato"}


@pytest.mark.parametrize("wide", [False, True])
def test_a_month_of_the_running_year_is_taken_in(tmp_path: Path, wide: bool) -> None:
    generate(tmp_path / "d", 7, SMALL, Console(quiet=True), Through(2024, 9), wide)
    intake = take_in(tmp_path / "d", tmp_path / "work", read_reference())
    check_accounts(intake)
    assert (intake.years, intake.last_year) == (c.YEARS[:-1], 2024)
    assert (intake.delivered_through, intake.period) == (date(2024, 9, 30), "2024-09")
    assert set(intake.of_kind("prom")[1].set_aside) <= set(c.EXTRA_FORMS)
