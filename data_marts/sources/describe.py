"""Drafts the description of an unknown delivery from its files, and says what it could not place.

The draft holds names of files and columns, and codes of closed lists. No value of a person goes into it.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyreadstat

from data_marts.sources.description import DESCRIPTION_FILE, FORMAT, SUFFIXES
from data_marts.sources.problems import SourceError
from data_marts.sources.raw import COLUMNS_FILE, found_columns, read_columns, unreadable
from data_marts.sources.staged import COLUMNS, NEEDED, Kind

ASK = "# NOT PLACED: "
SAMPLE = 200_000  # bytes that are looked at to tell encoding and delimiter
DELIMITERS = ";,\t|"
OWN_SECTOR = {"3", "BUP", "651"}
OTHER_SECTORS = {"1", "2", "4", "5", "SOM", "VOP", "TSB", "PHV", "REHAB"}
MARKS = ("NULL", "(NULL)", "NA", ".", "-")
PERIOD = re.compile(r"(?P<year>20\d\d)(?:_(?P<through>T[123]|0[1-9]|1[0-2]))?(?!\d)")
LONGEST_CODE = 6  # a longer text in the column of sectors is no code, and is not repeated


@dataclass(frozen=True)
class Seen:
    """One file as it was found: what it seems to be, and its columns."""

    path: Path
    kind: Kind | None
    names: tuple[str, ...]
    delimiter: str | None = None
    encoding: str | None = None
    sectors: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


def describe(folder: Path) -> str:
    """The draft, as TOML. SourceError where the folder has no file that a delivery could have, or one is damaged."""
    paths = sorted(path for path in folder.glob("*") if path.suffix.lower() in SUFFIXES) if folder.is_dir() else []
    if not paths:
        raise SourceError(f"{folder}: holds no file that ends with {', '.join(SUFFIXES)}. Name the delivery's folder.")
    seen = [_look(path) for path in paths]
    lines = [
        *_head(folder, seen),
        *(line for one in seen for line in _file(one)),
        *_sectors(seen),
        *_questions(folder, seen),
    ]
    draft = "\n".join(lines) + "\n"
    tomllib.loads(draft)
    return draft


def write_draft(folder: Path) -> Path:
    """Writes the draft beside the files and gives its path; SourceError where a description is there already."""
    path = folder / DESCRIPTION_FILE
    if path.exists():
        raise SourceError(f"{path}: is there already and stays. Move it away to have a new draft.")
    draft = describe(folder)
    path.write_text(draft, encoding="utf-8")
    return path


def _look(path: Path) -> Seen:
    with duckdb.connect() as connection:
        try:
            return _looked_at(connection, path)
        except (duckdb.Error, pyreadstat.ReadstatError) as problem:
            raise unreadable(path, problem) from None


def _looked_at(connection: duckdb.DuckDBPyConnection, path: Path) -> Seen:
    if path.suffix.lower() == ".sas7bdat":
        _, facts = pyreadstat.read_sas7bdat(str(path), metadataonly=True)
        names = tuple(facts.column_names)
        return Seen(path, _kind(names), names, encoding="latin-1", sectors=_sas_sectors(path, names))
    if path.suffix.lower() == ".parquet":
        return _of_relation(path, connection.read_parquet(str(path)))
    encoding, delimiter = _form(path)
    relation = connection.read_csv(
        str(path), header=True, all_varchar=True, delimiter=delimiter, encoding=encoding, quotechar='"', escapechar='"'
    )
    return _of_relation(path, relation, delimiter, encoding)


def _form(path: Path) -> tuple[str, str]:
    """Encoding and delimiter of a CSV, from its beginning."""
    with path.open("rb") as stream:
        beginning = stream.read(SAMPLE)
    try:
        # The sample may end within a letter.
        beginning[:-4].decode("utf-8")
        encoding = "utf-8"
    except UnicodeDecodeError:
        encoding = "latin-1"
    first_line = beginning.split(b"\n", 1)[0].decode("latin-1")
    return encoding, max(DELIMITERS, key=first_line.count)


def _of_relation(
    path: Path, relation: duckdb.DuckDBPyRelation, delimiter: str | None = None, encoding: str | None = None
) -> Seen:
    names = tuple(relation.columns)
    text = duckdb.sqltype("VARCHAR")
    sectors = [
        str(code)
        for name in _named(names, "episodes", "sektor")
        for (code,) in relation.select(duckdb.ColumnExpression(name).cast(text)).distinct().fetchall()
        if code is not None
    ]
    columns = [name for name in names if str(relation.select(duckdb.ColumnExpression(name)).types[0]) == "VARCHAR"]
    return Seen(path, _kind(names), names, delimiter, encoding, tuple(sorted(sectors)), _marks(relation, columns))


def _marks(relation: duckdb.DuckDBPyRelation, columns: Sequence[str]) -> tuple[str, ...]:
    if not columns:
        return ()
    wanted = [duckdb.ConstantExpression(mark) for mark in MARKS]
    counts = [duckdb.ColumnExpression(name).isin(*wanted) for name in columns]
    found = set()
    for name, condition in zip(columns, counts, strict=True):
        rows = relation.filter(condition).select(duckdb.ColumnExpression(name)).distinct().fetchall()
        found |= {row[0] for row in rows}
    return tuple(mark for mark in MARKS if mark in found)


def _sas_sectors(path: Path, names: Sequence[str]) -> tuple[str, ...]:
    [*columns] = _named(names, "episodes", "sektor")
    if not columns:
        return ()
    found, _ = pyreadstat.read_sas7bdat(str(path), usecols=columns, output_format="dict", encoding="latin1")
    values = {str(value).removesuffix(".0") for column in found.values() for value in column}
    return tuple(sorted(values - {"", "nan", "None"}))


def _named(names: Sequence[str], kind: Kind, ours: str) -> list[str]:
    return found_columns(names, (ours, *read_columns()[kind][ours].aliases))


def _kind(names: Sequence[str]) -> Kind | None:
    """The kind of rows whose columns the file has most of, if it has those that are needed."""
    fitting: dict[Kind, tuple[float, int]] = {}
    for kind, columns in COLUMNS.items():
        present = [ours for ours in columns if _named(names, kind, ours)]
        needed = [ours for ours in NEEDED[kind] if ours in present]
        if len(needed) == len(NEEDED[kind]):
            fitting[kind] = (len(present) / len(columns), len(columns))
    return max(fitting, key=fitting.__getitem__, default=None)


def _head(folder: Path, seen: Sequence[Seen]) -> Iterator[str]:
    marks = list(dict.fromkeys(["", "NULL", "(NULL)", *(mark for one in seen for mark in one.marks)]))
    yield "# Draft, made from the files. Answer what is NOT PLACED, check the rest, and take these lines away."
    yield f"format = {FORMAT}"
    yield f'name = "{_delivery_name(folder, seen)}"'
    yield f"{ASK}the day the delivery came, and whether it is invented. Take the sign of the comment away:"
    yield "# received = 2025-01-31"
    yield "# invented = false"
    yield "missing = [" + ", ".join(f'"{mark}"' for mark in marks) + "]"


def _delivery_name(folder: Path, seen: Sequence[Seen]) -> str:
    """The name of the newest file of episodes as NPR gives it, without its ending; else the folder's."""
    episodes = [one.path.stem for one in seen if one.kind == "episodes" and PERIOD.search(one.path.stem)]
    name = max(episodes, key=lambda stem: PERIOD.findall(stem)[-1], default=folder.name)
    return re.sub(r"[^A-Za-z0-9_.-]", "_", name)[:60].lstrip("_.-") or "delivery"


