"""The outlines of the catchment areas: the file as it is kept, and how it is made, on squares that a person drew."""

import csv
import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from data_marts.outlines.__main__ import ABOUT, DIVIDED, FILE, REFERENCE, UNIT_KM, areas_of_kommuner, outlines
from data_marts.outlines.plane import project
from data_marts.outlines.rings import dissolve, meeting_places, signed_area, simplified, without_islets
from data_marts.outlines.shorter import visvalingam
from data_marts.outlines.untangle import untangled

LARGEST_FILE = 60_000
KEPT = json.loads(FILE.read_text(encoding="utf-8"))
RINGS = {
    code: [tuple(zip(ring[::2], ring[1::2], strict=True)) for ring in rings]
    for code, rings in KEPT["outlines"].items()
}  # fmt: skip
with (Path(REFERENCE) / "residence_areas.csv").open(encoding="utf-8") as file:
    AREAS = {row["code"]: row["short_name"] for row in csv.DictReader(file) if row["level"] == "hf_area"}


def _segments(rings: list[tuple[tuple[int, int], ...]]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    return [edge for ring in rings for edge in pairwise((*ring, ring[0]))]


def test_every_area_has_an_outline_and_those_within_oslo_share_one() -> None:
    assert AREAS.keys() - RINGS.keys() == {"993467049", "965985166", "982791952"}  # OUS, Lovisenberg, Diakonhjemmet
    assert RINGS.keys() - AREAS.keys() == {DIVIDED}
    # Akershus serves a part of Oslo too.
    assert set(KEPT["divided"][DIVIDED]) == {"993467049", "965985166", "982791952", "983971636"}


def test_the_file_is_small_names_its_source_and_has_whole_numbers() -> None:
    content = FILE.read_bytes()
    assert len(content) <= LARGEST_FILE
    assert KEPT["about"] == ABOUT
    assert ABOUT["credit"] == "© Kartverket, CC BY 4.0"
    assert {type(part) for rings in KEPT["outlines"].values() for ring in rings for part in ring} == {int}


# Land with lakes, in square kilometres, of counties that are areas too (Statistics Norway, 2020): Finnmark less than
# its 48,631 by the islands that are left out; Innlandet is less by what belongs to Akershus; Østfold less by Vestby.
@pytest.mark.parametrize(
    ("code", "km2"),
    [("983974880", 48_600), ("983971709", 47_000), ("0301", 454), ("983975259", 2_160), ("983975267", 15_300)],
)
def test_areas_are_as_large_as_they_are(code: str, km2: float) -> None:
    found = sum(signed_area(ring) for ring in RINGS[code]) * UNIT_KM**2
    assert abs(found) == pytest.approx(km2, rel=0.08)


def test_all_areas_together_are_the_land() -> None:
    """323,800 square kilometres without Svalbard, less small islands and with some water between skerries."""
    found = sum(signed_area(ring) for rings in RINGS.values() for ring in rings) * UNIT_KM**2
    assert abs(found) == pytest.approx(323_800, rel=0.02)


def test_neighbours_share_their_borders_place_by_place() -> None:
    """What one side runs through, no other area runs through in the same direction, and borders are there from both."""
    sides = [(code, edge) for code, rings in RINGS.items() for edge in _segments(rings)]
    owner = {edge: code for code, edge in sides}
    assert len(owner) == len(sides)
    pairs = {frozenset((code, owner[edge[::-1]])) for edge, code in owner.items() if edge[::-1] in owner}
    named = [{AREAS.get(code, "Oslo") for code in pair} for pair in pairs]
    for one, other in [
        ("Finnmark", "UNN"), ("UNN", "Nordland"), ("Nordland", "Helgeland"), ("Helgeland", "Nord-Trøndelag"),
        ("Nord-Trøndelag", "St. Olav"), ("St. Olav", "Møre og Romsdal"), ("Møre og Romsdal", "Førde"),
        ("Førde", "Bergen"), ("Bergen", "Fonna"), ("Fonna", "Stavanger"), ("Stavanger", "Sørlandet"),
        ("Sørlandet", "Telemark"), ("Telemark", "Vestfold"), ("Vestre Viken", "Oslo"), ("Akershus", "Oslo"),
        ("Akershus", "Østfold"), ("Innlandet", "Akershus"), ("Innlandet", "Førde"),
    ]:  # fmt: skip
        assert {one, other} in named


def _side(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> np.ndarray:
    return np.sign(
        (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1]) - (b[..., 1] - a[..., 1]) * (c[..., 0] - a[..., 0])
    )


def test_no_two_lines_cross() -> None:
    """So no area overlaps another or itself, and no gap lies between two that share a border."""
    found = sorted({tuple(sorted(edge)) for rings in RINGS.values() for edge in _segments(rings)})
    starts, ends = (np.array([edge[end] for edge in found]) for end in (0, 1))
    crossing = 0
    for start, end in zip(starts, ends, strict=True):
        apart = _side(start, end, starts) * _side(start, end, ends) < 0
        crossing += int((apart & (_side(starts, ends, start) * _side(starts, ends, end) < 0)).sum())
    assert crossing == 0


# --- how it is made ---

LEFT = ((0.0, 0.0), (1.0, 0.0), (1.0, 0.5), (1.0, 1.0), (0.0, 1.0))
RIGHT = ((1.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 1.0), (1.0, 0.5))


def test_two_squares_become_one() -> None:
    [ring] = dissolve([LEFT, RIGHT])
    assert set(ring) == {(0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 1.0), (0.0, 1.0)}
    assert signed_area(ring) == 2.0
    with pytest.raises(ValueError, match="do not fit together"):
        dissolve([LEFT, LEFT[1:]])


def test_a_border_is_simplified_once_for_both_sides() -> None:
    areas = {"left": (LEFT,), "right": (RIGHT,)}
    assert meeting_places(areas) == {(1.0, 0.0), (1.0, 1.0)}
    found = simplified(areas, lambda lines: visvalingam(lines, 0.6))
    # The place midway on the border goes on both sides; corners of the outside go while their triangle is below 0.6.
    assert all((1.0, 0.5) not in ring for rings in found.values() for ring in rings)
    assert all({(1.0, 0.0), (1.0, 1.0)} <= set(ring) for rings in found.values() for ring in rings)


def test_a_line_keeps_its_ends_and_its_largest_triangles() -> None:
    line = ((0.0, 0.0), (1.0, 0.1), (2.0, 0.0), (3.0, 2.0), (4.0, 0.0))
    # Triangles 0.1, 1.1 and 2.0 by hand; without the first, the second is 2.0.
    assert visvalingam([line], 0.5) == ((line[0], *line[2:]),)
    assert visvalingam([line], 100.0) == ((line[0], line[-1]),)
    square = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0))
    assert len(visvalingam([square], 100.0)[0]) == 4


