"""Limits of events take their spread from the country's. Where that is not shown, neither are they: they tell of it.

That there are limits says that many children stand behind the country's figure, and how wide they are says how its
events are spread over them.
"""

import pyarrow as pa
import pyarrow.compute as pc

from data_marts.catalog import ACTIVITY, ALL, COUNTRY, Group, Status

OF_ONE_SPREAD = ("period", "care", "contact_type")


def with_shown_spread(activity: pa.Table) -> pa.Table:
    """The protected mart `activity`, with limits only where the country's figure of that kind and period is shown.

    Elsewhere they are NULL, beside figures that stay.
    """
    for group in ACTIVITY.groups:
        limits = [measure.name for measure in group.measures if measure.kind == "limit"]
        if limits:
            activity = _only_where(activity, limits, pc.is_in(_key(activity), value_set=_shown(activity, group)))
    return activity


def _key(activity: pa.Table) -> pa.ChunkedArray:
    return pc.binary_join_element_wise(*(activity.column(name) for name in OF_ONE_SPREAD), "/")


def _shown(activity: pa.Table, group: Group) -> pa.ChunkedArray:
    is_country = (pc.field("organisation") == COUNTRY) & (pc.field("sex") == ALL) & (pc.field("age_group") == ALL)
    return _key(activity.filter(is_country & (pc.field(group.status_column) == str(Status.PUBLISHED))))


def _only_where(table: pa.Table, columns: list[str], known: pa.ChunkedArray) -> pa.Table:
    for name in columns:
        index = table.schema.get_field_index(name)
        kept = pc.if_else(known, table.column(name), pa.scalar(None, pa.float64()))
        table = table.set_column(index, table.schema.field(index), kept)
    return table
