"""The account of a finished intake, kept beside its files so that it can be used again."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from data_marts.disclosure.rules import DEFAULT_POLICY
from data_marts.sources.delivery_note import DeliveryNote
from data_marts.sources.reference import Reference
from data_marts.sources.staged import Intake, StagedFile

FILE = "intake.json"
CODE = Path(__file__).parent
UNITS = ("code", "level")
SCALES = ("instrument", "informant", "scale", "minimum", "maximum")


def intake_name(note: DeliveryNote, sums: Mapping[str, str], reference: Reference) -> str:
    """A name that is the same for the same files, description, reference tables and program."""
    digest = hashlib.sha256(note.path.read_bytes())
    known = (reference.organisations.select(UNITS).to_pylist(), reference.instruments.select(SCALES).to_pylist())
    digest.update(json.dumps([sums, known], sort_keys=True).encode())
    for path in sorted(path for path in CODE.rglob("*") if path.suffix in {".py", ".sql", ".toml"}):
        digest.update(path.read_bytes())
    return f"{note.name}-{digest.hexdigest()[:8]}"


def write_intake(intake: Intake, folder: Path) -> None:
    """Writes the account into its folder. Of few persons with a reservation it is not written how few."""
    values = asdict(intake)
    if 0 < intake.reserved_persons < DEFAULT_POLICY.smallest_persons:
        values |= {"reserved_persons": 1, "reserved_rows": 1}
    for name in ("files", "reservations"):
        values[name] = [entry | {"path": entry["path"].name} for entry in values[name]]
    del values["folder"]
    (folder / FILE).write_text(json.dumps(values, default=str, ensure_ascii=False, indent=1), encoding="utf-8")


def read_intake(folder: Path) -> Intake | None:
    """The account of a finished intake; None where there is none, or a file of it is gone."""
    try:
        values = json.loads((folder / FILE).read_text(encoding="utf-8"))
        intake = _intake(values, folder)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    paths = (*(file.path for file in (*intake.files, *intake.reservations)), intake.set_aside_file)
    return intake if all(path.is_file() for path in paths) else None


def _intake(values: dict[str, Any], folder: Path) -> Intake:
    files = {name: tuple(_file(entry, folder) for entry in values.pop(name)) for name in ("files", "reservations")}
    return Intake(
        **values
        | files
        | {
            "folder": folder,
            "received": date.fromisoformat(values["received"]),
            "delivered_through": date.fromisoformat(values["delivered_through"]),
            "years": tuple(values["years"]),
        }
    )


def _file(entry: dict[str, Any], folder: Path) -> StagedFile:
    return StagedFile(**entry | {"path": folder / entry["path"], "absent": tuple(entry["absent"])})
