"""The report as JSON for programs: its shape is described in the README of this folder."""

import json
from dataclasses import asdict
from datetime import date

from data_marts.report.report import FORMAT, Report


def as_json(report: Report) -> str:
    """The report as JSON text with a line at the end; the same report gives the same text."""
    document = {"format": FORMAT, "verdict": report.verdict, **asdict(report)}
    return json.dumps(document, ensure_ascii=False, indent=2, default=_date) + "\n"


def _date(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a report.")
