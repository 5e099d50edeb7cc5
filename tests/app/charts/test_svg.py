"""The server's pictures: places worked out by hand, well formed, small, and safe to put into any page."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from app.charts.axis import plain_ticks
from app.charts.description import Axis, Break, Chart, ColumnChart, DotChart, LineChart, Point, Series, Sparkline
from app.charts.layout import LEADING
from app.charts.palette import COLOURS, INK
from app.charts.plan import dot_plan
from app.charts.svg import Size, draw, draw_apart, draw_sparkline
from app.charts.svg_dots import draw_dots
from app.charts.xml import number
from tests.app.charts.samples import CHARTS, MARK, PICTURES, WITHHELD, levels, spark, trusts

SVG = "{http://www.w3.org/2000/svg}"
SIZES = list(Size)


def tree(chart: Chart, size: Size = Size.WIDE) -> ElementTree.Element:
    return ElementTree.fromstring(draw(chart, size, plain_ticks))


def texts(root: ElementTree.Element) -> list[str]:
    return [node.text or "" for node in root.iter(f"{SVG}text")]


def titles(root: ElementTree.Element) -> list[str]:
    return [node.text or "" for node in root.iter(f"{SVG}title")]


def titled(root: ElementTree.Element, words: str) -> ElementTree.Element:
    [found] = [node for node in root.iter() if node.findtext(f"{SVG}title") == words]
    return found


def small_lines(**more: object) -> LineChart:
    points = (Point("2021", 10.0, "ti"), Point("2022", None, "ikke levert"), Point("2023", 30.0, "tretti"))
    chart = {"title": "t", "categories": ("2021", "2022", "2023"), "axis": Axis(""), "series": (Series("A", points),)}
    return LineChart(**{**chart, **more})  # type: ignore[arg-type]


def test_a_small_line_chart_stands_where_a_person_put_it() -> None:
    # Narrow: 350 wide. Ticks 0, 5 … 30 by hand; "30" is 2 x 0.497 x 13 = 12.9 wide, so the plot begins at
    # 12.9 x 1.04 + 10 = 23.4 and ends 4 from the edge, less what "2023" (12.9 to each side of its middle at
    # 346 - 18 = 328) needs: nothing. Height 360, legend from 4 to 24, plot from 36 to 360 - 28 = 332.
    root = tree(small_lines(), Size.NARROW)
    assert root.get("viewBox") == "0 0 350 360"
    first, last = titled(root, "A, 2021: ti"), titled(root, "A, 2023: tretti")
    assert (first.get("cx"), last.get("cx")) == ("41.4", "328")
    # Axis 0 to 30 over 332 to 36: 10 stands at 332 - 296 / 3.
    assert (first.get("cy"), last.get("cy")) == ("233.3", "36")


def test_an_absent_point_is_an_open_mark_on_the_base_line() -> None:
    root = tree(small_lines(), Size.NARROW)
    absent = titled(root, "A, 2022: ikke levert")
    assert (absent.get("cx"), absent.get("cy")) == ("184.7", "332")
    [holder] = [node for node in root.iter(f"{SVG}g") if absent in list(node)]
    assert (holder.get("fill"), holder.get("stroke")) == ("#FFFFFF", COLOURS[0])


def test_a_line_does_not_cross_a_gap() -> None:
    root = tree(small_lines())
    strokes = [node.get("d") or "" for node in root.iter(f"{SVG}path") if node.get("stroke-width") == "2.5"]
    assert strokes == []  # two lone points and no stroke between them


def test_a_break_stands_midway_before_its_category_and_unknown_ones_are_left_out() -> None:
    root = tree(small_lines(breaks=(Break("2023", "Nytt system"), Break("1999", "Før vår tid"))), Size.NARROW)
    assert "Nytt system" in texts(root) and "Før vår tid" not in texts(root)
    [line] = [node.get("d") or "" for node in root.iter(f"{SVG}path") if node.get("stroke-dasharray") == "2 3"]
    assert line.startswith("M256.4 ")  # midway between 184.71 and 328


def test_the_nation_is_dashed_neutral_ink() -> None:
    [nation] = [node for node in tree(CHARTS["lines"]).iter(f"{SVG}path") if node.get("stroke-dasharray") == "6 4"]
    assert nation.get("stroke") == INK


def test_names_stand_at_the_line_ends_when_wide_and_in_a_legend_when_narrow() -> None:
    wide, narrow = tree(CHARTS["lines"]), tree(CHARTS["lines"], Size.NARROW)
    ends = {node.text: float(node.get("x", "0")) for node in wide.iter(f"{SVG}text")}
    tops = {node.text: float(node.get("y", "0")) for node in narrow.iter(f"{SVG}text")}
    for name in ("Helse Sør-Øst", "Helse Nord", "Hele landet"):
        assert ends[name] > 600
        assert tops[name] < 110


def test_stacked_columns_by_hand() -> None:
    # B stands on A and is three times as high.
    layers = (Series("A", (Point("x", 5.0, "fem"),), 0), Series("B", (Point("x", 15.0, "femten"),), 1))
    root = tree(ColumnChart("t", ("x",), Axis(""), layers), Size.NARROW)
    lower, upper = titled(root, "A, x: fem").get("d") or "", titled(root, "B, x: femten").get("d") or ""
    base, a = re.findall(r"M\S+ (\S+?)V(\S+?)h", lower)[0]
    b, top = re.findall(r"M\S+ (\S+?)V(\S+?)h", upper)[0]
    assert a == b
    assert (float(base) - float(a)) * 3 == pytest.approx(float(b) - float(top), abs=0.2)


def test_an_absent_layer_is_left_out_and_told_above_the_column() -> None:
    layers = (Series("A", (Point("x", 5.0, "fem"),), 0), Series("B", (Point("x", None, "skjult"),), 1))
    root = tree(ColumnChart("t", ("x",), Axis(""), layers))
    column = titled(root, "A, x: fem").get("d") or ""
    mark = titled(root, "B, x: skjult").get("d") or ""
    top = float(re.findall(r"V(\S+?)h", column)[0])
    assert float(re.findall(r"M\S+ (\S+?)h", mark)[0]) < top


def test_a_row_without_a_value_shows_its_reason_in_place_of_a_mark() -> None:
    rows = (Point("A", 10.0, "ti", 8.0, 12.0), Point("B", None, "ikke levert"))
    root = tree(DotChart("t", Axis("", 0, False), rows))
    assert "ikke levert" in texts(root)
    assert len(list(root.iter(f"{SVG}circle"))) == 1


def test_the_height_of_dots_grows_with_the_rows_by_23_pixels() -> None:
    def height(count: int) -> float:
        rows = tuple(Point(f"r{at}", 10.0 + at, "x") for at in range(count))
        return float((tree(DotChart("t", Axis(""), rows)).get("viewBox") or "").split()[3])

    assert height(21) - height(1) == 20 * 23


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", PICTURES)
def test_the_mark_stands_in_its_box_and_across_the_picture(kind: str, size: Size) -> None:
    assert texts(tree(PICTURES[kind], size)).count(MARK) >= 2


def test_a_chart_without_a_mark_has_none() -> None:
    assert MARK not in draw(small_lines(), Size.WIDE, plain_ticks)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("kind", "most"), [("lines", 8_000), ("columns", 6_000), ("dots", 8_500), ("funnel", 9_000), ("map", 6_500)]
)
def test_a_picture_is_small(kind: str, most: int, size: Size) -> None:
    assert len(draw(PICTURES[kind], size, plain_ticks).encode()) <= most


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", PICTURES)
def test_presentation_attributes_only_and_hidden_from_readers_that_have_the_figure(kind: str, size: Size) -> None:
    svg = draw(PICTURES[kind], size, plain_ticks)
    assert not re.search(r"style=|class=|<script|<style|href|\son\w+=", svg)
    assert svg.startswith("<svg xmlns=") and 'aria-hidden="true"' in svg and 'focusable="false"' in svg


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", PICTURES)
def test_coordinates_have_one_decimal_at_most(kind: str, size: Size) -> None:
    places = re.findall(
        r' (?:d|x|y|cx|cy|width|height|transform|viewBox)="([^"]*)"', draw(PICTURES[kind], size, plain_ticks)
    )
    assert places and not [place for place in places if re.search(r"\.\d\d|nan|inf|e[+-]", place)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", PICTURES)
def test_nothing_stands_outside_the_picture(kind: str, size: Size) -> None:
    root = tree(PICTURES[kind], size)
    _, _, width, height = (float(part) for part in (root.get("viewBox") or "").split())
    for node in root.iter():
        x, y = float(node.get("cx") or node.get("x") or 0), float(node.get("cy") or node.get("y") or 0)
        assert -7 <= x <= width and -7 <= y <= height, (node.tag, x, y)


def test_hostile_names_are_only_text() -> None:
    name = """<script>alert("1" & '2')</script>\x00"""
    chart = small_lines(series=(Series(name, (Point("2021", 1.0, name), Point("2022", None, name))),), mark=name)
    for size in SIZES:
        root = tree(chart, size)
        assert f"{name[:-1]}\ufffd, 2021: {name[:-1]}\ufffd" in titles(root)
        assert not list(root.iter(f"{SVG}script"))


def test_ticks_are_written_by_the_callers_formatter_with_the_axis_decimals() -> None:
    asked: list[int] = []

    def ticks(value: float, decimals: int) -> str:
        asked.append(decimals)
        return f"<{value}>"

    svg = draw(small_lines(axis=Axis("", 1)), Size.WIDE, ticks)
    assert "&lt;10.0&gt;" in svg and set(asked) == {1}


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_number_that_is_none_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        draw(small_lines(series=(Series("A", (Point("2021", bad, "x"),)),)), Size.WIDE, plain_ticks)


def test_a_point_outside_the_categories_is_refused_not_lost() -> None:
    with pytest.raises(ValueError, match="'2031' is not among the categories"):
        draw(small_lines(series=(Series("A", (Point("2031", 1.0, "x"),)),)), Size.WIDE, plain_ticks)


@pytest.mark.parametrize("size", SIZES)
def test_charts_without_any_value_or_row_can_be_drawn(size: Size) -> None:
    nothing = (Series("A", (Point("2021", None, WITHHELD),)),)
    for chart in (
        small_lines(series=nothing),
        small_lines(series=(), categories=()),
        ColumnChart("t", ("2021",), Axis("x"), nothing),
        ColumnChart("t", (), Axis("x"), ()),
        DotChart("t", Axis("x"), (Point("A", None, WITHHELD),), reference=Point("B", None, WITHHELD)),
        DotChart("t", Axis("x"), ()),
    ):
        assert not re.search(r"nan|inf\b", draw(chart, size, plain_ticks))


def test_a_small_trend_by_hand() -> None:
    root = ElementTree.fromstring(draw_sparkline(spark()))
    [line] = [node.get("d") for node in root.iter(f"{SVG}path")]
    # 128 wide in 5 steps of 25.6, values 1 to 6 over 34 to 6: 5.6 a unit; a gap at the third.
    assert line == "M6 34L31.6 28.4M82.8 17.2L108.4 11.6L134 6"
    assert titles(root) == ["2024: 6"]


def test_a_small_trend_says_its_mark_and_an_absent_end_lies_on_the_floor() -> None:
    ends = (Point("a", 5.0, "5"), Point("b", 9.0, "9"), Point("c", None, WITHHELD))
    root = ElementTree.fromstring(draw_sparkline(Sparkline("t", ends, MARK)))
    assert texts(root) == [MARK]
    assert titled(root, f"c: {WITHHELD}").get("cy") == "34"
    assert draw_sparkline(Sparkline("t", ()))


def test_a_picture_apart_from_the_page_has_air_at_both_sides() -> None:
    points = (Point("2023", 1.0, "1"), Point("2024", 2.0, "2"))
    chart = LineChart("t", ("2023", "2024"), Axis("a"), (Series("s", points),))
    plain, apart = draw(chart, Size.NARROW, plain_ticks), draw_apart(chart, Size.NARROW, plain_ticks)
    height = re.search(r'viewBox="0 0 350 (\d+)"', plain)
    assert height is not None
    # 350 wide, 24 at each side; the paper covers it all, and nothing in it has moved
    assert f'viewBox="-24 0 398 {height[1]}"' in apart
    assert f'<rect x="-24" width="398" height="{height[1]}"' in apart
    assert apart.split("/>", 1)[1] == plain.split("/>", 1)[1]


@pytest.mark.parametrize("size", SIZES)
def test_lines_of_levels_stand_at_their_values_with_labels_in_rows_of_their_own(size: Size) -> None:
    """The nation's label lies nearest to the plot; the two levels above it, none over another."""
    chart = levels()
    plan = dot_plan(chart, size, plain_ticks)
    drawn = draw_dots(chart, size, plain_ticks)
    heights = {}
    for line in chart.lines:
        assert line.value is not None
        assert f"M{number(plan.x.at(line.value))} " in drawn, line.x
        found = re.search(rf'<text[^>]* y="([\d.]+)"[^>]*>{line.x}: ', drawn)
        assert found is not None, line.x
        heights[line.x] = float(found[1])
    nation, moderate, high = (heights[line.x] for line in chart.lines)
    assert plan.box.top > nation
    assert nation - moderate == pytest.approx(LEADING, abs=0.1)
    assert moderate - high == pytest.approx(LEADING, abs=0.1)


def test_a_level_moves_the_axis_so_that_its_line_is_seen() -> None:
    beyond = replace(trusts(), levels=(Point("Høy", 140.0, "fra 140"),))
    assert dot_plan(beyond, Size.WIDE, plain_ticks).axis.high >= 140
    assert dot_plan(trusts(), Size.WIDE, plain_ticks).axis.high < 140


@pytest.mark.parametrize("size", SIZES)
def test_other_fonts_are_drawn_as_small_as_ours_where_ours_do_not_reach_and_pages_get_no_styles(size: Size) -> None:
    """An x-height of 0.486: that of the font the letters were measured for."""
    for chart in CHARTS.values():
        assert ElementTree.fromstring(draw_apart(chart, size, plain_ticks)).get("style") == "font-size-adjust:.486"
        assert "style=" not in draw(chart, size, plain_ticks)
