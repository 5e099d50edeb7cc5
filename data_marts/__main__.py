"""Command line of the marts: `python -m data_marts build | demo | describe | refresh-ssb | check`."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from data_marts.demo.generate import DELIVERY
from data_marts.demo.generate import main as make_demo
from data_marts.manifest import code_version
from data_marts.pipeline import ALL_STEPS, Folders, build_release, check_sources, reference_digests
from data_marts.release_reader import ReleaseError, open_release
from data_marts.sources.delivery_note import NOTE_FILE
from data_marts.sources.describe import describe_command
from data_marts.sources.intake import take_in
from data_marts.sources.problems import SourceError
from data_marts.sources.reference import REFERENCE_FOLDER, read_reference
from data_marts.sources.refresh import main as refresh_ssb

RELEASES = Path(__file__).parent / "built"
WORK = Path(__file__).parent / "restricted"


def main(argv: Sequence[str]) -> int:
    """Runs one command; 0 when it did its work, else 1 after one sentence that says why not."""
    name, *rest = argv or ["--help"]
    if name in COMMANDS:
        return COMMANDS[name](rest)
    console = Console(stderr=True, highlight=False)
    console.print(f"usage: python -m data_marts {' | '.join(COMMANDS)}", markup=False)
    return 0 if name in {"-h", "--help"} else 2


def build(argv: Sequence[str]) -> int:
    """Builds the marts and publishes them as the current release; makes the demo delivery where there is none.

    With `--if-needed` nothing is done where this program has made the release from the same reference tables.
    """
    chosen, if_needed = _parsed("build", argv)
    if if_needed and _is_up_to_date(chosen):
        return 0
    if chosen.delivery == DELIVERY and not (DELIVERY / NOTE_FILE).exists() and make_demo([]) != 0:
        return 1
    return _told(
        lambda console: _build(chosen, console),
        "Nothing was released, the former release stays",
    )


def check(argv: Sequence[str]) -> int:
    """Checks reference tables, delivery and current release; what is taken in stays in the work folder."""
    chosen, _ = _parsed("check", argv)
    return _told(lambda console: _check(chosen, console), "The check found a fault")


def _build(folders: Folders, console: Console) -> None:
    columns = (TextColumn("{task.description:24}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("build", total=ALL_STEPS)

        def report(step: str) -> None:
            progress.update(task, description=step.replace("_", " "), advance=1)

        release_id = build_release(folders, date.today(), report)
        progress.update(task, description="done")
    # The id alone on standard output, for scripts.
    print(release_id)


def _check(folders: Folders, console: Console) -> None:
    reference = read_reference(folders.reference)
    for finding in check_sources(reference):
        console.print(f"{finding.severity}: {finding.sentence}", markup=False)
    if folders.delivery.exists():
        intake = take_in(folders.delivery, folders.work, reference)
        console.print(f"delivery: {sum(file.delivered for file in intake.files)} rows in {len(intake.files)} files")
    console.print(f"release: {open_release(folders.releases).release_id}")


def _told(work: Callable[[Console], None], failure: str) -> int:
    console = Console(stderr=True, highlight=False)
    try:
        work(console)
    except (SourceError, ReleaseError, OSError) as problem:
        console.print(f"{failure}: {problem}", style="red", markup=False, soft_wrap=True)
        return 1
    return 0


def _is_up_to_date(folders: Folders) -> bool:
    """Whether this program has made the current release from these reference tables.

    A release that cannot be opened, or was made by another version, is no reason to stop: it is made anew.
    """
    try:
        release = open_release(folders.releases)
    except ReleaseError:
        return False
    known = {source.sha256 for source in release.sources}
    return release.code_version == code_version() and reference_digests(folders.reference) <= known


def _parsed(command: str, argv: Sequence[str]) -> tuple[Folders, bool]:
    parser = argparse.ArgumentParser(prog=f"python -m data_marts {command}", description=COMMANDS[command].__doc__)
    parser.add_argument(
        "--delivery",
        type=Path,
        default=DELIVERY,
        help="folder of the register's delivery",
    )
    parser.add_argument(
        "--reference",
        type=Path,
        default=REFERENCE_FOLDER,
        help="folder of the reference tables",
    )
    parser.add_argument("--releases", type=Path, default=RELEASES, help="folder of the releases")
    parser.add_argument("--work", type=Path, default=WORK, help="restricted folder of what is taken in")
    if command == "build":
        parser.add_argument("--if-needed", action="store_true", help="only where the release is not up to date")
    chosen = parser.parse_args(argv)
    return Folders(chosen.delivery, chosen.reference, chosen.releases, chosen.work), getattr(chosen, "if_needed", False)


COMMANDS: Mapping[str, Callable[[Sequence[str]], int]] = {
    "build": build,
    "demo": make_demo,
    "describe": describe_command,
    "refresh-ssb": refresh_ssb,
    "check": check,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
