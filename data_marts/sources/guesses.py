"""What an unknown file seems to be: kind, format, period, columns and codes. No value of a person is kept."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from data_marts.sources.columns import BEDS, EPISODES, PROM, RESERVATIONS, Dictionary
from data_marts.sources.conversion import sql_text
from data_marts.sources.delivery_note import LONG, NamedFile
from data_marts.sources.problems import SourceError
from data_marts.sources.readers import is_csv, reader_of

PERIOD = re.compile(r"(?<!\d)((?:19|20)\d\d)[_-]?(T[123]|0[1-9]|1[0-2])?(?![\dT])", re.IGNORECASE)
# Words in the names of files that tell their kind, where the columns do not.
HINTS = {PROM: ("prom", "skjema"), RESERVATIONS: ("reserv",), BEDS: ("seng", "bed"), EPISODES: ("phbu", "npr")}
DELIMITERS = ";,\t|"
MARKERS = ("NULL", "(NULL)", "null", ".", "NA", "N/A", "-")
# Columns whose values are codes of a closed list, so that they may be shown.
CODED = {EPISODES: ("sektor", "omsorgsniva"), PROM: ("instrument", "informant", "scale", "measuring_point")}
NAME = re.compile(r"[A-Za-zÆØÅæøå_][\w .()/-]*")
SHOWN = re.compile(r"[\wÆØÅæøå-]{1,20}")
MOST_CODES, LEAST_ROWS = 30, 5
SURE = 3  # columns that must be known before they tell the kind


@dataclass(frozen=True)
class Guess:
    """One file. `columns`: the file's names by ours; `unplaced`: its other names; `codes`: values by column of ours,
    None where they are no closed list; `types`: what each column is delivered as.
    """

    file: NamedFile
    names: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    unplaced: tuple[str, ...]
    types: Mapping[str, str]
    markers: tuple[str, ...]
    codes: Mapping[str, tuple[str, ...] | None]

    @property
    def has_names(self) -> bool:
        """Whether the names look like names. A file without a first line of names would show a person's row."""
        return all(NAME.fullmatch(name) for name in self.names)


def guess_file(connection: duckdb.DuckDBPyConnection, path: Path, dictionary: Dictionary, scratch: Path) -> Guess:
    """What one file seems to be. Raises SourceError where it cannot be read at all."""
    file = _format(path)
    names = tuple(reader_of(path).names(file))
    kind = _kind(path, names, dictionary)
    columns = _columns(names, dictionary, kind)
    placed = {name for found in columns.values() for name in found}
    year, through = _period(path) if kind == EPISODES else (None, None)
    guess = Guess(
        file=replace(file, kind=kind, year=year, through=through),
        names=names,
        columns=columns,
        unplaced=tuple(name for name in names if name not in placed),
        types={},
        markers=(),
        codes={},
    )
    return _looked_into(connection, guess, scratch)


def _format(path: Path) -> NamedFile:
    file = NamedFile(EPISODES, path.name, path, shape=LONG)
    if not is_csv(path):
        return file
    encoding = _encoding(path)
    with path.open(encoding=encoding) as stream:
        header = stream.readline()
    return replace(file, encoding=encoding, delimiter=max(DELIMITERS, key=header.count))


def _encoding(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as stream:
            while stream.read(1 << 22):
                pass
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def _kind(path: Path, names: Sequence[str], dictionary: Dictionary) -> str:
    """The kind of which most columns are known; of few known ones the name of the file tells."""
    known = {kind: len(_columns(names, dictionary, kind)) for kind in dictionary}
    best = max(known, key=lambda kind: known[kind])
    hinted = [kind for kind, words in HINTS.items() if any(word in path.name.lower() for word in words)]
    if known[best] >= SURE or not hinted:
        return best if known[best] else EPISODES
    return hinted[0]


def _columns(names: Sequence[str], dictionary: Dictionary, kind: str) -> dict[str, tuple[str, ...]]:
    found = {}
    for column in dictionary[kind].values():
        words = [word.casefold() for word in (column.name, *column.aliases)]
        matching = sorted((name for name in names if name.casefold() in words), key=lambda n: words.index(n.casefold()))
        if matching:
            found[column.name] = tuple(matching)
    return found


def _period(path: Path) -> tuple[int | None, int | None]:
    """Year and last month from a name as PHBU_2024_T3 or PHBU_2025_09."""
    found = PERIOD.search(path.stem)
    if not found:
        return None, None
    part = (found[2] or "").upper()
    if not part:
        return int(found[1]), None
    return int(found[1]), 4 * int(part[1]) if part.startswith("T") else int(part)


def _looked_into(connection: duckdb.DuckDBPyConnection, guess: Guess, scratch: Path) -> Guess:
    """Adds types, missing markers and codes: one reading of the columns that are known."""
    first = {ours: guess.names.index(found[0]) for ours, found in guess.columns.items()}
    if not first:
        return guess
    try:
        values = reader_of(guess.file.path).values(connection, guess.file, sorted(first.values()), scratch)
        types = dict(zip(values.columns, map(str, values.types), strict=True))
        codes = {
            name: _codes(connection, values, first[name]) for name in CODED.get(guess.file.kind, ()) if name in first
        }
        seen = [_markers(connection, values, index) for index in first.values() if types[f"c{index}"] == "VARCHAR"]
    except duckdb.Error as problem:
        raise SourceError(f"{guess.file.path}: cannot be read to its end, it may be damaged.") from problem
    finally:
        scratch.unlink(missing_ok=True)
    return replace(
        guess,
        types={ours: _type(types[f"c{index}"]) for ours, index in first.items()},
        markers=tuple(marker for marker in MARKERS if any(marker in found for found in seen)),
        codes=codes,
    )


def _type(delivered: str) -> str:
    if delivered == "VARCHAR":
        return "text"
    return "date or time" if delivered.startswith(("DATE", "TIME")) else "number"


def _look_at(connection: duckdb.DuckDBPyConnection, values: duckdb.DuckDBPyRelation, index: int) -> None:
    text = duckdb.ColumnExpression(f"c{index}").cast("VARCHAR")
    values.select(duckdb.FunctionExpression("plain_text", text).alias("code")).create_view("column_texts", replace=True)


def _markers(connection: duckdb.DuckDBPyConnection, values: duckdb.DuckDBPyRelation, index: int) -> set[str]:
    _look_at(connection, values, index)
    found = connection.execute(sql_text("markers"), {"markers": list(MARKERS)}).fetchall()
    return {row[0] for row in found}


def _codes(
    connection: duckdb.DuckDBPyConnection, values: duckdb.DuckDBPyRelation, index: int
) -> tuple[str, ...] | None:
    """The codes of a column: those that are short and stand in several rows. None where there are too many of them."""
    _look_at(connection, values, index)
    found = connection.sql(sql_text("codes")).fetchall()
    if len(found) > MOST_CODES:
        return None
    return tuple(code for code, rows in found if rows >= LEAST_ROWS and SHOWN.fullmatch(code) and code not in MARKERS)
