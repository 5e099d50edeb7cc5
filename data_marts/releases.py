"""Writes a release as a candidate: beside the others first, then whole under its name. Publishing is a step of its own.

Nothing is changed in place. After a crash at any moment `current` points to the old release or to the new one, whole.
"""

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from data_marts.catalog import MARTS
from data_marts.disk import NEW, Lock, locked, sha256, sync, write_table
from data_marts.manifest import Facts, WrittenFile, is_invented, manifest
from data_marts.release_checks import manifest_text, release_id
from data_marts.release_reader import CURRENT, MANIFEST_FILE, OPEN_FOLDER

RESTRICTED_FOLDER = "restricted"
# Beside the true figures and not in the manifest, which anybody may get.
CHECKSUMS_FILE = f"{RESTRICTED_FOLDER}/checksums.json"
WITNESSES_FILE = f"{RESTRICTED_FOLDER}/witnesses.parquet"
INVENTED = {"oppdiktet": "ja"}  # Parquet metadata of files with invented figures
INVENTED_SUFFIX = ".oppdiktet"


def write_release(
    root: Path,
    counted: Mapping[str, pa.Table],
    protected: Mapping[str, pa.Table],
    tables: Mapping[str, pa.Table],
    facts: Facts,
    lock: Lock | None = None,
    witnesses: pa.Table | None = None,
) -> str:
    """Writes a release into the folder of releases, publishes nothing, and gives its id.

    `witnesses` are other tables that are as possible as the true ones. The id is made from the content without the
    day: the same sources and program give the same release, which is written once. One that was damaged since is
    replaced. Raises SourceError while another build or publication runs; whoever holds the lock of the folder already
    hands it over.
    """
    if lock is None:
        with locked(root) as lock:
            return write_release(root, counted, protected, tables, facts, lock, witnesses)
    with _new_folder(root) as new:
        name = _write(new, counted, protected, tables, facts, witnesses)
        folder = root / name
        if not is_whole(folder):
            if folder.exists():
                folder.rename(Path(tempfile.mkdtemp(prefix=NEW, dir=new)) / name)
            new.rename(folder)
            sync(root)
    # The folder's time says which release was built last, also when it stood there already.
    os.utime(folder)
    return name


def switch(root: Path, name: str) -> None:
    """Makes a release the current one, in one step that has happened or has not. Asks nobody: see `publishing`."""
    link = root / f"{NEW}{CURRENT}-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(name, target_is_directory=True)
    link.replace(root / CURRENT)
    sync(root)


def is_whole(folder: Path) -> bool:
    """Whether every file that the release's manifest lists is there as it was written, true figures included."""
    try:
        content = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
        true = json.loads((folder / CHECKSUMS_FILE).read_text(encoding="utf-8"))
        wanted = open_files(content) | true
        whole = all(sha256(folder / file) == checksum for file, checksum in wanted.items())
        return whole and set(_restricted_files(content)) <= set(true)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def open_files(content: Mapping[str, Any]) -> dict[str, str]:
    """The checksum of every open file that a manifest lists, by its path within the release."""
    return {entry["file"]: entry["sha256"] for entry in (*content["marts"], *content["tables"])}


def _restricted_files(content: Mapping[str, Any]) -> list[str]:
    return [mart["restricted"]["file"] for mart in content["marts"]]


def _write(
    folder: Path,
    counted: Mapping[str, pa.Table],
    protected: Mapping[str, pa.Table],
    tables: Mapping[str, pa.Table],
    facts: Facts,
    witnesses: pa.Table | None,
) -> str:
    """Writes all files of a release into a folder, down to the disk, and gives the release's id."""
    shown = _write_tables(folder, OPEN_FOLDER, {**protected, **tables}, facts.synthetic)
    true = _write_tables(folder, RESTRICTED_FOLDER, counted, facts.synthetic)
    checksums = {file.file: file.sha256 for file in true}
    if witnesses is not None:
        write_table(folder / WITNESSES_FILE, witnesses)
        checksums[WITNESSES_FILE] = sha256(folder / WITNESSES_FILE)
    _write_text(folder / CHECKSUMS_FILE, json.dumps(checksums, indent=1) + "\n")
    content = manifest(facts, shown, true, tables)
    name = release_id(content)
    _write_text(folder / MANIFEST_FILE, manifest_text({"release_id": name, **content}))
    sync(folder)
    return name


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    sync(path)


@contextlib.contextmanager
def _new_folder(root: Path) -> Iterator[Path]:
    """A folder beside the releases, gone when the work in it was not finished."""
    new = Path(tempfile.mkdtemp(prefix=NEW, dir=root))
    new.chmod(0o755)
    try:
        yield new
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _write_tables(folder: Path, kind: str, tables: Mapping[str, pa.Table], synthetic: bool) -> list[WrittenFile]:
    # True counts are for the people who make releases, not for every user of the machine.
    (folder / kind).mkdir(mode=0o700 if kind == RESTRICTED_FOLDER else 0o755)
    written = []
    for name, table in tables.items():
        invented = name in MARTS and is_invented(MARTS[name], synthetic)
        file = f"{kind}/{name}{INVENTED_SUFFIX if invented else ''}.parquet"
        path = folder / file
        write_table(path, table.replace_schema_metadata(INVENTED if invented else None))
        written.append(WrittenFile(name, file, sha256(path), table.num_rows))
    sync(folder / kind)
    return written
