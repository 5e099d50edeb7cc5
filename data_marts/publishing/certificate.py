"""The certificate of a release: that withheld figures were attacked in exactly these files, and none came back.

{"format": 1, "release_id": …, "manifest_sha256": …, "files": {open file: sha256}, "clean": true, "attacked_at": …}
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from data_marts.disk import sha256
from data_marts.publishing.problems import PublicationError
from data_marts.release_reader import MANIFEST_FILE, Release
from data_marts.releases import open_files

CERTIFICATE_FILE = "certificate.json"
FORMAT = 1
_AGAIN = "Attack the release again and publish it with the new certificate."


@dataclass(frozen=True)
class Certificate:
    """A clean certificate that belongs to the release it lies in."""

    attacked_at: str  # ISO time


def read_certificate(folder: Path, release: Release) -> Certificate | None:
    """The certificate of a release whose files have been checked; None where there is no file.

    Raises PublicationError with the reason where there is one that is damaged, not clean, or for other files.
    """
    path = folder / CERTIFICATE_FILE
    if not path.exists() and not path.is_symlink():
        return None
    content = _content(path)
    for fault, found in _faults(content, folder, release).items():
        if found:
            raise PublicationError(f"{path} {fault}. {_AGAIN}")
    return Certificate(content["attacked_at"])


def _content(path: Path) -> Mapping[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as problem:
        raise PublicationError(f"{path} cannot be read as JSON. {_AGAIN}") from problem
    if not isinstance(content, dict):
        raise PublicationError(f"{path} is not a certificate. {_AGAIN}")
    return content


def _faults(content: Mapping[str, Any], folder: Path, release: Release) -> dict[str, bool]:
    """What can be wrong with a certificate, in the order in which it is told, and whether it is."""
    return {
        f"is not a certificate of format {FORMAT}": content.get("format") != FORMAT,
        "is for another release": content.get("release_id") != release.release_id,
        "is for another manifest": content.get("manifest_sha256") != sha256(folder / MANIFEST_FILE),
        "is not for exactly the open files of this release": content.get("files") != open_files(release.manifest),
        "says that withheld figures could be worked out": content.get("clean") is not True,
        "does not say when the attack took place": not _is_time(content.get("attacked_at")),
    }


def _is_time(text: object) -> bool:
    try:
        return isinstance(text, str) and datetime.fromisoformat(text).year > 2000
    except ValueError:
        return False
