"""The text of a drafted leveranse.toml: what was found as TOML, what was not placed as comments that say so."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from data_marts.sources.columns import EPISODES, KINDS, PREFIXES, PROM, Dictionary
from data_marts.sources.delivery_note import DEFAULT_MISSING, MARK, OWN_SECTOR, WIDE, WideScale
from data_marts.sources.guesses import Guess
from data_marts.sources.toml_table import did_you_mean

NOT_PLACED = "# NOT PLACED:"
OURS = ("3", "BUP", "PHBU", "651")
OTHERS = ("1", "2", "4", "5", "SOM", "VOP", "PHV", "TSB", "RUS", "641", "642", "681")
CARE_LEVELS = ("1", "2", "3", "8")
MEASURING_POINTS = ("baseline", "point", "end", "one_year", "followup")
SHOWN_NAMES = 40


def draft_text(
    name: str,
    received: date,
    guesses: Sequence[Guess],
    sums: Mapping[str, str],
    dictionary: Dictionary,
    wide: Sequence[WideScale],
    unread: Iterable[str],
) -> str:
    """The draft. `unread`: sentences about files that were not understood at all."""
    lines = [
        "# Drafted from the files of the folder. Answer what is marked, then take the marks away.",
        "format = 1",
        f"name = {_text(name)}",
        f"received = {received.isoformat()}  # the day of this draft: correct it",
        f"{NOT_PLACED} invented = true or false? Are the persons invented? (Invented files are named {MARK}_…)",
        f"missing = {_list(_missing(guesses))}",
        *_without(guesses),
        *(f"{NOT_PLACED} {sentence}" for sentence in unread),
    ]
    for kind in KINDS:
        own = [guess for guess in guesses if guess.file.kind == kind]
        for guess in own:
            lines += ["", *_file(guess, sums, dictionary)]
        if own:
            lines += _columns(kind, own, dictionary)
            lines += _codes(kind, own)
    lines += _wide(guesses, wide)
    return "\n".join(_printable(line) for line in lines) + "\n"


def _printable(line: str) -> str:
    """A comment may hold no other signs, and names of columns may be anything."""
    return "".join(sign if sign.isprintable() else "?" for sign in line)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _list(values: Iterable[str]) -> str:
    return f"[{', '.join(_text(value) for value in values)}]"


def _missing(guesses: Sequence[Guess]) -> list[str]:
    seen = (marker for guess in guesses for marker in guess.markers)
    return list(dict.fromkeys((*DEFAULT_MISSING, *seen)))


def _without(guesses: Sequence[Guess]) -> Iterator[str]:
    kinds = {guess.file.kind for guess in guesses}
    lacking = [kind for kind in ("prom", "beds") if kind not in kinds]
    if lacking:
        yield f"without = {_list(lacking)}  # none was found in the folder"
    for kind in ("episodes", "reservations"):
        if kind not in kinds:
            yield f"{NOT_PLACED} no file of {kind} was found; without one nothing can be counted."


def _file(guess: Guess, sums: Mapping[str, str], dictionary: Dictionary) -> Iterator[str]:
    file = guess.file
    yield f"[[{file.kind}]]"
    yield f"file = {_text(file.name)}"
    if file.kind == EPISODES:
        yield f"year = {file.year}" if file.year else f"{NOT_PLACED} year = ? The name of the file does not say it."
        yield (
            f'through = "{file.through:02}"'
            if file.through
            else f'{NOT_PLACED} through = "12"? The name of the file does not say the last month it covers.'
        )
    if file.kind == PROM:
        yield f"shape = {_text(file.shape)}"
    yield f"sha256 = {_text(sums[file.name])}"
    if file.encoding:
        yield f"encoding = {_text(file.encoding)}"
        yield f"delimiter = {_text(file.delimiter)}"
    for kind in ("text", "number", "date or time"):
        if names := [name for name, found in guess.types.items() if found == kind]:
            yield f"# delivered as {kind}: {', '.join(names)}"
    if guess.unplaced and not guess.has_names:
        yield f"{NOT_PLACED} the first line seems to hold values, not the names of columns. Deliver it with names."
    elif guess.unplaced:
        more = " …" if len(guess.unplaced) > SHOWN_NAMES else ""
        shown = ", ".join(_text(name) for name in guess.unplaced[:SHOWN_NAMES])
        yield f"{NOT_PLACED} columns that are none of ours, and are left out: {shown}{more}"


def _columns(kind: str, guesses: Sequence[Guess], dictionary: Dictionary) -> Iterator[str]:
    """What [episode_columns] and its like must say: of several columns which counts, and which are not there."""
    lines = []
    for column in dictionary[kind].values():
        several = [found for guess in guesses if len(found := guess.columns.get(column.name, ())) > 1]
        lacking = [guess for guess in guesses if column.name not in guess.columns]
        if several:
            listed = dict.fromkeys(reversed([name for found in several for name in found]))
            lines.append(f"{column.name} = {_list(listed)}  # several columns: the first with a value counts")
        elif lacking and column.required and not (kind == PROM and any(g.file.shape == WIDE for g in lacking)):
            where = f"is not in {_text(lacking[0].file.name)}"
            lines.append(f"{NOT_PLACED} {column.name} = [?] {where}. {_near(column.name, lacking[0])}")
    if lines:
        yield from ("", f"[{PREFIXES[kind]}_columns]", *lines)


def _near(name: str, guess: Guess) -> str:
    if not guess.unplaced or not guess.has_names:
        return "No column is left that it could be."
    return did_you_mean(name, guess.unplaced)


def _seen(guesses: Sequence[Guess], column: str) -> list[str]:
    return list(dict.fromkeys(code for guess in guesses for code in guess.codes.get(column) or ()))


def _codes(kind: str, guesses: Sequence[Guess]) -> Iterator[str]:
    for guess in guesses:
        for column in (column for column, found in guess.codes.items() if found is None):
            yield f"{NOT_PLACED} {column} of {_text(guess.file.name)} has too many values for a list of codes."
    if kind == EPISODES:
        yield from _sectors(_seen(guesses, "sektor"))
        yield from _unknown(kind, "omsorgsniva", _seen(guesses, "omsorgsniva"), CARE_LEVELS)
    if kind == PROM:
        yield from _unknown(kind, "measuring_point", _seen(guesses, "measuring_point"), MEASURING_POINTS)


def _unknown(kind: str, column: str, seen: Sequence[str], known: Sequence[str]) -> Iterator[str]:
    for code in seen:
        if code.lower() not in known:
            yield f"{NOT_PLACED} {column} {_text(code)}: translate it under [{PREFIXES[kind]}_codes.{column}]."


def _sectors(seen: Sequence[str]) -> Iterator[str]:
    ours = [code for code in seen if code.upper() in OURS and code != OWN_SECTOR]
    others = [code for code in seen if code.upper() in OTHERS]
    if ours:
        yield from ("", "[episode_codes.sektor]", *(f"{_text(code)} = {_text(OWN_SECTOR)}" for code in ours))
    if others:
        yield from ("", "[other_sectors]", f"codes = {_list(others)}  # guessed from SKDE's lists")
    for code in seen:
        if code != OWN_SECTOR and code not in ours and code not in others:
            yield f"{NOT_PLACED} sektor {_text(code)}: ours ([episode_codes.sektor]) or another's ([other_sectors])?"


def _wide(guesses: Sequence[Guess], wide: Sequence[WideScale]) -> Iterator[str]:
    if any(guess.file.shape == WIDE for guess in guesses):
        yield from ("", "[prom_wide]")
        for scale in wide:
            what = f"instrument = {_text(scale.instrument)}, informant = {_text(scale.informant)}"
            yield f"{_text(scale.column)} = {{ {what}, scale = {_text(scale.scale)} }}"
