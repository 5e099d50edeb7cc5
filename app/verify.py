"""Says whether a file is ours and current, by making it again: `python -m app.verify FILE`."""

import re
import sys
import zipfile
from collections.abc import Mapping, Sequence
from html import unescape
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

from app.answers import ProblemError, canonical, pages_by_path
from app.files.formats import FOLDER, FORMATS, asked_for, file_asked
from app.release import open_site
from app.selection import SelectionError
from app.settings import Settings, SettingsError, settings_from
from data_marts.publication_reader import publications
from data_marts.release_reader import CURRENT, ReleaseError
from pages import PAGES

_RECEIPT = re.compile(r"KVABUP ([0-9A-Za-z][0-9A-Za-z-]{0,63}) / ([0-9a-f]{16}) / ([0-9A-Za-z.+]{1,40})")
_ADDRESS = re.compile(rf"(https?://[A-Za-z0-9.:-]+)?{FOLDER}/([^\s?\"'<>\x00-\x1f]+)(?:\?([^\s\"'<>\x00-\x1f]*))?")
_LARGEST = 50_000_000


class NotProvedError(Exception):
    """Why a file cannot be called genuine, as the end of a sentence that begins with its name."""


def verified(sent: bytes, settings: Settings) -> str:
    """The end of a sentence that begins with the file's name: that it is genuine, and whether it is current.

    Raises NotProvedError where it cannot be proved to be ours.
    """
    release, digest, place, name, query = _receipt(sent)
    if settings.address and place != settings.address:
        raise NotProvedError(f"names another site than {settings.address}")
    try:
        site = open_site(Settings(releases=settings.releases, preview=release))
    except ReleaseError as missing:
        raise NotProvedError(f"is of release {release}, which is not among the releases of this folder") from missing
    try:
        asked = asked_for(pages_by_path(PAGES), unquote(name), query)
        if asked is None or canonical(site, asked.page)[1] != query:
            raise NotProvedError("names an address that the site does not have")
        again = file_asked(site, asked, place)
    except (ProblemError, SelectionError) as problem:
        raise NotProvedError("names an address that the site does not have") from problem
    if FORMATS[asked.ending].write(again) != sent:
        raise NotProvedError(_difference(again.flat.digest == digest))
    named = f"; the site it names, {place}, was not looked at" if place and not settings.address else ""
    return f"is genuine: these are the figures of release {release}, which {_state(settings, release)}{named}"


def _state(settings: Settings, release: str) -> str:
    """Whether a release is current, was followed by another one or taken back, or has never been published."""
    current, records = (settings.releases / CURRENT).resolve().name, publications(settings.releases)
    if release == current:
        return "is current"
    if any(one.kind == "rollback" and one.former == release for one in records):
        return f"was taken back; {current} is current"
    if any(release in (one.release_id, one.former) for one in records):
        return f"has been superseded by {current}"
    return f"has not been published; {current} is current"


def _difference(is_digest_right: bool) -> str:
    if is_digest_right:
        return (
            "has the receipt of genuine figures, but is not what the site sends: it was changed, or made by another "
            "version of the program"
        )
    return "has been changed, or is not ours: its receipt is not that of these figures"


def _receipt(sent: bytes) -> tuple[str, str, str, str, str]:
    """Release, digest, place of the site, name of the file and query string, as they stand in the file."""
    text = _readable(sent)
    receipt, address = _RECEIPT.search(text), _ADDRESS.search(text)
    if receipt is None or address is None:
        raise NotProvedError("has no receipt of ours")
    return receipt[1], receipt[2], address[1] or "", address[2], address[3] or ""


def _readable(sent: bytes) -> str:
    """All of a file that can hold a receipt, as text."""
    if not sent.startswith(b"PK"):
        return unescape(sent.decode("utf-8", "replace"))
    try:
        with zipfile.ZipFile(BytesIO(sent)) as book:
            core = book.getinfo("docProps/core.xml")
            return unescape(book.read(core).decode("utf-8", "replace")) if core.file_size < _LARGEST else ""
    except (zipfile.BadZipFile, KeyError) as broken:
        raise NotProvedError("is a workbook that cannot be opened") from broken


def main(argv: Sequence[str], environment: Mapping[str, str] | None = None) -> int:
    """0 where the file is genuine, 1 where that cannot be said, 2 where it is not there; one sentence in any case."""
    if len(argv) != 1:
        print("usage: python -m data_marts verify FILE", file=sys.stderr)
        return 2
    path = Path(argv[0])
    try:
        if path.stat().st_size > _LARGEST:
            raise NotProvedError("is larger than any file of ours")
        settings = settings_from() if environment is None else settings_from(environment)
        print(f"{path.name} {verified(path.read_bytes(), settings)}.")
    except NotProvedError as reason:
        print(f"{path.name} {reason}.", file=sys.stderr)
        return 1
    except (OSError, SettingsError) as problem:
        print(f"{path.name} cannot be looked at: {getattr(problem, 'strerror', None) or problem}.", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
