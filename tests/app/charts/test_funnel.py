"""Funnels: places worked out by hand, both drawers alike, names in the picture."""

import dataclasses
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.charts.axis import plain_ticks
from app.charts.description import Axis, FunnelChart, FunnelLimits, FunnelPoint, Point
from app.charts.funnel_plan import COLOURS, RING_COLOUR, funnel_plan
from app.charts.layout import Size
from app.charts.palette import MUTED_INK
from app.charts.plotly import figure
from app.charts.svg import draw
from tests.app.charts.samples import funnel

SVG = "{http://www.w3.org/2000/svg}"
SIZES = list(Size)


def small(points: tuple[FunnelPoint, ...], **more: object) -> FunnelChart:
    limits = (
        FunnelLimits("indre", ((10.0, 40.0), (90.0, 48.0)), ((10.0, 60.0), (90.0, 52.0)), dashed=True),
        FunnelLimits("ytre", ((10.0, 30.0), (90.0, 46.0)), ((10.0, 70.0), (90.0, 54.0))),
    )
    chart: dict[str, Any] = {
        "title": "t", "axis": Axis("Prosent", 0, True), "size_axis": Axis("Antall"), "points": points,
        "target": Point("Norge", 50.0, "50 %"), "limits": limits, "kinds": ("inne", "ute", "langt ute"),
    }  # fmt: skip
    return FunnelChart(**{**chart, **more})


A = FunnelPoint("A", 20.0, 50.0, "midt på")
B = FunnelPoint("B", 80.0, 70.0, "langt over", 2)


def tree(chart: FunnelChart, size: Size = Size.WIDE) -> ElementTree.Element:
    return ElementTree.fromstring(draw(chart, size, plain_ticks))


def titled(root: ElementTree.Element, words: str) -> ElementTree.Element:
    [found] = [node for node in root.iter() if node.findtext(f"{SVG}title") == words]
    return found


def built(chart: FunnelChart, size: Size = Size.WIDE) -> dict[str, Any]:
    return figure(chart, size)


