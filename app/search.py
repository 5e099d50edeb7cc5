"""Looks for words among names: what a visitor types, and what is called so. Nothing is asked of the marts."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

#: Longer than any name; what is beyond is not looked for.
LONGEST = 80
#: Before what is looked for in an address.
KEY = "q"
# Only so much of an address is searched for words.
_SEARCHED = 4000
RING = "\u030a"


@dataclass(frozen=True)
class Target:
    """Something that can be found: its name, what is told beside it, where it is, and other names for it."""

    name: str
    detail: str
    address: str
    others: tuple[str, ...] = ()


def asked_in(query: str) -> str:
    """The words that a query string (with or without `?`) looks for, with single blanks between; empty for none."""
    values = parse_qs(query.removeprefix("?")[:_SEARCHED]).get(KEY, [""])
    return " ".join(values[0].split())[:LONGEST].strip()


def query_of(asked: str) -> str:
    """The query string (without `?`) that looks for these words; empty for none."""
    return urlencode({KEY: asked}) if asked else ""


def found(asked: str, targets: Iterable[Target], most: int) -> tuple[Target, ...]:
    """The targets in which every word asked for begins a word, those whose name begins so first; at most so many.

    Case, accents and punctuation make no difference; the order is otherwise that of the targets.
    """
    wanted = plain_words(asked)
    if not wanted:
        return ()
    scored = [(score, at, one) for at, one in enumerate(targets) if (score := _score(wanted, one)) is not None]
    return tuple(one for _, _, one in sorted(scored, key=lambda each: each[:2])[:most])


def plain_words(text: str) -> tuple[str, ...]:
    """A text's words without case, accents and punctuation: `Møre og Romsdal` gives `møre`, `og`, `romsdal`."""
    apart = unicodedata.normalize("NFKD", text[:LONGEST]).casefold()
    # A ring makes a letter of its own, where accents only colour one.
    kept = "".join(letter for letter in apart if letter == RING or not unicodedata.combining(letter))
    plain = unicodedata.normalize("NFC", kept)
    return tuple("".join(letter if letter.isalnum() else " " for letter in plain).split())


def _score(wanted: Sequence[str], target: Target) -> int | None:
    """0 where the name begins with the words, 1 where its words do, 2 where those of another name do; None else."""
    name = plain_words(target.name)
    if all(has.startswith(word) for has, word in zip(name, wanted, strict=False)) and len(name) >= len(wanted):
        return 0
    if _all_begin(wanted, name):
        return 1
    everything = [*name, *(word for other in target.others for word in plain_words(other))]
    return 2 if _all_begin(wanted, everything) else None


def _all_begin(wanted: Sequence[str], words: Sequence[str]) -> bool:
    return all(any(has.startswith(word) for has in words) for word in wanted)
