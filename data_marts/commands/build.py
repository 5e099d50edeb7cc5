"""`build`: from a delivery to a release that is not published yet."""

import sys
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

from rich.console import Console

from data_marts.commands.shared import files_in, parser_of, progress_of, told
from data_marts.demo.generate import DELIVERY
from data_marts.demo.generate import main as make_demo
from data_marts.manifest import code_version
from data_marts.pipeline import Folders, build_release, build_steps, reference_digests
from data_marts.publishing.terminal import RELEASES
from data_marts.release_reader import ReleaseError, open_release
from data_marts.sources.delivery_note import DESCRIPTION_FILE

WHAT = """Takes a delivery in, checks it, counts, protects, and writes a release that is not published.
Prints the id of the release. A finding that stops leaves everything as it was."""


def build_command(argv: Sequence[str]) -> int:
    """Runs `build`; 0 when the release is there."""
    parser = parser_of("build", WHAT)
    parser.add_argument("--releases", type=Path, default=RELEASES, help="folder of the releases")
    parser.add_argument(
        "--if-needed", action="store_true", help="only where the current release is of another program or tables"
    )
    chosen = parser.parse_args(argv)
    folders = Folders(chosen.delivery, chosen.reference, chosen.releases, chosen.work)
    if chosen.if_needed and _is_up_to_date(folders):
        return 0
    if folders.delivery == DELIVERY and not (DELIVERY / DESCRIPTION_FILE).exists() and make_demo([]) != 0:
        return 1
    return told(lambda console: _build(folders, console), "Nothing was built, the former release stays", folders.work)


def _build(folders: Folders, console: Console) -> int:
    with progress_of(console, build_steps() + files_in(folders.delivery)) as report:
        release_id = build_release(folders, date.today(), report, partial(console.print, style="yellow", markup=False))
    # The id alone on standard output, for scripts.
    sys.stdout.write(f"{release_id}\n")
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
