"""Seasons: years above each other, and what is said of them. In the small release all months of a year are alike."""

from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.charts.axis import plain_ticks
from app.charts.description import LineChart
from app.charts.layout import Size
from app.charts.plotly import figure
from app.charts.svg import draw
from app.choices import SeriesBreak
from app.release import site_from
from app.selection import Selection
from app.site import Site
from app.view import View
from app.views import activity
from app.views.season import lowest_month
from app.words import NO_BREAK_SPACE
from data_marts.disclosure.rules import DEFAULT_POLICY
from tests.app.small_release import tables as small_tables
from tests.app.told_site import told_site

JULY_LOW = (9, 8, 9, 8, 9, 8, 3, 8, 9, 9, 9, 7)
MAY_LOW = (9, 8, 9, 8, 2, 8, 3, 8, 9, 9, 9, 7)
TWO_LOW = (9, 8, 9, 8, 3, 8, 3, 8, 9, 9, 9, 7)


def _so_far(year: str, above: int, below: int, months: int, before: int) -> str:
    return (
        f"{year}: {above} av {months} måneder som kan sammenlignes, har klart høyere tall enn samme måned i {before}, "
        f"og {below} har klart lavere, uten hensyn til hvor mange virkedager de har. «Klart» betyr at "
        "konfidensintervallene ikke overlapper."
    )


@pytest.mark.parametrize(
    ("years", "found"),
    [
        ([JULY_LOW, JULY_LOW], (7, 2)),
        ([JULY_LOW, MAY_LOW, JULY_LOW], (7, 2)),
        ([JULY_LOW, MAY_LOW], None),  # each in one of two: in no more than half
        ([TWO_LOW, TWO_LOW], None),  # no single month is the lowest
        ([JULY_LOW, TWO_LOW, JULY_LOW], (7, 2)),
        ([JULY_LOW, TWO_LOW, TWO_LOW, MAY_LOW], None),
    ],
)
def test_the_lowest_month(years: list[tuple[int, ...]], found: tuple[int, int] | None) -> None:
    assert lowest_month(years) == found


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 20), min_size=12, max_size=12), min_size=1, max_size=5))
def test_the_lowest_month_is_below_each_other_one_in_most_years(years: list[list[int]]) -> None:
    found = lowest_month(years)
    if found:
        month, times = found
        below = [year for year in years if all(year[month - 1] < one for at, one in enumerate(year) if at != month - 1)]
        assert len(below) == times > len(years) / 2


def _season(site: Site, **fields: object) -> View:
    chosen = {"measure": "contacts", "first_year": 2022, "last_year": 2024, "period_type": "month", **fields}
    return next(view for view in activity.views(site, Selection(**chosen)) if view.name == "sesong")


def _lines(view: View) -> dict[str, tuple[str, list[float | None]]]:
    assert isinstance(view.chart, LineChart)
    return {series.name: (series.role, [point.value for point in series.points]) for series in view.chart.series}


def test_years_stand_above_each_other_and_the_last_stands_out(site: Site) -> None:
    view = _season(site)
    assert view.heading == "Polikliniske konsultasjoner, måned for måned, Norge, 2022–2024"
    assert _lines(view) == {
        "2024": ("focus", [120] * 12), "2023": ("earlier", [90] * 12), "2022": ("earlier", [60] * 12),
    }  # fmt: skip
    assert view.sentences == (
        "Norge: ingen måned hadde det laveste tallet i mer enn halvparten av årene 2022–2024.",
        # 108 to 132 against 81 to 99.
        _so_far("2024", 12, 0, 12, 2023),
    )
    assert view.table.columns == ("Måned", "2024", "2023", "2022")
    assert [cell.text for cell in view.table.rows[6]] == ["juli", "120 (108–132)", "90 (81–99)", "60 (54–66)"]


