"""What there is: the entry, and the pages with their filters and views."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from app.address import LONGEST_QUERY, NEWEST
from app.answers import Answer, answer
from app.api.data import request_of
from app.api.limits import DATA, DEFAULT_SIZE, FEED, FORMATS, MOST_ROWS, PAGE, ROOT, VERSION
from app.languages import LANGUAGES, with_language
from app.site import Page, Site
from app.view import View

#: Choices by which pages show views that they do not show without; `{trust}` is any trust.
CHOICES: Mapping[str, Sequence[str]] = {
    "activity": ("periode=maaned",),
    "waiting": ("maal=innenfrist&periode=maaned", "maal=innenfrist&sted={trust}"),
    "indicators": ("maal=innenfrist&sted={trust}",),
}
CODE = "<code>"


def entry(site: Site) -> dict[str, Any]:
    """Where one begins: version, release, whether figures are invented, limits, and where to go on."""
    return {
        "version": VERSION,
        "release": site.release.release_id,
        "built": site.release.built_at,
        "invented_marts": sorted(site.release.synthetic),
        "languages": list(LANGUAGES),
        "formats": list(FORMATS),
        "limits": {"default_size": DEFAULT_SIZE, "most_rows": MOST_ROWS, "longest_query": LONGEST_QUERY},
        "links": {
            "pages": f"{ROOT}/pages",
            "dcat": f"{ROOT}/dcat",
            "openapi": f"{ROOT}/openapi.json",
            "releases": f"{ROOT}/releases",
            "feed": FEED,
            "about": PAGE,
        },
    }


def data_pages(pages: Iterable[Page]) -> list[Page]:
    """The pages whose views can be had."""
    return [page for page in pages if not page.takes_words]


def page_list(site: Site, pages: Iterable[Page]) -> dict[str, Any]:
    """Pages that have views, with their filters, and what views are called and about in the site's language."""
    told = [_page(site, page) for page in data_pages(pages)]
    return {
        "version": VERSION,
        "release": site.release.release_id,
        "language": site.words.language,
        "pages": [one for one in told if one["views"]],
    }


def _page(site: Site, page: Page) -> dict[str, Any]:
    told = {"name": page.name, "path": page.path.replace(CODE, "{code}"), "filters": filters_of(site, page)}
    codes = {"codes": codes_of(site)} if CODE in page.path else {}
    years = {"years": list(site.choices.years[page.spec.mart])} if page.spec else {}
    return told | years | codes | {"views": list(_views(site, page))}


def _views(site: Site, page: Page) -> Iterator[dict[str, Any]]:
    """The views that a page shows, without any choice or by one of `CHOICES`, in the order of the page."""
    known: set[str] = set()
    for query, code in _ways(site, page):
        for view in _shown(site, page, query, code):
            if view.name not in known:
                yield _view(page, query, view)
                known.add(view.name)


def _view(page: Page, query: str, view: View) -> dict[str, Any]:
    """What is told of a view. Those of single organisations are called otherwise on each page: no title is given."""
    told = {
        "name": view.name,
        "data": data_path(page, view.name),
        "choice": query,
        "invented": view.origin == "invented",
    }
    return told if CODE in page.path else told | {"title": view.heading, "description": _about(view)}


def _about(view: View) -> str:
    return " ".join([*view.notes, view.source])


def _ways(site: Site, page: Page) -> Iterator[tuple[str, str]]:
    """Query strings, and numbers of organisations, that together show every view a page has."""
    organisations = site.choices.organisations.ordered
    if CODE in page.path:
        # Organisations of one kind have the same views.
        yield from {(one.level, one.kind): ("", one.code) for one in reversed(organisations)}.values()
        return
    yield "", ""
    trust = next((one.slug for one in organisations if one.level == "hf"), "")
    for query in CHOICES.get(page.name, ()):
        yield query.format(trust=trust), ""


def _shown(site: Site, page: Page, query: str, code: str) -> list[View]:
    found = answer(site, request_of(page, with_language(query, site.words.language), code))
    return [part for part in found.content.parts if isinstance(part, View)] if isinstance(found, Answer) else []


def codes_of(site: Site) -> list[str]:
    """The numbers that stand for `{code}` in addresses: those of all organisations, in the order of the lists."""
    return [place.code for place in site.choices.organisations.ordered]


def data_path(page: Page, view: str) -> str:
    """The address of a view's data; `{code}` stands in it where the page is one organisation's."""
    return f"{DATA}{page.path.replace(CODE, '{code}').rstrip('/')}/{view}"


def filters_of(site: Site, page: Page) -> dict[str, list[str]]:
    """The values that each filter takes, by its word in the address, from what the page itself offers."""
    spec = page.spec
    if spec is None:
        return {}
    found = {one.key: list(one.words.values()) for one in spec.choice_filters}
    if spec.has_places:
        found["sted"] = [place.slug for place in spec.places(site.choices).by_code.values()]
    if spec.has_questionnaire:
        found["skjema"] = [one.slug for one in site.choices.questionnaires]
    first, last = site.choices.span(spec.mart)[0], site.choices.latest_year(spec.mart)
    years = [str(year) for year in range(first, last + 1)]
    return found | {"fra": years, "til": [*years, NEWEST]}
