"""Counted, protected and judged at the gate: random deliveries go all the way, nothing withheld without a reason."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from app.gate import publish
from data_marts.build.marts import build_marts
from data_marts.catalog import MARTS, Group, Mart
from data_marts.disclosure.protect import protect
from data_marts.disclosure.rules import DEFAULT_POLICY
from tests.reference.questionnaires import random_forms
from tests.reference.random_delivery import random_rows
from tests.reference.small_world import read_delivery, small_reference, write_delivery

REGISTER = [mart for mart in MARTS.values() if mart.source == "register"]
Tables = Mapping[str, pa.Table]


@pytest.fixture(scope="module", params=range(3))
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Tables, Tables]:
    """True and open figures of some sixty patients: enough that some cells may be shown."""
    episodes, reservations = random_rows(request.param, persons=60, rows=900)
    forms = random_forms(request.param, persons=60, forms=900)
    folder: Path = tmp_path_factory.mktemp("delivery")
    counted = build_marts(
        read_delivery(write_delivery(folder, episodes, forms, reservations)), small_reference(), threads=1
    )
    return counted.marts, protect(counted.marts)


def one_to_four(number: int | None) -> bool:
    return number is not None and 1 <= number <= 4


def has_reason(group: Group, true: Mapping[str, Any], shown: Mapping[str, Any], earlier: set[str]) -> bool:
    """Whether somebody is few here or had most of the events, or a number that this group needs is itself withheld."""
    whole_and_part = {name for pair in group.complements for name in pair}
    needed = {*group.persons, *group.denominators, *whole_and_part} & earlier
    if any(true[name] is not None and shown[name] is None for name in needed):
        return True
    if group.is_result and any(0 < true[name] < 10 for name in group.denominators if true[name] is not None):
        return True
    if any(5 * (true[one.largest] or 0) > 4 * (true[one.events] or 0) for one in group.events):
        return True
    # A part is not counted where there is no whole: nobody started, so nobody started in time.
    rests = [true[whole] - true[part] for whole, part in group.complements if true[part] is not None]
    return any(one_to_four(n) for n in (*(true[name] for name in (*group.persons, *group.denominators)), *rests))


@pytest.mark.parametrize("mart", REGISTER, ids=[mart.name for mart in REGISTER])
def test_withheld_is_what_is_few_or_hangs_on_it_and_nothing_else(case: tuple[Tables, Tables], mart: Mart) -> None:
    counted, protected = case
    seen: Counter[str] = Counter()
    for true, shown in zip(counted[mart.name].to_pylist(), protected[mart.name].to_pylist(), strict=True):
        earlier: set[str] = set()
        for group in mart.groups:
            was, now = true[group.status_column], shown[group.status_column]
            if was == "not_applicable":
                assert now == was
            else:
                expected = "withheld" if has_reason(group, true, shown, earlier) else was
                assert now == expected, (mart.name, group.name, true)
            seen[now] += 1
            earlier |= {measure.name for measure in group.measures}
    assert seen["withheld"] > 0
    assert seen["published"] > 0


@pytest.mark.parametrize("mart", MARTS.values(), ids=list(MARTS))
def test_every_row_passes_the_gate(case: tuple[Tables, Tables], mart: Mart) -> None:
    _, protected = case
    rows = protected[mart.name].to_pylist()
    by = tuple(dimension.name for dimension in mart.dimensions)
    assert len(publish(mart, rows, DEFAULT_POLICY, by).rows) == len(rows)


def test_both_reasons_for_no_outcome_occur(case: tuple[Tables, Tables]) -> None:
    statuses = Counter(case[1]["prom_trends"].column("outcome_status").to_pylist())
    assert statuses["too_few"] > 0
    assert statuses["withheld"] > 0
