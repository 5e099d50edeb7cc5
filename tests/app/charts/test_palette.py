"""The colours are computed, not believed: contrast on paper, and distances as colour-blind eyes see them."""

import math
from collections.abc import Iterable
from itertools import combinations, pairwise

import pytest

from app.charts.palette import COLOURS, INK, MARK_INK, MARK_PAPER, MUTED_INK, PAPER, SHADES, colour, ink_on, shade

# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
EYES = {
    "normal": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "deuteranope": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "protanope": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
}
TO_XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
WHITE = (0.95047, 1.0, 1.08883)
Triple = tuple[float, ...]


def linear(hexadecimal: str) -> Triple:
    parts = [int(hexadecimal[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)


def luminance(hexadecimal: str) -> float:
    red, green, blue = linear(hexadecimal)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def times(matrix: tuple[Triple, ...], vector: Triple) -> Triple:
    return tuple(sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)


def lab(hexadecimal: str, eye: str) -> Triple:
    seen = tuple(min(1.0, max(0.0, part)) for part in times(EYES[eye], linear(hexadecimal)))
    ratios = [part / white for part, white in zip(times(TO_XYZ, seen), WHITE, strict=True)]
    x, y, z = (ratio ** (1 / 3) if ratio > 0.008856 else 7.787 * ratio + 16 / 116 for ratio in ratios)
    return (116 * y - 16, 500 * (x - y), 200 * (y - z))


def distance(one: str, other: str, eyes: Iterable[str] = tuple(EYES)) -> float:
    """As the worst of these eyes sees it (CIELAB 1976)."""
    pairs = [zip(lab(one, eye), lab(other, eye), strict=True) for eye in eyes]
    return min(math.sqrt(sum((a - b) ** 2 for a, b in pair)) for pair in pairs)


def test_the_yardstick_gives_known_contrasts() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)  # the well-known last grey that passes


def test_the_yardstick_finds_colours_that_only_some_eyes_can_tell_apart() -> None:
    # Orange brown and olive of one lightness: plainly different, but not to a deuteranope.
    assert distance("#B3500B", "#6B6100", ["normal"]) > 40
    assert distance("#B3500B", "#6B6100") < 3


@pytest.mark.parametrize("ink", [*COLOURS, INK, MUTED_INK])
def test_every_colour_can_be_read_as_text_on_paper(ink: str) -> None:
    assert contrast(ink, PAPER) >= 4.5


def test_the_mark_can_be_read_in_its_box() -> None:
    assert contrast(MARK_INK, MARK_PAPER) >= 7


def test_eight_different_colours_any_eye_can_tell_apart_and_from_the_ink() -> None:
    assert len(set(COLOURS)) == 8
    assert min(distance(one, other) for one, other in combinations((*COLOURS, INK), 2)) >= 17


def test_the_first_four_which_most_charts_use_are_further_apart() -> None:
    assert min(distance(one, other) for one, other in combinations(COLOURS[:4], 2)) >= 22


def test_after_the_last_colour_they_start_again() -> None:
    assert colour(8) == colour(0) == COLOURS[0]


@pytest.mark.parametrize("classes", range(1, 6))
def test_shades_of_a_map_grow_darker_and_any_eye_can_tell_neighbours_apart(classes: int) -> None:
    shades = [shade(kind, classes) for kind in range(classes)]
    assert all(luminance(light) > luminance(dark) for light, dark in pairwise(shades))
    assert all(distance(light, dark) >= 12 for light, dark in pairwise(shades))


@pytest.mark.parametrize("ground", SHADES)
def test_values_can_be_read_on_every_shade(ground: str) -> None:
    assert contrast(ink_on(ground), ground) >= 4.5


def test_shades_are_of_one_hue() -> None:
    """Blue is always the most and red the least: nothing turns red or green, as a judgement would."""
    for ground in SHADES:
        red, green, blue = (int(ground[at : at + 2], 16) for at in (1, 3, 5))
        assert red < green < blue
