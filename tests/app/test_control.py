"""Control charts by month: which months are compared and judged, what is said, and how it is drawn. Worked by hand."""

from collections.abc import Mapping
from dataclasses import replace
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.charts.axis import plain_ticks
from app.charts.description import Axis, LineChart, Point, Series
from app.charts.layout import Size
from app.charts.plotly import figure
from app.charts.svg import draw
from app.choices import SeriesBreak
from app.filters import ACTIVITY
from app.gate import Cell, PublishedRow
from app.selection import Selection
from app.site import Site
from app.view import View
from app.views import activity, control
from app.views.common import shown
from app.views.control_figures import Change, Part, changes, parts
from app.words import NO_BREAK_SPACE
from data_marts.catalog import Status
from tests.app.told_site import told_site

MONTHS = tuple(f"{year}-{month:02}" for year in range(2018, 2025) for month in range(1, 13))
WHOLE = (Part(2019, 2024),)


def twenty(_: int, __: int) -> int:
    """As many days in each month."""
    return 20


def _judged(
    figures: Mapping[str, Cell], within: tuple[Part, ...] = WHOLE, provisional: frozenset[str] = frozenset()
) -> dict[str, Change]:
    rows = {code: PublishedRow({}, {"contacts": figures[code]}) for code in MONTHS if code in figures}
    return {one.code: one for one in changes(MONTHS, rows.get, "contacts", twenty, within, provisional)}


def _figures(**other: Cell) -> dict[str, Cell]:
    """A tenth more or less than 1,000 by turns in 2019, back in 2020, and nothing but 1,000 after; July is always 300.

    Of the 36 changes of the baseline eleven are +-10 %, eleven are the way back, and the others are none.
    """
    found: dict[str, Cell] = dict.fromkeys(MONTHS, 1000)
    found |= {code: 1100 if int(code[5:]) % 2 else 900 for code in MONTHS if code[:4] == "2019"}
    found |= {code: 300 for code in MONTHS if code[5:] == "07"}
    return found | {code.replace("m", "20").replace("_", "-"): value for code, value in other.items()}


# --- which months are compared ---


@pytest.mark.parametrize(
    ("breaks", "found"),
    [
        ([], (Part(2020, 2024),)),
        ([2019], (Part(2020, 2024),)),  # before everything that is given
        ([2025], (Part(2020, 2024),)),
        ([2021], (Part(2020, 2020), Part(2022, 2024))),
        ([2023, 2021, 2021], (Part(2020, 2020), Part(2022, 2022), Part(2024, 2024))),
        ([2020], (Part(2021, 2024),)),
        ([2024], (Part(2020, 2023),)),
    ],
)
def test_years_are_compared_between_breaks(breaks: list[int], found: tuple[Part, ...]) -> None:
    assert parts(2019, 2024, breaks, 2024) == found


def test_years_that_are_not_wholly_delivered_are_known() -> None:
    assert parts(2019, 2025, [2022], 2024) == (Part(2020, 2021), Part(2023, 2025, 1))
    assert parts(2019, 2025, [2023], 2023) == (Part(2020, 2022), Part(2024, 2025, 2))


@pytest.mark.parametrize(("part", "baseline", "is_trial"), [
    (Part(2020, 2024), (2020, 2022), False),
    (Part(2020, 2023), (2020, 2022), False),
    (Part(2020, 2023, 1), (2020, 2021), True),  # three whole years: the third is judged
    (Part(2020, 2022), (2020, 2021), True),
    (Part(2022, 2022), (2022, 2022), True),
])  # fmt: skip
def test_the_baseline_is_three_years_where_a_fourth_can_be_judged(
    part: Part, baseline: tuple[int, int], is_trial: bool
) -> None:
    assert (part.baseline, part.is_trial) == (baseline, is_trial)


def test_a_longer_series_moves_no_limit_that_is_not_on_trial() -> None:
    shorter, longer = _judged(_figures(m22_04=1600), (Part(2019, 2022),)), _judged(_figures(m22_04=1600))
    assert [shorter[code] for code in MONTHS if "2019" <= code < "2023"] == [
        longer[code] for code in MONTHS if "2019" <= code < "2023"
    ]


