"""The time before which a release must not be published. Once stated, it is remembered beside the records."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console

from data_marts.disk import write_text
from data_marts.publication_reader import PUBLICATIONS
from data_marts.publishing.people import People
from data_marts.publishing.problems import PublicationError

Clock = Callable[[], datetime]
_SHOWN_EVERY = 1.0  # seconds


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def parsed_time(text: str) -> datetime:
    """An ISO time with its zone; PublicationError for anything else."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = datetime.min
    if found.tzinfo is None:
        raise PublicationError(f"--embargo {text!r} is no time with its zone, such as 2026-12-01T06:00+01:00.")
    return found


def stated_embargo(root: Path, release_id: str) -> datetime | None:
    """The embargo that is remembered for a release; PublicationError where the file cannot be understood."""
    path = _path(root, release_id)
    if not path.exists():
        return None
    try:
        return parsed_time(json.loads(path.read_text(encoding="utf-8"))["until"])
    except (OSError, ValueError, KeyError, TypeError, PublicationError) as problem:
        raise PublicationError(f"{path} cannot be read: when may the release be published?") from problem


def state_embargo(root: Path, release_id: str, until: datetime, people: People, now: datetime) -> None:
    """Remembers an embargo. A later one may be stated by any two, an earlier one only by those who stated the last."""
    former = stated_embargo(root, release_id)
    if former == until:
        return
    if former and until < former and not people.same_as(*_who_stated(root, release_id)):
        raise PublicationError(
            f"{release_id} is under embargo until {told(former)}: only the two who said so can make it shorter."
        )
    content = {"release": release_id, "until": until.isoformat(), "by": people.by, "second": people.second}
    _path(root, release_id).parent.mkdir(exist_ok=True)
    write_text(_path(root, release_id), json.dumps(content | {"at": now.isoformat()}, ensure_ascii=False, indent=1))


def refuse_before(release_id: str, until: datetime | None, now: datetime) -> None:
    """PublicationError while the embargo lasts."""
    if until and now < until:
        raise PublicationError(
            f"{release_id} is under embargo until {told(until)}: publish it then, or wait for it with --wait."
        )


def wait_shown(console: Console, now: Clock = utc_now) -> Callable[[datetime], None]:
    """Waits until a time and shows how long it still is."""

    def wait(until: datetime) -> None:
        with console.status("") as status:
            while (left := until - now()) > timedelta():
                status.update(f"Embargo until {told(until)}: {_duration(left)} left. Ctrl-C gives up.")
                time.sleep(min(_SHOWN_EVERY, left.total_seconds()))

    return wait


def told(moment: datetime) -> str:
    """A time as it is printed, in the zone it was given in."""
    return moment.isoformat(" ", "minutes")


def _duration(left: timedelta) -> str:
    seconds = int(left.total_seconds()) + 1
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _who_stated(root: Path, release_id: str) -> tuple[str, str]:
    content = json.loads(_path(root, release_id).read_text(encoding="utf-8"))
    return str(content.get("by")), str(content.get("second"))


def _path(root: Path, release_id: str) -> Path:
    return root / PUBLICATIONS / f"embargo-{release_id}.json"
