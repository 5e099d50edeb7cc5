"""The kinds of files, their addresses, and how the file of an address is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.answers import ProblemError, Request, find_request, problem, view_asked
from app.files.about import FileOf, file_of
from app.files.csv_file import csv_international, csv_norwegian
from app.files.jsonstat_file import jsonstat
from app.files.parquet_file import parquet
from app.files.picture_file import picture_png, picture_svg
from app.files.xlsx_file import xlsx
from app.site import Page, Site
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
        "norsk.csv": Format("text/csv", csv_norwegian),
        "csv": Format("text/csv", csv_international),
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


def asked_for(pages: Mapping[str, Page], name: str, query: str) -> Asked | None:
    """What the address `/last-ned/<name>?<query>` asks for; None where no page or no kind of file is meant."""
    head, _, last = name.rpartition("/")
    page, (view, _, ending) = find_request(pages, f"/{head}", query), last.partition(".")
    return Asked(page, view, ending) if page is not None and ending in FORMATS else None


def file_asked(site: Site, asked: Asked, place: str) -> FileOf:
    """What is to be written. Raises ProblemError where the page has no such view, or the view no such file."""
    site = site.in_language(asked.page.language)
    view = view_asked(site, asked.page, asked.view)
    if asked.ending not in endings(view):
        raise ProblemError(problem(site, 404, "404"))
    address = file_address(asked.page.path, asked.view, asked.ending, asked.page.query)
    return file_of(site, view, address, place)


def written(site: Site, asked: Asked, place: str) -> bytes:
    """The bytes of a file; raises as `file_asked`. `place` is where the site is, if told."""
    return FORMATS[asked.ending].write(file_asked(site, asked, place))
