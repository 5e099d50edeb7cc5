"""Which figures of questionnaires still wait for answers, and that every page says the same of them."""

import pytest

from app.site import Site
from app.views.follow_up import WAITING, follow_up_notes, is_preliminary, not_judged
from data_marts.catalog import MARTS


def test_what_rests_on_a_second_answer_waits_and_nothing_else() -> None:
    second = {"pairs", "pair_share", "better", "unchanged", "worse", "better_share", "unchanged_share", "worse_share"}
    means = {"mean_baseline", "mean_followup", "mean_change", "change_low", "change_high", "sd_change"}
    assert second | means == WAITING


def test_measures_of_other_marts_never_wait() -> None:
    others = {name for mart in MARTS.values() if mart.name != "prom_trends" for name in mart.measures}
    assert not WAITING & others


@pytest.mark.parametrize(("year", "measures", "waits"), [
    (2024, ("pair_share",), True),  # the small release has answers of 2022 to 2024
    (2023, ("pair_share",), False),
    (2024, ("baseline_share",), False),
    (2024, ("coded_share", "baseline_share", "pair_share"), True),
    (2024, ("within_limit_share",), False),
])  # fmt: skip
def test_only_follow_up_of_the_newest_year_waits(site: Site, year: int, measures: tuple[str, ...], waits: bool) -> None:
    assert is_preliminary(site, year, *measures) is waits
    assert len(follow_up_notes(site, year, *measures)) == waits


def test_it_has_words_of_its_own(site: Site) -> None:
    assert not_judged(site.words) == "foreløpig, vurderes ikke"
    [note] = follow_up_notes(site, 2024, "better_share")
    assert note.startswith("Tallene for 2024 er foreløpige: oppfølging som skjer året etter")
