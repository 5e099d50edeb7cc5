"""The report made of true numbers, in full and for others."""

from dataclasses import replace

import pytest

from data_marts.checks.declared import read_checks
from data_marts.checks.findings import Finding
from data_marts.report.as_json import findings_for_manifest
from data_marts.report.make import report_of
from data_marts.report.report import Coverage, RegionLine, Shift
from tests.data_marts.report.examples import FACTS, FINDINGS, MEASURED, NAMES, example, place, result

FULL, SHARED = example(share=False), example(share=True)
HIDDEN = "withheld"


def test_accounts_in_full() -> None:
    first, second, prom, _, beds = FULL.accounts
    assert (first.delivered, first.kept, first.persons, first.set_aside) == (1130, 1000, 250, 130)
    assert first.reasons == (("other_sector", 100), ("unreadable", 30))
    assert (second.delivered, second.set_aside) == (415, 15)
    assert second.unreadable == (("bydel2", 7), ("hf", 0))
    assert second.missing_columns == ("innmatehast",)
    assert (prom.delivered, prom.persons) == (60, 40)
    assert (beds.delivered, beds.persons) == (4, None)
    assert FULL.persons == 310


def test_accounts_for_others_withhold_the_small_part_and_every_sum_of_it() -> None:
    first, second, prom, _, beds = SHARED.accounts
    assert (first.delivered, first.kept, first.persons, first.set_aside) == (1130, 1000, 250, 130)
    assert (second.delivered, second.kept, second.persons, second.set_aside) == (HIDDEN, 400, 120, HIDDEN)
    assert second.reasons == (("other_sector", 12), ("superseded", 0), ("unreadable", HIDDEN))
    assert second.unreadable == (("bydel2", HIDDEN), ("hf", 0))
    assert (prom.delivered, beds.delivered) == (60, 4)
    assert SHARED.persons is None


@pytest.mark.parametrize("report", [FULL, SHARED], ids=["full", "shared"])
def test_no_form_tells_how_many_rows_the_list_of_reservations_has(report: object) -> None:
    account = report.accounts[3]
    assert {account.delivered, account.kept, account.persons, account.set_aside} == {HIDDEN}


@pytest.mark.parametrize("share", [False, True])
@pytest.mark.parametrize(("reserved", "told", "severity"), [(0, 0, "ok"), (4, HIDDEN, "note"), (5, 5, "note")])
def test_reserved_persons_are_told_when_none_or_five_in_every_form(
    share: bool, reserved: int, told: object, severity: str
) -> None:
    report = report_of(replace(FACTS, reserved_persons=reserved), MEASURED, (), NAMES, share)
    assert report.reserved == told
    said = result(report, "reservations")
    assert (said.count, said.severity) == (told, severity)
    assert said.sentence == f"Persons who have reserved themselves: {told}"


def test_every_check_stands_in_the_report_in_the_order_of_the_list() -> None:
    for report in (FULL, SHARED):
        assert [said.check for said in report.results] == [check.id for check in read_checks()]
        nothing = result(report, "overlapping_stays")
        assert (nothing.severity, nothing.count, nothing.places) == ("ok", 0, ())
        assert nothing.sentence == "Stays that overlap another stay of the same person: 0"


def test_findings_in_full() -> None:
    sexes = result(FULL, "several_sexes")
    assert (sexes.severity, sexes.count, sexes.persons) == ("warn", 4, 4)
    assert sexes.sentence == "Persons with both sexes: 4 (1.29 % of 310)"
    assert sexes.sentence_nb == "Personer med begge kjønn: 4 (1,29\N{NO-BREAK SPACE}% av 310)"
    shift = result(FULL, "level_shifts").places[0]
    assert (shift.organisation, shift.name, shift.observed, shift.expected) == ("333", "BUP Fjord", 90, 50)
    assert FULL.verdict == "stop"


def test_small_findings_for_others() -> None:
    sexes = result(SHARED, "several_sexes")
    assert (sexes.severity, sexes.count, sexes.persons, sexes.places) == (HIDDEN, HIDDEN, None, None)
    assert sexes.sentence == "Persons with both sexes: withheld"
    assert sexes.sentence_nb == "Personer med begge kjønn: skjult"
    beds = result(SHARED, "beds_missing")
    assert (beds.severity, beds.count) == ("warn", HIDDEN)  # any number of them is a warning


