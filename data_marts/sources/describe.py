"""Drafts leveranse.toml from the files of an unknown delivery, and marks what a person must answer.

Nothing of any person goes into the draft: names of files and columns, and codes of closed lists, are all it holds.
"""

import argparse
import hashlib
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa
from rich.console import Console

from data_marts.sources.columns import EPISODES, PROM, read_columns
from data_marts.sources.conversion import sql_text
from data_marts.sources.delivery_note import NOTE_FILE, WIDE, WideScale
from data_marts.sources.draft import draft_text
from data_marts.sources.guesses import Guess, guess_file
from data_marts.sources.problems import SourceError
from data_marts.sources.readers import SUFFIXES
from data_marts.sources.reference import read_reference


def describe(folder: Path, today: date | None = None) -> str:
    """A draft of leveranse.toml for the files of a folder. Raises SourceError where there is nothing to describe."""
    if not folder.is_dir():
        raise SourceError(f"{folder}: is no folder. Give the folder that holds the delivered files.")
    paths = sorted(path for path in folder.iterdir() if path.is_file() and path.name != NOTE_FILE)
    known = [path for path in paths if path.suffix.lower() in SUFFIXES]
    if not known:
        raise SourceError(f"{folder}: holds no file that ends with one of {', '.join(sorted(SUFFIXES))}.")
    unread = [f"{path.name}: no format that is known." for path in paths if path not in known]
    guesses = list(_guesses(known, unread))
    instruments = read_reference().instruments
    wide = tuple(_wide_scales(guesses, instruments))
    columns = {scale.column for scale in wide}
    return draft_text(
        name=_name(folder, guesses),
        received=today or date.today(),
        guesses=[_shaped(guess, columns) for guess in guesses],
        sums={path.name: _sha256(path) for path in known},
        dictionary=read_columns(),
        wide=wide,
        unread=unread,
    )


def describe_command(argv: Sequence[str]) -> int:
    """Drafts leveranse.toml in the folder of a delivery; 0 when it stands there, else 1 after one sentence why not."""
    parser = argparse.ArgumentParser(prog="python -m data_marts describe", description=describe_command.__doc__)
    parser.add_argument("folder", type=Path, help="folder of the delivered files")
    folder = parser.parse_args(argv).folder
    console = Console(stderr=True, highlight=False)
    try:
        _write(folder / NOTE_FILE)
    except (SourceError, OSError) as problem:
        console.print(f"Nothing was written: {problem}", style="red", markup=False, soft_wrap=True)
        return 1
    console.print("Look for NOT PLACED in it, and answer.", markup=False)
    sys.stdout.write(f"{folder / NOTE_FILE}\n")
    return 0


def _write(path: Path) -> None:
    if path.exists():
        raise SourceError(f"{path}: is there already. Take it away first, if it is to be drafted anew.")
    text = describe(path.parent)
    with path.open("x", encoding="utf-8") as stream:
        stream.write(text)


def _guesses(paths: Sequence[Path], unread: list[str]) -> Iterator[Guess]:
    """One for each file that can be read; the others are told of in `unread`, without what stands in them."""
    dictionary = read_columns()
    with TemporaryDirectory() as scratch, duckdb.connect() as connection:
        connection.execute(sql_text("macros"))
        for path in paths:
            try:
                yield guess_file(connection, path, dictionary, Path(scratch) / "delivered.parquet")
            except SourceError as problem:
                unread.append(f"{path.name}: {str(problem).removeprefix(str(path)).lstrip(': ')}")


def _wide_scales(guesses: Sequence[Guess], instruments: pa.Table) -> Iterator[WideScale]:
    """Columns whose name holds the words of an instrument, an informant and a scale, as sdq_total_parent."""
    scales = instruments.select(["instrument", "informant", "scale"]).to_pylist()
    names = {name: None for guess in guesses if guess.file.kind == PROM for name in guess.unplaced}
    for name in names:
        words = set(re.split(r"[^a-zæøå0-9]+", name.lower()))
        meant = [scale for scale in scales if all(set(word.split("-")) <= words for word in scale.values())]
        if len(meant) == 1:
            yield WideScale(name, **meant[0])


def _shaped(guess: Guess, wide: set[str]) -> Guess:
    """A file of questionnaires is wide where it has columns of scales."""
    placed = wide & set(guess.unplaced)
    if guess.file.kind != PROM or not placed:
        return guess
    left = tuple(name for name in guess.unplaced if name not in placed)
    return replace(guess, file=replace(guess.file, shape=WIDE), unplaced=left)


def _name(folder: Path, guesses: Sequence[Guess]) -> str:
    """PHBU with the last period that the files cover; the folder's name where they say none."""
    periods = [(g.file.year, g.file.through) for g in guesses if g.file.kind == EPISODES and g.file.year]
    if periods:
        year, through = max(periods, key=lambda period: (period[0] or 0, period[1] or 0))
        return f"PHBU_{year}_{through:02}" if through else f"PHBU_{year}"
    return re.sub(r"[^\w.-]+", "_", folder.resolve().name).strip("_.-") or "delivery"


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
