"""What can be found by trying follows from what is generated: no relation of a simple form is missing.

`brute` looks for every form that holds in each of some deliveries; `follows` asks a linear program whether the
generated relations of one delivery force it.

It can see: a relation between two counts of a row, of rows that differ in one dimension, of two marts at the same
place and year, and between a total and the sum of its parts; of each kind that is declared but `rounded`, a form is
named that is missed when the kind is dropped. It cannot see: forms of three and more numbers that are no sum over a
dimension (an overlap, a remainder, admissions by kind of urgency), what printed figures tell, bounds of events per
person, relations over several years, nor the forms below, which four small deliveries would show by chance.
"""

import re
from collections.abc import Sequence

import pytest

from data_marts.catalog import COUNTRY
from data_marts.disclosure.relations import linked
from data_marts.disclosure.relations.cells import COLUMNS, REGISTER
from data_marts.disclosure.relations.declared import DECLARED
from data_marts.disclosure.relations.linked import everything_of, frames_of
from data_marts.disclosure.rules import Policy
from tests.data_marts.disclosure.relations.brute import Found, found_by_trying
from tests.data_marts.disclosure.relations.follows import Follower
from tests.data_marts.disclosure.relations.worlds import World, world
from tests.reference.small_world import NORD

WORLDS = 4
BY_CHANCE = {
    "few events of a child in a part of a year, or of one age, sex or kind": (
        r" (below|above) \w+: \w+ <= \w*patients$| to all: \w+ <= \w*patients$|itself: \w+ <= \w*patients$"
    ),
    "random days lie in one month of each tertial": r"^activity period tertial: \w+_patients >= sum",
    "few stays, of a kind or at all": (
        r"(acute|planned|unstated)_(admissions|patients)|^activity (age_group|period).*: \w+ <= (admissions|bed_days)$"
        r"|^activity age_group 16-17 to 13-17: (discharges <= \w+|(bed_day|discharge)_patients <= admission)_patients$"
    ),
    "forms are few, at one unit for nearly everybody, and none on a trust itself": (
        r"^prom_trends (?!itself)|^prom_trends\.|^prom_trends itself: (?!invited|at_floor)|<= prom_trends"
    ),
    "few of the country's children live abroad": r"^(activity|patients_by_unit)\.\w+ .* <= patient_rates",
    "diagnoses, care levels and years of one child are few": (
        r"(patient_rates|patients_by_unit)\.\w+ .* <= (activity|prom_trends|waiting|patients_by_unit)(?!.*outpatient)"
        r"|^patients_by_unit (diagnosis_group|organisation hf: \w+ing_patients)"
        r"|<= patients_by_unit.*(all/|day|inpatient)"
    ),
    "nearly everybody is coded, and few who are not come to a trust itself alone": (
        r"^(activity|patients_by_unit)\.\w+ .* <= coverage\.coded_patients"
        r"|^coverage organisation hf: uncoded_patients <= sum"
    ),
    "few waits": r"^waiting\.\w+ +<= |^waiting (organisation|period)",
    "few days of day care": r"^activity\.\w+ day/.* <= ",
}
# A form of each kind that follows from relations of that kind and from no others.
OF_KIND = {
    "sum": "activity organisation country: contacts <= sum",
    "distinct": "patient_rates care all: patients <= sum",
    "row_sum": "waiting itself: rejected <= referrals",
    "row_distinct": "waiting itself: rejected_patients <= referral_patients",
    "part": "prom_trends itself: invited <= eligible",
    "behind": "activity itself: contact_patients <= contacts",
    "same": "patients_by_unit.patients outpatient/all <= activity.contact_patients outpatient/all/all/all",
    "subset": "activity.bed_day_patients inpatient/all/all/all <= patients_by_unit.patients inpatient/all",
}


# What the rules of counting say: the search must find it.
KNOWN = {
    "activity itself: contact_patients <= contacts",
    "activity organisation below hf: contact_patients <= contact_patients",
    "activity organisation country: contacts <= sum",
    "activity organisation country: contacts >= sum",
    "activity organisation hf: contacts >= sum",
    "activity period year: contacts <= sum",
    "activity sex all: contacts >= sum",
    "patient_rates residence rhf: patients <= sum",
    "patient_rates care all: patients <= sum",
    "waiting itself: rejected <= referrals",
    "patients_by_unit.patients outpatient/all <= activity.contact_patients outpatient/all/all/all",
    "activity.contact_patients outpatient/all/all/all <= patients_by_unit.patients outpatient/all",
    "coverage organisation country: coded_patients <= sum",
    "patients_by_unit.patients all/all <= coverage.patients ",
    "patients_by_unit.patients all/missing <= coverage.uncoded_patients ",
    "prom_trends.eligible sdq/parent/total <= activity.contact_patients outpatient/all/all/all",
    *OF_KIND.values(),
}


