"""The value axis and the category labels, decided once for both drawers from the values that are present."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.charts.description import Axis, ColumnChart, DotChart, LineChart, Point, Series
from app.charts.scale import nice_ticks
from app.charts.text import text_width

Ticks = Callable[[float, int], str]
_PAD = 0.06


@dataclass(frozen=True)
class ValueAxis:
    """Ends of the axis and its round numbers; no ticks at all where no value is present."""

    low: float
    high: float
    ticks: tuple[float, ...]


def value_axis(axis: Axis, values: Iterable[float], most: int) -> ValueAxis:
    """An axis that holds all `values` with round numbers at both ends and about `most` parts.

    From zero it holds 0 too. Otherwise there is a little air at both ends, never below 0 where no value is.
    """
    found = list(values)
    if not found:
        return ValueAxis(0.0, 1.0, ())
    low, high = (min(0.0, *found), max(0.0, *found)) if axis.from_zero else _padded(min(found), max(found), axis)
    ticks = nice_ticks(low, high if high > low else low + 10.0**-axis.decimals, most, axis.decimals)
    return ValueAxis(ticks[0], ticks[-1], ticks)


def _padded(low: float, high: float, axis: Axis) -> tuple[float, float]:
    pad = _PAD * (high - low) or max(abs(low) * _PAD, 10.0**-axis.decimals)
    return (max(0.0, low - pad) if low >= 0 else low - pad), high + pad


def check(chart: LineChart | ColumnChart | DotChart) -> None:
    """Raise ValueError where a number cannot be drawn or a point stands outside the chart's categories."""
    points = chart.rows if isinstance(chart, DotChart) else [point for layer in chart.series for point in layer.points]
    for point in points:
        if not all(math.isfinite(value) for value in (point.value, point.low, point.high) if value is not None):
            raise ValueError(
                f"chart {chart.title!r}: the point {point.x!r} is not a finite number; use None for absent"
            )
        if not isinstance(chart, DotChart) and point.x not in chart.categories:
            raise ValueError(
                f"chart {chart.title!r}: the point {point.x!r} is not among the categories {chart.categories}"
            )


def line_values(chart: LineChart) -> Iterator[float]:
    """Every value, and the limits of the series whose band is drawn."""
    for series in chart.series:
        for point in series.points:
            yield from interval_values(point) if has_band(series) else present_value(point)


def column_values(chart: ColumnChart) -> Iterator[float]:
    """Height of every column as far as it is present."""
    for category in chart.categories:
        values = [value for layer in chart.series for point in at(layer, category) for value in present_value(point)]
        yield sum(values)


def dot_values(chart: DotChart) -> Iterator[float]:
    """Every row's value and limits, and those of the lines."""
    for point in chart.rows + chart.lines:
        yield from interval_values(point)


def present_value(point: Point) -> tuple[float, ...]:
    """The value in a tuple, empty when it is absent."""
    return () if point.value is None else (point.value,)


def interval_values(point: Point) -> tuple[float, ...]:
    """Value and limits. An absent value takes its limits with it, whatever the description holds."""
    if point.value is None:
        return ()
    return tuple(value for value in (point.value, point.low, point.high) if value is not None)


def has_interval(point: Point) -> bool:
    """Whether value and both limits are present."""
    return len(interval_values(point)) == 3


def has_band(series: Series) -> bool:
    """Bands are for what was chosen; around everything they would hide it."""
    return series.role == "focus"


def at(series: Series, category: str) -> tuple[Point, ...]:
    """The series' point at a category in a tuple, empty where it has none."""
    return tuple(point for point in series.points if point.x == category)[:1]


def shown_every(categories: Sequence[str], step: float, size: float) -> int:
    """How many categories there are to each written label so that the labels do not touch (1 = all are written)."""
    widest = max((text_width(category, size) for category in categories), default=0)
    return max(1, math.ceil((widest + size * 0.6) / step)) if step > 0 else 1


def shown_categories(categories: Sequence[str], step: float, size: float) -> tuple[int, ...]:
    """Indices of the categories that get a label: evenly spaced and always the last, the one people look for."""
    every = shown_every(categories, step, size)
    return tuple(index for index in range(len(categories)) if (len(categories) - 1 - index) % every == 0)


def plain_ticks(value: float, decimals: int) -> str:
    """A tick number in Norwegian form: no-break space between thousands, decimal comma, a true minus."""
    return f"{value:,.{decimals}f}".replace(",", "\u00a0").replace(".", ",").replace("-", "\u2212")
