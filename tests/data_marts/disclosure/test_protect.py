"""Primary protection: which cells go, and what goes with them."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_marts.catalog import MARTS, Group, Mart, Status
from data_marts.disclosure.protect import _Known, protect, small_rows
from data_marts.disclosure.rules import DEFAULT_POLICY, Policy, must_withhold

DEFAULTS = {pa.string(): "x", pa.int16(): 2024, pa.int64(): 100, pa.float64(): 10.0}
REGISTER_GROUPS = [(mart, group) for mart in MARTS.values() if mart.source == "register" for group in mart.groups]


def mart_rows(mart: Mart, *rows: Mapping[str, object]) -> pa.Table:
    """Rows of a mart in which everything is large and published, but for what is given; nobody has many events."""
    usual = {field.name: DEFAULTS[field.type] for field in mart.true_schema}
    usual |= {one.largest: 1 for group in mart.groups for one in group.events}
    usual |= {group.status_column: str(Status.PUBLISHED) for group in mart.groups}
    return pa.Table.from_pylist([{**usual, **row} for row in rows], schema=mart.true_schema)


def protected(mart: Mart, row: Mapping[str, object], policy: Policy = DEFAULT_POLICY) -> dict[str, object]:
    answers: list[dict[str, object]] = protect({mart.name: mart_rows(mart, row)}, policy)[mart.name].to_pylist()
    assert len(answers) == 1
    return answers[0]


@pytest.mark.parametrize(("patients", "status"), [(0, "published"), (1, "withheld"), (4, "withheld"), (5, "published")])
def test_one_to_four_patients_are_withheld(patients: int, status: str) -> None:
    assert protected(MARTS["patient_rates"], {"patients": patients, "population": 900})["patients_status"] == status


def test_everything_made_from_a_withheld_count_is_withheld() -> None:
    found = protected(MARTS["patient_rates"], {"patients": 3, "population": 900})
    assert [found[name] for name in ("patients", "population", "rate", "rate_low", "rate_high")] == [None] * 5
    assert found["standardised_rate"] is None
    assert found["standardised_status"] == "withheld"


def test_all_but_three_of_the_inhabitants_are_a_small_number_too() -> None:
    assert protected(MARTS["patient_rates"], {"patients": 97, "population": 100})["patients_status"] == "withheld"


def test_forty_contacts_of_one_child_are_withheld() -> None:
    found = protected(MARTS["activity"], {"contacts": 40, "contact_patients": 1})
    assert found["contacts"] is None
    assert found["contacts_status"] == "withheld"
    assert found["bed_days_status"] == "published"


@pytest.mark.parametrize(("largest", "status"), [(300, "withheld"), (252, "published"), (253, "withheld")])
def test_what_is_mostly_one_childs_is_withheld(largest: int, status: str) -> None:
    """Of six children in the ward one had most of the 315 bed days; four fifths of them are 252."""
    row = {"bed_days": 315, "bed_day_patients": 6, "bed_days_largest": largest}
    found = protected(MARTS["activity"], row)
    assert found["bed_days_status"] == status
    assert (found["bed_days"], found["occupied_share"]) == ((None, None) if status == "withheld" else (315, 10.0))
    assert found["admissions_status"] == "published"


def test_a_mean_of_contacts_is_withheld_where_one_patient_had_most_of_them() -> None:
    row = {"patients": 9, "contacts": 100, "contacts_largest": 81, "contacts_per_patient": 100 / 9}
    found = protected(MARTS["patients_by_unit"], row)
    assert (found["contacts_per_patient_status"], found["patients"]) == ("withheld", 9)


def test_waits_that_are_mostly_one_childs_go_with_their_number() -> None:
    found = protected(MARTS["waiting"], {"started": 100, "start_patients": 12, "started_largest": 89})
    assert [found[f"{name}_status"] for name in ("started", "median_wait", "within_limit")] == ["withheld"] * 3


def test_how_much_is_one_persons_is_published_nowhere() -> None:
    for mart in MARTS.values():
        if mart.source == "register":
            shown = protect({mart.name: mart_rows(mart, {})})[mart.name]
            assert shown.schema.equals(mart.schema)
            assert not [name for name in shown.column_names if "largest" in name]


def test_true_figures_that_do_not_say_it_cannot_be_judged() -> None:
    table = mart_rows(MARTS["activity"], {}).drop_columns(["bed_days_largest"])
    with pytest.raises(ValueError, match="activity: it cannot be judged without bed_days_largest"):
        protect({"activity": table})


def test_the_reason_too_few_goes_with_a_withheld_count() -> None:
    row = {"patients": 3, "population": 900, "standardised_rate": None, "standardised_status": "too_few"}
    assert protected(MARTS["patient_rates"], row)["standardised_status"] == "withheld"


def test_the_reason_too_few_stays_where_the_count_is_shown() -> None:
    row = {"patients": 7, "population": 900, "standardised_rate": None, "standardised_status": "too_few"}
    assert protected(MARTS["patient_rates"], row)["standardised_status"] == "too_few"


def test_a_measure_without_meaning_stays_without_meaning() -> None:
    row = {"contacts": None, "contact_patients": None, "contacts_status": "not_applicable"}
    assert protected(MARTS["activity"], row)["contacts_status"] == "not_applicable"


def test_the_mean_of_pairs_goes_when_the_number_of_pairs_goes() -> None:
    """Three were invited, so all of coverage is withheld, the number of pairs with it."""
    found = protected(MARTS["prom_trends"], {"eligible": 40, "invited": 3, "baseline_n": 0, "pairs": 0})
    assert found["coverage_status"] == "withheld"
    assert found["change_status"] == "withheld"


def without_pairs(**coverage: int) -> dict[str, object]:
    """A row of prom_trends as it is counted where nobody answered twice: no mean, no outcomes, and why."""
    names = ("mean_baseline", "mean_followup", "mean_change", "better", "unchanged", "worse", "better_share")
    reasons = {"change_status": "too_few", "outcome_status": "too_few"}
    return {**dict.fromkeys(names), **reasons, "pairs": 0, **coverage}


def test_outcomes_of_nobody_are_too_few_and_not_withheld() -> None:
    found = protected(MARTS["prom_trends"], without_pairs(eligible=40, invited=30, baseline_n=20))
    assert (found["coverage_status"], found["pairs"]) == ("published", 0)
    assert (found["change_status"], found["outcome_status"]) == ("too_few", "too_few")
    assert found["ends_status"] == "published"


def test_that_nobody_answered_twice_is_not_told_where_the_count_is_withheld() -> None:
    found = protected(MARTS["prom_trends"], without_pairs(eligible=40, invited=30, baseline_n=2))
    assert (found["coverage_status"], found["pairs"]) == ("withheld", None)
    assert (found["change_status"], found["outcome_status"]) == ("withheld", "withheld")


def test_outcomes_that_cannot_be_checked_are_withheld_where_there_are_pairs() -> None:
    row = {**without_pairs(eligible=40, invited=30, baseline_n=20), "pairs": 10}
    assert protected(MARTS["prom_trends"], row)["outcome_status"] == "withheld"


@pytest.mark.parametrize(
    ("eligible", "invited", "baselines", "pairs", "status"),
    [
        (40, 30, 20, 10, "published"),
        (40, 30, 30, 30, "published"),  # all of the invited answered twice
        (24, 22, 20, 10, "withheld"),  # four eligible persons did not answer
        (40, 22, 20, 10, "withheld"),  # two of the invited did not
        (40, 30, 20, 17, "withheld"),  # three answered the first time alone
    ],
)
def test_one_to_four_who_did_not_answer_are_persons_too(
    eligible: int, invited: int, baselines: int, pairs: int, status: str
) -> None:
    row = {"eligible": eligible, "invited": invited, "baseline_n": baselines, "pairs": pairs}
    assert protected(MARTS["prom_trends"], row)["coverage_status"] == status


def test_zeros_are_withheld_where_the_policy_says_so() -> None:
    found = protected(MARTS["patients_by_unit"], {"patients": 0}, Policy(show_zero=False))
    assert found["patients_status"] == "withheld"


def test_a_zero_is_withheld_by_its_name_alone() -> None:
    policy = Policy(hide_zero=("acute_patients",))
    urgency = {"planned_patients": 9, "unstated_patients": 0, "admission_patients": 9}
    assert protected(MARTS["activity"], {"acute_patients": 0, **urgency}, policy)["urgency_status"] == "withheld"
    assert protected(MARTS["activity"], {"acute_patients": 0, **urgency})["urgency_status"] == "published"
    # All of them acute is as telling as none.
    all_acute = {**urgency, "acute_patients": 9, "planned_patients": 0}
    assert protected(MARTS["activity"], all_acute, policy)["urgency_status"] == "withheld"
    assert protected(MARTS["activity"], all_acute)["urgency_status"] == "published"


@pytest.mark.parametrize(("waits", "status"), [(5, "withheld"), (9, "withheld"), (10, "published")])
def test_a_result_needs_ten_persons_and_their_number_five(waits: int, status: str) -> None:
    found = protected(MARTS["waiting"], {"start_patients": waits, "started": waits})
    assert (found["started_status"], found["median_wait_status"]) == ("published", status)


def test_contacts_by_patient_go_with_their_number() -> None:
    """The mean of six can be worked out from two figures that are shown: to withhold it would hide nothing."""
    row = {"patients": 6, "contacts_per_patient": 3.0}
    assert protected(MARTS["patients_by_unit"], row)["contacts_per_patient_status"] == "published"


def test_open_figures_have_the_decimals_of_the_catalogue() -> None:
    found = protected(MARTS["patient_rates"], {"patients": 77, "population": 900, "rate": 85.5555})
    assert found["rate"] == pytest.approx(85.6)


def test_figures_of_open_sources_are_not_touched() -> None:
    found = protected(MARTS["ssb_activity"], {"beds": 3})
    assert found["beds"] == 3


counts = st.integers(min_value=0, max_value=12) | st.none()


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    names = sorted({name for _, group in REGISTER_GROUPS for name in group.persons})
    return Policy(
        draw(st.integers(1, 10)),
        draw(st.integers(0, 10)),
        draw(st.booleans()),
        hide_zero=tuple(draw(st.lists(st.sampled_from(names), unique=True))),
        smallest_mean=draw(st.integers(0, 12)),
        largest_share=draw(st.sampled_from([0.8, 0.5, 0.34, 0.0])),
    )


@st.composite
def group_rows(draw: st.DrawFn) -> tuple[Group, list[dict[str, int | None]], Policy]:
    _, group = draw(st.sampled_from(REGISTER_GROUPS))
    names = sorted({*group.persons, *group.denominators, *(name for pair in group.complements for name in pair)})
    numbers = {name: counts for name in names}
    # Up to eleven events of one person, and up to eleven of all others.
    numbers |= {name: st.integers(0, 11) for one in group.events for name in (one.events, one.largest)}
    rows = draw(st.lists(st.fixed_dictionaries(numbers), min_size=1, max_size=8))
    added = [{one.events: row[one.events] + row[one.largest] for one in group.events} for row in rows]
    return group, [row | more for row, more in zip(rows, added, strict=True)], draw(policies())


@settings(max_examples=300, deadline=None)
@given(group_rows())
def test_the_rule_for_a_whole_table_is_the_rule_for_each_row(
    case: tuple[Group, list[dict[str, int | None]], Policy],
) -> None:
    group, rows, policy = case
    table = pa.table({name: pa.array([row[name] for row in rows], pa.int64()) for name in rows[0]})
    expected = [must_withhold(group, row, policy) for row in rows]
    assert small_rows(group, _Known(table), policy).tolist() == expected


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=10))
def test_groups_are_judged_in_order_as_the_gate_does(rows: list[tuple[int, int, int]]) -> None:
    """A column of a group that is already withheld is unknown to the groups after it."""
    mart = MARTS["prom_trends"]
    table = mart_rows(
        mart, *({"eligible": 100, "invited": 60, "baseline_n": a + 10, "pairs": b, "better": c} for a, b, c in rows)
    )
    found = protect({mart.name: table})[mart.name].to_pylist()
    for true, shown in zip(table.to_pylist(), found, strict=True):
        for group in mart.groups:
            withheld = must_withhold(group, true)
            assert shown[group.status_column] == ("withheld" if withheld else "published")
            true |= {measure.name: None for measure in group.measures} if withheld else {}


def test_nothing_small_is_left_in_a_large_random_mart() -> None:
    random = np.random.default_rng(5)
    mart = MARTS["activity"]
    persons = ["contact_patients", "admission_patients", "discharge_patients", "bed_day_patients"]
    rows = [{name: int(random.integers(0, 12)) for name in persons} for _ in range(500)]
    shown = protect({mart.name: mart_rows(mart, *rows)})[mart.name]
    for name in persons:
        values = [value for value in shown.column(name).to_pylist() if value is not None]
        assert values
        assert not {1, 2, 3, 4} & set(values)
