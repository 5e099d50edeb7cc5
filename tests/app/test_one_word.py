"""A withheld cell says the same word on every surface, and nothing on any surface depends on what it hides."""

import base64
import json
import logging
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.answers import Answer, Request, answer, find_request, pages_by_path
from app.charts import plotly
from app.charts.axis import plain_ticks
from app.charts.description import MapChart
from app.charts.svg import Size, draw
from app.factory import create_app
from app.release import open_site
from app.settings import Settings
from app.site import Site
from app.view import Cards, TableCell, Tree, View
from data_marts import release_reader
from data_marts.catalog import MARTS, Status
from pages import PAGES
from tests.app import live_calls
from tests.app.release_folder import with_rows, write_release
from tests.app.small_release import WITHHELD_AREA, WITHHELD_UNIT, tables

BY_PATH = pages_by_path(PAGES)
# Addresses that show the withheld unit (BUP Alta in 2024) or the withheld area (girls in Finnmark in 2024).
SHOWING = (
    f"/enheter/{WITHHELD_UNIT}",
    "/enheter",
    "/aktivitet?sted=bup-alta&sted=bup-tromso",
    "/prom?sted=bup-alta&sted=bup-tromso",
    "/pasienter?kjonn=jenter&sted=finnmark&sted=unn",
)


def _asked(address: str) -> Request:
    parts = urlsplit(address)
    found = find_request(BY_PATH, parts.path, parts.query)
    assert found is not None
    return found


def _answer(site: Site, address: str) -> Answer:
    found = answer(site, _asked(address))
    assert isinstance(found, Answer)
    return found


def _views(site: Site, address: str) -> list[View]:
    return [part for part in _answer(site, address).content.parts if isinstance(part, View)]


def _figure(view: View) -> dict[str, Any]:
    assert view.chart is not None
    return plotly.figure(view.chart, ticks=lambda value, decimals: f"{value:.{decimals}f}")


def _row(view: View, name: str) -> Sequence[TableCell]:
    return next(row for row in view.table.rows if row[0].text == name)


# --- the word ---


def test_the_word_stands_in_table_chart_and_speech_of_a_trend(site: Site) -> None:
    trend = _views(site, "/aktivitet?sted=bup-alta&sted=bup-tromso")[0]
    # 3 x 10 x 2 x 5, 3 x 10 x 3 x 5
    assert [cell.text for cell in _row(trend, "BUP Alta")] == ["BUP Alta", "300 (270–330)", "450 (405–495)", "skjult"]
    assert _row(trend, "BUP Alta")[-1].absent
    figure = _figure(trend)
    [line] = [trace for trace in figure["data"] if trace.get("name") == "BUP Alta" and "lines" in trace["mode"]]
    [mark] = [trace for trace in figure["data"] if trace.get("name") == "BUP Alta" and trace["mode"] == "markers"]
    assert line["y"] == [300, 450, None]
    assert mark["hovertext"] == ["BUP Alta, 2024<br>skjult"]
    # On the axis: where the mark stands says nothing.
    assert mark["y"] == [0.0]
    assert "BUP Alta, 2024: skjult." in trend.sentences
    assert "BUP Alta, 2024: skjult." in trend.alternative


def test_the_word_stands_in_table_and_chart_of_a_ranking_after_all_numbers(site: Site) -> None:
    _, areas, _ = _views(site, "/pasienter?kjonn=jenter&sted=finnmark&sted=unn")
    names = [row[0].text for row in areas.table.rows]
    assert names.index("Finnmarks") == 2
    assert [cell.text for cell in areas.table.rows[2][1:]] == ["skjult"] * 5
    drawn = [note["text"] for note in _figure(areas)["layout"]["annotations"]]
    assert "skjult" in drawn


