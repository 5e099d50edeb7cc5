"""prom_trends against a second, simple implementation, on random forms."""

from pathlib import Path

import pytest

from data_marts.build.marts import build_marts
from tests.reference.counting import count
from tests.reference.questionnaires import count_forms, random_forms
from tests.reference.random_delivery import random_rows
from tests.reference.small_world import small_reference, taken_in


@pytest.mark.parametrize("seed", range(6))
def test_questionnaires(tmp_path: Path, seed: int) -> None:
    episodes, reservations = random_rows(seed)
    forms, reference = random_forms(seed), small_reference()
    naive = count(episodes, reservations, (2023, 2024), reference)
    expected = count_forms(episodes, reservations, forms, reference, naive)
    delivery = taken_in(tmp_path, episodes, forms, reservations)
    rows = build_marts(delivery, reference, threads=1).marts["prom_trends"].to_pylist()
    invited = {(row["year"], row["organisation"], row["instrument"]): row for row in rows if row["invited"]}
    assert expected
    assert invited.keys() == expected.keys()
    for place, numbers in expected.items():
        found = {name: invited[place][name] for name in numbers}
        assert found == pytest.approx(numbers), place
    assert all(row["eligible"] >= row["invited"] >= row["baseline_n"] >= row["pairs"] for row in rows)
