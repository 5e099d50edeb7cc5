"""Declared views: the file, what it may not leave out, and the marts that are narrowed to them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_marts.build.marts import build_marts
from data_marts.catalog import DIAGNOSIS_GROUPS, MARTS, Mart, Status
from data_marts.disclosure import views
from data_marts.disclosure.protect import protect
from data_marts.disclosure.views import View, Views, ViewsError, described, narrow, needed_groups, read_views, views_of
from tests.reference.questionnaires import random_forms
from tests.reference.random_delivery import random_rows
from tests.reference.small_world import read_delivery, small_reference, write_delivery

ACTIVITY = MARTS["activity"]
WHOLE = {"mart": "activity", "why": "all of it"}
LEVEL_OF = {"norge": "country", "1": "rhf", "11": "hf", "111": "unit"}
PLACES = {
    "organisations": pa.table({"code": list(LEVEL_OF), "level": list(LEVEL_OF.values())}),
    "residence_areas": pa.table({"code": ["norge", "1", "11"], "level": ["country", "rhf", "hf_area"]}),
}
STAYING = {"not_applicable", "not_delivered", "missing"}


def row(mart: Mart, status: str = "published", **keys: Any) -> dict[str, Any]:
    """One row of a mart, everybody of the country in 2024 unless said otherwise, in which each figure is 7."""
    usual: dict[str, Any] = {
        dimension.name: dimension.total or (dimension.values or (2024 if dimension.whole_number else "2024",))[0]
        for dimension in mart.dimensions
    }
    value = 7 if status == "published" else None
    figures = {name: value for name in mart.measures}
    return {**usual, **figures, **{group.status_column: status for group in mart.groups}, **keys}


def narrowed(mart: Mart, rows: list[dict[str, Any]], declared: Views) -> list[dict[str, Any]]:
    table = pa.Table.from_pylist(rows, schema=mart.schema)
    [found] = narrow({mart.name: table}, PLACES, declared).values()
    assert found.schema.equals(mart.schema)
    return found.to_pylist()


def statuses(mart: Mart, found: Mapping[str, Any]) -> dict[str, str]:
    return {group.name: found[group.status_column] for group in mart.groups}


def given_in_activity(**keys: Any) -> list[str]:
    """The groups of activity of which the declared views have a figure in one row."""
    [found] = narrowed(ACTIVITY, [row(ACTIVITY, **keys)], read_views())
    assert all(
        (found[measure.name] == 7) is (found[group.status_column] == "published")
        for group in ACTIVITY.groups
        for measure in group.measures
    )
    return [name for name, status in statuses(ACTIVITY, found).items() if status == "published"]


# --- the views that are declared ---

ALL_GROUPS = ["contacts", "admissions", "urgency", "discharges", "bed_days"]
WITHOUT_URGENCY = ["contacts", "admissions", "discharges", "bed_days"]
GIRLS_OF_AN_AGE = {"sex": "girls", "age_group": "13-15"}


@pytest.mark.parametrize("care", ["outpatient", "inpatient", "day"])
@pytest.mark.parametrize("place", LEVEL_OF)
def test_everybody_by_year_is_given_everywhere_but_day_care_of_units(place: str, care: str) -> None:
    assert given_in_activity(organisation=place, care=care) == ([] if (place, care) == ("111", "day") else ALL_GROUPS)


# In the mart itself contacts stand in outpatient and day care alone, and the other groups in inpatient care.
@pytest.mark.parametrize(("keys", "groups"), [
    ({"organisation": "11", "care": "outpatient", **GIRLS_OF_AN_AGE}, ALL_GROUPS),
    ({"organisation": "111", "care": "outpatient", **GIRLS_OF_AN_AGE}, []),
    ({"organisation": "111", "care": "outpatient", "sex": "girls"}, ALL_GROUPS),
    ({"organisation": "111", "care": "outpatient", "age_group": "13-15"}, ALL_GROUPS),
    ({"organisation": "norge", "care": "inpatient", **GIRLS_OF_AN_AGE}, []),
    ({"organisation": "11", "care": "inpatient", "sex": "girls"}, WITHOUT_URGENCY),
    ({"organisation": "11", "care": "inpatient", "age_group": "13-15"}, WITHOUT_URGENCY),
    ({"organisation": "11", "care": "inpatient", "age_group": "16-17"}, WITHOUT_URGENCY),
    ({"organisation": "norge", "care": "inpatient", "age_group": "6-12"}, []),
    ({"organisation": "111", "care": "inpatient", "sex": "girls"}, []),
    ({"organisation": "111", "care": "inpatient", "age_group": "16-17"}, []),
    ({"organisation": "norge", "care": "day", **GIRLS_OF_AN_AGE}, []),
    ({"organisation": "1", "care": "day", "sex": "girls"}, ALL_GROUPS),
    ({"organisation": "1", "care": "day", "age_group": "6-12"}, ALL_GROUPS),
    ({"organisation": "11", "care": "day", "sex": "girls"}, []),
    ({"organisation": "11", "care": "day", "age_group": "6-12"}, []),
    ({"organisation": "111", "care": "outpatient", "contact_type": "video"}, ALL_GROUPS),
    ({"organisation": "111", "care": "outpatient", "contact_type": "in_person"}, []),
    ({"organisation": "11", "care": "outpatient", "contact_type": "in_person"}, ALL_GROUPS),
    ({"organisation": "1", "care": "outpatient", "contact_type": "video", "sex": "girls"}, ALL_GROUPS),
    ({"organisation": "1", "care": "outpatient", "contact_type": "video", "age_group": "6-12"}, ALL_GROUPS),
    ({"organisation": "1", "care": "outpatient", "contact_type": "video", **GIRLS_OF_AN_AGE}, []),
    ({"organisation": "11", "care": "outpatient", "contact_type": "video", "sex": "girls"}, []),
    ({"organisation": "11", "care": "outpatient", "contact_type": "video", "age_group": "6-12"}, []),
    ({"organisation": "1", "care": "day", "contact_type": "video"}, ALL_GROUPS),
    ({"organisation": "11", "care": "day", "contact_type": "video"}, []),
])  # fmt: skip
def test_a_year_of_activity(keys: dict[str, str], groups: list[str]) -> None:
    assert given_in_activity(**keys) == groups


PARTS_OF_YEARS = {"month": "2024-03", "tertial": "2024T1", "half_year": "2024H1"}


@pytest.mark.parametrize(("period_type", "period"), PARTS_OF_YEARS.items())
@pytest.mark.parametrize(("keys", "groups"), [
    ({"organisation": "111", "care": "outpatient"}, ALL_GROUPS),
    ({"organisation": "111", "care": "inpatient"}, []),
    ({"organisation": "111", "care": "day"}, []),
    ({"organisation": "11", "care": "day"}, []),
    ({"organisation": "1", "care": "day"}, WITHOUT_URGENCY),
    ({"organisation": "1", "care": "inpatient"}, ALL_GROUPS),
    ({"organisation": "norge", "care": "outpatient", "contact_type": "video"}, ALL_GROUPS),
    ({"organisation": "11", "care": "outpatient", "contact_type": "video"}, []),
    ({"organisation": "1", "care": "day", "contact_type": "video"}, []),
])  # fmt: skip
def test_a_part_of_a_year_of_activity(period_type: str, period: str, keys: dict[str, str], groups: list[str]) -> None:
    expected = [] if period_type == "half_year" and keys["organisation"] == "111" else groups
    assert given_in_activity(period_type=period_type, period=period, **keys) == expected


def test_half_years_of_trusts_and_units_are_not_given_since_their_tertials_are() -> None:
    for place in ("11", "111"):
        assert given_in_activity(period_type="half_year", period="2024H1", organisation=place, care="outpatient") == []
        assert given_in("waiting", organisation=place, period_type="half_year") == []


@pytest.mark.parametrize(("period_type", "groups"), [("month", []), ("tertial", WITHOUT_URGENCY), ("half_year", [])])
def test_stays_of_a_trust_within_a_year(period_type: str, groups: list[str]) -> None:
    period = PARTS_OF_YEARS[period_type]
    assert given_in_activity(period_type=period_type, period=period, organisation="11", care="inpatient") == groups


def given_in(name: str, **keys: Any) -> list[str]:
    """The groups of a mart of which the declared views have a figure in one row."""
    [found] = narrowed(MARTS[name], [row(MARTS[name], **keys)], read_views())
    return [group for group, status in statuses(MARTS[name], found).items() if status == "published"]


def all_of(name: str) -> list[str]:
    return [group.name for group in MARTS[name].groups]


@pytest.mark.parametrize("period_type", ["year", *PARTS_OF_YEARS])
@pytest.mark.parametrize("place", LEVEL_OF)
def test_waits_of_units_are_given_by_year(place: str, period_type: str) -> None:
    not_given = {"111": ("month", "tertial", "half_year"), "11": ("half_year",)}
    expected = [] if period_type in not_given.get(place, ()) else all_of("waiting")
    assert given_in("waiting", organisation=place, period_type=period_type) == expected


EVERY_GROUP = ["patients", "standardised"]


@pytest.mark.parametrize(("keys", "groups"), [
    ({"residence": "1", "diagnosis_group": "eating", **GIRLS_OF_AN_AGE}, EVERY_GROUP),
    ({"residence": "1", "diagnosis_group": "eating"}, EVERY_GROUP),
    ({"residence": "11"}, EVERY_GROUP),
    ({"residence": "11", **GIRLS_OF_AN_AGE}, EVERY_GROUP),
    # Nearly everybody is an outpatient: the few others would be told.
    ({"residence": "11", "care": "outpatient", **GIRLS_OF_AN_AGE}, []),
    ({"residence": "11", "care": "outpatient"}, []),
    ({"residence": "1", "care": "outpatient", "sex": "girls"}, []),
    ({"residence": "1", "care": "outpatient"}, EVERY_GROUP),
    ({"residence": "norge", "care": "outpatient", "sex": "girls"}, EVERY_GROUP),
    ({"residence": "norge", "care": "outpatient", "age_group": "13-15"}, EVERY_GROUP),
    ({"residence": "norge", "care": "outpatient", **GIRLS_OF_AN_AGE}, []),
    ({"residence": "11", "care": "inpatient", **GIRLS_OF_AN_AGE}, []),
    ({"residence": "11", "care": "day", **GIRLS_OF_AN_AGE}, []),
    # A standardised rate is given only where its strata are.
    ({"residence": "11", "care": "inpatient"}, ["patients"]),
    ({"residence": "11", "care": "day", "sex": "girls"}, ["patients"]),
    ({"residence": "11", "diagnosis_group": "eating"}, ["patients"]),
    ({"residence": "11", "diagnosis_group": "eating", "sex": "girls"}, ["patients"]),
    ({"residence": "11", "diagnosis_group": "eating", "age_group": "13-15"}, ["patients"]),
    ({"residence": "11", "diagnosis_group": "eating", **GIRLS_OF_AN_AGE}, []),
])  # fmt: skip
def test_patients_by_residence(keys: dict[str, str], groups: list[str]) -> None:
    assert all_of("patient_rates") == EVERY_GROUP
    assert given_in("patient_rates", **keys) == groups


@pytest.mark.parametrize(("keys", "groups"), [
    ({"organisation": "11", "care": "day"}, ["patients", "contacts_per_patient", "newness"]),
    ({"organisation": "11", "diagnosis_group": "psychosis"}, ["patients", "contacts_per_patient", "newness"]),
    ({"organisation": "111"}, ["patients"]),
    ({"organisation": "111", "care": "outpatient"}, ["patients", "contacts_per_patient"]),
    # Who had bed days stands in activity: how many of all had none would be told.
    ({"organisation": "norge", "care": "inpatient"}, []),
    ({"organisation": "111", "care": "inpatient"}, []),
    ({"organisation": "111", "care": "day"}, []),
])  # fmt: skip
def test_patients_by_unit(keys: dict[str, str], groups: list[str]) -> None:
    assert given_in("patients_by_unit", **keys) == groups


def test_five_diagnosis_groups_of_units_are_given() -> None:
    found = {
        name: given_in("patients_by_unit", organisation="111", diagnosis_group=name) for name in DIAGNOSIS_GROUPS[1:]
    }
    given = {"hyperkinetic", "anxiety", "stress", "affective", "autism"}
    assert found == {name: ["patients"] if name in given else [] for name in DIAGNOSIS_GROUPS[1:]}


@pytest.mark.parametrize(("place", "groups"), [
    ("norge", ["coverage", "change", "outcome", "ends"]), ("1", ["coverage", "change", "outcome", "ends"]),
    ("11", ["coverage", "change", "outcome"]), ("111", ["coverage", "change"]),
])  # fmt: skip
def test_questionnaires(place: str, groups: list[str]) -> None:
    assert given_in("prom_trends", organisation=place) == groups


@pytest.mark.parametrize("place", ["norge", "1", "11", "111"])
def test_coverage_of_each_place(place: str) -> None:
    assert given_in("coverage", organisation=place) == ["coding"]


def test_every_mart_of_the_register_has_views() -> None:
    marts = {view.mart for view in read_views().views}
    assert marts == {name for name, mart in MARTS.items() if mart.source == "register"}


def test_nothing_that_is_given_lacks_what_it_is_judged_by() -> None:
    assert needed_groups(ACTIVITY, ACTIVITY.groups[2]) == ("admissions",)
    assert [needed_groups(MARTS["waiting"], group) for group in MARTS["waiting"].groups] == [
        (), ("referrals",), (), ("started",), ("started",), ("started",),
    ]  # fmt: skip
    assert views_of(described(read_views())) == read_views()


# --- files that are refused ---


@pytest.mark.parametrize(("change", "sentence"), [
    ({"mart": "activities"}, "view 2: its mart is missing or unknown: activities"),
    ({"mart": None}, "view 2: its mart is missing or unknown: None"),
    ({"mart": "ssb_activity"}, "view 2: its mart is missing or unknown: ssb_activity"),
    ({"why": " "}, "view 2, of activity: it does not say why"),
    ({"why": None}, "view 2, of activity: it does not say why"),
    ({"level": ["unit"]}, "view 2, of activity: nobody knows level"),
    ({"groups": ["contact"]}, "view 2, of activity: unknown group: contact"),
    ({"groups": []}, "view 2, of activity: what it says of each group is no list of names, or an empty one"),
    ({"groups": "contacts"}, "view 2, of activity: what it says of each group is no list of names, or an empty one"),
    ({"groups": ["contacts", "contacts"]}, "view 2, of activity: a group stands twice"),
    ({"levels": ["hf_area"]}, "view 2, of activity: unknown level: hf_area"),
    ({"levels": [["hf"]]}, "view 2, of activity: unknown level: ['hf']"),
    ({"where": []}, "view 2, of activity: where is no table of dimensions and their values"),
    ({"where": {"residence": ["norge"]}}, "view 2, of activity: residence is no dimension with listed values"),
    ({"where": {"organisation": ["norge"]}}, "view 2, of activity: organisation is no dimension with listed values"),
    ({"where": {"period": ["2024"]}}, "view 2, of activity: period is no dimension with listed values"),
    ({"where": {"sex": ["girl"]}}, "view 2, of activity: unknown value of sex: girl"),
    ({"where": {"sex": []}}, "view 2, of activity: what it says of each value of sex is no list of names, or an empty"),
])  # fmt: skip
def test_what_the_catalogue_does_not_have_is_refused(change: dict[str, Any], sentence: str) -> None:
    assert views_of({"version": 1, "views": [WHOLE, WHOLE]}).views[0].mart == "activity"
    with pytest.raises(ViewsError) as refused:
        views_of({"version": 1, "views": [WHOLE, {**WHOLE, **change}]})
    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize(("content", "sentence"), [
    ({}, "the version of the views is missing or no whole number from 1 on"),
    ({"version": True, "views": []}, "the version of the views is missing or no whole number from 1 on"),
    ({"version": 0, "views": []}, "the version of the views is missing or no whole number from 1 on"),
    ({"version": 1}, "there is no list of views"),
    ({"version": 1, "views": {}}, "there is no list of views"),
    ({"version": 1, "views": ["activity"]}, "view 1: its mart is missing or unknown: None"),
    ({"version": 1, "views": [], "more": 1}, "beside the views stands what nobody knows: more"),
])  # fmt: skip
def test_a_list_that_is_none_is_refused(content: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ViewsError) as refused:
        views_of(content)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("text", [None, "version = ", "\xff"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "views.toml"
    if text is not None:
        path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ViewsError, match="^views.toml is missing or cannot be read as TOML$"):
        read_views(path)


@pytest.mark.parametrize(("view", "sentence"), [
    ({"levels": ["country"]}, "activity: contacts of country and regions with all totals is left out: rhf, year, "),
    ({"levels": ["rhf", "hf", "unit"]}, "activity: contacts of country and regions with all totals is left out: coun"),
    ({"where": {"sex": ["girls", "boys"]}}, "activity: contacts of country and regions with all totals is left out"),
    ({"where": {"care": ["day", "inpatient"]}}, "activity: contacts of country and regions with all totals is left"),
    ({"where": {"period_type": ["month"]}}, "activity: contacts of country and regions with all totals is left out"),
    ({"groups": ["contacts", "admissions", "urgency", "bed_days"]}, "activity: discharges of country and regions with"),
])  # fmt: skip
def test_headline_figures_are_never_left_out(view: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ViewsError) as refused:
        views_of({"version": 1, "views": [{**WHOLE, **view}]})
    assert str(refused.value).startswith(sentence)


def test_a_group_is_not_given_without_what_it_is_judged_by() -> None:
    headlines = {**WHOLE, "levels": ["country", "rhf"]}
    views_of({"version": 1, "views": [headlines]})
    with pytest.raises(ViewsError, match="^activity: urgency is given without admissions, which it needs: hf, year, "):
        views_of({"version": 1, "views": [headlines, {**WHOLE, "groups": ["urgency"], "levels": ["hf"]}]})
    with pytest.raises(ViewsError, match="^waiting: median_wait is given without started, which it needs: hf, "):
        views_of({"version": 1, "views": [
            {**headlines, "mart": "waiting"}, {**WHOLE, "mart": "waiting", "groups": ["median_wait"]},
        ]})  # fmt: skip
    # Each by another view is enough.
    views_of({"version": 1, "views": [
        headlines, {**WHOLE, "groups": ["urgency"], "levels": ["hf"]}, {**WHOLE, "groups": ["admissions"]},
    ]})  # fmt: skip


# --- narrowing ---


@pytest.mark.parametrize("status", [str(status) for status in Status if status is not Status.PUBLISHED])
def test_a_reason_that_holds_for_the_whole_kind_of_figure_stays(status: str) -> None:
    [found] = narrowed(ACTIVITY, [row(ACTIVITY, status, organisation="111", **GIRLS_OF_AN_AGE)], read_views())
    assert set(statuses(ACTIVITY, found).values()) == {status if status in STAYING else "too_detailed"}
    [shown] = narrowed(ACTIVITY, [row(ACTIVITY, status, organisation="111")], read_views())
    assert set(statuses(ACTIVITY, shown).values()) == {status}


def test_a_place_without_level_is_in_no_view_that_names_any() -> None:
    declared = Views(1, (View("activity", "", levels=("country", "rhf", "hf", "unit")),))
    found = narrowed(ACTIVITY, [row(ACTIVITY, organisation=place) for place in ("999", "111")], declared)
    assert [one["contacts_status"] for one in found] == ["too_detailed", "published"]


def a_list(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), unique=True, min_size=1).map(tuple)


LISTED = {dimension.name: dimension.values for dimension in ACTIVITY.dimensions if dimension.values}
A_VIEW = st.builds(
    View,
    mart=st.just("activity"),
    why=st.just("why"),
    groups=st.just(()) | a_list(tuple(ALL_GROUPS)),
    levels=st.just(()) | a_list(("country", "rhf", "hf", "unit")),
    where=st.lists(st.sampled_from(sorted(LISTED)), unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: a_list(LISTED[name] or ()) for name in names})
    ),
)
A_ROW = st.builds(
    lambda status, keys: row(ACTIVITY, status, **keys),
    st.sampled_from([str(status) for status in Status]),
    st.fixed_dictionaries(
        {name: st.sampled_from(values or ()) for name, values in LISTED.items()}
        | {"organisation": st.sampled_from([*LEVEL_OF, "999"])}
    ),
)


def is_given(view: View, group: str, found: Mapping[str, Any]) -> bool:
    """Whether a view takes in a group of one row, from the words of the rule."""
    if view.groups and group not in view.groups:
        return False
    if view.levels and LEVEL_OF.get(found["organisation"]) not in view.levels:
        return False
    return all(found[name] in values for name, values in view.where.items())


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(A_ROW, min_size=1, max_size=30), listed=st.lists(A_VIEW, max_size=4))
def test_narrowed_row_by_row_is_the_same(rows: list[dict[str, Any]], listed: list[View]) -> None:
    expected = []
    for one in rows:
        shown = dict(one)
        for group in ACTIVITY.groups:
            given_here = not listed or any(is_given(view, group.name, one) for view in listed)
            if not given_here and one[group.status_column] not in STAYING:
                shown |= {measure.name: None for measure in group.measures}
                shown[group.status_column] = "too_detailed"
        expected.append(shown)
    assert narrowed(ACTIVITY, rows, Views(1, tuple(listed))) == expected


# --- with what is withheld ---


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, pa.Table], dict[str, pa.Table]]:
    """The true figures of some sixty patients, and the tables of their places."""
    episodes, reservations = random_rows(1, persons=60, rows=900)
    forms = random_forms(1, persons=60, forms=900)
    delivery = write_delivery(tmp_path_factory.mktemp("delivery"), episodes, forms, reservations)
    reference = small_reference()
    marts = dict(build_marts(read_delivery(delivery), reference, threads=1).marts)
    return marts, {"organisations": reference.organisations, "residence_areas": reference.residence_areas}


def test_to_leave_out_what_is_not_declared_withholds_nothing_more_and_nothing_less(
    counted: tuple[dict[str, pa.Table], dict[str, pa.Table]],
) -> None:
    """Each group that is given is judged as in the full marts: nothing that it needs has been left out."""
    marts, tables = counted
    one_way = protect(narrow(marts, tables, read_views()))
    other_way = narrow(protect(marts), tables, read_views())
    for name, mart in MARTS.items():
        assert one_way[name].equals(other_way[name]), name
        if mart.source == "register" and read_views().of(name):
            shown = {
                status for group in mart.groups for status in one_way[name][group.status_column].unique().to_pylist()
            }
            # Coverage has one row a place and year, and is given whole.
            assert {"published", "withheld"} <= shown
            assert ("too_detailed" in shown) == (name != "coverage"), name


def test_rows_stay_and_the_true_figures_are_left_alone(
    counted: tuple[dict[str, pa.Table], dict[str, pa.Table]],
) -> None:
    marts, tables = counted
    before = {name: table.to_pylist() for name, table in marts.items()}
    shown = narrow(marts, tables, read_views())
    for name, mart in MARTS.items():
        keys = [dimension.name for dimension in mart.dimensions]
        assert shown[name].select(keys).equals(marts[name].select(keys))
        assert marts[name].to_pylist() == before[name]
    left_out = pc.sum(pc.equal(shown["activity"]["contacts_status"], "too_detailed")).as_py()
    assert 0 < left_out < shown["activity"].num_rows
    assert shown["population"] is marts["population"]


def test_the_order_of_rows_makes_no_difference(counted: tuple[dict[str, pa.Table], dict[str, pa.Table]]) -> None:
    marts, tables = counted
    table = marts["activity"]
    backwards = pa.array(range(table.num_rows - 1, -1, -1))
    [turned] = narrow({"activity": table.take(backwards)}, tables, read_views()).values()
    [straight] = narrow({"activity": table}, tables, read_views()).values()
    assert turned.take(backwards).equals(straight)


def test_the_file_stands_beside_its_reader() -> None:
    assert views.VIEWS_FILE.name == "views.toml"
    assert read_views().version == 6
