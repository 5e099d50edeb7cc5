"""Names beside marks: where they stand by hand, and that none touches another."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from app.charts.label_places import Placed, Scene, Spot, place_names
from app.charts.layout import Box

ROOM = Box(0, 0, 300, 200)


def place(
    spots: list[Spot], marks: list[Box], room: Box = ROOM, lines: tuple[Box, ...] = ()
) -> tuple[Placed | None, ...]:
    return place_names([Scene(spots, marks, room, lines)])


def _around(spot: Spot) -> Box:
    return Box(spot.x - 5, spot.y - 5, spot.x + 5, spot.y + 5)


def _touch(one: Box, other: Box) -> bool:
    return not (
        one.right <= other.left or other.right <= one.left or one.bottom <= other.top or other.bottom <= one.top
    )


def test_a_lone_name_stands_at_the_right_of_its_mark() -> None:
    [placed] = place([Spot(100, 100, 50, 16)], [Box(95, 95, 105, 105)])
    assert placed is not None
    assert placed.box == Box(109, 92, 159, 108)
    assert (placed.anchor, placed.x, placed.y, placed.moved) == ("start", 109, 100, False)


def test_at_the_right_edge_it_stands_at_the_left() -> None:
    [placed] = place([Spot(290, 100, 50, 16)], [])
    assert placed is not None
    assert (placed.box, placed.anchor, placed.x) == (Box(231, 92, 281, 108), "end", 281)


def test_a_name_goes_above_where_both_sides_are_taken() -> None:
    marks = [Box(60, 95, 80, 105), Box(120, 95, 140, 105)]
    [placed] = place([Spot(100, 100, 50, 16)], marks)
    assert placed is not None
    # Its lower edge 9 above the mark's middle, itself 16 high, half of its 50 at each side.
    assert (placed.box, placed.anchor, placed.moved) == (Box(75, 75, 125, 91), "middle", False)


def test_a_line_is_stepped_aside_from_but_moves_no_name_away() -> None:
    line = Box(0, 98, 300, 102)
    [placed] = place([Spot(100, 100, 50, 16)], [], ROOM, (line,))
    assert placed is not None
    assert (placed.box, placed.anchor, placed.moved) == (Box(75, 75, 125, 91), "middle", False)
    [crossed] = place([Spot(100, 100, 50, 16)], [], ROOM, (ROOM,))
    assert crossed is not None
    assert crossed.box == Box(109, 92, 159, 108)


def test_the_first_in_line_chooses_first_and_the_last_may_get_none() -> None:
    room = Box(0, 0, 100, 20)
    first, second = place([Spot(20, 10, 60, 16), Spot(22, 10, 60, 16)], [], room)
    assert first is not None
    assert second is None


spots = st.builds(Spot, st.floats(0, 300), st.floats(0, 200), st.floats(5, 150), st.just(15.0))


@given(st.lists(spots, max_size=15), st.lists(spots, max_size=10))
def test_names_stay_in_the_room_and_touch_nothing(named: list[Spot], others: list[Spot]) -> None:
    marks = [_around(spot) for spot in [*named, *others]]
    boxes = [placed.box for placed in place(named, marks) if placed is not None]
    for box in boxes:
        assert box.left >= 0 and box.right <= 300 and box.top >= 0 and box.bottom <= 200
        assert not any(_touch(box, mark) for mark in marks)
    assert not any(_touch(one, other) for one, other in combinations(boxes, 2))


def test_a_name_moved_far_is_joined_to_its_mark() -> None:
    wall = [Box(92, 70, 108, 130), Box(40, 80, 170, 120)]
    [placed] = place([Spot(100, 100, 50, 16)], wall)
    assert placed is not None
    assert placed.moved


def test_a_name_stands_where_it_is_free_in_narrower_plots_too() -> None:
    """At full width both have room at their right; at half of it, the first would run into the second's mark."""

    def scene(part: float) -> Scene:
        spots = [Spot(100 * part, 100, 50, 16), Spot(180 * part, 100, 50, 16)]
        return Scene(spots, [_around(spot) for spot in spots], ROOM)

    wide, _ = place_names([scene(1.0)])
    both, second = place_names([scene(1.0), scene(0.5)])
    assert wide is not None and both is not None and second is not None
    assert (wide.box.left, wide.anchor) == (109, "start")
    # At half, 9 + 50 to the right of 50 is 109, and the other's mark begins at 85; at the left there is no room.
    assert (both.anchor, both.box) == ("middle", Box(75, 75, 125, 91))
    assert second.anchor == "start"


@given(st.lists(spots, max_size=12), st.floats(0.5, 1))
def test_in_every_width_names_touch_nothing(named: list[Spot], part: float) -> None:
    narrow = [Spot(spot.x * part, spot.y, spot.width, spot.height) for spot in named]
    scenes = [Scene(each, [_around(spot) for spot in each], ROOM) for each in (named, narrow)]
    placed = place_names(scenes)
    for each in (named, narrow):
        boxes = [
            Box(*(edge + spot.x - of.x if at % 2 == 0 else edge for at, edge in enumerate(_edges(one.box))))
            for one, of, spot in zip(placed, named, each, strict=True)
            if one is not None
        ]
        for box in boxes:
            assert not any(_touch(_shrunk(box), _around(spot)) for spot in each)
        assert not any(_touch(_shrunk(one), other) for one, other in combinations(boxes, 2))


def _edges(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom


def _shrunk(box: Box) -> Box:
    """A hair smaller: positions are worked out in two ways here."""
    return Box(box.left + 1e-6, box.top + 1e-6, box.right - 1e-6, box.bottom - 1e-6)
