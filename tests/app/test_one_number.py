"""One number everywhere: what a mart's file holds is said by page, picture, live page, files, embedded figure and
interface, or all give one reason.

The expected words are written here anew, from the rows of the Parquet file, without the site's own formatting.
"""

import base64
import csv
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import openpyxl
import pyarrow.parquet as pq
import pytest
from flask.testing import FlaskClient

from tests.app import live_calls
from tests.app.small_release import NUMBER, PLACES, WITHHELD_AREA, WITHHELD_UNIT, YEARS

NAMES = {code: name.removesuffix("sykehuset") for _, code, name, *_ in PLACES}
SPACE = "\N{NO-BREAK SPACE}"
VIEW = "utvikling"
LOW, HIGH, REASON = ", nedre grense", ", øvre grense", ", hvorfor tallet mangler"
Cells = dict[tuple[str, str], str]  # (place, period) -> what is said of it
Record = dict[str, Any]  # heading -> what stands in a row; the first is the place
# Page, mart, measure with its limits, what else the rows must be, and places: one of them is withheld in 2024.
LIMITED = ("rate", "rate_low", "rate_high")
EVERYBODY = {"sex": "all", "age_group": "all", "care": "all", "diagnosis_group": "all"}
WHOLE = {"patients", "contacts", "bed_days", "referrals"}
YEARLY = {"period_type": "year", "contact_type": "all", "sex": "all", "age_group": "all"}
SAMPLES = [
    ("/pasienter", "patient_rates", LIMITED, EVERYBODY, ("norge", "983974899", "983658725")),
    ("/pasienter?kjonn=jenter", "patient_rates", LIMITED, EVERYBODY | {"sex": "girls"}, ("norge", WITHHELD_AREA)),
    ("/pasienter?maal=pasienter&alder=13-15", "patient_rates", ("patients",), EVERYBODY | {"age_group": "13-15"},
     ("883658752", "983974724")),
    ("/aktivitet", "activity", ("contacts", "contacts_low", "contacts_high"), YEARLY | {"care": "outpatient"},
     ("983974880", WITHHELD_UNIT, "974547031")),
    ("/aktivitet?maal=oppholdsdogn", "activity", ("bed_days", "bed_days_low", "bed_days_high"),
     YEARLY | {"care": "inpatient"}, ("norge", "883658752", "983974724")),
    ("/ventetid?maal=henvisninger", "waiting", ("referrals",), {"period_type": "year"}, ("norge", "983974880")),
    ("/prom", "prom_trends", ("mean_change", "change_low", "change_high"), {"scale": "total"},
     ("norge", "883658752", "983974899")),
]  # fmt: skip


def _decimal(value: float | int) -> str:
    text = f"{value:,.1f}" if isinstance(value, float) else f"{value:,}"
    return text.replace(",", SPACE).replace(".", ",").replace("-", "\N{MINUS SIGN}")


def _words(values: list[float | int]) -> str:
    if len(values) == 1:
        return _decimal(values[0])
    dash = "\N{EN DASH}" if values[1] >= 0 else " til "
    # Limits of a whole number are printed as whole numbers.
    low, high = (int(end) if isinstance(values[0], int) else end for end in values[1:])
    return f"{_decimal(values[0])} ({_decimal(low)}{dash}{_decimal(high)})"


def _expected(releases: Path, mart: str, measures: tuple[str, ...], where: dict[str, str], codes: tuple[str, ...]):
    """What is to be said of each place in each year, by the file alone."""
    [path] = (releases / "current/open").glob(f"{mart}.*")
    place = "residence" if mart == "patient_rates" else "organisation"
    rows = [row for row in pq.read_table(path).to_pylist() if all(row[key] == value for key, value in where.items())]
    found: Cells = {}
    for row in rows:
        if row[place] in codes:
            values = [row[name] for name in measures]
            said = "skjult" if None in values else _words(values)
            found[NAMES[row[place]], str(row.get("year", row.get("period")))] = said
    return found


