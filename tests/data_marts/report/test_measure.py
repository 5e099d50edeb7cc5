"""The numbers of a report counted from a delivery, and the whole way from rows to what others see."""

from dataclasses import replace

from data_marts.checks.facts import FileAccount
from data_marts.checks.run import run_checks
from data_marts.report.as_json import as_json
from data_marts.report.make import make_report
from data_marts.report.measure import RegionMonth, SetAside, TrustYear, measure, set_aside_summary
from data_marts.report.page import as_html
from tests.data_marts.checks import small_delivery as d
from tests.reference.small_world import BY, FJORD, NORD, SOR

ROWS = [
    d.contact("2024-01-02", 1),
    d.contact("2024-01-03", 1),
    d.contact("2024-01-03", 2, tilst1akse1=None),
    d.contact("2024-02-03", 2, behandlingsstedkode=d.OTHER_CLINIC),
    d.contact("2023-02-03", 3, tilst1akse1="1999"),
    d.contact("2024-02-03", 4, kontakttype=5),
    d.stay("2024-02-03", "2024-02-05", 5),
    d.contact("2024-02-03", 6, reason="other_sector"),
    d.contact("2024-02-04", 6, reason="other_sector"),
    d.contact("2024-02-04", None, reason="missing_person"),
]
FORMS = [d.form(1), d.form(7), d.form(8, reason="unknown_unit")]


def test_rows_set_aside_by_file_and_reason() -> None:
    with d.connect(ROWS, FORMS) as connection:
        assert set_aside_summary(connection) == (
            SetAside("PHBU_2024", "missing_person", 1, 0),
            SetAside("PHBU_2024", "other_sector", 2, 1),
            SetAside("PROM", "unknown_unit", 1, 1),
        )


def test_what_is_measured() -> None:
    with d.connect(ROWS, FORMS) as connection:
        run_checks(connection, d.reference(), d.facts())
        measured = measure(connection, (2023, 2024))
    assert measured.persons == 5
    assert measured.file_persons == {"PHBU_2023": 1, "PHBU_2024": 4, "PROM": 2}
    assert measured.region_months == (
        RegionMonth(NORD, "2023-02", 1, 1),
        RegionMonth(NORD, "2024-01", 3, 2),
        RegionMonth(SOR, "2024-02", 1, 1),
    )
    assert measured.trust_years == (
        TrustYear(FJORD, 2023, 1, 0),
        TrustYear(FJORD, 2024, 2, 1),
        TrustYear(BY, 2024, 1, 1),
    )


def _seen_by_others(persons: int) -> tuple[str, str, str]:
    """The report on a delivery in which so many persons have a row of an unknown unit, beside 40 in order."""
    rows = [d.contact(f"2024-{month:02}-05", person) for month in range(1, 13) for person in range(40)]
    rows += [d.contact("2024-05-06", person, behandlingsstedkode=5, reason="unknown_unit") for person in range(persons)]
    about = d.facts([2024])
    file = FileAccount(
        "PHBU_2024", "episodes", 2024, about.delivered_through, len(rows), 480, {"unknown_unit": persons}
    )
    about = replace(about, files=(file,), reserved_persons=persons)
    with d.connect(rows, [d.form(1)]) as connection:
        findings = run_checks(connection, d.reference(), about)
        reports = [make_report(connection, d.reference(), about, findings, share) for share in (True, False)]
    return as_json(reports[0]), as_html(reports[0]), as_json(reports[1])


def test_two_deliveries_that_differ_in_a_small_number_look_the_same_to_others() -> None:
    two, four, five = _seen_by_others(2), _seen_by_others(4), _seen_by_others(5)
    assert two[:2] == four[:2]
    assert two[2] != four[2]
    assert five[0] != four[0]
    assert "Rows of contacts and stays set aside, unknown unit: 5" in five[0]
    assert '"reserved": 5' in five[2]
    assert '"reserved": "withheld"' in four[2]
