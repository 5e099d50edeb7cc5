"""Takes a delivery in and checks it: what `check` tells the data manager, and what `build` demands of a delivery."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from data_marts.build.steps import open_staged
from data_marts.checks.declared import read_checks
from data_marts.checks.facts import FileAccount, IntakeFacts
from data_marts.checks.findings import Finding
from data_marts.checks.run import run_checks
from data_marts.disk import write_text
from data_marts.report.as_json import as_json
from data_marts.report.make import make_report
from data_marts.report.page import as_html
from data_marts.report.report import Report
from data_marts.sources.intake import take_in
from data_marts.sources.problems import SourceError
from data_marts.sources.reference import Reference
from data_marts.sources.staged import Intake, StagedFile

Progress = Callable[[str], None]
IN_FULL, FOR_OTHERS = "report", "shared-report"  # names of the files without their ending


@dataclass(frozen=True)
class Review:
    """A delivery that was taken in, with what the checks found. Findings and `in_full` hold true, small numbers."""

    intake: Intake
    findings: tuple[Finding, ...]
    in_full: Report
    for_others: Report

    @property
    def page(self) -> Path:
        """The report in full as a page, in the restricted folder."""
        return self.intake.folder / f"{IN_FULL}.html"


def review_steps() -> int:
    """How often `review` tells of its progress, beside once for each file."""
    return len(read_checks()) + 1


def review(delivery: Path, work: Path, reference: Reference, progress: Progress = lambda step: None) -> Review:
    """Takes the delivery in, runs every check, and writes both forms of the report beside what was taken in.

    Raises SourceError for a delivery that cannot be taken in; what the checks find raises nothing.
    """
    intake = take_in(delivery, work, reference, progress)
    facts = facts_of(intake)
    with duckdb.connect() as connection:
        open_staged(connection, intake)
        findings = run_checks(connection, reference, facts, progress)
        progress("report")
        in_full, for_others = (make_report(connection, reference, facts, findings, share) for share in (False, True))
    _write(intake.folder, IN_FULL, in_full)
    _write(intake.folder, FOR_OTHERS, for_others)
    return Review(intake, findings, in_full, for_others)


def refuse_stops(reviewed: Review) -> None:
    """Raises SourceError where a check says that nothing should be built."""
    stops = [finding for finding in reviewed.findings if finding.severity == "stop"]
    if stops:
        said = " ".join(f"{finding.check}: {finding.sentence}" for finding in stops)
        raise SourceError(f"{reviewed.intake.name}: {len(stops)} of the checks stop it. {said} See {reviewed.page}.")


def facts_of(intake: Intake) -> IntakeFacts:
    """What the checks are told of a delivery beside its rows."""
    return IntakeFacts(
        delivery=intake.name,
        invented=intake.synthetic,
        years=intake.years,
        delivered_through=intake.delivered_through,
        files=tuple(_account(file) for file in intake.files),
        reserved_persons=intake.reserved_persons,
    )


def _account(file: StagedFile) -> FileAccount:
    return FileAccount(
        name=file.name,
        kind=file.kind,
        year=file.year,
        through=_last_day(file.year, file.through),
        delivered=file.delivered,
        kept=file.kept,
        set_aside=file.set_aside,
        unreadable=file.unreadable,
        missing_columns=file.absent,
    )


def _last_day(year: int | None, month: int | None) -> date | None:
    return date(year, month, monthrange(year, month)[1]) if year and month else None


def _write(folder: Path, name: str, report: Report) -> None:
    write_text(folder / f"{name}.json", as_json(report), private=True)
    write_text(folder / f"{name}.html", as_html(report), private=True)
