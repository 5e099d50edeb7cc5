"""`describe`: drafts the description of an unknown delivery."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from data_marts.commands.shared import told
from data_marts.sources.describe import ASK, write_draft

WHAT = "Drafts leveranse.toml from the files of a delivery, with a question for each thing that it could not place."


def describe_command(argv: Sequence[str]) -> int:
    """Runs `describe`; 0 when the draft is written."""
    parser = argparse.ArgumentParser(prog="python -m data_marts describe", description=WHAT)
    parser.add_argument("delivery", type=Path, help="folder of the delivery")
    folder: Path = parser.parse_args(argv).delivery
    return told(lambda console: _describe(folder, console), "Nothing was written", folder)


def _describe(folder: Path, console: Console) -> int:
    path = write_draft(folder)
    questions = path.read_text(encoding="utf-8").count(ASK)
    console.print(
        f"{path}: a draft with {questions} questions (NOT PLACED). Answer them, then run check.", markup=False
    )
    return 0
