"""From a delivery and the reference tables to a release: read, check, count, protect, write."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from data_marts.build.delivery import Delivery, read_delivery
from data_marts.build.marts import STEPS, build_marts
from data_marts.build.steps import Report
from data_marts.catalog import TABLES
from data_marts.disclosure.protect import protect
from data_marts.disclosure.rules import DEFAULT_POLICY
from data_marts.disk import Lock, locked
from data_marts.manifest import Facts, Source
from data_marts.releases import write_release
from data_marts.sources.problems import SourceError
from data_marts.sources.reference import SPECS, Reference, parents, read_reference
from data_marts.sources.ssb_checks import Finding, check_activity, repeated_cells

ALL_STEPS = STEPS + 3  # read, protect, write


@dataclass(frozen=True)
class Folders:
    """Where the build reads and writes."""

    delivery: Path
    reference: Path
    releases: Path


def build_release(folders: Folders, today: date, report: Report = lambda step: None) -> str:
    """Builds and protects a release, writes it as a candidate, and gives its id. Nothing is published.

    Raises SourceError for bad input; then nothing has been written and the former release stays.
    """
    with locked(folders.releases) as lock:
        return _build(folders, lock, today, report)


def _build(folders: Folders, lock: Lock, today: date, report: Report) -> str:
    report("read")
    reference, delivery = (
        read_reference(folders.reference),
        read_delivery(folders.delivery),
    )
    findings = check_sources(reference)
    counted = build_marts(delivery, reference, repeated_cells(reference.ssb_activity), report)
    report("protect")
    protected = protect(counted.marts, DEFAULT_POLICY)
    report("write")
    facts = Facts(
        built_at=today.isoformat(),
        first_year=delivery.years[0],
        last_year=delivery.years[-1],
        synthetic=delivery.synthetic,
        sources=(*_delivered(delivery), *_referred(reference, folders.reference)),
        policy=DEFAULT_POLICY,
        left_out=counted.left_out,
        findings=tuple(_told(finding) for finding in findings),
    )
    return write_release(folders.releases, counted.marts, protected, release_tables(reference), facts, lock)


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


def _delivered(delivery: Delivery) -> Iterator[Source]:
    years = _span(delivery.years)
    for year, file in zip(delivery.years, delivery.episodes, strict=True):
        yield Source(file.path.name, file.sha256, file.rows, str(year), delivery.synthetic, "episodes")
    for kind, file in (("prom", delivery.prom), ("beds", delivery.beds)):
        yield Source(file.path.name, file.sha256, file.rows, years, delivery.synthetic, kind)
    yield Source(delivery.reservations.path.name, None, None, years, delivery.synthetic, "reservations")


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
                kind=name,
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
