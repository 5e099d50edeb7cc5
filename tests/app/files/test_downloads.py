"""Files of views as their readers open them: each kind by a program that is not ours, with the numbers of the page."""

import csv
import json
import re
from io import BytesIO, StringIO
from urllib.parse import urlsplit
from zlib import crc32

import openpyxl
import pyarrow.parquet as pq
import pytest
from flask.testing import FlaskClient
from pyjstat import pyjstat

from app.answers import Answer, answer, find_request, pages_by_path
from app.files.formats import FORMATS, endings, file_address
from app.site import Site
from app.view import View
from pages import PAGES

ADDRESS = "/pasienter?kjonn=jenter&sted=norge&sted=finnmark"
# Finnmark's girls are withheld in 2024.
VIEW = "utvikling"
MADE_UP = "oppdiktet av en generator"


def _address(ending: str, address: str = ADDRESS, view: str = VIEW) -> str:
    parts = urlsplit(address)
    return file_address(parts.path, view, ending, parts.query)


def _sent(client: FlaskClient, ending: str) -> bytes:
    response = client.get(_address(ending))
    assert response.status_code == 200
    assert response.headers["Content-Type"].count("charset") <= 1
    assert response.mimetype == FORMATS[ending].mimetype
    return response.get_data()


def _three(values: list[float | None]) -> list[tuple[float | None, ...]]:
    """Value and limits of each year; the last year has a column of reasons behind it."""
    return [tuple(values[at : at + 3]) for at in (0, 3, 6)]


@pytest.fixture(scope="module")
def expected(site: Site) -> dict[str, list[tuple[float | None, ...]]]:
    """What the page's own table says, read from its cells."""
    view = _view(site, ADDRESS, VIEW)
    return {
        row[0].text: [
            (cell.figure.value, cell.figure.low, cell.figure.high) if cell.figure else (None,) * 3 for cell in row[1:]
        ]
        for row in view.table.rows
    }


def _view(site: Site, address: str, name: str) -> View:
    parts = urlsplit(address)
    asked = find_request(pages_by_path(PAGES), parts.path, parts.query)
    assert asked is not None
    found = answer(site, asked)
    assert isinstance(found, Answer)
    return next(part for part in found.content.parts if isinstance(part, View) and part.name == name)


def test_the_page_has_what_the_files_are_held_against(expected: dict[str, list[tuple[float | None, ...]]]) -> None:
    assert [values[-1][0] for values in expected.values()] == [52.0, None]
    assert list(expected) == ["Norge", "Finnmarks"]


def test_csv_for_programs(client: FlaskClient, expected: dict[str, list[tuple[float | None, ...]]]) -> None:
    text = _sent(client, "csv").decode()
    told = [line for line in text.splitlines() if line.startswith("#")]
    assert any(MADE_UP in line for line in told)
    head, *rows = list(csv.reader(StringIO("".join(text.splitlines(keepends=True)[len(told) :]))))
    assert head[:4] == ["Sted", "2022", "2022, nedre grense", "2022, øvre grense"]
    found = {row[0]: _three([float(value) if value else None for value in row[1:10]]) for row in rows}
    assert found == expected
    assert [row[10] for row in rows] == ["", "skjult"]


def test_csv_for_excel_in_norway(client: FlaskClient, expected: dict[str, list[tuple[float | None, ...]]]) -> None:
    sent = _sent(client, "norsk.csv")
    assert sent.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(sent.decode("utf-8-sig")), delimiter=";"))
    assert rows[1][:4] == ["Norge", *(f"{value:.1f}".replace(".", ",") for value in expected["Norge"][0])]
    assert re.fullmatch(r"\d\d,\d", rows[1][1])
    assert rows[2][7:] == ["", "", "", "skjult"]
    assert rows[3] == []
    assert rows[4][0] == "Tittel"
    assert any(MADE_UP in row[1] for row in rows[4:])


def test_workbook(client: FlaskClient, expected: dict[str, list[tuple[float | None, ...]]]) -> None:
    book = openpyxl.load_workbook(BytesIO(_sent(client, "xlsx")))
    assert book.sheetnames == ["Om tallene", "Tall"]
    assert all(not sheet.merged_cells.ranges for sheet in book)
    rows = list(book["Tall"].iter_rows(values_only=True))
    assert {row[0]: _three(list(row[1:10])) for row in rows[1:]} == expected
    assert [row[10] for row in rows[1:]] == [None, "skjult"]
    assert book["Tall"].tables["figures"].ref == "A1:K3"
    assert any(MADE_UP in str(text) for _, text in book["Om tallene"].iter_rows(values_only=True))
    assert book.properties.title.startswith("Pasienter per 1")


