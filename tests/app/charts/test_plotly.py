"""The browser's figures: plain dicts that say what the server's pictures say, and send nothing anywhere."""

import ast
import json
import re
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import app.charts.plotly
from app.charts.axis import plain_ticks
from app.charts.description import Axis, Chart, ColumnChart, DotChart, FunnelChart, LineChart, Point, Series
from app.charts.palette import COLOURS, INK
from app.charts.plotly import config, figure
from app.charts.svg import Size, draw
from tests.app.charts.samples import CHARTS, MARK, YEARS

SIZES = list(Size)
EVERY = [(kind, size) for kind in CHARTS for size in SIZES]
everywhere = pytest.mark.parametrize(("kind", "size"), EVERY)


def built(chart: Chart, size: Size = Size.WIDE) -> dict[str, Any]:
    return figure(chart, size)


def strings(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for value in part.values():
            yield from strings(value)
    elif isinstance(part, list):
        for value in part:
            yield from strings(value)


def named(found: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [trace for trace in found["data"] if trace.get("name") == name]


def labels(chart: Chart) -> set[str]:
    if isinstance(chart, FunnelChart):
        return {point.label for point in chart.points}
    rows = chart.rows if isinstance(chart, DotChart) else [point for layer in chart.series for point in layer.points]
    return {point.label for point in rows}


def names(chart: Chart) -> set[str]:
    """What rows, layers, places, keys and breaks are called."""
    if isinstance(chart, DotChart):
        return {row.x for row in chart.rows}
    if isinstance(chart, FunnelChart):
        keys = {*chart.kinds, chart.chosen, *(one.name for one in chart.limits), chart.size_axis.title}
        return {point.name for point in chart.points} | keys
    return {layer.name for layer in chart.series} | {place.label for place in chart.breaks}


@everywhere
def test_a_figure_is_plain_json_without_template(kind: str, size: Size) -> None:
    found = built(CHARTS[kind], size)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert "template" not in found["layout"]
    assert len(json.dumps(found, separators=(",", ":"))) < 12_000
    assert {trace["type"] for trace in found["data"]} <= {"scatter", "bar"}


def test_no_module_of_the_drawers_imports_plotly() -> None:
    folder = Path(app.charts.plotly.__file__).parent
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.split(".")[0] in ("plotly", "dash")], path.name


@everywhere
def test_the_figure_has_the_height_of_the_picture_it_replaces(kind: str, size: Size) -> None:
    root = ElementTree.fromstring(draw(CHARTS[kind], size, plain_ticks))
    assert built(CHARTS[kind], size)["layout"]["height"] == float((root.get("viewBox") or "").split()[3])


@everywhere
def test_both_drawers_show_every_label_every_name_and_the_mark(kind: str, size: Size) -> None:
    chart = CHARTS[kind]
    svg = "\n".join(ElementTree.fromstring(draw(chart, size, plain_ticks)).itertext())
    json_text = "\n".join(unescape(text.replace("<br>", " ")) for text in strings(built(chart, size)))
    for words in {*labels(chart), *names(chart), chart.axis.title, MARK}:
        assert words in svg, words
        assert words in json_text, words


@everywhere
def test_both_drawers_write_the_same_tick_numbers(kind: str, size: Size) -> None:
    layout = built(CHARTS[kind], size)["layout"]
    svg = [text for text in ElementTree.fromstring(draw(CHARTS[kind], size, plain_ticks)).itertext()]
    for axis in (layout["xaxis"], layout["yaxis"]):
        assert all(text in svg for text in axis.get("ticktext", []))


def test_lines_keep_their_gaps_and_the_absent_lie_on_the_axis_end() -> None:
    found = built(CHARTS["lines"])
    line, absent = named(found, "Helse Nord")
    assert line["y"] == [63.0, None, 69.8, 73.1, None, 69.5]
    assert line["connectgaps"] is False
    assert (absent["x"], absent["y"]) == ([1, 4], [40, 40])
    assert line["line"]["color"] == COLOURS[3]
    [nation] = named(found, "Hele landet")
    assert (nation["line"]["color"], nation["line"]["dash"]) == (INK, "6px,4px")


def test_a_band_is_one_closed_outline_for_each_run() -> None:
    found = built(CHARTS["lines"])
    bands = [trace for trace in found["data"] if trace.get("fill") == "toself"]
    assert len(bands) == 4
    # Helse Vest: three years, a gap, two years. Upper limits forward, lower limits back, closed, parted by a null.
    assert [round(y, 1) if y else None for y in bands[1]["y"]] == (
        [49.1, 48.5, 53.6, 51.6, 46.5, 47.1, 49.1, None, 58.2, 60.9, 58.9, 56.2, 58.2]
    )
    assert all(band["hoverinfo"] == "skip" for band in bands)


def test_columns_leave_out_absent_layers_and_tell_them_above_what_is_there() -> None:
    found = built(CHARTS["columns"])
    bar, absent = named(found, "Ambulant")
    assert bar["y"] == [40.0, None, 44.0, None, 48.0, 50.0]
    assert found["layout"]["barmode"] == "stack"
    # 2020: 520 + 80 are there. 2022: 560 alone, and two marks side by side.
    assert [600 < absent["y"][0] < 640, 560 < absent["y"][1] < 600] == [True, True]
    assert absent["x"][0] == 1 and absent["x"][1] > 3


def test_dots_are_told_row_by_row_and_absent_rows_have_none() -> None:
    found = built(CHARTS["dots"])
    dots = [trace for trace in found["data"] if trace["mode"] == "markers"]
    assert sorted(y for trace in dots for y in trace["y"]) == [row for row in range(21) if row not in (4, 9)]
    [chosen] = [trace for trace in dots if trace["marker"]["color"] == COLOURS[0]]
    assert (chosen["x"], chosen["y"]) == ([78.0], [2])


def test_tight_categories_keep_even_labels_and_always_the_last() -> None:
    months = tuple(f"{month:02d}.{year}" for year in (2022, 2023, 2024) for month in range(1, 13))
    points = tuple(Point(month, 5.0, "fem") for month in months)
    axis = built(LineChart("t", months, Axis(""), (Series("A", points),)), Size.NARROW)["layout"]["xaxis"]
    steps = {after - before for before, after in pairwise(axis["tickvals"])}
    assert axis["tickvals"][-1] == 35 and len(steps) == 1
    assert (axis["type"], axis["tickmode"], axis["tickangle"]) == ("linear", "array", 0)


def test_breaks_stand_midway_before_their_category() -> None:
    found = built(CHARTS["lines"])
    [line] = [shape for shape in found["layout"]["shapes"] if shape["line"].get("dash") == "2px,3px"]
    assert (line["x0"], line["x1"]) == (1.5, 1.5)
    [note] = [note for note in found["layout"]["annotations"] if note["text"] == "Nytt datasystem"]
    assert (note["xref"], note["x"]) == ("x", 1.5)


def test_hostile_names_are_only_text() -> None:
    name = '<a href="javascript:alert(1)">A & B</a>'
    points = (Point("2019", 1.0, name), Point("2020", None, name))
    for chart in (
        LineChart(name, YEARS, Axis(name), (Series(name, points),), mark=name),
        ColumnChart(name, YEARS, Axis(name), (Series(name, points), Series("B", points)), mark=name),
        DotChart(name, Axis(name), (Point(name, 1.0, name), Point("B", None, name)), mark=name),
    ):
        for size in SIZES:
            texts = list(strings(built(chart, size)))
            assert not [text for text in texts if re.search(r"<(?!br>)", text)]
            assert any(name in unescape(text) for text in texts)


@everywhere
def test_no_text_asks_plotly_for_inline_styles_which_the_csp_forbids(kind: str, size: Size) -> None:
    assert not [text for text in strings(built(CHARTS[kind], size)) if re.search(r"<(b|i|span|sup|sub|a)\b", text)]


def test_nothing_can_be_sent_to_another_host_and_numbers_are_norwegian() -> None:
    settings = config()
    assert (settings["showSendToCloud"], settings["plotlyServerURL"], settings["displaylogo"]) == (False, "", False)
    assert (settings["locale"], settings["responsive"], settings["displayModeBar"]) == ("nb", True, False)
    layout = built(CHARTS["lines"])["layout"]
    assert layout["separators"] == ",\u00a0"
    assert (layout["xaxis"]["fixedrange"], layout["yaxis"]["fixedrange"], layout["dragmode"]) == (True, True, False)


def test_a_tick_number_in_norwegian_form() -> None:
    assert plain_ticks(-1234567.25, 1) == "\u22121\u00a0234\u00a0567,2"
