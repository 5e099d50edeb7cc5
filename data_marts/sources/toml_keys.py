"""A table of a TOML file, read key by key: a value of the wanted kind, or one sentence with the key's path."""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from data_marts.sources.problems import SourceError


@dataclass(frozen=True)
class Keys:
    """One table: the file it stands in, its path there, and what was found under it. Every method that reads a key
    raises SourceError, with the path, where the value is missing or of another kind."""

    file: str
    path: str
    found: Mapping[str, object]

    def problem(self, key: str, text: str) -> SourceError:
        """The error for a key: what is wrong with it."""
        where = ".".join(part for part in (self.path, key) if part)
        return SourceError(f"{self.file}, {where}: {text}.")

    def only(self, *allowed: str) -> None:
        """Refuses keys that nobody reads: a misspelt one would be passed over in silence."""
        for key in self.found:
            if key not in allowed:
                raise self.problem(key, f"is not a key that is read here; those are {', '.join(allowed)}")

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self.found

    def text(self, key: str, pattern: str = r"(?s:.*\S.*)") -> str:
        """A text of a form; any text but an empty one, if no form is given."""
        value = self.found.get(key)
        if not isinstance(value, str) or not re.fullmatch(pattern, value, re.ASCII):
            raise self.problem(key, f"a text{'' if '?s' in pattern else f' of the form {pattern}'} is needed")
        return value

    def choice(self, key: str, allowed: Collection[str]) -> str:
        """One of some words."""
        value = self.found.get(key)
        if not isinstance(value, str) or value not in allowed:
            raise self.problem(key, f"must be one of {', '.join(allowed)}")
        return value

    def choices(self, key: str, allowed: Collection[str]) -> tuple[str, ...]:
        """Some of some words, each once, at least one."""
        values = self.found.get(key)
        if not isinstance(values, list) or not values or len(set(map(str, values))) != len(values):
            raise self.problem(key, "a list of different words is needed")
        if unknown := [value for value in values if value not in allowed]:
            raise self.problem(key, f"{unknown[0]!r} is not one of {', '.join(allowed)}")
        return tuple(values)

    def flag(self, key: str) -> bool:
        """true or false."""
        value = self.found.get(key)
        if not isinstance(value, bool):
            raise self.problem(key, "must be true or false")
        return value

    def number(self, key: str) -> float:
        """A number that is finite."""
        value = self.found.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < float("inf"):
            raise self.problem(key, "a number is needed")
        return float(value)

    def whole(self, key: str, least: int = 0) -> int:
        """A whole number, not below the least."""
        value = self.found.get(key)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise self.problem(key, f"a whole number from {least} on is needed")
        return value

    def interval(self, key: str) -> tuple[float, float]:
        """Two numbers, the second above the first."""
        value = self.found.get(key)
        if not isinstance(value, list) or len(value) != 2:
            raise self.problem(key, "two numbers in brackets are needed, the lowest and the highest")
        ends = Keys(self.file, f"{self.path}.{key}", {"lowest": value[0], "highest": value[1]})
        low, high = ends.number("lowest"), ends.number("highest")
        if low >= high:
            raise self.problem(key, f"the highest, {high:g}, must lie above the lowest, {low:g}")
        return low, high

    def table(self, key: str) -> "Keys":
        """The table under a key."""
        value = self.found.get(key)
        if not isinstance(value, dict):
            raise self.problem(key, "a table is needed")
        return Keys(self.file, f"{self.path}.{key}".lstrip("."), value)

    def tables(self, key: str) -> "tuple[Keys, ...]":
        """The tables of a list under a key, numbered from 1; none where the key is not there."""
        values = self.found.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise self.problem(key, "a list of tables is needed")
        return tuple(Keys(self.file, f"{self.path}.{key}[{n}]", value) for n, value in enumerate(values, start=1))

    def each(self, pattern: str) -> "Iterator[tuple[str, Keys]]":
        """Every key, which must have a form, with the table under it, in the order of the file."""
        for key in self.found:
            if not re.fullmatch(pattern, key, re.ASCII):
                raise self.problem(key, f"a name of the form {pattern} is needed")
            yield key, self.table(key)


def read_toml(path: Path) -> Keys:
    """The whole file; SourceError where it cannot be read or is not TOML."""
    try:
        return Keys(path.name, "", tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as problem:
        raise SourceError(f"{path.name}: cannot be read from {path.parent} ({problem.strerror}).") from None
    except UnicodeDecodeError:
        raise SourceError(f"{path.name}: not UTF-8. Save the file as UTF-8.") from None
    except tomllib.TOMLDecodeError as problem:
        raise SourceError(f"{path.name}: not TOML ({problem}). Correct that place.") from None
