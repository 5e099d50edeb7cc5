"""Asks Statistics Norway's open bank (PxWebApi v2) for a table: description first, then the cells that are needed."""

import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from data_marts.sources.bank import BankDimension, BankTable
from data_marts.sources.jsonstat import read_jsonstat, read_jsonstat_dimensions
from data_marts.sources.problems import SourceError
from data_marts.sources.ssb_shape import Shape, categories_of, dimensions_of

OFFICIAL_BASE_URL = "https://data.ssb.no/api/pxwebapi/v2"
MOST_BYTES = 100_000_000  # 800,000 cells, the bank's limit, are some 10 MB
_PIECE = 1 << 16


@dataclass(frozen=True)
class Bank:
    """Where the bank answers, and how long one answer may take altogether."""

    base_url: str = OFFICIAL_BASE_URL
    timeout_seconds: float = 60
    most_bytes: int = MOST_BYTES

    def __post_init__(self) -> None:
        if not self.base_url.startswith(("https://", "http://")):
            raise SourceError(f"{self.base_url}: the address of the bank must begin with https:// or http://.")
        if not self.timeout_seconds > 0:
            raise SourceError(f"{self.timeout_seconds:g} seconds is no time to wait. Give more than 0.")


def fetch_table(bank: Bank, shape: Shape, first_year: int | None = None) -> BankTable:
    """The cells that the shape reads, from a year on; SourceError for every way in which that can fail."""
    name = f"table {shape.table}"
    address = f"{bank.base_url.rstrip('/')}/tables/{quote(shape.table)}"
    described = read_jsonstat_dimensions(_get(bank, f"{address}/metadata?lang=no", name), f"{name}, description")
    wanted = wanted_codes(shape, dimensions_of(shape, described, name), name, first_year)
    query = {"lang": "no", "outputFormat": "json-stat2"}
    query |= {f"valueCodes[{code}]": ",".join(codes) for code, codes in wanted.items()}
    for dimension in described:
        if dimension.code not in wanted and not dimension.may_be_left_out:
            query[f"valueCodes[{dimension.code}]"] = "*"
    return read_jsonstat(_get(bank, f"{address}/data?{urlencode(query)}", name), name)


def wanted_codes(
    shape: Shape, dimensions: Mapping[str, BankDimension], name: str, first_year: int | None
) -> dict[str, list[str]]:
    """The bank's category codes to ask for, by the bank's dimension code; `*` where every category is wanted."""
    wanted: dict[str, list[str]] = {}
    for role, dimension in dimensions.items():
        ours = categories_of(role, shape.roles[role], dimension, name)
        if role == "year" and first_year is not None:
            ours = {code: year for code, year in ours.items() if int(year) >= first_year}
            if not ours:
                raise SourceError(f"{name}: has no year from {first_year} on. Ask for an earlier year.")
        everything = len(ours) == len(dimension.categories) or len(ours) > _MANY
        wanted[dimension.code] = ["*"] if everything else list(ours)
    return wanted


_MANY = 60  # kommune numbers of all times would make an address of several thousand characters


def _get(bank: Bank, url: str, name: str) -> bytes:
    try:
        # Bank has checked that the scheme is http or https.
        request = Request(url, headers={"Accept": "application/json", "User-Agent": "kvabup-dashboard"})
        with urlopen(request, timeout=bank.timeout_seconds) as answer:
            return _read(answer, bank, name)
    except HTTPError as problem:
        raise SourceError(f"{name}: the bank answered {problem.code} to {url}. {_advice(problem.code)}") from None
    except URLError as problem:
        raise SourceError(f"{name}: no answer from {bank.base_url} ({problem.reason}). Is there a network?") from None
    except (http.client.InvalidURL, ValueError):
        raise SourceError(f"{name}: {bank.base_url} is not an address. Correct --base-url.") from None
    except (TimeoutError, http.client.HTTPException, OSError) as problem:
        raise SourceError(f"{name}: the answer broke off ({type(problem).__name__}). Try again later.") from None


def _advice(code: int) -> str:
    if code == 429 or code >= 500:
        return "Try again later."
    return "Has the table been changed or moved?"


def _read(answer: http.client.HTTPResponse, bank: Bank, name: str) -> bytes:
    """The whole body, within the limits of size and time (the timeout of the socket counts from piece to piece)."""
    if answer.status != http.HTTPStatus.OK:
        raise SourceError(f"{name}: the bank answered {answer.status}, 200 is needed. Try again later.")
    latest = time.monotonic() + bank.timeout_seconds
    content = bytearray()
    while piece := answer.read1(_PIECE):
        content += piece
        if len(content) > bank.most_bytes:
            raise SourceError(
                f"{name}: the answer is larger than {bank.most_bytes} bytes. Is {bank.base_url} the bank?"
            )
        if time.monotonic() > latest:
            raise SourceError(f"{name}: not there after {bank.timeout_seconds:g} seconds. Try again later.")
    promised = answer.headers.get("Content-Length")
    if promised is not None and promised.isdigit() and int(promised) != len(content):
        raise SourceError(f"{name}: {len(content)} of {promised} bytes came. Try again later.")
    return bytes(content)
