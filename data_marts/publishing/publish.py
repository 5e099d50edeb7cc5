"""Publishes a candidate: checks it whole, writes the record, and switches the current release in one step."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.console import Console

from data_marts.disk import Lock, locked
from data_marts.publication_reader import Publication, current_id, publication_of
from data_marts.publishing.candidates import check_candidate, is_invented_release, release_folders
from data_marts.publishing.embargo import (
    Clock,
    parsed_time,
    refuse_before,
    state_embargo,
    stated_embargo,
    utc_now,
    wait_shown,
)
from data_marts.publishing.people import MACHINE, two_people
from data_marts.publishing.problems import PublicationError
from data_marts.publishing.records import Order, write_record
from data_marts.publishing.terminal import parser, run_command, say, say_id
from data_marts.release_reader import ReleaseError, open_release
from data_marts.releases import switch


@dataclass(frozen=True)
class Published:
    """The publication as it was recorded; `was_current`: it was so before, and nothing was done."""

    publication: Publication
    was_current: bool


def publish(
    root: Path,
    release_id: str,
    by: str,
    second: str,
    now: Clock = utc_now,
    embargo: datetime | None = None,
    wait: Callable[[datetime], None] | None = None,
) -> Published:
    """Makes a release the current one. Nothing is changed where it is refused, but a stated embargo is remembered.

    Needed: a whole release with a clean certificate for exactly its files (an invented one may go without), two
    different names, and that no embargo lasts; `wait` is called with its end where it does. The record is on the disk
    before the switch: after a crash between the two the former release is current, and publishing again is all there
    is to do. Raises PublicationError, SourceError, ReleaseError or OSError.
    """
    people = two_people(by, second)
    if not root.is_dir():
        raise PublicationError(f"There are no releases in {root}: build one first.")
    with locked(root) as lock:
        candidate = check_candidate(root, release_id)
        if embargo:
            state_embargo(root, release_id, embargo, people, now())
        until = stated_embargo(root, release_id)
        if wait is None or until is None or until <= now():
            return _publish(lock, Order("publish", candidate, people, now(), until))
    wait(until)
    # Much can have happened meanwhile: all is checked again.
    return publish(root, release_id, by, second, now)


def _publish(lock: Lock, order: Order) -> Published:
    release_id = order.candidate.release.release_id
    if order.people.same_as(MACHINE.by, MACHINE.second):
        _refuse_without_persons(lock.root, order.candidate.invented)
    refuse_before(release_id, order.embargo, order.at)
    known = publication_of(lock.root, release_id) if current_id(lock.root) == release_id else None
    if known:
        return Published(known, was_current=True)
    record = write_record(lock, order)
    switch(lock.root, release_id)
    return Published(record, was_current=False)


def _refuse_without_persons(root: Path, invented: bool) -> None:
    if not invented:
        raise PublicationError("This release is not invented: two people must answer for it, --by NAME --second NAME.")
    if _current_is_real(root):
        raise PublicationError(
            f"{current_id(root)} is published here and is not invented: "
            "an invented release takes its place only with --by NAME --second NAME."
        )


def _current_is_real(root: Path) -> bool:
    """Whether real figures are published; of a release that cannot be opened, its record says so."""
    current = current_id(root)
    record = publication_of(root, current) if current else None
    try:
        return not is_invented_release(open_release(root))
    except ReleaseError:
        return record is not None and not record.invented


def newest_invented(root: Path) -> str:
    """The id of the invented release that was built last; PublicationError where there is none."""
    for folder in release_folders(root):
        try:
            if is_invented_release(open_release(root, folder.name)):
                return folder.name
        except ReleaseError:
            continue
    raise PublicationError(f"There is no invented release in {root}: build one first.")


def publish_command(argv: Sequence[str]) -> int:
    """Publishes a release: it becomes the one that the site shows."""
    parsing = parser("publish", publish_command.__doc__)
    parsing.add_argument("release", nargs="?", help="id of the release; may be left out with --invented: the newest")
    parsing.add_argument("--by", default="", metavar="NAME", help="who publishes")
    parsing.add_argument("--second", default="", metavar="NAME", help="another person, who has looked at the release")
    parsing.add_argument(
        "--embargo",
        metavar="TIME",
        help="not before this time, with its zone: 2026-12-01T06:00+01:00; remembered for the release",
    )
    parsing.add_argument("--wait", action="store_true", help="wait until the embargo is over, then publish")
    parsing.add_argument("--invented", action="store_true", help="an invented release: no persons answer for it")
    chosen = parsing.parse_args(argv)
    if not chosen.invented and not chosen.release:
        parsing.error("which release? `python -m data_marts list` shows them")
    return run_command(lambda console: _run(chosen, console), "Nothing was published", chosen.releases)


def _run(chosen: argparse.Namespace, console: Console) -> None:
    release_id = chosen.release or newest_invented(chosen.releases)
    by, second = (MACHINE.by, MACHINE.second) if chosen.invented else (chosen.by, chosen.second)
    embargo = parsed_time(chosen.embargo) if chosen.embargo else None
    wait = wait_shown(console) if chosen.wait else None
    done = publish(chosen.releases, release_id, by, second, embargo=embargo, wait=wait)
    tell(console, done)


def tell(console: Console, done: Published) -> None:
    """Says what was published, and the id alone on standard output."""
    record = done.publication
    if done.was_current:
        say(console, f"{record.release_id} is published already, since {record.at.astimezone():%Y-%m-%d %H:%M}.")
    else:
        say(console, f"{record.release_id} is current now; before: {record.former or 'none'}.")
        say(console, f"Figures that differ: {record.changes_file.rows}, listed in {record.changes_file.path}.")
        if not record.revisions_file.rows:
            say(console, "How much figures usually move is not known yet: there are too few publications.")
    if record.attacked_at is None:
        say(console, "It is invented and has no certificate: nobody has attacked its withheld figures.")
    say_id(record.release_id)
