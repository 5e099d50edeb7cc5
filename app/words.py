"""Every text a visitor reads, from one catalogue a language, and numbers in that language's form."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from app.gate import Cell, Number
from app.languages import in_language
from data_marts.catalog import Status

TEXTS = Path(__file__).parent / "texts"
LOCALES = {"nb": "nb_NO", "nn": "nn_NO", "en": "en_GB"}
# Babel writes an ASCII hyphen; good typography and the browser's own numbers use the minus sign.
MINUS = "\N{MINUS SIGN}"
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def flatten(tree: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Nested tables of a catalogue as one level: `{"a": {"b": "x"}}` becomes `{"a.b": "x"}`."""
    flat: dict[str, str] = {}
    for key, value in tree.items():
        if isinstance(value, Mapping):
            flat.update(flatten(value, f"{prefix}{key}."))
        else:
            flat[prefix + key] = str(value)
    return flat


@dataclass(frozen=True)
class Words:
    """One language: its texts by key, its way of writing numbers and dates."""

    language: str
    texts: Mapping[str, str] = field(repr=False)
    locale: Locale

    def __call__(self, key: str, /, **values: object) -> str:
        """The text at `key` with its {fields} filled. Raises KeyError for a key the catalogue lacks."""
        return self.texts[key].format(**values)

    def counted(self, key: str, count: int, /, **values: object) -> str:
        """The text for one or for many (`key.one`, `key.other`), with {count} written out as a number."""
        form = self.locale.plural_form(count)
        return self(f"{key}.{form}", count=self.number(count), **values)

    def some(self, key: str, count: int, /, **values: object) -> str:
        """As `counted`, with a text of its own for none (`key.none`)."""
        return self.counted(key, count, **values) if count else self(f"{key}.none", **values)

    def signed(self, value: Number, decimals: int = 0) -> str:
        """A number with its sign: `+12`, `−3`, `0`."""
        written = self.number(value, decimals)
        return f"+{written}" if value > 0 and any(digit in written for digit in "123456789") else written

    def number(self, value: Number, decimals: int = 0) -> str:
        """A number as people write it here: `1 026 912`, `65,9`, `−0,3`."""
        return _written(value, decimals, self.locale)

    def cell(self, cell: Cell, decimals: int = 0) -> str:
        """A published number, or the word for why there is none: the same word in chart, table, file and speech."""
        return self(f"absence.{cell}.word") if isinstance(cell, Status) else self.number(cell, decimals)

    def interval(self, low: Number, high: Number, decimals: int = 0) -> str:
        """Both limits of a confidence interval; a dash beside a minus sign could not be read."""
        key = "number.interval" if low >= 0 else "number.interval_below_zero"
        return self(key, low=self.number(low, decimals), high=self.number(high, decimals))

    def listed(self, parts: Sequence[str]) -> str:
        """Several things in a sentence: `0–5 år og 6–12 år`."""
        return format_list(list(parts), locale=self.locale)

    def percent(self, value: Number, decimals: int = 1) -> str:
        """A percentage: with the space that Norwegian wants, and without it in English."""
        return self.number(value, decimals) + str(self.locale.percent_formats[None].suffix[0])

    def date(self, iso: str) -> str:
        """An ISO date (or date and time) written out: `31. desember 2024`."""
        return format_date(date.fromisoformat(iso[:10]), format="long", locale=self.locale)

    def address(self, address: str) -> str:
        """An address of ours for links on a page in this language: they lead to the same language."""
        return in_language(address, self.language)

    @property
    def separators(self) -> str:
        """Decimal sign and what parts thousands, as plotly.js wants to be told them."""
        signs = self.locale.number_symbols["latn"]
        return f"{signs['decimal']}{signs['group']}"


# A page writes the same numbers in chart, table and speech, and Babel takes 20 microseconds for each.
@lru_cache(maxsize=50_000)
def _written(value: Number, decimals: int, locale: Locale) -> str:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    written = format_decimal(value, format=pattern, locale=locale)
    # A change that rounds to nothing is not negative.
    return written.removeprefix("-") if float(f"{value:.{decimals}f}") == 0 else written.replace("-", MINUS)


@cache
def words(language: str) -> Words:
    """The catalogue of one language; a language is a file in app/texts, and a locale of Babel."""
    with (TEXTS / f"{language}.toml").open("rb") as file:
        texts = flatten(tomllib.load(file))
    return Words(language, texts, Locale.parse(LOCALES[language]))
