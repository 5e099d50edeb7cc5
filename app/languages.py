"""The languages of the site and how one stands in addresses: `sprak=nn` at the end, and nothing for the first."""

from urllib.parse import parse_qs

from app.selection import SelectionError

#: The first is meant where an address names none.
LANGUAGES = ("nb", "nn", "en")
DEFAULT = LANGUAGES[0]
KEY = "sprak"
# Only so much of an address is searched for a language; nothing longer can be shown.
_SEARCHED = 4000


def language_in(query: str) -> str:
    """The language that a query string (with or without `?`) asks for. Raises SelectionError for one there is not."""
    found = _values(query)
    if len(found) > 1:
        raise SelectionError("repeated_filter", key=KEY)
    if found and found[0] not in LANGUAGES:
        raise SelectionError("unknown_value", key=KEY)
    return found[0] if found else DEFAULT


def language_of(query: str) -> str:
    """The language to answer in, whatever else is wrong with a query string: the first where it names no other."""
    try:
        return language_in(query)
    except SelectionError:
        return DEFAULT


def in_language(address: str, language: str) -> str:
    """The same address of ours in a language; what it said of languages before is left out."""
    before, hash_sign, anchor = address.partition("#")
    path, _, query = before.partition("?")
    asked = with_language(query, language)
    return path + (f"?{asked}" if asked else "") + hash_sign + anchor


def with_language(query: str, language: str) -> str:
    """A query string (without `?`) with its language at the end, where it is not the first one."""
    parts = [part for part in query.split("&") if part and part.partition("=")[0] != KEY]
    return "&".join([*parts, *([f"{KEY}={language}"] if language != DEFAULT else [])])


def _values(query: str) -> list[str]:
    return parse_qs(query.removeprefix("?")[:_SEARCHED]).get(KEY, [])
