"""What must be true of relations and protection, each as one named check that faulty programs are tried on.

Numbers come from the marts of a small world, counted naively here, or from systems small enough to try every table.
"""

from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa

from data_marts.catalog import MARTS, Status
from data_marts.disclosure.protection import check_witnesses, hide
from data_marts.disclosure.relations import linked
from data_marts.disclosure.relations.cells import COLUMNS, REGISTER
from data_marts.disclosure.relations.linked import Everything
from data_marts.disclosure.rules import DEFAULT_POLICY, Policy
from data_marts.disclosure.system import Insiders, System
from tests.data_marts.disclosure.protection.enumeration import unprotected
from tests.data_marts.disclosure.protection.systems import system, total
from tests.data_marts.disclosure.relations.follows import Follower
from tests.data_marts.disclosure.relations.worlds import world
from tests.reference.small_world import FJORD, FJORD_CLINIC, FJORD_WARD, NORD, SOR

Check = Callable[[], None]
Dimensions = Mapping[str, str]
ALL_2023 = {
    "period": "2023", "period_type": "year", "organisation": FJORD_CLINIC, "contact_type": "all", "sex": "all",
    "age_group": "all",
}  # fmt: skip


def release(policy: Policy = DEFAULT_POLICY) -> Everything:
    return linked.everything_of(*world(0), policy)


class Cells:
    """The numbers of cells of a release by mart, column and dimensions."""

    def __init__(self, found: Everything) -> None:
        one, self.marts = found.linked, world(0).marts
        places = zip(one.mart.tolist(), one.row.tolist(), one.column.tolist(), strict=True)
        self._number = {place: cell for cell, place in enumerate(places)}

    def at(self, mart: str, column: str, row: int) -> int | None:
        return self._number.get((REGISTER.index(mart), row, COLUMNS.index(column)))

    def of(self, mart: str, column: str, **dimensions: str) -> int:
        """The cell of the only row with these dimensions; any other dimension is the year 2023 or the total."""
        names = [dimension.name for dimension in MARTS[mart].dimensions]
        wanted = {**ALL_2023, "care": "all", "diagnosis_group": "all", "residence": "norge", **dimensions}
        table = self.marts[mart].select(names).to_pylist()
        (row,) = (
            at
            for at, one in enumerate(table)
            if all(str(value) == wanted.get(name, "2023") for name, value in one.items())
        )
        found = self.at(mart, column, row)
        assert found is not None
        return found


def each_declared_kind_follows() -> None:
    """One or two relations of each kind, written down here, follow from what is generated."""
    found = release(Policy(show_zero=False))
    cells, follower = Cells(found), Follower(found.linked.system)

    def seen(column: str, care: str = "outpatient", **more: str) -> int:
        return cells.of("activity", column, care=care, **more)

    def prom(column: str) -> int:
        more = {"instrument": "sdq", "informant": "parent", "scale": "total"}
        return cells.of("prom_trends", column, **more)

    unit = cells.of("patients_by_unit", "patients", care="outpatient")
    waits = {
        name: cells.of("waiting", name) for name in ("referrals", "rejected", "referral_patients", "rejected_patients")
    }
    of_care = [cells.of("patient_rates", "patients", care=care) for care in ("outpatient", "day", "inpatient")]
    tertials = [seen("contacts", period_type="tertial", period=f"2023-T{part}") for part in (1, 2, 3)]
    regions = [seen("contacts", organisation=region) for region in (NORD, SOR)]
    stays = [
        seen("bed_day_patients", "inpatient", organisation=FJORD_WARD),
        cells.of("patients_by_unit", "patients", care="inpatient", organisation=FJORD_WARD),
    ]
    forms = {
        "sum": [[seen("contacts", organisation="norge")], regions],
        "sum over periods": [[seen("contacts")], tertials],
        "distinct": [[cells.of("patient_rates", "patients")], of_care],
        "row_sum": [[waits["rejected"]], [waits["referrals"]]],
        "row_distinct": [[waits["rejected_patients"]], [waits["referral_patients"]]],
        "part": [[prom("invited")], [prom("eligible")]],
        "behind": [[seen("contact_patients")], [seen("contacts")]],
        "same": [[unit], [seen("contact_patients")]],
        "subset": [[stays[0]], [stays[1]]],
    }
    for name, (less, more) in forms.items():
        assert follower.follows([*((1, cell) for cell in less), *((-1, cell) for cell in more)]), name
    assert any(name.startswith("rounded") for name in found.at_most_names)


