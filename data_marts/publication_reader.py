"""Reads what was published when, what changed with it, and how much newest figures usually move. Used by the web side.

Records lie beside the releases, in `publications/`: what a release changed depends on what was published before it,
and so is no part of the release. Nothing here is trusted before it has been checked.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from data_marts.release_checks import ID
from data_marts.release_reader import CURRENT, ReleaseError

PUBLICATIONS = "publications"
FORMAT = 1  # of a record
KINDS = ("new", "gone", "changed", "newly_withheld", "newly_shown")
FLAGGED_PERCENT = 10.0
# What may stand in a cause beside the names of sources. The list of reservations is never named: that a change comes
# from it would say that somebody at this place has made a reservation.
CAUSE_CODE, CAUSE_POLICY, CAUSE_NOT_TOLD = "code", "policy", "not_told"
CAUSE_SEPARATOR = "; "

CHANGES = pa.schema(
    [
        pa.field("mart", pa.string(), nullable=False),
        pa.field("group", pa.string(), nullable=False),
        pa.field("measure", pa.string(), nullable=False),
        pa.field("key", pa.string(), nullable=False),  # the cell's dimensions as JSON, in the order of the catalogue
        pa.field("before", pa.float64()),
        pa.field("after", pa.float64()),
        pa.field("status_before", pa.string()),  # NULL: there was no such cell
        pa.field("status_after", pa.string()),
        pa.field("kind", pa.string(), nullable=False),  # one of KINDS
        pa.field("change", pa.float64()),  # after - before, where both are shown
        pa.field("share", pa.float64()),  # of before, in percent; NULL where before is 0
        pa.field("flagged", pa.bool_(), nullable=False),  # changed by more than 10 percent, or from 0
        pa.field("cause", pa.string(), nullable=False),  # "old file → new file; population.csv; code", or "not_told"
    ]
)
REVISIONS = pa.schema(
    [
        pa.field("mart", pa.string(), nullable=False),
        pa.field("measure", pa.string(), nullable=False),
        pa.field("period_type", pa.string(), nullable=False),
        pa.field("months", pa.int32(), nullable=False),  # whole months from the period's end to its first publication
        pa.field("n", pa.int64(), nullable=False),  # cells
        pa.field("median", pa.float64(), nullable=False),  # of the size of the change since, in percent
        pa.field("p90", pa.float64(), nullable=False),
    ]
)

_TEXT = {"release": str, "manifest_sha256": str, "kind": str, "by": str, "second": str, "at": str, "invented": bool}
_MAY_LACK = {"former": str, "embargo": str, "reason": str, "attacked_at": str}
_LONGEST = 1000


@dataclass(frozen=True)
class ListedFile:
    """A file beside a record, with what the record promises of it."""

    path: Path
    sha256: str
    rows: int


@dataclass(frozen=True)
class Publication:
    """One switch of the current release, as its record tells it."""

    number: int
    kind: Literal["publish", "rollback"]
    release_id: str
    manifest_sha256: str
    former: str | None  # the release that was current before; None: there was none
    by: str
    second: str
    at: datetime
    embargo: datetime | None
    reason: str | None  # of a rollback
    invented: bool
    attacked_at: str | None  # when the certified attack took place; None: published without a certificate
    changes_file: ListedFile
    revisions_file: ListedFile

    def changes(self, kinds: Sequence[str] = KINDS) -> pa.Table:
        """What changed in the open figures, one row a figure, by the columns of CHANGES; no rows for a first release.

        Raises ReleaseError where the file is not the one that was written.
        """
        return _checked_table(self.changes_file, CHANGES, filters=[("kind", "in", list(kinds))])

    def revisions(self) -> pa.Table:
        """How much figures have moved after their first publication, by the columns of REVISIONS; empty: not known yet.

        Raises ReleaseError where the file is not the one that was written.
        """
        return _checked_table(self.revisions_file, REVISIONS)


def publication_of(root: Path, release_id: str) -> Publication | None:
    """The latest publication of a release that took effect; None where it was never published, or not by a record.

    Raises ReleaseError for a damaged record.
    """
    found = [one for one in publications(root) if one.release_id == release_id]
    return found[-1] if found else None


def publications(root: Path) -> tuple[Publication, ...]:
    """All publications that took effect, oldest first. Raises ReleaseError for a damaged record.

    A record is written before the switch. Where the switch did not follow, the next record was made with another
    release still current, and where there is no next record, another release is.
    """
    records = all_records(root)
    current = current_id(root)
    if not records:
        return ()
    followed = [*(one.former for one in records[1:]), current]
    return tuple(one for one, next_former in zip(records, followed, strict=True) if one.release_id == next_former)


def all_records(root: Path) -> tuple[Publication, ...]:
    """Every record in its order, also those whose switch did not follow. Raises ReleaseError for a damaged one."""
    paths = sorted((root / PUBLICATIONS).glob("[0-9][0-9][0-9][0-9].json"))
    return tuple(_read(path) for path in paths)


def current_id(root: Path) -> str | None:
    """The id that `current` leads to, whether a release is there or not; None where it leads to none."""
    link = root / CURRENT
    name = link.readlink().name if link.is_symlink() else ""
    return name if ID.fullmatch(name) else None


def _read(path: Path) -> Publication:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return _publication(path, content)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as problem:
        raise ReleaseError(
            f"{path} is not a record of a publication of this version. Put it back from a copy."
        ) from problem


def _publication(path: Path, content: Mapping[str, Any]) -> Publication:
    """A record with every value checked; ValueError, KeyError or TypeError for one that cannot be."""
    _check_types(content)
    number = int(path.stem)
    if (content["format"], content["number"]) != (FORMAT, number) or content["kind"] not in ("publish", "rollback"):
        raise ValueError("format, number or kind")
    if not all(ID.fullmatch(name) for name in (content["release"], content["former"]) if name is not None):
        raise ValueError("release")
    return Publication(
        number=number,
        kind=content["kind"],
        release_id=content["release"],
        manifest_sha256=content["manifest_sha256"],
        former=content["former"],
        by=content["by"],
        second=content["second"],
        at=_time(content["at"]),
        embargo=_time(content["embargo"]) if content["embargo"] else None,
        reason=content["reason"],
        invented=content["invented"],
        attacked_at=content["attacked_at"],
        changes_file=_listed(path, "changes", content["changes"]),
        revisions_file=_listed(path, "revisions", content["revisions"]),
    )


def _check_types(content: Mapping[str, Any]) -> None:
    for name, kind in (_TEXT | _MAY_LACK).items():
        value = content[name]
        if not (type(value) is kind or (value is None and name in _MAY_LACK)):
            raise TypeError(name)
        if isinstance(value, str) and (len(value) > _LONGEST or any(map(_is_control, value))):
            raise ValueError(name)


def _is_control(character: str) -> bool:
    """Whether a character could move the cursor or turn the direction of a text."""
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _time(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a time without its zone")
    return found


def _listed(record: Path, kind: str, content: Mapping[str, Any]) -> ListedFile:
    digest, rows = content["sha256"], content["rows"]
    if type(rows) is not int or not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise ValueError(kind)
    return ListedFile(record.with_name(f"{record.stem}-{kind}.parquet"), digest, rows)


def _checked_table(file: ListedFile, schema: pa.Schema, filters: Any = None) -> pa.Table:
    try:
        with file.path.open("rb") as stream:
            genuine = hashlib.file_digest(stream, "sha256").hexdigest() == file.sha256
        if genuine and pq.read_schema(file.path).equals(schema):
            return pq.read_table(file.path, partitioning=None, filters=filters)
    except (OSError, pa.ArrowInvalid) as problem:
        raise ReleaseError(f"{file.path} is missing or cannot be read.") from problem
    raise ReleaseError(f"{file.path} is not the file that its record lists.")
