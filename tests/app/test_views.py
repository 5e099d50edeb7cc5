"""What views say of the small release, worked out by hand: order, numbers, changes, sentences.

A place's count in a year is 10 x the year's last digit x the place's number.
"""

import pytest

from app.charts.description import ColumnChart, DotChart, LineChart
from app.filters import ACTIVITY, NATIONAL, PATIENTS
from app.selection import Selection
from app.site import Site
from app.view import Cards, View
from app.views import activity, national, overview, patients
from app.words import NO_BREAK_SPACE


def _selection(spec: object, **fields: object) -> Selection:
    return Selection(**{"measure": spec.measures[0], "first_year": 2022, "last_year": 2024, **fields})


def _named(views: tuple[View, ...], name: str) -> View:
    return next(view for view in views if view.name == name)


def _texts(view: View) -> list[list[str]]:
    return [[cell.text.replace(NO_BREAK_SPACE, " ") for cell in row] for row in view.table.rows]


def test_trusts_stand_by_value_from_the_highest(site: Site) -> None:
    trusts = _named(activity.views(site, _selection(ACTIVITY)), "foretak")
    # 3 x 10 x 4 x (9, 6, 3)
    assert [row[:2] for row in _texts(trusts)] == [
        ["Helse Bergen", "1 080 (972–1 188)"], ["UNN", "720 (648–792)"], ["Finnmarks", "360 (324–396)"],
    ]  # fmt: skip
    assert trusts.chart is not None
    assert [point.value for point in trusts.chart.rows] == [1080, 720, 360]
    [spread] = trusts.sentences
    assert "1 080 (Helse Bergen)" in spread.replace(NO_BREAK_SPACE, " ")
    assert "360 (Finnmarks)" in spread


def test_a_trend_says_its_last_value_and_its_first(site: Site) -> None:
    trend = _named(activity.views(site, _selection(ACTIVITY)), "utvikling")
    # 3 x 10 x 4 x 1 against 3 x 10 x 2 x 1
    assert trend.sentences == (
        "Norge hadde 120 (108–132) polikliniske konsultasjoner i 2024, mot 60 i 2022.",
        # 108 to 132 against 81 to 99. Three years have no trend.
        "Antallet for Norge er klart høyere i 2024 enn i 2023: konfidensintervallene overlapper ikke.",
    )
    assert _texts(trend)[1] == ["Helse Nord", "120 (108–132)", "180 (162–198)", "240 (216–264)"]
    assert [note[:19] for note in trend.notes] == ["En konsultasjon er ", "Tall i parentes er "]


def test_rates_are_told_with_their_intervals_and_the_country_as_reference(site: Site) -> None:
    boys = _named(patients.views(site, _selection(PATIENTS, sex="boys")), "omrader")
    assert [row[1] for row in _texts(boys)][:3] == ["48,0 (43,0–53,5)"] * 3
    assert boys.sentences[1] == "Norge samlet: 48,0 (43,0–53,5)."
    counts = _named(patients.views(site, _selection(PATIENTS, measure="patients")), "omrader")
    assert [row[:2] for row in _texts(counts)] == [["Helse Bergen", "360"], ["UNN", "240"], ["Finnmarks", "120"]]
    # A sum for the whole country is no yardstick for one area.
    assert counts.chart is not None
    assert counts.chart.reference is None


def test_figures_of_the_first_page(site: Site) -> None:
    real, invented = [part for part in overview.parts(site) if isinstance(part, Cards)]
    assert (real.origin, invented.origin) == ("real", "invented")
    values = [card.value.replace(NO_BREAK_SPACE, " ") for card in real.cards]
    # 100, 7 and 1 x 10 x 4 x 1; beds are the place's number
    assert values == ["4 000", "280", "40", "1"]
    # The series breaks in 2023, so the change is told from 2023: from 3 to 4.
    assert [card.change.replace(NO_BREAK_SPACE, " ") for card in real.cards][:2] == ["+33,3 % siden 2023"] * 2
    first = [card.value.replace(NO_BREAK_SPACE, " ") for card in invented.cards][:4]
    assert first == ["40", "50,0", "+100,0 %", "100,0 %"]


