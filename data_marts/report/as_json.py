"""The report as JSON for programs: its shape is described in the README of this folder."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from data_marts.report.report import FORMAT, Report


def as_json(report: Report) -> str:
    """The report as JSON text with a line at the end; the same report gives the same text."""
    document = {"format": FORMAT, "verdict": report.verdict, **asdict(report)}
    return json.dumps(document, ensure_ascii=False, indent=2, default=_date) + "\n"


def findings_for_manifest(report: Report) -> tuple[dict[str, Any], ...]:
    """What the open manifest of a release may say of the checks: those that found something, small numbers withheld.

    Raises ValueError for a report in full: its numbers must not get into a release.
    """
    if not report.shared:
        raise ValueError("a report in full has numbers that no release may tell")
    return tuple(
        {"check": result.check, "severity": result.severity, "count": result.count, "sentence": result.sentence}
        for result in report.results
        if result.severity != "ok"
    )


def _date(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a report.")
