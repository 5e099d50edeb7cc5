"""What was published when, and what each publication changed: as the page of changes tells it of the last one."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.api.limits import DATA, VERSION
from app.changes import Changes, counts_of
from app.embeds.releases import standing
from app.faults import log_fault
from app.site import Site
from data_marts.publication_reader import Publication, publications

#: Where the page of changes stands, whose views list the figures that moved.
_CHANGES = "/om/endringer"
#: Publications that are told of: some years of them.
MOST = 50


@dataclass(frozen=True)
class Past:
    """One publication; of a release that was taken back it is told that it was, and nothing of its figures."""

    release: str
    changes: Changes
    invented: bool
    taken_back: bool = False


def history(site: Site, root: Path) -> tuple[Past, ...]:
    """The publications, the present one first. `root` is the folder of the releases.

    Of a site whose publication has no record there, and where a record is damaged, the present one alone.
    """
    present = Past(site.release.release_id, site.changes, bool(site.release.synthetic))
    try:
        return (present, *_former(site, root))
    except Exception as error:  # noqa: BLE001 - whatever is wrong with former records, the present one can be told
        log_fault("the records of former publications", error)
        return (present,)


def _former(site: Site, root: Path) -> Iterator[Past]:
    records = publications(root)
    present = (site.changes.number, site.release.release_id)
    until = [at for at, one in enumerate(records) if (one.number, one.release_id) == present]
    if until:
        kept = standing(records[: until[0] + 1])
        for one in reversed(records[max(0, until[0] - MOST) : until[0]]):
            yield _past(one, one.release_id not in kept)


def _past(record: Publication, taken_back: bool) -> Past:
    if not taken_back:
        return Past(record.release_id, counts_of(record), record.invented)
    told = Changes(number=record.number, former=record.former or "", published_on=record.at.date())
    return Past(record.release_id, told, record.invented, taken_back=True)


def releases(site: Site, root: Path, views: list[str]) -> dict[str, Any]:
    """Publications, the present one first. `views` are the names of the views on the page of changes."""
    found = [_told(past, current=at == 0) for at, past in enumerate(history(site, root))]
    found[0]["data"] = [f"{DATA}{_CHANGES}/{name}" for name in views]
    return {"version": VERSION, "built": site.release.built_at, "releases": found}


def _told(past: Past, *, current: bool) -> dict[str, Any]:
    changes = past.changes
    return {
        "id": past.release,
        "number": changes.number,
        "published": changes.published_on.isoformat() if changes.published_on else None,
        "former": changes.former or None,
        "state": "taken_back" if past.taken_back else changes.state,
        "current": current,
        "invented": past.invented,
        "reason": changes.reason or None,
        "changes": [{"mart": m, "kind": k, "figures": n} for (m, k), n in sorted(changes.counts.items())],
        "moved": dict(sorted(changes.moved.items())),
        "data": [],
    }
