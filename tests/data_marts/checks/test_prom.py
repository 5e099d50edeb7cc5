"""Checks of PROM rows that taking in kept."""

from datetime import date

from tests.data_marts.checks.small_delivery import contact, form, found, places, summary


def test_forms_answered_before_they_were_sent() -> None:
    rows = [
        form(1, invited_date=date(2024, 3, 2), answered_date=date(2024, 3, 1)),
        form(2, invited_date=date(2024, 3, 1), answered_date=date(2024, 3, 1)),
        form(3, invited_date=None),
        form(4, answered_date=None),
    ]
    finding = found("prom_answered_before_invited", prom=rows)
    assert summary(finding) == (1, 1)
    assert places(finding) == {(None, None, None, "sdq parent")}


def test_followups_answered_before_the_first_baseline() -> None:
    before, base, after = date(2024, 1, 1), date(2024, 2, 1), date(2024, 6, 1)
    rows = [
        form(1, answered_date=base),
        form(1, measuring_point="end", answered_date=before),
        form(2, answered_date=base),
        form(2, measuring_point="end", answered_date=base),
        form(3, measuring_point="point", answered_date=before),  # no baseline at all
        form(4, answered_date=base),
        form(4, measuring_point="one_year", answered_date=before, informant="child"),  # no baseline of the child
        form(5, answered_date=before),
        form(5, measuring_point="end", answered_date=base),
        form(5, answered_date=after),  # a second course
        form(6, answered_date=None),
        form(6, measuring_point="end", answered_date=before),  # the baseline was never answered
    ]
    assert summary(found("prom_followup_before_baseline", prom=rows)) == (1, 1)


def test_prom_rows_that_stand_twice() -> None:
    rows = [
        form(1),
        form(1, score=21.0),
        form(1, scale="impact"),
        form(1, measuring_point="end"),
        form(1, answered_date=date(2024, 1, 13)),
        form(2),
        form(2, reason="unknown_unit"),
    ]
    finding = found("prom_duplicates", prom=rows)
    assert summary(finding) == (1, 1)


def test_persons_with_prom_but_without_a_contact() -> None:
    rows = [form(1), form(2), form(2), form(3, reason="unknown_unit"), form(4)]
    episodes = [contact("2024-01-02", 1), contact("2024-01-02", 4, reason="other_sector")]
    assert summary(found("prom_without_contact", episodes, rows)) == (2, 2)
