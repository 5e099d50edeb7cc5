"""The map of the areas: classes by hand and by many tries, what is said of them, and what is withheld moves nothing."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.charts.description import MapChart
from app.choices import Place
from app.drawing import Drawer
from app.gate import PublishedRow
from app.html import to_html
from app.outlines import FILE, outlines
from app.selection import Selection
from app.site import Site
from app.view import View
from app.views import patients
from app.views.area_map import NAMES, TILES, AreaMap, map_view, tile_places
from app.views.common import shown
from app.views.compared import compare
from app.views.map_classes import MOST, classes
from app.words import NO_BREAK_SPACE, words
from data_marts.catalog import Status

rates = st.lists(st.integers(0, 40_000).map(lambda tenths: tenths / 10), min_size=1, max_size=25)


# --- classes ---


@pytest.mark.parametrize(
    ("values", "decimals", "limits"),
    [
        # Steps of 5 make 55–80; of 4 (52, 56 … 76) they would be seven.
        ([56.6, 77.8, 62.0], 1, [(55, 59.9), (60, 64.9), (65, 69.9), (70, 74.9), (75, 79.9)]),
        ([50.0, 50.0], 1, [(50.0, 50.0)]),
        ([0.1, 0.3], 1, [(0.1, 0.1), (0.2, 0.2), (0.3, 0.3)]),
        ([8.0, 121.0], 0, [(0, 24), (25, 49), (50, 74), (75, 99), (100, 124)]),
        # 59.96 is printed as 60.0, and 59.94 as 59.9.
        ([59.96, 64.0], 1, [(60.0, 60.9), (61.0, 61.9), (62.0, 62.9), (63.0, 63.9), (64.0, 64.9)]),
    ],
)
def test_classes_by_hand(values: list[float], decimals: int, limits: list[tuple[float, float]]) -> None:
    made = classes(values, decimals)
    assert [made.limits(kind) for kind in range(made.count)] == limits


@given(rates)
@example([0.0])
def test_classes_hold_all_values_in_at_most_five_equal_steps(values: list[float]) -> None:
    made = classes(values, 1)
    assert 1 <= made.count <= MOST
    limits = [made.limits(kind) for kind in range(made.count)]
    for value in values:
        low, high = limits[made.of(value)]
        assert low <= float(Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_EVEN)) <= high
    # Each begins a last decimal after the one before, and the first and the last are in use.
    assert all(Decimal(str(after[0])) - Decimal(str(before[1])) == Decimal("0.1") for before, after in pairwise(limits))
    assert {0, made.count - 1} <= {made.of(value) for value in values}
    assert classes(values[::-1], 1) == made


# --- the view ---

CODES = ("983974880", "983974899", "983974724", "983974678")  # Finnmark, UNN, Bergen, Stavanger
AREAS = [
    Place(code, name, name, name.lower(), "hf_area", "norge")
    for code, name in zip(CODES, ("Finnmark", "UNN", "Bergen", "Stavanger"), strict=True)
]
COUNTRY = Place("norge", "Norge", "Norge", "norge", "country", None)
MEASURE = shown("patient_rates", "rate")


def row(patients: int | None) -> PublishedRow:
    """Of 10,000 inhabitants; a withheld row has a reason in every cell."""
    if patients is None:
        return PublishedRow({}, dict.fromkeys(("patients", "population", *RATE), Status.WITHHELD))
    rates = dict(zip(RATE, (patients / 10, patients / 10 - 4, patients / 10 + 4), strict=True))
    return PublishedRow({}, {"patients": patients, "population": 10_000, **rates})


RATE = ("rate", "rate_low", "rate_high")
ROWS = {"norge": row(550), "983974880": row(740), "983974899": row(552), "983974724": row(610), "983974678": row(None)}


def view(site: Site, rows: dict[str, PublishedRow], codes: Iterable[str] = CODES, **more: object) -> View | None:
    areas = [area for area in AREAS if area.code in codes]
    # The country has ten times the inhabitants.
    country = PublishedRow({}, {**rows["norge"].cells, "patients": 5_500, "population": 100_000})
    find = {**rows, "norge": country}.get
    beside = compare([area.code for area in areas], find, "norge")
    return map_view(site, AreaMap("Kart", MEASURE, areas, COUNTRY, find, beside, **more))  # type: ignore[arg-type]


def _chart(found: View | None) -> MapChart:
    assert found is not None and isinstance(found.chart, MapChart)
    return found.chart


def test_what_is_said_shown_and_counted(site: Site) -> None:
    found = view(site, ROWS, highlighted=frozenset({"983974724"}))
    chart = _chart(found)
    assert found is not None
    # 55.2 to 74.0 in steps of 5.
    assert chart.classes == ("55,0–59,9", "60,0–64,9", "65,0–69,9", "70,0–74,9")
    assert [(area.name, area.kind, area.text, area.sign) for area in chart.areas] == [
        ("Finnmark", 3, "74,0", "above"), ("UNN", 0, "55,2", ""), ("Bergen", 1, "61,0", "above"),
        ("Stavanger", None, "skjult", ""),
    ]  # fmt: skip
    assert found.sentences == (
        "Mørkest på kartet (70,0–74,9): Finnmark.",
        "Lysest på kartet (55,0–59,9): UNN.",
        "Ett sted er skravert fordi det ikke står et tall der.",
    )
    assert (chart.without, chart.signs, chart.highlighted) == (
        "Uten tall",
        (("above", "Over landet"),),
        ("Bergen",),
    )
    cells = [[cell.text.replace(NO_BREAK_SPACE, " ") for cell in one] for one in found.table.rows]
    assert cells == [
        ["Finnmark", "74,0 (70,0–78,0)", "70,0–74,9", "over"],
        ["UNN", "55,2 (51,2–59,2)", "55,0–59,9", "ikke klart ulikt"],
        ["Bergen", "61,0 (57,0–65,0)", "60,0–64,9", "over"],
        ["Stavanger", "skjult", "skjult", "skjult"],
        ["Norge", "55,0 (51,0–59,0)", "ikke aktuelt", "ikke aktuelt"],
    ]


def test_colours_are_no_judgement_and_whom_the_borders_are_from_is_said(site: Site) -> None:
    found = view(site, ROWS)
    assert found is not None
    assert any("verken bedre eller dårligere" in note for note in found.notes)
    assert _chart(found).credit == "© Kartverket, CC BY 4.0"
    assert '"credit": "© Kartverket, CC BY 4.0"' in FILE.read_text(encoding="utf-8")


def test_what_is_withheld_moves_no_class_no_sign_and_no_order(site: Site) -> None:
    hidden = view(site, ROWS)
    without = _chart(view(site, ROWS, CODES[:3]))
    assert _chart(hidden).classes == without.classes
    assert _chart(hidden).areas[:3] == without.areas


@given(st.lists(st.one_of(st.none(), st.integers(5, 9_000)), min_size=4, max_size=4))
def test_classes_come_from_the_numbers_that_are_shown_alone(site: Site, patients: list[int | None]) -> None:
    rows = {"norge": row(550), **{code: row(found) for code, found in zip(CODES, patients, strict=True)}}
    known = [code for code, found in zip(CODES, patients, strict=True) if found is not None]
    found = view(site, rows)
    if len(known) < 2:
        assert found is None
        return
    whole, part = _chart(found), _chart(view(site, rows, known))
    assert (whole.classes, whole.signs) == (part.classes, part.signs)
    assert [area for area in whole.areas if area.kind is not None] == list(part.areas)
    assert {area.text for area in whole.areas if area.kind is None} <= {"skjult"}


def test_one_class_is_said_in_one_sentence(site: Site) -> None:
    rows = {**dict.fromkeys(CODES, row(600)), "norge": row(550)}
    found = view(site, rows)
    assert found is not None
    assert found.sentences == ("Alle stedene med tall ligger i samme klasse (60,0).",)


def test_the_page_has_a_map_of_rates_and_none_of_numbers(site: Site) -> None:
    names = {
        measure: [one.name for one in patients.views(site, Selection(measure, 2022, 2024))]
        for measure in ("rate", "standardised_rate", "patients")
    }
    assert names["rate"] == ["utvikling", "omrader", "kart", "profil"]
    assert names["standardised_rate"] == ["utvikling", "omrader", "kart"]
    assert names["patients"] == ["utvikling", "omrader"]


def test_of_standardised_rates_no_side_is_told(site: Site) -> None:
    [found] = [one for one in patients.views(site, Selection("standardised_rate", 2022, 2024)) if one.name == "kart"]
    assert _chart(found).signs == ()
    assert len(found.table.columns) == 3


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_sentences_in_each_language(site: Site, language: str) -> None:
    found = view(replace(site, words=words(language)), ROWS)
    assert found is not None
    assert {"nb": "Mørkest", "nn": "Mørkast", "en": "Darkest"}[language] in found.sentences[0]


@pytest.mark.parametrize("live", [False, True])
def test_both_drawings_have_the_same_two_pictures_and_say_the_same_of_them(site: Site, live: bool) -> None:
    """plotly.js as it is sent has no maps: the live page has the pictures of the server, as images without words."""
    found = view(site, ROWS)
    assert found is not None
    drawn = to_html(Drawer(site.words, live).part(found))
    for size in ("wide", "narrow"):
        assert drawn.count(f'class="chart-{size}"') == 1
    assert drawn.count("<svg") == (0 if live else 2)
    assert drawn.count('alt=""') == (2 if live else 0)
    assert "dcc" not in drawn and "chart-live" not in drawn
    assert f'role="img" aria-label="{found.alternative}"' in drawn
    assert "Mørkest på kartet" in found.alternative


# --- places ---


def test_every_area_on_the_map_has_a_name_there_and_a_tile_of_its_own() -> None:
    land = outlines()
    assert land.areas.keys() == NAMES.keys()
    assert land.areas.keys() | land.within == TILES.keys()
    assert len(set(TILES.values())) == len(TILES) == 21
    assert all(0 <= column < 5 and 0 <= row < 10 for column, row in TILES.values())


def test_an_area_that_is_not_known_stands_below_the_others() -> None:
    assert tile_places(["983974880", "new", "newer"]) == {"983974880": (4, 0), "new": (0, 10), "newer": (1, 10)}
