"""Looks for words among names: what a visitor types, and what is called so. Nothing is asked of the marts."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from urllib.parse import parse_qs, urlencode

#: Longer than any name; what is beyond is not looked for.
LONGEST = 80
#: Before what is looked for in an address.
KEY = "q"
# Only so much of an address is searched for words.
_SEARCHED = 4000
RING = "\u030a"
# How the letters that foreign keyboards lack are written without them; all ways of writing one become the same.
_NORWEGIAN = {
    unicodedata.lookup("LATIN SMALL LETTER A WITH RING ABOVE"): "a",
    unicodedata.lookup("LATIN SMALL LETTER O WITH STROKE"): "o",
    unicodedata.lookup("LATIN SMALL LETTER AE"): "a",
}
_FOLDS = (*_NORWEGIAN.items(), ("aa", "a"), ("oe", "o"), ("ae", "a"))
_SCORES = 3


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
    readable = "".join(letter if letter.isprintable() else " " for letter in values[0])
    return " ".join(readable.split())[:LONGEST].strip()


def query_of(asked: str) -> str:
    """The query string (without `?`) that looks for these words; empty for none."""
    return urlencode({KEY: asked}) if asked else ""


def found(asked: str, targets: Iterable[Target], most: int) -> tuple[Target, ...]:
    """The targets in which every word asked for begins a word, those whose name begins so first; at most so many.

    Case, accents and punctuation make no difference; the order is otherwise that of the targets. What is called so
    comes before what is called so on a keyboard without Norwegian letters: `alesund`, `aalesund` for a ringed A.
    """
    wanted = plain_words(asked)
    if not wanted:
        return ()
    scored = [(score, at, one) for at, one in enumerate(targets) if (score := _best_score(wanted, one)) is not None]
    return tuple(one for _, _, one in sorted(scored, key=lambda each: each[:2])[:most])


def plain_words(text: str) -> tuple[str, ...]:
    """A text's words without case, accents and punctuation: `Møre og Romsdal` gives `møre`, `og`, `romsdal`."""
    apart = unicodedata.normalize("NFKD", text[:LONGEST]).casefold()
    # A ring makes a letter of its own, where accents only colour one.
    kept = "".join(letter for letter in apart if letter == RING or not unicodedata.combining(letter))
    plain = unicodedata.normalize("NFC", kept)
    return tuple("".join(letter if letter.isalnum() else " " for letter in plain).split())


def _best_score(wanted: Sequence[str], target: Target) -> int | None:
    """As `_score`, and three more where words without Norwegian letters are found only in names without theirs."""
    name, others = plain_words(target.name), [plain_words(other) for other in target.others]
    score = _score(wanted, name, others)
    if score is not None or any(letter in word for word in wanted for letter in _NORWEGIAN):
        return score
    folded = _score(_folded(wanted), _folded(name), [_folded(other) for other in others])
    return None if folded is None else folded + _SCORES


def _folded(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(reduce(lambda word, fold: word.replace(*fold), _FOLDS, word) for word in words)


def _score(wanted: Sequence[str], name: Sequence[str], others: Sequence[Sequence[str]]) -> int | None:
    """0 where the name begins with the words, 1 where its words do, 2 where those of another name do; None else."""
    if all(has.startswith(word) for has, word in zip(name, wanted, strict=False)) and len(name) >= len(wanted):
        return 0
    if _all_begin(wanted, name):
        return 1
    everything = [*name, *(word for other in others for word in other)]
    return 2 if _all_begin(wanted, everything) else None


def _all_begin(wanted: Sequence[str], words: Sequence[str]) -> bool:
    return all(any(has.startswith(word) for has in words) for word in wanted)
