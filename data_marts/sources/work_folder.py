"""The restricted work folder: for its user alone, and a folder in it is there whole or not at all."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from data_marts.sources.problems import SourceError

FOLDER_MODE, FILE_MODE = 0o700, 0o600
PART = re.compile(r"\..+\.(\d+)\.part")


def write_whole(target: Path, fill: Callable[[Path], None]) -> None:
    """Fills a folder beside `target` and gives it its name once it is finished; after a failure nothing is left.

    Where the target is there by then (somebody else was quicker with the same), that one stays. Raises SourceError when
    the work folder cannot be written to.
    """
    _make(target.parent)
    _remove_left_behind(target.parent)
    part = target.parent / f".{target.name}.{os.getpid()}.part"
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir(mode=FOLDER_MODE)
        fill(part)
        _restrict(part)
        if not target.exists():
            part.rename(target)
    except OSError as problem:
        raise SourceError(
            f"{target.parent}: cannot be written to ({problem.strerror}). Free space, or choose --work."
        ) from problem
    finally:
        shutil.rmtree(part, ignore_errors=True)


def is_full(folder: Path) -> bool:
    """Whether next to nothing is left on the disk of a folder."""
    return shutil.disk_usage(folder).free < 1 << 24


def _make(work: Path) -> None:
    try:
        work.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    except OSError as problem:
        raise SourceError(
            f"{work}: cannot be made ({problem.strerror}). Choose another folder with --work."
        ) from problem


def _restrict(folder: Path) -> None:
    for path in folder.rglob("*"):
        path.chmod(FOLDER_MODE if path.is_dir() else FILE_MODE)


def _remove_left_behind(work: Path) -> None:
    """Parts of take-ins that were killed hold persons' rows: they do not stay."""
    for path in work.iterdir():
        found = PART.fullmatch(path.name)
        if found and not _is_running(int(found[1])):
            shutil.rmtree(path, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
