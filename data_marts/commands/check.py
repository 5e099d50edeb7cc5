"""`check`: takes a delivery in, checks it, and reports."""

import argparse
import sys
from collections.abc import Sequence

from rich.console import Console

from data_marts.commands.shared import files_in, parser_of, progress_of, told
from data_marts.pipeline import check_sources
from data_marts.report.as_json import as_json
from data_marts.report.terminal import print_report
from data_marts.review import review, review_steps
from data_marts.sources.reference import read_reference

WHAT = """Takes a delivery in, checks it, and says what was found; nothing is built. The report stands as a page and as
JSON in the restricted folder, in full and in the form for others. Ends with 1 where something stops a build."""


def check_command(argv: Sequence[str]) -> int:
    """Runs `check`; 0 when nothing stands in the way of building."""
    parser = parser_of("check", WHAT)
    parser.add_argument("--share", action="store_true", help="tell small numbers of nobody: the form for others")
    parser.add_argument("--json", action="store_true", help="the report as JSON on standard output")
    chosen = parser.parse_args(argv)
    return told(lambda console: _check(chosen, console), "The delivery was not checked", chosen.work)


def _check(chosen: argparse.Namespace, console: Console) -> int:
    with progress_of(console, review_steps() + files_in(chosen.delivery)) as progress:
        reference = read_reference(chosen.reference)
        reviewed = review(chosen.delivery, chosen.work, reference, progress)
    report = reviewed.for_others if chosen.share else reviewed.in_full
    if chosen.json:
        sys.stdout.write(as_json(report))
    else:
        print_report(report, Console(highlight=False))
    for finding in check_sources(reference):
        console.print(f"Statistics Norway ({finding.severity}): {finding.sentence}", markup=False, soft_wrap=True)
    console.print(f"Reports: {reviewed.intake.folder}", markup=False, soft_wrap=True)
    return 1 if any(finding.severity == "stop" for finding in reviewed.findings) else 0
