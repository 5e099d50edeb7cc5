"""Removes what is no longer needed: candidates that were never published, and what unfinished work left behind."""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.prompt import Confirm

from data_marts.disk import NEW, locked, size_of, sync
from data_marts.publication_reader import PUBLICATIONS, all_records, current_id
from data_marts.publishing.candidates import release_folders
from data_marts.publishing.problems import PublicationError
from data_marts.publishing.terminal import parser, run_command, say, size_text

KEEP = 3


@dataclass(frozen=True)
class Removable:
    """A candidate or leftover with its size in bytes."""

    path: Path
    bytes: int


def removable(root: Path, keep: int = KEEP) -> list[Removable]:
    """What may go: all but the newest `keep` of the releases that were never published, and leftovers.

    Ask while holding the lock: then whoever wrote a leftover has ended. A release that any record names stays, also
    where the switch did not follow. Raises ReleaseError for a damaged record, because nothing is known then.
    """
    records = all_records(root)
    named = {name for one in records for name in (one.release_id, one.former)} | {current_id(root)}
    candidates = [folder for folder in release_folders(root) if folder.name not in named]
    leftovers = [*root.glob(f"{NEW}*"), *(root / PUBLICATIONS).glob(f"{NEW}*")]
    return [Removable(path, size_of(path)) for path in (*candidates[keep:], *sorted(leftovers))]


def remove(root: Path, found: Sequence[Removable]) -> None:
    """Removes them. A release loses its name first, so that a crash never leaves a part of one under it."""
    for one in found:
        if one.path.is_symlink() or one.path.is_file():
            one.path.unlink()
        elif one.path.name.startswith(NEW):
            shutil.rmtree(one.path)
        else:
            unnamed = Path(tempfile.mkdtemp(prefix=NEW, dir=root))
            one.path.rename(unnamed / one.path.name)
            sync(root)
            shutil.rmtree(unnamed)


def gc_command(argv: Sequence[str]) -> int:
    """Removes releases that were never published, but for the newest, and leftovers. What was published stays."""
    parsing = parser("gc", gc_command.__doc__)
    parsing.add_argument(
        "--keep", type=_number, default=KEEP, metavar="N", help=f"newest candidates that stay ({KEEP})"
    )
    parsing.add_argument("--dry-run", action="store_true", help="only say what would be removed")
    parsing.add_argument("--yes", action="store_true", help="do not ask")
    chosen = parsing.parse_args(argv)
    return run_command(lambda console: _run(chosen, console), "Nothing more was removed", chosen.releases)


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError("must be a whole number, 0 or more")
    return int(text)


def _run(chosen: argparse.Namespace, console: Console) -> None:
    root: Path = chosen.releases
    if not root.is_dir():
        raise PublicationError(f"There is no folder {root}.")
    with locked(root):
        found = removable(root, chosen.keep)
        for one in found:
            say(console, f"{one.path.relative_to(root)}  {size_text(one.bytes)}")
        total = f"{len(found)} with {size_text(sum(one.bytes for one in found))}"
        if not found:
            say(console, "There is nothing to remove.")
        elif chosen.dry_run:
            say(console, f"Would be removed: {total}.")
        elif chosen.yes or _confirmed(total, console):
            remove(root, found)
            say(console, f"Removed: {total}.")


def _confirmed(total: str, console: Console) -> bool:
    if not sys.stdin.isatty():
        raise PublicationError("There is nobody to ask: say --yes, or --dry-run to look only.")
    return Confirm.ask(f"Remove {total}?", console=console, default=False)
