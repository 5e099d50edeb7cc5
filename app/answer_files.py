"""Finished answers in a folder: the store behind Flask-Caching. One file holds one answer and a digest, and no program.

The library's own store unpickles what it finds, which runs what another user of the machine may have put there, and
scans its whole folder at every write once it is full.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from secrets import token_hex
from typing import Any

from flask import Flask
from flask_caching.backends.base import BaseCache

from app.settings import SettingsError

#: Far above the number of addresses that people use: 20,000 answers of some ten kilobytes each.
MOST_ANSWERS = 20_000
MOST_BYTES = 256 * 1024 * 1024
#: How many answers a process writes between two looks at the folder, which take some tenths of a second if it is full.
WRITES_BETWEEN_LOOKS = 500
# Files without it are not ours, and are left alone whatever folder was named.
_SUFFIX = ".answer"
DIGEST_BYTES = 32


@dataclass(frozen=True)
class _Kept:
    path: Path
    written: float
    size: int


def own_folder(folder: Path, variable: str = "KVABUP_CACHE", holds: str = "finished answers") -> None:
    """Makes the folder if need be. Raises SettingsError where others could put something into it, or read it."""
    named = f"{variable}: the folder of {holds}, {folder},"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise SettingsError(f"{named} cannot be made ({error.strerror}); name another") from error
    if not stat.S_ISDIR(found.st_mode):
        raise SettingsError(f"{named} is a link; name where it leads")
    if found.st_uid != os.geteuid():
        raise SettingsError(f"{named} belongs to another user; name another")
    if found.st_mode & 0o077:
        raise SettingsError(f"{named} is open to other users; run `chmod 700` on it, or name another")


class AnswerFiles(BaseCache):
    """Bytes by name, in files. Whatever is wrong with a file or the folder, the answer is just not there.

    Answers have no end of time: their names hold the release and the program. Beyond the limits the oldest half goes.
    """

    def __init__(self, folder: Path, most_answers: int = MOST_ANSWERS, most_bytes: int = MOST_BYTES) -> None:
        super().__init__(default_timeout=0)
        self._folder = folder
        self._most_answers = most_answers
        self._most_bytes = most_bytes
        # Starts with a look: processes that are started often would otherwise never come to one.
        self._writes = count()

    @classmethod
    def factory(cls, app: Flask, config: dict[str, Any], args: list[Any], kwargs: dict[str, Any]) -> "AnswerFiles":
        """How Flask-Caching makes one."""
        return cls(Path(config["CACHE_DIR"]))

    def get(self, key: str) -> bytes | None:
        """The answer of this name; None where there is none, or where it is damaged."""
        path = self._path(key)
        try:
            found = path.read_bytes()
        except OSError:
            return None
        digest, answer = found[:DIGEST_BYTES], found[DIGEST_BYTES:]
        return answer if digest == _digest(path, answer) else None

    def set(self, key: str, value: bytes, timeout: object = None) -> bool:
        """Keeps the answer; False where it could not be written. A reader sees all of it or nothing."""
        path = self._path(key)
        if next(self._writes) % WRITES_BETWEEN_LOOKS == 0:
            self._make_room()
        # The same ending while it is being written, so that what a broken-off write leaves is cleared, too.
        written = self._folder / f"{token_hex(16)}{_SUFFIX}"
        try:
            with written.open("xb") as file:
                file.write(_digest(path, value) + value)
            written.replace(path)
        except OSError:
            _removed(written)
            return False
        return True

    def has(self, key: str) -> bool:
        """Whether there is a file for this name."""
        return self._path(key).is_file()

    def delete(self, key: str) -> bool:
        """Removes an answer; False where there was none."""
        return _removed(self._path(key))

    def clear(self) -> bool:
        """Removes all answers."""
        return all([_removed(kept.path) for kept in self._kept()])

    def _path(self, key: str) -> Path:
        # Addresses can hold halves of letters, which are no UTF-8.
        return self._folder / (hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest() + _SUFFIX)

    def _kept(self) -> Iterator[_Kept]:
        try:
            paths = [path for path in self._folder.iterdir() if path.suffix == _SUFFIX]
        except OSError:
            return
        for path in paths:
            try:
                facts = path.lstat()
            except OSError:
                continue
            yield _Kept(path, facts.st_mtime, facts.st_size)

    def _make_room(self) -> None:
        """Removes the oldest answers down to half of both limits, if one of them is passed."""
        newest_first = sorted(self._kept(), key=lambda kept: kept.written, reverse=True)
        held = sum(kept.size for kept in newest_first)
        if len(newest_first) <= self._most_answers and held <= self._most_bytes:
            return
        bytes_left = self._most_bytes // 2
        for number, kept in enumerate(newest_first):
            bytes_left -= kept.size
            if bytes_left < 0 or number >= self._most_answers // 2:
                _removed(kept.path)


def _digest(path: Path, answer: bytes) -> bytes:
    """Of the name too: a file that was moved to another name is no answer to that one."""
    return hashlib.sha256(path.name.encode() + answer).digest()


def _removed(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True
