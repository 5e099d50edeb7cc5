"""Data of views: the table of a page's view as records, chosen by the page's own query string."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from app.address import LONGEST_QUERY
from app.answers import Request, find_request
from app.api.problems import RefusedError
from app.files.formats import Asked, file_asked
from app.site import Page, Site

PREFIX = "/api/v1/data"
FORMATS = {"json": "application/json", "jsonstat": "application/json", "csv": "text/csv"}
#: Of `/last-ned`: the same files, byte for byte.
ENDINGS = {"json": "json", "jsonstat": "json", "csv": "csv"}
DEFAULT_SIZE, MOST_ROWS = 500, 1000
_OWN = ("format", "page", "size")


@dataclass(frozen=True)
class DataAsked:
    """A view that is asked for, its format, and the part of its rows: page from 1, size in rows."""

    file: Asked
    format: str
    page: int
    size: int


def data_asked(pages: Mapping[str, Page], name: str, query: str, accepted: str | None) -> DataAsked:
    """What `/api/v1/data/<name>?<query>` asks for; `accepted` is what Accept asks for. Raises RefusedError."""
    if len(query) > LONGEST_QUERY:
        raise RefusedError(414)
    own, rest = _apart(query)
    head, _, view = name.rpartition("/")
    request = find_request(pages, f"/{head}", rest)
    if request is None or request.page.takes_words:
        raise RefusedError(404)
    form = own.get("format", accepted)
    if form is None:
        raise RefusedError(406)
    if form not in FORMATS or (form != "json" and ("page" in own or "size" in own)):
        raise RefusedError(400)
    size = _whole(own.get("size", str(DEFAULT_SIZE)), MOST_ROWS)
    return DataAsked(Asked(request, view, ENDINGS[form]), form, _whole(own.get("page", "1"), 1_000_000), size)


def _apart(query: str) -> tuple[dict[str, str], str]:
    pairs = parse_qsl(query, keep_blank_values=True)
    own = [(key, value) for key, value in pairs if key in _OWN]
    if len(own) != len(dict(own)):
        raise RefusedError(400)
    return dict(own), urlencode([pair for pair in pairs if pair[0] not in _OWN])


def _whole(text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 7 and 1 <= int(text) <= most):
        raise RefusedError(400)
    return int(text)


def whole_table(site: Site, asked: Asked, place: str) -> bytes:
    """All rows as records, with what is told of them. Raises ProblemError where there is no such view."""
    file = file_asked(site, asked, place)
    names = [column.heading for column in file.flat.columns]
    told = {
        "version": "v1",
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
        raise RefusedError(404)
    start = (asked.page - 1) * asked.size
    told |= {"total": len(rows), "page": asked.page, "size": asked.size, "pages": last}
    return {**told, "rows": rows[start : start + asked.size]}, last


def links(path: str, query: str, asked: DataAsked, last: int) -> str:
    """The Link header: first, previous, next and last part."""
    places = {"first": 1, "prev": asked.page - 1, "next": asked.page + 1, "last": last}
    _, rest = _apart(query)
    found = []
    for relation, page in places.items():
        if 1 <= page <= last:
            more = urlencode({"format": "json", "page": page, "size": asked.size})
            found.append(f'<{path}?{rest}{"&" if rest else ""}{more}>; rel="{relation}"')
    return ", ".join(found)


def request_of(page: Page) -> Request:
    """The page without any choice."""
    return Request(page, page.path, "", "")
