"""What a publication has changed, as pages may tell it: how many figures of each kind, and those that moved most.

The record of a publication is a file beside the release, and is not believed: each figure that is told of is looked up
in the release, passes the gate once more, and has to be the one that the record says it is.
"""

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, Protocol, get_args

import pyarrow as pa
import pyarrow.compute as pc

from app.faults import log_fault
from app.gate import Cell, DisclosureError, PublishedRow, publish
from data_marts.catalog import MARTS, Dimension, Mart, Status
from data_marts.disclosure.rules import Policy
from data_marts.publication_reader import KINDS, publication_of

#: A figure has moved when it changed by more than this share of its value before.
MOVED = 0.10
#: How many of the moved figures are listed, of the register's marts and of Statistics Norway's.
MOST_LISTED = 100
#: Limits and spreads change whenever their figure does: they are not counted beside it.
NOT_COUNTED = ("limit", "spread")

State = Literal["none", "first", "told", "back", "unreadable"]
STATES: tuple[State, ...] = get_args(State)
Tables = Mapping[str, pa.Table]
Keys = Mapping[str, str | int]


class Record(Protocol):
    """What is asked of the record of a publication."""

    @property
    def number(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def former(self) -> str | None: ...
    @property
    def at(self) -> datetime: ...
    @property
    def reason(self) -> str | None: ...

    def changes(self, kinds: Sequence[str]) -> pa.Table:
        """The changed figures of these kinds."""
        ...

    def revisions(self) -> pa.Table:
        """How much figures have moved."""
        ...


@dataclass(frozen=True)
class ChangedFigure:
    """One figure that has moved: its cell in the mart, and its value before and after or the reason for none."""

    mart: str
    measure: str
    keys: Keys
    before: Cell
    after: Cell
    cause: str

    @property
    def period(self) -> str:
        return str(self.keys["period"] if "period" in self.keys else self.keys["year"])

    @property
    def place(self) -> str:
        return str(self.keys["residence"] if "residence" in self.keys else self.keys["organisation"])

    @property
    def share(self) -> float | None:
        """The change in percent of the value before; None where either is not shown or nothing can be divided."""
        if isinstance(self.before, Status) or isinstance(self.after, Status) or self.before == 0:
            return None
        return 100 * (self.after - self.before) / abs(self.before)


@dataclass(frozen=True)
class Revision:
    """How much figures have moved, in percent, that were first shown so many months after their period; `n` figures."""

    mart: str
    measure: str
    period_type: str
    months: int
    n: int
    median: float
    p90: float


@dataclass(frozen=True)
class Changes:
    """What is told about how the release was published. `counts` is by mart and kind, `moved` by mart."""

    state: State = "none"
    number: int = 0
    former: str = ""
    published_on: date | None = None
    reason: str = ""
    counts: Mapping[tuple[str, str], int] = field(default_factory=dict, hash=False)
    moved: Mapping[str, int] = field(default_factory=dict, hash=False)
    figures: tuple[ChangedFigure, ...] = ()
    revisions: tuple[Revision, ...] = ()

    @property
    def edition(self) -> str:
        """Tells two publications of one release apart."""
        return f"{self.state}-{self.number}-{self.published_on}"


def read_changes(root: Path, release_id: str, tables: Tables, policy: Policy) -> Changes:
    """What the last publication of a release changed. A record that cannot be read is no reason to show no figures.

    Raises DisclosureError where the release itself holds a figure that policy forbids.
    """
    try:
        found = publication_of(root, release_id)
        return Changes() if found is None else changes_of(found, tables, policy)
    except DisclosureError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever is wrong with the record, the page says that it cannot be read
        log_fault("the record of the publication", error)
        return Changes("unreadable")


def changes_of(found: Record, tables: Tables, policy: Policy) -> Changes:
    """What a record tells, as far as the release bears it out."""
    moved = _moved(found)
    return replace(
        counts_of(found),
        figures=tuple(_figures(moved, tables, policy)),
        revisions=tuple(Revision(**row) for row in found.revisions().drop_null().to_pylist()),
    )


def counts_of(found: Record) -> Changes:
    """When and why, and how many figures: what can be told without the release. Raises ReleaseError as the record."""
    counts: Counter[tuple[str, str]] = Counter()
    for kind in KINDS:
        # One kind after the other: all together may be as many as the release has figures.
        counts.update((mart, kind) for mart in _counted_measures(found.changes([kind]))["mart"].to_pylist())
    return Changes(
        state="first" if found.former is None else "back" if found.kind == "rollback" else "told",
        number=found.number,
        former=found.former or "",
        published_on=found.at.date(),
        reason=found.reason or "",
        counts=dict(counts),
        moved=dict(Counter(_moved(found)["mart"].to_pylist())),
    )


def _moved(found: Record) -> pa.Table:
    changed = _counted_measures(found.changes(["changed"]))
    return changed.filter(_has_moved(changed))


def _counted_measures(table: pa.Table) -> pa.Table:
    """The rows of measures that the catalogue has, without limits and spreads."""
    known = [
        pc.and_(pc.equal(table["mart"], mart.name), pc.is_in(table["measure"], pa.array(counted_measures(mart))))
        for mart in MARTS.values()
    ]
    wanted = known[0]
    for one in known[1:]:
        wanted = pc.or_(wanted, one)
    return table.filter(wanted)


def counted_measures(mart: Mart) -> list[str]:
    """The measures of a mart whose changes are told."""
    return [name for name, measure in mart.measures.items() if measure.kind not in NOT_COUNTED]


def _has_moved(table: pa.Table) -> pa.ChunkedArray:
    """Whether a figure that was and is shown has moved; false where a number is missing."""
    difference = pc.abs(pc.subtract(table["after"], table["before"]))
    far = pc.greater(difference, pc.multiply(pc.abs(table["before"]), MOVED))
    shown = pc.and_(_is(table, "status_before", Status.PUBLISHED), _is(table, "status_after", Status.PUBLISHED))
    return pc.fill_null(pc.and_(pc.and_(far, shown), _is(table, "kind", "changed")), False)


def _is(table: pa.Table, column: str, value: str) -> pa.ChunkedArray:
    return pc.equal(table[column], str(value))


def _figures(moved: pa.Table, tables: Tables, policy: Policy) -> Iterator[ChangedFigure]:
    """The figures that moved most, the farthest first; those that are not shown stand last, by period and place."""
    for source in ("register", "ssb"):
        marts = [mart for mart in MARTS.values() if mart.source == source]
        rows = [row for row in moved.to_pylist() if row["mart"] in {mart.name for mart in marts}]
        farthest = sorted(rows, key=_distance, reverse=True)[:MOST_LISTED]
        found = [figure for mart in marts for figure in _figures_of(mart, farthest, tables, policy)]
        yield from sorted(found, key=_order)


def _distance(row: Mapping[str, Any]) -> float:
    before, after = row["before"], row["after"]
    return abs(after - before) / abs(before) if before else math.inf


def _order(figure: ChangedFigure) -> tuple[bool, float, str, str]:
    if isinstance(figure.after, Status):
        return True, 0.0, figure.period, figure.place
    return False, -math.inf if figure.share is None else -abs(figure.share), figure.period, figure.place


def _figures_of(
    mart: Mart, rows: Sequence[Mapping[str, Any]], tables: Tables, policy: Policy
) -> Iterator[ChangedFigure]:
    """The changed figures of one mart; a row that names no cell of the mart is left out."""
    named = [(row, _keys(mart, row)) for row in rows if row["mart"] == mart.name]
    cells = _published(mart, [keys for _, keys in named if keys is not None], tables[mart.name], policy)
    for row, keys in named:
        cell = cells.get(_identity(mart, keys)) if keys else None
        if cell is not None:
            yield _figure(mart, row, cell)


def _figure(mart: Mart, row: Mapping[str, Any], cell: PublishedRow) -> ChangedFigure:
    """Without numbers where the gate withholds the figure, or has another one than the record."""
    number = cell.number(row["measure"])
    borne_out = number is not None and math.isclose(number, row["after"], rel_tol=1e-9, abs_tol=1e-9)
    before: Cell = row["before"] if borne_out else Status.WITHHELD
    after: Cell = number if borne_out and number is not None else Status.WITHHELD
    return ChangedFigure(mart.name, row["measure"], cell.keys, before, after, row["cause"])


def _keys(mart: Mart, row: Mapping[str, Any]) -> Keys | None:
    """The cell that a row names, dimension by dimension; None where it names none."""
    try:
        keys = json.loads(row["key"])
    except (ValueError, RecursionError):
        return None
    if not isinstance(keys, dict) or list(keys) != [dimension.name for dimension in mart.dimensions]:
        return None
    return keys if all(_is_key(dimension, keys[dimension.name]) for dimension in mart.dimensions) else None


def _is_key(dimension: Dimension, key: object) -> bool:
    if dimension.whole_number:
        return type(key) is int and 0 <= key < 10_000
    return type(key) is str


def period_type_of(period: str) -> str:
    """The kind of a period by how it is written: 2024, 2024-H1, 2024-T3, 2024-07."""
    return {"": "year", "H": "half_year", "T": "tertial"}.get(period[5:6], "month")


def _published(
    mart: Mart, keys: Iterable[Keys], table: pa.Table, policy: Policy
) -> dict[tuple[str | int, ...], PublishedRow]:
    """The mart's rows at these cells, having passed the gate, by the values of all dimensions."""
    names = [dimension.name for dimension in mart.dimensions]
    asked = {_identity(mart, one): dict(one) for one in keys}
    schema = pa.schema([table.schema.field(name) for name in names])
    wanted = pa.Table.from_pylist(list(asked.values()), schema=schema)
    rows = wanted.join(table, keys=names, join_type="inner").to_pylist()
    return dict(publish(mart, rows, policy, tuple(names)).index)


def _identity(mart: Mart, keys: Keys) -> tuple[str | int, ...]:
    return tuple(keys[dimension.name] for dimension in mart.dimensions)
