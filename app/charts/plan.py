"""Plans: every position of a chart worked out once, in pixels at natural size, for either drawer to follow."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.charts.axis import (
    Ticks,
    ValueAxis,
    at,
    check,
    column_values,
    dot_values,
    line_values,
    shown_categories,
    value_axis,
)
from app.charts.description import ColumnChart, DotChart, LineChart, Series
from app.charts.layout import EDGE, LEADING, SMALL, TEXT, Box, Flag, Head, Size, flag_rows, flags, head
from app.charts.line_look import key_names
from app.charts.scale import Linear, Steps, spread
from app.charts.text import text_width, wrap

_UNDER = 28.0
_LABEL_ROOM = 200.0
_LABEL_GAP = 10.0
_NAME_ROOM = 236.0
_ROW = {Size.WIDE: 23.0, Size.NARROW: 40.0}
_MOST_TICKS = {Size.WIDE: 7, Size.NARROW: 6}
_MOST_DOT_TICKS = {Size.WIDE: 6, Size.NARROW: 4}


@dataclass(frozen=True)
class EndLabel:
    """The name of a line at its end: `y` where the label stands, `line_y` where the line ends (None: at a gap)."""

    index: int
    lines: tuple[str, ...]
    y: float
    line_y: float | None

    @property
    def moved(self) -> bool:
        """Whether the label had to leave the height of its line, so that a leader must join them."""
        return self.line_y is not None and abs(self.line_y - self.y) >= 5


@dataclass(frozen=True)
class Plan:
    """Lines or columns: size, plot, scales and texts around them."""

    width: float
    height: float
    head: Head
    box: Box
    axis: ValueAxis
    x: Steps
    y: Linear
    labelled: tuple[int, ...]
    flags: tuple[Flag, ...]
    tint: Box | None = None  # under the provisional categories
    end_labels: tuple[EndLabel, ...] = ()


@dataclass(frozen=True)
class DotPlan:
    """Rows of dots: size, plot, the value scale, and the middle of each row."""

    width: float
    height: float
    head: Head
    box: Box
    axis: ValueAxis
    x: Linear
    rows: Steps


def line_plan(chart: LineChart, size: Size, ticks: Ticks) -> Plan:
    """Names stand at the line ends in the wide picture and in a legend in the narrow one."""
    check(chart)
    direct = size is Size.WIDE
    top = head(chart.axis.title, chart.mark, key_names(chart, direct), size)
    axis = value_axis(chart.axis, line_values(chart), _MOST_TICKS[size])
    names = [wrap(series.name, TEXT, _LABEL_ROOM, bold=True) for series in chart.series] if direct else []
    room = max((text_width(line, TEXT, bold=True) for name in names for line in name), default=0)
    right = size.width - (room * 1.04 + _LABEL_GAP + 4 if direct else EDGE)
    inset = 26.0 if direct else 18.0
    plan = _plan(chart, size, top, axis, _tick_room(axis, chart.axis.decimals, ticks), right, inset)
    return _with_end_labels(plan, chart.series, names) if direct else plan


def column_plan(chart: ColumnChart, size: Size, ticks: Ticks) -> Plan:
    """The legend stands above the plot; one layer alone needs none, the title has named it."""
    check(chart)
    names = [layer.name for layer in chart.series] if len(chart.series) > 1 else []
    top = head(chart.axis.title, chart.mark, names, size)
    axis = value_axis(chart.axis, column_values(chart), _MOST_TICKS[size])
    return _plan(chart, size, top, axis, _tick_room(axis, chart.axis.decimals, ticks), size.width - EDGE, None)


def dot_plan(chart: DotChart, size: Size, ticks: Ticks) -> DotPlan:
    """Names at the left in the wide picture, above each row's dot in the narrow one. Height grows with the rows."""
    check(chart)
    top = head(chart.axis.title, chart.mark, (), size)
    axis = value_axis(chart.axis, dot_values(chart), _MOST_DOT_TICKS[size])
    names = max((text_width(row.x, TEXT, bold=True) for row in chart.rows), default=0)
    left = min(_NAME_ROOM, names) + 14 if size is Size.WIDE else EDGE
    ends = [text_width(ticks(tick, chart.axis.decimals), TEXT) / 2 for tick in (axis.low, axis.high)]
    first = top.bottom + (len(chart.lines) * LEADING + 6 if chart.lines else 4)
    height = max(1, len(chart.rows)) * _ROW[size]
    box = Box(left, first, size.width - max(EDGE, ends[1]) - 2, first + height)
    inset = 14.0 if size is Size.WIDE else max(10.0, ends[0])
    x = Linear(axis.low, axis.high, box.left + inset, box.right)
    return DotPlan(size.width, box.bottom + _UNDER, top, box, axis, x, Steps(len(chart.rows), box.top, box.bottom))


