"""From a delivery and the reference tables to a published release: read, check, count, protect, write, switch."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from data_marts.build.marts import STEPS, build_marts
from data_marts.build.steps import Report
from data_marts.catalog import TABLES
from data_marts.disclosure.protect import protect
from data_marts.disclosure.rules import DEFAULT_POLICY
from data_marts.manifest import Facts, Source
from data_marts.releases import publish
from data_marts.sources.delivery_note import NOTE_FILE
from data_marts.sources.intake import take_in
from data_marts.sources.problems import SourceError
from data_marts.sources.reference import SPECS, Reference, parents, read_reference
from data_marts.sources.ssb_checks import Finding, check_activity, repeated_cells
from data_marts.sources.staged import Intake

ALL_STEPS = STEPS + 3  # read, protect, write


@dataclass(frozen=True)
class Folders:
    """Where the build reads and writes. `work` is restricted: it holds persons' rows."""

    delivery: Path
    reference: Path
    releases: Path
    work: Path


def build_release(folders: Folders, today: date, report: Report = lambda step: None) -> str:
    """Builds, protects and publishes a release, and gives its id.

    Raises SourceError for bad input; then nothing has been written and the former release stays.
    """
    report("read")
    reference = read_reference(folders.reference)
    findings = check_sources(reference)
    intake = take_in(folders.delivery, folders.work, reference)
    refuse_unprotected(intake)
    counted = build_marts(intake, reference, repeated_cells(reference.ssb_activity), report)
    report("protect")
    protected = protect(counted.marts, DEFAULT_POLICY)
    report("write")
    facts = Facts(
        built_at=today.isoformat(),
        first_year=intake.first_year,
        last_year=intake.last_year,
        synthetic=intake.synthetic,
        sources=(*_delivered(intake), *_referred(reference, folders.reference)),
        policy=DEFAULT_POLICY,
        left_out=counted.left_out,
        findings=tuple(_told(finding) for finding in findings),
    )
    return publish(folders.releases, counted.marts, protected, release_tables(reference), facts)


def refuse_unprotected(intake: Intake) -> None:
    """SourceError for a delivery of real persons, as long as only small cells themselves are withheld.

    A total minus its shown parts gives a single withheld part back. Until complementary suppression stands in
    `disclosure.protect`, open figures may be made from invented data alone.
    """
    if not intake.synthetic:
        raise SourceError(
            f"{NOTE_FILE}: this delivery is not marked as invented, and withheld small counts could still be "
            "worked out from totals: real register data are not released before complementary suppression is in place"
        )


def check_sources(reference: Reference) -> tuple[Finding, ...]:
    """What the checks found in the open figures; SourceError when one of them stops the build."""
    findings = check_activity(reference.ssb_activity, parents(reference.organisations))
    for finding in findings:
        if finding.severity == "stop":
            raise SourceError(f"ssb_activity.csv: {finding.sentence}")
    return findings


def release_tables(reference: Reference) -> dict[str, pa.Table]:
    """The tables that marts refer to, in the shape of the catalogue."""
    return {
        name: getattr(reference, name).select(table.schema.names).cast(table.schema) for name, table in TABLES.items()
    }


def _told(finding: Finding) -> Mapping[str, Any]:
    return {
        "check": finding.check,
        "severity": finding.severity,
        "count": finding.count,
        "sentence": finding.sentence,
        "places": [list(place) for place in finding.places],
    }


def _delivered(intake: Intake) -> Iterator[Source]:
    years = _span(intake.delivered_years)
    for file in intake.files:
        yield Source(file.name, file.sha256, file.delivered, str(file.year or years), intake.synthetic)
    for file in intake.reservations:
        yield Source(file.name, None, None, years, intake.synthetic)


def _referred(reference: Reference, folder: Path) -> Iterator[Source]:
    described = {row["file"]: row for row in reference.sources.to_pylist()}
    for name, spec in SPECS.items():
        if row := described.get(spec.file):
            table: pa.Table = getattr(reference, name)
            origin = ", ".join(text for text in (row["publisher"], row["table"]) if text)
            digest = _digest(folder / spec.file)
            yield Source(
                f"{origin} ({spec.file})",
                digest,
                table.num_rows,
                _period(table, row["fetched"]),
            )


def reference_digests(folder: Path) -> frozenset[str]:
    """SHA-256 of every reference table that a release names among its sources."""
    paths = (folder / spec.file for name, spec in SPECS.items() if name != "sources")
    return frozenset(_digest(path) for path in paths if path.is_file())


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _period(table: pa.Table, fetched: str) -> str:
    """The years of a table of yearly figures; else the date it was fetched."""
    if "value" in table.column_names or "age_0" in table.column_names:
        return _span(sorted(set(table.column("year").to_pylist())))
    return fetched


def _span(years: tuple[int, ...] | list[int]) -> str:
    return f"{years[0]}–{years[-1]}"
