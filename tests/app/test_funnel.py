"""What a funnel says: sentences for one and many, verdicts by the printed limits, and nothing of what is withheld."""

from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.charts.axis import plain_ticks
from app.charts.description import FunnelChart
from app.charts.layout import Size
from app.charts.plotly import figure
from app.charts.svg import draw
from app.choices import Place
from app.gate import PublishedRow
from app.selection import Selection
from app.site import Site
from app.view import View
from app.views import prom, waiting
from app.views.funnel import Funnel, funnel_view
from app.views.units import unit_views
from app.words import NO_BREAK_SPACE
from data_marts.catalog import Status
from tests.app.small_release import WITHHELD_UNIT

NORGE = Place("norge", "Norge", "Norge", "norge", "country", None)
FINNMARK, HAMMERFEST = "983974880", "974795884"
OF = waiting.SHARES["within_limit_share"]
WIDER = "Foretakene varierer mer enn ventet ved tilfeldigheter alene. Grensene er derfor gjort videre."
CELLS = ("started", "start_patients", "within_limit_share")


def _row(started: int | Status, share: float | Status, persons: int | Status | None = None) -> PublishedRow:
    cells = (started, started if persons is None else persons, share)
    return PublishedRow({}, dict(zip(CELLS, cells, strict=True)))


def _view(site: Site, rows: Mapping[str, PublishedRow], highlighted: str = "", **more: Any) -> View:
    """Places A, B, … with these rows, of a country of 10 000 with a half."""
    places = [Place(name, f"{name} sykehus", name, name.lower(), "hf", "norge") for name in rows]
    found = {"norge": _row(10_000, 50.0), **rows}
    made: dict[str, Any] = {
        "name": "foretak", "heading": "Startet i tide, 2024", "mart": "waiting", "of": OF, "places": places,
        "target": NORGE, "find": found.get, "highlighted": frozenset(highlighted),
    }  # fmt: skip
    return funnel_view(site, Funnel(**{**made, **more}))


def _chart(view: View) -> FunnelChart:
    assert isinstance(view.chart, FunnelChart)
    return view.chart


def _plain(texts: tuple[str, ...]) -> list[str]:
    return [text.replace(NO_BREAK_SPACE, " ") for text in texts]


def _cells(view: View) -> list[list[str]]:
    return [_plain(tuple(cell.text for cell in row)) for row in view.table.rows]


# --- sentences ---


def test_many_of_which_none_lies_outside(site: Site) -> None:
    view = _view(site, {name: _row(100, 52.0) for name in "ABC"})
    assert _plain(view.sentences) == [
        "3 steder er sammenlignet med Norge samlet (50,0 %).",
        "Alle disse ligger innenfor grensene: "
        "ingen av dem skiller seg mer fra Norge samlet enn tilfeldigheter kan forklare.",
    ]
    assert view.alternative == " ".join(
        ("Startet i tide, 2024.", *view.sentences, "Alle tallene står i tabellen under figuren.")
    )


def test_one_alone(site: Site) -> None:
    assert _plain(_view(site, {"A": _row(100, 52.0)}).sentences) == [
        "Ett sted er sammenlignet med Norge samlet (50,0 %).",
        "Ett sted ligger innenfor grensene, og skiller seg ikke mer fra Norge samlet enn tilfeldigheter kan forklare.",
    ]
    assert _plain(_view(site, {"A": _row(100, 65.0)}).sentences)[1:] == ["Ett sted ligger over 99,8-prosentgrensen: A."]


