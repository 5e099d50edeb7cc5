"""Opens a release for reading: what it holds, whether it is whole, and its open tables. Used by the web side.

A release is a folder that never changes; `current` in the folder of releases points to the one that is published.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from data_marts.catalog import MARTS, TABLES
from data_marts.disclosure.rules import Policy, declared
from data_marts.release_checks import ID, ReleaseContentError, check_manifest, check_marking, check_tables

MANIFEST_FILE = "manifest.json"
CURRENT = "current"
OPEN_FOLDER = "open"
FORMAT = 2  # of the manifest; raised when a reader of the former one could misread it
REBUILD = "Run `make marts`."


class ReleaseError(Exception):
    """There is no release that can be shown. The sentence says why, and what to run."""


@dataclass(frozen=True)
class ReleaseSource:
    """One source of a release, as pages name it; `period` is a year, a span of years, or a date."""

    name: str
    period: str
    sha256: str | None  # None, as rows: not told, to protect those on the list
    rows: int | None


@dataclass(frozen=True)
class Release:
    """One release on disk. Its open files have been checked against the manifest and the catalogue."""

    release_id: str
    built_at: str  # ISO date
    code_version: str
    delivered_through: date  # the last day that the figures are of
    policy: Policy
    synthetic_marts: frozenset[str]
    sources: tuple[ReleaseSource, ...]
    first_year: int
    last_year: int
    files: Mapping[str, Path]  # open file of each mart and table of the catalogue
    manifest: Mapping[str, Any]

    @property
    def synthetic(self) -> bool:
        """Whether anything in the release is invented."""
        return bool(self.synthetic_marts)

    def open_tables(self) -> dict[str, pa.Table]:
        """Every mart and table that anybody may see, by name, read into memory.

        Raises ReleaseError for a value that cannot be.
        """
        tables = {name: pq.read_table(path, partitioning=None) for name, path in self.files.items()}
        try:
            check_tables(tables)
        except ReleaseContentError as problem:
            raise ReleaseError(f"The release {self.release_id} cannot be shown: {problem}. {REBUILD}") from problem
        return tables


def open_release(root: Path, release_id: str | None = None) -> Release:
    """The published release in a folder of releases, or the one of this id.

    Raises ReleaseError when there is none, or it is not whole.
    """
    # The folder itself, not the link: a release published later must not change what this one reads.
    folder = (root / CURRENT).resolve() if release_id is None else _folder(root, release_id)
    if not folder.is_dir():
        raise ReleaseError(f"There is no release {f'{release_id} ' if release_id else ''}in {root}. {REBUILD}")
    manifest = _read_manifest(folder / MANIFEST_FILE)
    try:
        check_manifest(manifest, folder.name)
        release = _release(folder, manifest)
        for mart in manifest["marts"]:
            check_marking(mart, pq.read_schema(release.files[mart["name"]]))
        return release
    except ReleaseContentError as problem:
        raise ReleaseError(f"The release in {folder} cannot be shown: {problem}. {REBUILD}") from problem
    except (KeyError, TypeError, ValueError) as problem:
        raise ReleaseError(f"{folder / MANIFEST_FILE} is not a manifest of this version. {REBUILD}") from problem


def _folder(root: Path, release_id: str) -> Path:
    """The folder of a release; ReleaseError for an id that could lead out of the folder of releases."""
    if not ID.fullmatch(release_id):
        raise ReleaseError(f"{release_id!r} is not the id of a release. `python -m data_marts list` shows them.")
    return root / release_id


def _read_manifest(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as problem:
        raise ReleaseError(f"{path} is missing or damaged. {REBUILD}") from problem
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ReleaseError(f"{path} was written by another version. {REBUILD}")
    return manifest


def _release(folder: Path, manifest: Mapping[str, Any]) -> Release:
    marts, tables = _by_name(manifest["marts"]), _by_name(manifest["tables"])
    schemas = {name: mart.schema for name, mart in MARTS.items()}
    schemas |= {name: table.schema for name, table in TABLES.items()}
    entries = {**marts, **tables}
    return Release(
        release_id=manifest["release_id"],
        built_at=manifest["built_at"],
        code_version=manifest["code_version"],
        delivered_through=date.fromisoformat(manifest["period"]["delivered_through"]),
        policy=declared(manifest["policy"]).policy,
        synthetic_marts=frozenset(name for name, mart in marts.items() if mart["synthetic"]),
        sources=tuple(
            ReleaseSource(source["name"], source["period"], source["sha256"], source["rows"])
            for source in manifest["sources"]
        ),
        first_year=manifest["period"]["first_year"],
        last_year=manifest["period"]["last_year"],
        files={name: _checked_file(folder, name, entries.get(name), schema) for name, schema in schemas.items()},
        manifest=manifest,
    )


def _by_name(entries: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {entry["name"]: entry for entry in entries}


def _checked_file(folder: Path, name: str, entry: Mapping[str, Any] | None, schema: pa.Schema) -> Path:
    if entry is None:
        raise ReleaseError(f"The release in {folder} has no {name!r}. {REBUILD}")
    path = folder / OPEN_FOLDER / Path(entry["file"]).name
    if _sha256(path) != entry["sha256"]:
        raise ReleaseError(f"{path} is not the file that was released. {REBUILD}")
    try:
        found = pq.read_schema(path)
    except (OSError, pa.ArrowInvalid) as problem:
        raise ReleaseError(f"{path} cannot be read as Parquet. {REBUILD}") from problem
    if not found.equals(schema):
        raise ReleaseError(f"{path} has other columns than the catalogue promises. {REBUILD}")
    return path


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as problem:
        raise ReleaseError(f"{path} is missing or cannot be read. {REBUILD}") from problem
