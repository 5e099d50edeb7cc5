"""The description of the interface, OpenAPI 3.1: from the list of pages, the schemas of bodies and the problems."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.api.limits import DEFAULT_SIZE, FEED, FORMATS, LAST_PAGE, MOST_ROWS, PAGE, ROOT, VERSION
from app.api.problems import PROBLEMS, told
from app.api.schemas import LANGUAGE, SCHEMAS, TEXT, Schema, ref
from app.filters import MOST_PLACES
from app.languages import KEY
from app.site import Site

#: Address -> name of what it does, media type, and schema of its body.
DOCUMENTS: Mapping[str, tuple[str, str, str]] = {
    f"{ROOT}/": ("entry", "application/json", "Entry"),
    f"{ROOT}/pages": ("pages", "application/json", "Pages"),
    f"{ROOT}/releases": ("releases", "application/json", "Releases"),
    f"{ROOT}/dcat": ("dcat", "application/ld+json", "Catalog"),
    f"{ROOT}/openapi.json": ("openapi", "application/json", "Document"),
    FEED: ("feed", "application/atom+xml", ""),
}
#: Both ways of data as JSON; which of them `format` says.
_DATA: Schema = {"anyOf": [ref("Table"), ref("JsonStat")]}
_LANGUAGE = "language"


def openapi(site: Site, pages: Sequence[Mapping[str, Any]], place: str) -> dict[str, Any]:
    """The document, in the language of the site's words.

    `pages` are as the list of pages tells them, `place` is where the site is, if told.
    """
    words = site.words
    real, invented = words("files.licence_real"), words("files.licence_invented")
    told = [words("api.lead"), words("api.licence_text", real=real, invented=invented)]
    info = {
        "title": words("dcat.title"),
        "version": VERSION,
        "description": " ".join([*told, words("api.invented")] if site.release.synthetic else told),
        "x-release": site.release.release_id,
    }
    components = {"schemas": dict(SCHEMAS), "parameters": _parameters(pages), "responses": _problems(site)}
    return {
        "openapi": "3.1.0",
        "info": info,
        "servers": [{"url": place or "/"}],
        "externalDocs": {"url": place + PAGE},
        "paths": _documents() | _data_paths(pages),
        "components": components,
    }


def _documents() -> dict[str, Any]:
    return {
        path: {"get": _operation(name, {kind: {"schema": ref(schema) if schema else TEXT}}, [_LANGUAGE])}
        for path, (name, kind, schema) in DOCUMENTS.items()
    }


def _data_paths(pages: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {view["data"]: {"get": _data(page, view)} for page in pages for view in page["views"]}


def _data(page: Mapping[str, Any], view: Mapping[str, Any]) -> dict[str, Any]:
    names = [_of_page(page, key) for key in page["filters"]]
    codes = [_of_page(page, "code")] if "codes" in page else []
    content = {kind: {"schema": _DATA if kind == "application/json" else TEXT} for kind in FORMATS.values()}
    name = re.sub(r"\W", "_", f"{page['name']}_{view['name']}")
    summary = {"summary": view["title"]} if "title" in view else {}
    return summary | _operation(name, content, [*codes, *names, _LANGUAGE, "format", "page", "size"])


def _operation(name: str, content: Mapping[str, Any], parameters: Sequence[str]) -> dict[str, Any]:
    headers = {"ETag": {"schema": TEXT}, "Cache-Control": {"schema": TEXT}}
    answers: dict[str, Any] = {"200": {"description": "OK", "headers": headers, "content": dict(content)}}
    answers["304"] = {"description": "Not modified"}
    answers |= {str(code): {"$ref": f"#/components/responses/{code}"} for code in sorted(set(PROBLEMS.values()))}
    return {
        "operationId": name,
        "parameters": [{"$ref": f"#/components/parameters/{one}"} for one in parameters],
        "responses": answers,
    }


def _problems(site: Site) -> dict[str, Any]:
    """One response a status, with the words of each problem that has it."""
    content = {"application/problem+json": {"schema": ref("Problem")}}
    found: dict[str, Any] = {}
    for kind, status in PROBLEMS.items():
        title, text = told(kind, site.words)
        former = found.get(str(status), {}).get("description", "")
        found[str(status)] = {"description": f"{former} {title}: {text}".strip(), "content": content}
    return found


def _parameters(pages: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    size = {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": DEFAULT_SIZE}
    found = {
        _LANGUAGE: _parameter(KEY, LANGUAGE),
        "format": _parameter("format", {"enum": list(FORMATS)}),
        "page": _parameter("page", {"type": "integer", "minimum": 1, "maximum": LAST_PAGE, "default": 1}),
        "size": _parameter("size", size),
    }
    for page in pages:
        found |= {_of_page(page, key): _filter(key, values) for key, values in page["filters"].items()}
        if "codes" in page:
            code = {"name": "code", "in": "path", "required": True, "schema": {"enum": list(page["codes"])}}
            found[_of_page(page, "code")] = code
    return found


def _filter(key: str, values: Sequence[str]) -> dict[str, Any]:
    """A filter of a page; places alone can be several."""
    one: Schema = {"enum": list(values)}
    return _parameter(key, {"type": "array", "items": one, "maxItems": MOST_PLACES} if key == "sted" else one)


def _parameter(name: str, schema: Schema) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema}


def _of_page(page: Mapping[str, Any], key: str) -> str:
    return f"{page['name']}-{key}"