@pytest.fixture(scope="module")
def worlds() -> list[World]:
    return [world(seed) for seed in range(WORLDS)]


@pytest.fixture(scope="module")
def found(worlds: list[World]) -> list[Found]:
    """The forms that hold everywhere, without those of which a few hundred rows cannot tell whether they must."""
    by_chance = re.compile("|".join(BY_CHANCE.values()))
    return [form for form in found_by_trying(worlds) if form.name in KNOWN or not by_chance.search(form.name)]


def not_following(forms: Sequence[Found], of: World) -> set[str]:
    """The forms that do not follow. With zeros protected no cell is left out as known to be zero."""
    release = everything_of(of.marts, of.tables, Policy(show_zero=False)).linked
    places = zip(release.mart.tolist(), release.row.tolist(), release.column.tolist(), strict=True)
    number = {place: cell for cell, place in enumerate(places)}
    frames, follower = frames_of(of.marts, of.tables, of.marts), Follower(release.system)

    def cell(mart: str, column: str, at: int) -> int:
        return number[REGISTER.index(mart), int(frames[mart].row[at]), COLUMNS.index(column)]

    return {
        form.name for form in forms if not follower.follows([(factor, cell(*place)) for factor, place in form.example])
    }


def test_what_is_found_by_trying_follows(worlds: list[World], found: list[Found]) -> None:
    assert len(found) > 290
    assert sorted(not_following(found, worlds[0])) == []


@pytest.mark.parametrize("kind", OF_KIND)
def test_a_kind_of_relation_that_is_dropped_is_missed(
    kind: str, worlds: list[World], found: list[Found], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form named for each kind is among those found, and follows from that kind alone."""
    named = [form for form in found if form.name == OF_KIND[kind]]
    assert len(named) == 1
    monkeypatch.setattr(linked, "DECLARED", tuple(one for one in DECLARED if one.kind != kind))
    assert not_following(named, worlds[0]) == {OF_KIND[kind]}


def test_each_kind_has_its_form() -> None:
    assert {*OF_KIND, "rounded"} == {relation.kind for relation in DECLARED}


def test_known_relations_are_among_those_found(found: list[Found]) -> None:
    """The search finds what the rules of counting say, so that an empty answer would mean something."""
    names = {form.name for form in found}
    assert names >= KNOWN
    # Whoever is of unknown sex is counted among the boys; something stands on the trust itself.
    assert "activity sex all: contacts <= sum" in names
    assert "activity organisation hf: contacts <= sum" not in names


def test_the_uncoded_are_those_without_a_diagnosis(worlds: list[World]) -> None:
    """Both ways, in the country and in a region."""
    marts, _ = worlds[0]
    release = everything_of(*worlds[0], Policy(show_zero=False)).linked
    places = zip(release.mart.tolist(), release.row.tolist(), release.column.tolist(), strict=True)
    number = {place: cell for cell, place in enumerate(places)}

    def cell(mart: str, column: str, **where: str) -> int:
        found = [index for index, row in enumerate(marts[mart].to_pylist()) if where.items() <= row.items()]
        return number[REGISTER.index(mart), found[-1], COLUMNS.index(column)]

    follower = Follower(release.system)
    for place in (COUNTRY, NORD):
        uncoded = cell("coverage", "uncoded_patients", organisation=place)
        missing = cell("patients_by_unit", "patients", organisation=place, diagnosis_group="missing")
        assert follower.follows([(1, missing), (-1, uncoded)])
        assert follower.follows([(1, uncoded), (-1, missing)])


def test_a_relation_that_is_not_declared_does_not_follow(worlds: list[World]) -> None:
    linked = everything_of(*worlds[0], Policy(show_zero=False)).linked
    place = {
        (REGISTER[m], COLUMNS[c]): cell
        for cell, (m, c, row) in enumerate(zip(linked.mart, linked.column, linked.row, strict=True))
        if row == 0
    }
    follower = Follower(linked.system)
    referrals, persons = place["waiting", "referrals"], place["waiting", "referral_patients"]
    assert follower.follows([(1, persons), (-1, referrals)])
    assert not follower.follows([(1, referrals), (-1, persons)])