def _file(seen: Seen) -> Iterator[str]:
    yield ""
    if seen.kind is None:
        yield f"{ASK}{seen.path.name} is no file of episodes, questionnaires, reservations or beds by its columns: "
        yield f"#   {', '.join(seen.names)}"
        return
    yield f"[[{seen.kind}]]"
    yield f'file = "{seen.path.name}"'
    if seen.kind == "episodes":
        yield from _period(seen.path)
    if seen.kind == "prom":
        yield f'shape = "{"long" if _named(seen.names, "prom", "scale") else "wide"}"'
    if seen.encoding:
        yield f'encoding = "{seen.encoding}"'
    if seen.delimiter:
        yield f'delimiter = "{seen.delimiter}"'.replace("\t", "\\t")
    yield from _columns(seen, seen.kind)


def _period(path: Path) -> Iterator[str]:
    found = list(PERIOD.finditer(path.stem))
    if not found:
        yield f"{ASK}the year, and the last month of it that the file covers"
        yield "# year = 2024"
        yield '# through = "12"'
        return
    yield f"year = {found[-1]['year']}"
    if found[-1]["through"]:
        yield f'through = "{found[-1]["through"]}"'
    else:
        yield f"{ASK}the last month that the file covers"
        yield '# through = "12"'


def _columns(seen: Seen, kind: Kind) -> Iterator[str]:
    known = {name for ours in COLUMNS[kind] for name in _named(seen.names, kind, ours)}
    unused = tuple(
        name.casefold() for name in tomllib.loads(COLUMNS_FILE.read_text(encoding="utf-8"))["unused"]["names"]
    )
    unknown = [name for name in seen.names if name not in known and not name.casefold().startswith(unused)]
    if absent := [ours for ours in COLUMNS[kind] if not _named(seen.names, kind, ours)]:
        yield f"# without: {', '.join(absent)}"
    if unknown:
        yield f"{ASK}columns that are not known: {', '.join(unknown)}"


def _sectors(seen: Sequence[Seen]) -> Iterator[str]:
    found = sorted({code for one in seen for code in one.sectors})
    own = [code for code in found if code in OWN_SECTOR and code != "3"]
    if own:
        yield ""
        yield "[episode_codes.sektor]"
        yield from (f'"{code}" = "3"' for code in own)
    yield ""
    yield "[other_sectors]"
    yield "codes = [" + ", ".join(f'"{code}"' for code in found if code in OTHER_SECTORS) + "]"
    for code in found:
        if code not in OWN_SECTOR | OTHER_SECTORS:
            shown = repr(code) if len(code) <= LONGEST_CODE else "a longer text"
            yield f"{ASK}the code of a sector {shown}: of child and adolescent mental health care, or of another"


def _questions(folder: Path, seen: Sequence[Seen]) -> Iterator[str]:
    kinds = {one.kind for one in seen}
    for kind, what in (("episodes", "episodes"), ("reservations", "the list of reservations")):
        if kind not in kinds:
            yield f"{ASK}there is no file of {what}"
    others = [path.name for path in sorted(folder.iterdir()) if path.suffix.lower() not in SUFFIXES and path.is_file()]
    if others:
        yield f"{ASK}files of other forms: {', '.join(others)}"
