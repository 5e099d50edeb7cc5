"""Checks of persons, dates, residence and organisations: what each finds, and what lies just beside it."""

from dataclasses import replace
from datetime import date

import pyarrow as pa

from tests.data_marts.checks.small_delivery import (
    CLINIC,
    OTHER_CLINIC,
    WARD,
    contact,
    facts,
    found,
    places,
    reference,
    stay,
    summary,
)
from tests.reference.small_world import BY, FJORD, FJORD_CLINIC, STIFTELSE_WARD

DAY = "2024-03-05"


def test_one_person_with_both_sexes() -> None:
    rows = [
        contact(DAY, 1, kjonn=1),
        contact("2023-03-05", 1, kjonn=2),
        contact(DAY, 2, kjonn=1),
        contact(DAY, 2, kjonn=9),
        contact(DAY, 2, kjonn=0),
        contact(DAY, 3, kjonn=None),
        contact(DAY, 4, kjonn=1, reason="other_sector"),
        contact(DAY, 4, kjonn=2),
    ]
    assert summary(found("several_sexes", rows)) == (1, 1)


def test_persons_whose_sex_is_never_stated() -> None:
    rows = [
        contact(DAY, 1, kjonn=0),
        contact(DAY, 1, kjonn=9),
        contact(DAY, 2, kjonn=None),
        contact(DAY, 3, kjonn=9),
        contact(DAY, 3, kjonn=1),
    ]
    assert summary(found("sex_unknown", rows)) == (2, 2)


def test_one_person_with_several_years_of_birth() -> None:
    rows = [
        contact(DAY, 1, fodselsar=2010),
        contact(DAY, 1, fodselsar=2011),
        contact(DAY, 2, fodselsar=2010),
        contact(DAY, 2, fodselsar=9999),
        contact(DAY, 2, fodselsar=None),
    ]
    assert summary(found("several_birth_years", rows)) == (1, 1)


def test_persons_without_a_year_of_birth() -> None:
    rows = [
        contact(DAY, 1, fodselsar=9999),
        contact(DAY, 2, fodselsar=None),
        contact(DAY, 3, fodselsar=9999),
        contact(DAY, 3, fodselsar=2010),
    ]
    assert summary(found("birth_year_unknown", rows)) == (2, 2)


def test_impossible_years_of_birth() -> None:
    rows = [contact(DAY, born, fodselsar=born) for born in (1913, 1914, 2024, 2025, 9999)]
    finding = found("birth_year_impossible", rows)
    assert summary(finding) == (2, 2)  # 1913 (111 years) and 2025; not 110 years, the year itself, unknown
    assert finding.severity == "stop"


def test_rows_of_persons_of_18_or_more() -> None:
    rows = [
        contact(DAY, 1, fodselsar=2006),
        contact(DAY, 1, fodselsar=2006),
        contact(DAY, 2, fodselsar=2007),
        contact("2023-03-05", 3, fodselsar=2006),
        contact(DAY, 4, fodselsar=9999),
    ]
    finding = found("adults", rows)
    assert summary(finding) == (2, 1)
    assert places(finding) == {(None, None, "2024", None)}


def test_dates_outside_the_year_of_the_file() -> None:
    rows = [
        contact("2024-01-01", 1, aar=2024),
        contact("2023-12-31", 2, aar=2024),
        contact("2024-12-31", 3, aar=2023),
        stay("2023-12-31", "2024-01-01", 4, aar=2024),
        stay("2023-12-30", "2023-12-31", 5, aar=2024),
        stay("2024-01-01", None, 6, aar=2023),
        stay("2023-01-01", None, 7, aar=2024),
    ]
    finding = found("outside_year", rows)
    assert summary(finding) == (4, 4)
    assert places(finding) == {
        ("PHBU_2024", None, None, "contact"),
        ("PHBU_2023", None, None, "contact"),
        ("PHBU_2024", None, None, "stay"),
        ("PHBU_2023", None, None, "stay"),
    }


def test_rows_that_end_after_the_delivery() -> None:
    rows = [stay("2024-09-01", "2024-09-30", 1), stay("2024-09-01", "2024-10-01", 2), stay("2024-09-01", None, 3)]
    assert summary(found("ends_after_delivery", rows, about=facts([2023], date(2024, 9, 30)))) == (1, 1)


def test_unknown_kommuner() -> None:
    rows = [
        contact(DAY, 1, komnrhjem2="0000"),
        contact(DAY, 2, komnrhjem2=None),
        contact(DAY, 3, komnrhjem2="Vågå"),
        contact(DAY, 4, komnrhjem2="1001"),
        contact(DAY, 5, komnrhjem2="0301"),
        contact("2023-03-05", 6, komnrhjem2="0911"),  # the number of 1001 until 2024
        contact(DAY, 7, komnrhjem2="0901"),  # older than its delivery: it happens
        contact(DAY, 8, komnrhjem2="9900"),
        contact(DAY, 9, komnrhjem2="2100"),
    ]
    finding = found("unknown_kommuner", rows)
    assert summary(finding) == (3, 3)
    assert places(finding) == {
        (None, None, "2024", "0000"),
        (None, None, "2024", "empty"),
        (None, None, "2024", "not four digits"),
    }


