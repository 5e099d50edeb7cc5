"""Writes the record of a publication beside the releases, on the disk before the switch it tells of."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from data_marts.disk import Lock, sha256, sync, write_batches, write_text
from data_marts.publication_reader import (
    CHANGES,
    FORMAT,
    PUBLICATIONS,
    REVISIONS,
    Publication,
    all_records,
    current_id,
    publications,
)
from data_marts.publishing.candidates import Candidate
from data_marts.publishing.compare import change_batches, side
from data_marts.publishing.people import People
from data_marts.publishing.problems import PublicationError
from data_marts.publishing.revisions import revisions
from data_marts.release_reader import MANIFEST_FILE

LAST_NUMBER = 9999


@dataclass(frozen=True)
class Order:
    """Which release is made current by whom, when and why."""

    kind: Literal["publish", "rollback"]
    candidate: Candidate
    people: People
    at: datetime
    embargo: datetime | None = None
    reason: str | None = None


def write_record(lock: Lock, order: Order) -> Publication:
    """Writes changes, revisions and, last of them, the record; gives it as it is read back.

    The record is append-only: it gets the next number. What a crash left under that number without a record is
    written over. Raises OSError, or ReleaseError where a former record is damaged.
    """
    folder, former = lock.root / PUBLICATIONS, current_id(lock.root)
    known = all_records(lock.root)
    number = known[-1].number + 1 if known else 1
    if number > LAST_NUMBER:
        raise PublicationError(f"{folder} holds {LAST_NUMBER} records, which is all there can be.")
    folder.mkdir(exist_ok=True)
    sync(lock.root)
    files = _write_files(lock.root, folder / f"{number:04}", former, order)
    content = {"format": FORMAT, "number": number, "former": former, **_told(order), **files}
    write_text(folder / f"{number:04}.json", json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    return all_records(lock.root)[-1]


def _write_files(root: Path, stem: Path, former: str | None, order: Order) -> dict[str, Mapping[str, object]]:
    changes, moved = stem.with_name(f"{stem.name}-changes.parquet"), stem.with_name(f"{stem.name}-revisions.parquet")
    rows = _write_changes(root, changes, former, order)
    band = revisions(root, publications(root), changes, order.at.date())
    write_batches(moved, REVISIONS, band.to_batches())
    return {
        "changes": {"sha256": sha256(changes), "rows": rows},
        "revisions": {"sha256": sha256(moved), "rows": band.num_rows},
    }


def _write_changes(root: Path, path: Path, former: str | None, order: Order) -> int:
    """What the open figures change; nothing for a first release, or after one that cannot be read any more."""
    try:
        before = side(root, former) if former else None
    except PublicationError:
        before = None
    if before is None:
        return write_batches(path, CHANGES, ())
    return write_batches(path, CHANGES, change_batches(before, side(root, order.candidate.release.release_id)))


def _told(order: Order) -> dict[str, object]:
    certificate = order.candidate.certificate
    return {
        "kind": order.kind,
        "release": order.candidate.release.release_id,
        "manifest_sha256": sha256(order.candidate.folder / MANIFEST_FILE),
        "by": order.people.by,
        "second": order.people.second,
        "at": order.at.isoformat(timespec="seconds"),
        "embargo": order.embargo.isoformat() if order.embargo else None,
        "reason": order.reason,
        "invented": order.candidate.invented,
        "attacked_at": certificate.attacked_at if certificate else None,
    }
