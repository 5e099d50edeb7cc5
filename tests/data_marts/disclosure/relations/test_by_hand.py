"""Eight children in one year, and the relations between their numbers as they are written down by hand."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from data_marts.build.marts import build_marts
from data_marts.catalog import MARTS, TABLES
from data_marts.disclosure.relations.linked import Everything, everything_of, masks_of, split
from data_marts.disclosure.system import UNBOUNDED
from tests.data_marts.disclosure.relations.worlds import World
from tests.reference.small_world import (
    BY,
    BY_CLINIC,
    FJORD,
    FJORD_CLINIC,
    FJORD_WARD,
    NORD,
    SOR,
    read_delivery,
    small_reference,
    write_delivery,
)  # fmt: skip

Spelled = frozenset[tuple[str, int]]


def contact(person: int, unit: str, trust: str, day: int, kind: int = 2) -> dict[str, object]:
    return {
        "aar": 2024, "lopenr": person, "fodselsar": 2010, "kjonn": 1 + person % 2, "komnrhjem2": "1001",
        "institusjonid": int(unit), "behandlingsstedkode": int(unit), "hf": int(trust), "sektor": "3",
        "omsorgsniva": 3, "inndato": date(2024, 3, day), "utdato": date(2024, 3, day), "kontakttype": kind,
        "polkonaktivitet": 1, "stedaktivitet": 1, "tilst1akse1": "F900",
    }  # fmt: skip


# Six children at the clinic in Fjord with 8 contacts, two in By with 2; the sixth child is at both. One in the ward.
ROWS = [
    *(contact(person, FJORD_CLINIC, FJORD, 1) for person in (1, 2, 3, 4, 5, 6)),
    *(contact(1, FJORD_CLINIC, FJORD, day) for day in (5, 6)),
    *(contact(person, BY_CLINIC, BY, 10) for person in (6, 7)),
    contact(8, FJORD_WARD, FJORD, 1)
    | {"omsorgsniva": 1, "inndato": date(2024, 5, 1), "utdato": date(2024, 5, 11), "innmatehast": 1},
]


@pytest.fixture(scope="module")
def eight(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder: Path = tmp_path_factory.mktemp("eight") / "delivery"
    reference = small_reference()
    counted = build_marts(read_delivery(write_delivery(folder, ROWS, years=(2024,))), reference)
    names = ("organisations", "organisation_changes", "residence_areas")
    tables = {name: getattr(reference, name).select(TABLES[name].schema.names) for name in names}
    return World(dict(counted.marts), tables)


@pytest.fixture(scope="module")
def everything(eight: World) -> Everything:
    return everything_of(eight.marts, eight.tables)


def names_of(everything: Everything, eight: World) -> list[str]:
    """Mart, column and dimensions of each cell that a table has; `?` and its value of any other."""
    rows = {
        name: table.select([d.name for d in MARTS[name].dimensions]).to_pylist() for name, table in eight.marts.items()
    }
    found = []
    for cell in range(len(everything.linked.system)):
        place = everything.linked.place(cell)
        if place is None:
            found.append(f"? {everything.linked.system.values[cell]}")
        else:
            dimensions = " ".join(str(v) for k, v in rows[place.mart][place.row].items() if k not in ("period_type",))
            found.append(f"{place.mart}.{place.column} {dimensions}")
    return found


def spelled(matrix, names: list[str]) -> Iterator[Spelled]:
    for row in range(matrix.shape[0]):
        span = slice(matrix.indptr[row], matrix.indptr[row + 1])
        cells = zip(matrix.indices[span], matrix.data[span], strict=True)
        yield frozenset((names[cell], int(factor)) for cell, factor in cells)


def seen(place: str, column: str = "contact_patients") -> str:
    return f"activity.{column} 2024 {place} outpatient all all all"


def test_cells_to_protect(everything: Everything, eight: World) -> None:
    names, system = names_of(everything, eight), everything.linked.system
    few = {
        seen(BY_CLINIC): (2, 1, 5),
        seen(BY_CLINIC, "contacts"): (2, 1, 5),
        f"patients_by_unit.patients 2024 {BY_CLINIC} outpatient all": (2, 1, 5),
        f"activity.bed_days 2024 {FJORD_WARD} inpatient all all all": (10, 1, 20),
        f"activity.bed_day_patients 2024 {FJORD_WARD} inpatient all all all": (1, 1, 5),
    }
    for name, expected in few.items():
        cell = names.index(name)
        assert system.primary[cell], name
        assert (system.values[cell], system.low[cell], system.high[cell]) == expected, name
        assert system.cost[cell] == 0
    enough = names.index(seen(FJORD_CLINIC))
    assert (system.values[enough], system.primary[enough]) == (6, False)
    assert system.cost[enough] == pytest.approx(6 * (1 + 0.25 * np.log(7)) * (1 + 0.6 * 3))
    assert system.tie[enough] == system.tie[names.index(seen(FJORD_CLINIC, "contacts"))]
    assert system.cost[names.index(seen("norge"))] == np.inf
    assert system.most[enough] == UNBOUNDED
    boys = names.index("patient_rates.patients 2024 norge boys 13-15 all all")
    assert system.most[boys] == 3 * 6 * 20


def test_what_ties_them(everything: Everything, eight: World) -> None:
    names, system = names_of(everything, eight), everything.linked.system
    at_most, equal = set(spelled(system.at_most, names)), set(spelled(system.equal, names))
    # Nobody knows of a child that is registered on the trust itself: each of its contacts may be one more child.
    assert frozenset({
        (seen(FJORD), 1), (seen(FJORD_CLINIC), -1), (seen(FJORD, "contacts"), -1), (seen(FJORD_CLINIC, "contacts"), 1),
    }) in at_most  # fmt: skip
    assert frozenset({(seen(FJORD_CLINIC, "contacts"), 1), (seen(FJORD, "contacts"), -1)}) in at_most
    # Seven children in the country, six and two in the regions: one is seen in both, a number of its own.
    assert frozenset({(seen("norge"), 1), (seen(NORD), -1), (seen(SOR), -1), ("? 1", 1)}) in equal
    assert frozenset({(seen(SOR), 1), (seen("norge"), -1)}) in at_most
    assert (
        frozenset({(seen("norge", "contacts"), 1), (seen(NORD, "contacts"), -1), (seen(SOR, "contacts"), -1)}) in equal
    )
    # Of the seven one comes to By alone, and of all eight one has no contact: a number of its own each time.
    assert frozenset({(seen("norge"), -1), (seen(NORD), 1), ("? 1", 1)}) in equal
    everybody, outpatients = (f"patients_by_unit.patients 2024 norge {care} all" for care in ("all", "outpatient"))
    assert frozenset({(everybody, -1), (outpatients, 1), ("? 1", 1)}) in equal
    # 1.3 contacts per patient of 6 patients are 8 contacts.
    mean = f"patients_by_unit.contacts_per_patient 2024 {FJORD_CLINIC} outpatient all"
    assert {system.values[cell] for cell, name in enumerate(names) if name == mean} == {8}
    assert frozenset({(seen(FJORD_CLINIC, "contacts"), 1), (mean, -1)}) in at_most
    assert frozenset({(seen(FJORD_CLINIC, "contacts"), -1), (mean, 1)}) in at_most
    # The same number in two marts.
    unit = f"patients_by_unit.patients 2024 {FJORD_CLINIC} outpatient all"
    assert frozenset({(unit, 1), (seen(FJORD_CLINIC), -1)}) in equal
    # One child in the ward: each admission is a child, each child has an admission; of each kind one.
    ward = f"2024 {FJORD_WARD} inpatient all all all"
    assert frozenset({
        (f"activity.admission_patients {ward}", 1), (f"activity.acute_patients {ward}", -1),
    }) in at_most  # fmt: skip
    assert frozenset({
        (f"activity.bed_day_patients {ward}", 1),
        (f"patients_by_unit.patients 2024 {FJORD_WARD} inpatient all", -1),
    }) in at_most  # fmt: skip
    assert frozenset({(f"activity.bed_days {ward}", 1), (f"activity.bed_day_patients {ward}", -366)}) in at_most


def test_hidden_cells_become_rows_to_withhold(everything: Everything, eight: World) -> None:
    names, linked = names_of(everything, eight), split(everything)
    assert sum(one.system.primary.sum() for one in linked) == everything.linked.system.primary.sum()
    wanted = everything.linked.place(names.index(seen(BY_CLINIC)))
    assert wanted is not None
    hidden = [
        np.array([one.place(cell) == wanted for cell in range(len(one.system))], dtype=np.bool_) for one in linked
    ]
    assert sum(cells.sum() for cells in hidden) == 1
    masks = masks_of(linked, hidden, eight.marts)
    assert np.flatnonzero(masks["activity", "contacts"]).tolist() == [wanted.row]
    assert sum(mask.sum() for mask in masks.values()) == 1
