"""The policy as data: what is declared, what a manifest may say, and that nothing weaker than the rule gets through."""

import json
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_marts.catalog import MARTS
from data_marts.disclosure.rules import (
    DEFAULT_POLICY,
    Declared,
    Policy,
    PolicyError,
    declared,
    described,
    is_dominated,
    is_small,
    is_weaker,
    must_withhold,
    policy_of,
    read_policy,
)

RULE = {
    "smallest_persons": 5,
    "smallest_denominator": 5,
    "show_zero": True,
    "hide_zero": [],
    "largest_share": 0.8,
    "smallest_mean": 10,
    "low": 1,
    "high": 5,
    "assume_overlap": False,
    "overlap": 0.02,
    "protect_remainders": True,
}
# Every threshold with a value that lets more through, and with values that are none.
WEAKER = (
    ("smallest_persons", 4), ("smallest_denominator", 4), ("smallest_mean", 9),
    ("largest_share", 0.81), ("low", 2), ("high", 4), ("overlap", 0.03), ("protect_remainders", False),
)  # fmt: skip
NO_VALUES = (
    ("smallest_persons", True), ("smallest_persons", 5.0), ("smallest_persons", "5"), ("smallest_persons", None),
    ("show_zero", 1), ("show_zero", "false"), ("largest_share", 1), ("largest_share", float("nan")),
    ("overlap", float("inf")), ("overlap", -0.01), ("low", -1), ("hide_zero", "pairs"),
    ("hide_zero", ["no_such_measure"]), ("hide_zero", ["contacts"]), ("hide_zero", [1]), ("hide_zero", None),
)  # fmt: skip
STRICTER = (
    ("smallest_persons", 5, 10), ("smallest_mean", 10, 20), ("largest_share", 0.8, 0.5), ("low", 1, 0),
    ("show_zero", True, False), ("overlap", 0.02, 0.0), ("assume_overlap", False, True),
)  # fmt: skip


@pytest.mark.parametrize("audience", ["open", "unit_leader"])
def test_what_is_declared_is_the_rule(audience: Any) -> None:
    found = read_policy(audience)
    assert (found.version, found.name, found.audience) == (2, "Helsedirektoratet", audience)
    assert found.policy == DEFAULT_POLICY
    assert described(found)["thresholds"] == RULE


def test_a_manifest_gives_the_policy_back() -> None:
    stricter = Policy(10, 7, False, hide_zero=("pairs",), high=10)
    found = Declared(3, "A", "B", "open", stricter)
    assert declared(json.loads(json.dumps(described(found)))) == found


@pytest.mark.parametrize(("name", "value"), [*WEAKER, *NO_VALUES])
def test_a_weaker_threshold_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(PolicyError, match=f"the policy's {name} is missing or weaker"):
        policy_of({**RULE, name: value})


@pytest.mark.parametrize("name", RULE)
def test_a_threshold_that_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(PolicyError, match=f"the policy's {name} is missing"):
        policy_of({key: value for key, value in RULE.items() if key != name})


def test_every_threshold_is_tried() -> None:
    names = {field.name for field in fields(Policy)}
    assert names == set(RULE)
    assert {name for name, _ in (*WEAKER, *NO_VALUES)} | {"assume_overlap"} == names


def test_a_threshold_that_nobody_knows_is_refused() -> None:
    with pytest.raises(PolicyError, match="thresholds that nobody knows: smallest_person$"):
        policy_of({**RULE, "smallest_person": 5})


@pytest.mark.parametrize("thresholds", [None, [], "open", 5])
def test_no_thresholds_are_no_policy(thresholds: object) -> None:
    with pytest.raises(PolicyError, match="has no thresholds"):
        policy_of(thresholds)


@pytest.mark.parametrize(("name", "rule", "value"), STRICTER)
def test_a_stricter_threshold_may_be_chosen(name: str, rule: object, value: object) -> None:
    assert RULE[name] == rule
    wide = {"high": 10} if name == "smallest_persons" else {}
    assert getattr(policy_of({**RULE, **wide, name: value}), name) == value


