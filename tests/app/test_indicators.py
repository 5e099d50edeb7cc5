"""Indicators: levels that intervals decide, worked out by hand; declared cells that exist; words that say no more."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.address import from_query_string
from app.files.flat import flatten
from app.filters import INDICATORS, QUALITY
from app.gate import PublishedRow, publish
from app.indicators import FEWEST_PERSONS, IndicatorError, indicators_of, judge, read_indicators, with_limits
from app.site import Site
from app.view import View
from app.views import funnel_figures, indicators, quality
from app.views.asked import Asked, verdict
from app.views.attained import counts_told, kinds_of
from app.words import words
from data_marts.catalog import MARTS, Status
from data_marts.disclosure.rules import DEFAULT_POLICY
from data_marts.statistics.proportions import wilson_limits
from tests.app.small_release import row

CODED = read_indicators()["coded_share"]
LESS_IS_BETTER = replace(CODED, moderate_from=60.0, high_from=40.0)


def coding(coded: int, patients: int) -> PublishedRow:
    """A published row of the mart with so many coded of the patients."""
    values = {
        "patients": patients, "coded_patients": coded, "uncoded_patients": patients - coded,
        "coded_share": 100 * coded / patients if patients else None,
    }  # fmt: skip
    found = row(MARTS["coverage"], {"year": 2024, "organisation": "1"}, values)
    return publish(MARTS["coverage"], [found], DEFAULT_POLICY, ("year", "organisation")).rows[0]


# Wilson's limits of 850 of 1,000 are 82.7 and 87.1, and so on: worked out beside the program.
@pytest.mark.parametrize(
    ("coded", "patients", "limits", "level", "told"),
    [
        (850, 1000, (82.7, 87.1), "high", "Høy"),
        (700, 1000, (67.1, 72.8), "moderate", "Moderat"),
        (500, 1000, (46.9, 53.1), "low", "Lav"),
        # The share alone would be high, and moderate.
        (820, 1000, (79.5, 84.3), "uncertain", "Usikker: mellom moderat og høy"),
        (610, 1000, (57.9, 64.0), "uncertain", "Usikker: mellom lav og moderat"),
        (28, 40, (54.6, 81.9), "uncertain", "Usikker: mellom lav og høy"),
        (21, 29, (54.3, 85.3), None, "for få til å vurdere"),
        (24, 30, (62.7, 90.5), "uncertain", "Usikker: mellom moderat og høy"),
    ],
)
def test_the_interval_decides(
    coded: int, patients: int, limits: tuple[float, float], level: str | None, told: str
) -> None:
    found = judge(CODED, coding(coded, patients))
    assert found is not None
    assert (found.low, found.high) == limits
    assert found.level == level
    assert verdict(words("nb"), found) == told


def test_where_less_is_better_the_levels_turn_round() -> None:
    told = [
        verdict(words("nb"), found)
        for coded in (300, 500, 700, 400, 620)
        if (found := judge(LESS_IS_BETTER, coding(coded, 1000)))
    ]
    assert told == ["Høy", "Moderat", "Lav", "Usikker: mellom moderat og høy", "Usikker: mellom lav og moderat"]


def test_a_limit_is_judged_as_it_is_printed() -> None:
    """The lower limit of 3,168 of 3,900 is 79.97: it is printed as 80.0 and judged as that."""
    low = float(100 * wilson_limits(3168, 3900).low)
    assert 79.95 <= low < 80
    found = judge(CODED, coding(3168, 3900))
    assert found is not None
    assert (found.low, found.level) == (80.0, "high")


@given(st.integers(30, 3000).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))))
def test_no_level_is_told_that_the_whole_interval_does_not_bear(counts: tuple[int, int]) -> None:
    patients, coded = counts
    if 0 < coded < 5 or 0 < patients - coded < 5:
        return
    found = judge(CODED, coding(coded, patients))
    assert found is not None
    assert found.low - 0.05 <= found.value <= found.high + 0.05
    ends = {"low" if at < 60 else "moderate" if at < 80 else "high" for at in (found.low, found.high)}
    assert found.level == (ends.pop() if len(ends) == 1 else "uncertain")
    assert (found.between is None) == (found.level != "uncertain")


@pytest.mark.parametrize("status", ["withheld", "not_delivered"])
def test_nothing_is_told_of_what_is_not_shown(status: str) -> None:
    keys = {"year": 2024, "organisation": "1", "coding_status": status}
    empty = dict.fromkeys(("patients", "coded_patients", "uncoded_patients", "coded_share"))
    shown = publish(MARTS["coverage"], [{**keys, **empty}], DEFAULT_POLICY, ("year", "organisation")).rows[0]
    assert judge(CODED, shown) is None
    beside = with_limits(CODED, shown, None)
    assert beside is not None
    assert [str(beside.cells[name]) for name in ("interval_low", "interval_high")] == [status, status]
    assert judge(CODED, None) is None
    assert with_limits(CODED, None, None) is None


def test_nobody_has_no_level() -> None:
    assert judge(CODED, coding(0, 0)) is None


def test_as_few_are_judged_as_in_a_funnel() -> None:
    assert FEWEST_PERSONS == funnel_figures.FEWEST_PERSONS


# --- what is declared ---


def test_the_declared_indicators_are_those_of_the_page() -> None:
    assert tuple(read_indicators()) == INDICATORS.measures
    assert not any(one.confirmed for one in read_indicators().values())


GOOD: dict[str, Any] = {
    "share": "coded_share", "mart": "coverage", "numerator": "coded_patients", "denominator": "patients",
    "persons": "patients", "eligible": "patients", "high_from": 80.0, "moderate_from": 60.0, "source": "bands",
    "confirmed": False,
}  # fmt: skip


@pytest.mark.parametrize("change", [
    {"mart": "coverages"}, {"share": "patients"}, {"numerator": "coded_share"}, {"persons": "persons"},
    {"eligible": "eligible"}, {"high_from": 60.0}, {"high_from": 101.0}, {"moderate_from": 60},
    {"source": "hearsay"}, {"confirmed": "no"},
    {"more": 1},
])  # fmt: skip
def test_what_cannot_be_used_is_refused(change: dict[str, Any]) -> None:
    assert len(indicators_of({"indicators": [GOOD]})) == 1
    with pytest.raises(IndicatorError):
        indicators_of({"indicators": [{**GOOD, **change}]})


def test_none_and_two_alike_are_refused() -> None:
    for listed in ([], [GOOD, GOOD]):
        with pytest.raises(IndicatorError):
            indicators_of({"indicators": listed})


# --- the pages, on the small release ---


def _views(site: Site, query: str) -> dict[str, View]:
    found = indicators.views(site, from_query_string(INDICATORS, query, site.choices))
    return {view.name: view for view in found}


def _texts(view: View) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in cells) for cells in view.table.rows]


def test_trusts_against_the_levels(site: Site) -> None:
    """7 of 10 are coded everywhere: of 120 in Finnmark, 240 at UNN and 360 in Bergen in 2024."""
    view = _views(site, "maal=kodet")["foretak"]
    assert _texts(view) == [
        ("Finnmarks", "70,0 (61,3–77,5)", "84", "120", "Moderat"),
        ("UNN", "70,0 (63,9–75,4)", "168", "240", "Moderat"),
        ("Helse Bergen", "70,0 (65,1–74,5)", "252", "360", "Moderat"),
        ("Norge", "70,0 (54,6–81,9)", "28", "40", "Usikker: mellom lav og høy"),
    ]
    assert view.sentences[0] == (
        "Av 3 foretak i 2024 har ingen høy måloppnåelse, 3 moderat og ingen lav. "
        "Ingen er usikre, og ingen mangler vurdering."
    )
    decided = "Måltallene er foreslått og ikke fastsatt av registeret: høy fra 80\u00a0%, moderat fra 60\u00a0%."
    assert view.sentences[1].startswith(decided)


def test_a_withheld_unit_is_counted_as_not_judged_and_has_the_one_word(site: Site) -> None:
    """Alta is withheld in 2024; Hammerfest had 80, 120 and 160 patients, Tromsø and Bergen's ward more."""
    views = _views(site, "maal=kodet&sted=finnmark")
    assert _texts(views["enheter"])[1] == ("BUP Alta", "skjult", "skjult", "skjult", "skjult")
    assert _texts(views["antall-units"]) == [
        ("2022", "0", "3", "0", "1", "0", "0"), ("2023", "0", "4", "0", "0", "0", "0"),
        ("2024", "0", "3", "0", "0", "1", "0"),
    ]  # fmt: skip
    assert "Finnmarkssykehuset har 70,0 (61,3–77,5) prosent: moderat." in views["foretak"].sentences