def _with_months(site: Site, **contacts: tuple[int, int | None, int | None]) -> Site:
    """The site with other contacts of the country and their limits in some months of 2024, as `m_03`."""
    tables = small_tables()
    rows = tables["activity"].to_pylist()
    for row in rows:
        found = contacts.get(f"m_{row['period'][5:]}") if row["period"][:5] == "2024-" else None
        if found and (row["organisation"], row["care"], row["contact_type"]) == ("norge", "outpatient", "all"):
            row |= dict(zip(("contacts", "contacts_low", "contacts_high"), found, strict=True))
    tables["activity"] = pa.Table.from_pylist(rows, tables["activity"].schema)
    return site_from(tables, site.release, DEFAULT_POLICY)


def test_a_month_is_above_or_below_only_where_its_interval_is(site: Site) -> None:
    """In 2023 each has 90 (81-99): 100 is more, but its interval touches; so is that of 80, which is less."""
    changed = _with_months(site, m_03=(100, 99, 112), m_04=(80, 70, 81), m_05=(70, 60, 80), m_06=(0, None, None))
    assert _season(changed).sentences[1] == _so_far("2024", 8, 1, 11, 2023)


def test_months_of_a_measure_without_intervals_are_not_compared_in_words(site: Site) -> None:
    view = _season(site, measure="occupied_share")
    assert [sentence[:22] for sentence in view.sentences] == ["Norge: ingen måned had"]


def test_one_year_alone_has_no_season(site: Site) -> None:
    views = activity.views(site, Selection("contacts", 2024, 2024, period_type="month"))
    assert "sesong" not in [view.name for view in views]


def test_nothing_is_compared_in_words_where_a_month_is_withheld(site: Site) -> None:
    """Alta's 2024 is withheld: neither the lowest month of all years nor the last year's course is told."""
    view = _season(site, places=("979848498",))
    assert view.sentences == ("Noen av månedene vises ikke, så årene kan ikke sammenlignes i ord.",)
    assert _lines(view)["2024"] == ("focus", [None] * 12)
    assert [cell.text for cell in view.table.rows[0]] == ["jan.", "skjult", "450 (405–495)", "300 (270–330)"]
    assert any(note.startswith("Skjult:") for note in view.notes)
    # Years that are shown are told of.
    before = _season(site, places=("979848498",), last_year=2023)
    assert before.sentences[1] == _so_far("2023", 12, 0, 12, 2022)


def test_a_running_year_is_dotted_and_told_as_provisional(site: Site) -> None:
    view = _season(told_site(site), last_year=2025)
    # 1,001 in each of nine months.
    assert _lines(view)["2025 (foreløpig)"] == ("running", [1001] * 9)
    assert _lines(view)["2024"] == ("earlier", [120] * 12)
    assert view.sentences[1] == _so_far("2025 (foreløpig tall)", 9, 0, 9, 2024)
    assert [cell.text.replace(NO_BREAK_SPACE, " ") for cell in view.table.rows[8][:2]] == ["sep.", "1 001 (901–1 101)"]
    assert view.table.rows[9][1].text == "ikke levert"
    assert any(note.startswith("Tallene for 2025 er foreløpige") for note in view.notes)


def test_five_years_at_most_and_none_from_before_a_break(site: Site) -> None:
    broken = SeriesBreak("activity", "norge", 2023, "contact_codes_2021")
    choices = replace(site.results.choices, breaks=(broken,))
    changed = replace(site, results=replace(site.results, choices=choices))
    assert list(_lines(_season(changed, contact_type="video", places=("norge",)))) == ["2024", "2023"]
    # The total counts the same before and after.
    assert len(_lines(_season(changed))) == 3


@pytest.mark.parametrize("size", Size)
def test_a_running_year_is_drawn_with_dots_by_both_drawers(site: Site, size: Size) -> None:
    chart = _season(told_site(site), last_year=2025).chart
    assert isinstance(chart, LineChart)
    drawn = draw(chart, size, plain_ticks)
    # The line, and in the narrow picture its sample.
    assert drawn.count('stroke-dasharray="2 3"') == (1 if size is Size.WIDE else 2)
    live = {trace["name"]: trace["line"]["dash"] for trace in figure(chart, size)["data"] if "line" in trace}
    assert live["2025 (foreløpig)"] == "2px,3px"
    assert live["2024"] == "solid"
