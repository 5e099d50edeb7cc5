"""A map's parts by hand: outlines, hatching, where tiles and legend stand, and what is withheld leaves no trace."""

import dataclasses
import re
from itertools import combinations
from xml.etree import ElementTree

import pytest

from app.charts.axis import plain_ticks
from app.charts.description import MapArea, MapChart
from app.charts.map_label import broken
from app.charts.map_plan import map_plan
from app.charts.outline_paths import hatching, outline
from app.charts.palette import INK, PAPER, shade
from app.charts.svg import Size, draw
from app.charts.svg_frame import FAMILY
from tests.app.charts.samples import WITHHELD, country

SVG = "{http://www.w3.org/2000/svg}"
SQUARE = (((0, 0), (100, 0), (100, 100), (0, 100)),)
SIZES = list(Size)


def tree(chart: MapChart, size: Size = Size.WIDE) -> ElementTree.Element:
    return ElementTree.fromstring(draw(chart, size, plain_ticks))


def titled(root: ElementTree.Element, tag: str) -> dict[str, ElementTree.Element]:
    """Marks of this tag by the name their title begins with; of the tiles, those of the tile map."""
    found = [(node.findtext(f"{SVG}title"), node) for node in root.iter(f"{SVG}{tag}")]
    return {words.partition(":")[0]: node for words, node in reversed(found) if words}


def test_an_outline_goes_in_steps_from_its_first_place() -> None:
    assert outline((((5, 7), (8, 7), (6, 2)), ((0, 0), (1, 0), (1, 1)))) == "M5 7l3 0-2-5zM0 0l1 0 0 1z"


def test_a_hatching_lies_within_the_rings() -> None:
    # Lines x + y = 50, 100, 150: from the left edge to the top, corner to corner, from the bottom to the right.
    assert hatching(SQUARE, 50) == "M0 50l50-50M0 100l100-100M50 100l50-50"
    # A hole from 25 to 75 takes the middle of the longest one.
    hole = ((25, 25), (25, 75), (75, 75), (75, 25))
    assert hatching((*SQUARE, hole), 100) == "M0 100l25-25M75 25l25-25"
    assert hatching((), 50) == ""


@pytest.mark.parametrize("size", SIZES)
def test_areas_and_tiles_have_the_shade_of_their_class_and_those_without_a_value_are_hatched(size: Size) -> None:
    root = tree(country(), size)
    areas, tiles = titled(root, "path"), titled(root, "rect")
    for name, kind in (("Vest", 0), ("Sør og Øst", 1), ("Sør-Vest", 2)):
        assert areas[name].get("fill") == tiles[name].get("fill") == shade(kind, 3)
    assert areas["Øst"].get("fill") == "none" and tiles["Øst"].get("fill") == PAPER
    hatched = [
        node.get("d") for node in root.iter(f"{SVG}path") if re.fullmatch(r"(M\S+ \S+l\d+-\d+)+", node.get("d") or "")
    ]
    # The area itself, its tile, and the sample of the legend.
    assert len(hatched) == 3
    assert areas["Vest"].get("stroke") == tiles["Vest"].get("stroke") == INK


def test_a_map_is_scaled_and_its_units_are_kept() -> None:
    # 100 units are 20 pixels in the wide picture; in the narrow one 0.3 x 0.5 of that makes 15.
    wide, narrow = (map_plan(country(), size) for size in SIZES)
    assert (wide.land.width, narrow.land.width) == (40.0, 30.0)
    assert 'transform="translate(86 29)scale(0.2)"' in draw(country(), Size.WIDE, plain_ticks)
    assert "scale(0.3)scale(0.5)" in draw(country(), Size.NARROW, plain_ticks)


def test_tiles_stand_beside_the_map_or_before_it() -> None:
    wide, narrow = (map_plan(country(), size) for size in SIZES)
    assert wide.land.right < min(box.left for _, box in wide.tiles)
    assert max(box.bottom for _, box in narrow.tiles) < narrow.land.top
    for plan in (wide, narrow):
        for (_, one), (_, other) in combinations(plan.tiles, 2):
            apart = one.right <= other.left or other.right <= one.left
            assert apart or one.bottom <= other.top or other.bottom <= one.top


def test_the_legend_has_the_highest_class_first_and_only_what_occurs() -> None:
    words = [key.words for key in map_plan(country(), Size.WIDE).keys]
    assert words == ["52,0–52,9", "51,0–51,9", "50,0–50,9", "Uten tall", "Klart over", "Klart under", "Valgt sted"]
    bare = dataclasses.replace(country(), without="", signs=(), highlighted=())
    assert [key.words for key in map_plan(bare, Size.WIDE).keys] == ["52,0–52,9", "51,0–51,9", "50,0–50,9"]


def test_the_town_that_areas_share_is_an_inset_of_the_wide_picture() -> None:
    wide, narrow = (map_plan(country(), size) for size in SIZES)
    assert [area.name for area, _ in wide.inset] == ["Sør-Vest", "Sør og Øst"]
    assert narrow.inset == ()
    texts = [node.text for node in tree(country()).iter(f"{SVG}text")]
    assert "Byen" in texts and "© Kartverket" in texts
    assert "© Kartverket" in [node.text for node in tree(country(), Size.NARROW).iter(f"{SVG}text")]


@pytest.mark.parametrize("size", SIZES)
def test_a_picture_hangs_on_what_is_told_of_an_area_alone(size: Size) -> None:
    """All that an area without a value has are its reason and its place: two such areas are drawn alike."""
    chart = country()
    areas = [dataclasses.replace(area, kind=None, text=WITHHELD, label=WITHHELD, sign="") for area in chart.areas]
    told = [draw(dataclasses.replace(chart, areas=(*areas[:2], *chart.areas[2:])), size, plain_ticks) for _ in range(2)]
    assert told[0] == told[1]
    assert WITHHELD in told[0]
    assert draw(chart, size, plain_ticks) != told[0]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Bergen", ("Bergen",)),
        ("Møre og Romsdal", ("Møre og", "Romsdal")),
        ("Nord-Trøndelag", ("Nord-", "Trøndelag")),
        ("Diakonhjemmet", ("Diakon-", "hjemmet")),
    ],
)
def test_long_names_take_two_lines(name: str, lines: tuple[str, ...]) -> None:
    assert broken(name, 11.0, 62.0) == lines


def test_a_map_without_any_value_can_be_drawn_and_an_area_without_an_outline_has_its_tile() -> None:
    nothing = MapArea("Nytt", WITHHELD, WITHHELD, None, (0, 0))
    for size in SIZES:
        root = tree(dataclasses.replace(country(), areas=(nothing,), classes=(), inset=None), size)
        assert "Nytt" in titled(root, "rect") and "Nytt" not in titled(root, "path")
        assert root.get("font-family") == FAMILY
