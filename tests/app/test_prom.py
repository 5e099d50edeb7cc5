"""Results of questionnaires: of a unit with few patients or few answers no result is told, however good it looks."""

import pytest

from app.choices import Place
from app.gate import Cell, PublishedRow
from app.selection import Selection
from app.site import Site
from app.views import prom
from app.views.prom import RESULTS, judged
from data_marts.catalog import Status

UNIT = Place("1", "BUP Vik", "Vik", "vik", "unit", "2")
TRUST = Place("2", "Fjord HF", "Fjord", "fjord", "hf", "norge")


def row(eligible: Cell, pairs: Cell, result: Cell = 4.5) -> PublishedRow:
    return PublishedRow({}, {"eligible": eligible, "baseline_n": 40, "pairs": pairs, **dict.fromkeys(RESULTS, result)})


@pytest.mark.parametrize(
    ("eligible", "pairs", "shown"),
    [(30, 15, True), (29, 15, False), (30, 14, False), (300, 14, False), (29, 14, False)],
)
def test_a_unit_needs_thirty_patients_and_fifteen_answers(eligible: int, pairs: int, shown: bool) -> None:
    found = judged(row(eligible, pairs), UNIT)
    assert found is not None
    assert {found.cells[name] for name in RESULTS} == ({4.5} if shown else {Status.TOO_FEW})
    assert (found.cells["eligible"], found.cells["baseline_n"], found.cells["pairs"]) == (eligible, 40, pairs)


def test_trusts_are_shown_as_they_are_and_a_reason_stays_the_reason_it_was() -> None:
    few = row(12, 11)
    assert judged(few, TRUST) is few
    hidden = judged(row(12, Status.WITHHELD, Status.WITHHELD), UNIT)
    assert hidden is not None
    assert {hidden.cells[name] for name in RESULTS} == {Status.WITHHELD}
    assert judged(None, UNIT) is None


def test_the_page_says_why_a_unit_has_no_result(site: Site) -> None:
    """BUP Alta has 10 x (2, 3, 4) x 5 patients, of whom half answered twice: enough in each year."""
    selection = Selection("mean_change", 2022, 2024, ("979848498",), questionnaire="sdq-foresatt-total")
    [trend] = [view for view in prom.views(site, selection) if view.name == "utvikling"]
    assert any("minst 30 pasienter og 15 som har svart" in note for note in trend.notes)
    [shares] = [view for view in prom.views(site, selection) if view.name == "svarandel"]
    assert not any("minst 30" in note for note in shares.notes)