def test_follow_up_of_the_newest_year_is_given_no_level(site: Site) -> None:
    """25 of 50 percent would be low; but who started late in the year has not had the time to answer again."""
    views = _views(site, "maal=oppfolging")
    assert {cells[-1] for cells in _texts(views["foretak"])[:-1]} == {"foreløpig, vurderes ikke"}
    counts = {cells[0]: cells[1:] for cells in _texts(views["antall-trusts"])}
    assert counts["2024"] == ("0", "0", "0", "0", "3", "0")
    assert counts["2023"] != counts["2024"]


def test_counts_of_levels_are_those_of_the_table_of_places(site: Site) -> None:
    for measure in INDICATORS.measure_filter.words.values():
        views = _views(site, f"maal={measure}")
        told = [cells[-1] for cells in _texts(views["foretak"])[:-1]]
        last = _texts(views["antall-trusts"])[-1]
        assert sum(map(int, last[1:])) == len(told) == 3
        assert [int(number) for number in last[1:4]] == [told.count(level) for level in ("Høy", "Moderat", "Lav")]


def test_units_without_anybody_who_could_count_are_left_out_and_withheld_ones_are_not(site: Site) -> None:
    """Four units: one with a level, one of too few, one without patients, and one of which nothing is shown."""
    units = site.choices.organisations.at_level("unit")[:4]
    hidden = PublishedRow({}, dict.fromkeys(coding(850, 1000).cells, Status.WITHHELD))
    rows = dict(
        zip((unit.code for unit in units), (coding(850, 1000), coding(20, 29), coding(0, 0), hidden), strict=True)
    )
    judged = {(2024, code): judge(CODED, row) for code, row in rows.items()}
    selection = from_query_string(INDICATORS, "maal=kodet", site.choices)
    asked = Asked(site, selection, CODED, lambda _, code: rows[code], judged)
    found = kinds_of(asked, 2024, units)
    assert found == {"high": 1, "unjudged": 2, "left_out": 1}
    assert counts_told(asked, 2024, found, "units") == (
        "Av 3 enheter i 2024 har ett sted høy måloppnåelse, ingen moderat og ingen lav. "
        "Ingen er usikre, og 2 er ikke vurdert.",
        "Ett sted til er utelatt, uten pasienter det året.",
    )


