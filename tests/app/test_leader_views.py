"""What stands on a leader's page, by the hand-made numbers of the small release, as everybody would see it."""

import pytest

from app.site import Site
from app.view import Cards
from app.views import leader
from app.views.changes import moved_of
from app.views.missing import missing_view
from tests.app.small_release import WITHHELD_UNIT
from tests.app.told_site import told_site

HAMMERFEST, FINNMARK = "974795884", "983974880"
SPACE = "\N{NO-BREAK SPACE}"


def _texts(site: Site, code: str) -> list[list[str]]:
    view = missing_view(site, site.choices.organisations.by_code[code], 2024)
    return [[cell.text for cell in row] for row in view.table.rows]


def test_what_is_missing_is_counted_for_each_thing(site: Site) -> None:
    """Hammerfest has number 4: in 2024 it has 160 patients, of whom seven tenths are coded, and 80 pairs of answers."""
    assert _texts(site, HAMMERFEST) == [
        ["Kodet hoveddiagnose", "160", "112", "48", "70,0"],
        ["Svar ved start: SDQ, besvart av foresatt", "320", "160", "160", "50,0"],
        ["Svar ved oppfølging: SDQ, besvart av foresatt", "160", "80", "80", "25,0"],
    ]
    view = missing_view(site, site.choices.organisations.by_code[HAMMERFEST], 2024)
    # The newest year's follow-up may still come: it is not among what most lack.
    assert view.sentences == (
        "48 pasienter mangler kodet hoveddiagnose.",
        "Flest mangler her: Svar ved start: SDQ, besvart av foresatt (160 pasienter).",
    )


def test_of_withheld_numbers_nothing_is_worked_out(site: Site) -> None:
    assert [row[1:] for row in _texts(site, WITHHELD_UNIT)] == [["skjult"] * 4] * 3
    assert missing_view(site, site.choices.organisations.by_code[WITHHELD_UNIT], 2024).sentences == ()


def _told(cards: tuple[Cards, ...]) -> list[tuple[str, str, str]]:
    [found] = cards
    return [(card.label, card.value, card.change) for card in found.cards]


def test_the_last_month_stands_beside_the_same_month_of_the_years_before(site: Site) -> None:
    """Three contacts a patient: 10 x 4 x 4 x 3 in December 2024. Of a unit no waits are given by month."""
    place = site.choices.organisations.by_code[HAMMERFEST]
    told = _told(leader.month_cards(site, place, ("contacts",)))
    assert told == [("Polikliniske konsultasjoner", "480", "2022: 240 · 2023: 360")]


def test_of_a_trust_waits_are_given_by_month_too(site: Site) -> None:
    place = site.choices.organisations.by_code[FINNMARK]
    assert _told(leader.month_cards(site, place, ()))[:3] == [
        ("Henvisninger mottatt", "120", "2022: 60 · 2023: 90"),
        ("Påbegynt helsehjelp", "120", "2022: 60 · 2023: 90"),
        ("Prosent som startet innen 65 dager", "50,0", "2022: 50,0 · 2023: 50,0"),
    ]


@pytest.mark.parametrize(("code", "value"), [(HAMMERFEST, "160"), (WITHHELD_UNIT, "skjult")])
def test_waits_of_the_year(site: Site, code: str, value: str) -> None:
    place = site.choices.organisations.by_code[code]
    assert _told(leader.year_cards(site, place))[0][:2] == ("Henvisninger mottatt", value)


def test_where_nothing_is_given_by_month_there_are_no_cards(site: Site) -> None:
    place = site.choices.organisations.by_code[HAMMERFEST]
    assert leader.month_cards(site, place, ()) == ()


def test_figures_of_the_place_that_have_moved_are_listed_and_no_others(site: Site) -> None:
    told = told_site(site)
    places = {one.keys["organisation"] for one in told.changes.figures if "organisation" in one.keys}
    assert places
    for place in told.choices.organisations.ordered:
        views = moved_of(told, place)
        assert len(views) == (place.code in places)
        for view in views:
            assert {row[1].text for row in view.table.rows} == {place.short_name}
