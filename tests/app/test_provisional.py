"""Figures of a year that is not wholly delivered: where they are offered, how they are marked, what is said of them."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.address import from_query_string, to_query_string
from app.charts import plotly, svg
from app.charts.axis import plain_ticks
from app.charts.description import Axis, Break, ColumnChart, LineChart, Point, Series
from app.controls import filter_panel
from app.factory import create_app_for
from app.filters import ACTIVITY, PATIENTS, UNIT
from app.html import to_html
from app.selection import Selection, SelectionError
from app.settings import Settings
from app.site import Site
from app.views import activity
from app.views.periods import last_day, months_between
from app.words import NO_BREAK_SPACE
from tests.app.publications import publication
from tests.app.told_site import told_site

UNKNOWN = "Vi vet ennå ikke hvor mye tallene for {} vil endre seg."


@pytest.fixture(scope="module")
def running(site: Site) -> Site:
    """Delivered: 2022 to 2024, and 2025 from January to September."""
    return told_site(site)


def _selection(site: Site, query: str) -> Selection:
    return from_query_string(ACTIVITY, query, site.choices)


def _trend(site: Site, query: str):
    return activity.views(site, _selection(site, query))[0]


def _over_time(site: Site, query: str):
    """The views that tell their last period. Control charts tell the last one that is settled: see test_control."""
    return [
        view for view in activity.views(site, _selection(site, query)) if view.name in ("utvikling", "kontakttyper")
    ]


# --- which years are offered ---


@pytest.mark.parametrize(
    ("query", "last"),
    [("", 2024), ("periode=maaned", 2025), ("periode=tertial", 2025), ("periode=halvaar", 2025)],
)
def test_the_last_year_is_the_last_one_that_has_such_periods(running: Site, query: str, last: int) -> None:
    selection = _selection(running, query)
    assert selection.last_year == last
    assert to_query_string(ACTIVITY, selection, running.choices) == query
    # The same year by the word for the newest, and by its number.
    for word in ("nyeste", str(last)):
        assert _selection(running, f"{query}&til={word}") == selection


def test_a_year_that_is_not_whole_is_no_year_of_the_yearly_view(running: Site) -> None:
    for query in ("til=2025", "fra=2025", "periode=aar&til=2025"):
        with pytest.raises(SelectionError) as refused:
            _selection(running, query)
        assert refused.value.key == "year_not_whole"
    with pytest.raises(SelectionError) as refused:
        _selection(running, "periode=maaned&til=2026")
    assert refused.value.key == "year_outside"
    for spec in (PATIENTS, UNIT):
        with pytest.raises(SelectionError) as refused:
            from_query_string(spec, "til=2025", running.choices)
        assert refused.value.key == "year_outside"


def test_the_filter_offers_the_running_year_where_there_are_parts_of_it(running: Site, site: Site) -> None:
    def panel(shown: Site, query: str = "") -> str:
        return to_html(filter_panel(shown, ACTIVITY, _selection(shown, query), "/aktivitet", live=False))

    offered = panel(running)
    assert '<option value="nyeste" selected>Nyeste</option>' in offered
    assert '<option value="2025">2025 (ikke hele året)</option>' in offered
    assert '<option value="2023" selected>2023</option>' in panel(running, "periode=maaned&til=2023")
    assert '<option value="nyeste" selected>' in panel(running, "periode=maaned")
    assert "nyeste" not in panel(site)
    patients = from_query_string(PATIENTS, "", running.choices)
    assert "2025" not in to_html(filter_panel(running, PATIENTS, patients, "/pasienter", live=False))


def test_a_form_that_is_sent_in_full_is_redirected_to_the_short_address(running: Site, tmp_path: Path) -> None:
    client = create_app_for(running, Settings(cache=tmp_path / "cache")).test_client()
    answer = client.get("/aktivitet?periode=maaned&fra=2022&til=nyeste")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/aktivitet?periode=maaned")
    refused = client.get("/aktivitet?til=2025")
    assert refused.status_code == 400
    assert "Hele året 2025 er ikke levert ennå." in refused.get_data(as_text=True)


# --- how they are marked ---


@pytest.mark.parametrize(
    ("query", "last", "provisional"),
    [
        ("periode=maaned&fra=2024", "sep. 2025", [f"{name} 2025" for name in
         ("jan.", "feb.", "mars", "april", "mai", "juni", "juli", "aug.", "sep.")]),
        ("periode=tertial", "2. tertial 2025", ["1. tertial 2025", "2. tertial 2025"]),
        ("periode=halvaar", "1. halvår 2025", ["1. halvår 2025"]),
    ],
)  # fmt: skip
def test_periods_that_are_over_are_shown_and_marked(
    running: Site, query: str, last: str, provisional: list[str]
) -> None:
    views = _over_time(running, query)
    assert len(views) == 2
    for view in views:
        chart = view.chart
        assert isinstance(chart, LineChart | ColumnChart)
        assert chart.categories[-1] == last
        assert list(chart.categories[chart.settled :]) == provisional
        headings = view.table.columns[1:] if isinstance(chart, LineChart) else [row[0].text for row in view.table.rows]
        assert [one for one in headings if "foreløpig" in one] == [f"{one} (foreløpig)" for one in provisional]
        assert f"i {last} (foreløpig tall)" in view.sentences[0]
        assert "Tallene for 2025 er foreløpige: året er levert til og med 30. september 2025" in " ".join(view.notes)


@pytest.mark.parametrize("query", ["", "periode=maaned&til=2024", "periode=halvaar&til=2023"])
def test_whole_years_are_not_marked(running: Site, query: str) -> None:
    for view in activity.views(running, _selection(running, query)):
        assert getattr(view.chart, "provisional", None) is None
        assert "foreløpig" not in " ".join((*view.sentences, *view.notes, *view.table.columns))


def test_a_release_that_does_not_tell_how_far_it_is_delivered_has_whole_years_alone(site: Site) -> None:
    assert site.release.delivered_through == date(2024, 12, 31)
    view = _trend(site, "periode=maaned")
    assert view.chart is not None
    assert view.chart.provisional is None


def test_a_period_that_is_not_over_is_not_shown_even_if_the_mart_has_it(running: Site) -> None:
    earlier = replace(running, release=replace(running.release, delivered_through=date(2025, 5, 31)))
    chart = _trend(earlier, "periode=tertial").chart
    assert chart is not None
    assert chart.categories[-1] == "1. tertial 2025"


# --- what is said of them ---


def _about_revisions(site: Site, query: str) -> str:
    [note] = [note for note in _trend(site, query).notes if "endret seg" in note or "endre seg" in note]
    return note.replace(NO_BREAK_SPACE, " ")


def test_the_note_says_how_much_figures_as_new_have_moved(running: Site) -> None:
    assert _about_revisions(running, "periode=maaned") == (
        "Foreløpige tall som var like nye som sep. 2025, har siden endret seg: "
        "halvparten med høyst 2,1 %, ni av ti med høyst 9,7 % (målt på 812 tall)."
    )
    # Published on 15 October: a month and a half after the end of the second tertial.
    assert "2. tertial 2025" in _about_revisions(running, "periode=tertial")
    assert "203 tall" in _about_revisions(running, "periode=tertial")


def test_what_has_not_been_seen_is_said_to_be_unknown(running: Site, site: Site) -> None:
    # Three months, not two, had gone by since the half-year; and nothing is known of admissions.
    assert _about_revisions(running, "periode=halvaar") == UNKNOWN.format("1. halvår 2025")
    assert _about_revisions(running, "maal=innleggelser&periode=maaned") == UNKNOWN.format("sep. 2025")
    nothing = told_site(site, publication(revised=()))
    assert _about_revisions(nothing, "periode=maaned") == UNKNOWN.format("sep. 2025")


@pytest.mark.parametrize(
    ("kind", "code", "day"),
    [
        ("year", "2024", date(2024, 12, 31)),
        ("half_year", "2025-H1", date(2025, 6, 30)),
        ("tertial", "2024-T1", date(2024, 4, 30)),
        ("tertial", "2025-T2", date(2025, 8, 31)),
        ("month", "2024-02", date(2024, 2, 29)),
        ("month", "2025-09", date(2025, 9, 30)),
    ],
)
def test_last_days(kind: str, code: str, day: date) -> None:
    assert last_day(kind, code) == day


@pytest.mark.parametrize(
    ("later", "months"),
    [
        (date(2025, 8, 31), 0),
        (date(2025, 9, 29), 0),
        (date(2025, 9, 30), 1),
        (date(2025, 10, 15), 1),
        (date(2025, 10, 31), 2),
        (date(2026, 2, 28), 6),
        (date(2026, 8, 30), 11),
        (date(2026, 8, 31), 12),
    ],
)
def test_whole_months_after_the_end_of_august(later: date, months: int) -> None:
    assert months_between(date(2025, 8, 31), later) == months


# --- how they are drawn ---

NAMES = ("T1", "T2", "T3", "T1 2025", "T2 2025")
START = Break("T1 2025", "Foreløpig")


def _points(values: tuple[float | None, ...]) -> tuple[Point, ...]:
    return tuple(Point(x, value, str(value)) for x, value in zip(NAMES, values, strict=True))


SERIES = (Series("Nord", _points((1.0, 2.0, 3.0, 4.0, 5.0)), 0), Series("Vest", _points((2.0, 2.0, None, 3.0, 4.0)), 1))
LINES = LineChart("x", NAMES, Axis("x"), SERIES, provisional=START)
COLUMNS = ColumnChart("x", NAMES, Axis("x"), SERIES, provisional=START)


@pytest.mark.parametrize("chart", [LINES, COLUMNS], ids=["lines", "columns"])
@pytest.mark.parametrize("size", svg.Size)
def test_pictures_have_a_tint_a_label_and_lighter_marks(chart: LineChart | ColumnChart, size: svg.Size) -> None:
    drawn = svg.draw(chart, size, plain_ticks)
    plain = svg.draw(replace(chart, provisional=None), size, plain_ticks)
    assert drawn.count("Foreløpig") == 1
    assert drawn.count('fill="#F1F3F6"') == 1
    # Two lines with two marks each, which share a group; or four pieces.
    assert drawn.count('fill-opacity="0.6"') == (2 if chart is LINES else 4)
    assert drawn.count("<title>") == plain.count("<title>")
    assert not {'fill="#F1F3F6"', 'fill-opacity="0.6"', "Foreløpig"} & set(plain.split(" "))


def test_a_dotted_line_goes_on_from_the_last_settled_point() -> None:
    drawn = svg.draw(LINES, svg.Size.WIDE, plain_ticks)
    [nord, vest] = [
        part for part in drawn.split("<path") if 'stroke-dasharray="2 3"' in part and "stroke-opacity" in part
    ]
    # Three points for the one that is whole; two for the one with a gap before.
    assert [part.split('d="')[1].split('"')[0].count("L") for part in (nord, vest)] == [2, 1]


def test_live_lines_are_parted_and_say_each_point_once() -> None:
    traces = [trace for trace in plotly.figure(LINES)["data"] if trace.get("mode") == "lines+markers"]
    settled, later = [trace for trace in traces if trace["name"] == "Nord"]
    assert settled["y"] == [1.0, 2.0, 3.0, None, None]
    assert (later["x"], later["y"]) == ([2, 3, 4], [3.0, 4.0, 5.0])
    assert later["hoverinfo"] == ["skip", "text", "text"]
    assert later["marker"]["opacity"] == [0.0, 0.6, 0.6]
    assert later["line"]["dash"] != settled["line"]["dash"]


def test_live_columns_are_lighter_from_the_first_provisional_one() -> None:
    bars = [trace for trace in plotly.figure(COLUMNS)["data"] if trace["type"] == "bar"]
    assert [bar["marker"]["opacity"] for bar in bars] == [[1.0, 1.0, 1.0, 0.6, 0.6]] * 2


def test_a_chart_of_provisional_figures_alone_is_drawn() -> None:
    for chart in (LINES, COLUMNS):
        alone = replace(chart, provisional=Break("T1", "Foreløpig"))
        assert svg.draw(alone, svg.Size.WIDE, plain_ticks).count('fill="#F1F3F6"') == 1
        assert plotly.figure(alone)["data"]
