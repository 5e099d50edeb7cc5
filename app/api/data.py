"""Data of views: the table of a page's view as records, chosen by the page's own query string."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from app.address import IGNORED_PREFIXES, LONGEST_QUERY
from app.answers import Request, find_request
from app.api.limits import DEFAULT_SIZE, FORMATS, LAST_PAGE, MOST_ROWS, VERSION
from app.api.problems import RefusedError
from app.files.formats import Asked, file_asked
from app.filters import MOST_PLACES
from app.languages import KEY as LANGUAGE
from app.languages import language_in
from app.site import Page, Site

#: Of `/last-ned`: the same files, byte for byte.
ENDINGS = {"json": "json", "jsonstat": "json", "csv": "csv"}
OWN = ("format", "page", "size")
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class DataAsked:
    """A view that is asked for, its format, and the part of its rows: page from 1, size in rows."""

    file: Asked
    format: str
    page: int
    size: int


def data_asked(pages: Mapping[str, Page], name: str, query: str, accepted: str | None) -> DataAsked:
    """What `/api/v1/data/<name>?<query>` asks for; `accepted` is what Accept asks for.

    Raises RefusedError, and SelectionError for a language that there is not.
    """
    if len(query) > LONGEST_QUERY:
        raise RefusedError("parameter", "selection_error.address_too_long")
    own, rest = apart(query)
    head, _, view = name.rpartition("/")
    request = find_request(pages, f"/{head}", urlencode(rest))
    if request is None or request.page.takes_words:
        raise RefusedError("not_found")
    language_in(request.query)  # a language that there is not is a mistake, whatever else is asked for
    _refuse_what_pages_overlook(request.page, rest)
    if "format" not in own and accepted is None:
        raise RefusedError("format")
    form = own.get("format", accepted or "")
    if form not in FORMATS:
        raise RefusedError("parameter", "problem.own_parameter", most=MOST_ROWS)
    page, size = _whole(own, "page", 1, LAST_PAGE), _whole(own, "size", DEFAULT_SIZE, MOST_ROWS)
    return DataAsked(Asked(request, view, ENDINGS[form]), form, page, size)


def apart(query: str) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The interface's own parameters, and those of the page. Raises RefusedError for one of ours that comes twice."""
    pairs = parse_qsl(query, keep_blank_values=True)
    own = [pair for pair in pairs if pair[0] in OWN]
    if len(own) != len(dict(own)):
        raise RefusedError("parameter", "problem.own_parameter", most=MOST_ROWS)
    return dict(own), [pair for pair in pairs if pair[0] not in OWN]


def _refuse_what_pages_overlook(page: Page, pairs: Pairs) -> None:
    """Forms send fields without a value and the same place twice; a program that does so has a fault.

    A page without filters reads nothing of its address but the language.
    """
    asked = [(key, value) for key, value in pairs if not key.startswith(IGNORED_PREFIXES)]
    if page.spec is None and any(key != LANGUAGE for key, _ in asked):
        raise RefusedError("parameter", "problem.unknown_parameter")
    if not all(value for _, value in asked):
        raise RefusedError("parameter", "problem.no_value")
    if len([key for key, _ in asked if key == "sted"]) > MOST_PLACES:
        raise RefusedError("parameter", "selection_error.too_many_places", most=MOST_PLACES)


def _whole(own: Mapping[str, str], key: str, default: int, most: int) -> int:
    text = own.get(key, str(default))
    if not (text.isascii() and text.isdigit() and len(text) <= 7 and 1 <= int(text) <= most):
        raise RefusedError("parameter", "problem.own_parameter", most=MOST_ROWS)
    return int(text)


def whole_table(site: Site, asked: Asked, place: str) -> bytes:
    """All rows as records, with what is told of them. Raises ProblemError where there is no such view."""
    file = file_asked(site, asked, place)
    names = [column.heading for column in file.flat.columns]
    told = {
        "version": VERSION,
        "release": file.receipt.release,
        "invented": file.is_invented,
        "title": file.view.heading,
        "source": file.view.source,
        "about": [{"label": label, "text": text} for label, text in file.facts],
        "receipt": file.receipt.text,
        "columns": [
            {"name": one.heading, "numeric": one.numeric, "decimals": one.decimals} for one in file.flat.columns
        ],
        "rows": [dict(zip(names, row, strict=True)) for row in file.flat.rows],
    }
    return json.dumps(told, ensure_ascii=False).encode()


def part_of(table: bytes, asked: DataAsked) -> tuple[dict[str, Any], int]:
    """The asked part of a whole table, and the number of the last part. Raises RefusedError beyond it."""
    told: dict[str, Any] = json.loads(table)
    rows: Sequence[Any] = told.pop("rows")
    last = max(1, -(-len(rows) // asked.size))
    if asked.page > last:
        raise RefusedError("no_part")
    start = (asked.page - 1) * asked.size
    told |= {"total": len(rows), "page": asked.page, "size": asked.size, "pages": last}
    return {**told, "rows": rows[start : start + asked.size]}, last


def links(path: str, query: str, asked: DataAsked, last: int) -> str:
    """The Link header: first, previous, next and last part. `path` is as it was sent: quoted."""
    places = {"first": 1, "prev": asked.page - 1, "next": asked.page + 1, "last": last}
    _, rest = apart(query)
    found = []
    for relation, page in places.items():
        if 1 <= page <= last:
            more = urlencode([*rest, ("format", "json"), ("page", page), ("size", asked.size)])
            found.append(f'<{path}?{more}>; rel="{relation}"')
    return ", ".join(found)


def request_of(page: Page, query: str = "", code: str = "") -> Request:
    """The page with this query string, and of the organisation with this number where its path has one."""
    return Request(page, page.path.replace("<code>", code), code, query)
