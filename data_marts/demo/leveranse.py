"""leveranse.toml, which describes the delivery, and a delivery folder that is there whole or not at all."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, TypeAlias

from data_marts.demo.forms import CSV, PARQUET, Form
from data_marts.demo.places import DemoError

LIST_FILE: Final = "leveranse.toml"
FORMER_LIST_FILE: Final = "leveranse.json"
Value: TypeAlias = str | int | bool | date | Sequence[str] | Mapping[str, str]
Table: TypeAlias = Mapping[str, Value]


@dataclass(frozen=True)
class Listed:
    """One file of the delivery: its kind (episodes, prom, reservations, beds), name and form, what else is told."""

    kind: str
    file: str
    form: Form
    told: Table


def write_list(folder: Path, heading: Table, files: Sequence[Listed], tables: Mapping[str, Table], note: str) -> None:
    """Writes leveranse.toml: `heading`, each file with its checksum, then the tables. `note` is a comment on top."""
    lines = [f"# {note}", *_lines(heading)]
    for file in files:
        lines += ["", f"[[{file.kind}]]", *_lines(_told(folder, file))]
    for name, table in tables.items():
        lines += ["", f"[{name}]", *_lines(table)]
    (folder / LIST_FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _told(folder: Path, file: Listed) -> Table:
    with (folder / file.file).open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    told = {"file": file.file, **file.told, "sha256": digest}
    if file.form.format != PARQUET:
        told["encoding"] = file.form.encoding
    if file.form.format == CSV:
        told["delimiter"] = file.form.delimiter
    return told


def _lines(table: Table) -> list[str]:
    return [f"{_key(key)} = {_value(value)}" for key, value in table.items()]


def _key(key: str) -> str:
    return key if key.isidentifier() else json.dumps(key)


def _value(value: Value) -> str:
    """TOML's own writing of texts, numbers and lists is that of JSON."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{" + ", ".join(_lines(value)) + "}"
    return json.dumps(value, ensure_ascii=False)


def write_whole(out: Path, fill: Callable[[Path], None]) -> None:
    """Fills a folder beside `out` and puts it in its place once it is finished; the former delivery stays till then.

    DemoError if `out` is something else than a delivery: it would be removed.
    """
    if out.exists() and not _is_delivery(out):
        raise DemoError(f"{out} is there and is not a delivery (no {LIST_FILE}): choose another folder with --out")
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = out.with_name(f".{out.name}.{os.getpid()}.part")
    former = out.with_name(f".{out.name}.{os.getpid()}.former")
    try:
        beside.mkdir()
        fill(beside)
        if out.exists():
            out.rename(former)
        beside.rename(out)
    finally:
        if former.exists() and not out.exists():
            former.rename(out)
        for folder in (beside, former):
            shutil.rmtree(folder, ignore_errors=True)


def _is_delivery(folder: Path) -> bool:
    """An empty folder may be one as well; deliveries made by the first version of the generator have another list."""
    return folder.is_dir() and (
        not any(folder.iterdir()) or any((folder / name).exists() for name in (LIST_FILE, FORMER_LIST_FILE))
    )