def few_persons_make_a_cell_primary() -> None:
    """Forty contacts of one child are a small number, forty of ten are not; of a part 1 must seem possible, and 5."""
    found = release()
    cells, one = Cells(found), found.linked.system
    tried = {True: 0, False: 0}
    for row, true in enumerate(world(0).marts["activity"].to_pylist()):
        cell = cells.at("activity", "contacts", row)
        if cell is not None and true["contacts_status"] == Status.PUBLISHED:
            few = 1 <= true["contact_patients"] <= 4
            tried[few] += 1
            assert one.primary[cell] == few
            if few:
                assert (one.low[cell], one.high[cell]) == (1, max(5, 2 * true["contacts"]))
    assert min(tried.values()) > 100


def events_of_one_make_a_cell_primary() -> None:
    """Bed days of five or more children that are mostly one's: hers may have been a single one, or all twice."""
    found = release()
    cells, one = Cells(found), found.linked.system
    tried = {True: 0, False: 0}
    for row, true in enumerate(world(0).marts["activity"].to_pylist()):
        cell = cells.at("activity", "bed_days", row)
        if cell is not None and (true["bed_day_patients"] or 0) >= 5:
            mostly = 5 * true["bed_days_largest"] > 4 * true["bed_days"]
            tried[mostly] += 1
            assert one.primary[cell] == mostly
            if mostly:
                low = true["bed_days"] - true["bed_days_largest"] + 1
                assert (one.low[cell], one.high[cell]) == (low, 2 * true["bed_days"])
    assert min(tried.values()) > 10


def a_small_remainder_is_a_cell() -> None:
    """What a trust has beyond its units, as often as it is 1-4 contacts."""
    rows = world(0).marts["activity"].to_pylist()
    by_key = {tuple(row[d.name] for d in MARTS["activity"].dimensions): row["contacts"] for row in rows}
    small = 0
    for (kind, period, organisation, *rest), contacts in by_key.items():
        if organisation == FJORD and contacts is not None:
            units = [by_key[kind, period, unit, *rest] or 0 for unit in (FJORD_CLINIC, FJORD_WARD)]
            small += 1 <= contacts - sum(units) <= 4
    assert small > 20
    found, name = release(), "sum activity.contacts over organisation"
    of_trusts = found.linked.system.equal[np.flatnonzero(found.equal_names == name)]
    remainders = _unplaced(found)[of_trusts.indices]
    assert remainders.sum() >= small
    assert found.linked.system.primary[of_trusts.indices[remainders]].all()


def a_small_complement_is_a_cell() -> None:
    """Of those who were invited, one to four who did not answer, in each row where both numbers are given."""
    rows = world(0).marts["prom_trends"].to_pylist()
    given = [row for row in rows if row["coverage_status"] == Status.PUBLISHED]
    few = sum(1 <= row["invited"] - row["baseline_n"] <= 4 for row in given)
    found = release()
    names = [name for name in found.equal_names if name == "complement prom_trends.invited less baseline_n"]
    assert len(names) == few > 0


