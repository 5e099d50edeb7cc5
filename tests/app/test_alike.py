"""Which units are alike, worked out by hand: size, where people live, and what the patients have."""

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from app.settlement import SETTLEMENTS, Settlement
from app.site import Site
from app.views.alike import GROUPS, MOST_PEERS, Traits, alike, difference, traits

MIX = dict(zip(GROUPS, (40.0, 20.0, 10.0, 10.0, 5.0), strict=True))


def unit(size: int | None, settlement: Settlement | None = "mixed", **mix: float) -> Traits:
    return Traits(size, settlement, {**MIX, **mix})


def bare(size: int | None, settlement: Settlement | None = "mixed") -> Traits:
    return Traits(size, settlement, {})


def test_the_difference_is_the_mean_over_the_groups_that_both_show() -> None:
    # 10, 2, 0, 0 and 1 points apart: 13 / 5. Without the fourth and fifth group 12 / 3.
    other = {**MIX, "hyperkinetic": 50.0, "anxiety": 18.0, "autism": 6.0}
    assert difference(unit(100), Traits(100, "mixed", other)) == 2.6
    three = {group: other[group] for group in GROUPS[:3]}
    assert difference(unit(100), Traits(100, "mixed", three)) == 4.0
    assert difference(unit(100), Traits(100, "mixed", {group: three[group] for group in GROUPS[:2]})) is None
    assert difference(unit(100), unit(7)) == 0.0


def test_who_is_too_large_too_small_or_lives_otherwise_is_not_alike() -> None:
    sizes = {"c": 200, "d": 50, "e": 201, "f": 49, "h": 0}
    others = {code: unit(size) for code, size in sizes.items()} | {"g": unit(None), "s": unit(100, "sparse")}
    assert alike(unit(100), {**others, "n": unit(100, None)}) == ("c", "d")
    assert alike(unit(0), others) == alike(unit(None), others) == ()
    # Whose trust has no area is held against all.
    assert alike(unit(100, None), others) == ("s", "c", "d")


def test_the_most_alike_come_first_then_by_size_and_without_a_difference_last() -> None:
    others = {
        "far": unit(100, hyperkinetic=60.0), "large": unit(190), "near": unit(150, autism=6.0), "small": unit(80),
        "untold": bare(100),
    }  # fmt: skip
    assert alike(unit(100), others) == ("small", "large", "near", "far", "untold")
    assert alike(bare(100), others) == ("far", "untold", "small", "near", "large")


def test_six_at_most_and_the_earlier_one_of_two_that_are_equally_alike() -> None:
    assert alike(unit(100), {name: unit(110) for name in "hgfedcba"}) == tuple("hgfedc")
    assert MOST_PEERS == 6


MIXES = st.dictionaries(st.sampled_from(GROUPS), st.floats(0, 100))
TRAITS = st.builds(Traits, st.none() | st.integers(0, 3000), st.none() | st.sampled_from(SETTLEMENTS), MIXES)


@settings(deadline=None)
@given(TRAITS, st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), TRAITS))
def test_nobody_who_is_left_out_is_more_alike(own: Traits, others: Mapping[str, Traits]) -> None:
    found = alike(own, others)
    may = [code for code in others if alike(own, {code: others[code]})]
    assert set(found) <= set(may)
    assert len(found) == min(6, len(may))

    def apart(code: str) -> float:
        told = difference(own, others[code])
        return 1000.0 if told is None else told

    assert [apart(code) for code in found] == sorted(map(apart, may))[:6]


def test_traits_are_made_of_shown_numbers(site: Site) -> None:
    """Alta is withheld in 2024; Tromsø has 280. The small release has no groups of diagnoses."""
    organisations = site.choices.organisations
    alta, tromso = (organisations.by_code[code] for code in ("979848498", "974547031"))
    table = site.results.patients_by_unit((2023, 2024), (alta.code, tromso.code))
    assert traits(organisations, alta, table, 2024) == Traits(None, "sparse", {})
    assert traits(organisations, alta, table, 2023) == Traits(150, "sparse", {})
    assert traits(organisations, tromso, table, 2024) == Traits(280, "mixed", {})
