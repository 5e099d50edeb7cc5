"""From made-up answers of the bank to our rows."""

from pathlib import Path

import pytest

from data_marts.sources.bank import BankTable
from data_marts.sources.jsonstat import read_jsonstat
from data_marts.sources.problems import SourceError
from data_marts.sources.reference_specs import AGES
from data_marts.sources.ssb import activity, population, read_bank_file
from data_marts.sources.ssb_shape import load_shapes
from tests.data_marts.sources.writers import Dimensions, Value, answer, as_bytes, csv_bytes

SHAPES = load_shapes()
MEASURES = (
    ("Kons", "Polikliniske konsultasjoner"),
    ("Dag", "Dagbehandlinger"),
    ("Ligg", "Liggedager"),
    ("Utskr", "Utskrivninger"),
    ("Plass", "Døgnplasser"),
)
YEARS = ("Tid", "år", (("2023", "2023"), ("2024", "2024")))
PLACES = (("H05", "Helseregion Nord"), ("974", "Universitetssykehuset Nord-Norge HF"), ("H00", "Hele landet"))
ACTIVITY: Dimensions = (("HelseReg", "region", PLACES), ("ContentsCode", "statistikkvariabel", MEASURES), YEARS)


def bank(dimensions: Dimensions, value: Value) -> list[BankTable]:
    """The table in one piece."""
    return [read_jsonstat(as_bytes(answer(dimensions, value)), "a.json")]


def test_places_and_measures_get_our_codes_and_others_are_left_out() -> None:
    table = activity(bank(ACTIVITY, lambda place, measure, year: int(year) + len(measure)), SHAPES["activity"])
    rows = table.to_pylist()
    # Two places (the country is ignored), four measures (day treatments are not read), two years.
    assert len(rows) == 16
    assert rows[0] == {"year": 2023, "organisation": "883658752", "measure": "bed_days", "value": 2027.0}
    assert {r["organisation"] for r in rows} == {"883658752", "983974899"}
    assert {r["measure"] for r in rows} == {"consultations", "bed_days", "discharges", "beds"}


def test_cells_without_a_value_are_left_out() -> None:
    table = activity(bank(ACTIVITY, lambda place, m, y: None if place == "974" else 1), SHAPES["activity"])
    assert set(table.column("organisation").to_pylist()) == {"883658752"}


def test_dimensions_are_found_by_label_and_trusts_by_number() -> None:
    dimensions: Dimensions = (
        ("X1", "Helseregion", (("983974724", "Bergen sjukehusområde"),)),
        ("X2", "Statistikkvariabel", MEASURES),
        ("X3", "ÅR", YEARS[2]),
    )
    assert set(activity(bank(dimensions, lambda *c: 1), SHAPES["activity"]).column("organisation").to_pylist()) == {
        "983974724"
    }


def test_an_unknown_place_is_carried_on_for_the_check_to_find() -> None:
    dimensions: Dimensions = (("HelseReg", "region", (*PLACES, ("H99", "Helse Ny"))), *ACTIVITY[1:])
    assert "H99" in activity(bank(dimensions, lambda *c: 1), SHAPES["activity"]).column("organisation").to_pylist()


def test_only_the_sector_for_children_is_read() -> None:
    sector = ("Tjeneste", "tjenesteområde", (("VOP", "Voksne"), ("BUP", "Psykisk helsevern for barn og unge")))
    table = activity(bank((sector, *ACTIVITY), lambda s, *c: 7 if s == "BUP" else 9), SHAPES["activity"])
    assert set(table.column("value").to_pylist()) == {7.0}


@pytest.mark.parametrize(
    ("dimensions", "sentence"),
    [
        ((("Fylke", "fylke", PLACES), *ACTIVITY[1:]), "a.json: no dimension for 'organisation'.*Fylke .fylke.: H05 = "),
        ((("HF", "HF", PLACES), *ACTIVITY), "a.json: more than one dimension for 'organisation'"),
        (
            (("Kjonn", "kjønn", (("1", "Menn"), ("2", "Kvinner"))), *ACTIVITY),
            "a.json: dimension 'Kjonn' .kjønn. is not",
        ),
        ((ACTIVITY[0], ("ContentsCode", "x", MEASURES[:4]), YEARS), "'measure' lacks beds.*Kons = Polikliniske"),
        ((*ACTIVITY[:2], ("Tid", "år", (("2023K1", "2023K1"),))), "'year' lacks any category"),
    ],
)
def test_another_shape_is_refused_with_what_the_answer_had(dimensions: Dimensions, sentence: str) -> None:
    with pytest.raises(SourceError, match=sentence):
        activity(bank(dimensions, lambda *c: 1), SHAPES["activity"])


def test_an_answer_without_any_value_is_refused() -> None:
    with pytest.raises(SourceError, match="no cell has a value"):
        activity(bank(ACTIVITY, lambda *c: None), SHAPES["activity"])


SEXES = ("Kjonn", "kjønn", (("2", "Kvinner"), ("1", "Menn")))
AGE = ("Alder", "alder", tuple((f"{age:03}", f"{age} år") for age in range(20)))
PERSONS = ("ContentsCode", "statistikkvariabel", (("Personer1", "Personer"),))
YEAR = ("Tid", "år", (("2024", "2024"),))
KOMMUNER: Dimensions = (
    ("Region", "region", (("0", "Hele landet"), ("0301", "Oslo"), ("5603", "Hammerfest"), ("2004", "Gamle H"))),
    SEXES,
    AGE,
    PERSONS,
    YEAR,
)
DISTRICTS: Dimensions = (("Region", "bydel", (("030101a", "Gamle Oslo"), ("030102a", "Grünerløkka"))), *KOMMUNER[1:])
AREAS = {"5603", "030101", "030102", "030199"}
TWO = (SHAPES["population"], SHAPES["districts"])


