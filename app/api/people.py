"""`/api`: what the interface gives, for people; drawn by the server, without a script of its own."""

from collections.abc import Callable, Mapping
from shlex import quote
from types import MappingProxyType
from typing import Any

from dash import html
from flask import Response, redirect
from werkzeug.wrappers import Response as AnyResponse

from app.address import LONGEST_QUERY, own_address
from app.answers import selection_problem
from app.api.limits import DATA, DEFAULT_SIZE, FEED, MOST_ROWS, PAGE, ROOT, VERSION
from app.api.problems import PROBLEMS, anchor, told
from app.embeds.place import place_of
from app.filters import MOST_PLACES
from app.languages import language_in, with_language
from app.selection import SelectionError
from app.serving import Served, path_with, problem_response, query_asked, site_asked
from app.shell import own_page
from app.site import Site

Node = Any

#: What an example shows (`api.example_<name>`) -> its address, and what else is told to `curl`.
EXAMPLES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "pages": (f"{ROOT}/pages", ""),
        "json": (f"{DATA}/pasienter/utvikling?kjonn=jenter&size=10", ""),
        "jsonstat": (f"{DATA}/pasienter/utvikling?format=jsonstat&sprak=en", ""),
        "csv": (f"{DATA}/ventetid/utvikling?periode=maaned&format=csv", "-o ventetid.csv"),
        "releases": (f"{ROOT}/releases", ""),
    }
)
#: What stands at an address (`api.address_<name>`).
ADDRESSES: Mapping[str, str] = MappingProxyType(
    {
        "entry": f"{ROOT}/",
        "openapi": f"{ROOT}/openapi.json",
        "dcat": f"{ROOT}/dcat",
        "releases": f"{ROOT}/releases",
        "feed": FEED,
    }
)
#: What programs that use the interface will notice, newest first: day, and `api.change_<name>`.
CHANGES = (("2026-12-01", "first"),)


def people_view(served: Served) -> Callable[[], AnyResponse]:
    """The function that answers the address of the page."""

    def view() -> AnyResponse:
        site, query = site_asked(served), query_asked()
        try:
            found = with_language("", language_in(query))
        except SelectionError as error:
            return problem_response(served, selection_problem(site, PAGE, error))
        if found != query:
            return redirect(path_with(PAGE, found))
        return _respond(served, site, own_address(PAGE, query))

    return view


def _respond(served: Served, site: Site, address: str) -> AnyResponse:
    words, body = site.words, people_body(site, place_of(served.links.site))
    page = own_page(site, served.pages, "about", words("api.title"), words("api.lead"), body, served.links, address, ())
    response = Response(page)
    response.headers["Content-Language"] = words.language
    # The examples name the host by which the site was reached, where it is told no other.
    response.headers["Cache-Control"] = "no-store"
    return response


def people_body(site: Site, place: str) -> Node:
    """All sections; `place` is where the site is, for the examples."""
    return html.Div(
        [
            _given(site),
            _examples(site, place),
            _addresses(site),
            _limits(site),
            _section(site, "absent", "fravaer"),
            _licence(site),
            _section(site, "versions", "versjoner", version=VERSION),
            _changes(site),
            _errors(site),
            _section(site, "contact", "kontakt"),
        ]
    )


def _part(site: Site, name: str, where: str, *nodes: Node) -> Node:
    return html.Section([html.H2(site.words(f"api.{name}")), *nodes], id=where, className="view text-section")


def _section(site: Site, name: str, where: str, *nodes: Node, **values: object) -> Node:
    return _part(site, name, where, html.P(site.words(f"api.{name}_text", **values)), *nodes)


def _given(site: Site) -> Node:
    invented = html.P(site.words("api.invented")) if site.release.synthetic else None
    return _section(site, "given", "hva", invented)


def _examples(site: Site, place: str) -> Node:
    items = [
        item
        for name, (address, more) in EXAMPLES.items()
        for item in (html.P(site.words(f"api.example_{name}")), _command(place + address, more))
    ]
    return _part(site, "examples", "eksempler", *items)


def _command(address: str, more: str) -> Node:
    return html.Pre(html.Code(" ".join(part for part in ("curl", quote(address), more) if part)))


def _addresses(site: Site) -> Node:
    words = site.words
    terms = [
        node
        for name, address in ADDRESSES.items()
        for node in (html.Dt(html.A(address, href=words.address(address))), html.Dd(words(f"api.address_{name}")))
    ]
    return _part(site, "addresses", "adresser", html.Dl(terms, className="definition"))


def _limits(site: Site) -> Node:
    words = site.words
    sizes = {"size": words.number(DEFAULT_SIZE), "most": words.number(MOST_ROWS)}
    kept = html.P(words("api.limits_kept"))
    longest = words.number(LONGEST_QUERY)
    return _section(site, "limits", "grenser", kept, **sizes, longest=longest, places=MOST_PLACES)


def _licence(site: Site) -> Node:
    words = site.words
    real, invented = words("files.licence_real"), words("files.licence_invented")
    return _section(site, "licence", "lisens", real=real, invented=invented)


def _changes(site: Site) -> Node:
    words = site.words
    terms = [node for day, name in CHANGES for node in (html.Dt(words.date(day)), html.Dd(words(f"api.change_{name}")))]
    return _part(site, "changes", "endringer", html.Dl(terms, className="definition"))


def _errors(site: Site) -> Node:
    terms = []
    for kind, status in PROBLEMS.items():
        title, text = told(kind, site.words)
        terms += [html.Dt(f"{status} {title}", id=anchor(kind)), html.Dd(text)]
    return _section(site, "errors", "feil", html.Dl(terms, className="definition"))