def few_outside_a_part_are_a_cell() -> None:
    """Of all patients of a year, place and diagnosis those who have had no care of a kind; of inpatients, and of
    all, those without an admission in the year: as often as they are 1-4.
    """
    found, marts = release(), world(0).marts
    rates = {
        (row["year"], row["residence"], row["sex"], row["age_group"], row["diagnosis_group"], row["care"]): row
        for row in marts["patient_rates"].to_pylist()
        if row["patients_status"] == Status.PUBLISHED
    }
    wholes = [(rates.get((*key, "all")), row) for (*key, care), row in rates.items() if care != "all"]
    few = [1 for whole, row in wholes if whole and 1 <= whole["patients"] - row["patients"] <= 4]
    assert _few_of(found, "distinct patient_rates.patients over care") == len(few) > 0
    wider = {
        (str(row["year"]), row["organisation"], row["care"]): row["patients"]
        for row in marts["patients_by_unit"].to_pylist()
        if row["diagnosis_group"] == "all"
    }
    stays = [
        wider[row["period"], row["organisation"], care] - row["admission_patients"]
        for care in ("inpatient", "all")
        for row in marts["activity"].to_pylist()
        if row["period_type"] == "year" and row["admissions_status"] == Status.PUBLISHED
        if row["care"] == "inpatient" and {row["sex"], row["age_group"], row["contact_type"]} == {"all"}
    ]
    assert _few_of(found, "subset activity.admission_patients") == sum(1 <= rest <= 4 for rest in stays) > 0


def _few_of(found: Everything, name: str) -> int:
    """How many cells of no row there are in the equations of this name; each has to be protected."""
    terms = found.linked.system.equal[np.flatnonzero(found.equal_names == name)].indices
    own = terms[_unplaced(found)[terms]]
    assert found.linked.system.primary[own].all()
    return len(own)


def one_row_of_a_group_is_tied() -> None:
    """Contacts and those who had them; and the limits of a mean with the mean's own group, on both sides."""
    found = release()
    cells, one = Cells(found), found.linked
    for row in range(0, world(0).marts["activity"].num_rows, 50):
        pair = [cells.at("activity", column, row) for column in ("contacts", "contact_patients")]
        if pair[0] is not None and pair[1] is not None:
            assert one.system.tie[pair[0]] == one.system.tie[pair[1]]
    means = np.flatnonzero(one.column == COLUMNS.index("contacts_per_patient"))
    groups: dict[int, set[int]] = {}
    for cell in means.tolist():
        groups.setdefault(int(one.row[cell]), set()).add(int(one.system.tie[cell]))
    assert len(groups) < len(means)
    assert all(len(ties) == 1 for ties in groups.values())


def zeros_can_be_withheld() -> None:
    """Where nobody is not to be told from few, a zero is a small number, and zero must stay possible."""
    found = release(Policy(show_zero=False)).linked.system
    zero = (found.values == 0) & ~found.unpublished
    assert found.primary[zero].any()
    assert found.low[found.primary & zero].max() == 0


def no_overlap_is_taken_for_known() -> None:
    assert not any("overlap" in name for name in release().at_most_names)


def leaders_are_thought_of() -> None:
    """Each published cell of an organisation of a unit or trust has somebody who knows it."""
    found = release().linked
    by_organisation = [number for number, name in enumerate(REGISTER) if name != "patient_rates"]
    placed = np.isin(found.mart, by_organisation) & (found.row >= 0)
    assert (found.system.insider[placed] >= 0).all()
    assert any(kind.knowing for kind in found.system.insiders)


def strata_of_a_rate_are_cells() -> None:
    """Where no row by sex and age is given, but the standardised rate of all is, its eight strata stand behind it."""
    small = world(0)
    table = small.marts["patient_rates"]
    inner = np.array([row["sex"] != "all" and row["age_group"] != "all" for row in table.to_pylist()])
    statuses = np.where(inner, str(Status.TOO_DETAILED), table.column("patients_status").to_pylist())
    at = table.schema.get_field_index("patients_status")
    given = table.set_column(at, table.schema.field(at), pa.array(statuses.tolist()))
    found = linked.everything_of({**small.marts, "patient_rates": given}, small.tables, true=small.marts)
    of_strata = (found.linked.mart == REGISTER.index("patient_rates")) & np.isin(
        found.linked.row, np.flatnonzero(inner)
    )
    assert of_strata.any()
    assert found.linked.system.unpublished[of_strata].all()
    assert not found.linked.system.primary[of_strata].any()
    of_rates = found.linked.system.at_most[
        np.flatnonzero(found.at_most_names == "rounded patient_rates.standardised_rate")
    ]
    assert of_rates.shape[0] > 0
    assert of_strata[of_rates.indices].sum() >= 3 * of_rates.shape[0]


