"""Names beside marks: where they stand by hand, and that none touches another."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from app.charts.label_places import Spot, place_names
from app.charts.layout import Box

ROOM = Box(0, 0, 300, 200)


def _around(spot: Spot) -> Box:
    return Box(spot.x - 5, spot.y - 5, spot.x + 5, spot.y + 5)


def _touch(one: Box, other: Box) -> bool:
    return not (
        one.right <= other.left or other.right <= one.left or one.bottom <= other.top or other.bottom <= one.top
    )


def test_a_lone_name_stands_at_the_right_of_its_mark() -> None:
    [placed] = place_names([Spot(100, 100, 50, 16)], [Box(95, 95, 105, 105)], ROOM)
    assert placed is not None
    assert placed.box == Box(109, 92, 159, 108)
    assert (placed.anchor, placed.x, placed.y, placed.moved) == ("start", 109, 100, False)


def test_at_the_right_edge_it_stands_at_the_left() -> None:
    [placed] = place_names([Spot(290, 100, 50, 16)], [], ROOM)
    assert placed is not None
    assert (placed.box, placed.anchor, placed.x) == (Box(231, 92, 281, 108), "end", 281)


def test_a_name_goes_above_where_both_sides_are_taken() -> None:
    marks = [Box(60, 95, 80, 105), Box(120, 95, 140, 105)]
    [placed] = place_names([Spot(100, 100, 50, 16)], marks, ROOM)
    assert placed is not None
    # Its lower edge 9 above the mark's middle, itself 16 high, half of its 50 at each side.
    assert (placed.box, placed.anchor, placed.moved) == (Box(75, 75, 125, 91), "middle", False)


def test_a_line_is_stepped_aside_from_but_moves_no_name_away() -> None:
    line = Box(0, 98, 300, 102)
    [placed] = place_names([Spot(100, 100, 50, 16)], [], ROOM, [line])
    assert placed is not None
    assert (placed.box, placed.anchor, placed.moved) == (Box(75, 75, 125, 91), "middle", False)
    [crossed] = place_names([Spot(100, 100, 50, 16)], [], ROOM, [ROOM])
    assert crossed is not None
    assert crossed.box == Box(109, 92, 159, 108)


def test_the_first_in_line_chooses_first_and_the_last_may_get_none() -> None:
    room = Box(0, 0, 100, 20)
    first, second = place_names([Spot(20, 10, 60, 16), Spot(22, 10, 60, 16)], [], room)
    assert first is not None
    assert second is None


spots = st.builds(Spot, st.floats(0, 300), st.floats(0, 200), st.floats(5, 150), st.just(15.0))


@given(st.lists(spots, max_size=15), st.lists(spots, max_size=10))
def test_names_stay_in_the_room_and_touch_nothing(named: list[Spot], others: list[Spot]) -> None:
    marks = [_around(spot) for spot in [*named, *others]]
    boxes = [placed.box for placed in place_names(named, marks, ROOM) if placed is not None]
    for box in boxes:
        assert box.left >= 0 and box.right <= 300 and box.top >= 0 and box.bottom <= 200
        assert not any(_touch(box, mark) for mark in marks)
    assert not any(_touch(one, other) for one, other in combinations(boxes, 2))


def test_a_name_moved_far_is_joined_to_its_mark() -> None:
    wall = [Box(92, 70, 108, 130), Box(40, 80, 170, 120)]
    [placed] = place_names([Spot(100, 100, 50, 16)], wall, ROOM)
    assert placed is not None
    assert placed.moved
