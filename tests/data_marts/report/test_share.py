"""Nobody can work a small number out of a report that is meant for others.

Two deliveries that differ in one number of one to four persons (and in every sum that it is a part of), and in nothing
that is told, give the same report to the last sign, in all its forms. So whoever has the report cannot know which of
the two it is of, whatever he adds up or knows of the rules.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from io import StringIO

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from data_marts.checks.declared import read_checks, severity_of
from data_marts.checks.facts import FileAccount, IntakeFacts
from data_marts.checks.findings import Finding, Place
from data_marts.report.as_json import as_json, findings_for_manifest
from data_marts.report.make import report_of
from data_marts.report.measure import Measured, RegionMonth, SetAside, TrustYear
from data_marts.report.page import as_html
from data_marts.report.report import Report
from data_marts.report.terminal import print_report

CHECKS = {check.id: check for check in read_checks()}
NAMES = {"1": "Nord", "2": "Sør", "11": "Fjord", "21": "By"}
REASONS = ("unreadable", "other_sector", "unknown_unit", "superseded")
PERSON_CHECKS = ("several_sexes", "sex_unknown", "several_birth_years", "birth_year_unknown")
ROW_CHECKS = ("adults", "unknown_codes", "diagnosis_form", "overlapping_stays", "birth_year_impossible")
SMALL = (1, 2, 3, 4)


@dataclass(frozen=True)
class Cell:
    """Rows and the persons behind them."""

    rows: int
    persons: int

    @property
    def is_small(self) -> bool:
        return self.persons in SMALL


@dataclass(frozen=True)
class World:
    """The parts of a delivery that do not follow from others. Keys of `aside` are file and reason."""

    kept: dict[int, Cell]
    aside: dict[tuple[int, str], Cell]
    persons_found: dict[str, int]
    rows_found: dict[str, tuple[Cell, ...]]
    months: dict[tuple[str, int], Cell]
    coverage: dict[tuple[str, int], tuple[int, int]]
    reserved: int


def _cells(most: int) -> st.SearchStrategy[Cell]:
    return st.integers(0, most).flatmap(
        lambda persons: st.builds(Cell, st.integers(persons, 3 * persons) if persons else st.just(0), st.just(persons))
    )


cells = _cells(12)
there = cells.filter(lambda cell: cell.persons > 0)
worlds = st.builds(
    World,
    kept=st.fixed_dictionaries({2023: _cells(80), 2024: cells}),
    aside=st.dictionaries(st.tuples(st.sampled_from((2023, 2024)), st.sampled_from(REASONS)), cells, max_size=6),
    persons_found=st.dictionaries(st.sampled_from(PERSON_CHECKS), st.integers(1, 12)),
    rows_found=st.dictionaries(st.sampled_from(ROW_CHECKS), st.lists(there, min_size=1, max_size=4).map(tuple)),
    months=st.dictionaries(st.tuples(st.sampled_from("12"), st.integers(1, 12)), there, max_size=8),
    coverage=st.dictionaries(
        st.tuples(st.sampled_from(("11", "21")), st.integers(2023, 2024)),
        st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(any),
    ),
    reserved=st.integers(0, 8),
)


def report_on(world: World, share: bool) -> Report:
    """The report on a world, with every sum made from its parts."""
    files = tuple(_file(world, year) for year in world.kept)
    delivered = sum(file.delivered for file in files)
    kept, persons = (sum(getattr(cell, name) for cell in world.kept.values()) for name in ("rows", "persons"))
    facts = IntakeFacts("prøve", True, (2023, 2024), date(2024, 12, 31), files, world.reserved)
    measured = Measured(
        persons=persons,
        file_persons={f"PHBU_{year}": cell.persons for year, cell in world.kept.items()},
        set_aside=tuple(
            SetAside(f"PHBU_{year}", reason, cell.rows, cell.persons) for (year, reason), cell in world.aside.items()
        ),
        region_months=tuple(
            RegionMonth(region, f"2023-{month:02}", cell.rows, cell.persons)
            for (region, month), cell in sorted(world.months.items())
        ),
        trust_years=tuple(
            TrustYear(trust, year, coded + uncoded, coded) for (trust, year), (coded, uncoded) in world.coverage.items()
        ),
    )
    findings = (*_set_aside(world, delivered), *_persons(world, persons), *_rows(world, kept))
    return report_of(facts, measured, findings, NAMES, share)


def _file(world: World, year: int) -> FileAccount:
    aside = {reason: cell.rows for (of, reason), cell in world.aside.items() if of == year}
    kept = world.kept[year].rows
    name = f"PHBU_{year}"
    return FileAccount(name, "episodes", year, date(year, 12, 31), kept + sum(aside.values()), kept, aside)


def _finding(check: str, count: int, persons: int, examined: int, places: tuple[Place, ...] = ()) -> Finding:
    declared = CHECKS[check]
    sentence = f"{declared.sentence.format(count=count)} of {examined}"
    return Finding(check, severity_of(declared, count, examined), count, persons, sentence, places, examined)


def _set_aside(world: World, delivered: int) -> tuple[Finding, ...]:
    found = []
    for reason in REASONS:
        parts = {year: cell for (year, of), cell in world.aside.items() if of == reason and cell.rows}
        places = tuple(Place(f"PHBU_{year}", None, None, None, cell.rows, cell.persons) for year, cell in parts.items())
        rows, persons = sum(cell.rows for cell in parts.values()), sum(cell.persons for cell in parts.values())
        if rows:
            found.append(_finding(f"set_aside_{reason}", rows, persons, delivered, places))
    return tuple(found)


def _persons(world: World, everybody: int) -> tuple[Finding, ...]:
    return tuple(_finding(check, number, number, everybody) for check, number in world.persons_found.items())


def _rows(world: World, kept: int) -> tuple[Finding, ...]:
    found = []
    for check, parts in world.rows_found.items():
        places = tuple(
            Place(None, None, None, f"code {index}", cell.rows, cell.persons) for index, cell in enumerate(parts)
        )
        rows, persons = sum(cell.rows for cell in parts), sum(cell.persons for cell in parts)
        found.append(_finding(check, rows, persons, kept, places))
    return tuple(found)


# --- worlds beside a world: one small number is another small number, what is told stays ---


def neighbours(world: World, draw: Callable[[int], int]) -> list[World]:
    """For every small number of a world, a world in which it is another small number."""
    return [
        *(replace(world, kept={**world.kept, key: _other(cell, draw)}) for key, cell in _small(world.kept)),
        *(replace(world, aside={**world.aside, key: _other(cell, draw)}) for key, cell in _small(world.aside)),
        *(replace(world, months={**world.months, key: _other(cell, draw)}) for key, cell in _small(world.months)),
        *_other_persons(world, draw),
        *(
            replace(world, rows_found={**world.rows_found, check: parts})
            for check, found in world.rows_found.items()
            for parts in _other_parts(found, draw)
        ),
        *_other_coverage(world, draw),
        *([replace(world, reserved=_other_number(world.reserved, draw))] if world.reserved in SMALL else []),
    ]


def _small(cells_by_key: dict) -> list:
    return [(key, cell) for key, cell in cells_by_key.items() if cell.is_small]


def _other_number(number: int, draw: Callable[[int], int]) -> int:
    return [other for other in SMALL if other != number][draw(3)]


def _other(cell: Cell, draw: Callable[[int], int]) -> Cell:
    persons = _other_number(cell.persons, draw)
    rows = persons + draw(5)
    return Cell(rows if rows != cell.rows else rows + 1, persons)


def _other_persons(world: World, draw: Callable[[int], int]) -> list[World]:
    """Few persons found, or few that were not: the other part of all persons is told with the file."""
    everybody = max(cell.persons for cell in world.kept.values())
    changed = []
    for check, number in world.persons_found.items():
        if number in SMALL:
            changed.append((check, _other_number(number, draw)))
        elif everybody - number in SMALL and number > 4 and everybody > 8:
            changed.append((check, everybody - _other_number(everybody - number, draw)))
    return [replace(world, persons_found={**world.persons_found, check: number}) for check, number in changed]


def _other_parts(parts: tuple[Cell, ...], draw: Callable[[int], int]) -> list[tuple[Cell, ...]]:
    """A small place has one person and row less or more. Where the sum is told, another place makes up for it."""
    if sum(cell.persons for cell in parts) in SMALL:
        return [tuple(Cell(cell.rows + 1 + draw(3), cell.persons) for cell in parts)]
    changed = []
    for index, cell in enumerate(parts):
        others = [at for at in range(len(parts)) if at != index]
        if cell.is_small and cell.persons > 1 and others:
            at = others[draw(len(others))]
            less = {index: Cell(cell.rows - 1, cell.persons - 1), at: Cell(parts[at].rows + 1, parts[at].persons + 1)}
            changed.append(tuple(less.get(place, part) for place, part in enumerate(parts)))
    return changed


def _other_coverage(world: World, draw: Callable[[int], int]) -> list[World]:
    changed = []
    for key, (coded, uncoded) in world.coverage.items():
        if coded in SMALL:
            changed.append((key, (_other_number(coded, draw), uncoded)))
        if uncoded in SMALL:
            changed.append((key, (coded, _other_number(uncoded, draw))))
    return [replace(world, coverage={**world.coverage, key: pair}) for key, pair in changed]


def everything_seen(report: Report) -> tuple[str, str, str, str]:
    """What somebody with the report has: all its forms, and what the manifest says of it."""
    text = StringIO()
    print_report(report, Console(file=text, width=80))
    return text.getvalue(), as_json(report), as_html(report), json.dumps(findings_for_manifest(report))


@settings(max_examples=60, deadline=None)
@given(world=worlds, data=st.data())
def test_a_small_number_could_be_another_one(world: World, data: st.DataObject) -> None:
    seen = everything_seen(report_on(world, share=True))
    in_full = as_json(report_on(world, share=False))
    for other in neighbours(world, lambda number: data.draw(st.integers(0, number - 1))):
        assert everything_seen(report_on(other, share=True)) == seen
        # None of one and none of two are both 0 %; reserved persons are withheld in full too. All else is there.
        if (other.coverage, other.reserved) == (world.coverage, world.reserved):
            assert as_json(report_on(other, share=False)) != in_full


def test_a_threshold_that_is_just_reached_tells_nothing_of_a_small_part_of_the_whole() -> None:
    """Fifty rows of 995 and five, or six, withheld ones: a stop from 5 % would tell which."""

    def world(small: int) -> World:
        aside = {(2023, "unknown_unit"): Cell(50, 40), (2023, "superseded"): Cell(small, 2)}
        return World({2023: Cell(945, 300)}, aside, {}, {}, {}, {}, 0)

    stops = [result.severity for result in report_on(world(5), share=False).results if result.count == 50]
    passes = [result.severity for result in report_on(world(6), share=False).results if result.count == 50]
    assert (stops, passes) == (["stop"], ["warn"])
    assert everything_seen(report_on(world(5), share=True)) == everything_seen(report_on(world(6), share=True))


@settings(max_examples=60, deadline=None)
@given(worlds)
def test_no_sum_in_the_accounts_has_one_unknown_part(world: World) -> None:
    """The plain attack: what adds up is solved for what is missing."""
    for account in json.loads(as_json(report_on(world, share=True)))["accounts"]:
        parts = [rows for _, rows in account["reasons"]]
        for whole, of in ((account["set_aside"], parts), (account["delivered"], [account["kept"], *parts])):
            unknown = [number for number in (whole, *of) if number == "withheld"]
            assert len(unknown) != 1
            if not unknown:
                assert whole == sum(of)


@settings(max_examples=60, deadline=None)
@given(worlds)
def test_what_is_not_small_is_told(world: World) -> None:
    """The rule withholds no more than it says: it could not fail the test above by withholding all."""
    report = report_on(world, share=True)
    for account in report.accounts:
        cell = world.kept[account.year]
        assert account.kept == ("withheld" if cell.is_small else cell.rows)
        for reason, rows in account.reasons:
            part = world.aside[account.year, reason]
            assert rows == ("withheld" if part.is_small else part.rows)
    assert report.reserved == ("withheld" if world.reserved in SMALL else world.reserved)
