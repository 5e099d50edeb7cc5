"""The SQL against a second, simple implementation of every counting rule, on random deliveries full of defects."""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc
import pytest
from scipy.stats import chi2

from data_marts.build import steps
from data_marts.build.marts import Counted, build_marts
from data_marts.sources.organisation_changes import check_changes
from data_marts.sources.reference import Reference
from tests.reference.counting import Answers, count
from tests.reference.random_delivery import Rows, random_rows
from tests.reference.referrals import count_referrals
from tests.reference.small_world import (
    BY,
    BY_CLINIC,
    FJORD,
    FJORD_CLINIC,
    FJORD_WARD,
    NORD,
    SOR,
    STIFTELSE,
    STIFTELSE_WARD,
    Change,
    read_delivery,
    small_reference,
    write_delivery,
)

# Of these small countries: limits where so many children stand behind the country's events.
FEWEST = 3
MOVES: tuple[Change, ...] = (
    (2024, "move", STIFTELSE_WARD, FJORD, STIFTELSE),
    (2023, "move", STIFTELSE_WARD, BY, FJORD),
    (2024, "move", BY, NORD, SOR),
)
MERGERS: tuple[Change, ...] = (
    (2023, "merger", FJORD_WARD, None, FJORD_CLINIC),
    (2024, "merger", FJORD_CLINIC, None, BY_CLINIC),
)
MERGED_TRUSTS: tuple[Change, ...] = (
    (2024, "merger", STIFTELSE, None, BY),
    (2024, "move", STIFTELSE_WARD, STIFTELSE, BY),
)


@dataclass(frozen=True)
class World:
    """What is delivered, and how the country was reorganised."""

    years: tuple[int, ...] = (2022, 2023, 2024)
    changes: tuple[Change, ...] = ()
    through: date = date(2024, 12, 31)
    seeds: range = range(4)

    @property
    def reference(self) -> Reference:
        reference = small_reference(self.changes)
        if self.changes == MERGED_TRUSTS:
            rows = [row | ({"parent": BY} if row["code"] == STIFTELSE_WARD else {}) for row in _places(reference)]
            return replace(reference, organisations=reference.organisations.from_pylist(rows, _schema(reference)))
        return reference


def _places(reference: Reference) -> list[dict[str, Any]]:
    return list(reference.organisations.to_pylist())


def _schema(reference: Reference) -> Any:
    return reference.organisations.schema


WORLDS = {
    "two years": World(years=(2023, 2024), seeds=range(12)),
    "three years": World(),
    "moves": World(changes=MOVES),
    "mergers": World(changes=MERGERS),
    "moves and mergers": World(changes=(*MOVES, *MERGERS)),
    "merged trusts": World(changes=MERGED_TRUSTS),
    "in part, to the end of a month": World(through=date(2024, 6, 30)),
    "in part, to the middle of a month": World(through=date(2024, 12, 2), changes=MERGERS),
}


@dataclass(frozen=True)
class Case:
    """What was built, and what is right."""

    built: Counted
    naive: Answers
    waiting: dict[tuple[str, str], dict[str, float | None]]


def so_far(rows: Rows, through: date) -> Rows:
    """The rows as they were known on a day: who left later had not left yet."""
    known = []
    for row in rows:
        first, last = row["inndato"], row["utdato"]
        assert isinstance(first, date)
        if first <= through:
            stays_on = isinstance(last, date) and last > through
            known.append(row | ({"utdato": None, "uttid": None} if stays_on else {}))
    return known


@pytest.fixture(
    scope="module",
    params=[(name, seed) for name, world in WORLDS.items() for seed in world.seeds],
    ids=lambda chosen: f"{chosen[0]} {chosen[1]}",
)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    name, seed = request.param
    world = WORLDS[name]
    found, reservations = random_rows(seed, years=world.years)
    episodes = so_far(found, world.through)
    folder: Path = tmp_path_factory.mktemp("delivery")
    delivery = read_delivery(write_delivery(folder, episodes, reservations=reservations, years=world.years))
    whole = tuple(year for year in world.years if date(year, 12, 31) <= world.through)
    delivery = replace(delivery, years=whole, delivered_through=world.through)
    reference = world.reference
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steps, "FEWEST_FOR_REPETITION", FEWEST)
        built = build_marts(delivery, reference, threads=1)
    return Case(
        built,
        count(episodes, reservations, world.years, reference, world.through),
        count_referrals(episodes, reservations, world.years, reference, world.through),
    )


@pytest.mark.parametrize("world", WORLDS.values(), ids=list(WORLDS))
def test_the_reorganised_countries_are_such_as_the_reader_takes(world: World) -> None:
    check_changes(world.reference.organisations, world.reference.organisation_changes)


def test_patients_by_residence(case: Case) -> None:
    names = ("year", "residence", "sex", "age_group", "care", "diagnosis_group")
    rows = case.built.marts["patient_rates"].to_pylist()
    found = {tuple(row[name] for name in names): row["patients"] for row in rows}
    assert len(found) == len(rows)
    assert {cell: n for cell, n in found.items() if n} == {cell: len(who) for cell, who in case.naive.patients.items()}


def test_patients_by_unit(case: Case) -> None:
    names = ("year", "organisation", "care", "diagnosis_group")
    rows = case.built.marts["patients_by_unit"].to_pylist()
    found = {tuple(row[name] for name in names): row["patients"] for row in rows}
    assert {cell: n for cell, n in found.items() if n} == {cell: len(who) for cell, who in case.naive.at_units.items()}


