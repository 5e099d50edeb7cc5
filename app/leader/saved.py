"""Views that a user has saved: a name and an address of ours each, in one file a user, found by the user's subject."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from secrets import token_hex
from urllib.parse import urlsplit

from app.answers import find_request
from app.site import Page

MOST = 50
LONGEST_NAME, LONGEST_ADDRESS = 80, 2000
PATH = "/leder/"


@dataclass(frozen=True)
class Saved:
    """One saved view."""

    name: str
    address: str


class SavedViews:
    """The saved views of all users, in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, subject: str) -> tuple[Saved, ...]:
        """The views of one user, in the order of saving; none where the file is damaged."""
        try:
            found = json.loads(self._path(subject).read_text(encoding="utf-8"))
            return tuple(Saved(str(one["name"]), str(one["address"])) for one in found)
        except (OSError, ValueError, KeyError, TypeError):
            return ()

    def add(self, subject: str, view: Saved) -> None:
        """Saves a view; one of the same name is replaced, and beyond the limit the oldest goes."""
        kept = [one for one in self.of(subject) if one.name != view.name]
        self._write(subject, [*kept, view][-MOST:])

    def remove(self, subject: str, name: str) -> None:
        """Removes the view of this name, if there is one."""
        self._write(subject, [one for one in self.of(subject) if one.name != name])

    def _path(self, subject: str) -> Path:
        return self._folder / f"{hashlib.sha256(subject.encode()).hexdigest()}.views"

    def _write(self, subject: str, views: list[Saved]) -> None:
        path = self._path(subject)
        written = path.with_suffix(f".{token_hex(8)}.new")
        with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump([asdict(view) for view in views], file)
        written.replace(path)


def view_of(pages: Mapping[str, Page], site: str, name: str, address: str) -> Saved | None:
    """A view to be saved; None for a name or address that cannot be: it must lead to a page of this site."""
    name, address = " ".join(name.split()), address.strip().removeprefix(site)
    if not name or len(name) > LONGEST_NAME or len(address) > LONGEST_ADDRESS or not address.startswith("/"):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    # What begins with two slashes is another host, to browsers also with a backslash in it.
    is_elsewhere = parts.netloc or parts.scheme or "\\" in address or address.startswith("//")
    is_ours = parts.path.startswith(PATH) or find_request(pages, parts.path, parts.query) is not None
    return None if is_elsewhere or not is_ours or not address.isprintable() else Saved(name, address)
