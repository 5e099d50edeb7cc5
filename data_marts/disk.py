"""Files that are on the disk whole or not there, one writer at a time, and what a failing disk is called in words."""

import contextlib
import errno
import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from data_marts.sources.problems import SourceError

LOCK_FILE = ".lock"
NEW = ".new-"  # what is not finished; whoever holds the lock may remove what others left

_IN_WORDS = {
    errno.ENOSPC: "The disk of {where} is full: make room there",
    errno.EDQUOT: "Your share of the disk of {where} is used up: make room there",
    errno.EFBIG: "A file in {where} would be larger than is allowed: raise the limit",
    errno.EACCES: "{where} may not be written or read by this user: run as the user who owns it, or have it opened",
    errno.EPERM: "{where} may not be changed by this user: run as the user who owns it, or have it opened",
    errno.EROFS: "{where} is on a disk that cannot be written: choose another folder",
}


@dataclass(frozen=True)
class Lock:
    """Says that its holder alone writes in a folder of releases."""

    root: Path


@contextlib.contextmanager
def locked(root: Path) -> Iterator[Lock]:
    """Keeps others from writing in a folder of releases, which is made where it is missing.

    The system takes the lock back when the process ends, however it ends. Raises SourceError when another has it.
    """
    root.mkdir(parents=True, exist_ok=True)
    # Not truncated before the lock is ours: it holds since when another one works.
    with (root / LOCK_FILE).open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            file.seek(0)
            since = file.read(40).strip() or "a moment ago"
            raise SourceError(
                f"Another build or publication is running in {root} since {since}; wait for it."
            ) from busy
        file.truncate(0)
        file.write(datetime.now(UTC).astimezone().isoformat(" ", "seconds") + "\n")
        file.flush()
        yield Lock(root)


def sha256(path: Path) -> str:
    """The checksum of a file, as hexadecimal text."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def size_of(path: Path) -> int:
    """Bytes of a file, or of all files below a folder; links are not followed."""
    if path.is_dir() and not path.is_symlink():
        return sum(size_of(part) for part in path.iterdir())
    return path.lstat().st_size


def sync(path: Path) -> None:
    """Waits until a file or folder has reached the disk: a name must not be there before its content."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_text(path: Path, text: str) -> None:
    """Writes a file so that its name is there only with all of the text, also when the power fails."""
    with _whole(path) as new:
        new.write_text(text, encoding="utf-8")


def write_table(path: Path, table: pa.Table) -> None:
    """Writes a Parquet file that stays: down to the disk before this returns."""
    # A file of Python's own, so that a full disk is an OSError with its number.
    with path.open("wb") as file:
        pq.write_table(table, file, compression="zstd")
    sync(path)


def write_batches(path: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch], private: bool = False) -> int:
    """Writes a Parquet file batch by batch, whole or not at all, and gives its rows. `private`: for its owner alone."""
    rows = 0
    with (
        _whole(path, 0o600 if private else 0o644) as new,
        new.open("wb") as file,
        pq.ParquetWriter(file, schema, compression="zstd") as writer,
    ):
        for batch in batches:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


@contextlib.contextmanager
def _whole(path: Path, mode: int = 0o644) -> Iterator[Path]:
    """A file beside `path` that takes its name when the work in it is done and on the disk, and else is gone."""
    descriptor, name = tempfile.mkstemp(prefix=NEW, dir=path.parent)
    os.fchmod(descriptor, mode)
    os.close(descriptor)
    new = Path(name)
    try:
        yield new
        sync(new)
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    sync(path.parent)


def in_words(problem: OSError, folder: Path) -> str:
    """One sentence for the operator: what the disk refused, where, and what to do."""
    sentence = _IN_WORDS.get(problem.errno or 0)
    where = problem.filename if isinstance(problem.filename, str) else str(folder)
    return f"{sentence.format(where=where)} and try again." if sentence else f"{problem}."