def test_new_returning_and_continuing_patients(case: Case) -> None:
    rows = [row for row in case.built.marts["patients_by_unit"].to_pylist() if row["newness_status"] == "published"]
    kinds = ("new", "returning", "continuing")
    found = {(row["year"], row["organisation"], kind): row[f"{kind}_patients"] for row in rows for kind in kinds}
    assert {cell: n for cell, n in found.items() if n} == {cell: len(who) for cell, who in case.naive.newness.items()}
    assert all(row["patients"] == sum(row[f"{kind}_patients"] for kind in kinds) for row in rows)


def test_patients_with_a_coded_diagnosis(case: Case) -> None:
    rows = case.built.marts["coverage"].to_pylist()
    assert len(rows) > 0
    for row in rows:
        place = row["year"], row["organisation"]
        patients, coded = case.naive.at_units[*place, "all", "all"], case.naive.coded[place]
        assert coded <= patients
        numbers = len(patients), len(coded), len(patients) - len(coded)
        assert (row["patients"], row["coded_patients"], row["uncoded_patients"]) == numbers, place
        share = 100 * len(coded) / len(patients) if patients else None
        assert row["coded_share"] == pytest.approx(share), place


KINDS = {
    "contacts": "contact_patients",
    "admissions": "admission_patients",
    "acute_admissions": "acute_patients",
    "planned_admissions": "planned_patients",
    "unstated_admissions": "unstated_patients",
    "discharges": "discharge_patients",
    "bed_days": "bed_day_patients",
}


@pytest.mark.parametrize("kind", KINDS)
def test_activity(case: Case, kind: str) -> None:
    names = ("period", "organisation", "care", "contact_type", "sex", "age_group")
    rows = case.built.marts["activity"].to_pylist()
    numbers = (kind, KINDS[kind], f"{kind}_largest")
    found = {(kind, *(row[name] for name in names)): tuple(row[name] for name in numbers) for row in rows}
    naive = {cell: (n, case.naive.behind[cell]) for cell, n in case.naive.contacts.items() if cell[0] == kind}
    expected = {cell: (n, len(who), max(who.values())) for cell, (n, who) in naive.items()}
    assert {cell: told for cell, told in found.items() if any(told)} == expected


@pytest.mark.parametrize("kind", ["contacts", "admissions", "discharges", "bed_days"])
def test_limits_take_their_spread_from_the_country(case: Case, kind: str) -> None:
    mart = case.built.marts["activity"]
    rows = mart.filter(pc.field(kind) > 0)
    places = zip(*(rows.column(name).to_pylist() for name in ("period", "care", "contact_type")), strict=True)
    repetition = np.array([_repetition(case.naive, (kind, period, "norge", *form)) for period, *form in places])
    numbers = {name: rows.column(name).to_numpy() for name in (kind, f"{kind}_low", f"{kind}_high")}
    lots = 2 * numbers[kind] / repetition  # Garwood's limits by chi-square, of events that come in lots
    assert numbers[f"{kind}_low"] == pytest.approx(repetition / 2 * chi2.ppf(0.025, lots), nan_ok=True)
    assert numbers[f"{kind}_high"] == pytest.approx(repetition / 2 * chi2.ppf(0.975, lots + 2), nan_ok=True)
    assert not np.isnan(repetition).all()
    none = mart.filter(pc.field(kind) == 0)
    assert none.column(f"{kind}_low").null_count == none.column(f"{kind}_high").null_count == none.num_rows > 0


def _repetition(naive: Answers, country: tuple[str, ...]) -> float:
    """Sum of squares over sum, rounded up to two digits in whole numbers; NaN for too few children."""
    each = naive.behind[*country, "all", "all"].values()
    if len(each) < FEWEST:
        return float("nan")
    exact = Fraction(sum(n * n for n in each), sum(each))
    tens = Fraction(10) ** (len(str(int(exact))) - 2)
    return float(ceil(exact / tens) * tens)


def test_contacts_of_patients_and_the_most_of_one(case: Case) -> None:
    rows = case.built.marts["patients_by_unit"].to_pylist()
    tried = 0
    for row in rows:
        place = (row["year"], row["organisation"], row["care"], row["diagnosis_group"])
        cares = ("outpatient", "day") if row["care"] == "all" else (row["care"],)
        had = [case.naive.behind["contacts", str(place[0]), place[1], care, "all", "all", "all"] for care in cares]
        each = [sum(one[person] for one in had) for person in case.naive.at_units[place]]
        expected = (None, None) if row["care"] == "inpatient" else (sum(each), max(each, default=0))
        assert (row["contacts"], row["contacts_largest"]) == expected
        tried += sum(each) > max(each, default=0) > 1
    assert tried > 0


def test_eligible_for_questionnaires(case: Case) -> None:
    rows = case.built.marts["prom_trends"].to_pylist()
    found = {(row["year"], row["organisation"]): row["eligible"] for row in rows}
    assert {cell: n for cell, n in found.items() if n} == {cell: len(who) for cell, who in case.naive.eligible.items()}


def test_referrals_and_waits(case: Case) -> None:
    rows = {(row["period"], row["organisation"]): row for row in case.built.marts["waiting"].to_pylist()}
    assert {place for place, row in rows.items() if row["referrals"] or row["started"]} == set(case.waiting)
    for place, numbers in case.waiting.items():
        assert {name: rows[place][name] for name in numbers} == pytest.approx(numbers), place
