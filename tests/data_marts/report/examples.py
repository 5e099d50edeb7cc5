"""True numbers of a small delivery, written by hand, from which reports are made."""

from datetime import date

from data_marts.checks.facts import FileAccount, IntakeFacts
from data_marts.checks.findings import Finding, Place
from data_marts.report.make import report_of
from data_marts.report.measure import Measured, RegionMonth, SetAside, TrustYear
from data_marts.report.report import Report, Result

NAMES = {
    "norge": "Norge",
    "983": "Helse Nord",
    "991": "Helse Sør-Øst",
    "111": "Fjord <HF>",
    "222": "By",
    "333": "BUP Fjord",
}

FACTS = IntakeFacts(
    delivery="PHBU 2024 & våren",
    invented=True,
    years=(2023,),
    delivered_through=date(2024, 4, 30),
    files=(
        FileAccount(
            "PHBU_2023_T3", "episodes", 2023, date(2023, 12, 31), 1130, 1000, {"other_sector": 100, "unreadable": 30}
        ),
        FileAccount(
            "PHBU_2024_04",
            "episodes",
            2024,
            date(2024, 4, 30),
            415,
            400,
            {"other_sector": 12, "unreadable": 3, "superseded": 0},
            {"bydel2": 7, "hf": 0},
            ("innmatehast",),
        ),
        FileAccount("PROM", "prom", None, None, 60, 60),
        FileAccount("reservasjoner", "reservations", None, None, 3, 3),
        FileAccount("senger", "beds", None, None, 4, 4),
    ),
    reserved_persons=3,
)
MEASURED = Measured(
    persons=310,
    file_persons={"PHBU_2023_T3": 250, "PHBU_2024_04": 120, "PROM": 40},
    set_aside=(
        SetAside("PHBU_2023_T3", "other_sector", 100, 60),
        SetAside("PHBU_2023_T3", "unreadable", 30, 20),
        SetAside("PHBU_2024_04", "other_sector", 12, 5),
        SetAside("PHBU_2024_04", "unreadable", 3, 2),
    ),
    region_months=(
        RegionMonth("991", "2023-01", 400, 90),
        RegionMonth("991", "2023-02", 500, 95),
        RegionMonth("983", "2023-01", 60, 30),
        RegionMonth("983", "2023-02", 4, 4),
    ),
    trust_years=(TrustYear("222", 2023, 200, 150), TrustYear("111", 2023, 50, 47), TrustYear("111", 2022, 40, 40)),
)


def place(count: int, persons: int | None, **where: str) -> Place:
    """A place of a finding; what is not named is None."""
    return Place(*(where.get(name) for name in ("file", "organisation", "period", "value")), count, persons)


FINDINGS = (
    Finding(
        "set_aside_unreadable",
        "stop",
        33,
        22,
        "Rows of contacts and stays set aside, a needed value could not be read: 33 (2.14 % of 1,545)",
        (place(30, 20, file="PHBU_2023_T3"), place(3, 2, file="PHBU_2024_04")),
        1545,
    ),
    Finding(
        "set_aside_other_sector",
        "note",
        112,
        62,
        "Rows of contacts and stays set aside, another sector: 112 (7.25 % of 1,545)",
        (place(100, 60, file="PHBU_2023_T3"), place(12, 5, file="PHBU_2024_04")),
        1545,
    ),
    Finding("several_sexes", "warn", 4, 4, "Persons with both sexes: 4 (1.29 % of 310)", (), 310),
    Finding("several_birth_years", "warn", 6, 6, "Persons with several years of birth: 6 (1.94 % of 310)", (), 310),
    Finding(
        "unknown_codes",
        "warn",
        21,
        14,
        "Codes that are in no code list: 21 (1.50 % of 1,400)",
        (place(20, 13, value="kontakttype 8"), place(1, 1, value="kjonn 3")),
        1400,
    ),
    Finding(
        "level_shifts",
        "warn",
        2,
        30,
        "Months with a sudden shift of level: 2 (8.33 % of 24)",
        (
            Place(None, "333", "2023-05", None, 1, 30, 90.0, 50.0),
            Place(None, "222", "2023-06", None, 1, 3, 60.0, 120.0),
        ),
        24,
    ),
    Finding(
        "beds_missing",
        "warn",
        1,
        3,
        "Units and years with stays but without beds: 1",
        (place(1, 3, organisation="333", period="2023"),),
    ),
)


def example(share: bool) -> Report:
    """The report on the small delivery."""
    return report_of(FACTS, MEASURED, FINDINGS, NAMES, share)


def result(report: Report, check: str) -> Result:
    """What one check said in a report."""
    (found,) = (result for result in report.results if result.check == check)
    return found
