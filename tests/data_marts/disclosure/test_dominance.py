"""A ward with six children, one with nearly all bed days: withheld, and not to be worked out from its neighbours."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pytest

from data_marts.build.marts import build_marts
from data_marts.catalog import TABLES
from data_marts.disclosure import protect as protecting
from data_marts.disclosure.attack.certificate import leaks_of
from data_marts.disclosure.attack.view import AttackError
from data_marts.disclosure.attack.whole import Material, Result, attack_release
from data_marts.disclosure.hiding import withhold
from data_marts.disclosure.protect import protect
from data_marts.disclosure.relations import cells
from data_marts.disclosure.relations.linked import everything_of
from data_marts.disclosure.rules import DEFAULT_POLICY
from data_marts.disclosure.views import View, Views, narrow
from data_marts.sources.reference import Reference
from tests.data_marts.disclosure.attack.seen_releases import Tables, manifest_of, row_where
from tests.reference.small_world import (
    BY,
    BY_CLINIC,
    FJORD,
    FJORD_WARD,
    SOR,
    STIFTELSE,
    STIFTELSE_WARD,
    read_delivery,
    small_reference,
    write_delivery,
)

# Two further trusts of the region, each with a ward.
ELV, ELV_WARD, DAL, DAL_WARD = "910000004", "920000041", "910000005", "920000051"
NEIGHBOURS = ((FJORD_WARD, FJORD), (STIFTELSE_WARD, STIFTELSE), (ELV_WARD, ELV), (DAL_WARD, DAL))
WHERE = {"period": "2024", "care": "inpatient", "sex": "all", "age_group": "all"}
BED_DAYS_OF_A_YEAR = View(
    "activity", "by hand", ("bed_days",), where={"period_type": ("year",), "sex": ("all",), "age_group": ("all",)}
)
PATIENTS_OF_A_YEAR = View(
    "patients_by_unit", "by hand", ("patients",), where={"care": ("inpatient",), "diagnosis_group": ("all",)}
)
COUNTRY_ALONE = tuple(
    View(mart, "nothing else", (group,), ("country",))
    for mart, group in (("patient_rates", "patients"), ("waiting", "referrals"), ("prom_trends", "coverage"))
)


class Country(NamedTuple):
    true: Tables
    given: Tables
    tables: Tables


def reference() -> Reference:
    small = small_reference()
    rows = small.organisations.to_pylist()
    like = {row["level"]: row for row in rows}
    for trust, ward in ((ELV, ELV_WARD), (DAL, DAL_WARD)):
        rows += [
            like["hf"] | {"code": trust, "name": trust, "short_name": trust, "slug": trust, "parent": SOR},
            like["unit"] | {"code": ward, "name": ward, "short_name": ward, "slug": ward, "parent": trust},
        ]
    numbered = [row | {"sort_order": number} for number, row in enumerate(rows)]
    return replace(small, organisations=pa.Table.from_pylist(numbered, schema=small.organisations.schema))


def stay(person: int, unit: str, trust: str, nights: int) -> dict[str, object]:
    return {
        "aar": 2024, "lopenr": person, "fodselsar": 2010, "kjonn": 1 + person % 2, "komnrhjem2": "1003",
        "institusjonid": int(unit), "behandlingsstedkode": int(unit), "hf": int(trust), "sektor": "3",
        "omsorgsniva": 1, "inndato": date(2024, 1, 2), "utdato": date(2024, 1, 2) + timedelta(days=nights),
        "tilst1akse1": "F900", "innmatehast": 1,
    }  # fmt: skip


@cache
def country(nights: Sequence[int]) -> Country:
    """The ward's children with so many nights each; in each neighbouring ward eight children with fifty."""
    rows = [stay(person, BY_CLINIC, BY, each) for person, each in enumerate(nights)]
    for number, (unit, trust) in enumerate(NEIGHBOURS, start=1):
        rows += [stay(100 * number + person, unit, trust, 50) for person in range(8)]
    found = reference()
    with TemporaryDirectory() as folder:
        delivery = read_delivery(write_delivery(Path(folder) / "delivery", rows, years=(2024,)), found)
        true = dict(build_marts(delivery, found, threads=1).marts)
    names = ("organisations", "organisation_changes", "residence_areas")
    tables = {name: getattr(found, name).select(TABLES[name].schema.names) for name in names}
    views = Views(1, (BED_DAYS_OF_A_YEAR, PATIENTS_OF_A_YEAR, *COUNTRY_ALONE))
    return Country(true, narrow(true, tables, views), tables)


ONE_OF_SIX = (300, 3, 3, 3, 3, 3)
JUST_ENOUGH = (60, 3, 3, 3, 3, 3)  # 60 of 75 are four fifths


def released(found: Country) -> Tables:
    """What everybody is shown."""
    withheld = withhold(found.given, found.tables, DEFAULT_POLICY, found.true)
    return {**found.true, **found.tables, **protect(found.given, DEFAULT_POLICY, withheld.hidden)}


