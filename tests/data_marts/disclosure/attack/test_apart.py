"""What the attack asks for beside the numbers of rows: those that are few apart, and those that stand in two parts."""

from typing import Any

import numpy as np
import pytest

from data_marts.disclosure.attack.above import wholes_of
from data_marts.disclosure.attack.apart import with_few_apart
from data_marts.disclosure.attack.board import Board
from data_marts.disclosure.attack.places import holding
from data_marts.disclosure.attack.release import Seen, see, truth_of
from tests.data_marts.disclosure import calculator
from tests.data_marts.disclosure.attack.seen_releases import manifest_of, tables_of
from tests.data_marts.disclosure.calculator import YEAR, Name
from tests.data_marts.disclosure.relations.worlds import World, world
from tests.reference.small_world import FJORD, FJORD_CLINIC, NORD

MARTS = ("activity", "patients_by_unit", "patient_rates")


@pytest.fixture(scope="module")
def children() -> World:
    return world(3, persons=100, rows=1200)


@pytest.fixture(scope="module")
def asked(children: World) -> Seen:
    """A release in which all is shown."""
    tables = tables_of(children)
    seen = see(manifest_of(tables, marts=(*MARTS, "population")), tables)
    return with_few_apart(seen, truth_of(seen, tables))


def names_of(board: Board) -> dict[int, Name]:
    """The numbers of persons by what they are of."""
    rows = {mart: board.tables[mart].to_pylist() for mart in MARTS}
    return {
        int(number): name_of(mart, column, rows[mart][row])
        for (mart, column), numbers in board.numbers.items() if mart in rows
        for row, number in enumerate(numbers) if number >= 0
    }  # fmt: skip


def name_of(mart: str, column: str, row: dict[str, Any]) -> Name:
    counted = {"patients_by_unit": "patients", "patient_rates": "residents"}.get(mart, column)
    place, period = row.get("organisation") or row["residence"], str(row.get("year") or row["period"])
    dimensions = {
        "contact_type": "contact_type",
        "sex": "sex",
        "age_group": "age_group",
        "diagnosis_group": "diagnosis",
    }
    return Name(counted, place, period, row["care"], **{to: row[of] for of, to in dimensions.items() if of in row})


def pairs(seen: Seen) -> set[tuple[Name, ...]]:
    """The numbers that others were taken from, or added to, by name, of one year."""
    found, names = set(), names_of(seen.board)
    for block, terms in seen.board.ledger.derived:
        if " apart from part " in block.name[1]:
            numbers = np.stack([number for _, number, _ in terms], axis=1)
            found |= {tuple(names[one] for one in line) for line in numbers.tolist()}
    return {line for line in found if line[0].period.startswith(YEAR)}


def test_every_pair_that_a_person_would_find(children: World, asked: Seen) -> None:
    told = calculator.numbers_of(children.marts)
    told = {name: number for name, number in told.items() if number and name.period.startswith(YEAR)}
    expected = {
        (whole, name)
        for name, number in told.items()
        for whole in calculator.wholes_of(name, told) & told.keys()
        if told[whole] >= 5 and 1 <= told[whole] - number <= 4
    }
    assert len(expected) > 1000
    assert pairs(asked) == expected


def test_those_of_two_kinds_are_asked_for(children: World, asked: Seen) -> None:
    rows = children.marts["activity"].to_pylist()
    twice = [
        row for row in rows
        if 1 <= sum(row[f"{kind}_patients"] or 0 for kind in ("acute", "planned", "unstated"))
        - (row["admission_patients"] or 0) <= 4
    ]  # fmt: skip
    [block] = [one for one, _ in asked.board.ledger.derived if one.name[1] == "admission_patients twice by kind"]
    assert len(twice) > 10
    assert len(block.rows) == len(twice)


def test_a_row_comes_with_all_that_it_is_part_of(asked: Seen) -> None:
    view, labels = asked.board.views["patients_by_unit"], asked.board.views["patients_by_unit"].words.labels
    where = {"year": YEAR, "organisation": FJORD_CLINIC, "care": "day", "diagnosis_group": "all"}
    [row] = np.flatnonzero(view.are(where)).tolist()
    found = [whole for [whole] in wholes_of(view, asked.board.places, np.array([row])) if whole >= 0]
    assert found[0] == row
    named = {tuple(labels[view.codes[name][whole]] for name in ("organisation", "care")) for whole in found}
    assert named == {(place, care) for place in (FJORD_CLINIC, FJORD, NORD, "norge") for care in ("day", "all")}


@pytest.mark.parametrize(
    ("period", "kind", "expected"),
    [
        ("2024-05", "tertial", "2024-T2"), ("2024-05", "half_year", "2024-H1"), ("2024-05", "year", "2024"),
        ("2024-T1", "half_year", "2024-H1"), ("2024-T2", "half_year", ""), ("2024-T3", "half_year", "2024-H2"),
        ("2024-T2", "tertial", ""), ("2024-H1", "tertial", ""), ("2024", "half_year", ""),
    ],
)  # fmt: skip
def test_what_holds_a_period(period: str, kind: str, expected: str) -> None:
    assert holding(period, kind) == expected
