"""Every relation that is generated is true of the marts it was generated from."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from data_marts.disclosure.relations.linked import everything_of, refuse_untrue, split, systems_of
from data_marts.disclosure.rules import Policy
from data_marts.disclosure.system import broken_relations
from tests.data_marts.disclosure.relations.worlds import world

POLICIES = (Policy(), Policy(show_zero=False, protect_remainders=False), Policy(smallest_persons=3, overlap=0.02))


@pytest.mark.parametrize("seed", range(6))
def test_relations_hold(seed: int) -> None:
    marts, tables = world(seed, moved=seed % 2 == 1)
    for policy in POLICIES:
        everything = everything_of(marts, tables, policy)
        refuse_untrue(everything)
        assert broken_relations(everything.linked.system) == []
        assert everything.linked.system.equal.shape[0] > 1000
        for linked in split(everything):
            assert broken_relations(linked.system) == []
            assert linked.system.primary.any()


def test_a_wrong_number_is_refused_by_name() -> None:
    marts, tables = world(0)
    unit = marts["patients_by_unit"]
    at = int(np.flatnonzero(pc.greater(unit.column("patients"), 3).to_numpy())[0])
    patients = unit.column("patients").to_pylist()
    patients[at] += 1
    index = unit.schema.get_field_index("patients")
    changed = unit.set_column(index, unit.schema.field(index), pa.array(patients, pa.int64()))
    with pytest.raises(ValueError, match=r"patients_by_unit\.patients"):
        systems_of({**marts, "patients_by_unit": changed}, tables)


def test_order_of_rows_changes_nothing() -> None:
    marts, tables = world(1)
    chance = np.random.default_rng(1)
    orders = {name: chance.permutation(table.num_rows) for name, table in marts.items()}
    shuffled = {name: table.take(pa.array(orders[name])) for name, table in marts.items()}
    shuffled = dict(sorted(shuffled.items(), reverse=True))
    plain, mixed = systems_of(marts, tables), systems_of(shuffled, dict(reversed(tables.items())))
    assert len(plain) == len(mixed) > 0
    for one, other in zip(plain, mixed, strict=True):
        for name in ("values", "cost", "primary", "low", "high", "tie", "least", "most", "unpublished", "insider"):
            np.testing.assert_array_equal(getattr(one.system, name), getattr(other.system, name))
        assert one.system.insiders == other.system.insiders
        for name in ("equal", "at_most"):
            assert (getattr(one.system, name) != getattr(other.system, name)).nnz == 0
        places = [one.place(cell) for cell in range(len(one.system))]
        for here, there in zip(places, (other.place(cell) for cell in range(len(other.system))), strict=True):
            assert (here is None) == (there is None)
            if here and there:
                assert (here.mart, here.column) == (there.mart, there.column)
                assert here.row == orders[there.mart][there.row]