def test_those_outside_are_named_on_their_side_and_at_their_limit(site: Site) -> None:
    """The limits at 100 are 39.7 to 59.3 and 34.1 to 64.9."""
    shares = {"A": 65.0, "B": 59.4, "C": 59.3, "D": 39.6, "E": 34.0, "F": 33.0, "G": 50.0}
    view = _view(site, {name: _row(100, share) for name, share in shares.items()})
    assert _plain(view.sentences)[1:] == [
        "Ett sted ligger over 99,8-prosentgrensen: A.",
        "Ett sted ligger over 95-prosentgrensen, men ikke over 99,8-prosentgrensen: B.",
        "Ett sted ligger under 95-prosentgrensen, men ikke under 99,8-prosentgrensen: D.",
        "2 steder ligger under 99,8-prosentgrensen: E og F.",
        "2 steder ligger innenfor grensene, og skiller seg ikke mer fra Norge samlet enn tilfeldigheter kan forklare.",
    ]
    assert [(point.name, point.beyond) for point in _chart(view).points] == [
        ("A", 2), ("B", 1), ("C", 0), ("D", 1), ("E", 2), ("F", 2), ("G", 0),
    ]  # fmt: skip


def test_five_names_and_how_many_more(site: Site) -> None:
    view = _view(site, {name: _row(100, 66.0) for name in "ABCDEFG"})
    assert _plain(view.sentences)[1:] == ["7 steder ligger over 99,8-prosentgrensen: A, B, C, D, E og 2 til."]
    six = _view(site, {name: _row(100, 66.0) for name in "ABCDEF"})
    assert _plain(six.sentences)[1] == "6 steder ligger over 99,8-prosentgrensen: A, B, C, D, E og 1 til."
    five = _view(site, {name: _row(100, 66.0) for name in "ABCDE"})
    assert _plain(five.sentences)[1] == "5 steder ligger over 99,8-prosentgrensen: A, B, C, D og E."


def test_places_that_differ_by_more_than_chance_have_wider_limits_and_it_is_said(site: Site) -> None:
    """Ten of 100, 15 points above and below in turn: limits of 19.0 to 81.0 (worked out in test_funnel_figures)."""
    rows = {name: _row(100, 35.0 if at % 2 else 65.0) for at, name in enumerate("ABCDEFGHIJ")}
    view = _view(site, rows)
    assert view.sentences[1] == WIDER
    assert _plain(view.sentences)[2].endswith(
        "enn tilfeldigheter og den vanlige forskjellen mellom steder kan forklare."
    )
    assert _cells(view)[0][3:] == ["19,0–81,0", "1,1–98,9", "innenfor grensene"]
    assert any("vanlige forskjellen" in note for note in view.notes)
    units = _view(site, rows, level="units")
    assert units.sentences[1].startswith("Enhetene i landet varierer mer")


def test_all_of_a_kind_tell_whether_places_differ(site: Site) -> None:
    """Two are shown; that there are ten which differ widens the limits of both."""
    rows = {name: _row(100, 35.0 if at % 2 else 65.0) for at, name in enumerate("ABCDEFGHIJ")}
    peers = [Place(name, name, name, name, "hf", "norge") for name in rows]
    view = _view(site, rows, places=peers[:2], peers=peers)
    assert WIDER in view.sentences
    assert len(_chart(view).points) == 2
    assert WIDER not in _view(site, rows, places=peers[:2]).sentences


def test_the_chosen_place_is_told_by_its_verdict_or_the_reason_for_none(site: Site) -> None:
    rows = {"A": _row(100, 52.0), "B": _row(Status.WITHHELD, Status.WITHHELD), "C": _row(29, 90.0)}
    assert _plain(_view(site, rows, "A").sentences)[1] == "A sykehus har 52,0 % og ligger innenfor grensene."
    assert _view(site, rows, "B").sentences[1] == "B sykehus er ikke vurdert: skjult."
    assert _view(site, rows, "C").sentences[1] == "C sykehus er ikke vurdert: for få til å vurdere."
    assert _chart(_view(site, rows, "A")).highlighted == ("A",)


def test_no_word_of_quality_or_rank_is_said(site: Site) -> None:
    view = _view(site, {"A": _row(100, 70.0), "B": _row(100, 30.0), "C": _row(100, 50.0)})
    told = " ".join((*view.sentences, *view.notes, *(text for row in _cells(view) for text in row))).lower()
    for word in ("best", "dårlig", "verst", "bedre", "plass ", "høyest", "lavest"):
        assert word not in told


# --- who is not judged ---


