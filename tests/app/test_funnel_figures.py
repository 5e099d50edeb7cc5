"""The numbers of a funnel by hand: who is judged, limits as they are printed, wider where places differ."""

import pytest

from app.gate import PublishedRow
from app.views.funnel_figures import FEWEST_PERSONS, ShareOf, judge, line_sizes
from data_marts.catalog import Status
from data_marts.statistics.funnel import ALARM, WARNING

OF = ShareOf("share", "starts", "persons")


def row(**cells: float | Status) -> PublishedRow:
    return PublishedRow({}, {"share": 50.0, "starts": 100, "persons": 100, **cells})


def test_a_place_is_known_by_its_denominator_and_its_share() -> None:
    assert OF.known(row()) == (100.0, 50.0)
    assert OF.known(None) is None
    for name in ("share", "starts"):
        assert OF.known(row(**{name: Status.WITHHELD})) is None
    assert OF.known(row(starts=0)) is None


@pytest.mark.parametrize(("persons", "few"), [(29, True), (30, False), (Status.WITHHELD, True)])
def test_of_fewer_than_thirty_persons_no_place_is_judged(persons: int | Status, few: bool) -> None:
    """However many starts they have."""
    found = row(persons=persons, starts=45)
    assert OF.is_few(found) is few
    assert OF.judged(found) == (None if few else (45.0, 50.0))
    assert FEWEST_PERSONS == 30


def test_what_is_not_shown_is_not_few() -> None:
    assert not OF.is_few(row(share=Status.WITHHELD, persons=3))
    assert not OF.is_few(None)


def test_limits_by_chance_as_they_are_printed() -> None:
    """Of 100 at a half: F(39) = 0.0176, F(40) = 0.0284, so (40 - 0.0034 / 0.0108) / 100 = 39.7 %, and so on.

    F(59) = 0.9716, F(60) = 0.9824; F(34) = 0.000895, F(35) = 0.001759; F(64) = 0.998241, F(65) = 0.999105.
    """
    by = judge(50.0, [], 1)
    assert by.warning(100) == (39.7, 59.3)
    assert by.alarm(100) == (34.1, 64.9)


@pytest.mark.parametrize(
    ("share", "verdict"),
    [(65.0, 2), (64.9, 1), (59.4, 1), (59.3, 0), (50.0, 0), (39.7, 0), (39.6, -1), (34.1, -1), (34.0, -2)],
)
def test_the_verdict_is_that_of_a_reader_of_the_printed_numbers(share: float, verdict: int) -> None:
    assert judge(50.0, [], 1).verdict(100, share) == verdict


def test_limits_are_wider_where_places_differ_by_more_than_chance() -> None:
    """Ten of 100 persons, half of them 15 points above, half below: z = 3, phi = 9; in points s = 5, w = 1 / 25.

    tau^2 = (10 x 9 - 9) / (0.4 - 0.016 / 0.4) = 225; sqrt(25 + 225) = 15.811, times 1.96 and 3.09.
    """
    peers = [(100.0, 35.0), (100.0, 65.0)] * 5
    by = judge(50.0, peers, 1)
    assert by.found.is_over
    assert by.warning(100) == (19.0, 81.0)
    assert by.alarm(100) == (1.1, 98.9)


def test_of_fewer_than_ten_places_it_is_not_told_whether_they_differ() -> None:
    nine = [(100.0, 35.0), (100.0, 65.0)] * 5
    assert not judge(50.0, nine[:9], 1).found.is_over


def test_places_that_differ_by_chance_alone_do_not_widen_limits() -> None:
    alike = [(100.0, 50.0), (100.0, 51.0)] * 5
    assert judge(50.0, alike, 1).warning(100) == (39.7, 59.3)


@pytest.mark.parametrize("target", [0.0, 100.0])
def test_a_target_of_nobody_or_all_has_no_room_for_chance(target: float) -> None:
    by = judge(target, [(100.0, target)] * 12, 1)
    assert by.warning(100) == by.alarm(100) == (target, target)


def test_lines_go_through_the_limits_at_a_size() -> None:
    by = judge(50.0, [], 1)
    low, high = by.lines([100.0, 400.0], WARNING)
    assert [x for x, _ in low] == [x for x, _ in high] == [100.0, 400.0]
    assert (round(low[0][1], 1), round(high[0][1], 1)) == by.warning(100)
    outer, _ = by.lines([100.0], ALARM)
    assert round(outer[0][1], 1) == 34.1


def test_lines_reach_a_little_over_both_ends_in_whole_persons() -> None:
    sizes = line_sizes([40.0, 1000.0])
    assert (sizes[0], sizes[-1]) == (34.0, 1050.0)
    assert list(sizes) == sorted(set(sizes))
    assert all(size == int(size) for size in sizes)
    # One place alone has lines too.
    assert line_sizes([100.0])[0] == 85.0
    assert line_sizes([100.0])[-1] == 105.0
