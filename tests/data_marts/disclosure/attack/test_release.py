"""What an attacker reads in a release: each known way back to a withheld figure, by the one relation that it needs."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from data_marts.catalog import AGE_GROUPS, MARTS
from data_marts.disclosure.attack.places import places_among_equals
from data_marts.disclosure.attack.release import see, truth_of, without_exceptions
from data_marts.disclosure.attack.view import AttackError
from data_marts.disclosure.relations.declared import BEHIND as EVENTS
from tests.data_marts.disclosure.attack.seen_releases import (
    Row,
    Tables,
    changed,
    interval,
    large,
    manifest_of,
    number,
    row_where,
    seen_and_true,
    tables_of,
    withheld,
)
from tests.data_marts.disclosure.relations.worlds import world
from tests.reference.small_world import BY, FJORD, FJORD_CLINIC, FJORD_WARD, NORD, SOR, STIFTELSE

YEAR = {"period_type": "year", "period": "2024", "care": "outpatient", "contact_type": "all"}
ALL = {**YEAR, "sex": "all", "age_group": "all"}


def sums(mart: str, over: str) -> Callable[[Row], bool]:
    return lambda r: r["kind"] == "sum" and r["mart"] == mart and r.get("over") == over


def printed(column: str) -> Callable[[Row], bool]:
    return lambda r: r["kind"] == "rounded" and r["columns"] == [column]


def value(tables: Tables, mart: str, column: str, **where: object) -> Any:
    return tables[mart].to_pylist()[row_where(tables, mart, **where)][column]


def test_region_minus_the_trusts_that_are_shown() -> None:
    tables = tables_of(large())
    row = row_where(tables, "activity", organisation=BY, **ALL)
    seen = see(manifest_of(tables, sums("activity", "organisation")), withheld(tables, "activity", "contacts", row))
    rest = value(tables, "activity", "contacts", organisation=SOR, **ALL) - value(
        tables, "activity", "contacts", organisation=STIFTELSE, **ALL
    )
    assert interval(seen, "activity", row, "contacts") == (rest, rest)


def test_trust_minus_the_unit_that_is_shown_is_the_most_of_the_other() -> None:
    """What is registered on the trust itself no row shows: the difference is the most, not the number."""
    tables = tables_of(large())
    row = row_where(tables, "activity", organisation=FJORD_CLINIC, **ALL)
    seen = see(manifest_of(tables, sums("activity", "organisation")), withheld(tables, "activity", "contacts", row))
    rest = value(tables, "activity", "contacts", organisation=FJORD, **ALL) - value(
        tables, "activity", "contacts", organisation=FJORD_WARD, **ALL
    )
    assert interval(seen, "activity", row, "contacts") == (0, rest)


def test_all_minus_girls_are_boys() -> None:
    tables = tables_of(large())
    of = {"year": 2024, "residence": "norge", "age_group": "all", "care": "all", "diagnosis_group": "all"}
    row = row_where(tables, "patient_rates", sex="boys", **of)
    seen = see(manifest_of(tables, sums("patient_rates", "sex")), withheld(tables, "patient_rates", "patients", row))
    total, girls = (value(tables, "patient_rates", "patients", sex=sex, **of) for sex in ("all", "girls"))
    assert interval(seen, "patient_rates", row, "patients") == (total - girls, total - girls)


def test_what_a_whole_has_beyond_the_ages_that_are_given_is_a_number() -> None:
    """Four children in wards are under 13: no row shows them, and what is shown tells how many they are."""
    tables = tables_of(large())
    of = {**ALL, "care": "inpatient", "organisation": FJORD}
    names = {"discharges": "discharge_patients"}
    rows = {age: row_where(tables, "activity", **{**of, "age_group": age}) for age in AGE_GROUPS}
    given = {"all": 24, "13-15": 9, "16-17": 11}
    for age, row in rows.items():
        status = "published" if age in given else "too_detailed"
        figures: Row = {name: given.get(age) for pair in names.items() for name in pair}
        tables = changed(tables, "activity", row, discharges_status=status, **figures)
    over_age = manifest_of(tables, sums("activity", "age_group"))
    kept = {"discharges", "discharge_patients"}
    [relation] = [one for one in over_age["relations"] if kept <= set(one["columns"])]
    manifest = {**over_age, "relations": [{**relation, "columns": sorted(kept), "where": {"organisation": FJORD}}]}
    seen = see(manifest, tables)
    [block] = [
        b for b in seen.board.ledger.blocks if b.name == ("activity", "discharges beyond the parts by age_group")
    ]
    place = block.start + block.rows.tolist().index(rows["all"])
    assert seen.known.place[place] == -1
    assert seen.board.ledger.least[place] == 4
    assert all(seen.board.numbers["activity", "discharges"][row] == -1 for age, row in rows.items() if age not in given)
    hidden = see(manifest, withheld(tables, "activity", "discharges", rows["13-15"]))
    # 24 in all less 11: the others are up to 13, and so is what is beyond both.
    assert interval(hidden, "activity", rows["13-15"], "discharges") == (0, 13)
    assert interval(hidden, "activity", rows["all"], "discharges beyond the parts by age_group") == (0, 13)


@pytest.mark.parametrize(
    ("given", "hidden", "found"),
    [
        ({"all": 24, "0-12": 13, "13-17": 11}, "0-12", 13),
        ({"all": 24, "0-12": 13, "13-15": 4, "16-17": 7}, "0-12", 13),
        ({"all": 24, "0-5": 5, "6-12": 8, "13-17": 11}, "6-12", 8),
        ({"0-5": 5, "6-12": 8, "0-12": 13}, "6-12", 8),
    ],
)
def test_all_minus_merged_age_groups(given: dict[str, int], hidden: str, found: int) -> None:
    tables = tables_of(large())
    names, of = ("discharges", "discharge_patients"), {**ALL, "organisation": FJORD, "care": "inpatient"}
    rows = {age: row_where(tables, "activity", **{**of, "age_group": age}) for age in AGE_GROUPS}
    for age, row in rows.items():
        status = "published" if age in given else "too_detailed"
        tables = changed(tables, "activity", row, discharges_status=status, **dict.fromkeys(names, given.get(age)))
    over_age = manifest_of(tables, sums("activity", "age_group"))
    [relation] = [one for one in over_age["relations"] if set(names) <= set(one["columns"])]
    manifest = {**over_age, "relations": [{**relation, "columns": list(names), "where": {"organisation": FJORD}}]}
    seen = see(manifest, withheld(tables, "activity", "discharges", rows[hidden]))
    assert interval(seen, "activity", rows[hidden], "discharges") == (found, found)


def test_what_two_marts_tell_of_coding_comes_back() -> None:
    """In the country the uncoded are those whose diagnosis is missing; the patients are those of another mart."""
    tables = tables_of(large())
    row = row_where(tables, "coverage", year=2024, organisation="norge")
    of = {"year": 2024, "organisation": "norge", "care": "all"}
    patients, missing = (
        value(tables, "patients_by_unit", "patients", **of, diagnosis_group=g) for g in ("all", "missing")
    )
    assert value(tables, "coverage", "uncoded_patients", year=2024, organisation="norge") == missing > 0
    seen = see(manifest_of(tables, lambda r: r["mart"] == "coverage"), withheld(tables, "coverage", "coding", row))
    assert interval(seen, "coverage", row, "patients") == (patients, patients)
    assert interval(seen, "coverage", row, "uncoded_patients") == (missing, missing)
    assert interval(seen, "coverage", row, "coded_patients") == (patients - missing, patients - missing)


def test_what_two_marts_tell_of_coding_comes_back_of_a_trust_too() -> None:
    tables = tables_of(large())
    row = row_where(tables, "coverage", year=2024, organisation=FJORD)
    of = {"year": 2024, "organisation": FJORD, "care": "all"}
    patients, missing = (
        value(tables, "patients_by_unit", "patients", **of, diagnosis_group=g) for g in ("all", "missing")
    )
    only = lambda r: r["mart"] == "coverage" and r["kind"] != "distinct"  # noqa: E731
    seen = see(manifest_of(tables, only), withheld(tables, "coverage", "coding", row))
    assert interval(seen, "coverage", row, "uncoded_patients") == (missing, missing)
    assert interval(seen, "coverage", row, "coded_patients") == (patients - missing, patients - missing)


@pytest.mark.parametrize("kind", ["tertial", "half_year"])
def test_year_minus_its_other_parts(kind: str) -> None:
    tables = tables_of(large())
    first = "2024-T1" if kind == "tertial" else "2024-H1"
    of = {**ALL, "organisation": FJORD, "period_type": kind}
    row = row_where(tables, "activity", **{**of, "period": first})
    parts = ["2024-T2", "2024-T3"] if kind == "tertial" else ["2024-H2"]
    others = sum(value(tables, "activity", "contacts", **{**of, "period": part}) for part in parts)
    rest = value(tables, "activity", "contacts", **{**ALL, "organisation": FJORD}) - others
    seen = see(manifest_of(tables, sums("activity", "period")), withheld(tables, "activity", "contacts", row))
    assert interval(seen, "activity", row, "contacts") == (rest, rest)


def test_mean_times_patients() -> None:
    tables = tables_of(large())
    row = row_where(tables, "activity", organisation=FJORD, **ALL)
    of = {"year": 2024, "organisation": FJORD, "care": "outpatient", "diagnosis_group": "all"}
    at = row_where(tables, "patients_by_unit", **of)
    patients = value(tables, "patients_by_unit", "patients", **of)
    mean = round(value(tables, "patients_by_unit", "contacts_per_patient", **of), 1)
    shown = changed(tables, "patients_by_unit", at, contacts_per_patient=mean)
    seen = see(manifest_of(tables, printed("contacts_per_patient")), withheld(shown, "activity", "contacts", row))
    low, high = interval(seen, "activity", row, "contacts")
    # The mean of all care levels, and those of the diagnosis groups, can narrow it further.
    assert math.ceil((mean - 0.05) * patients - 1e-9) <= low
    assert high <= math.floor((mean + 0.05) * patients + 1e-9)
    assert low <= value(tables, "activity", "contacts", organisation=FJORD, **ALL) <= high


def test_standardised_rate_less_the_strata_that_are_shown() -> None:
    tables = tables_of(large())
    of = {"year": 2024, "residence": NORD, "care": "all", "diagnosis_group": "all"}
    at = row_where(tables, "patient_rates", sex="all", age_group="all", **of)
    row = row_where(tables, "patient_rates", sex="girls", age_group="6-12", **of)
    ends = ("standardised_rate", "standardised_low", "standardised_high")
    printed_row = {name: round(tables["patient_rates"].to_pylist()[at][name], 1) for name in ends}
    shown = withheld(changed(tables, "patient_rates", at, **printed_row), "patient_rates", "patients", row)
    seen = see(manifest_of(tables, printed("standardised_rate")), shown)
    low, high = interval(seen, "patient_rates", row, "patients")
    # By hand: weight of each stratum, 1000 x share of the country / inhabitants.
    country = {
        (r["sex"], r["age_group"]): r["population"]
        for r in tables["population"].to_pylist()
        if r["year"] == 2024 and r["residence"] == "norge" and r["sex"] != "all" and r["age_group"] != "all"
    }
    weight, rest = {}, printed_row["standardised_rate"]
    for sex in ("girls", "boys"):
        for age in AGE_GROUPS[1:]:
            people = value(tables, "population", "population", year=2024, residence=NORD, sex=sex, age_group=age)
            weight[sex, age] = 1000 * country[sex, age] / sum(country.values()) / people
            if (sex, age) != ("girls", "6-12"):
                rest -= weight[sex, age] * value(tables, "patient_rates", "patients", sex=sex, age_group=age, **of)
    own = weight["girls", "6-12"]
    assert low >= math.ceil((rest - 0.05) / own - 1e-6)
    assert high <= math.floor((rest + 0.05) / own + 1e-6)
    assert low <= value(tables, "patient_rates", "patients", sex="girls", age_group="6-12", **of) <= high


def test_strata_of_a_printed_rate_are_numbers_though_no_row_shows_them_and_no_goals() -> None:
    tables = tables_of(large())
    of = {"year": 2024, "residence": NORD, "care": "all", "diagnosis_group": "all"}
    strata = {
        (sex, age): row_where(tables, "patient_rates", sex=sex, age_group=age, **of)
        for sex in ("girls", "boys")
        for age in AGE_GROUPS[1:]
    }
    figures = [measure.name for group in MARTS["patient_rates"].groups for measure in group.measures]
    shown = tables
    for row in strata.values():
        statuses = {"patients_status": "too_detailed", "standardised_status": "too_detailed"}
        shown = changed(shown, "patient_rates", row, **dict.fromkeys(figures), **statuses)
    at = row_where(tables, "patient_rates", sex="all", age_group="all", **of)
    manifest = manifest_of(tables, sums("patient_rates", "sex"))
    seen, truth, goals = seen_and_true(manifest, shown, tables)
    both = value(tables, "patient_rates", "patients", sex="all", age_group="6-12", **of)
    row = strata["girls", "6-12"]
    assert value(shown, "patient_rates", "standardised_rate", sex="all", age_group="all", **of) > 0
    assert interval(seen, "patient_rates", row, "patients") == (0, both)
    assert not set(seen.board.numbers["patient_rates", "patients"][list(strata.values())]) & set(goals.numbers)
    assert truth[number(seen, "patient_rates", row, "patients")] == value(
        tables, "patient_rates", "patients", sex="girls", age_group="6-12", **of
    )
    # Where no rate is printed, nothing is made of them: they are no numbers.
    unprinted = see(manifest, withheld(shown, "patient_rates", "standardised", at))
    assert unprinted.board.numbers["patient_rates", "patients"][row] == -1


def test_median_on_this_side_of_the_limit() -> None:
    tables = tables_of(large())
    rows = tables["waiting"].to_pylist()
    at = next(
        i for i, r in enumerate(rows) if r["median_wait"] is not None and r["median_wait"] <= 65 and r["started"] > 3
    )
    seen = see(manifest_of(tables, printed("median_wait")), withheld(tables, "waiting", "within_limit", at))
    assert interval(seen, "waiting", at, "within_limit")[0] == (rows[at]["started"] - 1) // 2 + 1


def test_a_figure_in_a_withheld_group_is_refused() -> None:
    tables = tables_of(large())
    row = row_where(tables, "activity", organisation=FJORD, **ALL)
    wrong = changed(tables, "activity", row, contacts_status="withheld")
    with pytest.raises(AttackError, match="said to be withheld"):
        see(manifest_of(tables), wrong)


def test_a_group_that_is_not_shown_at_this_level_has_no_number() -> None:
    tables = tables_of(large())
    row = row_where(tables, "activity", organisation=FJORD, **ALL)
    less = withheld(tables, "activity", "contacts", row)
    seen = see(manifest_of(tables), changed(less, "activity", row, contacts_status="not_at_this_level"))
    assert seen.board.numbers["activity", "contacts"][row] == -1
    assert seen.board.numbers["activity", "discharges"][row] == -1  # outpatient care has none


def test_shown_figures_that_do_not_add_up_are_refused() -> None:
    tables = tables_of(large())
    row = row_where(tables, "activity", organisation=NORD, **ALL)
    more = value(tables, "activity", "contacts", organisation=NORD, **ALL) + 1
    with pytest.raises(AttackError, match="do not fit"):
        see(manifest_of(tables), changed(tables, "activity", row, contacts=more))


def test_a_true_figure_that_is_not_the_one_shown_is_refused() -> None:
    tables = tables_of(large())
    seen = see(manifest_of(tables), tables)
    row = row_where(tables, "waiting", organisation=NORD)
    with pytest.raises(AttackError, match="not the true one"):
        truth_of(seen, changed(tables, "waiting", row, referrals=10_000))


def test_an_unknown_kind_of_relation_is_refused() -> None:
    tables = tables_of(large())
    manifest: Row = manifest_of(tables)
    manifest["relations"][0] = {**manifest["relations"][0], "kind": "product"}
    with pytest.raises(AttackError, match="product"):
        see(manifest, tables)


def test_true_figures_that_break_a_relation_are_refused() -> None:
    tables = tables_of(large())
    of = {"period_type": "year", "period": "2024"}
    row, other = (row_where(tables, "waiting", organisation=place, **of) for place in (SOR, "norge"))
    hidden = withheld(tables, "waiting", "referrals", row, other)
    seen = see(manifest_of(tables, sums("waiting", "organisation")), hidden)
    truth = truth_of(seen, changed(tables, "waiting", row, referrals=10_000))
    with pytest.raises(AttackError, match=r"sum waiting.referrals organisation"):
        without_exceptions(seen, truth)
    assert np.all(truth >= 0)


def test_whoever_is_a_patient_without_care_of_a_kind_is_counted_by_taking_away() -> None:
    """Where all patients of an area and those with a kind of care are shown, the few others come back; else not."""
    tables = tables_of(world(0))
    row, others = _area_with_few_outside(tables)
    seen, truth, goals = seen_and_true(manifest_of(tables), tables, tables)
    outside = [number(seen, "patient_rates", row, f"patients outside the part {part} by care") for part in (1, 2, 3)]
    [found] = [one for one in outside if truth[one] == others and one in goals.numbers]
    assert seen.board.ledger.least[found] == seen.board.ledger.most[found] == others
    hidden = withheld(tables, "patient_rates", "patients", row)
    assert see(manifest_of(tables), hidden).board.ledger.open[found]


def _area_with_few_outside(tables: Tables) -> tuple[int, int]:
    """The row of an area of which just one kind of care leaves 1-4 patients outside, and how many these are."""
    rows = tables["patient_rates"].to_pylist()
    parts: dict[tuple[object, ...], list[int]] = {}
    for row in rows:
        if row["care"] != "all":
            parts.setdefault((row["year"], row["residence"], row["sex"], row["age_group"]), []).append(row["patients"])
    for at, row in enumerate(rows):
        if row["care"] == row["diagnosis_group"] == "all":
            rests = [
                row["patients"] - part for part in parts[row["year"], row["residence"], row["sex"], row["age_group"]]
            ]
            if len(few := [rest for rest in rests if 1 <= rest <= 4]) == 1:
                return at, few[0]
    raise AssertionError("no area has few patients outside a kind of care")


def test_places_among_equals() -> None:
    assert places_among_equals(np.array([7, 3, 7, 7, 3])).tolist() == [0, 0, 1, 2, 1]
    assert places_among_equals(np.zeros(0, dtype=np.int64)).tolist() == []


def test_each_number_has_a_name_of_its_own() -> None:
    tables = tables_of(large())
    seen = see(manifest_of(tables), tables)
    names = [(*block.name, row) for block in seen.board.ledger.blocks for row in block.rows.tolist()]
    assert len(names) == len(set(names)) > 10_000
    of_rests = {column for _, column, _ in names if " without area" in column or " beyond the parts by " in column}
    assert of_rests == {
        "patients without area",
        "contact_patients without area",
        *(f"patients outside the part {part} by care without area" for part in (1, 2, 3)),
        *(f"{column} beyond the parts by organisation" for column in (*EVENTS["activity"], *EVENTS["waiting"])),
    }
