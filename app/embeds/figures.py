"""Finds the figure of an address: in the published release or in a former one, in the language asked for."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from app.address import own_address
from app.answers import Problem, ProblemError, canonical, view_asked
from app.embeds.address import Asked, canonical_query
from app.embeds.releases import Former, NotShownError
from app.faults import log_fault
from app.selection import SelectionError
from app.serving import Served
from app.site import Site
from app.view import View
from data_marts.release_reader import ReleaseError

STATUS = {"unknown": 404, "taken_back": 410, "removed": 410, "busy": 503, "preview": 403, "unreadable": 500}
Made = TypeVar("Made")


@dataclass(frozen=True)
class Embedding:
    """What embedded figures need beside what every answer needs: who may show them, and former releases."""

    served: Served
    embedders: tuple[str, ...]
    former: Former


@dataclass(frozen=True)
class Figure:
    """A figure that was found, with its site in its own language and its canonical query string.

    `home` is the address of its page on the published release. `is_superseded` says that newer figures are published.
    """

    asked: Asked
    site: Site
    view: View
    query: str
    home: str
    is_superseded: bool


def found(embedding: Embedding, asked: Asked, use: Callable[[Figure], Made]) -> Made:
    """What `use` makes of the figure that is asked for. Raises ProblemError or SelectionError where there is none."""
    check_release(embedding, asked)
    current, release = embedding.served.site, asked.options.release
    if release in ("", current.release.release_id):
        return use(_figure(current, current, asked))
    with _told(_site(embedding, asked)), embedding.former.opened(release) as site:
        return use(_figure(current, site, asked))


def check_release(embedding: Embedding, asked: Asked) -> None:
    """Raises ProblemError where figures of the release asked for may not be embedded."""
    site, release = _site(embedding, asked), asked.options.release
    if site.release.preview:
        raise ProblemError(not_shown(site, "preview"))
    if release in ("", site.release.release_id):
        return
    with _told(site):
        embedding.former.check(release)


def not_shown(site: Site, reason: str) -> Problem:
    """A figure that is not shown, with the reason in a fixed sentence."""
    words = site.words
    heading, text = words("embed.not_shown"), words(f"embed.{reason}")
    return Problem(STATUS[reason], heading, text, words.address("/"), words("error.home"))


def _site(embedding: Embedding, asked: Asked) -> Site:
    return embedding.served.site.in_language(asked.page.language)


@contextmanager
def _told(site: Site) -> Iterator[None]:
    """Makes a problem of a release that is not shown."""
    try:
        yield
    except NotShownError as reason:
        raise ProblemError(not_shown(site, str(reason))) from reason
    except ReleaseError as error:
        log_fault("a former release", error)
        raise ProblemError(not_shown(site, "unreadable")) from error


def _figure(current: Site, site: Site, asked: Asked) -> Figure:
    query = canonical_query(site, asked)
    site = site.in_language(asked.page.language)
    view = view_asked(site, asked.page, asked.view)
    return Figure(
        asked, site, view, query, _home(current, asked), site.release.release_id != current.release.release_id
    )


def _home(current: Site, asked: Asked) -> str:
    """The page with the same choices; without them where the published release does not have them."""
    try:
        _, query = canonical(current, asked.page)
    except SelectionError:
        return current.in_language(asked.page.language).words.address(asked.page.path)
    return own_address(asked.page.path, query)
