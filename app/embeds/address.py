"""Addresses of embedded figures: a page, one of its views, the page's query string, and how it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from urllib.parse import parse_qs

from app.address import own_address
from app.answers import Request, canonical, find_request
from app.languages import language_in, with_language
from app.selection import SelectionError
from app.site import Page, Site
from data_marts.release_checks import ID

FOLDER = "/embed"
BUILDER = "/bygg-inn"
OEMBED = "/oembed"
LOADER = "/embed.js"
LOOK, RELEASE = "utseende", "utgave"
#: How a figure may look, with its word in addresses. The first is meant where an address names none.
LOOKS: Mapping[str, str] = MappingProxyType({"light": "lys", "dark": "mork", "plain": "enkel"})
PICTURES = ("svg", "png")


@dataclass(frozen=True)
class Options:
    """How a figure is shown, and of which release: the published one where `release` is empty."""

    look: str = "light"
    release: str = ""


@dataclass(frozen=True)
class Asked:
    """What is asked for: page (with its own query string alone), view and options; the `ending` of a picture."""

    page: Request
    view: str
    options: Options
    ending: str = ""

    @property
    def name(self) -> str:
        return f"{self.view}.{self.ending}" if self.ending else self.view


def asked_for(pages: Mapping[str, Page], name: str, query: str) -> Asked | None:
    """What `/embed/<name>?<query>` asks for; None where no page or no kind of picture is meant.

    Raises SelectionError for options that there are not.
    """
    head, _, last = name.rpartition("/")
    view, _, ending = last.partition(".")
    rest, options = _options_apart(query)
    page = find_request(pages, f"/{head}", rest)
    if page is None or last.endswith(".") or ending not in ("", *PICTURES):
        return None
    # A picture for slides has one look: that of the files.
    return Asked(page, view, replace(options, look="light") if ending else options, ending)


def figure_address(asked: Asked, query: str, folder: str = FOLDER) -> str:
    """The address of the figure, or of what is made of it in another folder; `query` as `canonical_query` gives it."""
    return own_address(f"{folder}{asked.page.path.rstrip('/')}/{asked.name}", query)


def builder_address(page_address: str, view: str) -> str:
    """Where one chooses how to embed a view of the page at this address of ours."""
    path, _, query = page_address.partition("?")
    return f"{BUILDER}{path.rstrip('/')}/{view}" + (f"?{query}" if query else "")


def canonical_query(site: Site, asked: Asked) -> str:
    """The one query string of a figure: the page's canonical one, options that are no defaults, then the language.

    Raises SelectionError.
    """
    _, own = canonical(site, asked.page)
    look = [f"{LOOK}={LOOKS[asked.options.look]}"] if asked.options.look != "light" else []
    release = [f"{RELEASE}={asked.options.release}"] if asked.options.release else []
    return with_language("&".join([own, *look, *release]), language_in(asked.page.query))


def _options_apart(query: str) -> tuple[str, Options]:
    parts = [part for part in query.split("&") if part]
    own = [part for part in parts if part.partition("=")[0] in (LOOK, RELEASE)]
    values = parse_qs("&".join(own))
    look, release = _single(values, LOOK) or LOOKS["light"], _single(values, RELEASE)
    known = {word: code for code, word in LOOKS.items()}
    if look not in known:
        raise SelectionError("unknown_value", key=LOOK)
    if release and not ID.fullmatch(release):
        raise SelectionError("unknown_value", key=RELEASE)
    return "&".join(part for part in parts if part not in own), Options(known[look], release)


def _single(values: Mapping[str, list[str]], key: str) -> str:
    found = values.get(key, [])
    if len(found) > 1:
        raise SelectionError("repeated_filter", key=key)
    return found[0] if found else ""
