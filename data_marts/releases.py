"""Writes a release: beside the others first, then under its name, and last the switch that publishes it.

Nothing is changed in place. After a crash at any moment `current` points to the old release or to the new one, whole.
"""

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from data_marts.catalog import MARTS
from data_marts.manifest import Facts, WrittenFile, is_invented, manifest
from data_marts.release_checks import manifest_text, release_id
from data_marts.release_reader import CURRENT, MANIFEST_FILE, OPEN_FOLDER

RESTRICTED_FOLDER = "restricted"
INVENTED = {"oppdiktet": "ja"}  # Parquet metadata of files with invented figures
INVENTED_SUFFIX = ".oppdiktet"
NEW = ".new-"


def publish(
    root: Path,
    counted: Mapping[str, pa.Table],
    protected: Mapping[str, pa.Table],
    tables: Mapping[str, pa.Table],
    facts: Facts,
) -> str:
    """Writes a release into the folder of releases, makes it the current one and gives its id.

    The id is the date and a hash of the content: the same figures on the same day are the same release, which is
    written once. One that was damaged since is replaced.
    """
    root.mkdir(parents=True, exist_ok=True)
    with _new_folder(root) as new:
        name = write(new, counted, protected, tables, facts)
        folder = root / name
        if not is_whole(folder):
            if folder.exists():
                folder.rename(Path(tempfile.mkdtemp(prefix=NEW, dir=new)) / name)
            new.rename(folder)
            _sync(root)
    switch(root, name)
    return name


def is_whole(folder: Path) -> bool:
    """Whether every file that the release's manifest lists is there as it was written."""
    try:
        content = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
        entries = [
            *content["marts"],
            *(mart["restricted"] for mart in content["marts"]),
            *content["tables"],
        ]
        return all(_sha256(folder / entry["file"]) == entry["sha256"] for entry in entries)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def write(
    folder: Path,
    counted: Mapping[str, pa.Table],
    protected: Mapping[str, pa.Table],
    tables: Mapping[str, pa.Table],
    facts: Facts,
) -> str:
    """Writes all files of a release into a folder, down to the disk, and gives the release's id."""
    open_files = _write_tables(folder, OPEN_FOLDER, {**protected, **tables}, facts.synthetic)
    restricted_files = _write_tables(folder, RESTRICTED_FOLDER, counted, facts.synthetic)
    content = manifest(facts, open_files, restricted_files, tables)
    name = release_id(content)
    path = folder / MANIFEST_FILE
    path.write_text(manifest_text({"release_id": name, **content}), encoding="utf-8")
    _sync(path)
    _sync(folder)
    return name


def switch(root: Path, name: str) -> None:
    """Makes a release the current one, in one step that has happened or has not."""
    link = root / f"{NEW}{CURRENT}-{os.getpid()}"
    with contextlib.suppress(FileNotFoundError):
        link.unlink()
    link.symlink_to(name, target_is_directory=True)
    link.replace(root / CURRENT)
    _sync(root)


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
        pq.write_table(
            table.replace_schema_metadata(INVENTED if invented else None),
            path,
            compression="zstd",
        )
        _sync(path)
        written.append(WrittenFile(name, file, _sha256(path), table.num_rows))
    _sync(folder / kind)
    return written


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sync(path: Path) -> None:
    """Waits until a file or folder has reached the disk: a name must not be there before its content."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
