"""Takes a delivery in: every file read once, typed, each row kept or set aside with a reason, nothing lost."""

import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from data_marts.sources.columns import read_columns
from data_marts.sources.delivery_note import DeliveryNote
from data_marts.sources.intake_file import intake_name, read_intake, write_intake
from data_marts.sources.note_reader import read_note
from data_marts.sources.problems import SourceError
from data_marts.sources.reference import Reference
from data_marts.sources.staged import Intake, Report, StagedFile
from data_marts.sources.staging import stage
from data_marts.sources.work_folder import write_whole


def take_in(
    folder: Path, work: Path, reference: Reference, report: Report = lambda step: None, threads: int | None = None
) -> Intake:
    """The delivery in a folder as staged Parquet in a folder of its own under `work`; a finished one is used again.

    `report` is told the name of each file before it is read. Raises SourceError for a delivery that cannot be taken in;
    then nothing has been written.
    """
    dictionary = read_columns()
    note = read_note(folder, dictionary)
    report("checksums")
    sums = checksums(note)
    target = work / intake_name(note, sums, reference)
    found = read_intake(target)
    if found is not None:
        return found
    if target.exists():
        shutil.rmtree(target)
    taken: list[Intake] = []

    def fill(part: Path) -> None:
        intake = stage(note, sums, dictionary, reference, part, report, threads)
        write_intake(intake, part)
        taken.append(intake)

    write_whole(target, fill)
    return _moved(taken[0], target)


def checksums(note: DeliveryNote) -> Mapping[str, str]:
    """SHA-256 of each file; SourceError where it is not the promised one."""
    sums = {}
    for file in note.files:
        with file.path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        if file.sha256 not in (None, found):
            raise SourceError(
                f"{file.path}: is not the file that {note.path.name} describes (its SHA-256 is another). "
                "Deliver the folder again."
            )
        sums[file.name] = found
    return sums


def _moved(intake: Intake, folder: Path) -> Intake:
    def moved(files: tuple[StagedFile, ...]) -> tuple[StagedFile, ...]:
        return tuple(replace(file, path=folder / file.path.name) for file in files)

    return replace(intake, folder=folder, files=moved(intake.files), reservations=moved(intake.reservations))
