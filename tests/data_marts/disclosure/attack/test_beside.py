"""Figures that are printed beside a number that is not told give it away, or nearly: each kind once."""

import pytest

from data_marts.disclosure.attack.release import see
from data_marts.disclosure.attack.view import AttackError
from tests.data_marts.disclosure.attack.seen_releases import (
    Row,
    Tables,
    changed,
    interval,
    large,
    manifest_of,
    row_where,
    tables_of,
)
from tests.reference.small_world import NORD

TOTALS = {"year": 2024, "sex": "all", "age_group": "all", "care": "all", "diagnosis_group": "all"}
COUNTRY = {"residence": "norge", **TOTALS}
COURSES = {"year": 2024, "organisation": "norge"}
NO_RATE = {"rate": None, "rate_low": None, "rate_high": None}
NO_STANDARDISED = {"standardised_rate": None, "standardised_low": None, "standardised_high": None}


@pytest.fixture(scope="module")
def tables() -> Tables:
    return tables_of(large())


def known(tables: Tables, mart: str, column: str, row: int) -> tuple[float, float]:
    """What is told of a number by figures beside it alone, with no relation declared."""
    return interval(see(manifest_of(tables, lambda relation: False), tables), mart, row, column)


def found(tables: Tables, mart: str, **where: object) -> tuple[int, Row]:
    row = row_where(tables, mart, **where)
    return row, tables[mart].to_pylist()[row]


def test_a_rate_with_its_limits_gives_the_patients_of_a_known_population(tables: Tables) -> None:
    row, true = found(tables, "patient_rates", residence=NORD, **TOTALS)
    shown = changed(tables, "patient_rates", row, patients=None, **NO_STANDARDISED)
    assert true["population"] < 9_999
    assert known(shown, "patient_rates", "patients", row) == (true["patients"], true["patients"])


def test_a_standardised_rate_with_its_limits_leaves_a_few_numbers(tables: Tables) -> None:
    row, true = found(tables, "patient_rates", **COUNTRY)
    shown = changed(tables, "patient_rates", row, patients=None, **NO_RATE)
    low, high = known(shown, "patient_rates", "patients", row)
    # The shape of the limits alone, without what is known of the standard: 86 to 391 about the true 159 of 5,400.
    assert (true["patients"], true["population"]) == (159, 5400)
    assert (low, high) == (86, 391)


# Forty pairs: mean -2.0, sd 6.0, so that Student's limits are -2.0 -+ 2.0227 x 6.0 / sqrt(40) = -3.9 and -0.1.
CHANGE = {
    "change_status": "published", "mean_baseline": 15.0, "mean_followup": 13.0, "mean_change": -2.0,
    "change_low": -3.9, "change_high": -0.1, "sd_change": 6.0,
}  # fmt: skip
# 17, 16 and 7 of forty are 42.5, 40.0 and 17.5 percent; of fewer no numbers are. Sixty have answered at all.
OUTCOME = {"outcome_status": "published", "better_share": 42.5, "unchanged_share": 40.0, "worse_share": 17.5}
ANSWERED = {"eligible": 200, "invited": 100, "baseline_n": 60, "pairs": None, "pair_share": None}


@pytest.mark.parametrize(("figures", "fewest", "most"), [(CHANGE, 39, 43), (OUTCOME, 40, 60)])
def test_limits_of_a_mean_change_and_shares_leave_a_few_pairs(
    tables: Tables, figures: Row, fewest: int, most: int
) -> None:
    row = row_where(tables, "prom_trends", **COURSES)
    shown = changed(tables, "prom_trends", row, **ANSWERED, **figures)
    assert known(shown, "prom_trends", "pairs", row) == (fewest, most)


def test_a_number_at_the_floor_and_its_share_give_the_answers(tables: Tables) -> None:
    row = row_where(tables, "prom_trends", **COURSES)
    answered = {**ANSWERED, "baseline_n": None, "baseline_share": None, "pairs": 5, "at_floor": 3, "floor_share": 25.0}
    # 3 of 12 are 25.0 %; 3 of 11 are 27.3, 3 of 13 are 23.1.
    assert known(changed(tables, "prom_trends", row, **answered), "prom_trends", "baseline_n", row) == (12, 12)


def test_nothing_is_told_where_the_figures_are_withheld_too(tables: Tables) -> None:
    row, true = found(tables, "patient_rates", residence=NORD, **TOTALS)
    shown = changed(tables, "patient_rates", row, patients=None, **NO_RATE, **NO_STANDARDISED)
    low, high = known(shown, "patient_rates", "patients", row)
    assert low == 0
    assert high == true["population"]


def test_figures_that_fit_no_number_are_refused(tables: Tables) -> None:
    row, _ = found(tables, "patient_rates", residence=NORD, **TOTALS)
    shown = changed(tables, "patient_rates", row, patients=None, rate_low=0.0, rate_high=900.0, **NO_STANDARDISED)
    with pytest.raises(AttackError, match="fit no number of patients"):
        see(manifest_of(shown, lambda relation: False), shown)
