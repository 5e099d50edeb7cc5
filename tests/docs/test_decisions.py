"""Every decision says when, what, why, and what was rejected; files that it names exist."""

import re
from datetime import date

import pytest

from tests.docs.repository import ROOT, code_words, sections

DECISIONS = "docs/decisions.md"
FORM = re.compile(
    r"\s*(?P<date>\d{4}-\d\d-\d\d)\n\n"
    r"\*\*What\.\*\* (?P<what>.+?)\n\n\*\*Why\.\*\* (?P<why>.+?)\n\n\*\*Rejected\.\*\* (?P<rejected>.+?)\s*",
    re.DOTALL,
)


@pytest.mark.parametrize("heading", sections(DECISIONS))
def test_a_decision_has_all_its_parts(heading: str) -> None:
    found = FORM.fullmatch(sections(DECISIONS)[heading])
    assert found is not None, heading
    assert date.fromisoformat(found["date"]).year >= 2026
    # A reason is at least a sentence.
    assert all(len(found[part]) > 25 for part in ("what", "why", "rejected"))


def test_decisions_stand_in_the_order_of_their_dates() -> None:
    dates = [body.split()[0] for body in sections(DECISIONS).values()]
    assert dates == sorted(dates)


def test_files_that_are_named_exist() -> None:
    text = "\n".join(sections(DECISIONS).values())
    named = {
        word for word in code_words(text) if re.fullmatch(r"(app|pages|queries|data_marts|assets|tests)/[\w./-]+", word)
    }
    assert len(named) >= 5
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
