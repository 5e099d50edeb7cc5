"""Widths against what Chromium measured for Source Sans 3, and lines that fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.charts.text import shorten, text_width, wrap

MEASURED = {
    "0123456789": 4970,
    "Helse Sør-Øst": 5673,
    "Universitetssykehuset Nord-Norge HF": 15706,
    "1\u00a0026\u00a0912": 3879,
}


@pytest.mark.parametrize("words", MEASURED)
def test_widths_are_within_3_percent_of_the_font(words: str) -> None:
    assert text_width(words, 1000) == pytest.approx(MEASURED[words], rel=0.03)


def test_bold_is_wider_and_size_scales() -> None:
    assert text_width("Helse", 26) == 2 * text_width("Helse", 13)
    assert text_width("Helse", 13, bold=True) > text_width("Helse", 13)


def test_text_that_fits_is_left_alone_and_other_text_is_cut_with_an_ellipsis() -> None:
    assert shorten("Vestre Viken HF", 13, 200) == "Vestre Viken HF"
    assert shorten("Universitetssykehuset Nord-Norge HF", 13, 100) == "Universitetssyk…"


def test_lines_are_broken_at_spaces() -> None:
    assert wrap("Universitetssykehuset Nord-Norge HF", 13, 150) == ("Universitetssykehuset", "Nord-Norge HF")


@given(st.text("abc Æøå", min_size=1, max_size=60), st.floats(30, 200))
def test_no_line_is_wider_than_its_room_or_one_letter(words: str, width: float) -> None:
    lines = wrap(words, 13, width)
    assert len(lines) <= 2
    assert all(text_width(line, 13) <= width or len(line) <= 2 for line in lines)
