"""A release on disk as the attack takes it in: checked open files, true figures, witnesses, earlier releases."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from data_marts.disclosure.attack.history import Earlier
from data_marts.disclosure.attack.view import AttackError
from data_marts.disclosure.attack.whole import Material
from data_marts.disk import sha256
from data_marts.release_reader import Release, open_release

RESTRICTED = "restricted"
WITNESSES_FILE = f"{RESTRICTED}/witnesses.parquet"
_CHECKSUMS = f"{RESTRICTED}/checksums.json"


def material_of(root: Path, release: Release, earlier: Sequence[str] = ()) -> Material:
    """What is attacked: a release of a folder, with its true figures, and the ids of those published before.

    Raises AttackError where true figures are missing or were changed, ReleaseError where open ones were.
    """
    folder = root / release.release_id
    witnesses = folder / WITNESSES_FILE
    return Material(
        release.manifest,
        release.open_tables(),
        _true_marts(folder, release.manifest),
        witnesses if witnesses.exists() else None,
        tuple(_earlier(open_release(root, one)) for one in earlier if one != release.release_id),
    )


def _earlier(release: Release) -> Earlier:
    return Earlier(release.manifest, release.open_tables())


def _true_marts(folder: Path, manifest: Mapping[str, Any]) -> dict[str, pa.Table]:
    try:
        checksums = json.loads((folder / _CHECKSUMS).read_text(encoding="utf-8"))
        return {mart["name"]: _true_mart(folder, mart["restricted"]["file"], checksums) for mart in manifest["marts"]}
    except (OSError, ValueError, KeyError, TypeError) as problem:
        if isinstance(problem, AttackError):
            raise
        raise AttackError(
            f"{folder} has no true figures that fit it: only where it was built it can be attacked"
        ) from problem


def _true_mart(folder: Path, file: str, checksums: Mapping[str, str]) -> pa.Table:
    path = folder / RESTRICTED / Path(file).name
    if sha256(path) != checksums[file]:
        raise AttackError(f"{path} is not the file that was built")
    return pq.read_table(path, partitioning=None)