def test_large_findings_for_others_leave_out_what_they_are_a_part_of() -> None:
    years = result(SHARED, "several_birth_years")
    assert (years.severity, years.count, years.persons) == ("warn", 6, 6)
    assert years.sentence == "Persons with several years of birth: 6"


def test_rows_set_aside_are_told_when_those_of_every_file_are() -> None:
    assert result(SHARED, "set_aside_unreadable").count == HIDDEN
    sector = result(SHARED, "set_aside_other_sector")
    assert (sector.count, sector.persons) == (112, None)
    assert [(line.file, line.count) for line in sector.places] == [("PHBU_2023_T3", 100), ("PHBU_2024_04", 12)]


def test_places_are_listed_for_others_when_each_may_be_told() -> None:
    codes = result(SHARED, "unknown_codes")
    assert (codes.count, codes.places) == (21, None)
    shifts = result(SHARED, "level_shifts")
    assert (shifts.count, shifts.places) == (2, None)


# What is left must be of five persons or more. One file's persons are those that there are at least: 250.
@pytest.mark.parametrize(("persons", "told"), [(245, 245), (246, HIDDEN), (310, HIDDEN)])
def test_nearly_all_persons_are_as_telling_as_a_few(persons: int, told: object) -> None:
    nearly = replace(FINDINGS[2], count=persons, persons=persons)
    assert result(report_of(FACTS, MEASURED, (nearly,), NAMES, share=True), "several_sexes").count == told


def test_nearly_all_rows_of_one_file_are_as_telling_too() -> None:
    def told(persons: int) -> bool:
        found = Finding("outside_year", "note", 300, 150, "", (place(300, persons, file="PHBU_2024_04"),), 1400)
        return result(report_of(FACTS, MEASURED, (found,), NAMES, share=True), "outside_year").places is not None

    assert told(115)
    assert not told(116)  # of the 120 in the file


def test_regions_from_north_to_south_and_for_others_only_whole_lines() -> None:
    north, south = (("2023-01", 60), ("2023-02", 4)), (("2023-01", 400), ("2023-02", 500))
    assert FULL.contacts == (RegionLine("983", "Helse Nord", north), RegionLine("991", "Helse Sør-Øst", south))
    # The north never has five persons for sure: what is left of all rows would tell of it.
    assert [line.points for line in SHARED.contacts] == [None, south]
    few = replace(
        MEASURED,
        region_months=tuple(
            replace(row, persons=min(row.persons, 4)) if row.region == "983" else row for row in MEASURED.region_months
        ),
    )
    assert [line.points for line in report_of(FACTS, few, (), NAMES, share=True).contacts] == [None, None]


def test_coverage_is_withheld_where_either_part_is_small() -> None:
    assert FULL.coverage == (
        Coverage("111", "Fjord <HF>", 2022, 100),
        Coverage("111", "Fjord <HF>", 2023, 94),
        Coverage("222", "By", 2023, 75),
    )
    assert [row.percent for row in SHARED.coverage] == [100, HIDDEN, 75]
    fine = replace(MEASURED, trust_years=(replace(MEASURED.trust_years[0], persons=203, coded=152),))
    assert [report_of(FACTS, fine, (), NAMES, share).coverage[0].percent for share in (False, True)] == [74.9, 75]


def test_shifts() -> None:
    assert FULL.shifts == (Shift("333", "BUP Fjord", "2023-05", "up", 1.8), Shift("222", "By", "2023-06", "down", 0.5))
    assert SHARED.shifts == (Shift("333", "BUP Fjord", "2023-05", "up", None),)


def test_the_manifest_gets_what_others_may_know() -> None:
    told = {entry["check"]: entry for entry in findings_for_manifest(SHARED)}
    assert set(told) == {finding.check for finding in FINDINGS} | {"reservations"}
    assert told["several_sexes"]["count"] == HIDDEN
    assert told["set_aside_other_sector"]["count"] == 112
    with pytest.raises(ValueError, match="no release"):
        findings_for_manifest(FULL)
