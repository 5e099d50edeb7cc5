"""Colours on dark ground: as far apart as those on white, and readable; what words tell of stays on white."""

from itertools import combinations

import pytest

from app.charts import palette
from app.charts.dark import DARK, DARK_COLOURS, DARK_INK, DARK_PAPER, on_dark
from tests.app.charts.test_palette import contrast, distance


def test_every_colour_of_the_palette_has_one_on_dark_ground() -> None:
    single = {palette.INK, palette.MUTED_INK, palette.GREY, palette.GRID, palette.BASELINE, palette.PAPER}
    marks = {palette.MARK_PAPER, palette.MARK_INK, palette.MARK_EDGE}
    assert set(DARK) == {*palette.COLOURS, *single, *marks}


@pytest.mark.parametrize("ink", [*DARK_COLOURS, DARK_INK, DARK[palette.MUTED_INK]])
def test_every_colour_can_be_read_as_text_on_dark_ground(ink: str) -> None:
    assert contrast(ink, DARK_PAPER) >= 4.5


def test_marks_and_axes_can_be_seen() -> None:
    assert contrast(DARK[palette.MARK_INK], DARK[palette.MARK_PAPER]) >= 7
    assert contrast(DARK[palette.GREY], DARK_PAPER) >= 3
    assert contrast(DARK[palette.BASELINE], DARK_PAPER) >= 3


def test_any_eye_can_tell_them_apart_as_well_as_those_on_white() -> None:
    assert min(distance(one, other) for one, other in combinations((*DARK_COLOURS, DARK_INK), 2)) >= 17
    assert min(distance(one, other) for one, other in combinations(DARK_COLOURS[:4], 2)) >= 22


def test_a_picture_changes_its_colours_and_nothing_else() -> None:
    drawn = '<svg fill="#5B6570"><path stroke="#0B5CAD" d="M0 0"/><text fill="#33383F">#0B5CAD</text></svg>'
    dark = '<svg fill="#AEB8C3"><path stroke="#74B4F7" d="M0 0"/><text fill="#E3E8EE">#0B5CAD</text></svg>'
    assert on_dark(drawn) == dark


@pytest.mark.parametrize("told", [*palette.SHADES, palette.TINT])
def test_a_picture_with_shades_stays_on_white(told: str) -> None:
    drawn = f'<svg fill="#5B6570"><rect fill="{told}"/></svg>'
    assert on_dark(drawn) == drawn
