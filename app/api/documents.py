"""Documents about the interface: OpenAPI 3.1, DCAT as JSON-LD, and the Atom feed."""

from typing import Any
from xml.etree import ElementTree as ET

from app.api.catalogue import data_pages, data_path, filters_of, views_of
from app.api.data import DEFAULT_SIZE, FORMATS, MOST_ROWS
from app.api.problems import PROBLEMS
from app.languages import KEY, LANGUAGES
from app.site import Page, Site

_ATOM = "http://www.w3.org/2005/Atom"
_FIXED = ("/api/v1/", "/api/v1/pages", "/api/v1/dcat", "/api/v1/openapi.json", "/api/v1/releases")


def openapi(site: Site, pages: tuple[Page, ...]) -> dict[str, Any]:
    """The description of every address of the interface, from the definitions that pages use."""
    paths: dict[str, Any] = {path: {"get": _operation({"application/json": {}}, [])} for path in _FIXED}
    paths["/api/v1/dcat"] = {"get": _operation({"application/ld+json": {}}, [])}
    for page in data_pages(pages):
        for view in views_of(site, page):
            content: dict[str, Any] = {kind: {} for kind in FORMATS.values()}
            paths[data_path(page, view.name)] = {"get": _operation(content, _parameters(site, page))}
    info = {"title": "KVABUP", "version": "1", "summary": f"Release {site.release.release_id}"}
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": {"schemas": {"Problem": _PROBLEM}}}


_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}


def _operation(content: dict[str, Any], parameters: list[dict[str, Any]]) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    answers: dict[str, Any] = {"200": {"description": "The answer", "content": content}}
    answers["304"] = {"description": "Not changed since the ETag that was sent"}
    answers |= {str(code): {"description": title, "content": problem} for code, (title, _) in PROBLEMS.items()}
    return {"parameters": parameters, "responses": answers}


def _parameters(site: Site, page: Page) -> list[dict[str, Any]]:
    schemas: dict[str, Any] = {key: {"enum": values} for key, values in filters_of(site, page).items()}
    if "sted" in schemas:
        schemas["sted"] = {"type": "array", "items": schemas["sted"]}
    schemas |= {KEY: {"enum": list(LANGUAGES)}, "format": {"enum": list(FORMATS)}}
    schemas["page"] = {"type": "integer", "minimum": 1, "default": 1}
    schemas["size"] = {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": DEFAULT_SIZE}
    return [{"name": key, "in": "query", "required": False, "schema": one} for key, one in schemas.items()]


def dcat(site: Site, pages: tuple[Page, ...], place: str) -> dict[str, Any]:
    """The catalogue as DCAT in JSON-LD: a dataset for each view, with distributions; `place` is where the site is."""
    views = [(page, view) for page in data_pages(pages) for view in views_of(site, page)]
    return {
        "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"},
        "@id": f"{place}/api/v1/dcat",
        "@type": "dcat:Catalog",
        "dct:title": {"@value": "KVABUP", "@language": site.words.language},
        "dct:modified": site.release.built_at,
        "dcat:dataset": [
            {
                "@id": f"{place}{data_path(page, view.name)}",
                "@type": "dcat:Dataset",
                "dct:title": {"@value": view.heading, "@language": site.words.language},
                "dct:description": {"@value": " ".join([*view.notes, view.source]), "@language": site.words.language},
                "dcat:distribution": [
                    {
                        "@type": "dcat:Distribution",
                        "dcat:accessURL": {"@id": f"{place}{data_path(page, view.name)}?format={form}"},
                        "dcat:mediaType": kind,
                    }
                    for form, kind in FORMATS.items()
                ],
            }
            for page, view in views
        ],
    }


def feed(site: Site, place: str) -> bytes:
    """The Atom feed: the publication that is shown, with how many figures it changed in each mart."""
    changes, release = site.changes, site.release
    counts = changes.counts if changes.state == "told" else {}
    day = changes.published_on.isoformat() if changes.published_on else release.built_at[:10]
    moment, root = f"{day}T00:00:00Z", ET.Element("feed", xmlns=_ATOM)
    invented = " (invented figures)" if release.synthetic else ""
    for element in (root, ET.SubElement(root, "entry")):
        is_entry = element.tag == "entry"
        name = f"urn:kvabup:{release.release_id}:{changes.number}" if is_entry else "urn:kvabup:releases"
        ET.SubElement(element, "id").text = name
        ET.SubElement(element, "title").text = f"KVABUP {release.release_id if is_entry else ''}{invented}".strip()
        ET.SubElement(element, "updated").text = moment
        ET.SubElement(ET.SubElement(element, "author"), "name").text = "KVABUP"
        ET.SubElement(element, "link", href=f"{place}/api/v1/releases" if is_entry else f"{place}/feed.atom")
    told = [f"{mart}: {number} figures {kind}" for (mart, kind), number in sorted(counts.items())]
    summary = "; ".join(told) or "No changes are told of this publication."
    ET.SubElement(root.findall("entry")[0], "summary").text = summary
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))
