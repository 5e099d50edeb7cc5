"""`leveranse.toml`, the description of a delivery: which files there are, what they call things, what they cover."""

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from data_marts.sources.problems import SourceError
from data_marts.sources.staged import COLUMNS, Kind

DESCRIPTION_FILE = "leveranse.toml"
FORMAT = 1
KINDS: tuple[Kind, ...] = ("episodes", "prom", "reservations", "beds")
SUFFIXES = (".sas7bdat", ".csv", ".parquet")
FIRST_YEAR, LAST_YEAR = 2008, 2100  # the register's first year of multiaxial codes; a year outside is a slip
THROUGH = {**{f"{month:02d}": month for month in range(1, 13)}, "T1": 4, "T2": 8, "T3": 12}

PARTS = ("columns", "missing", "codes")
_TOP = {
    "format", "name", "received", "invented", "missing", "other_sectors", "prom_wide",
    *KINDS,
    *(f"{kind}_{part}" for part in PARTS for kind in ("episode", "prom", "reservation", "bed")),
}  # fmt: skip
_FILE = {"file", "sha256", "encoding", "delimiter", "decimal"}
_FILE_OF_KIND: Mapping[Kind, set[str]] = {
    "episodes": {"year", "through"},
    "prom": {"shape"},
    "reservations": set(),
    "beds": set(),
}
_SINGULAR: Mapping[Kind, str] = {
    "episodes": "episode",
    "prom": "prom",
    "reservations": "reservation",
    "beds": "bed",
}


@dataclass(frozen=True)
class RawFile:
    """One file of the delivery as it is described. `through`: the last month of `year` that it covers."""

    kind: Kind
    path: Path
    sha256: str | None = None
    encoding: str | None = None
    delimiter: str = ","
    decimal: str = "."
    year: int | None = None
    through: int | None = None
    wide: bool = False


@dataclass(frozen=True)
class Scale:
    """What a column of a wide export of questionnaires holds."""

    instrument: str
    informant: str
    scale: str


@dataclass(frozen=True)
class Meanings:
    """How the files of one kind are to be read: names of columns, texts that mean nothing, translations of codes."""

    columns: Mapping[str, tuple[str, ...]]
    missing: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Description:
    """A delivery as its description has it; every file is there, and the years of episodes have no gaps."""

    name: str
    received: str
    invented: bool
    missing: tuple[str, ...]
    files: tuple[RawFile, ...]
    meanings: Mapping[Kind, Meanings]
    other_sectors: tuple[str, ...]
    wide: Mapping[str, Scale]


def read_description(folder: Path) -> Description:
    """The description in a delivery's folder; SourceError with file and key at the first thing that does not fit."""
    content = _content(folder / DESCRIPTION_FILE)
    _check_keys(content, _TOP, "")
    if content.get("format") != FORMAT:
        raise _problem("format", f"must be {FORMAT}")
    if not isinstance(content.get("invented"), bool):
        raise _problem("invented", "must say whether the delivery is invented: true, or false for real persons")
    files = tuple(file for kind in KINDS for file in _files(folder, kind, content.get(kind)))
    _check_files(files)
    return Description(
        name=_name(content.get("name")),
        received=_day(content.get("received")),
        invented=content["invented"],
        missing=_texts(content.get("missing", ["", "NULL", "(NULL)"]), "missing"),
        files=files,
        meanings={kind: _meanings(content, kind) for kind in KINDS},
        other_sectors=_texts(_table(content, "other_sectors").get("codes", []), "other_sectors.codes"),
        wide={name: _scale(found, f"prom_wide.{name}") for name, found in _table(content, "prom_wide").items()},
    )


def _problem(key: str, what: str) -> SourceError:
    return SourceError(f"{DESCRIPTION_FILE}, {key}: {what}.")