class _Table(HTMLParser):
    """The texts of the first table of a document, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._open, self._done = False, False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "tr" and not self._done:
            self.rows.append([])
        if tag in ("th", "td") and not self._done:
            self._open = True
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self._done = self._done or tag == "table"
        self._open = self._open and tag not in ("th", "td")

    def handle_data(self, data: str) -> None:
        if self._open:
            self.rows[-1][-1] += data


def _in_table(rows: list[list[str]]) -> Cells:
    head, *body = rows
    return {
        (row[0], column): text
        for row in body
        for column, text in zip(head[1:], row[1:], strict=True)
        if column.isdigit()
    }


def _in_picture(drawn: str) -> Cells:
    """What the marks of a picture say when one points at them: `Norge, 2024: 50,0 (45,0–55,0)`."""
    told = re.findall(r"<title>([^<]*), (\d{4}): ([^<]*)</title>", drawn)
    return {(place, year): said for place, year, said in told}


def _elements(node: Any) -> Iterator[dict[str, Any]]:
    """Every component of a live answer."""
    if isinstance(node, list):
        for one in node:
            yield from _elements(one)
    elif isinstance(node, dict) and "props" in node:
        yield node
        yield from _elements(node["props"].get("children"))


def _text(node: Any) -> str:
    if isinstance(node, list):
        return "".join(_text(one) for one in node)
    return _text(node["props"].get("children")) if isinstance(node, dict) else "" if node is None else str(node)


def _view(section: dict[str, Any]) -> dict[str, Cells]:
    """Table, Plotly marks and both pictures (for phone and print) of a view of the live page."""
    parts = list(_elements(section))
    rows = [[_text(cell) for cell in row["props"]["children"]] for row in parts if row["type"] == "Tr"]
    [graph] = [part for part in parts if part["type"] == "Graph"]
    hovers = [text for trace in graph["props"]["figure"]["data"] for text in trace.get("hovertext", [])]
    marks = re.findall(r"([^|]*), (\d{4})<br>([^|]*)", "|".join(hovers))
    pictures = [part["props"]["src"].split(",", 1)[1] for part in parts if part["type"] == "Img"]
    drawn = [base64.b64decode(unquote(one)).decode() for one in pictures]
    found = {f"picture {number}": _in_picture(one) for number, one in enumerate(drawn)}
    return {"live table": _in_table(rows), "live chart": {(p, y): said for p, y, said in marks}, **found}


def _in_records(records: list[Record], *, whole: bool) -> Cells:
    """What the columns of a file say. Workbooks and CSV do not tell 50 from 50.0: `whole` does."""
    found: Cells = {}
    for record in records:
        place = str(next(iter(record.values())))
        for year in (heading for heading in record if heading.isdigit()):
            told = [record.get(year + part) for part in ("", LOW, HIGH)]
            values = [float(one) for one in told if one not in (None, "")]
            if told[0] in (None, ""):
                assert not values  # nothing is left of what is withheld
                found[place, year] = record[year + REASON]
            else:
                found[place, year] = _words([int(values[0]) if whole else values[0], *values[1:]])
    return found


def _with_headings(head: Any, rows: Any) -> list[Record]:
    return [dict(zip(head, row, strict=True)) for row in rows]


def _json_stat(told: dict[str, Any]) -> list[Record]:
    """Rows by measures, with the reasons of absent numbers beside them, by the rules of JSON-stat 2.0."""
    rows, measures = (told["dimension"][name]["category"] for name in told["id"])
    found: list[Record] = []
    for at, row in enumerate(rows["index"]):
        record: Record = {"place": rows["label"][row]}
        for beside, measure in enumerate(measures["index"]):
            heading, place = measures["label"][measure], at * len(measures["index"]) + beside
            record |= {heading: told["value"][place], heading + REASON: told["status"].get(str(place))}
        found.append(record)
    return found


def _files(client: FlaskClient, address: str, *, whole: bool) -> dict[str, Cells]:
    """What every kind of file says, the embedded figure, and the interface in its formats."""
    parts = urlsplit(address)

    def sent(folder: str, ending: str = "", more: str = "") -> bytes:
        where = f"{folder}{parts.path}/{VIEW}{ending}?{parts.query}{more}"
        response = client.get(where, follow_redirects=True)
        assert response.status_code == 200, where
        return response.get_data()

    lines = [line for line in sent("/last-ned", ".csv").decode().splitlines(keepends=True) if line[0] != "#"]
    book = openpyxl.load_workbook(BytesIO(sent("/last-ned", ".xlsx")))["Tall"].iter_rows(values_only=True)
    records = {
        "csv": list(csv.DictReader(StringIO("".join(lines)))),
        "workbook": _with_headings(next(book), book),
        "json-stat": _json_stat(json.loads(sent("/last-ned", ".json"))),
        "parquet": pq.read_table(BytesIO(sent("/last-ned", ".parquet"))).to_pylist(),
        "interface": json.loads(sent("/api/v1/data"))["rows"],
        "interface, json-stat": _json_stat(json.loads(sent("/api/v1/data", more="&format=jsonstat"))),
    }
    found = {name: _in_records(rows, whole=whole) for name, rows in records.items()}
    return found | {"embedded": _in_picture(sent("/embed").decode())}


def _surfaces(client: FlaskClient, address: str, at: int) -> dict[str, Cells]:
    """What each surface says of one view of an address."""
    page = client.get(address).get_data(as_text=True)
    section = re.findall(r'<section[^>]*class="view view-.*?</section>', page, re.DOTALL)[at]
    table = _Table()
    table.feed(section)
    wide, narrow = re.findall(r"<svg.*?</svg>", section, re.DOTALL)[:2]
    parts = urlsplit(address)
    live = json.loads(live_calls.results(client, parts.path, f"?{parts.query}").get_data())
    sections = [one for one in _elements(live["response"]["results"]["children"]) if one["type"] == "Section"]
    drawn = {"table": _in_table(table.rows), "wide picture": _in_picture(wide), "narrow picture": _in_picture(narrow)}
    return drawn | _view(sections[at])


@pytest.mark.parametrize(("page", "mart", "measures", "where", "codes"), SAMPLES, ids=[one[0] for one in SAMPLES])
def test_every_surface_says_what_stands_in_the_file(
    client: FlaskClient,
    releases: Path,
    page: str,
    mart: str,
    measures: tuple[str, ...],
    where: dict[str, str],
    codes: tuple[str, ...],
) -> None:
    expected = _expected(releases, mart, measures, where, codes)
    assert len(expected) == len(codes) * len(YEARS)
    slugs = {code: slug for _, code, _, slug, *_ in PLACES}
    address = f"{page}{'&' if '?' in page else '?'}" + "&".join(f"sted={slugs[code]}" for code in codes)
    surfaces = _surfaces(client, address, at=3 if mart == "prom_trends" else 0)
    surfaces |= _files(client, address, whole=measures[0] in WHOLE)
    assert len(surfaces) == 7 + 7
    for name, said in surfaces.items():
        assert {key: said.get(key) for key in expected} == expected, name


def test_the_samples_hold_withheld_figures_and_large_ones() -> None:
    assert any(WITHHELD_AREA in sample[-1] for sample in SAMPLES)
    assert any(WITHHELD_UNIT in sample[-1] for sample in SAMPLES)
    assert max(NUMBER[code] for sample in SAMPLES for code in sample[-1]) == 9
