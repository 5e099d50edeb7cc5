"""What is said of numbers of events over the years: only what their limits bear, worked out by hand."""

from typing import Any

import pytest

from app.gate import PublishedRow
from app.selection import Selection
from app.site import Site
from app.views import activity
from app.views.common import shown
from app.views.verdicts import against, event_sentences, since_sentences
from app.words import words
from data_marts.catalog import Status
from tests.app.told_site import told_site

NB = words("nb")
CONTACTS = shown("activity", "contacts")
RISING = (400, 450, 500, 550, 600, 650)
NO_CHANGE = "Antallet for Bergen viser ingen klar endring over årene."


def row(contacts: int | None, repetition: float | None) -> PublishedRow:
    """Contacts with limits of 1.96 standard deviations, the variance being so many times as large as they are."""
    cells: dict[str, Any] = dict.fromkeys(("contacts", "contacts_low", "contacts_high"), Status.WITHHELD)
    if contacts is not None:
        half = None if repetition is None or not contacts else 1.96 * (repetition * contacts) ** 0.5
        ends = (Status.NOT_APPLICABLE,) * 2 if half is None else (contacts - half, contacts + half)
        cells = dict(zip(cells, (contacts, *ends), strict=True))
    return PublishedRow({}, cells)


def told(contacts: tuple[int | None, ...], repetition: float | None) -> tuple[str, ...]:
    yearly = [(2019 + at, row(found, repetition)) for at, found in enumerate(contacts)]
    return event_sentences(NB, CONTACTS, "Bergen", yearly)


def test_numbers_rise_only_where_children_who_come_again_do_not_explain_it() -> None:
    """About 50 more a year of 525: 0.096 on the logarithm. Its error is sqrt(repetition / sum((t - 2.5)^2 x)), and
    sum((t - 2.5)^2 x) = 6.25 (400 + 650) + 2.25 (450 + 600) + 0.25 (500 + 550) = 9,187: 0.0104 without repetition,
    which 3.09 times is less; 0.0467 of twenty times, which is more."""
    assert told(RISING, 1.0)[0].startswith("Antallet for Bergen øker")
    assert told(RISING[::-1], 1.0)[0].startswith("Antallet for Bergen synker")
    assert told(RISING, 20.0) == told(RISING[::-1], 20.0) == (NO_CHANGE,)


def test_numbers_without_limits_have_no_verdict_but_those_of_none_need_none() -> None:
    assert told(RISING, None) == ()
    assert told((*RISING[:5], 0), 1.0) != ()
    assert told((0,) * 6, 1.0) == ()
    mixed = [(2019 + at, row(found, 1.0 if at else None)) for at, found in enumerate(RISING)]
    assert event_sentences(NB, CONTACTS, "Bergen", mixed) == ()


def test_years_that_are_withheld_take_no_part() -> None:
    assert told((*RISING, None), 1.0) == told(RISING, 1.0)
    assert told((*RISING[:4], None, None), 1.0) == ()


@pytest.mark.parametrize(
    ("limits", "others", "verdict"),
    [
        ((11, 20), (1, 10), "above"),
        ((10, 20), (1, 10), "alike"),
        ((1, 10), (11, 20), "below"),
        ((1, 30), (11, 20), "alike"),
        (None, (1, 10), None),
        ((1, 10), None, None),
    ],
)
def test_limits_against_limits(limits: Any, others: Any, verdict: str | None) -> None:
    assert against(limits, others) == verdict


def test_the_sentence_on_the_year_before() -> None:
    def said(now: Any, then: Any) -> tuple[str, ...]:
        return since_sentences(NB, "Bergen", ("2023", "2024"), (then, now))

    assert said((11, 20), (1, 10)) == (
        "Antallet for Bergen er klart høyere i 2024 enn i 2023: konfidensintervallene overlapper ikke.",
    )
    assert said((1, 10), (11, 20)) == (
        "Antallet for Bergen er klart lavere i 2024 enn i 2023: konfidensintervallene overlapper ikke.",
    )
    assert said((1, 10), (10, 20)) == (
        "Ingen sikker endring for Bergen fra 2023 til 2024: konfidensintervallene overlapper.",
    )
    assert said(None, (10, 20)) == ()


def _sentences(site: Site, **fields: Any) -> tuple[str, ...]:
    chosen = {"measure": "contacts", "first_year": 2022, "last_year": 2024, **fields}
    return activity.views(site, Selection(**chosen))[0].sentences


def test_the_page_says_nothing_of_what_has_no_limits_or_no_year_before(site: Site) -> None:
    assert len(_sentences(site)) == 2
    assert len(_sentences(site, first_year=2024)) == 1
    assert len(_sentences(site, measure="occupied_share")) == 1
    assert len(_sentences(site, places=("979848498",))) == 1  # withheld in 2024
    assert len(_sentences(site, period_type="month")) == 1  # the control chart judges months


def test_parts_of_a_year_are_held_against_the_same_of_the_year_before(site: Site) -> None:
    """The third tertials have 1,001 each, and those of the running year are not settled."""
    assert _sentences(told_site(site), period_type="tertial", last_year=2025)[1:] == (
        "Ingen sikker endring for Norge fra 3. tertial 2023 til 3. tertial 2024: konfidensintervallene overlapper.",
    )