def test_the_word_stands_in_table_tile_and_picture_of_a_map_and_no_class(site: Site) -> None:
    *_, found = _views(site, "/pasienter?kjonn=jenter&sted=finnmark&sted=unn")
    assert [cell.text for cell in _row(found, "Finnmarks")[1:]] == ["skjult"] * 3
    assert isinstance(found.chart, MapChart)
    [area] = [area for area in found.chart.areas if area.name == "Finnmarks"]
    assert (area.kind, area.text, area.label, area.sign) == (None, "skjult", "skjult", "")
    assert draw(found.chart, Size.WIDE, plain_ticks).count(">skjult</text>") == 2


def test_cards_and_lists_say_it_too(site: Site) -> None:
    cards = next(part for part in _answer(site, f"/enheter/{WITHHELD_UNIT}").content.parts if isinstance(part, Cards))
    assert cards.cards[0].value == "skjult"
    assert cards.cards[0].change == ""
    assert cards.cards[0].alternative == "Pasienter, 2024: skjult."
    tree = next(part for part in _answer(site, "/enheter").content.parts if isinstance(part, Tree))
    finnmark = tree.nodes[0].children[0]
    assert [child.detail for child in finnmark.children] == ["160 pasienter", "skjult"]


@pytest.mark.parametrize("address", SHOWING)
def test_each_way_to_the_same_answer_has_the_word_and_says_why(client: FlaskClient, address: str) -> None:
    parts = urlsplit(address)
    page = client.get(address)
    live = live_calls.results(client, parts.path, f"?{parts.query}")
    for response in (page, live):
        assert response.status_code == 200
        text = response.get_data(as_text=True)
        assert "skjult" in text
        assert "Skjult: tallet vises ikke av hensyn til personvernet." in text


# --- nothing hangs on what is hidden ---


def _without_the_unit() -> dict[str, pa.Table]:
    """The release without the withheld rows: what stands around them must look the same."""
    found = tables()
    for name in MARTS:
        rows = [row for row in found[name].to_pylist() if not _is_withheld(row)]
        found[name] = pa.Table.from_pylist(rows, schema=found[name].schema)
    return found


def _is_withheld(row: dict[str, Any]) -> bool:
    return any(value == str(Status.WITHHELD) for value in row.values())


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Site:
    root = write_release(tmp_path_factory.mktemp("bare"), _without_the_unit())
    return open_site(Settings(releases=root))


@pytest.mark.parametrize("address", [address for address in SHOWING if address != "/enheter"])
def test_axes_marks_and_order_are_those_of_a_release_without_the_row(site: Site, bare: Site, address: str) -> None:
    views, without = _views(site, address), _views(bare, address)
    assert [view.name for view in views] == [view.name for view in without]
    for view, other in zip(views, without, strict=True):
        assert [row[0].text for row in view.table.rows] == [row[0].text for row in other.table.rows]
        if isinstance(view.chart, MapChart):
            assert _shades(view) == _shades(other)
            continue
        one, two = _figure(view), _figure(other)
        for axis in ("xaxis", "yaxis"):
            assert one["layout"][axis].get("range") == two["layout"][axis].get("range")
            assert one["layout"][axis].get("tickvals") == two["layout"][axis].get("tickvals")
        numbers = [(trace.get("x"), trace.get("y")) for trace in one["data"]]
        assert numbers == [(trace.get("x"), trace.get("y")) for trace in two["data"]]


def _shades(view: View) -> tuple[object, ...]:
    """All that a map shows but for words in the place of numbers."""
    assert isinstance(view.chart, MapChart)
    areas = [(area.name, area.kind, area.sign, area.tile, area.at, area.rings) for area in view.chart.areas]
    return areas, view.chart.classes, view.chart.signs, view.chart.without, view.chart.highlighted


def test_the_release_without_the_rows_says_another_word(bare: Site) -> None:
    trend = _views(bare, "/aktivitet?sted=bup-alta&sted=bup-tromso")[0]
    assert _row(trend, "BUP Alta")[-1].text == "ikke levert"


# --- a mart that has gone wrong: true values stand beside the status ---