def test_changes_are_told_by_day() -> None:
    days = {(2022, 3): 23, (2023, 3): 23, (2024, 3): 19}
    rows = {code: PublishedRow({}, {"contacts": value}) for code, value in
            (("2022-03", 2300), ("2023-03", 2300), ("2024-03", 1995))}  # fmt: skip
    found = changes(tuple(rows), rows.get, "contacts", lambda *month: days[month], (Part(2023, 2024),), ())
    # 100 a day both years; then 105.
    assert [(one.code, one.change) for one in found] == [("2023-03", 0.0), ("2024-03", 5.0)]
    assert [one.verdict for one in found] == ["few", "few"]


# --- verdicts ---


def test_july_is_like_any_other_month_and_nothing_stands_out() -> None:
    found = _judged(_figures())
    assert found["2022-07"].change == 0.0
    assert {one.verdict for code, one in found.items() if code < "2022"} == {"baseline"}
    assert {one.verdict for code, one in found.items() if code >= "2022"} == {"inside"}
    [limits] = {one.limits for one in found.values()}
    assert limits is not None
    # Logarithms: ten times 0.095, twelve times 0.105, up or down: s = 0.080. t of 35 degrees of freedom is 3.22, so
    # 3.22 x 1.014 s = 0.261 each way.
    assert (limits.points, limits.centre) == (36, 0.0)
    assert limits.high == pytest.approx(29.9, abs=0.7)
    assert limits.low == pytest.approx(-23.0, abs=0.5)


def test_what_is_outside_is_told_on_its_side_and_its_echo_is_not_judged() -> None:
    found = _judged(_figures(m22_04=1600, m22_07=150, m24_10=500))
    assert (found["2022-04"].change, found["2022-04"].verdict) == (60.0, "above")
    # Back to 1,000 a year later, which is 37.5 % less; and on from there as ever.
    assert (found["2023-04"].change, found["2023-04"].verdict) == (-37.5, "echo")
    assert found["2024-04"].verdict == "inside"
    assert [found[code].verdict for code in ("2022-07", "2023-07", "2024-07")] == ["below", "echo", "inside"]
    assert found["2024-10"].verdict == "below"


def test_a_fall_after_an_echo_is_told() -> None:
    """Up, back, and then down from where it always was: the last is news."""
    found = _judged(_figures(m22_04=1600, m24_04=600))
    assert [found[f"{year}-04"].verdict for year in (2022, 2023, 2024)] == ["above", "echo", "below"]


def test_a_second_rise_is_no_echo() -> None:
    found = _judged(_figures(m22_04=1600, m23_04=2600, m24_04=2600))
    assert [found[f"{year}-04"].verdict for year in (2022, 2023, 2024)] == ["above", "above", "inside"]


def test_an_odd_month_of_the_baseline_is_not_told_but_its_echo_is_known() -> None:
    found = _judged(_figures(m21_04=2500))
    assert [found[f"{year}-04"].verdict for year in (2021, 2022, 2023)] == ["baseline", "echo", "inside"]


def test_a_month_on_its_limit_lies_within() -> None:
    limits = _judged(_figures())["2022-04"].limits
    assert limits is not None
    on, beyond = (_judged(_figures(m22_04=round(1000 + 10 * change))) for change in (limits.high, limits.high + 0.1))
    assert (on["2022-04"].change, on["2022-04"].verdict) == (limits.high, "inside")
    assert beyond["2022-04"].verdict == "above"


def test_provisional_months_are_not_judged_and_make_no_limits() -> None:
    late = frozenset(code for code in MONTHS if code >= "2024")
    found = _judged(_figures(m24_04=9000), provisional=late)
    assert {found[code].verdict for code in late} == {"provisional"}
    assert found["2023-12"].verdict == "inside"
    none = _judged(_figures(), within=(Part(2020, 2021),), provisional=frozenset(c for c in MONTHS if c > "2021"))
    # Twelve months of 2020 are left: too few.
    assert {one.verdict for one in none.values()} == {"few"}


