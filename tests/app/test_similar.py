"""What is said of units that are alike, by hand. Who is alike: test_alike.py.

In the small release Alta (number 5, withheld in 2024), Hammerfest (4) and Tromsø (7) are outpatient clinics, Haukeland
(10) is a ward; those of Finnmark are in a sparse area, Tromsø in a mixed one; patients
are 10 x the year's last digit x the number.
"""

import pytest

from app.charts.description import DotChart
from app.gate import PublishedRow
from app.selection import Selection
from app.site import Site
from app.view import View
from app.views import similar
from app.views.alike import Traits
from app.views.similar import Comparison
from app.views.units import unit_views
from app.words import NO_BREAK_SPACE

ALTA, HAMMERFEST, TROMSO, WARD = "979848498", "974795884", "974547031", "975297195"
ABOVE = [["Finnmarks", "helseforetak"], ["Helse Nord", "region"], ["Norge", "hele landet"]]


def _view(site: Site, code: str, year: int = 2024) -> View:
    place = site.choices.organisations.by_code[code]
    return next(view for view in unit_views(site, place, Selection("patients", 2022, year)) if view.name == "lignende")


def _rows(view: View) -> list[list[str]]:
    return [[cell.text.replace(NO_BREAK_SPACE, " ") for cell in row] for row in view.table.rows]


def test_a_unit_stands_beside_one_that_is_alike_and_those_above(site: Site) -> None:
    """In 2023 Alta has 150 patients, Hammerfest 120; Tromsø's 210 live otherwise, Haukeland is of another kind."""
    view = _view(site, ALTA, 2023)
    assert [[*row[:2], row[3]] for row in _rows(view)] == [
        ["BUP Alta", "denne enheten", "150"],
        ["BUP Hammerfest", "lignende enhet", "120"],
        *[[*names, str(30 * number)] for names, number in zip(ABOVE, (3, 2, 1), strict=True)],
    ]
    assert {(row[2], *row[4:]) for row in _rows(view)} == {("for få grupper vises", "14,2", "50,0")}
    assert view.sentences == (
        "Bare én av landets poliklinikker der minst 30 prosent av barna i opptaksområdet bor i små kommuner, er "
        "omtrent like stor: den har 120 pasienter, mot 150 pasienter ved BUP Alta.",
        "BUP Alta hadde 14,2 konsultasjoner per pasient i 2023.",
        "Til sammenligning: Finnmarks 14,2, Helse Nord 14,2 og Norge 14,2.",
    )
    assert isinstance(view.chart, DotChart)
    assert [point.x for point in view.chart.rows] == [row[0] for row in _rows(view)]
    assert view.chart.highlighted == ("BUP Alta",)
    assert any("færre enn to tusen barn" in note for note in view.notes)


def test_a_unit_whose_size_is_withheld_has_no_peers_and_is_none(site: Site) -> None:
    view = _view(site, ALTA)
    assert view.sentences == (
        "Antall pasienter ved BUP Alta i 2024: skjult. Enheten kan derfor ikke sammenlignes med andre av samme "
        "størrelse.",
        "Konsultasjoner per pasient, BUP Alta: skjult.",
    )
    assert _rows(view)[0] == ["BUP Alta", "denne enheten", "skjult", "skjult", "skjult", "skjult"]
    assert [row[:2] for row in _rows(view)[1:]] == ABOVE
    assert {row[2] for row in _rows(view)} == {"skjult"}
    # Hammerfest's 160 would be near Alta's.
    assert [row[0] for row in _rows(_view(site, HAMMERFEST)) if row[1] == "lignende enhet"] == []


def test_a_unit_without_any_that_lives_alike_says_so(site: Site) -> None:
    assert _view(site, TROMSO).sentences[0] == (
        "BUP Tromsø hadde 280 pasienter i 2024. Ingen av de andre av landets poliklinikker med tall der 10–30 prosent "
        "av barna i opptaksområdet bor i små kommuner, har mellom halvparten og dobbelt så mange."
    )


def test_the_span_of_those_that_are_alike_is_told_and_how_far_their_diagnoses_are_apart(site: Site) -> None:
    """Two units of 40 % and 30 % with ADHD, and the same in the other groups: a mean of 10 / 3 points."""
    places = site.choices.organisations.by_code
    unit, peer, above = places[ALTA], places[HAMMERFEST], places["norge"]
    groups = {"anxiety": 20.0, "stress": 10.0}
    mixes = {ALTA: {"hyperkinetic": 40.0, **groups}, HAMMERFEST: {"hyperkinetic": 30.0, **groups}, "norge": groups}
    found = {code: Traits(100, "sparse", mix) for code, mix in mixes.items()}
    row = PublishedRow({}, {"patients": 100, "contacts_per_patient": 9.0, "within_limit_share": 50.0})
    rows = {(name, code): row for name in row.cells for code in mixes}
    view = similar._view(site, Comparison(unit, "outpatient", 2023, (peer,), (above,), rows, found))
    assert [row[2] for row in _rows(view)] == ["0,0", "3,3", "for få grupper vises"]
    assert view.table.columns[2] == "Ulikhet i diagnoser (prosentpoeng)"


def test_a_ward_is_told_of_by_its_stays(site: Site) -> None:
    view = _view(site, WARD)
    assert view.sentences[0] == (
        "Haukeland døgn hadde 400 pasienter i 2024. Ingen av de andre av landets døgnenheter med tall der under 10 "
        "prosent av barna i opptaksområdet bor i små kommuner, har mellom halvparten og dobbelt så mange."
    )
    assert view.sentences[1].replace(NO_BREAK_SPACE, " ") == "Haukeland døgn hadde et belegg på 87,5 prosent i 2024."
    # 2 x 10 x 4 x 10.
    assert _rows(view)[0] == ["Haukeland døgn", "denne enheten", "for få grupper vises", "400", "87,5", "800 (720–880)"]
    assert view.table.columns[4:] == ("Belegg", "Oppholdsdøgn")


@pytest.mark.parametrize("code", ["norge", "883658752", "983974880"])
def test_other_places_have_no_such_view(site: Site, code: str) -> None:
    place = site.choices.organisations.by_code[code]
    assert not any(view.name == "lignende" for view in unit_views(site, place, Selection("patients", 2022, 2024)))
