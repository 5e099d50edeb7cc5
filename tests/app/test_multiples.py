"""Small charts of a trust's units: one scale, in the order of names, gaps where a figure is withheld."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.charts.description import Point, SmallChart
from app.charts.svg import draw_small
from app.choices import Place
from app.drawing import Drawer
from app.html import to_html
from app.selection import Selection
from app.site import Site
from app.view import Content, View
from app.views.multiples import by_name, top_of
from app.views.units import unit_views

FINNMARK, HAMMERFEST, ALTA = "983974880", "974795884", "979848498"


def _views(site: Site, code: str) -> dict[str, View]:
    place = site.choices.organisations.by_code[code]
    return {view.name: view for view in unit_views(site, place, Selection("patients", 2022, 2024))}


def test_units_of_a_trust_stand_by_name_on_one_scale(site: Site) -> None:
    view = _views(site, FINNMARK)["enheter-over-tid"]
    assert [panel.link.text for panel in view.panels] == ["BUP Alta", "BUP Hammerfest"]
    assert [panel.link.address for panel in view.panels] == [f"/enheter/{ALTA}", f"/enheter/{HAMMERFEST}"]
    # 10 x 2, 3, 4 x 5, the last withheld; 10 x 2, 3, 4 x 4.
    values = [[point.value for point in panel.chart.points] for panel in view.panels]
    assert values == [[100, 150, None], [80, 120, 160]]
    assert [panel.value for panel in view.panels] == ["2024: skjult", "2024: 160 pasienter"]
    assert {panel.chart.top for panel in view.panels} == {200}
    assert view.sentences == (
        "2 enheter i alfabetisk rekkefølge. Alle figurene har samme skala, fra 0 til 200 pasienter i året.",
    )
    assert [[cell.text for cell in row] for row in view.table.rows] == [
        ["BUP Alta", "100", "150", "skjult"], ["BUP Hammerfest", "80", "120", "160"],
    ]  # fmt: skip
    assert any(note.startswith("Skjult:") for note in view.notes)
    assert all(panel.chart.mark for panel in view.panels)


@pytest.mark.parametrize("code", [ALTA, "883658752", "norge", "983974899"])
def test_other_places_and_a_single_unit_have_none(site: Site, code: str) -> None:
    assert "enheter-over-tid" not in _views(site, code)


def test_the_scale_holds_what_is_shown() -> None:
    assert [top_of(values) for values in ([3, 530, None], [7], [0, None], [None], [])] == [600, 8, 1, 1, 1]


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(0, 5000)), max_size=30))
def test_the_scale_hangs_on_shown_figures_alone(values: list[int | None]) -> None:
    assert top_of(values) == top_of([value for value in values if value is not None])
    assert top_of(values) >= max((value for value in values if value is not None), default=1)


def test_names_stand_as_in_a_norwegian_dictionary() -> None:
    names = ("BUP Åsane", "BUP Ørsta", "BUP Ærfugl", "bup Zoo", "BUP Alta")
    places = tuple(Place(str(at), name, name, name, "unit", None) for at, name in enumerate(names))
    assert [place.name for place in by_name(places)] == ["BUP Alta", "bup Zoo", "BUP Ærfugl", "BUP Ørsta", "BUP Åsane"]


# --- how they are drawn ---


def _small(*values: float | None, top: float = 10.0) -> SmallChart:
    points = tuple(Point(str(2020 + at), value, "skjult" if value is None else f"{value:g}")
                   for at, value in enumerate(values))  # fmt: skip
    return SmallChart("BUP", points, top, f"{top:g}", "Oppdiktet")


def test_gaps_are_open_marks_on_the_base_line() -> None:
    drawn = draw_small(_small(4, None, 6, 8))
    assert drawn.count("<title>") == 4
    assert drawn.count("<title>2021: skjult</title>") == 1
    # One stroke, of the last two; the first stands alone.
    assert drawn.count("L") == 1
    assert ">2020<" in drawn
    assert ">2023<" in drawn
    assert "Oppdiktet" in drawn


def test_one_scale_means_that_equal_values_stand_equally_high() -> None:
    one, other = draw_small(_small(4, 4)), draw_small(_small(4, 9))
    heights = [drawn.split("<circle")[1].split('cy="')[1].split('"')[0] for drawn in (one, other)]
    assert heights[0] == heights[1]


@pytest.mark.parametrize(("values", "top"), [((11.0,), 10.0), ((-1.0,), 10.0), ((), 0.0)])
def test_what_does_not_fit_the_scale_is_refused(values: tuple[float, ...], top: float) -> None:
    with pytest.raises(ValueError, match="common top"):
        draw_small(_small(*values, top=top))


@pytest.mark.parametrize("live", [False, True])
def test_each_picture_stands_under_the_link_to_its_unit(site: Site, live: bool) -> None:
    view = _views(site, FINNMARK)["enheter-over-tid"]
    html = to_html(Drawer(site.words, live).content(Content("x", "y", (view,))))
    assert html.index(f'href="/enheter/{ALTA}"') < html.index("panel-picture") < html.index(f"/enheter/{HAMMERFEST}")
    assert html.count("panel-picture") == 2
    assert ("<svg" in html) is not live
    assert html.count("data:image/svg+xml") == (2 if live else 0)
    assert "<details" in html