def test_oslo_without_a_known_district() -> None:
    rows = [
        contact(DAY, 1, komnrhjem2="0301", bydel2=None),
        contact(DAY, 2, komnrhjem2="0301", bydel2=99),
        contact(DAY, 3, komnrhjem2="0301", bydel2=44),
        contact(DAY, 4, komnrhjem2="0301", bydel2=1),
        contact(DAY, 5, komnrhjem2="1001", bydel2=None),
    ]
    finding = found("oslo_without_district", rows)
    assert summary(finding) == (3, 3)
    assert finding.examined == 4


# The places of the small country with children: 1001, 1002, 1003 and Oslo's districts 01 and 02, each year.
def test_kommuner_and_districts_without_activity() -> None:
    rows = [
        contact(DAY, 1, komnrhjem2="1001"),
        contact(DAY, 2, komnrhjem2="0902"),  # divided: 1002 has the larger part
        contact(DAY, 3, komnrhjem2="0301", bydel2=1),
        contact(DAY, 4, komnrhjem2="0301", bydel2=None),
        contact(DAY, 5, komnrhjem2="1003", reason="other_sector"),
    ]
    finding = found("kommuner_without_activity", rows, about=facts([2024]))
    assert places(finding) == {(None, None, "2024", "1003"), (None, None, "2024", "030102")}
    assert (finding.persons, finding.examined) == (0, 6)


def test_a_kommune_that_a_divided_one_gave_away_has_nobody_before() -> None:
    tables = reference()
    changes = pa.table(
        {
            "year": pa.array([2024, 2024], pa.int16()),
            "old": ["1002", "1002"],
            "new": ["1002", "1003"],
            "weight": [0.5, 0.5],
        }
    )
    tables = replace(tables, kommune_changes=changes)
    everywhere = [contact(DAY, 1, komnrhjem2=kommune) for kommune in ("1001", "1002")]
    everywhere += [contact(DAY, 2, komnrhjem2="0301", bydel2=district) for district in (1, 2)]
    before = [{**row, "aar": 2023} for row in everywhere]
    finding = found("kommuner_without_activity", [*everywhere, *before], tables=tables)
    assert places(finding) == {(None, None, "2024", "1003")}


def test_rows_that_count_at_the_reporting_unit_or_trust() -> None:
    rows = [
        contact(DAY, 1, behandlingsstedkode=99),
        contact(DAY, 2, behandlingsstedkode=555, institusjonid=OTHER_CLINIC, hf=int(BY)),
        contact(DAY, 3, behandlingsstedkode=None, institusjonid=None),
        contact(DAY, 4, institusjonid=None),
    ]
    finding = found("place_of_treatment_unknown", rows)
    assert summary(finding) == (3, 3)
    assert {(place.organisation, place.count) for place in finding.places} == {(FJORD, 2), (str(OTHER_CLINIC), 1)}


def test_contacts_at_an_organisation_that_is_not_valid_then() -> None:
    tables = reference()
    codes = tables.organisations.column("code").to_pylist()
    last = pa.array([2023 if code == FJORD_CLINIC else None for code in codes], pa.int16())
    index = tables.organisations.schema.get_field_index("valid_to")
    tables = replace(tables, organisations=tables.organisations.set_column(index, "valid_to", last))
    rows = [
        contact("2023-12-31", 1),
        contact("2024-01-01", 1),
        contact("2024-01-02", 1),
        contact("2024-01-01", 2, behandlingsstedkode=OTHER_CLINIC),
        contact("2024-01-01", 3, kontakttype=5),
    ]
    finding = found("outside_validity", rows, tables=tables)
    assert summary(finding) == (2, 1)
    assert places(finding) == {(None, FJORD_CLINIC, "2024", None)}


def test_units_without_activity() -> None:
    rows = [
        contact("2023-05-01", 1),
        contact("2024-05-01", 1, behandlingsstedkode=OTHER_CLINIC),
        stay("2023-12-30", "2024-01-02", 1),
        stay("2023-12-30", "2024-01-02", 1, aar=2024),
        contact("2024-05-01", 2, behandlingsstedkode=int(STIFTELSE_WARD), kontakttype=5),
    ]
    finding = found("units_without_activity", rows)
    assert places(finding) == {
        (None, FJORD_CLINIC, "2024", None),
        (None, str(OTHER_CLINIC), "2023", None),
        (None, STIFTELSE_WARD, "2023", None),
        (None, STIFTELSE_WARD, "2024", None),
    }
    assert finding.examined == 8
    assert CLINIC != WARD