def test_a_repeated_figure_is_not_shown_as_a_number(site: Site) -> None:
    selection = _selection(NATIONAL, places=("983974899",))
    trend = _named(national.views(site, selection), "utvikling")
    assert _texts(trend) == [["UNN", "12 000", "gjentatt", "24 000"]]
    assert any(note.startswith("Gjentatt: kilden oppgir nøyaktig samme tall") for note in trend.notes)


def test_invented_and_real_figures_never_share_a_view(site: Site) -> None:
    found = [
        *national.views(site, _selection(NATIONAL)),
        *patients.views(site, _selection(PATIENTS)),
        *activity.views(site, _selection(ACTIVITY)),
    ]
    assert {view.origin for view in found[:3]} == {"real"}
    assert {view.origin for view in found[3:]} == {"invented"}
    for view in found:
        assert view.chart is not None
        assert bool(view.chart.mark) == (view.origin == "invented")


def test_a_sentence_does_not_compare_across_a_break(site: Site) -> None:
    # The series of Helse Nord and of the country break in 2023, that of Helse Vest does not.
    broken = _named(national.views(site, _selection(NATIONAL)), "utvikling")
    whole = _named(national.views(site, _selection(NATIONAL, places=("983658725",))), "utvikling")
    assert [one.replace(NO_BREAK_SPACE, " ") for one in (*broken.sentences, *whole.sentences)] == [
        "Norge hadde 4 000 polikliniske konsultasjoner i 2024, mot 3 000 i 2023.",
        "Helse Vest hadde 32 000 polikliniske konsultasjoner i 2024, mot 16 000 i 2022.",
    ]


# --- where no figure is given at that level of detail ---

ALTA, FINNMARK, NORD = "979848498", "983974880", "883658752"
NOTE = "For detaljert: så detaljerte tall vises ikke, heller ikke når de er store."
HINT = "Færre avgrensninger, hele år eller et større sted kan gi tall."


def _marks(view: View) -> list[float | None]:
    assert isinstance(view.chart, LineChart | ColumnChart)
    return [point.value for series in view.chart.series for point in series.points]


@pytest.mark.parametrize("fields", [
    {"contact_type": "video"}, {"measure": "bed_days"}, {"measure": "admissions"}, {"measure": "day_contacts"},
])  # fmt: skip
def test_months_of_a_unit_that_are_too_detailed_say_so_plainly(site: Site, fields: dict[str, str]) -> None:
    selection = _selection(ACTIVITY, period_type="month", places=(ALTA,), **fields)
    [trend] = activity.views(site, selection)
    assert trend.sentences == (f"Tall for BUP Alta vises ikke så detaljert. {HINT}",)
    assert _marks(trend) == [None] * 36
    assert _texts(trend) == [["BUP Alta", *["for detaljert"] * 36]]
    assert any(note.startswith(NOTE) for note in trend.notes)
    assert not any("levert" in note or "Skjult" in note for note in trend.notes)


def test_the_same_months_of_a_region_have_their_figures(site: Site) -> None:
    selection = _selection(ACTIVITY, period_type="month", places=("883658752",), contact_type="video")
    trend = _named(activity.views(site, selection), "utvikling")
    # 3 x half of 10 x (2, 3, 4) x 2
    assert _marks(trend) == [60] * 12 + [90] * 12 + [120] * 12
    assert not any(NOTE in note for note in trend.notes)


