"""Turns an address into an answer: parse, ask, show. Used by the page's first HTML and by the live page alike."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.address import from_query_string, own_address, to_query_string
from app.faults import log_fault
from app.languages import language_in, language_of, with_language
from app.search import asked_in, query_of
from app.selection import Selection, SelectionError
from app.site import Page, Site, UnknownPlaceError
from app.view import Content, View


@dataclass(frozen=True)
class Problem:
    """An answer that is none: its status code, heading and text, and the way back."""

    status: int
    heading: str
    text: str
    back: str
    back_text: str


@dataclass(frozen=True)
class Answer:
    """A page's content for a selection; `query` is the canonical query string without `?`, `path` as it was asked."""

    page: Page
    selection: Selection | None
    query: str
    content: Content
    path: str

    @property
    def address(self) -> str:
        """The canonical address, as it may stand in a link."""
        return own_address(self.path, self.query)


@dataclass(frozen=True)
class Request:
    """What was asked for: the page, its path as it stands in the address, the unit's number, and the query string."""

    page: Page
    path: str
    code: str
    query: str

    @property
    def language(self) -> str:
        """The language to answer in, also where the rest of the query string cannot be understood."""
        return language_of(self.query)


class ProblemError(Exception):
    """Carries a problem out of a function whose answer is kept, so that problems never are."""

    def __init__(self, found: Problem) -> None:
        super().__init__(found.status)
        self.problem = found


def canonical(site: Site, request: Request) -> tuple[Selection | None, str]:
    """The selection asked for and its canonical query string. Raises SelectionError."""
    spec = request.page.spec
    if spec is None:
        asked = query_of(asked_in(request.query)) if request.page.takes_words else ""
        return None, with_language(asked, language_in(request.query))
    selection = from_query_string(spec, request.query, site.choices)
    language = language_in(request.query)
    return selection, with_language(to_query_string(spec, selection, site.choices), language)


def answer(site: Site, request: Request) -> Answer | Problem:
    """The page, or what to tell the visitor instead, in the language asked for. No fault shows what failed on it."""
    site = site.in_language(request.language)
    try:
        selection, query = canonical(site, request)
        told = asked_in(request.query) if request.page.takes_words else request.code
        return Answer(request.page, selection, query, request.page.content(site, selection, told), request.path)
    except SelectionError as error:
        return selection_problem(site, request.path, error)
    except UnknownPlaceError:
        return problem(site, 404, "unit", "/enheter", "units")
    except Exception as error:  # noqa: BLE001 - whatever it is, the visitor gets the same sentence and no detail
        log_fault(f"page {request.page.name}", error)
        return problem(site, 500, "500")


def answered(site: Site, request: Request) -> Answer:
    """The page. Raises ProblemError with what to tell the visitor instead."""
    found = answer(site, request)
    if isinstance(found, Problem):
        raise ProblemError(found)
    return found


def selection_problem(site: Site, path: str, error: SelectionError) -> Problem:
    """A choice that cannot be shown, in words, with the way to the page without filters."""
    words = site.words
    text = words(f"selection_error.{error.key}", **error.values)
    return Problem(400, words("error.heading_400"), text, words.address(path), words("error.back"))


def view_asked(site: Site, request: Request, name: str) -> View:
    """One view of the page. Raises ProblemError with what to tell the visitor where there is none of that name."""
    parts = answered(site, request).content.parts
    found = next((part for part in parts if isinstance(part, View) and part.name == name), None)
    if found is None:
        raise ProblemError(problem(site, 404, "404"))
    return found


def problem(site: Site, status: int, key: str, back: str = "/", back_text: str = "home") -> Problem:
    """A fixed sentence from the catalogue (`error.heading_<key>`, `error.text_<key>`)."""
    words = site.words
    heading, text = words(f"error.heading_{key}"), words(f"error.text_{key}")
    return Problem(status, heading, text, words.address(back), words(f"error.{back_text}"))


def find_request(pages: Mapping[str, Page], path: str, query: str) -> Request | None:
    """Which page a path belongs to; None for an address that no page has. Used by the live page, which sends paths."""
    if path in pages:
        return Request(pages[path], path, "", query)
    head, _, code = path.rpartition("/")
    page = pages.get(f"{head}/<code>")
    return Request(page, path, code, query) if page and code else None


def pages_by_path(pages: tuple[Page, ...]) -> dict[str, Page]:
    """The pages, found by their path."""
    return {page.path: page for page in pages}
