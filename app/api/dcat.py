"""The catalogue of datasets by DCAT-AP-NO 3 (https://data.norge.no/specification/dcat-ap-no), as JSON-LD."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from app.api.limits import PAGE, ROOT
from app.files.formats import file_address
from app.languages import LANGUAGES
from app.site import Site

_CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
#: Lists of the European Union's Publications Office, as the standard asks for.
_EU = "http://publications.europa.eu/resource/authority"
_MEDIA = "https://www.iana.org/assignments/media-types"
_TONGUES = {"nb": "NOB", "nn": "NNO", "en": "ENG"}
#: By origin of the figures: what is invented is the project's own work, under the licence of its program.
_LICENCES = {False: f"{_EU}/licence/CC_BY_4_0", True: f"{_EU}/licence/MIT"}
#: Format of the interface or ending of a file -> type of file, media type, and the standard that the content keeps to.
_BY_FORMAT = {
    "json": ("JSON", "application/json", ""),
    "jsonstat": ("JSON", "application/json", "https://json-stat.org/full/"),
    "csv": ("CSV", "text/csv", "https://www.rfc-editor.org/rfc/rfc4180"),
}
_BY_ENDING = {
    "xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ""),
    "parquet": ("PARQUET", "application/vnd.apache.parquet", ""),
}

Node = dict[str, Any]


Told = Mapping[str, Any]  # a page, or a view of it, as the list of pages tells it


def dcat(site: Site, pages: Mapping[str, Sequence[Told]], place: str) -> Node:
    """A dataset for each view that has a title, with its distributions.

    `pages` are the lists of pages by language, `place` is where the site is, if told. Views on pages of single
    organisations have no title: their figures are in the datasets of all organisations.
    """
    datasets = [_dataset(site, page, view, place) for page, view in _views(pages)]
    return {
        "@context": _CONTEXT,
        "@id": f"{place}{ROOT}/dcat",
        "@type": "dcat:Catalog",
        "dct:title": _texts(site, "dcat.title"),
        "dct:description": _texts(site, f"dcat.description_{_origin(site)}"),
        "dct:modified": _date(site.release.built_at),
        "foaf:homepage": {"@id": f"{place}/"},
        "dct:language": _languages(),
        "dct:spatial": _id(f"{_EU}/country/NOR"),
        "dct:license": _id(_LICENCES[bool(site.release.synthetic)]),
        **_responsible(site, place),
        "dcat:service": _service(site, [one["@id"] for one in datasets], place),
        "dcat:dataset": datasets,
    }


def _views(pages: Mapping[str, Sequence[Told]]) -> Iterator[tuple[Told, Told]]:
    """Each page with each of its views that has a title, now with title and description by language."""
    for same in zip(*pages.values(), strict=True):
        for views in zip(*(page["views"] for page in same), strict=True):
            if "title" in views[0]:
                spoken = [(key, [view[key] for view in views]) for key in ("title", "description")]
                yield same[0], {**views[0], **{key: dict(zip(pages, texts, strict=True)) for key, texts in spoken}}


def _origin(site: Site) -> str:
    """Whether register figures are invented: whose they are is said otherwise then."""
    return "invented" if site.release.synthetic else "real"


def _responsible(site: Site, place: str) -> Node:
    """Publisher and contact: an invented register where figures are."""
    name = _texts(site, f"dcat.publisher_{_origin(site)}")
    publisher, contact_point = (one["@id"] for one in _same(place).values())
    contact = {
        "@id": contact_point,
        "@type": "vcard:Organization",
        "vcard:fn": name,
        "vcard:hasURL": _id(f"{place}{PAGE}#kontakt"),
    }
    agent = {"@id": publisher, "@type": "foaf:Agent", "foaf:name": name, "dct:identifier": publisher}
    return {"dct:publisher": agent, "dcat:contactPoint": contact}


def _same(place: str) -> Node:
    """The publisher and contact of the catalogue, by their names."""
    return {
        "dct:publisher": _id(f"{place}{ROOT}/dcat#publisher"),
        "dcat:contactPoint": _id(f"{place}{ROOT}/dcat#contact"),
    }


def _service(site: Site, datasets: Sequence[str], place: str) -> Node:
    return {
        "@id": f"{place}{ROOT}/",
        "@type": "dcat:DataService",
        "dct:title": _texts(site, "api.title"),
        "dct:description": _texts(site, "api.lead"),
        "dcat:endpointURL": _id(f"{place}{ROOT}/"),
        "dcat:endpointDescription": _id(f"{place}{ROOT}/openapi.json"),
        "foaf:page": _id(f"{place}{PAGE}"),
        "dcat:servesDataset": [_id(one) for one in datasets],
        **_same(place),
    }


def _dataset(site: Site, page: Told, view: Told, place: str) -> Node:
    data, choice = f"{place}{view['data']}", view["choice"]
    return {
        "@id": data,
        "@type": "dcat:Dataset",
        "dct:identifier": data,
        "dct:title": _by_language(view["title"]),
        "dct:description": _by_language(view["description"]),
        "dcat:theme": _id(f"{_EU}/data-theme/HEAL"),
        "dcat:keyword": _texts(site, "dcat.keyword"),
        "dct:accessRights": _id(f"{_EU}/access-right/PUBLIC"),
        "dct:accrualPeriodicity": _id(f"{_EU}/frequency/IRREG"),
        "dct:language": _languages(),
        "dct:spatial": _id(f"{_EU}/country/NOR"),
        **({"dct:temporal": _span(page["years"])} if "years" in page else {}),
        "dct:modified": _date(site.release.built_at),
        "dcat:version": site.release.release_id,
        "dcat:landingPage": _id(f"{place}{page['path']}" + (f"?{choice}" if choice else "")),
        **_same(place),
        "dcat:distribution": list(_distributions(page, view, place)),
    }


def _distributions(page: Told, view: Told, place: str) -> Iterator[Node]:
    more = f"&{view['choice']}" if view["choice"] else ""
    for form, kind in _BY_FORMAT.items():
        address = f"{place}{view['data']}?{urlencode({'format': form})}{more}"
        yield _distribution(address, kind, view) | {"dcat:accessService": _id(f"{place}{ROOT}/")}
    for ending, kind in _BY_ENDING.items():
        address = place + file_address(page["path"], view["name"], ending, view["choice"])
        yield _distribution(address, kind, view) | {"dcat:downloadURL": _id(address)}


def _distribution(address: str, kind: tuple[str, str, str], view: Told) -> Node:
    file_type, media_type, standard = kind
    return {
        "@id": f"{address}#distribution",
        "@type": "dcat:Distribution",
        "dct:title": _by_language(view["title"]),
        "dcat:accessURL": _id(address),
        "dct:format": _id(f"{_EU}/file-type/{file_type}"),
        "dcat:mediaType": _id(f"{_MEDIA}/{media_type}"),
        "dct:license": _id(_LICENCES[view["invented"]]),
        "adms:status": _id(f"{_EU}/distribution-status/COMPLETED"),
        **({"dct:conformsTo": _id(standard)} if standard else {}),
    }


def _span(years: Sequence[int]) -> Node:
    start, end = _date(f"{years[0]}-01-01"), _date(f"{years[1]}-12-31")
    return {"@type": "dct:PeriodOfTime", "dcat:startDate": start, "dcat:endDate": end}


def _languages() -> list[Node]:
    return [_id(f"{_EU}/language/{_TONGUES[language]}") for language in LANGUAGES]


def _texts(site: Site, key: str) -> list[Node]:
    """A text of the catalogue in each language."""
    return _by_language({language: site.in_language(language).words(key) for language in LANGUAGES})


def _by_language(texts: Mapping[str, str]) -> list[Node]:
    return [{"@value": text, "@language": language} for language, text in texts.items()]


def _id(address: str) -> Node:
    return {"@id": address}


def _date(iso: str) -> Node:
    return {"@value": iso[:10], "@type": "xsd:date"}