def test_withheld_few_and_missing_are_told_in_the_order_of_the_map_and_are_in_no_picture(site: Site) -> None:
    rows = {
        "A": _row(Status.WITHHELD, Status.WITHHELD), "B": _row(100, 52.0), "C": _row(29, 90.0),
        "D": _row(60, Status.WITHHELD), "E": _row(0, Status.TOO_FEW),
    }  # fmt: skip
    view = _view(site, rows)
    assert view.notes[0] == "Ikke med i figuren: A (skjult), C (for få til å vurdere), D (skjult) og E (for få)."
    assert [point.name for point in _chart(view).points] == ["B"]
    assert _cells(view) == [
        ["A", *["skjult"] * 5],
        ["B", "100", "52,0", "39,7–59,3", "34,1–64,9", "innenfor grensene"],
        ["C", "29", "90,0", *["for få til å vurdere"] * 3],
        ["D", "60", *["skjult"] * 4],
        ["E", "0", *["for få"] * 4],
        ["Norge", "10 000", "50,0", "ikke aktuelt", "ikke aktuelt", "felles verdi"],
    ]
    assert any(note.startswith("For få til å vurdere: tallet gjelder færre enn 30 pasienter.") for note in view.notes)
    assert any(note.startswith("Skjult:") for note in view.notes)


def test_persons_are_counted_and_not_their_starts(site: Site) -> None:
    view = _view(site, {"A": _row(100, 52.0), "B": _row(45, 90.0, persons=29)})
    assert [point.name for point in _chart(view).points] == ["A"]
    assert "B (for få til å vurdere)" in view.notes[0]


def test_without_anybody_to_judge_there_is_a_table_and_no_picture(site: Site) -> None:
    view = _view(site, {"A": _row(Status.WITHHELD, Status.WITHHELD), "B": _row(20, 40.0)})
    assert view.chart is None
    assert view.sentences == (
        "Ingen av stedene kan sammenlignes med Norge samlet: "
        "tallene er skjult, mangler eller gjelder for få pasienter.",
    )
    assert [row[-1] for row in _cells(view)] == ["skjult", "for få til å vurdere", "felles verdi"]


def test_without_a_figure_of_the_country_nobody_is_judged(site: Site) -> None:
    rows = {"A": _row(100, 52.0)}
    for country in (_row(Status.WITHHELD, Status.WITHHELD), None):
        view = _view(site, rows, find={**rows, "norge": country}.get)
        assert view.chart is None
        assert view.sentences == ("Tallet for Norge samlet vises ikke, så ingen av stedene kan vurderes.",)


def test_a_withheld_place_moves_neither_limits_nor_axes(site: Site) -> None:
    """As if it were not there at all: in both drawers, in numbers, sentences and verdicts."""
    shown = {name: _row(60 + 20 * at, 35.0 if at % 2 else 65.0) for at, name in enumerate("ABCDEFGHIJK")}
    without = _view(site, shown)
    with_it = _view(site, {**shown, "X": _row(Status.WITHHELD, Status.WITHHELD)})
    assert _chart(with_it) == _chart(without)
    assert with_it.sentences == without.sentences
    assert _cells(with_it)[:11] == _cells(without)[:11]
    # Had it been shown, it would have moved them.
    open_one = _view(site, {**shown, "X": _row(900, 10.0)})
    for size in Size:
        assert draw(_chart(with_it), size, plain_ticks) == draw(_chart(without), size, plain_ticks)
        assert figure(_chart(with_it), size) == figure(_chart(without), size)
        assert figure(_chart(open_one), size) != figure(_chart(without), size)
    assert _cells(open_one)[0] != _cells(without)[0]


