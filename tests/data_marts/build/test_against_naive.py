"""The SQL against a second, simple implementation of every counting rule, on random deliveries full of defects."""

from pathlib import Path

import pytest

from data_marts.build.marts import Counted, build_marts
from tests.reference.counting import Answers, count
from tests.reference.random_delivery import random_rows
from tests.reference.small_world import small_reference, taken_in

SEEDS = range(12)
YEARS = (2023, 2024)


@pytest.fixture(scope="module", params=SEEDS)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Counted, Answers]:
    episodes, reservations = random_rows(request.param)
    folder: Path = tmp_path_factory.mktemp("delivery")
    delivery = taken_in(folder, episodes, reservations=reservations)
    reference = small_reference()
    return build_marts(delivery, reference, threads=1), count(episodes, reservations, YEARS, reference)


def test_patients_by_residence(case: tuple[Counted, Answers]) -> None:
    built, naive = case
    names = ("year", "residence", "sex", "age_group", "care", "diagnosis_group")
    rows = built.marts["patient_rates"].to_pylist()
    found = {tuple(row[name] for name in names): row["patients"] for row in rows}
    assert len(found) == len(rows)
    assert {cell: n for cell, n in found.items() if n} == {cell: len(who) for cell, who in naive.patients.items()}


def test_patients_by_unit(case: tuple[Counted, Answers]) -> None:
    built, naive = case
    names = ("year", "organisation", "care", "diagnosis_group")
    rows = built.marts["patients_by_unit"].to_pylist()
    found = {tuple(row[name] for name in names): row["patients"] for row in rows}
    assert {cell: n for cell, n in found.items() if n} == {cell: len(who) for cell, who in naive.at_units.items()}


@pytest.mark.parametrize("kind", ["contacts", "admissions", "discharges", "bed_days"])
def test_activity(case: tuple[Counted, Answers], kind: str) -> None:
    built, naive = case
    names = ("period", "organisation", "care", "contact_type", "sex", "age_group")
    persons = f"{kind.removesuffix('s')}_patients"
    rows = built.marts["activity"].to_pylist()
    found = {(kind, *(row[name] for name in names)): (row[kind], row[persons]) for row in rows}
    expected = {cell: (n, len(naive.behind[cell])) for cell, n in naive.contacts.items() if cell[0] == kind}
    assert {cell: pair for cell, pair in found.items() if any(pair)} == expected


def test_eligible_for_questionnaires(case: tuple[Counted, Answers]) -> None:
    built, naive = case
    found = {(row["year"], row["organisation"]): row["eligible"] for row in built.marts["prom_trends"].to_pylist()}
    assert {cell: n for cell, n in found.items() if n} == {cell: len(who) for cell, who in naive.eligible.items()}
