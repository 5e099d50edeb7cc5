"""Files of views: `/last-ned/<page>/<view>.<ending>?…`, by the same address as the page and from the same view."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

from app.answers import (
    ProblemError,
    Request,
    canonical,
    find_request,
    pages_by_path,
    problem,
    selection_problem,
    view_asked,
)
from app.files.about import FileOf, file_of
from app.files.csv_file import csv_international, csv_norwegian
from app.files.jsonstat_file import jsonstat
from app.files.parquet_file import parquet
from app.files.picture_file import picture_png, picture_svg
from app.files.xlsx_file import xlsx
from app.packing import packed_response
from app.selection import SelectionError
from app.serving import Served, path_with, problem_response, query_asked, site_asked
from app.view import View

FOLDER = "/last-ned"


@dataclass(frozen=True)
class Format:
    """A kind of file: what browsers call it, how it is written, and whether it is a picture of the view's chart."""

    mimetype: str
    write: Callable[[FileOf], bytes]
    is_picture: bool = False


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "norsk.csv": Format("text/csv; charset=utf-8", csv_norwegian),
        "csv": Format("text/csv; charset=utf-8", csv_international),
        "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx),
        "json": Format("application/json", jsonstat),
        "parquet": Format("application/vnd.apache.parquet", parquet),
        "svg": Format("image/svg+xml", picture_svg, is_picture=True),
        "png": Format("image/png", picture_png, is_picture=True),
    }
)


@dataclass(frozen=True)
class Asked:
    """A file that is asked for: the page's request, the view's name, and the ending."""

    page: Request
    view: str
    ending: str

    @property
    def name(self) -> str:
        return f"{self.view}.{self.ending}"


def endings(view: View) -> tuple[str, ...]:
    """The endings that a view has files of: pictures only where there is a chart."""
    return tuple(ending for ending, kind in FORMATS.items() if view.chart is not None or not kind.is_picture)


def file_address(path: str, view: str, ending: str, query: str = "") -> str:
    """The address of a file: page path, view and ending, with the page's own query string."""
    return f"{FOLDER}{path.rstrip('/')}/{view}.{ending}" + (f"?{query}" if query else "")


def file_view(served: Served) -> Callable[[str], AnyResponse]:
    """The function that answers addresses of files."""
    pages = pages_by_path(served.pages)

    def view(name: str) -> AnyResponse:
        head, _, last = name.rpartition("/")
        page, (view_name, _, ending) = find_request(pages, f"/{head}", query_asked()), last.partition(".")
        if page is None or ending not in FORMATS:
            return problem_response(served, problem(site_asked(served), 404, "404"))
        return _respond(served, Asked(page, view_name, ending))

    return view


def _respond(served: Served, asked: Asked) -> AnyResponse:
    try:
        _, query = canonical(served.site, asked.page)
    except SelectionError as error:
        return problem_response(served, selection_problem(site_asked(served), asked.page.path, error))
    if query != asked.page.query:
        return redirect(path_with(request.path, query))
    try:
        packed = served.remember(f"file/{asked.name}", asked.page, query, lambda: written(served, asked))
    except ProblemError as stopped:
        return problem_response(served, stopped.problem)
    return _file_response(served, asked, packed)


def written(served: Served, asked: Asked) -> bytes:
    """The bytes of a file. Raises ProblemError where the page has no such view, or the view no such file."""
    site = served.site.in_language(asked.page.language)
    view = view_asked(site, asked.page, asked.view)
    if asked.ending not in endings(view):
        raise ProblemError(problem(site, 404, "404"))
    address = file_address(asked.page.path, asked.view, asked.ending, asked.page.query)
    return FORMATS[asked.ending].write(file_of(site, view, address, served.links.site))


def _file_response(served: Served, asked: Asked, packed: bytes) -> AnyResponse:
    kind = FORMATS[asked.ending]
    response = packed_response(packed, kind.mimetype)
    shown = "inline" if kind.is_picture else "attachment"
    response.headers["Content-Disposition"] = f'{shown}; filename="{_file_name(served, asked)}"'
    response.headers["Content-Language"] = asked.page.language
    # Open figures: a page of anybody may read them, and gets no more than whoever asks without one.
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "public, no-cache"
    response.add_etag()
    return response.make_conditional(request)


def _file_name(served: Served, asked: Asked) -> str:
    page = asked.page.path.strip("/").replace("/", "-") or "oversikt"
    spec, synthetic = asked.page.page.spec, served.site.release.synthetic
    invented = "oppdiktet-" if (spec.mart in synthetic if spec else synthetic) else ""
    return f"kvabup-{invented}{page}-{asked.view}-{served.site.release.release_id}.{asked.ending}"
