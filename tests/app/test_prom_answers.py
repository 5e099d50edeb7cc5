"""Who answered, step by step, and what the silent leave open. The expected numbers are worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.choices import Place
from app.gate import Cell, PublishedRow
from app.site import Site
from app.views.prom_answers import Answers, answers_view, better_bounds, is_sparse
from data_marts.catalog import Status

TRUST = Place("2", "Fjord HF", "Fjord", "fjord", "hf", "norge")


def row(**cells: Cell) -> PublishedRow:
    told: dict[str, Cell] = {"eligible": 200, "invited": 120, "baseline_n": 80, "pairs": 50, "better": 20}
    shares: dict[str, Cell] = {"better_share": 40.0, "baseline_share": 40.0, "pair_share": 62.5}
    return PublishedRow({}, {**told, **shares, **cells})


@pytest.mark.parametrize(
    ("baseline", "pair", "sparse"),
    [(60.0, 60.0, False), (59.9, 80.0, True), (80.0, 59.9, True), (Status.WITHHELD, 70.0, False)],
)
def test_sparse_is_what_fewer_than_sixty_percent_answered(baseline: Cell, pair: Cell, sparse: bool) -> None:
    assert is_sparse(row(baseline_share=baseline, pair_share=pair)) is sparse


def test_the_bounds_suppose_that_none_or_all_of_the_silent_became_better() -> None:
    """20 of 80 are 25 percent; with the 30 who did not answer again, 50 of 80 are 62.5."""
    assert better_bounds(row()) == (25.0, 62.5)
    assert better_bounds(row(pairs=80)) == (25.0, 25.0)


@pytest.mark.parametrize("name", ["better_share", "better", "pairs", "baseline_n"])
def test_without_one_of_its_numbers_there_are_no_bounds(name: str) -> None:
    assert better_bounds(row(**{name: Status.WITHHELD})) is None


@given(st.integers(5, 500).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n))), st.data())
def test_the_share_that_all_would_have_lies_within_the_bounds(sizes: tuple[int, int], data: st.DataObject) -> None:
    started, pairs = sizes
    better, of_the_silent = data.draw(st.integers(0, pairs)), data.draw(st.integers(0, started - pairs))
    bounds = better_bounds(row(baseline_n=started, pairs=pairs, better=better))
    assert bounds is not None
    assert bounds[0] - 0.05 <= 100 * (better + of_the_silent) / started <= bounds[1] + 0.05


def view_of(site: Site, found: PublishedRow | None):
    return answers_view(site, Answers("Hvem svarte", (TRUST,), 2024, lambda code: found, ()))


def test_the_sentences_say_the_steps_the_doubt_and_the_bounds(site: Site) -> None:
    view = view_of(site, row())
    assert view.sentences == (
        "Fjord HF, 2024: av 200 pasienter med poliklinisk konsultasjon ble 120 spurt, 80 svarte ved start og 50 også "
        "ved oppfølging.",
        "Det er færre enn 60 prosent i et av trinnene. De som svarte, kan skille seg fra dem som ikke gjorde det, så "
        "resultatene er usikre.",
        "Av dem som svarte to ganger, hadde 40,0 prosent en pålitelig bedring. Blant alle som svarte ved start, kan "
        "det være alt fra 25,0 til 62,5 prosent: det kommer an på hvordan det gikk med dem som ikke svarte igjen.",
    )
    assert [cell.text for cell in view.table.rows[0]] == ["Fjord", "200", "120", "80", "50", "40,0", "25,0–62,5"]
    assert any("199 pasienter" in note for note in view.notes)


def test_a_step_that_is_withheld_gives_no_sentence_of_numbers_and_no_bounds(site: Site) -> None:
    view = view_of(site, row(pairs=Status.WITHHELD, better=Status.WITHHELD, better_share=Status.WITHHELD))
    assert view.sentences == ("Fjord HF, 2024: hvor mange som svarte, kan ikke vises for hvert trinn.",)
    assert view.chart is not None
    assert [point.value for point in view.chart.series[0].points] == [200, 120, 80, None]
    hidden = site.words.cell(Status.WITHHELD)
    assert [cell.text for cell in view.table.rows[0]][4:] == [hidden, hidden, hidden]


def test_what_is_not_delivered_says_so(site: Site) -> None:
    view = view_of(site, None)
    assert {cell.text for cell in view.table.rows[0][1:]} == {site.words.cell(Status.NOT_DELIVERED)}
