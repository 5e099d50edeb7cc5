"""What was known at the end of a month: the delivery of the running year before it is whole.

A month later some contacts of the last month have been registered late, and some codes have been set: so the two
deliveries show revisions. The delivery of the whole year has everything.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_marts.demo import constants as c
from data_marts.demo.allocate import Bools, Ints
from data_marts.demo.places import DemoError
from data_marts.demo.rows import OUTPATIENT

LATE_OF_1000 = 5  # of the last month's contacts that are registered a month late
UNCODED_OF_1000 = 20  # of the contacts of the last two months whose code is set later
_MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True)
class Through:
    """The last month of the delivery."""

    year: int
    month: int

    @property
    def is_whole(self) -> bool:
        return self.month == 12

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    @property
    def received(self) -> date:
        """The middle of the next month; whole years come in February."""
        return date(self.year + 1, 2, 15) if self.is_whole else date(self.year, self.month + 1, 15)

    @property
    def part(self) -> str:
        """The part of the year in file names: T3 for the whole one."""
        return "T3" if self.is_whole else f"{self.month:02}"


WHOLE = Through(c.LAST_YEAR, 12)


def read_through(text: str) -> Through:
    """YYYY-MM as a month of the last year; DemoError if it is another."""
    found = _MONTH.fullmatch(text)
    if not found or int(found[1]) != c.LAST_YEAR or not 1 <= int(found[2]) <= 12:
        raise DemoError(f"--through must be a month of {c.LAST_YEAR}, as {c.LAST_YEAR}-09, not {text}")
    return Through(int(found[1]), int(found[2]))


def known_episodes(table: pa.Table, through: Through) -> pa.Table:
    """The running year's rows as they were delivered then: later days gone, stays open, late rows and codes missing."""
    if through.is_whole:
        return table
    started = pc.fill_null(pc.less_equal(table["inndato"], pa.scalar(through.last_day)), True)
    table = table.filter(pc.and_(started, pa.array(~_late(table, through))))
    is_open = pc.fill_null(pc.greater(table["utdato"], pa.scalar(through.last_day)), False)
    uncoded = pa.array(_within(table, through, 2) & (_chance(table, 1) < UNCODED_OF_1000))
    for name, where, value in (
        ("uttid", is_open, None),
        ("permisjonsdogn", is_open, 0),
        ("utdato", is_open, None),
        ("tilst1akse1", uncoded, None),
    ):
        kind = table.schema.field(name).type
        changed = pc.if_else(where, pa.scalar(value, kind), table[name])
        table = table.set_column(table.schema.get_field_index(name), table.schema.field(name), changed)
    return table


def known_dates(table: pa.Table, through: Through, made: str, later: str, *with_it: str) -> pa.Table:
    """The rows made by then; a later date, and what came with it, was not known if it is after the last day."""
    if through.is_whole:
        return table
    last = pa.scalar(through.last_day)
    table = table.filter(pc.less_equal(table[made], last))
    unknown = pc.fill_null(pc.greater(table[later], last), False)
    for name in (later, *with_it):
        field = table.schema.field(name)
        changed = pc.if_else(unknown, pa.scalar(None, field.type), table[name])
        table = table.set_column(table.schema.get_field_index(name), field, changed)
    return table


def _late(table: pa.Table, through: Through) -> Bools:
    outpatient = table["omsorgsniva"].to_numpy() == OUTPATIENT
    late: Bools = _within(table, through, 1) & outpatient & (_chance(table, 0) < LATE_OF_1000)
    return late


def _within(table: pa.Table, through: Through, months: int) -> Bools:
    """Which rows begin in the last months of the delivery."""
    first = date(through.year, max(1, through.month - months + 1), 1)
    inside = pc.and_(
        pc.greater_equal(table["inndato"], pa.scalar(first)),
        pc.less_equal(table["inndato"], pa.scalar(through.last_day)),
    )
    found: Bools = pc.fill_null(inside, False).to_numpy()
    return found


def _chance(table: pa.Table, stream: int) -> Ints:
    """0-999 by the episode number: the same row has the same chance in every delivery."""
    number = table["episode_lnr"].to_numpy().astype(np.uint64) + np.uint64(stream * 7_919)
    mixed: Ints = ((number * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(33)) % np.uint64(1000)).astype(np.int64)
    return mixed