def test_a_place_stays_where_another_line_would_be_crossed() -> None:
    fjord = ((0.0, 0.0), (1.0, 1.0), (2.0, 0.0))
    for pole, kept in ((((1.0, 0.5), (1.0, -1.0)), fjord), (((3.0, 0.5), (3.0, -1.0)), (fjord[0], fjord[2]))):
        assert visvalingam([fjord, pole], 100.0)[0] == kept


def test_lines_that_cross_are_parted_by_taking_the_smallest_corner_away() -> None:
    bay = ((0, 0), (5, 6), (10, 0))
    for other, parted in ((((0, 5), (10, 5)), (bay[0], bay[2])), (((0, 7), (10, 7)), bay)):
        assert untangled([bay, other]) == (parted, other)
    # There and back along the same way.
    assert untangled([((0, 0), (5, 0), (5, 4), (5, 0), (9, 1))])[0] == ((0, 0), (5, 0), (9, 1))
    with pytest.raises(ValueError, match="cannot be parted"):
        untangled([((0, 0), (2, 2)), ((0, 2), (2, 0))])


def test_small_islands_go_whole_or_not_at_all() -> None:
    islet = ((9.0, 9.0), (9.1, 9.0), (9.1, 9.1))
    areas = {"left": (LEFT, islet), "right": (RIGHT,)}
    # Each of the two squares is 1, and together they are an island of 2.
    assert without_islets(areas, 1.9) == {"left": (LEFT,), "right": (RIGHT,)}
    assert without_islets(areas, 2.1) == {"left": (), "right": ()}
    assert without_islets(areas, 0.001) == {"left": (LEFT, islet), "right": (RIGHT,)}


def test_a_degree_of_latitude_is_111_kilometres_and_areas_are_kept() -> None:
    assert project(15.0, 65.0) == pytest.approx((0.0, 0.0))
    assert project(15.0, 64.0) == pytest.approx((0.0, 111.2), abs=0.1)
    # On the sphere a square of a degree at 70° N: 111.19² cos 70.5° … by the formula for a band, 4,127 km².
    corners = tuple(project(x, y) for x, y in ((25.0, 70.0), (26.0, 70.0), (26.0, 71.0), (25.0, 71.0)))
    assert abs(signed_area(corners)) == pytest.approx(4_127, rel=0.002)


def test_kommuner_come_to_their_area_and_land_without_one_is_refused() -> None:
    areas = areas_of_kommuner()
    assert areas["5401"] == "983974899"  # Tromsø, 5501 since 2024: UNN
    assert areas["1507"] == "997005562"  # Ålesund, split in 2024 within Møre og Romsdal
    square = ((10.0, 60.0), (12.0, 60.0), (12.0, 61.0), (10.0, 61.0))
    [ring] = outlines({"5401": [square]}, areas)["983974899"]
    assert min(x for x, _ in ring) == 0 == min(y for _, y in ring)
    with pytest.raises(KeyError):
        outlines({"9999": [square]}, areas)
