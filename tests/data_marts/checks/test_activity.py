"""Checks of levels over time, on series of months that can be worked out by hand."""

from collections.abc import Mapping
from datetime import date

import pytest

from tests.data_marts.checks.small_delivery import (
    CLINIC,
    OTHER_CLINIC,
    WARD,
    contact,
    contacts,
    facts,
    found,
    places,
    summary,
)
from tests.reference.small_world import STIFTELSE_WARD

HERE = str(CLINIC)
Row = Mapping[str, object]


def series(odd: Mapping[str, int], usual: int = 100, unit: int = CLINIC, last: str = "2024-12") -> list[Row]:
    """The same number of contacts in every month of 2023 and 2024 but for the odd ones."""
    months = [f"{year}-{month:02}" for year in (2023, 2024) for month in range(1, 13)]
    return [row for month in months if month <= last for row in contacts(month, odd.get(month, usual), unit)]


# With 100 in every other month, 100 are expected, and chance gives sqrt(1/100 + 0.05^2) = 0.1118 on the log scale:
# 3.5 times that is 0.391, less than ln(1.5) = 0.405. So the ratio decides: 150 or more, 66 or fewer.
@pytest.mark.parametrize(("contacts_of_may", "is_found"), [(150, True), (149, False), (66, True), (67, False)])
def test_a_shift_by_half_as_much_again_or_to_two_thirds(contacts_of_may: int, is_found: bool) -> None:
    finding = found("level_shifts", series({"2024-05": contacts_of_may}))
    assert (finding is not None) is is_found
    if finding:
        (place,) = finding.places
        assert (place.organisation, place.period) == (HERE, "2024-05")
        assert (place.observed, place.expected, place.persons) == (contacts_of_may, 100, contacts_of_may)


# With 20 expected chance gives sqrt(1/20 + 0.05^2) = 0.229: 3.5 times that is 0.802, a ratio of 2.23.
@pytest.mark.parametrize(("contacts_of_may", "is_found"), [(49, False), (50, True)])
def test_small_months_are_left_in_peace(contacts_of_may: int, is_found: bool) -> None:
    finding = found("level_shifts", series({"2024-05": contacts_of_may}, usual=20))
    assert (finding is not None) is is_found


def test_a_small_unit_must_differ_more_than_chance_gives() -> None:
    # 30 expected: 3.5 x sqrt(1/30 + 0.05^2) = 0.662, a ratio of 1.94: 58 is within chance, 59 is not.
    assert found("level_shifts", series({"2024-05": 58}, usual=30)) is None
    assert places(found("level_shifts", series({"2024-05": 59}, usual=30))) == {(None, HERE, "2024-05", None)}


def test_a_summer_that_all_have_is_no_shift() -> None:
    summer = {"2023-07": 30, "2024-07": 30}
    both = [*series(summer), *series(summer, unit=OTHER_CLINIC)]
    assert found("level_shifts", both) is None
    # The others have 300 in all: that one of them had 70 less is no reason to expect much less of the rest.
    others = [row for unit in (OTHER_CLINIC, WARD, int(STIFTELSE_WARD)) for row in series({}, unit=unit)]
    alone = [*series({"2024-07": 30}), *others]
    assert places(found("level_shifts", alone)) == {(None, HERE, "2024-07", None)}


def test_a_unit_that_always_varies_is_not_told_for_varying() -> None:
    # Every other month twice as much: the deviations are usual here, their MAD is large.
    months = {f"{year}-{month:02}": 100 if month % 2 else 200 for year in (2023, 2024) for month in range(1, 13)}
    steady = series({}, unit=OTHER_CLINIC, usual=400)
    assert found("level_shifts", [*series(months), *steady]) is None