def test_parts_that_are_too_detailed_stand_beside_their_whole(site: Site) -> None:
    selection = _selection(ACTIVITY, period_type="month", places=(FINNMARK,))
    types = _named(activity.views(site, selection), "kontakttyper")
    # 3 x 10 x 4 x 3
    assert types.sentences[0].startswith("Finnmarkssykehuset hadde 360 (324–396) polikliniske konsultasjoner i")
    assert types.sentences[1] == (
        f"Hvordan tallet fordeler seg, vises ikke så detaljert for Finnmarkssykehuset. {HINT}"
    )
    assert _marks(types) == [None] * 36 * 5
    assert [row[1:] for row in _texts(types)][-1] == [*["for detaljert"] * 5, "360 (324–396)"]


def test_types_that_are_not_given_of_a_unit_are_named_and_no_column_stands_for_them(site: Site) -> None:
    types = _named(activity.views(site, _selection(ACTIVITY, places=(ALTA,))), "kontakttyper")
    assert types.heading == "Kontakttyper utenom oppmøte, BUP Alta, 2022–2024"
    given = ["Gruppe", "Ambulant", "Video og annen fjernbehandling", "Telefon"]
    assert isinstance(types.chart, ColumnChart)
    assert [series.name for series in types.chart.series] == given
    assert list(types.table.columns) == ["Periode", *given, "I alt"]
    assert types.notes[0].startswith("Søylene viser ikke alle konsultasjonene: oppmøte er ikke med.")
    assert not any(note.startswith(NOTE) for note in types.notes)


def test_a_place_that_has_figures_is_told_of_beside_one_that_has_none(site: Site) -> None:
    selection = _selection(ACTIVITY, measure="bed_days", period_type="month", places=(NORD, ALTA))
    trend = _named(activity.views(site, selection), "utvikling")
    # 2 x 10 x (4, 2) x 2
    assert trend.sentences[0].startswith("Helse Nord hadde 160 ")
    assert [row[-1] for row in _texts(trend)] == ["160 (144–176)", "for detaljert"]
    assert any(note.startswith(NOTE) for note in trend.notes)


def test_a_comparison_of_places_without_figures_says_so_and_keeps_the_order_of_the_map(site: Site) -> None:
    """How contacts of girls were held is given for regions, and for no trust."""
    trusts = _named(activity.views(site, _selection(ACTIVITY, contact_type="video", sex="girls")), "foretak")
    assert trusts.sentences == ("Tall for disse stedene vises ikke så detaljert. Færre avgrensninger kan gi tall.",)
    assert isinstance(trusts.chart, DotChart)
    assert [(point.x, point.value) for point in trusts.chart.rows] == [
        ("Finnmarks", None), ("UNN", None), ("Helse Bergen", None),
    ]  # fmt: skip
    assert [row[1:] for row in _texts(trusts)] == [["for detaljert", "for detaljert"]] * 3


# --- contacts per patient ---


def test_contacts_per_patient_are_told_of_the_chosen_places_by_year(site: Site) -> None:
    found = _named(activity.views(site, _selection(ACTIVITY, places=(ALTA, FINNMARK))), "per-pasient")
    assert found.heading == "Konsultasjoner per pasient, 2022–2024"
    assert _texts(found) == [["BUP Alta", "14,2", "14,2", "skjult"], ["Finnmarks", "14,2", "14,2", "14,2"]]
    alone = _named(activity.views(site, _selection(ACTIVITY, places=(FINNMARK,))), "per-pasient")
    assert alone.heading == "Konsultasjoner per pasient, Finnmarkssykehuset, 2022–2024"
    assert alone.sentences == ("Finnmarkssykehuset hadde 14,2 konsultasjoner per pasient i 2024, mot 14,2 i 2022.",)


@pytest.mark.parametrize("fields", [
    {"period_type": "month"}, {"measure": "bed_days"}, {"contact_type": "video"}, {"sex": "girls"},
    {"age_group": "13-15"},
])  # fmt: skip
def test_contacts_per_patient_are_of_everybody_and_whole_years(site: Site, fields: dict[str, str]) -> None:
    assert "per-pasient" not in [view.name for view in activity.views(site, _selection(ACTIVITY, **fields))]