def test_more_withheld_persons_need_a_wider_interval() -> None:
    """Five to nine are withheld too: that a number is five or more would say nothing of it."""
    with pytest.raises(PolicyError, match="the policy's high"):
        policy_of({**RULE, "smallest_persons": 10})
    assert policy_of({**RULE, "smallest_persons": 10, "high": 10}).high == 10


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"version": 0}, "version is missing"),
        ({"version": True}, "version is missing"),
        ({"version": "1"}, "version is missing"),
        ({"name": ""}, "what it is called"),
        ({"source": None}, "what it is called"),
        ({"audience": 5}, "what it is called"),
        ({"thresholds": {}}, "smallest_persons is missing"),
    ],
)
def test_a_policy_that_is_not_described_in_full_is_refused(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(PolicyError, match=sentence):
        declared({**described(read_policy()), **change})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "version is missing"),
        ("version = 1\nname = 'x'\nsource = 'y'\n", "has no thresholds"),
        (
            "version = 1\nname = 'x'\nsource = 'y'\n[open]\nsmallest_persons = 1\n",
            "smallest_persons is missing or weaker",
        ),
        ("version = ", "cannot be read as TOML"),
    ],
)
def test_a_file_that_declares_too_little_is_no_policy(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError, match=sentence):
        read_policy("open", path)


def test_no_file_is_no_policy(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="gone.toml is missing"):
        read_policy("open", tmp_path / "gone.toml")


@given(st.sampled_from(WEAKER))
def test_a_policy_made_by_hand_is_known_to_be_weaker(weaker: tuple[str, Any]) -> None:
    assert is_weaker(replace(DEFAULT_POLICY, **dict([weaker])))
    assert not is_weaker(DEFAULT_POLICY)


def test_the_rule_reads_as_it_is_written() -> None:
    assert asdict(DEFAULT_POLICY) == {**RULE, "hide_zero": ()}
    assert [is_small(persons) for persons in range(7)] == [False, True, True, True, True, False, False]
    with pytest.raises(ValueError, match="cannot be negative"):
        is_small(-1)


@pytest.mark.parametrize(
    ("events", "largest", "dominated"),
    [(0, 0, False), (315, 300, True), (300, 240, False), (300, 241, True), (15, 12, False), (5, 5, True)],
)
def test_one_person_may_have_four_fifths_of_the_events_and_no_more(events: int, largest: int, dominated: bool) -> None:
    assert is_dominated(events, largest) == dominated


def test_the_share_is_taken_as_it_is_written() -> None:
    """57 of 100 are just 0.57, though the binary number times 100 is a little less than 57."""
    assert 0.57 * 100 < 57
    assert not is_dominated(100, 57, Policy(largest_share=0.57))
    assert is_dominated(100, 58, Policy(largest_share=0.57))


def test_nobody_has_more_events_than_there_are() -> None:
    for events, largest in ((4, 5), (4, -1)):
        with pytest.raises(ValueError, match="nobody has"):
            is_dominated(events, largest)


def test_a_row_that_tells_of_the_largest_is_judged_by_it_and_a_published_one_is_not() -> None:
    group = MARTS["activity"].group_of("bed_days")
    row = {"bed_days": 315, "bed_day_patients": 6}
    assert not must_withhold(group, row)
    assert not must_withhold(group, {**row, "bed_days_largest": 252})
    assert must_withhold(group, {**row, "bed_days_largest": 253})


def test_every_count_of_events_is_judged_by_the_largest() -> None:
    """All but persons, people and the parts of persons."""
    counts = {
        (mart.name, measure.name)
        for mart in MARTS.values()
        if mart.source == "register"
        for group in mart.groups
        for measure in group.measures
        if measure.kind == "count" and measure.name not in (*group.persons, "population")
    }
    judged = {(mart.name, one.events) for mart in MARTS.values() for group in mart.groups for one in group.events}
    assert counts == judged - {("patients_by_unit", "contacts")}
    assert ("patients_by_unit", "contacts") in judged


def test_every_register_group_is_judged_by_persons() -> None:
    """A group without any would never be withheld."""
    groups = [group for mart in MARTS.values() if mart.source == "register" for group in mart.groups]
    assert [group.name for group in groups if not group.persons] == []
    assert {group.name for group in groups if group.is_result} == {
        "median_wait", "long_wait", "change", "outcome", "ends",
    }  # fmt: skip


def test_a_result_divides_by_ten_even_where_denominators_may_be_smaller() -> None:
    group = MARTS["waiting"].group_of("median_wait")
    assert [must_withhold(group, {"start_patients": n}) for n in (0, 4, 5, 9, 10)] == [False, True, True, True, False]
    stricter = Policy(smallest_denominator=20)
    assert must_withhold(group, {"start_patients": 19}, stricter)
    assert not must_withhold(group, {"start_patients": 20}, stricter)
