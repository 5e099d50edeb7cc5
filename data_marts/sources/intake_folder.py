"""The restricted folder of one intake: there whole or not at all, for its owner alone, read back as it was written."""

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from data_marts.sources.problems import SourceError
from data_marts.sources.staged import Intake, StagedFile

CONTENTS_FILE = "intake.json"
NEW = ".new-"


@contextlib.contextmanager
def new_folder(work: Path, target: Path) -> Iterator[Path]:
    """A folder that gets the name `target` when the work in it is done, and is gone when it is not.

    Persons' rows stand in it, so nobody but its owner may look in.
    """
    try:
        work.mkdir(parents=True, exist_ok=True)
        work.chmod(0o700)
        new = Path(tempfile.mkdtemp(prefix=NEW, dir=work))
    except OSError as problem:
        raise SourceError(f"{work}: cannot be used as the restricted folder ({problem.strerror}).") from None
    former = os.umask(0o077)
    try:
        yield new
        shutil.rmtree(new / "scratch", ignore_errors=True)
        shutil.rmtree(target, ignore_errors=True)
        new.rename(target)
    finally:
        os.umask(former)
        shutil.rmtree(new, ignore_errors=True)


def finished(target: Path) -> bool:
    """Whether an intake stands there, with every file that it lists."""
    try:
        return all(file.path.is_file() for file in read_intake(target).files)
    except SourceError:
        return False


def write_intake(folder: Path, intake: Intake) -> None:
    """Writes what is to be known of an intake beside its files, by names that do not depend on where it stands."""
    content = asdict(intake) | {"folder": None, "delivered_through": intake.delivered_through.isoformat()}
    for file in content["files"]:
        file["path"] = file["path"].name
    (folder / CONTENTS_FILE).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_intake(folder: Path) -> Intake:
    """The intake in a folder. SourceError where there is none, or it cannot be read."""
    try:
        content = json.loads((folder / CONTENTS_FILE).read_text(encoding="utf-8"))
        files = tuple(_file(folder, entry) for entry in content.pop("files"))
        through = date.fromisoformat(content.pop("delivered_through"))
        years = tuple(content.pop("years"))
        return Intake(**content | {"folder": folder}, files=files, years=years, delivered_through=through)
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise SourceError(f"{folder}: is not a finished intake. Take the delivery in again.") from problem


def _file(folder: Path, entry: dict[str, Any]) -> StagedFile:
    return StagedFile(**entry | {"path": folder / entry["path"], "absent": tuple(entry["absent"])})
