"""Command line of the marts: `python -m data_marts build | publish | …`; without a command it names them all."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from data_marts.build.delivery import CONTENTS_FILE, read_delivery
from data_marts.demo.generate import DELIVERY
from data_marts.demo.generate import main as make_demo
from data_marts.disk import in_words
from data_marts.manifest import code_version
from data_marts.pipeline import ALL_STEPS, Folders, build_release, check_sources, reference_digests
from data_marts.publishing.cleanup import gc_command
from data_marts.publishing.compare_command import compare_command
from data_marts.publishing.listing import list_command
from data_marts.publishing.preview import preview_command
from data_marts.publishing.publish import publish_command
from data_marts.publishing.rollback import rollback_command
from data_marts.publishing.terminal import RELEASES
from data_marts.release_reader import ReleaseError, open_release
from data_marts.sources.problems import SourceError
from data_marts.sources.reference import REFERENCE_FOLDER, read_reference
from data_marts.sources.refresh import main as refresh_ssb


def main(argv: Sequence[str]) -> int:
    """Runs one command; 0 when it did its work, else 1 after one sentence that says why not."""
    name, *rest = argv or ["--help"]
    if name in COMMANDS:
        return COMMANDS[name](rest)
    console = Console(stderr=True, highlight=False)
    console.print(f"usage: python -m data_marts {' | '.join(COMMANDS)}", markup=False, soft_wrap=True)
    return 0 if name in {"-h", "--help"} else 2


def build(argv: Sequence[str]) -> int:
    """Builds the marts and writes them as a release that is not published; makes the demo delivery where there is none.

    With `--if-needed` nothing is done where this program has made the current release from the same reference tables.
    """
    chosen, if_needed = _parsed("build", argv)
    if if_needed and _is_up_to_date(chosen):
        return 0
    if chosen.delivery == DELIVERY and not (DELIVERY / CONTENTS_FILE).exists() and make_demo([]) != 0:
        return 1
    return _told(
        lambda console: _build(chosen, console),
        "Nothing was released, the former release stays",
        chosen.releases,
    )


def check(argv: Sequence[str]) -> int:
    """Checks reference tables, delivery and current release without writing anything."""
    chosen, _ = _parsed("check", argv)
    return _told(lambda console: _check(chosen, console), "The check found a fault", chosen.releases)


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
        delivery = read_delivery(folders.delivery)
        console.print(f"delivery: {sum(file.rows for file in delivery.files)} rows in {len(delivery.files)} files")
    console.print(f"release: {open_release(folders.releases).release_id}")


def _told(work: Callable[[Console], None], failure: str, folder: Path) -> int:
    console = Console(stderr=True, highlight=False)
    try:
        work(console)
    except (SourceError, ReleaseError, OSError) as problem:
        sentence = in_words(problem, folder) if isinstance(problem, OSError) else str(problem)
        console.print(f"{failure}: {sentence}", style="red", markup=False, soft_wrap=True)
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
    if command == "build":
        parser.add_argument("--if-needed", action="store_true", help="only where the release is not up to date")
    chosen = parser.parse_args(argv)
    return Folders(chosen.delivery, chosen.reference, chosen.releases), getattr(chosen, "if_needed", False)


COMMANDS: Mapping[str, Callable[[Sequence[str]], int]] = {
    "build": build,
    "demo": make_demo,
    "refresh-ssb": refresh_ssb,
    "check": check,
    "list": list_command,
    "compare": compare_command,
    "preview": preview_command,
    "publish": publish_command,
    "rollback": rollback_command,
    "gc": gc_command,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