def _tick_room(axis: ValueAxis, decimals: int, ticks: Ticks) -> float:
    return max((text_width(ticks(tick, decimals), TEXT) for tick in axis.ticks), default=0)


def _plan(
    chart: LineChart | ColumnChart,
    size: Size,
    top: Head,
    axis: ValueAxis,
    tick_room: float,
    right: float,
    inset: float | None,
) -> Plan:
    left = tick_room * 1.04 + 10
    right -= _overhang(chart.categories, Steps(len(chart.categories), left, right, inset), size)
    x = Steps(len(chart.categories), left, right, inset)
    marked = (*chart.breaks, *((chart.provisional,) if chart.provisional else ()))
    marks = flags(marked, chart.categories, x, top.bottom + 2)
    first = top.bottom + 12 + flag_rows(marks) * LEADING
    # A legend makes the picture higher, never the plot lower: two charts side by side stay comparable.
    height = size.height + max(0.0, top.bottom - 2 * LEADING)
    box = Box(left, first, right, height - _UNDER)
    labelled = shown_categories(chart.categories, x.step, TEXT)
    y = Linear(axis.low, axis.high, box.bottom, box.top)
    provisional = chart.settled < len(chart.categories)
    tint = Box(x.before(chart.settled), box.top, box.right, box.bottom) if provisional else None
    return Plan(size.width, height, top, box, axis, x, y, labelled, marks, tint)


def _overhang(categories: Sequence[str], x: Steps, size: Size) -> float:
    """How far the last category's name would reach over the picture's right edge."""
    half = text_width(categories[-1], TEXT) * 0.52 if categories else 0.0
    return max(0.0, x.at(len(categories) - 1) + half + EDGE - size.width)


def _with_end_labels(plan: Plan, series: Sequence[Series], names: Sequence[tuple[str, ...]]) -> Plan:
    heights = [len(lines) * (LEADING - 2) + 3 for lines in names]
    wanted = [_end_y(plan, one) for one in series]
    placed = spread(wanted, heights, plan.box.top - 6, plan.box.bottom + 10)
    labels = tuple(
        EndLabel(index, lines, y, wanted[index] if _reaches_the_end(plan, series[index]) else None)
        for index, (lines, y) in enumerate(zip(names, placed, strict=True))
    )
    return Plan(**{**vars(plan), "end_labels": labels})


def _end_y(plan: Plan, series: Series) -> float:
    """Height of the last present value; on the axis, where absent marks stand, when there is none."""
    present = [point.value for point in series.points if point.value is not None]
    return plan.y.at(present[-1]) if present else plan.box.bottom


def _reaches_the_end(plan: Plan, series: Series) -> bool:
    return bool(series.points) and series.points[-1].value is not None


def break_label_x(flag: Flag) -> float:
    """Where a break's label begins, or ends when it is written leftwards."""
    return flag.x + (-5 if flag.leftwards else 5)


def flag_baselines(flag: Flag) -> float:
    """Baseline of a break's label."""
    return flag.y + SMALL / 4


def layers_at(chart: ColumnChart, category: str) -> tuple[tuple[int, float], ...]:
    """The layers present in one column with their values, from the bottom."""
    return tuple(
        (index, point.value)
        for index, layer in enumerate(chart.series)
        for point in at(layer, category)
        if point.value is not None
    )


def absent_at(series: Sequence[Series], category: str) -> tuple[int, ...]:
    """Series whose point at this category is there without a value."""
    return tuple(index for index, one in enumerate(series) for point in at(one, category) if point.value is None)