def _content(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SourceError(
            f"{path}: is missing. Let `python -m data_marts describe {path.parent}` draft it, and complete the draft."
        ) from None
    except (OSError, UnicodeDecodeError) as problem:
        raise SourceError(f"{path}: cannot be read as text in UTF-8 ({type(problem).__name__}).") from None
    except tomllib.TOMLDecodeError as problem:
        raise SourceError(f"{path}: is not TOML: {problem}.") from None


def _check_keys(found: Mapping[str, Any], known: set[str], where: str) -> None:
    for key in found:
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            hint = f"did you mean {near[0]!r}" if near else f"known are {', '.join(sorted(known))}"
            raise _problem(f"{where}{key}", f"is not known; {hint}")


def _name(found: object) -> str:
    if not isinstance(found, str) or not re.fullmatch(r"[A-Za-z0-9][\w.-]{0,59}", found, re.ASCII):
        raise _problem("name", "must be a short name of letters, digits, _ and -, such as PHBU_2024_T3")
    return found


def _day(found: object) -> str:
    if not isinstance(found, date):
        raise _problem("received", "must be the day the delivery came, such as 2025-02-15 (without quotes)")
    return found.isoformat()[:10]


def _texts(found: object, key: str) -> tuple[str, ...]:
    if not isinstance(found, list) or not all(isinstance(text, str | int) for text in found):
        raise _problem(key, 'must be a list of texts, such as ["NULL", "99"]')
    return tuple(str(text) for text in found)


def _table(content: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = content.get(key, {})
    if not isinstance(found, dict):
        raise _problem(key, "must be a table")
    return found


def _meanings(content: Mapping[str, Any], kind: Kind) -> Meanings:
    prefix = _SINGULAR[kind]
    columns, missing, codes = (_table(content, f"{prefix}_{part}") for part in ("columns", "missing", "codes"))
    for part, found in (("columns", columns), ("missing", missing), ("codes", codes)):
        _check_keys(found, set(COLUMNS[kind]), f"{prefix}_{part}.")
    return Meanings(
        columns={ours: _texts(names, f"{prefix}_columns.{ours}") for ours, names in columns.items()},
        missing={ours: _texts(marks, f"{prefix}_missing.{ours}") for ours, marks in missing.items()},
        codes={ours: _translations(found, f"{prefix}_codes.{ours}") for ours, found in codes.items()},
    )


def _translations(found: object, key: str) -> Mapping[str, str]:
    if not isinstance(found, dict) or not all(isinstance(value, str | int) for value in found.values()):
        raise _problem(key, 'must translate texts to texts, such as "BUP" = "3"')
    return {code: str(value) for code, value in found.items()}


def _scale(found: object, key: str) -> Scale:
    fields = {"instrument", "informant", "scale"}
    if not isinstance(found, dict) or set(found) != fields or not all(isinstance(v, str) for v in found.values()):
        raise _problem(key, "must name instrument, informant and scale")
    return Scale(**found)


def _files(folder: Path, kind: Kind, found: object) -> Sequence[RawFile]:
    if found is None:
        found = []
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise _problem(kind, f"must be a list of files, each under [[{kind}]]")
    return [_file(folder, kind, entry, f"{kind}, file {number}, ") for number, entry in enumerate(found, start=1)]


def _file(folder: Path, kind: Kind, entry: Mapping[str, Any], where: str) -> RawFile:
    _check_keys(entry, _FILE | _FILE_OF_KIND[kind], where)
    for key in ("file", "sha256", "encoding", "delimiter", "decimal", "shape"):
        if key in entry and not isinstance(entry[key], str):
            raise _problem(where + key, "must be a text")
    shape = entry.get("shape", "long")
    if shape not in ("long", "wide"):
        raise _problem(where + "shape", '"long" or "wide"')
    return RawFile(
        kind=kind,
        path=_path(folder, entry.get("file"), where),
        sha256=entry.get("sha256"),
        encoding=entry.get("encoding"),
        delimiter=_one_of(entry, "delimiter", (",", ";", "\t", "|"), where),
        decimal=_one_of(entry, "decimal", (".", ","), where),
        year=_year(entry.get("year"), where) if kind == "episodes" else None,
        through=_through(entry.get("through"), where) if kind == "episodes" else None,
        wide=shape == "wide",
    )


def _one_of(entry: Mapping[str, Any], key: str, allowed: tuple[str, ...], where: str) -> str:
    found: str = entry.get(key, allowed[0])
    if found not in allowed:
        raise _problem(where + key, f"must be one of {' '.join(map(repr, allowed))}")
    return found


def _path(folder: Path, name: object, where: str) -> Path:
    if not isinstance(name, str) or not name or Path(name).name != name:
        raise _problem(where + "file", "must name a file in the folder of the delivery, without a path")
    path = folder / name
    if path.suffix.lower() not in SUFFIXES:
        raise _problem(where + "file", f"must end with {', '.join(SUFFIXES)}, not as {name}")
    if not path.is_file():
        raise _problem(where + "file", f"{name} is not in {folder}. Put it there, or take it out of the description")
    return path


def _year(found: object, where: str) -> int:
    if type(found) is not int or not FIRST_YEAR <= found <= LAST_YEAR:
        raise _problem(where + "year", f"must be a year from {FIRST_YEAR} on")
    return found


def _through(found: object, where: str) -> int:
    if found not in THROUGH:
        raise _problem(where + "through", 'must be the last month that the file covers, "01" to "12" or T1, T2, T3')
    return THROUGH[str(found)]


def _check_files(files: Sequence[RawFile]) -> None:
    names = [file.path.name for file in files]
    if twice := {name for name in names if names.count(name) > 1}:
        raise _problem("file", f"{min(twice)} stands twice. A file holds one kind of rows")
    covered = [(file.year, file.through) for file in files if file.kind == "episodes"]
    if not covered:
        raise _problem("episodes", "there is no file of episodes. Add it under [[episodes]]")
    if not any(file.kind == "reservations" for file in files):
        raise _problem(
            "reservations", "the list is missing. Nothing may be counted without it: deliver it, also where it is empty"
        )
    if twice_covered := {pair for pair in covered if covered.count(pair) > 1}:
        year, through = min(twice_covered, key=str)
        raise _problem("episodes", f"two files cover {year} through month {through}. Take one of them out")
    _check_years({year: through for year, through in sorted((y, t) for y, t in covered if y and t)})


def _check_years(through: Mapping[int, int]) -> None:
    years = sorted(through)
    if years != list(range(years[0], years[-1] + 1)):
        gaps = ", ".join(str(year) for year in range(years[0], years[-1]) if year not in through)
        raise _problem("episodes", f"no file covers {gaps}. The years must follow one another")
    for year in years[:-1]:
        if through[year] != 12:
            raise _problem("episodes", f"{year} is delivered through month {through[year]} alone; only the last may be")
