"""What the manifest says of how cells hang together is so, in random deliveries with persons of unknown sex and from
abroad, and with care that is registered on a trust itself.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from data_marts.build.marts import build_marts
from data_marts.catalog import MARTS
from data_marts.disclosure.relations.told import additive
from tests.reference.questionnaires import random_forms
from tests.reference.random_delivery import ABROAD, random_rows
from tests.reference.small_world import ORGANISATIONS, read_delivery, small_reference, write_delivery

Row = dict[str, Any]
ADDITIVE = additive()
PARENT = {code: parent for code, _, parent, _ in ORGANISATIONS}
LEVEL = {code: level for code, level, *_ in ORGANISATIONS}
REGISTER = sorted(name for name, _ in ADDITIVE if MARTS[name].source == "register")


@pytest.fixture(scope="module", params=range(3))
def marts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pa.Table]:
    episodes, reservations = random_rows(request.param, persons=60, rows=900)
    folder: Path = tmp_path_factory.mktemp("delivery")
    delivery = read_delivery(write_delivery(folder, episodes, random_forms(request.param), reservations))
    return dict(build_marts(delivery, small_reference()).marts)


def parts_of(rows: Iterable[Row], dimension: str) -> list[Row]:
    """The rows that are the finest parts of a total: months of a year, trusts of the country, single values."""
    if dimension == "period":
        return [row for row in rows if row["period_type"] == "month"]
    if dimension == "residence":
        return [row for row in rows if LEVEL[row["residence"]] == "hf"]
    return [row for row in rows if row[dimension] not in ("all", "0-12", "13-17")]


def totals_of(rows: Iterable[Row], dimension: str) -> list[Row]:
    total = {"period": "year", "residence": "norge"}.get(dimension, "all")
    return [row for row in rows if row["period_type" if dimension == "period" else dimension] == total]


@pytest.mark.parametrize(("mart", "measure"), [key for key in ADDITIVE if key[0] in REGISTER])
def test_what_is_called_additive_adds_up(marts: dict[str, pa.Table], mart: str, measure: str) -> None:
    rows = [row for row in marts[mart].to_pylist() if row[measure] is not None]
    for dimension in ADDITIVE[mart, measure]:
        others = [d.name for d in MARTS[mart].dimensions if d.name not in (dimension, "period_type", "period")]

        def place(row: Row, others: list[str] = others) -> tuple[object, ...]:
            return (str(row.get("period", row.get("year")))[:4], *(row[name] for name in others))

        sums: defaultdict[tuple[object, ...], int] = defaultdict(int)
        one_period = rows if dimension == "period" else [r for r in rows if r.get("period_type", "year") == "year"]
        for row in parts_of(one_period, dimension):
            sums[place(row)] += row[measure]
        found = {place(row): row[measure] for row in totals_of(one_period, dimension) if place(row) in sums}
        assert found, dimension
        assert found == {place: n for place, n in sums.items() if place in found}, dimension
        assert any(found.values()), dimension


@pytest.mark.parametrize(("merged", "parts"), [("0-12", ("0-5", "6-12")), ("13-17", ("13-15", "16-17"))])
def test_merged_age_groups_are_the_sum_of_their_parts(
    marts: dict[str, pa.Table], merged: str, parts: tuple[str, str]
) -> None:
    compared = 0
    for mart, measure in [key for key in ADDITIVE if "age_group" in ADDITIVE[key]]:
        others = [d.name for d in MARTS[mart].dimensions if d.name != "age_group"]
        found = {(*(row[name] for name in others), row["age_group"]): row[measure] for row in marts[mart].to_pylist()}
        for (*place, age), number in found.items():
            if age == merged and number is not None:
                assert number == sum(found[*place, part] for part in parts), (mart, measure, place)
                compared += number > 0
    assert compared > 100


def test_sex_is_called_additive_of_every_number_by_sex() -> None:
    """So the test above holds for it in deliveries with persons whose sex no row states."""
    activity = [column for (mart, column), over in ADDITIVE.items() if mart == "activity" and "sex" in over]
    assert len(activity) == 2 * 7  # events, and the persons behind them
    assert "sex" in ADDITIVE["patient_rates", "patients"]


def whole_year(marts: dict[str, pa.Table], care: str) -> dict[tuple[int, str], Row]:
    return {
        (int(row["period"]), row["organisation"]): row
        for row in marts["activity"].to_pylist()
        if (row["period_type"], row["care"]) == ("year", care)
        and (row["contact_type"], row["sex"], row["age_group"]) == ("all", "all", "all")
    }


def at_units(marts: dict[str, pa.Table], care: str) -> dict[tuple[int, str], int]:
    return {
        (row["year"], row["organisation"]): row["patients"]
        for row in marts["patients_by_unit"].to_pylist()
        if (row["care"], row["diagnosis_group"]) == (care, "all")
    }


def test_persons_behind_stays_are_part_of_the_inpatients(marts: dict[str, pa.Table]) -> None:
    inpatients, stays = at_units(marts, "inpatient"), whole_year(marts, "inpatient")
    assert inpatients.keys() == stays.keys()
    for place, row in stays.items():
        for name in ("admission_patients", "discharge_patients", "bed_day_patients"):
            assert row[name] <= inpatients[place], (place, name)
    assert any(row["bed_day_patients"] < inpatients[place] for place, row in stays.items())


WHOLES = {
    # mart, whole, its parts; then the persons behind the whole and behind each part
    "urgency": (
        "activity", "admissions", ("acute_admissions", "planned_admissions", "unstated_admissions"),
        "admission_patients", ("acute_patients", "planned_patients", "unstated_patients"),
    ),
    "rejection": (
        "waiting", "referrals", ("rejected", "not_rejected"),
        "referral_patients", ("rejected_patients", "not_rejected_patients"),
    ),
    "limit": (
        "waiting", "started", ("within_limit", "late"), "start_patients", ("within_limit_patients", "late_patients"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("whole", WHOLES.values(), ids=list(WHOLES))
def test_events_add_up_from_their_kinds_and_persons_lie_between(
    marts: dict[str, pa.Table], whole: tuple[str, str, tuple[str, ...], str, tuple[str, ...]]
) -> None:
    mart, events, kinds, persons, persons_of_kinds = whole
    rows = [row for row in marts[mart].to_pylist() if row[kinds[0]] is not None]
    overlaps = 0
    for row in rows:
        behind = [row[name] for name in persons_of_kinds]
        assert row[events] == sum(row[name] for name in kinds)
        assert max(behind) <= row[persons] <= sum(behind)
        assert all((row[kind] > 0) == (n > 0) and row[kind] >= n for kind, n in zip(kinds, behind, strict=True))
        overlaps += row[persons] < sum(behind)
    assert overlaps


def test_half_of_the_waits_are_at_most_the_median(marts: dict[str, pa.Table]) -> None:
    rows = [row for row in marts["waiting"].to_pylist() if row["long_wait"] is not None]
    assert rows
    for row in rows:
        assert 0 <= row["median_wait"] <= row["long_wait"]
        assert (row["median_wait"] <= 65) == (row["within_limit_share"] >= 50) or row["started"] % 2 == 0


@pytest.mark.parametrize("care", ["outpatient", "day"])
def test_persons_behind_contacts_are_the_patients_of_that_care(marts: dict[str, pa.Table], care: str) -> None:
    found = {place: row["contact_patients"] for place, row in whole_year(marts, care).items()}
    assert found == at_units(marts, care)


def test_the_eligible_are_the_outpatients(marts: dict[str, pa.Table]) -> None:
    rows = marts["prom_trends"].to_pylist()
    eligible = {(row["year"], row["organisation"]): row["eligible"] for row in rows}
    assert eligible == at_units(marts, "outpatient")


def test_each_care_level_is_part_of_all(marts: dict[str, pa.Table]) -> None:
    every = at_units(marts, "all")
    parts = [at_units(marts, care) for care in ("outpatient", "inpatient", "day")]
    for place, patients in every.items():
        assert max(part[place] for part in parts) <= patients <= sum(part[place] for part in parts)


def summed(values: dict[tuple[int, str], int], key: tuple[int, str]) -> int:
    year, code = key
    return sum(n for (other, part), n in values.items() if other == year and PARENT[part] == code)


def compared(
    values: dict[tuple[int, str], int], levels: Iterable[str], same: Callable[[int, int], bool]
) -> list[tuple[int, str]]:
    """The places of some levels whose value does not compare with the sum of its parts."""
    return [key for key, n in values.items() if LEVEL[key[1]] in levels and not same(n, summed(values, key))]


def test_contacts_on_the_trust_itself_are_what_its_units_lack(marts: dict[str, pa.Table]) -> None:
    contacts = {place: row["contacts"] for place, row in whole_year(marts, "outpatient").items()}
    assert compared(contacts, ("rhf", "country"), int.__eq__) == []
    assert compared(contacts, ("hf",), int.__ge__) == []
    assert compared(contacts, ("hf",), int.__eq__) != []


def test_treated_in_norway_less_living_in_norway_is_living_abroad(marts: dict[str, pa.Table]) -> None:
    rows = marts["patient_rates"].to_pylist()
    cell = ("norge", "all", "all", "all", "all")
    living = {
        row["year"]: row["patients"]
        for row in rows
        if (row["residence"], row["sex"], row["age_group"], row["care"], row["diagnosis_group"]) == cell
    }
    treated = {year: n for (year, place), n in at_units(marts, "all").items() if place == "norge"}
    abroad = {year: treated[year] - living[year] for year in living}
    assert all(n >= 0 for n in abroad.values())
    # Those who live abroad in every row; others may have 9900 as their last one of a year.
    assert sum(abroad.values()) >= len(ABROAD) - 1


def test_who_is_uncoded_at_an_organisation(marts: dict[str, pa.Table]) -> None:
    """Those whose main diagnosis is missing, at each organisation: one number in two marts."""
    of_groups = {
        (row["year"], row["organisation"]): row["patients"]
        for row in marts["patients_by_unit"].to_pylist()
        if (row["care"], row["diagnosis_group"]) == ("all", "missing")
    }
    rows = marts["coverage"].to_pylist()
    assert {(row["year"], row["organisation"]): row["uncoded_patients"] for row in rows} == of_groups
    assert max(of_groups.values()) > 0