@given(st.lists(st.tuples(st.integers(1, 3000), st.integers(0, 1000)), min_size=1, max_size=14))
def test_table_chart_and_sentences_agree(site: Site, found: list[tuple[int, int]]) -> None:
    view = _view(site, {f"S{at}": _row(size, share / 10) for at, (size, share) in enumerate(found)})
    judged = [size for size, _ in found if size >= 30]
    verdicts = [row[-1] for row in _cells(view)[:-1]]
    assert verdicts.count("for få til å vurdere") == len(found) - len(judged)
    if not judged:
        assert view.chart is None
        return
    chart = _chart(view)
    assert [point.x for point in chart.points] == judged
    outside = sum("prosentgrensen" in verdict for verdict in verdicts)
    assert sum(point.beyond > 0 for point in chart.points) == outside
    told = [row for row in _cells(view)[:-1] if row[-1] != "for få til å vurdere"]
    for row, point in zip(told, chart.points, strict=True):
        assert point.label.replace(NO_BREAK_SPACE, " ") == f"{row[2]} % av {row[1]}, {row[-1]}"


# --- where funnels stand ---


def test_the_page_of_waits_compares_trusts_and_the_units_of_one_that_is_chosen(site: Site) -> None:
    def named(*places: str, **more: Any) -> list[str]:
        found = waiting.views(site, Selection("within_limit_share", 2022, 2024, places, **more))
        return [view.name for view in found]

    assert named() == ["utvikling", "foretak"]
    assert named(FINNMARK) == ["utvikling", "foretak", "enheter"]
    assert named(FINNMARK, "983974899") == ["utvikling", "foretak"]
    assert named(HAMMERFEST) == ["utvikling", "foretak"]
    assert named(FINNMARK, period_type="month") == ["utvikling", "kontroll"]


def test_trusts_of_the_small_release_are_alike(site: Site) -> None:
    """Half of all started in time everywhere: 10 x 4 x 3, 6 and 9 of them."""
    _, view = waiting.views(site, Selection("within_limit_share", 2022, 2024, (HAMMERFEST,)))
    assert [(point.name, point.x, point.value, point.beyond) for point in _chart(view).points] == [
        ("Finnmarks", 120, 50.0, 0), ("UNN", 240, 50.0, 0), ("Helse Bergen", 360, 50.0, 0),
    ]  # fmt: skip
    assert _chart(view).highlighted == ()


def test_shares_of_questionnaires_are_compared_and_scores_are_not(site: Site) -> None:
    questionnaire = site.choices.questionnaires[0].slug

    def last(measure: str) -> View:
        return prom.views(site, Selection(measure, 2022, 2024, questionnaire=questionnaire))[-1]

    for measure, sizes in (
        ("better_share", [60, 120, 180]), ("baseline_share", [240, 480, 720]), ("pair_share", [120, 240, 360]),
    ):  # fmt: skip
        assert [point.x for point in _chart(last(measure)).points] == sizes
    assert not isinstance(last("mean_change").chart, FunnelChart)


def test_a_unit_stands_among_those_of_its_trust_on_its_own_page(site: Site) -> None:
    place = site.choices.organisations.by_code[HAMMERFEST]
    found = {view.name: view for view in unit_views(site, place, Selection("patients", 2022, 2024))}
    view = found["enheter"]
    assert view.heading == "Andel startet innen 65 dager, enheter i Finnmarkssykehuset mot landet, 2024"
    assert _chart(view).highlighted == ("BUP Hammerfest",)
    assert [point.name for point in _chart(view).points] == ["BUP Hammerfest"]
    assert view.notes[0] == "Ikke med i figuren: BUP Alta (skjult)."
    assert _chart(found["enheter-prom"]).highlighted == ("BUP Hammerfest",)


def test_on_the_page_of_a_withheld_unit_it_is_told_so(site: Site) -> None:
    place = site.choices.organisations.by_code[WITHHELD_UNIT]
    views = [view for view in unit_views(site, place, Selection("patients", 2022, 2024)) if view.name == "enheter"]
    assert views[0].sentences[1] == "BUP Alta er ikke vurdert: skjult."


def test_the_units_of_a_trust_stand_on_its_page_and_none_on_that_of_the_country(site: Site) -> None:
    def names(code: str) -> set[str]:
        place = site.choices.organisations.by_code[code]
        return {view.name for view in unit_views(site, place, Selection("patients", 2022, 2024))}

    assert {"enheter", "enheter-prom"} <= names(FINNMARK)
    assert not {"enheter", "enheter-prom"} & names("norge")
