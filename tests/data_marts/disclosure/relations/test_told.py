"""What the manifest tells of the relations names marts, columns and dimensions that there are."""

import json

from data_marts.catalog import MARTS
from data_marts.disclosure.relations.declared import DECLARED
from data_marts.disclosure.relations.told import additive, described


def test_every_name_is_one_of_the_catalogue() -> None:
    for relation in described():
        for cells in (relation, *relation.get("others", ()), *relation.get("remainder_at_most", ())):
            mart = MARTS[cells["mart"]]
            columns = cells.get("columns", [cells["column"]] if "column" in cells else [])
            assert {*columns, *cells.get("parts", ())} <= mart.measures.keys(), relation
            dimensions = {dimension.name: dimension for dimension in mart.dimensions}
            for name, value in cells.get("where", {}).items():
                assert dimensions[name].values is None or value in dimensions[name].values, relation
        assert relation.get("over", "year") in {d.name for d in MARTS[relation["mart"]].dimensions} | {"year"}


def test_relations_are_plain_and_whole() -> None:
    told = described()
    assert json.loads(json.dumps(told)) == told
    assert len(told) == len(DECLARED)
    sentences = [relation["sentence"] for relation in told]
    assert all(sentence.endswith(".") for sentence in sentences)
    assert len(set(sentences)) == len(sentences)
    assert {
        "kind": "sum",
        "mart": "patient_rates",
        "columns": ["patients"],
        "over": "sex",
        "sentence": "patient_rates.patients = the sum over sex.",
    } in told


def test_every_count_of_persons_or_events_is_in_a_relation() -> None:
    named = {
        (cells["mart"], column)
        for relation in described()
        for cells in (relation, *relation.get("others", ()))
        for column in (*cells.get("columns", ()), *cells.get("parts", ()), *filter(None, [cells.get("column")]))
    }
    for mart in MARTS.values():
        for measure in mart.measures.values():
            if measure.kind == "count":
                assert (mart.name, measure.name) in named


def test_what_adds_up() -> None:
    assert additive()["activity", "contacts"] == ("period", "contact_type", "sex", "age_group")
    assert additive()["patient_rates", "patients"] == ("residence", "sex", "age_group", "diagnosis_group")
    assert ("waiting", "referral_patients") not in additive()
