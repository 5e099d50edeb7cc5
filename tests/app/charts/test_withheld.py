"""What is absent leaves no trace: neither drawer's output depends on any number that an absent point might carry."""

import dataclasses
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.charts.axis import plain_ticks
from app.charts.description import Axis, Chart, ColumnChart, DotChart, LineChart, Point, Series, Sparkline
from app.charts.layout import Size
from app.charts.plan import column_plan, dot_plan, line_plan
from app.charts.plotly import figure
from app.charts.svg import draw, draw_sparkline

CATEGORIES = ("2021", "2022", "2023", "2024")
values = st.one_of(st.none(), st.integers(0, 999).map(float))
rows = st.lists(values, min_size=4, max_size=4)
charts = st.tuples(st.sampled_from(("lines", "columns", "dots")), st.lists(rows, min_size=1, max_size=4), st.booleans())
POISON = (7777.25, 8888.5)


def point(x: str, value: float | None, poison: bool) -> Point:
    """A present point with limits; an absent one clean, or with limits that should never have come this far."""
    if value is None:
        return Point(x, None, "skjult", *POISON) if poison else Point(x, None, "skjult")
    return Point(x, value, f"verdi {value:g}", value - 1, value + 1)


def chart(kind: str, table: list[list[float | None]], from_zero: bool, poison: bool = False) -> Chart:
    layers = tuple(
        Series(f"S{which}", tuple(point(x, value, poison) for x, value in zip(CATEGORIES, line, strict=True)), which)
        for which, line in enumerate(table)
    )
    axis = Axis("Antall", 0, from_zero)
    if kind == "dots":
        names = [
            point(f"R{which}{at}", value, poison) for which, line in enumerate(table) for at, value in enumerate(line)
        ]
        return DotChart("t", axis, tuple(names), ("R00",), names[0])
    if kind == "columns":
        return ColumnChart("t", CATEGORIES, axis, layers)
    return LineChart("t", CATEGORIES, axis, layers)


def without_the_absent(found: Chart) -> Chart:
    if isinstance(found, DotChart):
        present = tuple(row for row in found.rows if row.value is not None)
        kept = found.reference if found.reference and found.reference.value is not None else None
        return dataclasses.replace(found, rows=present, reference=kept)
    layers = tuple(
        dataclasses.replace(layer, points=tuple(one for one in layer.points if one.value is not None))
        for layer in found.series
    )
    return dataclasses.replace(found, series=layers)


def axis_of(found: Chart) -> object:
    if isinstance(found, DotChart):
        return dot_plan(found, Size.WIDE, plain_ticks).axis
    if isinstance(found, ColumnChart):
        return column_plan(found, Size.WIDE, plain_ticks).axis
    return line_plan(found, Size.WIDE, plain_ticks).axis


@settings(max_examples=60, deadline=None)
@given(charts, st.sampled_from(list(Size)))
def test_neither_drawer_depends_on_numbers_of_absent_points(
    drawn: tuple[str, list[list[float | None]], bool], size: Size
) -> None:
    clean, poisoned = chart(*drawn), chart(*drawn, poison=True)
    assert draw(clean, size, plain_ticks) == draw(poisoned, size, plain_ticks)
    assert figure(clean, size) == figure(poisoned, size)


@settings(max_examples=60, deadline=None)
@given(charts)
def test_an_absent_point_does_not_move_the_axis(drawn: tuple[str, list[list[float | None]], bool]) -> None:
    found = chart(*drawn)
    assert axis_of(found) == axis_of(without_the_absent(found))


@settings(max_examples=40, deadline=None)
@given(rows)
def test_all_absent_marks_of_a_series_stand_at_one_height(line: list[float | None]) -> None:
    traces = figure(chart("lines", [line], False))["data"]
    assert isinstance(traces, list)
    heights = {y for trace in traces if trace["mode"] == "markers" for y in trace["y"]}
    assert len(heights) == (None in line)


@pytest.mark.parametrize("kind", ["lines", "columns", "dots"])
def test_present_values_do_reach_both_outputs(kind: str) -> None:
    """Else the tests above would pass on drawers that draw nothing."""
    one, other = chart(kind, [[1.0, 2.0, 3.0, 4.0]], True), chart(kind, [[1.0, 2.0, 3.0, 400.0]], True)
    assert draw(one, Size.WIDE, plain_ticks) != draw(other, Size.WIDE, plain_ticks)
    assert json.dumps(figure(one)) != json.dumps(figure(other))


@given(rows)
def test_a_small_trend_is_blind_to_absent_points_too(line: list[float | None]) -> None:
    clean, poisoned = (
        Sparkline("t", tuple(point(x, value, poison) for x, value in zip(CATEGORIES, line, strict=True)))
        for poison in (False, True)
    )
    assert draw_sparkline(clean) == draw_sparkline(poisoned)
