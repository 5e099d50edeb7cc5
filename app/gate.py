"""The last line of protection: rows of a mart become published rows here, or nothing leaves.

The gate judges every row again by the release's policy, whatever the mart says. It fails closed, and its error
names the mart and the group, never a place, a count or a row.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from data_marts.catalog import Dimension, Group, Mart, Measure, Status
from data_marts.disclosure.rules import Policy, is_weaker, must_withhold

Number = int | float
Cell = Number | Status
Row = Mapping[str, object]
STATUSES = {status.value: status for status in Status}


class DisclosureError(Exception):
    """A row that policy forbids stands in a mart. An alarm for the operator; visitors are told nothing of it."""


@dataclass(frozen=True)
class PublishedRow:
    """One row that may be shown: its place in the grain, and for each measure a number or the reason for none."""

    keys: Mapping[str, str | int]
    cells: Mapping[str, Cell]

    def number(self, measure: str) -> Number | None:
        """The number, or None where there is a reason instead."""
        cell = self.cells[measure]
        return None if isinstance(cell, Status) else cell

    def status(self, measure: str) -> Status:
        """PUBLISHED where there is a number, otherwise the reason."""
        cell = self.cells[measure]
        return cell if isinstance(cell, Status) else Status.PUBLISHED


@dataclass(frozen=True)
class PublishedTable:
    """Rows of one mart that have passed the gate; `index` finds one by the values of its varying dimensions."""

    mart: str
    rows: tuple[PublishedRow, ...]
    index: Mapping[tuple[str | int, ...], PublishedRow] = field(repr=False)
    dimensions: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[PublishedRow]:
        return iter(self.rows)

    def find(self, *values: str | int) -> PublishedRow | None:
        """The row at these values of `dimensions`; None where the mart has no such row."""
        return self.index.get(values)


def publish(mart: Mart, rows: Sequence[Row], policy: Policy, by: tuple[str, ...]) -> PublishedTable:
    """Rows that may be shown, indexed by the dimensions `by`. Raises DisclosureError when one row may not."""
    if is_weaker(policy):
        raise DisclosureError(f"mart {mart.name}: the policy is weaker than the rule")
    return _table(mart, tuple(_publish_row(mart, row, policy) for row in rows), by)


def publish_own(mart: Mart, rows: Sequence[Row], own: frozenset[str], by: tuple[str, ...]) -> PublishedTable:
    """True rows of the organisations `own`, for those who may see them: small numbers pass, and no row of any other.

    Raises DisclosureError for a row of another organisation, or of where children live.
    """
    if any(row.get("organisation") not in own for row in rows):
        raise DisclosureError(f"mart {mart.name}: a true row of somebody else")
    return _table(mart, tuple(_publish_row(mart, row, None) for row in rows), by)


def _table(mart: Mart, published: tuple[PublishedRow, ...], by: tuple[str, ...]) -> PublishedTable:
    index = {tuple(row.keys[name] for name in by): row for row in published}
    if len(index) != len(published):
        raise DisclosureError(f"mart {mart.name}: several rows for one cell of {', '.join(by)}")
    return PublishedTable(mart.name, published, index, by)


def _publish_row(mart: Mart, row: Row, policy: Policy | None) -> PublishedRow:
    cells: dict[str, Cell] = {}
    for group in mart.groups:
        cells.update(_publish_group(mart, group, row, policy))
    keys = {dimension.name: _key(mart, dimension, row[dimension.name]) for dimension in mart.dimensions}
    return PublishedRow(keys, cells)


def _publish_group(mart: Mart, group: Group, row: Row, policy: Policy | None) -> dict[str, Cell]:
    """The cells of a group, judged by the policy; by none where the row is of somebody's own organisation."""
    status = _status(mart, group, row[group.status_column])
    values = {measure.name: row[measure.name] for measure in group.measures}
    if status is not Status.PUBLISHED:
        if any(value is not None for value in values.values()):
            raise DisclosureError(f"mart {mart.name}, group {group.name}: a value stands beside the status {status}")
        return dict.fromkeys(values, status)
    if policy is not None and (_is_unjudged(mart, group) or must_withhold(group, _counts(row), policy)):
        raise DisclosureError(f"mart {mart.name}, group {group.name}: a published row is forbidden by the policy")
    return {measure.name: _cell(mart, measure, row[measure.name]) for measure in group.measures}


def _is_unjudged(mart: Mart, group: Group) -> bool:
    """Whether figures of persons would pass because the catalogue names none of them to judge by."""
    return mart.source != "ssb" and not group.persons


def _status(mart: Mart, group: Group, found: object) -> Status:
    if type(found) is str and found in STATUSES:
        return STATUSES[found]
    # What stands there could be anything, so it is not named.
    raise DisclosureError(f"mart {mart.name}, group {group.name}: a status that nobody knows")


def _counts(row: Row) -> dict[str, int | None]:
    return {name: value if type(value) is int else None for name, value in row.items()}


def _cell(mart: Mart, measure: Measure, value: object) -> Cell:
    # A measure may lack a value within a published group: no beds known, so no occupied share.
    if value is None:
        return Status.NOT_APPLICABLE
    if type(value) is int or (type(value) is float and measure.kind != "count" and math.isfinite(value)):
        return value
    raise DisclosureError(f"mart {mart.name}: {measure.name} has a value that is no number of its kind")


def _key(mart: Mart, dimension: Dimension, value: object) -> str | int:
    if type(value) is int if dimension.whole_number else type(value) is str:
        return value  # type: ignore[return-value]
    raise DisclosureError(f"mart {mart.name}: {dimension.name} has a value of another kind")
