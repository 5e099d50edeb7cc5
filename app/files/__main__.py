"""Writes the file of an address without a running site: `python -m app.files /last-ned/pasienter/utvikling.csv OUT`."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.answers import ProblemError, canonical, pages_by_path
from app.files.formats import FOLDER, asked_for, written
from app.release import open_site
from app.selection import SelectionError
from app.settings import Settings, SettingsError, settings_from
from data_marts.release_reader import ReleaseError
from pages import PAGES


def made(address: str, settings: Settings) -> bytes:
    """The file that the site would send at this address. LookupError where it has none there; ReleaseError."""
    path, _, query = address.partition("?")
    site = open_site(settings)
    asked = asked_for(pages_by_path(PAGES), path.removeprefix(f"{FOLDER}/"), query)
    try:
        if asked is None or not path.startswith(f"{FOLDER}/") or canonical(site, asked.page)[1] != query:
            raise LookupError(address)
        return written(site, asked, settings.address)
    except (ProblemError, SelectionError) as problem:
        raise LookupError(address) from problem


def main(argv: Sequence[str], environment: Mapping[str, str] | None = None) -> int:
    """0 when the file is written; else 1 or 2 after one sentence, and no file."""
    if len(argv) != 2:
        print("usage: python -m app.files ADDRESS OUT", file=sys.stderr)
        return 2
    try:
        settings = settings_from() if environment is None else settings_from(environment)
        Path(argv[1]).write_bytes(made(argv[0], settings))
    except LookupError:
        print("The site has no file at this address. Copy it from a page.", file=sys.stderr)
        return 1
    except (OSError, ReleaseError, SettingsError) as problem:
        print(f"Nothing was written: {getattr(problem, 'strerror', None) or problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
