"""What a page may use, and what a page is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from app.changes import Changes
from app.choices import Choices
from app.filters import ViewSpec
from app.languages import LANGUAGES
from app.names import in_words
from app.results import Results
from app.view import Content
from app.words import Words, words


class UnknownPlaceError(LookupError):
    """The address names an organisation that the release does not have."""


@dataclass(frozen=True)
class ReleaseFacts:
    """What pages tell about the release. `synthetic` are the marts that hold invented data."""

    release_id: str
    built_at: str
    code_version: str
    synthetic: frozenset[str]
    sources: tuple[tuple[str, str], ...]  # name, period
    last_year: int  # the last year that is wholly delivered
    delivered_through: date  # the last day that is delivered
    preview: bool = False  # shown to those who are about to publish it


@dataclass(frozen=True)
class Site:
    """Handed to every page, in the language of its words; holds no request and no visitor."""

    results: Results
    words: Words
    release: ReleaseFacts
    changes: Changes = Changes()

    @cached_property
    def choices(self) -> Choices:
        """What the filters offer, named in the site's language."""
        return in_words(self.results.choices, self.words)

    def in_language(self, language: str) -> "Site":
        """The same site in one of the languages that there are."""
        return self if language == self.words.language else self._in_each_language[language]

    @cached_property
    def _in_each_language(self) -> dict[str, "Site"]:
        return {language: replace(self, words=words(language)) for language in LANGUAGES}


@dataclass(frozen=True)
class Page:
    """One page: where it stands, what can be filtered, and what it says for a selection.

    `name` is the page's key in the text catalogue. `content` takes the site, the selection (None where the page has
    no filters) and the organisation number of the address (empty where the path has none).
    """

    name: str
    path: str
    spec: ViewSpec | None
    content: Callable[[Site, Any, str], Content]
    in_menu: bool = True
    takes_words: bool = False  # what is looked for stands in the address, and is handed to `content` as its number is