def test_whom_a_share_could_be_about_decides_not_who_answered(site: Site) -> None:
    """A unit where nobody answered at the start could have had answers: it is not assessed, and not left out."""
    pairs, unit = read_indicators()["pair_share"], site.choices.organisations.at_level("unit")[0]
    silent = PublishedRow({}, {"eligible": 40, "baseline_n": 0, "pairs": 0, "pair_share": Status.NOT_APPLICABLE})
    selection = from_query_string(INDICATORS, "maal=oppfolging", site.choices)
    asked = Asked(site, selection, pairs, lambda _, __: silent, {(2023, unit.code): judge(pairs, silent)})
    assert kinds_of(asked, 2023, [unit]) == {"unjudged": 1}


def test_bands_are_decided_by_the_share_shown(site: Site) -> None:
    selection = from_query_string(QUALITY, "", site.choices)
    views = {part.name: part for part in quality.parts(site, selection) if isinstance(part, View)}
    finnmark = next(cells for cells in _texts(views["dekning"]) if cells[0] == "Finnmarks")
    assert finnmark == ("Finnmarks", "70,0", "60–79\u00a0%", "50,0", "40–59\u00a0%", "25,0", "foreløpig, vurderes ikke")
    assert views["dekning"].sentences[0] == (
        "I ingen av de 3 helseforetakene med tall har minst 80 prosent av pasientene kodet hoveddiagnose."
    )


def test_every_band_says_of_what_it_is_on_the_page_and_in_files(site: Site) -> None:
    selection = from_query_string(QUALITY, "fra=2023&til=2023", site.choices)
    view = next(part for part in quality.parts(site, selection) if isinstance(part, View) and part.name == "dekning")
    headings = (
        "Sted",
        "Andel med kodet hoveddiagnose", "Andel med kodet hoveddiagnose, bånd",
        "Dekning ved start", "Dekning ved start, bånd",
        "Svarandel ved oppfølging", "Svarandel ved oppfølging, bånd",
    )  # fmt: skip
    assert view.table.columns == headings
    assert tuple(column.heading for column in flatten(site.words, view.table).columns) == headings


def test_months_of_a_withheld_unit_say_so_and_are_not_counted_as_whole(site: Site) -> None:
    selection = from_query_string(QUALITY, "sted=finnmark", site.choices)
    views = {part.name: part for part in quality.parts(site, selection) if isinstance(part, View)}
    rows = {cells[0]: set(cells[1:]) for cells in _texts(views["maaneder"])}
    assert rows == {"Finnmarks": {"levert"}, "BUP Hammerfest": {"levert"}, "BUP Alta": {"skjult"}}
    # Of the units alone: the trust is their sum. A month that is hidden is neither with contacts nor without.
    assert views["maaneder"].sentences == (
        "I 2024 har 1 av 2 steder kontakter i alle månedene.",
        "Ingen steder har en måned helt uten kontakter.",
        "Ved ett sted vises ikke alle månedene.",
    )


def test_a_year_without_a_figure_says_so(site: Site) -> None:
    """No figure is carried over from another year: the dimension says that the country has none."""
    selection = from_query_string(QUALITY, "fra=2023&til=2023", site.choices)
    views = {part.name: part for part in quality.parts(site, selection) if isinstance(part, View)}
    known = _texts(views["dimensjoner"])[1][1]
    assert "I 2023 hadde 70,0 prosent av pasientene i landet kodet hoveddiagnose." in known
    assert "2024" not in known
