"""From a delivery and the reference tables to a release: read, check, count, protect, write."""

import contextlib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from data_marts.build.marts import STEPS, build_marts
from data_marts.build.steps import Report
from data_marts.catalog import TABLES
from data_marts.disclosure.earlier import NOTHING_TOLD, told_before
from data_marts.disclosure.hiding import in_words, withhold
from data_marts.disclosure.protect import protect
from data_marts.disclosure.rules import read_policy
from data_marts.disclosure.spread import with_shown_spread
from data_marts.disclosure.views import narrow, read_views
from data_marts.disk import Lock, locked
from data_marts.manifest import Facts, Source
from data_marts.publication_reader import publications
from data_marts.release_reader import ReleaseError, open_release
from data_marts.releases import write_release
from data_marts.report.as_json import findings_for_manifest
from data_marts.review import refuse_stops, review, review_steps
from data_marts.sources.problems import SourceError
from data_marts.sources.reference import FILES, Reference, named_places, parents, read_reference
from data_marts.sources.ssb_checks import Finding, check_activity, repeated_cells
from data_marts.sources.staged import Intake


@dataclass(frozen=True)
class Folders:
    """Where the build reads and writes."""

    delivery: Path
    reference: Path
    releases: Path
    work: Path  # restricted: persons' rows stand there


def build_steps() -> int:
    """How often `build_release` tells of its progress, beside once for each delivered file."""
    return review_steps() + STEPS + len(("read", "protect", "write"))


def build_release(
    folders: Folders, today: date, report: Report = lambda step: None, say: Report = lambda sentence: None
) -> str:
    """Builds and protects a release, writes it as a candidate, and gives its id. Nothing is published.

    `say` is told what whoever builds must know of what was withheld. Raises SourceError for bad input; then nothing has
    been written and the former release stays.
    """
    with locked(folders.releases) as lock:
        return _build(folders, lock, today, report, say)


def _build(folders: Folders, lock: Lock, today: date, report: Report, say: Report) -> str:
    report("read")
    policy, views = read_policy().policy, read_views()
    reference = read_reference(folders.reference)
    of_sources = check_sources(reference)
    reviewed = review(folders.delivery, folders.work, reference, report)
    refuse_stops(reviewed)
    intake = reviewed.intake
    _refuse_parts_alone(intake)
    counted = build_marts(intake, reference, repeated_cells(reference.ssb_activity), report)
    report("protect")
    tables = release_tables(reference, counted.marts)
    given = narrow(counted.marts, tables, views)
    told = NOTHING_TOLD if intake.synthetic else told_before(given, _published(folders.releases))
    withheld = withhold(given, tables, policy, counted.marts, told, report)
    protected = protect(given, policy, withheld.hidden)
    protected["activity"] = with_shown_spread(protected["activity"])
    for sentence in in_words(withheld):
        say(sentence)
    report("write")
    facts = Facts(
        built_at=today.isoformat(),
        first_year=intake.first_year,
        last_year=intake.years[-1],
        synthetic=intake.synthetic,
        sources=(*_delivered(intake), *_referred(reference, folders.reference)),
        policy=policy,
        left_out=counted.left_out,
        findings=(*findings_for_manifest(reviewed.for_others), *(_told(finding) for finding in of_sources)),
        delivered_through=intake.delivered_through.isoformat(),
        views=views,
    )
    return write_release(folders.releases, counted.marts, protected, tables, facts, lock, withheld.witnesses)


def _published(root: Path) -> Sequence[Mapping[str, pa.Table]]:
    """The open marts of all releases that were published here and can still be read."""
    found = []
    for one in dict.fromkeys(publication.release_id for publication in publications(root)):
        with contextlib.suppress(ReleaseError):
            found.append(open_release(root, one).open_tables())
    return found


def _refuse_parts_alone(intake: Intake) -> None:
    if not intake.years:
        raise SourceError(f"{intake.name}: no year is delivered in full, and rates and trends need one. Add its file.")


def check_sources(reference: Reference) -> tuple[Finding, ...]:
    """What the checks found in the open figures; SourceError when one of them stops the build."""
    findings = check_activity(reference.ssb_activity, parents(reference.organisations))
    for finding in findings:
        if finding.severity == "stop":
            raise SourceError(f"ssb_activity.csv: {finding.sentence}")
    return findings


def release_tables(reference: Reference, marts: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The tables that marts and pages refer to, in the shape of the catalogue.

    Instruments are those of prom_trends alone; places are named with their areas of the last year.
    """
    tables = {
        name: getattr(reference, name).select(table.schema.names).cast(table.schema)
        for name, table in TABLES.items()
        if name != "place_names"
    }
    tables["place_names"] = named_places(reference, max(marts["patient_rates"].column("year").to_pylist(), default=0))
    counted = set(_scales(marts["prom_trends"]))
    for name in ("instruments", "instrument_cutoffs"):
        tables[name] = tables[name].filter(pa.array([scale in counted for scale in _scales(tables[name])], pa.bool_()))
    return tables


def _scales(table: pa.Table) -> list[tuple[str, str, str]]:
    return list(zip(*(table.column(name).to_pylist() for name in ("instrument", "informant", "scale")), strict=True))


def _told(finding: Finding) -> Mapping[str, Any]:
    return {
        "check": finding.check,
        "severity": finding.severity,
        "count": finding.count,
        "sentence": finding.sentence,
        "places": [list(place) for place in finding.places],
    }


def _delivered(intake: Intake) -> Iterator[Source]:
    years = _span((intake.first_year, intake.last_year))
    for file in intake.files:
        period = years if file.year is None else str(file.year)
        if file.kind == "reservations":
            yield Source(file.name, None, None, period, intake.synthetic, file.kind)
        else:
            yield Source(file.name, file.sha256, file.delivered, period, intake.synthetic, file.kind)


def _referred(reference: Reference, folder: Path) -> Iterator[Source]:
    described = {row["file"]: row for row in reference.sources.to_pylist()}
    for name, file in FILES.items():
        if row := described.get(file):
            table: pa.Table = getattr(reference, name)
            origin = ", ".join(text for text in (row["publisher"], row["table"]) if text)
            digest = _digest(folder / file)
            yield Source(
                f"{origin} ({file})",
                digest,
                table.num_rows,
                _period(table, row["fetched"]),
                kind=name,
            )


def reference_digests(folder: Path) -> frozenset[str]:
    """SHA-256 of every reference table that a release names among its sources."""
    paths = (folder / file for name, file in FILES.items() if name != "sources")
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
