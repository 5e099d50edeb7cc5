"""The interface is what its own description says: bodies, parameters and refusals; and the catalogue of datasets."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from app.api.catalogue import page_list
from app.api.dcat import dcat
from app.languages import LANGUAGES
from app.site import Site
from pages import PAGES

OPENAPI = "/api/v1/openapi.json"
DATA = "/api/v1/data/pasienter/utvikling"
#: Of each kind of address some: the walk over all of them is done by the list of pages.
SAMPLED = (
    DATA,
    "/api/v1/data/utvikling",
    "/api/v1/data/aktivitet/kontroll",
    "/api/v1/data/prom/svar",
    "/api/v1/data/enheter/{code}/pasienter",
)
Document = Mapping[str, Any]


@pytest.fixture(scope="module")
def document(server) -> Document:
    found: Document = server.test_client().get(OPENAPI).json
    return found


def _resolved(document: Document, node: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a `$ref` within the document names."""
    found: Any = document
    for step in node.get("$ref", "#").split("/")[1:]:
        found = found[step]
    return found if "$ref" in node else node


def _faults(document: Document, path: str, response: Any) -> list[str]:
    """Where an answer is not what the document says of its status and media type."""
    told = _resolved(document, document["paths"][path]["get"]["responses"][str(response.status_code)])
    schema = told["content"][response.mimetype]["schema"]
    body = response.json if response.is_json or response.mimetype.endswith("json") else response.text
    validator = Draft202012Validator({**schema, "components": document["components"]})
    return [error.message[:200] for error in validator.iter_errors(body)]


def test_the_document_names_every_view_of_the_list_of_pages(document: Document, client: FlaskClient) -> None:
    told = client.get("/api/v1/pages?sprak=en").json["pages"]
    views = {view["data"] for page in told for view in page["views"]}
    assert document["openapi"] == "3.1.0"
    assert "Figures from the register are invented in this release." in document["info"]["description"]
    assert views < document["paths"].keys()
    assert len(document["paths"]) == len(views) + 6
    assert set(SAMPLED) <= views
    names = [operation["get"]["operationId"] for operation in document["paths"].values()]
    assert len(set(names)) == len(names)


def test_every_reference_of_the_document_leads_somewhere(document: Document) -> None:
    def references(node: Any) -> Iterator[str]:
        for value in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            yield from references(value)
        if isinstance(node, dict) and "$ref" in node:
            yield node["$ref"]

    found = set(references(document))
    assert len(found) > 20
    assert all(_resolved(document, {"$ref": one}) for one in found)


def test_documents_are_what_the_document_says(document: Document, client: FlaskClient) -> None:
    for path in document["paths"]:
        if not path.startswith("/api/v1/data/") and path != "/api/v1/dcat":
            assert _faults(document, path, client.get(f"{path}?sprak=en")) == [], path


def test_a_body_that_is_otherwise_is_found(document: Document, client: FlaskClient) -> None:
    """The check above can fail: the entry is no list of pages, and a problem is no table."""
    assert _faults(document, "/api/v1/pages", client.get("/api/v1/"))
    assert _faults(document, DATA, client.get("/api/v1/"))


def _parameters(document: Document, path: str) -> dict[str, Any]:
    found = (_resolved(document, one) for one in document["paths"][path]["get"]["parameters"])
    return {one["name"]: one["schema"] for one in found}


def _values(schema: Mapping[str, Any]) -> st.SearchStrategy[list[str]]:
    """Values that a parameter takes, as they stand in an address."""
    if schema.get("type") == "array":
        return st.lists(st.sampled_from(schema["items"]["enum"]), min_size=1, max_size=schema["maxItems"])
    if schema.get("type") == "integer":
        return st.integers(schema["minimum"], schema["maximum"]).map(lambda number: [str(number)])
    return st.sampled_from(schema["enum"]).map(lambda value: [value])


def _known(schema: Mapping[str, Any], value: str) -> bool:
    if schema.get("type") == "integer":
        return value.isascii() and value.isdigit() and schema["minimum"] <= int(value) <= schema["maximum"]
    return value in schema.get("items", schema)["enum"]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_the_document_offers_is_answered_and_what_it_does_not_is_refused(
    document: Document, client: FlaskClient, data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from(SAMPLED))
    schemas = _parameters(document, path)
    code = data.draw(st.sampled_from(schemas.pop("code")["enum"])) if "code" in schemas else ""
    keys = data.draw(st.lists(st.sampled_from(sorted(schemas)), unique=True, max_size=3))
    query = {key: data.draw(_values(schemas[key])) for key in keys}
    spoiled = data.draw(st.sampled_from(["", *keys]))
    if spoiled:
        query[spoiled] = [data.draw(st.text(max_size=12).filter(lambda text: not _known(schemas[spoiled], text)))]
    response = client.get(path.replace("{code}", code), query_string=query)
    assert response.status_code in ((400,) if spoiled else (200, 404))
    assert _faults(document, path, response) == []


