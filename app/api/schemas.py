"""The bodies of the interface's answers as JSON Schema (2020-12), the dialect of OpenAPI 3.1."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.api.limits import FORMATS, MOST_ROWS, VERSION
from app.api.problems import PROBLEMS
from app.changes import STATES
from app.languages import LANGUAGES
from data_marts.publication_reader import KINDS

Schema = dict[str, Any]


def of(properties: Mapping[str, Schema], optional: Sequence[str] = ()) -> Schema:
    """An object of exactly these properties; all but the `optional` ones are always there."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "required": required, "properties": dict(properties), "additionalProperties": False}


def many(items: Schema) -> Schema:
    """A list."""
    return {"type": "array", "items": items}


def mapped(values: Schema) -> Schema:
    """An object with keys of any name."""
    return {"type": "object", "additionalProperties": values}


def ref(name: str) -> Schema:
    """One of `SCHEMAS`, as it is named in the document."""
    return {"$ref": f"#/components/schemas/{name}"}


TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}
ORDINAL: Schema = {"type": "integer", "minimum": 1}
DATE: Schema = {"type": "string", "format": "date"}
LANGUAGE: Schema = {"enum": list(LANGUAGES)}
_VERSION: Schema = {"const": VERSION}
_NUMBERS: Schema = many({"type": ["number", "null"]})
_DATE_OR_NULL: Schema = {"type": ["string", "null"], "format": "date"}
_TEXT_OR_NULL: Schema = {"type": ["string", "null"]}

_ENTRY = of(
    {
        "version": _VERSION,
        "release": TEXT,
        "built": DATE,
        "invented_marts": many(TEXT),
        "languages": many(LANGUAGE),
        "formats": many({"enum": list(FORMATS)}),
        "limits": of({"default_size": ORDINAL, "most_rows": ORDINAL, "longest_query": ORDINAL}),
        "links": mapped(TEXT),
    }
)
_VIEW = of(
    {
        "name": TEXT,
        "data": TEXT,
        "choice": TEXT,
        "invented": FLAG,
        "title": TEXT,
        "description": TEXT,
    },
    optional=["title", "description"],
)
_PAGE = of(
    {
        "name": TEXT,
        "path": TEXT,
        "filters": mapped(many(TEXT)),
        "years": many({"type": "integer"}),
        "codes": many(TEXT),
        "views": many(_VIEW),
    },
    optional=["years", "codes"],
)
_PAGES = of({"version": _VERSION, "release": TEXT, "language": LANGUAGE, "pages": many(_PAGE)})
_CHANGE = of({"mart": TEXT, "kind": {"enum": list(KINDS)}, "figures": COUNT})
_RELEASE = of(
    {
        "id": TEXT,
        "number": COUNT,
        "published": _DATE_OR_NULL,
        "former": _TEXT_OR_NULL,
        "state": {"enum": [*STATES, "taken_back"]},
        "current": FLAG,
        "invented": FLAG,
        "reason": _TEXT_OR_NULL,
        "changes": many(_CHANGE),
        "moved": mapped(COUNT),
        "data": many(TEXT),
    }
)
_RELEASES = of({"version": _VERSION, "built": DATE, "releases": many(_RELEASE)})
_TABLE = of(
    {
        "version": _VERSION,
        "release": TEXT,
        "invented": FLAG,
        "title": TEXT,
        "source": TEXT,
        "about": many(of({"label": TEXT, "text": TEXT})),
        "receipt": TEXT,
        "columns": many(of({"name": TEXT, "numeric": FLAG, "decimals": COUNT})),
        "total": COUNT,
        "page": ORDINAL,
        "size": ORDINAL | {"maximum": MOST_ROWS},
        "pages": ORDINAL,
        "rows": many(mapped({"type": ["number", "string", "null"]})),
    }
)
_JSON_STAT: Schema = {
    "type": "object",
    "required": ["version", "class", "label", "source", "id", "size", "dimension", "value", "status"],
    "properties": {
        "version": {"const": "2.0"},
        "class": {"const": "dataset"},
        "id": many(TEXT),
        "size": many(COUNT),
        "dimension": mapped({"type": "object", "required": ["category"]}),
        "value": _NUMBERS,
        "status": mapped(TEXT),
    },
}
_DCAT: Schema = {
    "type": "object",
    "required": ["@context", "@id", "@type"],
    "properties": {"@id": TEXT, "@type": TEXT, "dcat:dataset": many({"type": "object"})},
}
_PROBLEM = of(
    {
        "type": {"type": "string", "format": "uri-reference"},
        "title": TEXT,
        "status": {"enum": sorted(set(PROBLEMS.values()))},
        "detail": TEXT,
    }
)

#: By the name that the document gives them.
SCHEMAS: Mapping[str, Schema] = {
    "Entry": _ENTRY,
    "Pages": _PAGES,
    "Releases": _RELEASES,
    "Table": _TABLE,
    "JsonStat": _JSON_STAT,
    "Catalog": _DCAT,
    "Document": {"type": "object", "required": ["openapi", "info", "paths"]},
    "Problem": _PROBLEM,
}
