"""Who is logged in, on the server: one file a session, in a folder of the web user's own that all processes share.

The browser has a random word alone. A file is named by the digest of that word, so that whoever reads the folder has
no word to send. A session ends when it is old, when it has been idle, when its user logs out here, or when the provider
says so.
"""

import hashlib
import json
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.login.mapping import ROLES, Grant, Role

SECONDS_TO_LOG_IN = 600
#: Logins that have been begun and not ended; beyond these the oldest go, so that nobody fills the disk.
MOST_BEGUN = 1000
SESSION, BEGUN = ".session", ".begun"


@dataclass(frozen=True)
class Session:
    """A user who is logged in. `subject` is the provider's word for the user, `session` its word for the login."""

    subject: str
    name: str
    role: Role
    organisations: tuple[str, ...]
    session: str
    token: str  # of the provider, for logging out there
    form: str  # a word that every form of this session must send
    created: float  # seconds since 1970
    key: str = ""  # the digest by which it is found

    @property
    def grant(self) -> Grant:
        return Grant(self.role, self.organisations)


@dataclass(frozen=True)
class Pending:
    """A login that has been begun: what its answer must fit, and where its user wanted to go."""

    nonce: str
    verifier: str
    back: str


class Sessions:
    """The sessions in one folder. `lifetime` and `idle` are seconds."""

    def __init__(self, folder: Path, lifetime: float, idle: float, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._lifetime = lifetime
        self._idle = idle
        self._clock = clock

    def begin(self, state: str, pending: Pending) -> None:
        """Remembers a login that has been begun."""
        begun = sorted(self._files(BEGUN), key=_written)
        for path in begun[: max(0, len(begun) - MOST_BEGUN + 1)]:
            path.unlink(missing_ok=True)
        self._write(self._path(state, BEGUN), asdict(pending))

    def take_begun(self, state: str) -> Pending | None:
        """The login of this state, once: a second answer to it finds nothing. None too where it has taken too long."""
        path = self._path(state, BEGUN)
        found, age = _read(path), self._clock() - _written(path)
        try:
            path.unlink()
        except OSError:
            # Another process has taken it.
            return None
        return Pending(**found) if found and age <= SECONDS_TO_LOG_IN else None

    def start(self, session: Session) -> str:
        """Starts a session under a new word, which is for the browser alone; ended ones are cleared on the way."""
        for path in self._files(SESSION):
            self._open(path)
        word = secrets.token_urlsafe(32)
        self._write(
            self._path(word, SESSION), {name: value for name, value in asdict(session).items() if name != "key"}
        )
        return word

    def find(self, word: str) -> Session | None:
        """The session of this word, which has been used just now; None where it has ended."""
        path = self._path(word, SESSION)
        session = self._open(path)
        if session is not None:
            now = self._clock()
            with suppress(OSError):
                os.utime(path, (now, now))
        return session

    def end(self, session: Session) -> None:
        """Ends a session."""
        (self._folder / f"{session.key}{SESSION}").unlink(missing_ok=True)

    def end_all(self, session: str, subject: str) -> int:
        """Ends those sessions that the provider means: by its word for the login, or else for the user."""
        ended = 0
        for path in self._files(SESSION):
            found = self._open(path)
            if found is not None and (found.session == session if session else found.subject == subject):
                self.end(found)
                ended += 1
        return ended

    def _open(self, path: Path) -> Session | None:
        found, used = _read(path), _written(path)
        if not found or found.get("role") not in ROLES:
            return None
        session = Session(**{**found, "organisations": tuple(found["organisations"])}, key=path.stem)
        now = self._clock()
        if now - session.created > self._lifetime or now - used > self._idle:
            path.unlink(missing_ok=True)
            return None
        return session

    def _path(self, word: str, ending: str) -> Path:
        return self._folder / (hashlib.sha256(word.encode("utf-8", "surrogatepass")).hexdigest() + ending)

    def _files(self, ending: str) -> Iterator[Path]:
        return (path for path in list(self._folder.iterdir()) if path.suffix == ending)

    def _write(self, path: Path, found: dict[str, Any]) -> None:
        written = path.with_suffix(f".{secrets.token_hex(8)}.new")
        descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(found, file)
        now = self._clock()
        os.utime(written, (now, now))
        written.replace(path)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _written(path: Path) -> float:
    """When a file was last written or used; long ago where it is gone."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