# --- the catalogue of datasets ---

#: What DCAT-AP-NO 3.0 calls mandatory, class by class (https://data.norge.no/specification/dcat-ap-no), with the
#: identifier of datasets that 2.2 asks for.
MANDATORY = {
    "dcat:Catalog": ("dct:title", "dct:description", "dct:publisher", "dcat:contactPoint"),
    "dcat:Dataset": (
        "dct:title", "dct:description", "dct:publisher", "dcat:contactPoint", "dcat:theme", "dct:identifier",
    ),
    "dcat:DataService": ("dct:title", "dct:publisher", "dcat:contactPoint", "dcat:endpointURL"),
    "dcat:Distribution": ("dcat:accessURL",),
    "foaf:Agent": ("foaf:name",),
    "vcard:Organization": ("vcard:fn", "vcard:hasURL"),
}  # fmt: skip
#: Recommended there, and told of here.
RECOMMENDED = {
    "dcat:Dataset": ("dct:accessRights", "dcat:keyword", "dct:spatial", "dct:language", "dct:accrualPeriodicity"),
    "dcat:Distribution": ("dct:format", "dcat:mediaType", "dct:license", "adms:status"),
}


@pytest.fixture(scope="module")
def catalogue(site: Site) -> dict[str, Any]:
    """The catalogue of three pages: one with real figures, one of the register, and one of single units."""
    pages = [page for page in PAGES if page.name in ("national", "patients", "unit")]
    told = {language: page_list(site.in_language(language), pages)["pages"] for language in LANGUAGES}
    return dcat(site, told, "https://tall.example.no")


def _nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, list):
        for one in node:
            yield from _nodes(one)
    elif isinstance(node, dict):
        yield node
        yield from _nodes(list(node.values()))


@pytest.mark.parametrize("asked", [MANDATORY, RECOMMENDED])
def test_the_catalogue_has_what_dcat_ap_no_asks_for(
    catalogue: dict[str, Any], asked: dict[str, tuple[str, ...]]
) -> None:
    for kind, names in asked.items():
        nodes = [node for node in _nodes(catalogue) if node.get("@type") == kind]
        assert nodes, kind
        assert [(node["@id"], name) for node in nodes for name in names if not node.get(name)] == []


def test_whoever_publishes_is_called_invented_where_the_figures_are(catalogue: dict[str, Any]) -> None:
    names = {one["@language"]: one["@value"] for one in catalogue["dct:publisher"]["foaf:name"]}
    assert names["en"] == "KVABUP, an invented example of a register"
    defined = {node["@id"] for node in _nodes(catalogue) if node.get("@type") in ("foaf:Agent", "vcard:Organization")}
    for node in _nodes(catalogue):
        named = {node[name]["@id"] for name in ("dct:publisher", "dcat:contactPoint") if name in node}
        assert named <= defined


def test_texts_of_the_catalogue_are_in_every_language_once(catalogue: dict[str, Any]) -> None:
    for node in _nodes(catalogue):
        for name in ("dct:title", "dct:description", "foaf:name", "dcat:keyword"):
            if name in node:
                assert [text["@language"] for text in node[name]] == list(LANGUAGES), node["@id"]
                assert all(text["@value"] for text in node[name])


def test_datasets_say_their_years_and_under_which_licence_they_are(catalogue: dict[str, Any]) -> None:
    found = {one["@id"].removeprefix("https://tall.example.no/api/v1/data"): one for one in catalogue["dcat:dataset"]}
    assert not [name for name in found if "enheter" in name]
    patients, national = found["/pasienter/utvikling"], found["/nasjonale-tall/utvikling"]
    span = {name: patients["dct:temporal"][f"dcat:{name}"]["@value"] for name in ("startDate", "endDate")}
    assert span == {"startDate": "2022-01-01", "endDate": "2024-12-31"}
    licences = [one["dcat:distribution"][0]["dct:license"]["@id"].rpartition("/")[2] for one in (patients, national)]
    assert licences == ["MIT", "CC_BY_4_0"]
    types = [one["dct:format"]["@id"].rpartition("/")[2] for one in patients["dcat:distribution"]]
    assert types == ["JSON", "JSON", "CSV", "XLSX", "PARQUET"]


def test_every_distribution_is_there(catalogue: dict[str, Any], client: FlaskClient) -> None:
    [dataset] = [one for one in catalogue["dcat:dataset"] if one["@id"].endswith("/pasienter/utvikling")]
    for one in dataset["dcat:distribution"]:
        address = one["dcat:accessURL"]["@id"].removeprefix("https://tall.example.no")
        response = client.get(address)
        assert (response.status_code, response.mimetype) == (200, one["dcat:mediaType"]["@id"].split("types/")[1])