def test_reasons_stand_where_there_is_no_change() -> None:
    found = _judged(_figures(m22_04=Status.WITHHELD, m22_05=0, m22_06=Status.TOO_FEW))
    assert [found[code].change for code in ("2022-04", "2023-04", "2024-04")] == [Status.WITHHELD] * 2 + [0.0]
    # Nothing is 100 % less; from nothing there is no change.
    assert (found["2022-05"].change, found["2022-05"].verdict) == (-100.0, "below")
    assert [found[code].change for code in ("2023-05", "2023-06")] == [Status.NOT_APPLICABLE, Status.TOO_FEW]
    assert not found["2022-04"].is_known
    without = _figures()
    del without["2023-01"]
    assert _judged(without)["2024-01"].change is Status.NOT_DELIVERED


def test_a_break_parts_the_months_and_limits_begin_anew() -> None:
    within = parts(2019, 2024, [2021], 2024)
    found = _judged(_figures(), within)
    assert {one.change for code, one in found.items() if code[:4] == "2021"} == {Status.NOT_APPLICABLE}
    # One year before the break is too little; after it, 2022 and 2023 are the baseline.
    assert {one.verdict for code, one in found.items() if code[:4] == "2020"} == {"few"}
    assert {one.verdict for code, one in found.items() if code[:4] in ("2022", "2023")} == {"baseline"}
    assert {one.verdict for code, one in found.items() if code[:4] == "2024"} == {"inside"}


def test_few_events_are_not_judged() -> None:
    """Half of the months have fewer than thirty: 29 in most of them."""
    few: dict[str, Cell] = {code: 29 if isinstance(value, int) and value > 300 else 200
                            for code, value in _figures().items()}  # fmt: skip
    assert {one.verdict for one in _judged(few).values()} == {"few"}
    enough: dict[str, Cell] = {code: 30 if value == 29 else value for code, value in few.items()}
    assert "few" not in {one.verdict for one in _judged(enough).values()}


@settings(deadline=None)
@given(st.sets(st.sampled_from(MONTHS), max_size=20), st.lists(st.integers(50, 5000), min_size=84, max_size=84))
def test_what_is_withheld_takes_its_two_changes_away_and_no_more(hidden: set[str], figures: list[int]) -> None:
    shown: dict[str, Cell] = dict(zip(MONTHS, figures, strict=True))
    whole, found = _judged(shown), _judged(shown | dict.fromkeys(hidden, Status.WITHHELD))
    for code, one in found.items():
        touched = code in hidden or f"{int(code[:4]) - 1}{code[4:]}" in hidden
        assert one.change == (Status.WITHHELD if touched else whole[code].change)
    limits = [one.limits for one in found.values() if one.limits]
    known = sum(one.is_known for code, one in found.items() if code < "2022")
    assert {one.points for one in limits} == ({known} if known >= 13 else set())


# --- what the page says ---


def _views(site: Site, **fields: object) -> tuple[View, ...]:
    chosen = {"measure": "contacts", "first_year": 2022, "last_year": 2024, "period_type": "month", **fields}
    return activity.views(site, Selection(**chosen))


def _control(site: Site, **fields: object) -> View:
    return next(view for view in _views(site, **fields) if view.name == "kontroll")


def _plain(texts: tuple[str, ...]) -> list[str]:
    return [text.replace(NO_BREAK_SPACE, " ") for text in texts]


def _rows(view: View) -> list[list[str]]:
    return [_plain(tuple(cell.text for cell in row)) for row in view.table.rows]


def test_two_years_of_changes_are_the_baseline_and_nothing_is_judged_yet(site: Site) -> None:
    view = _control(site)
    assert view.heading == "Polikliniske konsultasjoner, endring fra samme måned året før, Norge, 2023–2024"
    # 120 in 18 working days of December 2024, 90 in 19 of 2023: 6.67 a day against 4.74.
    assert _plain(view.sentences) == [
        "Norge, des. 2024: +40,7 % fra samme måned året før, regnet per virkedag.",
        "Ingen av månedene er vurdert: de er grunnlag for grensene.",
    ]
    row = _rows(view)[-1]
    assert (row[:4], row[6]) == (["des. 2024", "120", "90", "+40,7 %"], "grunnlag for grensene")
    [note] = [note for note in view.notes if "24 måneder i 2023–2024" in note]
    assert "inntil videre laget av to år: når fire hele år kan sammenlignes" in note