def markers(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [trace for trace in found["data"] if trace["mode"] == "markers" and "hovertext" in trace]


def test_a_small_funnel_stands_where_a_person_put_it() -> None:
    # Values 30 to 70, from zero: 0, 10 … 70. Sizes 10 to 90 from zero: at most eight parts are steps of 20, 0 to 100.
    # "70" is 2 x 0.497 x 13 = 12.92 wide: the plot begins at 12.92 x 1.04 + 10 = 23.44. "100" is 19.38 wide, so it
    # ends at 880 - 4 - 9.69 - 2 = 864.31. 20 of 100 stands at 23.44 + 840.87 / 5 = 191.6.
    circle = titled(tree(small((A, B))), "A: midt på")
    assert circle.get("cx") == "191.6"
    plan = funnel_plan(small((A, B)), Size.WIDE, plain_ticks)
    assert (plan.sizes.ticks, plan.axis.ticks) == ((0, 20, 40, 60, 80, 100), (0, 10, 20, 30, 40, 50, 60, 70))
    middle = plan.box.top + plan.box.height * 2 / 7
    assert float(circle.get("cy") or 0) == pytest.approx(middle, abs=0.06)


def test_how_far_out_a_place_lies_is_told_by_shape_and_colour() -> None:
    middle = FunnelPoint("C", 50.0, 65.0, "over", 1)
    root = tree(small((A, B, middle)))
    assert [titled(root, words).tag for words in ("A: midt på", "B: langt over", "C: over")] == [
        f"{SVG}circle", f"{SVG}path", f"{SVG}path",
    ]  # fmt: skip
    assert "l" in (titled(root, "C: over").get("d") or "")
    assert (titled(root, "C: over").get("d") or "").count("l") == 3  # a diamond
    assert (titled(root, "B: langt over").get("d") or "").count("l") == 1  # a triangle
    symbols = {trace["marker"]["symbol"]: trace["marker"]["color"] for trace in markers(built(small((A, B, middle))))}
    assert symbols == dict(zip(("circle", "diamond", "triangle-up"), COLOURS, strict=True))


@pytest.mark.parametrize("size", SIZES)
def test_both_drawers_carry_the_same_numbers(size: Size) -> None:
    chart = funnel()
    plan, found = funnel_plan(chart, size, plain_ticks), built(chart, size)
    drawn = {
        text.split("<br>")[0]: (x, y)
        for trace in markers(found)
        for x, y, text in zip(trace["x"], trace["y"], trace["hovertext"], strict=True)
    }
    assert drawn == {point.name: (point.x, point.value) for point in chart.points}
    root = tree(chart, size)
    for point in chart.points:
        node = titled(root, f"{point.name}: {point.label}")
        if point.beyond == 0:
            assert float(node.get("cx") or 0) == pytest.approx(plan.x.at(point.x), abs=0.06)
            assert float(node.get("cy") or 0) == pytest.approx(plan.y.at(point.value), abs=0.06)
    assert found["layout"]["xaxis"]["range"] == [plan.sizes.low, plan.sizes.high]
    assert found["layout"]["yaxis"]["range"][0] == plan.axis.low


def test_limits_are_the_same_lines_dashed_inside_and_solid_outside() -> None:
    chart = small((A, B))
    lines = [trace for trace in built(chart)["data"] if trace["mode"] == "lines"]
    assert [(trace["x"], trace["y"], trace["line"]["dash"]) for trace in lines] == [
        ([10.0, 90.0, None, 10.0, 90.0], [40.0, 48.0, None, 60.0, 52.0], "6px,4px"),
        ([10.0, 90.0, None, 10.0, 90.0], [30.0, 46.0, None, 70.0, 54.0], "solid"),
        ([0.0, 100.0], [50.0, 50.0], "solid"),
    ]
    strokes = [node for node in tree(chart).iter(f"{SVG}path") if node.get("stroke") == MUTED_INK]
    inner, outer = [node for node in strokes if node.get("d") != "M0 0H20"]
    assert (inner.get("stroke-dasharray"), outer.get("stroke-dasharray")) == ("6 4", None)
    # Each pair is two lines, and each of these has two ends.
    assert [len(re.findall("[ML]", node.get("d") or "")) for node in (inner, outer)] == [4, 4]


def test_the_legend_names_what_is_drawn_and_nothing_else() -> None:
    def keys(chart: FunnelChart) -> list[str]:
        return [key.name for key in funnel_plan(chart, Size.WIDE, plain_ticks).keys]

    assert keys(small((A,))) == ["inne", "Norge: 50 %", "indre", "ytre"]
    assert keys(small((B,))) == ["langt ute", "Norge: 50 %", "indre", "ytre"]
    chosen = small((A, B), chosen="valgt", highlighted=("A",))
    assert keys(chosen) == ["inne", "langt ute", "valgt", "Norge: 50 %", "indre", "ytre"]
    assert keys(small((A,), target=Point("Norge", None, "skjult"))) == ["inne", "indre", "ytre"]


def names(chart: FunnelChart) -> tuple[set[str], set[str]]:
    """What stands beside marks in the picture, and in the figure."""
    drawn = {node.text or "" for node in tree(chart).iter(f"{SVG}text") if node.get("paint-order")}
    notes = [note for note in built(chart)["layout"]["annotations"] if note["xref"] == "x"]
    return drawn, {note["text"] for note in notes}


def test_those_outside_and_those_chosen_are_named_and_of_many_the_others_not() -> None:
    many = tuple(FunnelPoint(f"P{at}", 10.0 + 8 * at, 50.0, "p") for at in range(7))
    chart = small((A, B, *many), highlighted=("A",), chosen="valgt")
    assert names(chart) == ({"A", "B"}, {"A", "B"})
    few = names(small((A, B, many[6])))
    assert few == ({"A", "B", "P6"}, {"A", "B", "P6"})


def test_a_name_of_one_within_is_not_moved_for_want_of_room() -> None:
    """Eight at one place: those that are not outside are named beside it or not at all."""
    together = tuple(FunnelPoint(f"Et ganske langt navn {at}", 50.0, 50.0, "p") for at in range(8))
    plan = funnel_plan(small(together), Size.NARROW, plain_ticks)
    assert 0 < len(plan.names) < 8
    assert not any(name.place.moved for name in plan.names)
    outside = tuple(dataclasses.replace(point, beyond=1) for point in together)
    assert any(name.place.moved for name in funnel_plan(small(outside), Size.NARROW, plain_ticks).names)


def test_what_is_chosen_has_a_ring_and_so_has_its_key() -> None:
    chart = small((A, B), highlighted=("A",), chosen="valgt")
    rings = [node for node in tree(chart).iter(f"{SVG}circle") if node.get("stroke") == RING_COLOUR]
    assert len(rings) == 2  # one in the legend


@pytest.mark.parametrize("size", SIZES)
def test_axes_hold_what_is_drawn_alone(size: Size) -> None:
    """A place that is left out moves nothing, unless it was the outermost."""
    within = FunnelPoint("X", 50.0, 51.0, "x")
    with_it, without = (funnel_plan(small(points), size, plain_ticks) for points in ((A, B, within), (A, B)))
    assert (with_it.axis, with_it.sizes) == (without.axis, without.sizes)
    far = funnel_plan(small((A, FunnelPoint("Y", 900.0, 99.0, "y", 2))), size, plain_ticks)
    assert (far.axis.high, far.sizes.high) == (100, 1000)


@pytest.mark.parametrize("size", SIZES)
def test_a_funnel_without_places_can_be_drawn(size: Size) -> None:
    chart = small((), limits=(), target=Point("Norge", None, "skjult"))
    assert not re.search(r"nan|inf\b", draw(chart, size, plain_ticks))
    assert markers(built(chart, size)) == []


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_what_cannot_be_drawn_is_refused(bad: float) -> None:
    for point in (FunnelPoint("A", bad, 1.0, ""), FunnelPoint("A", 1.0, bad, ""), FunnelPoint("A", 1.0, 1.0, "", 3)):
        with pytest.raises(ValueError, match="the point 'A' cannot be drawn"):
            draw(small((point,)), Size.WIDE, plain_ticks)
    with pytest.raises(ValueError, match="not a finite number"):
        draw(small((A,), target=Point("Norge", bad, "")), Size.WIDE, plain_ticks)


points = st.lists(
    st.tuples(st.integers(1, 5000), st.integers(0, 1000), st.integers(0, 2), st.integers(3, 40)),
    min_size=1,
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(points, st.sampled_from(SIZES))
def test_names_stay_in_the_picture_and_apart(found: list[tuple[int, int, int, int]], size: Size) -> None:
    places = tuple(
        FunnelPoint(f"{at} " + "m" * length, float(x), value / 10, "", beyond)
        for at, (x, value, beyond, length) in enumerate(found)
    )
    plan = funnel_plan(dataclasses.replace(funnel(), points=places, highlighted=(places[0].name,)), size, plain_ticks)
    boxes = [name.place.box for name in plan.names]
    for at, box in enumerate(boxes):
        assert box.left >= 0 and box.right <= plan.width and box.top >= 0 and box.bottom <= plan.box.bottom
        for other in boxes[:at]:
            assert (
                box.right <= other.left
                or other.right <= box.left
                or box.bottom <= other.top
                or (other.bottom <= box.top)
            )


@settings(max_examples=30, deadline=None)
@given(points)
def test_each_name_of_the_svg_is_a_note_of_the_figure(found: list[tuple[int, int, int, int]]) -> None:
    places = tuple(FunnelPoint(f"P{at}", float(x), v / 10, "", b) for at, (x, v, b, _) in enumerate(found))
    chart = dataclasses.replace(funnel(), points=places, highlighted=())
    named = [node.text for node in tree(chart).iter(f"{SVG}text") if node.get("paint-order")]
    notes = [note["text"] for note in built(chart)["layout"]["annotations"]]
    assert named == [text for text in notes if re.fullmatch(r"P\d+", text)]
