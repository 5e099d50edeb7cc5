"""What there is: the entry, pages with filters and views, releases with what they changed."""

from collections.abc import Iterable, Sequence
from typing import Any

from app.answers import Answer, answer
from app.api.data import DEFAULT_SIZE, FORMATS, MOST_ROWS, PREFIX, request_of
from app.languages import LANGUAGES
from app.site import Page, Site
from app.view import View


def entry(site: Site) -> dict[str, Any]:
    """The catalogue: version, release, whether figures are invented, limits, and where to go on."""
    return {
        "version": "v1",
        "release": site.release.release_id,
        "built": site.release.built_at,
        "invented_marts": sorted(site.release.synthetic),
        "languages": list(LANGUAGES),
        "formats": list(FORMATS),
        "limits": {"default_size": DEFAULT_SIZE, "most_rows": MOST_ROWS, "longest_query": 2000},
        "links": {
            "pages": "/api/v1/pages",
            "dcat": "/api/v1/dcat",
            "openapi": "/api/v1/openapi.json",
            "releases": "/api/v1/releases",
            "feed": "/feed.atom",
        },
    }


def data_pages(pages: Iterable[Page]) -> list[Page]:
    """The pages with a fixed address whose views can be had."""
    return [page for page in pages if "<" not in page.path and not page.takes_words]


def views_of(site: Site, page: Page) -> list[View]:
    """The views that a page shows without any choice."""
    found = answer(site, request_of(page))
    return [part for part in found.content.parts if isinstance(part, View)] if isinstance(found, Answer) else []


def page_list(site: Site, pages: Sequence[Page]) -> dict[str, Any]:
    """Pages that have views, with their filters, and the views' headings in each language."""
    told = [_page(site, page) for page in data_pages(pages)]
    return {"version": "v1", "release": site.release.release_id, "pages": [one for one in told if one["views"]]}


def _page(site: Site, page: Page) -> dict[str, Any]:
    titles: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        for view in views_of(site.in_language(language), page):
            titles.setdefault(view.name, {})[language] = view.heading
    views = [{"name": name, "title": title, "data": data_path(page, name)} for name, title in titles.items()]
    return {"name": page.name, "path": page.path, "filters": filters_of(site, page), "views": views}


def data_path(page: Page, view: str) -> str:
    """The address of a view's data."""
    return f"{PREFIX}{page.path.rstrip('/')}/{view}"


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
    first, last = site.choices.span(spec.mart, "year")
    return found | {key: [str(year) for year in range(first, last + 1)] for key in ("fra", "til")}


def releases(site: Site) -> dict[str, Any]:
    """The release that is shown and what its publication changed, as the page of changes tells it."""
    changes = site.changes
    counts = changes.counts if changes.state == "told" else {}
    moved = changes.moved if changes.state == "told" else {}
    return {
        "version": "v1",
        "releases": [
            {
                "id": site.release.release_id,
                "built": site.release.built_at,
                "published": changes.published_on.isoformat() if changes.published_on else None,
                "former": changes.former or None,
                "kind": changes.state,
                "changes": [{"mart": m, "kind": k, "figures": n} for (m, k), n in sorted(counts.items())],
                "moved": dict(sorted(moved.items())),
            }
        ],
    }
