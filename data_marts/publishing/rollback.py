"""Takes a publication back: a release that was published before becomes the current one again."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from data_marts.disk import locked
from data_marts.publication_reader import Publication, current_id, publications
from data_marts.publishing.candidates import check_candidate
from data_marts.publishing.embargo import Clock, utc_now
from data_marts.publishing.people import two_people
from data_marts.publishing.problems import PublicationError
from data_marts.publishing.publish import Published, tell
from data_marts.publishing.records import Order, write_record
from data_marts.publishing.terminal import parser, run_command
from data_marts.releases import switch

LONGEST_REASON = 500


def rollback(root: Path, by: str, second: str, reason: str, now: Clock = utc_now, to: str | None = None) -> Published:
    """Makes the release current that was published before the present one, or `to`, if that has been published.

    Needs two different names and a reason, which are recorded. Raises PublicationError, SourceError, ReleaseError or
    OSError; then nothing was changed.
    """
    people = two_people(by, second)
    why = " ".join(reason.split())
    if not why or len(why) > LONGEST_REASON or not why.isprintable():
        raise PublicationError(f"--reason must say why, in 1 to {LONGEST_REASON} characters.")
    if not root.is_dir():
        raise PublicationError(f"There are no releases in {root}.")
    with locked(root) as lock:
        target = _target(publications(root), current_id(root), to, root)
        candidate = check_candidate(root, target)
        record = write_record(lock, Order("rollback", candidate, people, now(), reason=why))
        switch(root, target)
    return Published(record, was_current=False)


def _target(known: Sequence[Publication], current: str | None, to: str | None, root: Path) -> str:
    """The release to go back to; PublicationError where there is none that was published."""
    if to is not None:
        if to == current:
            raise PublicationError(f"{to} is the current release already.")
        if to not in {one.release_id for one in known}:
            raise PublicationError(f"{to} has never been published: only what was can be gone back to.")
        return to
    before = next((one.former for one in known if one.release_id == current and one.kind == "publish"), None)
    if before is None:
        raise PublicationError(f"Nothing is known to have been published in {root} before {current or 'now'}.")
    return before


def rollback_command(argv: Sequence[str]) -> int:
    """Takes the current release back: the one that was published before it becomes current again."""
    parsing = parser("rollback", rollback_command.__doc__)
    parsing.add_argument("--to", metavar="ID", help="this release, which has been published; else the one before")
    parsing.add_argument("--by", required=True, metavar="NAME", help="who takes it back")
    parsing.add_argument("--second", required=True, metavar="NAME", help="another person, who agrees")
    parsing.add_argument("--reason", required=True, metavar="TEXT", help="why; stands in the record")
    chosen = parsing.parse_args(argv)
    return run_command(lambda console: _run(chosen, console), "Nothing was taken back", chosen.releases)


def _run(chosen: argparse.Namespace, console: Console) -> None:
    tell(console, rollback(chosen.releases, chosen.by, chosen.second, chosen.reason, to=chosen.to))
