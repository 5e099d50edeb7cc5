"""Every .sql file of the build fits the tables before it, and empty input is an answer of zeros."""

from datetime import date
from pathlib import Path

import pytest

from data_marts.build import steps
from data_marts.build.marts import build_marts
from data_marts.catalog import MARTS
from tests.reference.questionnaires import random_forms
from tests.reference.random_delivery import random_rows
from tests.reference.small_world import NORD, SOR, read_delivery, small_reference, write_delivery

OWN_STEPS = (*steps.PREPARATION, "unusable_rows", *steps.COUNTING, "left_out", *steps.MART_STEPS.values())


def test_every_sql_file_is_a_step_and_every_step_has_a_file() -> None:
    assert sorted(OWN_STEPS) == sorted(path.stem for path in steps.FOLDER.glob("*.sql"))


def test_every_step_runs_on_empty_input(tmp_path: Path) -> None:
    """All marts have their shape and all their cells; every count is zero."""
    built = build_marts(read_delivery(write_delivery(tmp_path, [])), small_reference(), threads=1)
    for name, table in built.marts.items():
        assert table.schema.equals(MARTS[name].true_schema)
        assert table.num_rows > 0
    for name, measure in (
        ("patient_rates", "patients"),
        ("activity", "contacts"),
        ("prom_trends", "eligible"),
        ("waiting", "referrals"),
        ("coverage", "patients"),
    ):
        assert set(built.marts[name].column(measure).to_pylist()) <= {0, None}


def test_parameters_of_every_file_are_known() -> None:
    known = steps.parameters_of(2023, date(2024, 12, 31))
    for step in OWN_STEPS:
        for word in (steps.FOLDER / f"{step}.sql").read_text(encoding="utf-8").split():
            if "$" in word:
                name = word.split("$")[1].split(":")[0].strip("(),;")
                assert name in known, (step, word)


def test_a_repeated_figure_is_not_shown_and_neither_is_its_sum(tmp_path: Path) -> None:
    repeated = frozenset({(NORD, 2023, "beds")})
    built = build_marts(read_delivery(write_delivery(tmp_path, [])), small_reference(), repeated, threads=1)
    rows = {(row["year"], row["organisation"]): row for row in built.marts["ssb_activity"].to_pylist()}
    found = {place: (row["beds"], row["beds_status"]) for place, row in rows.items()}
    assert found == {
        (2023, NORD): (None, "repeated"),
        (2023, SOR): (7, "published"),
        (2023, "norge"): (None, "repeated"),
        (2024, NORD): (6, "published"),
    }


@pytest.mark.parametrize("seed", range(3))
def test_the_same_rows_give_the_same_marts_in_any_order_and_with_any_number_of_threads(
    tmp_path: Path, seed: int
) -> None:
    episodes, reservations = random_rows(seed, rows=400)
    forms = random_forms(seed)
    in_order = write_delivery(tmp_path / "in_order", episodes, forms, reservations)
    backwards = write_delivery(tmp_path / "backwards", episodes[::-1], forms[::-1], reservations[::-1])
    first = build_marts(read_delivery(in_order), small_reference(), threads=1)
    second = build_marts(read_delivery(backwards), small_reference(), threads=2)
    assert all(first.marts[name].equals(second.marts[name]) for name in MARTS)
    assert first.left_out == second.left_out
