"""Reads leveranse.toml. Every mistake is one sentence with file and key; nothing that is written is passed over."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from data_marts.sources.columns import BEDS, EPISODES, KINDS, PREFIXES, PROM, Dictionary
from data_marts.sources.delivery_note import (
    DEFAULT_MISSING,
    FORMAT,
    LONG,
    MARK,
    NOTE_FILE,
    OWN_SECTOR,
    WHOLE_YEAR,
    WIDE,
    ColumnRules,
    DeliveryNote,
    NamedFile,
    WideScale,
)
from data_marts.sources.problems import SourceError
from data_marts.sources.readers import SUFFIXES, is_csv, is_encoding
from data_marts.sources.toml_table import TomlTable, did_you_mean

FIRST_YEAR, LAST_YEAR = 1990, 2099
MAY_LACK = (PROM, BEDS)
NAME = re.compile(r"[A-Za-z0-9ÆØÅæøå][\w.-]*")
MONTH = re.compile(r"0?([1-9])|(1[0-2])|T([123])")
TERTIAL = 4  # months
SHA256 = re.compile(r"[0-9a-f]{64}")
PLAIN_KEYS = ("format", "name", "received", "invented", "missing", "without", "other_sectors", "prom_wide")


def read_note(folder: Path, dictionary: Dictionary) -> DeliveryNote:
    """The description of the delivery in a folder. Raises SourceError for the first thing that does not fit."""
    top = _top(folder / NOTE_FILE)
    note = DeliveryNote(
        path=top.file,
        name=_name(top),
        received=top.day("received"),
        invented=top.flag("invented", "are the persons in these files invented (true) or real (false)?"),
        missing=top.texts("missing", DEFAULT_MISSING),
        files=tuple(_files(top, folder)),
        rules={kind: _rules(top, kind, dictionary) for kind in KINDS},
        other_sectors=_other_sectors(top),
        wide=tuple(_wide(top.table("prom_wide"))),
    )
    _check_kinds(top, note)
    _check_once(top, note)
    _check_mark(top, note)
    _check_years(top, note)
    _check_sectors(top, note)
    return note


def _top(path: Path) -> TomlTable:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as problem:
        raise SourceError(
            f"{path}: there is no such file. Draft one with `python -m data_marts describe {path.parent}`."
        ) from problem
    except (OSError, UnicodeDecodeError) as problem:
        raise SourceError(f"{path}: cannot be read as UTF-8 text. Save it as UTF-8.") from problem
    except tomllib.TOMLDecodeError as problem:
        raise SourceError(f"{path}: is not TOML: {problem}. Correct that line.") from problem
    top = TomlTable(path, "", values)
    sections = (f"{prefix}_{part}" for prefix in PREFIXES.values() for part in ("columns", "missing", "codes"))
    top.refuse_unknown((*PLAIN_KEYS, *KINDS, *sections))
    top.whole("format", FORMAT, FORMAT)
    return top


def _name(top: TomlTable) -> str:
    name = top.text("name")
    if not NAME.fullmatch(name):
        raise top.error("name", "may hold letters, digits, '_', '-' and '.' alone: it becomes part of a folder's name.")
    return name


def _files(top: TomlTable, folder: Path) -> Iterator[NamedFile]:
    for kind in KINDS:
        for table in top.tables(kind):
            yield _file(table, kind, folder)


def _file(table: TomlTable, kind: str, folder: Path) -> NamedFile:
    own = {EPISODES: ("year", "through"), PROM: ("shape",)}.get(kind, ())
    table.refuse_unknown(("file", "sha256", "encoding", "delimiter", "decimal", *own))
    path = _path(table, folder)
    return NamedFile(
        kind=kind,
        name=path.relative_to(folder).as_posix(),
        path=path,
        year=table.whole("year", FIRST_YEAR, LAST_YEAR) if kind == EPISODES else None,
        through=_through(table) if kind == EPISODES else None,
        shape=table.choice("shape", (LONG, WIDE)) if kind == PROM else LONG,
        sha256=_sha256(table),
        encoding=_encoding(table),
        delimiter=_delimiter(table, path),
        decimal=_csv_only(table, "decimal", path, table.choice("decimal", (".", ","), ".")),
    )


def _path(table: TomlTable, folder: Path) -> Path:
    name = table.text("file")
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()) or ".." in Path(name).parts or Path(name).is_absolute():
        raise table.error("file", "must lie within the folder of the delivery.")
    if not path.is_file():
        raise table.error("file", f"there is no file {name!r} in the folder.")
    if path.suffix.lower() not in SUFFIXES:
        raise table.error("file", f"{name!r} must end with one of {', '.join(sorted(SUFFIXES))}.")
    return path


def _through(table: TomlTable) -> int:
    found = MONTH.fullmatch(table.text("through"))
    if not found:
        raise table.error("through", 'must be the last month that the file covers, "01" to "12", or "T1", "T2", "T3".')
    short, long, tertial = found.groups()
    return TERTIAL * int(tertial) if tertial else int(short or long)


def _sha256(table: TomlTable) -> str | None:
    found = table.optional_text("sha256")
    if found is not None and not SHA256.fullmatch(found.lower()):
        raise table.error("sha256", "must be 64 digits and letters a to f.")
    return found.lower() if found else None


def _encoding(table: TomlTable) -> str | None:
    found = table.optional_text("encoding")
    if found is not None and not is_encoding(found):
        raise table.error("encoding", f"{found!r} is no known encoding. Usual are utf-8 and latin-1.")
    return found


def _delimiter(table: TomlTable, path: Path) -> str:
    if "delimiter" not in table.values:
        return ";"
    found = table.values["delimiter"]
    if not isinstance(found, str) or len(found) != 1 or found.isalnum() or found in '"\r\n':
        raise table.error("delimiter", 'must be one sign between the columns, as ";", "," or "\\t".')
    return _csv_only(table, "delimiter", path, found)


def _csv_only(table: TomlTable, name: str, path: Path, value: str) -> str:
    if name in table.values and not is_csv(path):
        raise table.error(name, f"belongs to CSV files; {path.name} is none.")
    return value


def _rules(top: TomlTable, kind: str, dictionary: Dictionary) -> ColumnRules:
    known, prefix = dictionary[kind], PREFIXES[kind]
    names, missing, codes = (top.table(f"{prefix}_{part}") for part in ("columns", "missing", "codes"))
    for table in (names, missing, codes):
        table.refuse_unknown(known)
    return ColumnRules(
        names={name: names.texts(name) for name in names.values},
        missing={name: missing.texts(name) for name in missing.values},
        codes={name: _codes(codes.table(name)) for name in codes.values},
    )


def _codes(table: TomlTable) -> Mapping[str, str]:
    return {name: table.text(name) for name in table.values}


def _other_sectors(top: TomlTable) -> tuple[str, ...]:
    table = top.table("other_sectors")
    table.refuse_unknown(("codes",))
    return table.texts("codes")


def _wide(table: TomlTable) -> Iterator[WideScale]:
    for column in table.values:
        entry = table.table(column)
        entry.refuse_unknown(("instrument", "informant", "scale"))
        yield WideScale(column, entry.text("instrument"), entry.text("informant"), entry.text("scale"))


def _check_kinds(top: TomlTable, note: DeliveryNote) -> None:
    """Each kind of file is there, or is knowingly not there."""
    without = top.texts("without")
    for kind in without:
        if kind not in MAY_LACK:
            raise top.error("without", f"{kind!r} cannot be left out. {did_you_mean(kind, MAY_LACK)}")
    for kind in KINDS:
        if kind in without and note.of_kind(kind):
            raise top.error("without", f"says {kind!r}, but [[{kind}]] names a file.")
        if kind not in without and not note.of_kind(kind):
            way_out = f', or say without = ["{kind}"]' if kind in MAY_LACK else ""
            raise top.error(kind, f"no file is named. Add a [[{kind}]] with its file{way_out}.")
    wide = any(file.shape == WIDE for file in note.of_kind(PROM))
    if wide != bool(note.wide):
        raise top.error("prom_wide", 'belongs to files with shape = "wide": give both, or neither.')


def _check_once(top: TomlTable, note: DeliveryNote) -> None:
    for path, times in Counter(file.path.resolve() for file in note.files).items():
        if times > 1:
            raise SourceError(f"{top.file}: {path.name!r} is named {times} times. Name each file once.")
    for (year, through), times in Counter((f.year, f.through) for f in note.of_kind(EPISODES)).items():
        if times > 1:
            raise top.error(EPISODES, f"{times} files cover {year} up to month {through}. Keep the one that counts.")


def _check_mark(top: TomlTable, note: DeliveryNote) -> None:
    """Real persons must not be released as invented ones because of a word in a file."""
    for file in note.files:
        if note.invented and not file.path.name.startswith(MARK):
            raise top.error(
                "invented", f"is true, but {file.name!r} does not begin with {MARK}. Name it so, or say false."
            )


def _check_years(top: TomlTable, note: DeliveryNote) -> None:
    delivered = list(note.counting)
    if delivered != list(range(delivered[0], delivered[-1] + 1)):
        missing = sorted(set(range(delivered[0], delivered[-1])) - set(delivered))
        raise top.error(EPISODES, f"{', '.join(map(str, missing))} is not delivered. Years follow without gaps.")
    for year, file in note.counting.items():
        if file.through != WHOLE_YEAR and year != delivered[-1]:
            raise top.error(
                EPISODES, f"{year} is delivered up to month {file.through} alone. Only the last year may be incomplete."
            )
    if not note.years:
        raise top.error(EPISODES, "no year is delivered whole. Deliver at least one file through month 12.")


def _check_sectors(top: TomlTable, note: DeliveryNote) -> None:
    """Our own sector cannot be another one's."""
    if OWN_SECTOR in note.other_sectors:
        raise top.error("other_sectors.codes", f"holds {OWN_SECTOR!r}, which is this register's own sector.")
