"""Makes the report of a delivery: in full for the restricted area, or with small numbers withheld for others."""

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from data_marts.checks.declared import Check, read_checks
from data_marts.checks.facts import FileAccount, IntakeFacts
from data_marts.checks.findings import Finding, Place
from data_marts.report.measure import Measured, measure
from data_marts.report.report import WITHHELD, Account, PlaceLine, Report, Result, Shown, Told
from data_marts.report.series import contact_lines, coverage, shifts
from data_marts.report.told import may_tell, persons_told, rows_told, severity_told, sum_told
from data_marts.report.wholes import Wholes
from data_marts.sources.reference import Reference

_WITH_PERSONS = ("episodes", "prom")
_WITHHELD_NB = "skjult"


@dataclass(frozen=True)
class _Context:
    """What the parts of a report are made from."""

    facts: IntakeFacts
    measured: Measured
    names: Mapping[str, str]
    share: bool


def make_report(
    connection: duckdb.DuckDBPyConnection,
    reference: Reference,
    intake_facts: IntakeFacts,
    findings: tuple[Finding, ...],
    share: bool,
) -> Report:
    """The report on a delivery, after `run_checks` on the same connection; `share` for the form meant for others."""
    codes, names = (reference.organisations.column(name).to_pylist() for name in ("code", "short_name"))
    measured = measure(connection, intake_facts.years)
    return report_of(intake_facts, measured, findings, dict(zip(codes, names, strict=True)), share)


def report_of(
    facts: IntakeFacts,
    measured: Measured,
    findings: tuple[Finding, ...],
    names: Mapping[str, str],
    share: bool,
) -> Report:
    """The report made of true numbers; a pure function. `names` are of organisations by code."""
    context = _Context(facts, measured, names, share)
    accounts = tuple(_account(context, file) for file in facts.files)
    found = {finding.check: finding for finding in findings}
    return Report(
        delivery=facts.delivery,
        invented=facts.invented,
        shared=share,
        years=facts.years,
        delivered_through=facts.delivered_through,
        # Beside the persons of each file, the persons of all would tell how many are in one file alone.
        persons=None if share else measured.persons,
        reserved=persons_told(facts.reserved_persons),
        accounts=accounts,
        results=tuple(_result(context, check, found.get(check.id), accounts) for check in read_checks()),
        contacts=contact_lines(measured.region_months, names, share),
        coverage=coverage(measured.trust_years, names, share),
        shifts=shifts(found.get("level_shifts"), names, share),
    )


def _account(context: _Context, file: FileAccount) -> Account:
    if file.kind == "reservations":
        return _account_of_reservations(file)
    by_person = context.share and file.kind in _WITH_PERSONS
    persons = context.measured.file_persons.get(file.name, 0)
    behind = {found.reason: found.persons for found in context.measured.set_aside if found.file == file.name}
    kept: Told = rows_told(file.kept, persons) if by_person else file.kept
    reasons: tuple[tuple[str, Told], ...] = tuple(
        (reason, rows_told(rows, behind.get(reason, 0)) if by_person else rows)
        for reason, rows in sorted(file.set_aside.items())
    )
    set_aside = sum_told(rows for _, rows in reasons)
    return Account(
        file=file.name,
        kind=file.kind,
        year=file.year,
        through=file.through,
        delivered=sum_told((kept, set_aside)) if by_person else file.delivered,
        kept=kept,
        persons=_persons_of(file, persons, by_person),
        set_aside=set_aside,
        reasons=reasons,
        unreadable=_unreadable(file, by_person),
        missing_columns=file.missing_columns,
    )


def _persons_of(file: FileAccount, persons: int, by_person: bool) -> Told | None:
    if file.kind not in _WITH_PERSONS:
        return None
    return persons_told(persons) if by_person else persons


def _unreadable(file: FileAccount, by_person: bool) -> tuple[tuple[str, Told], ...]:
    """Of whom the values are is not known: for others, only a zero is told."""
    found = sorted(file.unreadable.items())
    return tuple((column, rows_told(values, 0) if by_person else values) for column, values in found)


def _account_of_reservations(file: FileAccount) -> Account:
    """Each row is a person who has reserved herself or taken it back: no number is told, in any form."""
    return Account(
        file.name, file.kind, None, None, WITHHELD, WITHHELD, WITHHELD, WITHHELD, (), (), file.missing_columns
    )


def _result(context: _Context, check: Check, finding: Finding | None, accounts: tuple[Account, ...]) -> Result:
    if check.id == "reservations":
        return _reservations(context, check)
    if finding is None:
        return _said(check, "ok", 0, None, (), 0)
    if context.share:
        return _shared_result(context, check, finding, accounts)
    places = tuple(_line(context, place) for place in finding.places)
    return _said(check, finding.severity, finding.count, finding.persons, places, finding.more_places, finding)


def _shared_result(context: _Context, check: Check, finding: Finding, accounts: tuple[Account, ...]) -> Result:
    whole = Wholes(check, accounts)
    is_told = may_tell(check, finding, whole.persons) and whole.are_parts_told
    places = [may_tell(check, place, whole.persons_in(place)) for place in finding.places]
    # Where one place may not be told none is: it would be what is left of the sum.
    are_places_told = is_told and all(places) and not finding.more_places
    return _said(
        check,
        severity_told(check, finding.count, whole.examined(finding), is_told),
        finding.count if is_told else WITHHELD,
        finding.count if is_told and check.counts == "persons" else None,
        tuple(_line(context, place) for place in finding.places) if are_places_told else None,
        0,
    )


def _reservations(context: _Context, check: Check) -> Result:
    told = persons_told(context.facts.reserved_persons)
    # That there are a few reads as if there were more: all but none are a note.
    return _said(check, "ok" if told == 0 else "note", told, None, (), 0)


def _said(
    check: Check,
    severity: Shown,
    count: Told,
    persons: Told | None,
    places: tuple[PlaceLine, ...] | None,
    more_places: int,
    finding: Finding | None = None,
) -> Result:
    number_nb = _WITHHELD_NB if count == WITHHELD else f"{count:,}".replace(",", "\N{NO-BREAK SPACE}")
    number = count if count == WITHHELD else f"{count:,}"
    return Result(
        check=check.id,
        group=check.group,
        severity=severity,
        count=count,
        persons=persons,
        sentence=finding.sentence if finding else check.sentence.format(count=number),
        sentence_nb=check.sentence_nb.format(count=number_nb) + (_share_nb(finding) if finding else ""),
        meaning=check.meaning,
        meaning_nb=check.meaning_nb,
        places=places,
        more_places=more_places,
    )


def _share_nb(finding: Finding) -> str:
    if not finding.examined:
        return ""
    share = 100 * finding.count / finding.examined
    percent = "under 0,01" if share < 0.01 else f"{share:.2f}".replace(".", ",")
    examined = f"{finding.examined:,}".replace(",", "\N{NO-BREAK SPACE}")
    return f" ({percent}\N{NO-BREAK SPACE}% av {examined})"


def _line(context: _Context, place: Place) -> PlaceLine:
    return PlaceLine(
        file=place.file,
        organisation=place.organisation,
        name=context.names.get(place.organisation or ""),
        period=place.period,
        value=place.value,
        count=place.count,
        observed=None if context.share else place.observed,
        expected=None if context.share else place.expected,
    )