TRUE = 77777


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A server on a release in which the withheld cells of one unit and one area hold their true values.

    The start refuses such a release; here it has let it pass, so that the gate stands alone.
    """
    found = tables()
    for name in MARTS:
        rows = found[name].to_pylist()
        for row in rows:
            for group in MARTS[name].groups:
                if row[group.status_column] == str(Status.WITHHELD):
                    row.update({measure.name: TRUE for measure in group.measures})
        found[name] = pa.Table.from_pylist(rows, schema=found[name].schema)
    folder = tmp_path_factory.mktemp("spoilt")
    with pytest.MonkeyPatch.context() as blind:
        blind.setattr(release_reader, "check_tables", lambda tables: None)
        yield create_app(Settings(releases=write_release(folder / "releases", found), cache=folder / "cache"))


def _everything(text: str) -> Iterator[str]:
    """An answer, and the pictures that stand in it as data."""
    yield text
    for picture in re.findall(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)", text):
        yield base64.b64decode(picture).decode()


def _holds_the_value(text: str) -> bool:
    digits = re.sub(r"[\s.,\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]|\\u00a0", "", text)
    return str(TRUE) in digits


@pytest.mark.parametrize("address", SHOWING)
def test_no_answer_holds_what_a_spoilt_mart_holds(
    spoilt: Flask, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    client, parts = spoilt.test_client(), urlsplit(address)
    with caplog.at_level(logging.DEBUG):
        answers = [client.get(address), live_calls.results(client, parts.path, f"?{parts.query}")]
    assert answers[0].status_code == 500
    for response in answers:
        text = response.get_data(as_text=True)
        assert "Noe gikk galt" in text or "Noe gikk galt" in json.dumps(response.json, ensure_ascii=False)
        assert not any(_holds_the_value(part) for part in _everything(text))
        assert not any(_holds_the_value(f"{name}: {value}") for name, value in response.headers)
    faults = [record.getMessage() for record in caplog.records if record.name == "app.faults"]
    assert len(faults) == 2
    assert all("DisclosureError in app.gate." in fault for fault in faults)
    assert not any(_holds_the_value(record.getMessage()) for record in caplog.records)


def test_pages_without_the_spoilt_cells_go_on(spoilt: Flask) -> None:
    client = spoilt.test_client()
    for address in ("/", "/nasjonale-tall", "/pasienter", "/om"):
        response = client.get(address)
        assert response.status_code == 200
        assert not any(_holds_the_value(part) for part in _everything(response.get_data(as_text=True)))


def test_the_search_for_the_value_finds_it_in_each_form() -> None:
    picture = base64.b64encode(f"<text>{TRUE}</text>".encode()).decode()
    for text in ("77777", "77 777", "77\N{NO-BREAK SPACE}777", "77\\u00a0777", "77,777", "77.777"):
        assert _holds_the_value(text)
    assert any(_holds_the_value(part) for part in _everything(f"data:image/svg+xml;base64,{picture}"))


def test_a_fault_is_not_kept_for_the_next_visitor(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    spoilt = with_rows("patients_by_unit", {"patients": 3}, organisation=WITHHELD_UNIT, year=2023)
    server = create_app(Settings(releases=write_release(tmp_path / "releases", spoilt), cache=tmp_path / "cache"))
    client = server.test_client()
    for _ in range(2):
        assert client.get(f"/enheter/{WITHHELD_UNIT}").status_code == 500
        live = live_calls.results(client, f"/enheter/{WITHHELD_UNIT}")
        assert "Noe gikk galt" in live_calls.told(live.get_json())
    # Each of them was asked anew: were the fault kept, the second would be silent in the log.
    assert len([record for record in caplog.records if record.name == "app.faults"]) == 4
    # A trust that has not this unit; the page of its own trust shows the unit's patients, and fails like the unit's.
    assert client.get("/enheter/983974899").status_code == 200
    assert client.get(f"/enheter/{WITHHELD_AREA}").status_code == 500
