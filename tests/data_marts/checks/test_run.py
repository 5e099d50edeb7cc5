"""The declared list of checks, and all checks run together."""

import re
from datetime import date
from pathlib import Path

import pytest

from data_marts.checks import run
from data_marts.checks.declared import read_checks, severity_of
from data_marts.checks.findings import Finding, Place
from data_marts.checks.run import run_checks
from tests.data_marts.checks import small_delivery as d

FOLDER = Path(run.__file__).parent
CHECKS = {check.id: check for check in read_checks()}


def test_every_statement_belongs_to_a_check_and_every_check_has_one() -> None:
    assert {check.sql for check in CHECKS.values()} == {path.stem for path in FOLDER.glob("*.sql")}
    assert len(CHECKS) == len(read_checks()) >= 50


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.sql")), ids=lambda path: path.stem)
def test_every_statement_begins_with_its_reason(path: Path) -> None:
    assert re.match(r"-- [A-Z][^\n]{30,}", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_severities_tell_no_small_number_of_persons(check: object) -> None:
    counts = [threshold.count for threshold in check.thresholds if threshold.count is not None]
    assert all(count == 1 or count >= 5 for count in counts)
    assert check.sentence.count("{count}") == check.sentence_nb.count("{count}") == 1
    assert check.meaning
    assert check.meaning_nb


def test_every_check_has_a_test_that_names_it() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    by_reason = {f"{prefix}set_aside_{reason}" for prefix in ("", "prom_") for reason in re.findall(r'"(\w+)"', tests)}
    missing = {check for check in CHECKS if f'"{check}"' not in tests} - by_reason
    assert missing == set()


@pytest.mark.parametrize(
    ("check", "count", "examined", "severity"),
    [
        ("set_aside_unreadable", 1, 1_000_000, "warn"),
        ("set_aside_unreadable", 9_999, 1_000_000, "warn"),
        ("set_aside_unreadable", 10_000, 1_000_000, "stop"),
        ("set_aside_other_sector", 999_999, 1_000_000, "note"),
        ("several_sexes", 9, 1_000, "note"),
        ("several_sexes", 10, 1_000, "warn"),
        ("prom_without_contact", 4, 0, "note"),
        ("prom_without_contact", 5, 0, "warn"),
    ],
)
def test_severities(check: str, count: int, examined: int, severity: str) -> None:
    assert severity_of(CHECKS[check], count, examined) == severity


def test_severity_that_any_number_has() -> None:
    assert CHECKS["missing_columns"].only_severity == "warn"
    assert CHECKS["empty_files"].only_severity == "stop"
    assert CHECKS["set_aside_other_sector"].only_severity == "note"
    assert CHECKS["set_aside_unreadable"].only_severity is None
    assert CHECKS["several_sexes"].only_severity is None


def _in_order() -> list[d.Row]:
    """Two years in which nothing is wrong: every place of the country has a patient, every unit has activity."""
    homes = [("1001", None), ("1002", None), ("1003", None), ("0301", 1), ("0301", 2)]
    days = [f"{year}-{month:02}-05" for year in (2023, 2024) for month in range(1, 13)]
    units = (d.CLINIC, d.WARD, d.OTHER_CLINIC, 920000031)
    return [
        d.contact(day, person, komnrhjem2=home, bydel2=district, behandlingsstedkode=unit, polkonaktivitet=place + 1)
        for day in days
        for person, (home, district) in enumerate(homes, start=1)
        for place, unit in enumerate(units)
    ]


def test_a_delivery_in_order_has_no_findings() -> None:
    with d.connect(_in_order(), [d.form(1)]) as connection:
        assert run_checks(connection, d.reference(), d.facts()) == ()


def test_findings_come_in_the_order_of_the_list_with_sentence_and_share() -> None:
    rows = [*_in_order(), d.contact("2024-05-06", 1, kjonn=1, innmatehast=7)]
    told: list[str] = []
    with d.connect(rows, [d.form(1)]) as connection:
        findings = run_checks(connection, d.reference(), d.facts(), told.append)
        again = run_checks(connection, d.reference(), d.facts())
    assert told == list(CHECKS)
    assert findings == again
    assert findings == (
        Finding("several_sexes", "stop", 1, 1, "Persons with both sexes: 1 (20.00 % of 5)", (), 5),
        Finding(
            "unknown_codes",
            "warn",
            1,
            1,
            "Codes that are in no code list: 1 (0.21 % of 481)",
            (Place(None, None, None, "innmatehast 7", 1, 1),),
            481,
        ),
    )


def test_an_empty_delivery_is_checked_too() -> None:
    with d.connect() as connection:
        findings = run_checks(connection, d.reference(), d.facts([], date(2024, 3, 31)))
    assert [finding.check for finding in findings] == []


@pytest.mark.parametrize(("reserved", "is_told"), [(0, False), (1, False), (4, False), (5, True)])
def test_a_small_number_of_reserved_persons_is_no_finding(reserved: int, is_told: bool) -> None:
    with d.connect(_in_order(), [d.form(1)]) as connection:
        findings = run_checks(connection, d.reference(), d.facts(reserved_persons=reserved))
    assert [finding.check for finding in findings] == (["reservations"] if is_told else [])


def test_many_places_are_counted_but_not_listed() -> None:
    rows = [d.contact("2024-05-05", 1, behandlingsstedkode=number, reason="unknown_unit") for number in range(100, 350)]
    finding = d.found("set_aside_unknown_unit", rows)
    assert (finding.count, len(finding.places), finding.more_places) == (250, 200, 50)
