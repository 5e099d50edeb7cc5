"""What a page may use, and what a page is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.changes import Changes
from app.choices import Choices
from app.filters import ViewSpec
from app.results import Results
from app.view import Content
from app.words import Words


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
    """Handed to every page; holds no request and no visitor."""

    results: Results
    words: Words
    release: ReleaseFacts
    changes: Changes = Changes()

    @property
    def choices(self) -> Choices:
        """What the filters offer."""
        return self.results.choices


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
