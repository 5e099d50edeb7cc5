"""Units that are alike: chosen by kind and size from shown figures alone, and what is said of them. By hand.

In the small release Alta (number 5, withheld in 2024), Hammerfest (4) and Tromsø (7) are outpatient clinics, Haukeland
(10) is a ward; patients are 10 x the year's last digit x the number.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.charts.description import DotChart
from app.selection import Selection
from app.site import Site
from app.view import View
from app.views.similar import MOST_PEERS, nearest
from app.views.units import unit_views
from app.words import NO_BREAK_SPACE

ALTA, HAMMERFEST, TROMSO, WARD = "979848498", "974795884", "974547031", "975297195"
ABOVE = [["Finnmarks", "helseforetak"], ["Helse Nord", "region"], ["Norge", "hele landet"]]


def test_the_nearest_are_those_by_ratio() -> None:
    # 150 is half as much again, 60 is 1.67 times less; 200 and 50 are just as far as may be; 201 and 49 are too far.
    sizes = {"a": 60, "b": 150, "c": 200, "d": 50, "e": 201, "f": 49, "g": None, "h": 0, "i": 100}
    assert nearest(100, sizes) == ("i", "b", "a", "c", "d")
    assert nearest(0, sizes) == ()


def test_six_at_most_and_the_earlier_one_of_two_that_are_equally_near() -> None:
    sizes = {name: 110 for name in "hgfedcba"}
    assert nearest(100, sizes) == tuple("hgfedc")
    assert MOST_PEERS == 6


sizes = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.one_of(st.none(), st.integers(0, 3000)))


@settings(deadline=None)
@given(st.integers(1, 2000), sizes)
def test_what_is_not_shown_takes_no_part(own: int, sizes: dict[str, int | None]) -> None:
    found = nearest(own, sizes)
    assert found == nearest(own, {code: size for code, size in sizes.items() if size})
    assert all(own / 2 - 1e-6 <= (sizes[code] or 0) <= 2 * own + 1e-6 for code in found)
    # Nobody who is left out is nearer than one who is in.
    ratios = {code: max(size / own, own / size) for code, size in sizes.items() if size}
    left = [ratio for code, ratio in ratios.items() if code not in found and ratio <= 2]
    assert not found or not left or max(ratios[code] for code in found) <= min(left) + 1e-9


def _view(site: Site, code: str, year: int = 2024) -> View:
    place = site.choices.organisations.by_code[code]
    return next(view for view in unit_views(site, place, Selection("patients", 2022, year)) if view.name == "lignende")


def _rows(view: View) -> list[list[str]]:
    return [[cell.text.replace(NO_BREAK_SPACE, " ") for cell in row] for row in view.table.rows]


def test_a_unit_stands_beside_one_that_is_alike_and_those_above(site: Site) -> None:
    """In 2023 Alta has 150 patients, Hammerfest 120 and Tromsø 210; Haukeland's 300 are of another kind."""
    view = _view(site, ALTA, 2023)
    assert [row[:3] for row in _rows(view)] == [
        ["BUP Alta", "denne enheten", "150"],
        ["BUP Hammerfest", "lignende enhet", "120"],
        ["BUP Tromsø", "lignende enhet", "210"],
        *[[*names, str(30 * number)] for names, number in zip(ABOVE, (3, 2, 1), strict=True)],
    ]
    assert {tuple(row[3:]) for row in _rows(view)} == {("14,2", "50,0")}
    assert view.sentences == (
        "Lignende enheter er her de 2 av landets poliklinikker som ligger nærmest i størrelse: 120–210 pasienter, "
        "mot 150 pasienter ved BUP Alta.",
        "BUP Alta hadde 14,2 konsultasjoner per pasient i 2023.",
        "Til sammenligning: Finnmarks 14,2, Helse Nord 14,2 og Norge 14,2.",
        "Ved de lignende enhetene går tallet fra 14,2 til 14,2.",
    )
    assert isinstance(view.chart, DotChart)
    assert [point.x for point in view.chart.rows] == [row[0] for row in _rows(view)]
    assert view.chart.highlighted == ("BUP Alta",)
    assert any("spredt bebygd" in note for note in view.notes)


def test_a_unit_whose_size_is_withheld_has_no_peers_and_is_none(site: Site) -> None:
    view = _view(site, ALTA)
    assert view.sentences == (
        "Antall pasienter ved BUP Alta i 2024: skjult. Enheten kan derfor ikke sammenlignes med andre av samme "
        "størrelse.",
        "Konsultasjoner per pasient, BUP Alta: skjult.",
    )
    assert _rows(view)[0] == ["BUP Alta", "denne enheten", "skjult", "skjult", "skjult"]
    assert [row[:2] for row in _rows(view)[1:]] == ABOVE
    # Hammerfest's 160 would be near Alta's.
    assert [row[0] for row in _rows(_view(site, HAMMERFEST)) if row[1] == "lignende enhet"] == ["BUP Tromsø"]


def test_one_that_is_alike_is_told_of_as_one(site: Site) -> None:
    assert _view(site, TROMSO).sentences[0] == (
        "Bare én av landets poliklinikker er omtrent like stor: den har 160 pasienter, mot 280 pasienter ved "
        "BUP Tromsø."
    )


def test_a_ward_is_told_of_by_its_stays(site: Site) -> None:
    view = _view(site, WARD)
    assert view.sentences[0] == (
        "Haukeland døgn hadde 400 pasienter i 2024. Ingen av de andre av landets døgnenheter med tall har mellom "
        "halvparten og dobbelt så mange."
    )
    assert view.sentences[1].replace(NO_BREAK_SPACE, " ") == "Haukeland døgn hadde et belegg på 87,5 prosent i 2024."
    # 2 x 10 x 4 x 10.
    assert _rows(view)[0] == ["Haukeland døgn", "denne enheten", "400", "87,5", "800 (720–880)"]
    assert view.table.columns[3:] == ("Belegg", "Oppholdsdøgn")


@pytest.mark.parametrize("code", ["norge", "883658752", "983974880"])
def test_other_places_have_no_such_view(site: Site, code: str) -> None:
    place = site.choices.organisations.by_code[code]
    assert not any(view.name == "lignende" for view in unit_views(site, place, Selection("patients", 2022, 2024)))
