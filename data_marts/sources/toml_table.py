"""One table of a TOML file that a person writes: every wrong key, type or word is refused with file and key."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from data_marts.sources.problems import SourceError


@dataclass(frozen=True)
class TomlTable:
    """A table under its key; each method gives a value of one type, or raises SourceError naming file and key."""

    file: Path
    key: str
    values: Mapping[str, Any]

    def error(self, name: str, sentence: str) -> SourceError:
        """An error about one key of the table."""
        return SourceError(f"{self.file}, key '{self.path(name)}': {sentence}")

    def path(self, name: str) -> str:
        """The whole key of a name in this table."""
        return f"{self.key}.{name}" if self.key else name

    def refuse_unknown(self, known: Iterable[str]) -> None:
        """SourceError for the first key that is none of the known ones."""
        names = list(known)
        for name in self.values:
            if name not in names:
                raise self.error(name, f"is not known. {did_you_mean(name, names)}")

    def text(self, name: str) -> str:
        """A text that is there and not empty."""
        value = self.values.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self.error(name, "must be a text, in quotation marks.")
        return value

    def optional_text(self, name: str) -> str | None:
        """A text, or None where the key is not there."""
        return self.text(name) if name in self.values else None

    def choice(self, name: str, allowed: Iterable[str], default: str | None = None) -> str:
        """One of the allowed texts."""
        if default is not None and name not in self.values:
            return default
        found, words = self.text(name), list(allowed)
        if found not in words:
            raise self.error(name, f"is {found!r}. {did_you_mean(found, words)}")
        return found

    def whole(self, name: str, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        value = self.values.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self.error(name, f"must be a whole number from {low} to {high}, without quotation marks.")
        return value

    def flag(self, name: str, question: str) -> bool:
        """True or false; there is no default for a question that a person must answer."""
        value = self.values.get(name)
        if not isinstance(value, bool):
            raise self.error(name, f"must be true or false: {question}")
        return value

    def day(self, name: str) -> date:
        """A date."""
        value = self.values.get(name)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.error(name, "must be a date as 2025-02-15, without quotation marks.")
        return value

    def texts(self, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of texts."""
        value = self.values.get(name, list(default))
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            raise self.error(name, 'must be a list of texts, as ["1", "BUP"].')
        return tuple(value)

    def table(self, name: str) -> "TomlTable":
        """A table below this one; empty where the key is not there."""
        value = self.values.get(name, {})
        if not isinstance(value, dict):
            raise self.error(name, f"must be a table, written as [{self.path(name)}].")
        return TomlTable(self.file, self.path(name), value)

    def tables(self, name: str) -> Iterator["TomlTable"]:
        """The tables of a list of tables."""
        value = self.values.get(name, [])
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise self.error(name, f"must be a list of tables, each written as [[{self.path(name)}]].")
        for number, entry in enumerate(value, start=1):
            yield TomlTable(self.file, f"{self.path(name)}[{number}]", entry)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """What could have been meant: the nearest known word, else all of them."""
    words = list(known)
    by_case = {entry.lower(): entry for entry in words}
    near = get_close_matches(word.lower(), by_case, n=1)
    return f"Did you mean '{by_case[near[0]]}'?" if near else f"Known are: {', '.join(words)}."