def test_the_choice_of_years_moves_no_limit(site: Site) -> None:
    whole, last = _control(site), _control(site, first_year=2024)
    assert _rows(last) == _rows(whole)[12:]
    assert [view for view in _views(site, last_year=2022) if view.name == "kontroll"] == []


def test_the_table_has_the_lines_of_the_chart(site: Site) -> None:
    view = _control(site)
    assert isinstance(view.chart, LineChart)
    lines = [[point.value for point in series.points] for series in view.chart.series[1:]]
    expected, limits = ([row[at].figure for row in view.table.rows] for at in (4, 5))
    assert [[one.value for one in expected if one], [one.low for one in limits if one]] == lines[:2]
    assert [one.high for one in limits if one] == lines[2]
    # The usual change is the geometric mean of the 24 that are printed: twice as many in two years, in 250 working
    # days after 253, is 42.3 % a year (the root of 2 x 253 / 250).
    ratios = [1 + row[3].figure.value / 100 for row in view.table.rows if row[3].figure and row[3].figure.value]
    assert lines[0] == [round(100 * (prod(ratios) ** (1 / 24) - 1), 1)] * len(ratios) == [42.3] * 24


def test_lines_go_on_through_a_withheld_month_as_they_do_in_the_chart(site: Site) -> None:
    whole, place = _figures(m22_04=Status.WITHHELD), site.choices.organisations.by_code["norge"]
    judged = tuple(_judged(whole).values())
    months = tuple((code, code) for code in MONTHS if code >= "2019")
    rows = {code: PublishedRow({}, {"contacts": cell}) for code, cell in whole.items()}
    selection = Selection("contacts", 2019, 2024, period_type="month")
    found = control.Control(
        selection, shown("activity", "contacts"), place, months, judged, dict(rows), WHOLE, (), frozenset()
    )
    table, chart = control._table(site, found, "x"), control._chart(site, found, "x")
    told = dict(zip(MONTHS[12:], ([cell.text for cell in row] for row in table.rows), strict=True))
    assert [told["2022-04"][at] for at in (1, 3, 6)] == ["skjult"] * 3
    assert told["2022-04"][4:6] == told["2022-05"][4:6]
    assert "2022-04" in {point.x for point in chart.series[1].points}


def test_stays_are_told_by_calendar_day(site: Site) -> None:
    view = _control(site, measure="bed_days", places=("883658752",))
    # 160 in 29 days of February 2024, 120 in 28 of 2023: 5.52 a day against 4.29.
    assert _rows(view)[13][:4] == ["feb. 2024", "160", "120", "+28,7 %"]
    assert "regnet per dag." in view.sentences[0]


def test_withheld_months_are_gaps_with_the_one_word(site: Site) -> None:
    view = _control(site, places=("979848498",))
    assert isinstance(view.chart, LineChart)
    assert [point.value for point in view.chart.series[0].points][12:] == [None] * 12
    assert {point.label for point in view.chart.series[0].points[12:]} == {"skjult"}
    assert _rows(view)[12:] == [[row[0], "skjult", "450", *["skjult"] * 4] for row in _rows(view)[12:]]
    # One year is left, and no limits: 12 changes.
    assert view.sentences[-1].startswith("Det er for få måneder med tall")
    assert [series.points for series in view.chart.series[1:]] == [(), (), ()]


