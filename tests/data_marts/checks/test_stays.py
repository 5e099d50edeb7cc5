"""Checks of inpatient stays: New Year, overlaps, length, beds."""

from datetime import date, time

from tests.data_marts.checks.small_delivery import (
    OTHER_CLINIC,
    WARD,
    contact,
    facts,
    found,
    places,
    stay,
    summary,
)

HERE, THERE = str(WARD), str(OTHER_CLINIC)


def test_stays_over_new_year_in_both_files() -> None:
    rows = [
        stay("2023-12-20", None, 1),
        stay("2023-12-20", "2024-01-03", 1, aar=2024),
        stay("2023-11-20", "2024-01-03", 2),
        stay("2023-11-20", "2024-01-03", 2, aar=2024),
        stay("2023-11-20", "2024-01-03", 2, aar=2024),  # once more: the same stay
        stay("2023-12-20", "2023-12-31", 3),
        stay("2023-12-20", "2023-12-31", 3, aar=2024),
        stay("2024-01-01", None, 4),
    ]
    finding = found("new_year_stays", rows)
    assert summary(finding) == (2, 2)
    assert places(finding) == {(None, HERE, "2023/2024", None)}
    assert finding.severity == "note"


def test_stays_over_new_year_in_one_file_alone() -> None:
    rows = [
        stay("2023-12-20", None, 1),  # open, and not heard of again
        stay("2023-12-20", "2024-01-03", 2),  # ends next year, whose file does not have it
        stay("2023-12-20", "2024-01-03", 3, aar=2024),  # the earlier file does not have it
        stay("2023-12-20", None, 4),
        stay("2023-12-20", "2024-01-03", 4, aar=2024),  # in both
        stay("2023-12-20", "2023-12-31", 5),
        stay("2022-12-20", "2023-01-03", 6, aar=2023),  # 2022 was not delivered
        stay("2024-12-20", None, 7),  # 2025 was not delivered
        contact("2023-12-20", 8, utdato=None),
    ]
    finding = found("new_year_stays_in_one_file", rows)
    assert summary(finding) == (3, 3)
    assert {(place.period, place.value, place.count) for place in finding.places} == {
        ("2023/2024", "in the earlier file alone", 2),
        ("2023/2024", "in the later file alone", 1),
    }


def test_a_stay_at_another_ward_or_from_another_day_is_another_stay() -> None:
    rows = [
        stay("2023-12-20", None, 1),
        stay("2023-12-21", "2024-01-03", 1, aar=2024),
        stay("2023-12-20", None, 2),
        stay("2023-12-20", "2024-01-03", 2, aar=2024, behandlingsstedkode=OTHER_CLINIC),
    ]
    assert summary(found("new_year_stays_in_one_file", rows)) == (4, 2)


def test_overlapping_stays_of_one_person() -> None:
    rows = [
        stay("2024-03-01", "2024-03-10", 1),
        stay("2024-03-09", "2024-03-12", 1, behandlingsstedkode=OTHER_CLINIC),
        stay("2024-03-11", "2024-03-20", 1),  # overlaps the second
        stay("2024-03-01", "2024-03-10", 2, uttid=time(10)),
        stay("2024-03-10", "2024-03-12", 2, inntid=time(10), behandlingsstedkode=OTHER_CLINIC),  # goes straight over
        stay("2024-03-01", "2024-03-10", 3),
        stay("2024-03-01", "2024-03-10", 3),  # the same stay twice
        stay("2024-03-01", None, 4),
        stay("2024-05-01", "2024-05-02", 4),  # the open one may have ended
        stay("2024-03-05", "2024-03-06", 5),
        contact("2024-03-05", 5),
    ]
    finding = found("overlapping_stays", rows)
    assert summary(finding) == (2, 1)
    assert places(finding) == {(None, THERE, "2024", None), (None, HERE, "2024", None)}


def test_a_stay_within_a_longer_one_overlaps_it() -> None:
    rows = [stay("2024-03-01", "2024-06-10"), stay("2024-03-02", "2024-03-03"), stay("2024-06-09", "2024-06-30")]
    assert summary(found("overlapping_stays", rows)) == (2, 1)


def test_stays_of_more_than_365_days() -> None:
    rows = [
        stay("2023-01-01", "2024-01-01", 1, aar=2024),  # 365 days
        stay("2023-01-01", "2024-01-02", 2, aar=2024),  # 366 days
        stay("2022-12-31", None, 3, aar=2023),  # open to 31 December: 365 days
        stay("2022-12-30", None, 4, aar=2023),
        stay("2022-12-30", None, 5, aar=2023),
        stay("2022-12-30", "2023-03-01", 5, aar=2024),  # the later file knows that it ended
    ]
    finding = found("long_stays", rows)
    assert summary(finding) == (2, 2)
    assert places(finding) == {(None, HERE, "2024", None), (None, HERE, "2023", None)}


def test_an_open_stay_lasts_to_the_end_of_the_delivery_at_most() -> None:
    about = facts([2023], date(2024, 6, 30))
    assert found("long_stays", [stay("2023-07-01", None, aar=2024)], about=about) is None
    assert summary(found("long_stays", [stay("2023-06-30", None, aar=2024)], about=about)) == (1, 1)


def test_units_with_stays_but_without_beds() -> None:
    rows = [
        stay("2023-03-01", "2023-03-02", 1),
        stay("2024-03-01", "2024-03-02", 1),
        stay("2024-03-01", "2024-03-02", 2),
        stay("2024-03-01", "2024-03-02", 2, behandlingsstedkode=OTHER_CLINIC),
    ]
    beds = [
        {"orgnr": WARD, "year": 2023, "beds": 4},
        {"orgnr": WARD, "year": 2024, "beds": 0},
        {"orgnr": OTHER_CLINIC, "year": 2024, "beds": 1},
    ]
    finding = found("beds_missing", rows, beds=beds)
    assert places(finding) == {(None, HERE, "2024", None)}
    assert summary(finding) == (1, 2)
