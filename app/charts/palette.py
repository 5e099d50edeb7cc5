"""The colours of all charts, on white. Each series colour also serves as text (contrast at least 4.5)."""

# The first is the accent of the theme; the others were found by a search around hand-picked hues. The least distance
# between any two, and to the ink, as seen by normal, deuteranope and protanope eyes (Machado et al. 2009) is 17 in
# CIELAB, among the first four 22: the test computes it.
COLOURS = ("#0B5CAD", "#B55006", "#008663", "#6F276B", "#5E3600", "#D21141", "#167E9E", "#190B72")
INK = "#33383F"
MUTED_INK = "#5B6570"
GREY = "#89929B"  # marks that say less than the others
GRID = "#E4E8EC"
BASELINE = "#8B95A1"
PAPER = "#FFFFFF"
MARK_PAPER = "#FFEFC2"
MARK_INK = "#523600"
MARK_EDGE = "#B37400"
BAND_OPACITY = 0.14
TINT = "#F1F3F6"  # under what is provisional
PROVISIONAL_OPACITY = 0.6
WATERMARK_OPACITY = 0.06

# Classes of a map from the lowest, in one hue: the darker, the more. Ink can be read on three, paper on the rest.
SHADES = ("#E3EDF7", "#B9D3EB", "#84B3DC", "#2C6DB1", "#123F6E")
_DARK = SHADES[3:]
# Of fewer classes than there are shades, those furthest apart.
_CHOSEN = {1: (2,), 2: (1, 3), 3: (0, 2, 4), 4: (0, 1, 2, 4), 5: (0, 1, 2, 3, 4)}


def colour(index: int) -> str:
    """The series colour of an index; after the last one they start again."""
    return COLOURS[index % len(COLOURS)]


def shade(kind: int, classes: int) -> str:
    """The colour of a class of a map, by its number among as many classes as there are (five at most)."""
    return SHADES[_CHOSEN[classes][kind]]


def ink_on(ground: str) -> str:
    """What can be read on a shade: ink or paper."""
    return PAPER if ground in _DARK else INK