@pytest.mark.filterwarnings("ignore:Shouldn't use this function")  # the library calls its own old function
def test_json_stat_as_its_library_reads_it(
    client: FlaskClient, expected: dict[str, list[tuple[float | None, ...]]]
) -> None:
    sent = _sent(client, "json").decode()
    frame = pyjstat.Dataset.read(sent).write("dataframe")
    for place, years in expected.items():
        values = frame[frame["Sted"] == place]["value"].tolist()
        assert _three([None if value != value else value for value in values]) == years
    told = json.loads(sent)
    assert told["extension"]["kvabup"]["invented"] is True
    # The second row's last three of nine numbers.
    assert told["status"] == {"15": "skjult", "16": "skjult", "17": "skjult"}


def test_parquet(client: FlaskClient, expected: dict[str, list[tuple[float | None, ...]]]) -> None:
    table = pq.read_table(BytesIO(_sent(client, "parquet")))
    rows = [list(row.values()) for row in table.to_pylist()]
    assert {row[0]: _three(row[1:10]) for row in rows} == expected
    assert MADE_UP in table.schema.metadata[b"about"].decode()


def test_pictures_carry_heading_source_mark_and_receipt(client: FlaskClient) -> None:
    drawn = _sent(client, "svg").decode()
    release = client.get("/helse").get_json()["release"]
    for told in ("Pasienter per 1", "Kilde: oppdiktet", "Oppdiktede eksempeldata", f"KVABUP {release} / "):
        assert told in drawn
    assert "<script" not in drawn
    pixels = _sent(client, "png")
    assert pixels[:8] == b"\x89PNG\r\n\x1a\n"
    chunks = _chunks(pixels)
    assert [kind for kind, _ in chunks][:4] == [b"IHDR", b"iTXt", b"iTXt", b"iTXt"]
    assert f"KVABUP {release} / ".encode() in chunks[2][1]
    assert int.from_bytes(chunks[0][1][:4]) == 2 * 928


def _chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], 8
    while at < len(png):
        size = int.from_bytes(png[at : at + 4])
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        assert crc32(kind + data) == int.from_bytes(png[at + 8 + size : at + 12 + size])
        found.append((kind, data))
        at += 12 + size
    return found


@pytest.mark.parametrize("ending", FORMATS)
def test_the_same_data_are_the_same_bytes_and_are_not_sent_twice(client: FlaskClient, ending: str) -> None:
    first, second = client.get(_address(ending)), client.get(_address(ending))
    assert first.get_data() == second.get_data()
    again = client.get(_address(ending), headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert "oppdiktet" in first.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/last-ned/pasienter/ukjent.csv", 404),
        ("/last-ned/pasienter/utvikling.exe", 404),
        ("/last-ned/tull/utvikling.csv", 404),
        ("/last-ned/utvikling", 404),
        ("/last-ned/pasienter/utvikling.csv?kjonn=katt", 400),
        ("/last-ned/enheter/1/pasienter.csv", 404),
        ("/last-ned/om/endringer/utvikling.csv", 404),
    ],
)
def test_what_is_not_there_says_so(client: FlaskClient, address: str, status: int) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert response.headers["Cache-Control"] == "no-store"
    assert "<h1>" in response.get_data(as_text=True)


def test_a_file_is_in_the_language_of_its_address_and_has_one_address(client: FlaskClient) -> None:
    english = client.get("/last-ned/pasienter/utvikling.csv?sprak=en")
    assert english.headers["Content-Language"] == "en"
    assert "invented by a generator" in english.get_data(as_text=True)
    moved = client.get("/last-ned/pasienter/utvikling.csv?kjonn=alle")
    assert (moved.status_code, moved.headers["Location"]) == (302, "/last-ned/pasienter/utvikling.csv")


def test_every_view_of_every_page_can_be_had_in_every_kind_it_has(site: Site, client: FlaskClient) -> None:
    addresses = [page.path.replace("<code>", "979848498") for page in PAGES]
    for path in addresses:
        asked = find_request(pages_by_path(PAGES), path, "")
        assert asked is not None
        found = answer(site, asked)
        assert isinstance(found, Answer)
        views = [part for part in found.content.parts if isinstance(part, View)]
        assert len({view.name for view in views}) == len(views)
        for view in views:
            cells = [cell for row in view.table.rows for cell in row[1:] if cell.numeric and not cell.absent]
            assert [cell.text for cell in cells if cell.figure is None] == [], view.name
            # Pixels take a third of a second each: those of one view of each page stand for all.
            for ending in endings(view) if view is views[0] else set(endings(view)) - {"png"}:
                response = client.get(file_address(path, view.name, ending))
                assert response.status_code == 200, (path, view.name, ending)
