"""Which columns of a delivered file are which of ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data_marts.sources.columns import PREFIXES, Column
from data_marts.sources.delivery_note import WIDE, ColumnRules, DeliveryNote, NamedFile, WideScale
from data_marts.sources.problems import SourceError
from data_marts.sources.toml_table import did_you_mean

# What a wide file need not have, for the columns of scores say it.
SAID_BY_WIDE = ("instrument", "informant", "scale", "score")


@dataclass(frozen=True)
class Matched:
    """Positions in the file by our column, the first that counts first; and by wide scale, in their order."""

    columns: Mapping[str, tuple[int, ...]]
    wide: tuple[int, ...] = ()

    @property
    def wanted(self) -> list[int]:
        return sorted({*self.wide, *(index for found in self.columns.values() for index in found)})

    @property
    def absent(self) -> tuple[str, ...]:
        return tuple(name for name, found in self.columns.items() if not found)


def match_columns(
    file: NamedFile,
    names: Sequence[str],
    known: Mapping[str, Column],
    rules: ColumnRules,
    wide: Sequence[WideScale] = (),
) -> Matched:
    """SourceError where a column is not there, or could be two, or two of ours would be one of the file's."""
    places = _places(file, names)
    columns = {column.name: _positions(file, column, rules, places) for column in known.values()}
    is_wide = file.shape == WIDE
    for column in known.values():
        needed = column.required and rules.names.get(column.name) != ()
        if needed and not columns[column.name] and not (is_wide and column.name in SAID_BY_WIDE):
            raise _missing(file, column, names)
    scales = tuple(_wide_position(file, scale, places) for scale in wide) if is_wide else ()
    _check_once(file, columns, scales, names)
    return Matched(columns, scales)


def _places(file: NamedFile, names: Sequence[str]) -> Mapping[str, tuple[int, ...]]:
    places: dict[str, tuple[int, ...]] = {}
    for index, name in enumerate(names):
        places[name.casefold()] = (*places.get(name.casefold(), ()), index)
    return places


def _positions(
    file: NamedFile, column: Column, rules: ColumnRules, places: Mapping[str, tuple[int, ...]]
) -> tuple[int, ...]:
    """The listed names that the file has, else the one known name; several known names could each be meant."""
    listed = rules.names.get(column.name)
    found = [name for name in _folded(listed or ()) if name in places]
    if not found and listed != ():
        found = [name for name in _folded((column.name, *column.aliases)) if name in places]
        if len(found) > 1:
            raise _ambiguous(file, column, found)
    if any(len(places[name]) > 1 for name in found):
        raise SourceError(f"{file.path}: the column for '{column.name}' stands in it twice. Deliver it once.")
    return tuple(places[name][0] for name in found)


def _folded(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(name.casefold() for name in names))


def check_listed(note: DeliveryNote, names: Mapping[str, Sequence[str]]) -> None:
    """SourceError for a name in leveranse.toml that no file of its kind has; `names` are the columns by file."""
    for kind, rules in note.rules.items():
        there = {name.casefold() for file in note.of_kind(kind) for name in names[file.name]}
        for column, listed in rules.names.items():
            for name in listed:
                if name.casefold() not in there:
                    raise SourceError(
                        f"{note.path}, key '{PREFIXES[kind]}_columns.{column}': no file has a column {name!r}. "
                        f"{did_you_mean(name, sorted(there))}"
                    )


def _wide_position(file: NamedFile, scale: WideScale, places: Mapping[str, tuple[int, ...]]) -> int:
    found = places.get(scale.column.casefold(), ())
    if len(found) != 1:
        how = "twice" if found else "not"
        raise SourceError(
            f"{file.path}: the column '{scale.column}' of [prom_wide] is {how} in it. "
            f"{did_you_mean(scale.column, places)}"
        )
    return found[0]


def _check_once(
    file: NamedFile, columns: Mapping[str, tuple[int, ...]], wide: Sequence[int], names: Sequence[str]
) -> None:
    seen: dict[int, str] = dict.fromkeys(wide, "a scale of [prom_wide]")
    for name, found in columns.items():
        for index in found:
            if index in seen:
                raise SourceError(
                    f"{file.path}: column '{names[index]}' cannot be both {seen[index]} and '{name}'. "
                    "Correct the columns in leveranse.toml."
                )
            seen[index] = f"'{name}'"


def _ambiguous(file: NamedFile, column: Column, found: Sequence[str]) -> SourceError:
    section = f"[{PREFIXES[file.kind]}_columns]"
    listed = ", ".join(f'"{name}"' for name in found)
    return SourceError(
        f"{file.path}: {', '.join(found)} could all be '{column.name}'. Say in {section} which counts first: "
        f"{column.name} = [{listed}]."
    )


def _missing(file: NamedFile, column: Column, names: Sequence[str]) -> SourceError:
    section = f"[{PREFIXES[file.kind]}_columns]"
    return SourceError(
        f"{file.path}: column '{column.name}' is missing. Name it in {section}, or say there {column.name} = [] if "
        f"these files do not have it. {did_you_mean(column.name, names)}"
    )