def attacked(found: Country, shown: Tables) -> Result:
    true = {**found.true, **found.tables}
    manifest = manifest_of(true, marts=("activity", "patients_by_unit"))
    return attack_release(Material(manifest, shown, true))


def status(tables: Tables, organisation: str) -> str:
    row = row_where(tables, "activity", organisation=organisation, **WHERE)
    return str(tables["activity"].column("bed_days_status")[row])


def came_back(found: Country, shown: Tables) -> dict[str, str]:
    """What a stranger can tell of the bed days of the ward and of its trust."""
    rows = {row_where(found.true, "activity", organisation=place, **WHERE): place for place in (BY_CLINIC, BY)}
    told = [one for one in leaks_of(attacked(found, shown)) if one["insider"] == "" and one["column"] == "bed_days"]
    return {rows[one["row"]]: one["state"] for one in told if one["row"] in rows}


def test_the_ward_is_withheld_with_neighbours_and_cannot_be_worked_out() -> None:
    found = country(ONE_OF_SIX)
    row = row_where(found.true, "activity", organisation=BY_CLINIC, **WHERE)
    true = found.true["activity"].to_pylist()[row]
    assert [true[name] for name in ("bed_days", "bed_day_patients", "bed_days_largest")] == [315, 6, 300]
    shown = released(found)
    assert status(shown, BY_CLINIC) == status(shown, BY) == "withheld"
    assert "withheld" in {status(shown, trust) for trust in (STIFTELSE, ELV, DAL)}
    result = attacked(found, shown)
    assert result.clean
    # The ward and its trust, which has no other.
    goals = sorted(zip(result.goals.low.tolist(), result.goals.high.tolist(), strict=True))
    assert goals == [(16.0, 630.0)] * 2
    # That six children were there is told, and stays so.
    place = row_where(found.true, "patients_by_unit", organisation=BY_CLINIC, care="inpatient", diagnosis_group="all")
    assert shown["patients_by_unit"].column("patients")[place].as_py() == 6


def test_to_withhold_the_ward_alone_is_not_enough() -> None:
    """The trust is the region less the other trusts, and the ward has no more than its trust."""
    found = country(ONE_OF_SIX)
    alone = {**found.true, **found.tables, **protect(found.given)}
    assert (status(alone, BY_CLINIC), status(alone, STIFTELSE)) == ("withheld", "published")
    assert came_back(found, alone) == {BY: "exact", BY_CLINIC: "narrow"}


def test_just_at_the_share_everything_is_shown() -> None:
    found = country(JUST_ENOUGH)
    shown = released(found)
    assert {status(shown, place) for place in (BY_CLINIC, BY, STIFTELSE_WARD, ELV_WARD, SOR)} == {"published"}
    assert len(attacked(found, shown).goals) == 0


def test_dominance_dropped_in_protection_is_caught_by_the_attack(monkeypatch: pytest.MonkeyPatch) -> None:
    found = country(ONE_OF_SIX)
    monkeypatch.setattr(cells, "is_dominated", lambda events, largest, policy: np.zeros(len(events), dtype=np.bool_))
    # The ward's own row is still withheld by the rule, and comes back from its neighbours.
    assert came_back(found, released(found)) == {BY: "exact", BY_CLINIC: "narrow"}
    monkeypatch.setattr(protecting, "_is_dominated", lambda events, largest, policy: np.zeros(len(events), np.bool_))
    shown = released(found)
    assert status(shown, BY_CLINIC) == "published"
    assert came_back(found, shown) == {BY: "exact", BY_CLINIC: "exact"}


def test_the_ends_of_what_must_stay_possible() -> None:
    """As few as if the one had had a single night: 315 - 300 + 1. As many as twice all."""
    found = country(ONE_OF_SIX)
    linked = everything_of(found.given, found.tables, true=found.true).linked
    primary = np.flatnonzero(linked.system.primary)
    assert {linked.system.values[cell] for cell in primary} == {315}
    assert {(linked.system.low[cell], linked.system.high[cell]) for cell in primary} == {(16, 630)}


def test_few_children_are_protected_as_few_whoever_had_most() -> None:
    linked = everything_of(*_of_few()).linked
    column = cells.COLUMNS.index("bed_days")
    low, high = (
        getattr(linked.system, end)[linked.system.primary & (linked.column == column)] for end in ("low", "high")
    )
    assert set(zip(low.tolist(), high.tolist(), strict=True)) == {(1, 618)}


def _of_few() -> tuple[Tables, Tables]:
    """Four children: 300 nights and three times three."""
    found = country((300, 3, 3, 3))
    return found.given, found.tables


def test_true_figures_that_do_not_say_how_much_is_one_childs_cannot_be_attacked() -> None:
    found = country(JUST_ENOUGH)
    true = {**found.true, "activity": found.true["activity"].drop_columns(["bed_days_largest"])}
    with pytest.raises(AttackError, match="how many of the bed_days are one person's"):
        attacked(Country(true, found.given, found.tables), {**found.true, **found.tables, **protect(found.given)})
