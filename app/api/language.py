"""In which language a program is told of errors: its address says so, else Accept-Language, else it is the first."""

from urllib.parse import parse_qsl

from flask import request

from app.languages import DEFAULT, KEY, LANGUAGES, language_in, language_of

#: What is written for Norwegian without saying which.
_NORWEGIAN = "no"


def language_asked(query: str) -> str:
    """The language of errors and of the feed. An address that asks for one that there is not counts as silent."""
    named = any(key == KEY for key, _ in parse_qsl(query))
    return language_of(query) if named else _accepted()


def checked_language(query: str) -> str:
    """As `language_asked`. Raises SelectionError for a language that there is not, or for several."""
    language_in(query)
    return language_asked(query)


def _accepted() -> str:
    found = request.accept_languages.best_match([*LANGUAGES, _NORWEGIAN], DEFAULT)
    return found if found in LANGUAGES else DEFAULT
