"""How a choice is told in words."""

import pytest

from app.views.describe import merged_notes
from app.words import words

MERGED = "0–12 år er 0–5 år og 6–12 år slått sammen. Slik kan tall vises der hver av dem er for liten."
PART = "Der 16–17 år er for lite til å vises, kan 13–17 år vises: 13–15 år og 16–17 år slått sammen."


@pytest.mark.parametrize(
    ("age_group", "is_few", "notes"),
    [
        ("0-12", False, (MERGED,)),
        ("0-12", True, (MERGED,)),
        ("16-17", True, (PART,)),
        ("16-17", False, ()),
        ("all", True, ()),
    ],
)
def test_a_page_says_what_is_merged(age_group: str, is_few: bool, notes: tuple[str, ...]) -> None:
    assert merged_notes(words("nb"), age_group, is_few) == notes
