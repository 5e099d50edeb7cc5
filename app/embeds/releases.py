"""Former releases for figures that are frozen: which of them may still be shown, and the site of one at a time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import BoundedSemaphore, Lock

from app.release import open_site
from app.settings import Settings
from app.site import Site
from data_marts.publication_reader import Publication, publications

#: Opening a release takes seconds. Of the sixteen threads of a process half are always left for everything else.
MOST_AT_ONCE = 8


class NotShownError(LookupError):
    """Why a release is not shown: `unknown` (never published), `taken_back`, `removed`; `busy` for the moment."""


class Former:
    """Opens former releases, one at a time, and keeps the last one: a page with ten frozen figures opens it once."""

    def __init__(self, releases: Path, most_at_once: int = MOST_AT_ONCE) -> None:
        self._releases = releases
        self._room = BoundedSemaphore(most_at_once)
        self._opening = Lock()
        self._kept: Site | None = None

    def check(self, release_id: str) -> None:
        """Raises NotShownError where a release may not, or cannot, be shown; ReleaseError for damaged records."""
        check_shown(self._releases, release_id)

    @contextmanager
    def opened(self, release_id: str) -> Iterator[Site]:
        """The site of a former release. Raises NotShownError where too many ask, ReleaseError as `open_site`."""
        if not self._room.acquire(blocking=False):
            raise NotShownError("busy")
        try:
            yield self._site(release_id)
        finally:
            self._room.release()

    def _site(self, release_id: str) -> Site:
        with self._opening:
            if self._kept is None or self._kept.release.release_id != release_id:
                self._kept = None  # its memory first
                found = open_site(Settings(releases=self._releases, preview=release_id))
                # Opened as a preview is, but it has been published.
                self._kept = replace(found, release=replace(found.release, preview=False))
            return self._kept


def check_shown(root: Path, release_id: str) -> None:
    """Raises NotShownError where a release was never published, was taken back, or is no longer kept."""
    records = publications(root)
    if release_id not in {one.release_id for one in records}:
        raise NotShownError("unknown")
    if release_id not in standing(records):
        raise NotShownError("taken_back")
    if not (root / release_id).is_dir():
        raise NotShownError("removed")


def standing(records: Sequence[Publication]) -> tuple[str, ...]:
    """The releases that were published and not taken back, oldest first; the last one is current.

    Who goes back past several releases takes all of them back: the fault was in each. What is published again stands.
    """
    line: list[str] = []
    for one in records:
        if one.kind == "rollback":
            line = _before(line, one)
        line = [*(found for found in line if found != one.release_id), one.release_id]
    return tuple(line)


def _before(line: list[str], back: Publication) -> list[str]:
    """What still stands below the release that was gone back to."""
    if back.release_id in line:
        return line[: line.index(back.release_id)]
    return [found for found in line if found != back.former]