def test_a_new_level_is_told_once_where_it_begins() -> None:
    # From July 2024 on 300: each later month has mostly neighbours of the new level.
    rows = series({f"2024-{month:02}": 300 for month in range(7, 13)})
    told = {period for _, _, period, _ in places(found("level_shifts", rows))}
    assert "2024-07" in told
    assert told <= {"2024-04", "2024-05", "2024-06", "2024-07", "2024-08", "2024-09"}


def test_months_without_any_contact_are_not_shifts_but_not_delivered() -> None:
    rows = [row for row in series({"2024-05": 0})]
    assert found("level_shifts", rows) is None
    finding = found("months_not_delivered", rows)
    assert places(finding) == {(None, HERE, "2024-05", None)}
    assert (finding.persons, finding.places[0].observed, finding.places[0].expected) == (0, 0, 100)


@pytest.mark.parametrize(("usual", "is_found"), [(30, True), (29, False)])
def test_a_month_is_missed_where_enough_was_expected(usual: int, is_found: bool) -> None:
    assert (found("months_not_delivered", series({"2024-05": 0}, usual)) is not None) is is_found


def test_months_after_the_last_contact_are_a_unit_that_stopped() -> None:
    rows = series({}, usual=30, last="2024-09")
    assert found("months_not_delivered", rows) is None
    finding = found("stopped_delivering", rows)
    assert places(finding) == {(None, HERE, "2024-10", None)}
    assert summary(finding) == (1, 0)
    assert found("stopped_delivering", series({}, usual=29, last="2024-09")) is None
    assert found("stopped_delivering", series({}, usual=30)) is None


def test_months_that_were_not_delivered_yet_are_not_missed() -> None:
    rows = series({}, usual=30, last="2024-09")
    assert found("stopped_delivering", rows, about=facts([2023], date(2024, 9, 30))) is None
    # October is delivered in part: nothing can be said about it.
    assert found("stopped_delivering", rows, about=facts([2023], date(2024, 10, 30))) is None
    assert found("stopped_delivering", rows, about=facts([2023], date(2024, 10, 31))) is not None


def test_a_unit_is_not_missed_before_it_began() -> None:
    rows = [row for row in series({}) if row["inndato"] >= date(2023, 9, 1)]
    assert found("months_not_delivered", rows) is None


@pytest.mark.parametrize(("former", "these", "is_found"), [(100, 100, True), (99, 99, False), (100, 101, False)])
def test_months_identical_to_a_year_before(former: int, these: int, is_found: bool) -> None:
    rows = [*contacts("2023-05", former), *contacts("2024-05", these), *contacts("2024-06", former)]
    finding = found("identical_months", rows)
    assert (finding is not None) is is_found
    if finding:
        assert places(finding) == {(None, HERE, "2024-05", None)}


@pytest.mark.parametrize(("former", "these", "is_found"), [(1000, 1000, True), (999, 999, False), (1000, 1001, False)])
def test_years_identical_to_the_year_before(former: int, these: int, is_found: bool) -> None:
    rows = [*contacts("2023-05", former), *contacts("2024-03", 500), *contacts("2024-04", these - 500)]
    finding = found("identical_years", rows)
    assert (finding is not None) is is_found
    if finding:
        assert places(finding) == {(None, HERE, "2024", None)}
        assert finding.severity == "warn"


def test_years_delivered_in_part_are_not_compared() -> None:
    rows = [*contacts("2023-05", 1000), *contacts("2024-05", 1000)]
    assert found("identical_years", rows, about=facts([2023], date(2024, 6, 30))) is None


def test_stays_and_work_without_the_patient_are_no_contacts() -> None:
    rows = [*contacts("2023-05", 100), *contacts("2024-05", 99)]
    assert found("identical_months", [*rows, contact("2024-05-09", 500, omsorgsniva=8)]) is None
    assert found("identical_months", [*rows, contact("2024-05-09", 500, kontakttype=5)]) is None
    assert found("identical_months", [*rows, contact("2024-05-09", 500, omsorgsniva=2)]) is not None