def every_hidden_cell_is_withheld() -> None:
    """With every cell hidden each mart has rows to withhold, as many as have a cell."""
    small = world(0)
    parts = linked.split(release())
    masks = linked.masks_of(parts, [np.ones(len(part.system), dtype=np.bool_) for part in parts], small.marts)
    withheld = np.unique([mart for mart, group in masks if masks[mart, group].any()])
    assert withheld.tolist() == sorted(REGISTER)


def small_systems_are_protected() -> None:
    """Nobody who tries every table finds a primary cell: strangers, leaders, with zeros, ties and distinct persons."""
    for case in SMALL:
        found = hide(case)
        assert unprotected(case, found.hidden) == []
        assert not np.any(case.primary & ~found.hidden)
        for tie in set(case.tie.tolist()) - {-1}:
            assert len(set(found.hidden[case.tie == tie].tolist())) == 1


def the_proof_is_refused_where_it_is_wrong() -> None:
    """A table that shows nothing new, is no table, or changes what is shown; a cell that is opened again."""
    (case, *_) = SMALL
    found = hide(case)
    assert check_witnesses(case, found.hidden, found.witnesses).size == 0
    for cell in np.flatnonzero(found.hidden):
        opened = found.hidden & (np.arange(len(case)) != cell)
        assert check_witnesses(case, opened, found.witnesses).size > 0
        spoilt = found.witnesses.toarray()
        spoilt[:, cell] += 1
        assert check_witnesses(case, found.hidden, type(found.witnesses)(spoilt)).size > 0


def sacrifices_and_exposures_are_told() -> None:
    """A total that must be shown goes for want of anything else; three of three inhabitants cannot be helped."""
    assert hide(system([53, 3, 50], [total(0, 1, 2)], dear=[0, 2])).sacrificed.size == 1
    few = system([53, 3, 50], [total(0, 1, 2)], dear=[0], most=53)
    assert hide(System(**{**vars(few), "most": np.array([53, 3, 53])})).exposed.tolist() == [1]


def _unplaced(found: Everything) -> np.ndarray:
    return found.linked.row < 0


def _led(case: System) -> System:
    """Each part of the whole has a leader of its own."""
    kinds = tuple(Insiders(frozenset({who}), frozenset({who})) for who in range(1, len(case)))
    return System(**{**vars(case), "insider": np.arange(len(case)) - 1, "insiders": kinds})


SMALL = (
    system([53, 3, 20, 30], [total(0, 1, 2, 3)], dear=[0]),
    system([60, 1, 1, 0, 58], [total(0, 1, 2, 3, 4)], dear=[0]),
    _led(system([75, 3, 20, 22, 30], [total(0, 1, 2, 3, 4)], dear=[0])),
    system([12, 3, 9], (), [{1: 1, 0: -1}, {2: 1, 0: -1}, {0: 1, 1: -1, 2: -1}], dear=[0]),
    system([53, 3, 20, 30, 70, 90], [total(0, 1, 2, 3)], ties=[[1, 4], [2, 5]], dear=[0]),
)
CHECKS: tuple[Check, ...] = (
    each_declared_kind_follows,
    few_persons_make_a_cell_primary,
    events_of_one_make_a_cell_primary,
    a_small_remainder_is_a_cell,
    a_small_complement_is_a_cell,
    few_outside_a_part_are_a_cell,
    one_row_of_a_group_is_tied,
    zeros_can_be_withheld,
    no_overlap_is_taken_for_known,
    leaders_are_thought_of,
    strata_of_a_rate_are_cells,
    every_hidden_cell_is_withheld,
    small_systems_are_protected,
    the_proof_is_refused_where_it_is_wrong,
    sacrifices_and_exposures_are_told,
)
