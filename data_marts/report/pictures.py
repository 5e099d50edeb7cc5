"""Small pictures as SVG, drawn from a report's series. Each has a title and a text that says what it shows.

All are WIDTH wide, so that one fits a telephone and several stand beside each other on a wide page.
"""

from collections.abc import Sequence
from html import escape
from itertools import count
from math import ceil, log10

from data_marts.report.report import Coverage, RegionLine, Shift
from data_marts.report.words import HIDDEN, number, period

WIDTH = 350
LABELS = 118  # room for names at the left
_ROW = 20
LEAST_COVERAGE = 60  # percent, as the check diagnosis_coverage warns


def picture(key: str, title: str, text: str, height: float, shapes: Sequence[str]) -> str:
    """An SVG element with title and description for those who do not see it; `key` makes its ids unique."""
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:g}" role="img" aria-labelledby="{key}-t {key}-d">'
        f'<title id="{key}-t">{escape(title)}</title><desc id="{key}-d">{escape(text)}</desc>{"".join(shapes)}</svg>'
    )


def contacts_picture(line: RegionLine) -> str:
    """Contacts of a region by month, from zero; nothing where the line is withheld."""
    if not line.points:
        return ""
    values = [value for _, value in line.points]
    top = nice_top(max(values))
    left, right, upper, lower = 52, WIDTH - 8, 10, 120
    places = _months_between(line.points[0][0], line.points[-1][0])
    step = (right - left) / max(len(places) - 1, 1)
    at = {month: left + step * index for index, month in enumerate(places)}
    points = [(at[month], lower - (lower - upper) * value / top) for month, value in line.points]
    shapes = [_rule(left, right, upper + (lower - upper) * part / 2, number(top * (2 - part) / 2)) for part in range(3)]
    years = [month for month in places if month.endswith("-01") or month == places[0]]
    shapes += [_text(at[month], lower + 16, month[:4]) for month in years]
    shapes.append(f'<polyline class="line" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>')
    shapes += [f'<circle class="mark" cx="{x:.1f}" cy="{y:.1f}" r="1.6"/>' for x, y in points]
    least, most = min(line.points, key=_value), max(line.points, key=_value)
    text = (
        f"Kontakter per måned. Færrest i {period(least[0])}: {number(least[1])}. "
        f"Flest i {period(most[0])}: {number(most[1])}. Sist, {period(line.points[-1][0])}: {number(values[-1])}."
    )
    return picture(f"c{line.region}", line.name, text, lower + 22, shapes)


def bars_picture(key: str, title: str, rows: Sequence[tuple[str, int]]) -> str:
    """Horizontal bars with name and number over each."""
    top = max((value for _, value in rows), default=0) or 1
    shapes = []
    for index, (name, value) in enumerate(rows):
        y = 34 * index
        shapes.append(_text(0, y + 13, f"{name}: {number(value)}"))
        shapes.append(_box("track", 0, y + 18, WIDTH, 10))
        shapes.append(_box("bar", 0, y + 18, max(WIDTH * value / top, 1), 10))
    text = "; ".join(f"{name}: {number(value)}" for name, value in rows)
    return picture(key, title, f"{text}.", 34 * len(rows), shapes)


def coverage_picture(rows: Sequence[Coverage]) -> str:
    """Share coded of each trust: a bar for the last year, a mark for the first, a line at what is asked for."""
    last, first = max(row.year for row in rows), min(row.year for row in rows)
    names = dict.fromkeys(row.name for row in rows if row.year == last)
    of = {(row.name, row.year): row.percent for row in rows}
    shapes, told = [], []
    for index, name in enumerate(names):
        y = 22 + _ROW * index
        shapes.append(_text(LABELS - 6, y + 12, name, "end"))
        told.append(f"{name} {_percent(of[name, last])}")
        shapes += _coverage_bar(y, of[name, last], of.get((name, first)) if first < last else None)
    height = 22 + _ROW * len(names)
    asked = _along(LEAST_COVERAGE)
    shapes.append(f'<line class="asked" x1="{asked:.1f}" x2="{asked:.1f}" y1="18" y2="{height}"/>')
    shapes += [_text(_along(at), 12, f"{at}\N{NO-BREAK SPACE}%", "middle") for at in (0, LEAST_COVERAGE, 100)]
    return picture("coverage", f"Andel med diagnosekode i {last}", f"{'; '.join(told)}.", height + 4, shapes)


def shifts_picture(rows: Sequence[Shift], months: Sequence[str]) -> str:
    """One row per organisation, a mark for each month whose level shifted: up or down."""
    names = dict.fromkeys(row.name for row in rows)
    places = _months_between(months[0], months[-1])
    at = {
        month: LABELS + 6 + (WIDTH - LABELS - 14) * index / max(len(places) - 1, 1)
        for index, month in enumerate(places)
    }
    shapes = []
    for y, name in zip(count(28, _ROW), names, strict=False):
        shapes.append(_text(LABELS - 6, y + 4, _short(name), "end"))
        shapes.append(f'<line class="grid" x1="{LABELS}" x2="{WIDTH}" y1="{y}" y2="{y}"/>')
        shapes += [_arrow(at[row.period], y, row.direction) for row in rows if row.name == name]
    shapes += [_text(at[month], 11, month[:4], "middle") for month in places if month.endswith("-01")]
    told = "; ".join(f"{row.name} {'opp' if row.direction == 'up' else 'ned'} i {period(row.period)}" for row in rows)
    return picture("shifts", "Brå skifter i nivå", f"{told}.", 28 + _ROW * len(names), shapes)


def nice_top(value: float) -> float:
    """The next round number at or above a value, for the top of an axis: one whose half is round too."""
    if value <= 0:
        return 1
    power = 10.0 ** int(log10(value))
    return next(step * power for step in (1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10, 20) if ceil(value) <= step * power)


def _value(point: tuple[str, int]) -> int:
    return point[1]


def _months_between(first: str, last: str) -> list[str]:
    start, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    return [f"{index // 12}-{index % 12 + 1:02}" for index in range(start, end + 1)]


def _percent(value: float | str) -> str:
    return HIDDEN if isinstance(value, str) else f"{number(value)}\N{NO-BREAK SPACE}%"


def _along(percent: float) -> float:
    return LABELS + (WIDTH - LABELS - 54) * percent / 100


def _coverage_bar(y: float, last: float | str, first: float | str | None) -> list[str]:
    shapes = [_box("track", LABELS, y + 3, _along(100) - LABELS, 11)]
    if not isinstance(last, str):
        shapes.append(_box("low" if last < LEAST_COVERAGE else "bar", LABELS, y + 3, _along(last) - LABELS, 11))
    if first is not None and not isinstance(first, str):
        shapes.append(_box("former", _along(first) - 1, y, 2, 17))
    shapes.append(_text(_along(100) + 4, y + 12, _percent(last)))
    return shapes


def _rule(left: float, right: float, y: float, label: str) -> str:
    line = f'<line class="grid" x1="{left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>'
    return line + _text(left - 6, y + 4, label, "end")


def _box(kind: str, x: float, y: float, width: float, height: float) -> str:
    return f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height}"/>'


def _arrow(x: float, y: float, direction: str) -> str:
    tip = y - 6 if direction == "up" else y + 6
    base = y + 5 if direction == "up" else y - 5
    return f'<path class="{direction}" d="M{x - 5:.1f} {base}L{x + 5:.1f} {base}L{x:.1f} {tip}Z"/>'


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _short(name: str) -> str:
    return name if len(name) <= 18 else f"{name[:17]}…"
