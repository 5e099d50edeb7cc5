"""What earlier releases tell of today's figures: worked by hand on three rows of referrals."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from data_marts.catalog import MARTS, Status
from data_marts.disclosure.earlier import NOTHING_TOLD, Told, told_before, with_told
from data_marts.disclosure.relations.linked import Linked, systems_of
from tests.data_marts.disclosure.relations.worlds import world

KEY = ("waiting", "referrals")


@pytest.fixture(scope="module")
def marts() -> dict[str, pa.Table]:
    return world(0).marts


def withheld(table: pa.Table, rows: list[int]) -> pa.Table:
    """The table with the referrals of some rows withheld."""
    hidden = pa.array(np.isin(np.arange(table.num_rows), rows))
    names = [*(measure.name for measure in MARTS["waiting"].groups[0].measures)]
    for name in names:
        at = table.schema.get_field_index(name)
        table = table.set_column(at, table.schema.field(at), pc.if_else(hidden, None, table.column(name)))
    at = table.schema.get_field_index("referrals_status")
    statuses = pc.if_else(hidden, str(Status.WITHHELD), table.column("referrals_status"))
    return table.set_column(at, table.schema.field(at), statuses)


def changed(table: pa.Table, row: int, name: str) -> pa.Table:
    at = table.schema.get_field_index(name)
    values = table.column(name).to_pylist()
    values[row] += 1
    return table.set_column(at, table.schema.field(at), pa.array(values, pa.int64()))


def rows_of(table: pa.Table, year: str) -> list[int]:
    periods, statuses = table.column("period").to_pylist(), table.column("referrals_status").to_pylist()
    return [
        row
        for row, (period, status) in enumerate(zip(periods, statuses, strict=True))
        if period == year and status == "published"
    ]


def test_without_earlier_releases_nothing_is_told(marts: dict[str, pa.Table]) -> None:
    assert told_before(marts, []) == NOTHING_TOLD


def test_what_was_shown_is_known_and_what_was_withheld_stays_so(marts: dict[str, pa.Table]) -> None:
    now = marts["waiting"]
    first, second, *_ = rows_of(now, "2024")
    told = told_before(marts, [{"waiting": withheld(now, [first])}])
    assert (told.known[KEY][first], told.withheld[KEY][first]) == (False, True)
    assert (told.known[KEY][second], told.withheld[KEY][second]) == (True, False)


def test_the_order_of_rows_makes_no_difference(marts: dict[str, pa.Table]) -> None:
    now = marts["waiting"]
    before = withheld(now, rows_of(now, "2024")[:1])
    turned = before.take(pa.array(np.arange(now.num_rows)[::-1]))
    one, other = (told_before(marts, [{"waiting": table}]) for table in (before, turned))
    assert np.array_equal(one.known[KEY], other.known[KEY])
    assert np.array_equal(one.withheld[KEY], other.withheld[KEY])


def test_a_revised_year_tells_nothing_and_other_years_do(marts: dict[str, pa.Table]) -> None:
    now = marts["waiting"]
    in_2024, in_2023 = rows_of(now, "2024"), rows_of(now, "2023")
    before = changed(withheld(now, [in_2024[0], in_2023[0]]), in_2024[1], "started")
    told = told_before(marts, [{"waiting": before}])
    assert not told.known[KEY][in_2024].any()
    assert not told.withheld[KEY][in_2024].any()
    assert told.withheld[KEY][in_2023[0]]
    assert told.known[KEY][in_2023[1]]


def costs(linked: list[Linked], row: int) -> set[float]:
    """What it costs to hide the referrals of a row that is not small itself."""
    return {
        float(one.system.cost[cell])
        for one in linked
        for cell in range(len(one.system))
        if (place := one.place(cell)) and (place.mart, place.row, place.column) == ("waiting", row, "referrals")
    }


def test_known_figures_must_be_shown_and_withheld_ones_cost_nothing(marts: dict[str, pa.Table]) -> None:
    now, linked = marts["waiting"], systems_of(marts, world(0).tables)
    [row] = [row for row in rows_of(now, "2024") if now.column("organisation")[row].as_py() == "norge"]
    rows = np.arange(now.num_rows) == row
    nowhere = np.zeros(now.num_rows, dtype=np.bool_)
    known = [with_told(one, Told({KEY: rows}, {KEY: nowhere})) for one in linked]
    again = [with_told(one, Told({KEY: nowhere}, {KEY: rows})) for one in linked]
    assert costs(known, row) == {np.inf}
    assert costs(again, row) == {0.0}