def kommune_value(area: str, sex: str, age: str, *_: str) -> int:
    return {"0": 9999, "0301": 30, "5603": int(age), "2004": 0}[area]


def district_value(area: str, sex: str, *_: str) -> int:
    return 10 if area == "030101a" else (18 if sex == "1" else 20)


def test_population_has_oslo_by_district_and_the_rest_as_not_stated() -> None:
    table = population(bank(KOMMUNER, kommune_value), bank(DISTRICTS, district_value), TWO, AREAS)
    rows = {(r["area"], r["sex"]): [r[f"age_{age}"] for age in AGES] for r in table.to_pylist()}
    assert len(rows) == 8
    assert rows["5603", "girls"] == list(range(18))  # ages 18 and 19 are not read
    assert rows["030102", "girls"] == [20] * 18  # sex 2
    assert rows["030199", "boys"] == [2] * 18  # 30 - 10 - 18
    assert rows["030199", "girls"] == [0] * 18


def changed(value: Value, area: str, age: str, new: object) -> Value:
    return lambda a, s, g, *rest: new if (a, g) == (area, age) else value(a, s, g, *rest)


@pytest.mark.parametrize(
    ("kommuner", "districts", "areas", "sentence"),
    [
        (
            changed(kommune_value, "0301", "005", 20),
            district_value,
            AREAS,
            "2024 the districts of Oslo have 10 more girls",
        ),
        (changed(kommune_value, "5603", "005", -1), district_value, AREAS, "5603, 2024, .*, age 5: -1 is not a number"),
        (changed(kommune_value, "5603", "005", 1.5), district_value, AREAS, "age 5: 1.5 is not a number of persons"),
        (changed(kommune_value, "5603", "005", "k"), district_value, AREAS, "age 5: kept back by the publisher .k."),
        (kommune_value, changed(district_value, "030101a", "003", ":"), AREAS, "030101, .*, age 3: kept back"),
        (kommune_value, district_value, AREAS | {"1101"}, "1101 are missing in 2024"),
        (changed(kommune_value, "2004", "005", 3), district_value, AREAS, "2004 are not in catchments.csv in 2024"),
    ],
)
def test_population_that_cannot_be_is_refused(
    kommuner: Value, districts: Value, areas: set[str], sentence: str
) -> None:
    with pytest.raises(SourceError, match=sentence):
        population(bank(KOMMUNER, kommuner), bank(DISTRICTS, districts), TWO, areas)


def test_both_answers_must_have_the_same_years_and_all_ages() -> None:
    other = (*DISTRICTS[:-1], ("Tid", "år", (("2025", "2025"),)))
    with pytest.raises(SourceError, match="different years"):
        population(bank(KOMMUNER, kommune_value), bank(other, district_value), TWO, AREAS)
    young = (*KOMMUNER[:2], ("Alder", "alder", AGE[2][:17]), *KOMMUNER[3:])
    with pytest.raises(SourceError, match="no figure for age 17"):
        population(bank(young, kommune_value), bank(DISTRICTS, district_value), TWO, AREAS)


def test_a_table_may_come_in_pieces_but_nothing_twice_and_older_years_are_not_read() -> None:
    early = (*KOMMUNER[:-1], ("Tid", "år", (("2023", "2023"), ("2025", "2025"))))
    older = (*DISTRICTS[:-1], ("Tid", "år", (("2023", "2023"), ("2024", "2024"), ("2025", "2025"))))
    kommuner = bank(KOMMUNER, kommune_value) + bank(early, kommune_value)
    table = population(kommuner, bank(older, district_value), TWO, AREAS, first_year=2024)
    assert sorted(set(table.column("year").to_pylist())) == [2024, 2025]
    with pytest.raises(SourceError, match=r"a.json, a.json: 0301, 2024, girls, age 0 stands twice. Does another file"):
        population(bank(KOMMUNER, kommune_value) * 2, bank(DISTRICTS, district_value), TWO, AREAS)
    with pytest.raises(SourceError, match=r"a.json: has no year from 2026 on"):
        population(bank(KOMMUNER, kommune_value), bank(DISTRICTS, district_value), TWO, AREAS, first_year=2026)


def test_a_cell_that_is_merely_empty_is_nobody() -> None:
    empty = changed(kommune_value, "5603", "005", "..")
    rows = population(bank(KOMMUNER, empty), bank(DISTRICTS, district_value), TWO, AREAS).to_pylist()
    assert {row["age_5"] for row in rows if row["area"] == "5603"} == {0}


def test_a_file_is_read_by_its_ending(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(as_bytes(answer(ACTIVITY, lambda *c: 1)))
    (tmp_path / "a.csv").write_bytes(csv_bytes(("HelseReg - region", "K - k"), [("H05 - Nord", 3)]))
    assert read_bank_file(tmp_path / "a.json").cells.num_rows == 30
    assert read_bank_file(tmp_path / "a.csv").cells.num_rows == 1


@pytest.mark.parametrize(
    ("name", "sentence"), [("a.px", "must end in .json"), ("gone.json", "gone.json: cannot be read")]
)
def test_other_files_are_refused(tmp_path: Path, name: str, sentence: str) -> None:
    (tmp_path / "a.px").write_bytes(b"")
    with pytest.raises(SourceError, match=sentence):
        read_bank_file(tmp_path / name)