def test_months_of_a_running_year_are_shown_and_not_judged(site: Site) -> None:
    running = told_site(site)
    view = _control(running, last_year=2025)
    assert isinstance(view.chart, LineChart)
    assert view.chart.categories[view.chart.settled] == "jan. 2025"
    assert view.chart.special == ()
    # 1,001 against 120, and yet it is no verdict.
    last = _rows(view)[-1]
    assert (last[0], last[1], last[2], last[6]) == (
        "sep. 2025 (foreløpig)", "1 001", "120", "foreløpig, vurderes ikke",
    )  # fmt: skip
    assert view.sentences[0].startswith("Norge, des. 2024")
    assert view.sentences[1] == "Ingen av månedene er vurdert: de er grunnlag for grensene, eller foreløpige."
    assert any(note.startswith("Tallene for 2025 er foreløpige") for note in view.notes)


def test_months_on_both_sides_of_a_break_are_not_compared_and_it_is_said_why(site: Site) -> None:
    broken = SeriesBreak("activity", "norge", 2024, "contact_codes_2021")
    choices = replace(site.results.choices, breaks=(broken,))
    changed = replace(site, results=replace(site.results, choices=choices))
    view = _control(changed, contact_type="video")
    assert [row[3:] for row in _rows(view)[12:]] == [["ikke aktuelt"] * 4] * 12
    assert {row[6] for row in _rows(view)[:12]} == {"for få til å vurdere"}
    assert "Ikke aktuelt: målet gir ikke mening her." in view.notes
    assert any(note.startswith("En måned kan ikke sammenlignes med året før når") for note in view.notes)
    assert any(note.startswith("Et åpent merke nederst") for note in view.notes)
    # The total counts the same before and after.
    assert not any("ikke aktuelt" in row for row in _rows(_control(changed)))


def test_other_periods_have_no_control_chart(site: Site) -> None:
    assert not any(view.name == "kontroll" for view in _views(site, period_type="year"))
    assert not any(view.name == "kontroll" for view in _views(site, measure="occupied_share"))
    assert ACTIVITY.measures[-1] == "occupied_share"


# --- how it is drawn ---

LABELS = tuple(f"m{number}" for number in range(20))
LINE = Series("Nord", tuple(Point(x, float(at % 3), f"verdi {at}") for at, x in enumerate(LABELS)))
CHART = LineChart(
    "x", LABELS, Axis("x", 0, False),
    (LINE, Series("Midt", tuple(Point(x, 1.0, "") for x in LABELS), 0, "centre"),
     *(Series("Grense", tuple(Point(x, end, "") for x in LABELS), 0, "limit") for end in (-4.0, 6.0))),
    special=("m2", "m5"), special_name="Utenfor",
)  # fmt: skip


@pytest.mark.parametrize("size", Size)
def test_pictures_mark_what_is_outside_by_shape_and_name_it_once(size: Size) -> None:
    drawn, plain = draw(CHART, size, plain_ticks), draw(replace(CHART, special=()), size, plain_ticks)
    # Twenty marks of the line, and two larger ones over them; lines of limits have none.
    assert (drawn.count("<title>"), plain.count("<title>")) == (22, 20)
    assert (drawn.count(">Utenfor<"), plain.count(">Utenfor<")) == (1, 0)
    assert drawn.count(">Grense<") == (2 if size is Size.WIDE else 1)


def test_live_charts_mark_the_same() -> None:
    traces = figure(CHART)["data"]
    [marks] = [trace for trace in traces if trace["mode"] == "markers"]
    assert (marks["x"], marks["marker"]["symbol"]) == ([2, 5], "diamond")
    assert marks["hovertext"] == ["Nord, m2<br>verdi 2", "Nord, m5<br>verdi 5"]
    bare = [trace for trace in traces if trace["mode"] == "lines"]
    assert [(trace["name"], trace["hoverinfo"]) for trace in bare] == [
        ("Grense", "skip"), ("Grense", "skip"), ("Midt", "skip"),
    ]  # fmt: skip


def test_an_absent_point_is_never_special() -> None:
    hidden = replace(LINE, points=(*LINE.points[:2], Point("m2", None, "skjult"), *LINE.points[3:]))
    chart = replace(CHART, series=(hidden, *CHART.series[1:]))
    [marks] = [t for t in figure(chart)["data"] if t["mode"] == "markers" and t["name"] == "Utenfor"]
    assert marks["x"] == [5]
