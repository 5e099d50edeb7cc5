"""Areas beside the country and series over the years, worked out by hand: what is told, and what chance explains."""

from typing import Any

import pytest

from app.gate import PublishedRow
from app.views import compared
from app.views.compared import Difference, compare
from app.views.verdicts import trend_sentences
from app.words import NO_BREAK_SPACE, words
from data_marts.catalog import Status

NB = words("nb")


def row(patients: int | None, population: int = 10_000) -> PublishedRow:
    cells: dict[str, Any] = {"patients": patients, "population": population}
    return PublishedRow({}, {name: Status.WITHHELD if value is None else value for name, value in cells.items()})


ROWS = {"norge": row(5_000, 100_000), "high": row(600), "low": row(400), "same": row(505), "hidden": row(None)}
CODES = ("high", "low", "same", "hidden")


class Place:
    def __init__(self, code: str) -> None:
        self.code = code
        self.short_name = code.title()


def test_children_more_than_at_the_rate_of_the_country() -> None:
    """Five in a hundred of 10,000 are 500. Wilson's limits of 600: 555.1 to 648.3; of 400: 363.3 to 440.2; of 505:
    463.9 to 549.5."""
    found = compare(CODES, ROWS.get, "norge")
    assert found.differences == {
        "high": Difference(100, 55, 148, "above"),
        "low": Difference(-100, -137, -60, "below"),
        "same": Difference(5, -36, 50, "alike"),
    }
    # One has no number: nobody's rank among all is known.
    assert found.ranks == {}
    # 600 is proved larger than 505 and 400, and 505 larger than 400.
    assert compare(CODES[:3], ROWS.get, "norge").ranks == {"high": (1, 1), "low": (3, 3), "same": (2, 2)}


def test_neighbours_share_ranks() -> None:
    rows = {"norge": row(5_000, 100_000), "a": row(510), "b": row(500), "c": row(300)}
    assert compare(("a", "b", "c"), rows.get, "norge").ranks == {"a": (1, 2), "b": (1, 2), "c": (3, 3)}


def test_what_is_withheld_moves_nothing() -> None:
    without = compare(CODES[:3], ROWS.get, "norge")
    assert compare(CODES, ROWS.get, "norge").differences == without.differences
    assert compare(CODES, {**ROWS, "norge": row(None)}.get, "norge").differences == {}
    assert compare(CODES, {"norge": ROWS["norge"], "high": ROWS["high"]}.get, "norge").differences == {}


def test_sentences_count_and_name() -> None:
    found = compare(CODES, ROWS.get, "norge")
    told = compared.sentences(NB, found, [Place(code) for code in CODES])
    assert told == (
        "Av stedene med tall ligger ett klart over landet, ett klart under, og for ett er forskjellen ikke større enn "
        "tilfeldig variasjon kan forklare.",
        "High hadde omtrent 100 flere barn i behandling enn om raten hadde vært som i landet (mellom 55 og 148 flere).",
        "Low hadde omtrent 100 færre barn i behandling enn om raten hadde vært som i landet (mellom 60 og 137 færre).",
        "Same: forskjellen fra landet er ikke større enn tilfeldig variasjon kan forklare.",
    )
    assert compared.sentences(NB, compare((), ROWS.get, "norge"), ()) == ()


def test_numbers_of_the_sentences_stand_in_the_table() -> None:
    columns = compared.beside(NB, compare(CODES[:3], ROWS.get, "norge"), ROWS.get)
    texts = {code: [one.cell(code).text.replace(NO_BREAK_SPACE, " ") for one in columns] for code in (*CODES, "norge")}
    assert len(compared.beside(NB, compare(CODES, ROWS.get, "norge"), ROWS.get)) == 2
    assert texts["high"] == ["+100 (+55 til +148)", "over", "1"]
    assert texts["low"] == ["−100 (−137 til −60)", "under", "3"]
    assert texts["same"] == ["+5 (−36 til +50)", "ikke klart ulikt", "2"]
    assert texts["hidden"] == ["skjult"] * 3
    assert texts["norge"] == ["ikke aktuelt"] * 3
    assert [one.heading for one in columns] == [
        "Flere eller færre barn enn ved landets rate",
        "Mot landet",
        "Mulig plass",
    ]


@pytest.mark.parametrize(
    ("patients", "told"),
    [
        ([400, 450, 500, 550, 600, 650], "Raten for Bergen øker"),
        ([650, 600, 550, 500, 450, 400], "Raten for Bergen synker"),
        ([500, 503, 498, 501, 499, 500], "Raten for Bergen viser ingen klar endring"),
        (
            [300, 600, 300, 600, 300, 600],
            "Raten for Bergen endrer seg mer enn tilfeldig",
        ),
    ],
)
def test_a_series_is_said_to_rise_only_where_it_does(patients: list[int], told: str) -> None:
    yearly = [(2019 + number, row(found)) for number, found in enumerate(patients)]
    [sentence] = trend_sentences(NB, "rate", "Bergen", yearly)
    assert sentence.startswith(told)


def test_four_years_say_nothing_nor_do_years_without_a_number() -> None:
    yearly = [(2019 + number, row(400 + 50 * number)) for number in range(4)]
    assert trend_sentences(NB, "rate", "Bergen", yearly) == ()
    assert trend_sentences(NB, "rate", "Bergen", [*yearly, (2023, row(None)), (2024, None)]) == ()
    assert trend_sentences(NB, "rate", "Bergen", [(2023, row(None))]) == ()


def test_numbers_of_patients_are_judged_without_inhabitants() -> None:
    """As many patients of ever fewer children: the rate rises, the number does not."""
    yearly = [(2019 + number, row(500, 10_000 - 1_000 * number)) for number in range(6)]
    assert trend_sentences(NB, "rate", "Bergen", yearly)[0].startswith("Raten for Bergen øker")
    assert trend_sentences(NB, "patients", "Bergen", yearly)[0].startswith("Antallet for Bergen viser ingen klar")


@pytest.mark.parametrize(("value", "text"), [(12, "+12"), (-3, "−3"), (0, "0"), (0.04, "0,0"), (0.06, "+0,1")])
def test_numbers_with_their_sign(value: float, text: str) -> None:
    assert NB.signed(value, 0 if isinstance(value, int) else 1) == text
