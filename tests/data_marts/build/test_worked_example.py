"""Forty delivered rows that a reader can count by eye, and what each mart must say of them.

Small country of tests.reference.small_world. Fjord (kommuner 1001, 1002) lies in Nord; By (1003, Oslo's unknown
district, district 02 until 2023) and Stiftelse (Oslo's district 01, and 02 from 2024) in Sør. Every place has
18 x 30 girls and 18 x 20 boys.
"""

from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from data_marts.build.marts import Counted, build_marts
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
    read_delivery,
    small_reference,
    write_delivery,
)

# file, person, born, sex, home, unit, what, first day and hour, last day and hour, code of axis 1, leave
# Anna 1, Bo 2, Cleo 3, Dag 4 (18 in 2024), Eva 5, Finn 6 (reserved), Geir 7 (moves), Hedda 8 (from abroad), 9 to 13.
EPISODES = """
2024  1 2012 2 1001    clinic  in_person 2024-01-10 .  .          .  F900 .   Anna: a contact
2024  1 2012 2 1001    clinic  phone     2024-01-10 .  .          .  F900 .   the same contact
2024  1 2012 2 1001    by      video     2024-01-10 .  .          .  F321 .   another unit: another contact
2024  1 2012 2 1001    clinic  video     2024-03-05 .  .          .  F900 .
2024  1 2012 2 1001    clinic  indirect  2024-03-06 .  .          .  F900 .   without Anna: no contact
2023  2 2007 1 1003    ward    stay      2023-12-20 10 .          .  F321 0   Bo: not yet discharged
2024  2 2007 1 1003    ward    stay      2023-12-20 10 2024-01-03 10 F321 2   the same stay, two days on leave
2024  2 2007 1 1003    ward    stay      2024-05-01 10 2024-05-01 15 F321 0   in and out on one day
2024  3 2008 2 1002    ward    stay      2024-02-01 10 2024-02-05 12 F509 0   Cleo: four nights,
2024  3 2008 2 1002    ward    stay      2024-02-01 10 2024-02-05 12 F509 0   delivered twice,
2024  3 2008 2 1002    by      stay      2024-02-05 18 2024-02-20 10 F431 0   then after 6 hours 15 nights elsewhere
2024  3 2008 2 1002    private stay      2024-02-20 12 2024-02-22 12 Z032 0   a private hospital: a stay of its own
2024  3 2008 2 1002    by      for_ward  2024-02-10 .  .          .  F431 .   while she was in the ward: no contact
2024  3 2008 2 1002    by      in_person 2024-03-01 .  .          .  F431 .
2023  4 2006 1 1001    clinic  in_person 2023-05-02 .  .          .  F900 .   Dag: 17
2024  4 2006 1 1001    clinic  in_person 2024-05-02 .  .          .  F900 .   18: left out
2023  5 2018 2 0301/02 by      in_person 2023-06-01 .  .          .  Z032 .   Eva
2024  5 2018 2 0301/02 by      in_person 2023-06-01 .  .          .  Z032 .   the same row in the next file
2024  5 2018 2 0301/02 by      group     2024-06-03 .  .          .  .    .
2024  5 2018 2 0301/02 by      day       2024-07-01 .  .          .  Z032 .
2024  6 2012 1 1001    clinic  in_person 2024-02-02 .  .          .  F900 .   Finn
2023  7 2010 1 0911    clinic  phone     2023-04-03 .  .          .  F401 .   Geir, number of before 2024
2023  7 2010 1 1003    99:by   ambulant  2023-11-01 .  .          .  Z032 .   moved; no place of treatment
2024  7 2010 9 1003    by      in_person 2024-11-04 .  .          .  1999 .   sex not stated
2024  8 2010 2 9900    private in_person 2024-08-01 .  .          .  F431 .   Hedda
2024  9 2014 2 1003    by      in_person 2024-01-09 .  .          .  F900 .
2024  9 2014 2 1003    by      in_person 2024-02-09 .  .          .  F900 .
2024  9 2014 2 1003    by      in_person 2024-03-08 .  .          .  F900 .
2024 10 2014 2 1003    by      in_person 2024-01-09 .  .          .  F900 .
2024 10 2014 2 1003    by      in_person 2024-02-09 .  .          .  F900 .
2024 10 2014 2 1003    by      in_person 2024-03-08 .  .          .  F900 .
2024 11 2014 2 1003    by      in_person 2024-01-09 .  .          .  F900 .
2024 11 2014 2 1003    by      in_person 2024-02-09 .  .          .  F900 .
2024 11 2014 2 1003    by      in_person 2024-03-08 .  .          .  F900 .
2024 12 2010 1 1003    by      in_person 2024-01-09 .  .          .  F900 .
2024 12 2010 1 1003    by      in_person 2024-02-09 .  .          .  F900 .
2024 12 2010 1 1003    by      in_person 2024-03-08 .  .          .  F900 .
2024 13 2010 1 1003    by      in_person 2024-01-09 .  .          .  F900 .
2024 13 2010 1 1003    by      in_person 2024-02-09 .  .          .  F900 .
2024 13 2010 1 1003    by      in_person 2024-03-08 .  .          .  F900 .
"""
# person, unit, measuring point, sent, answered, score: SDQ by parents, 0 to 40, lower is better, reliable from 6.8
FORMS = """
 1 clinic baseline 2024-01-15 2024-01-16 24
 1 clinic end      2024-05-20 2024-06-01 10    14 better
 5 by     baseline 2024-06-01 2024-06-02 20
 5 by     end      2024-08-20 2024-09-01 22    2 worse: not reliably
 9 by     baseline 2024-01-10 2024-01-12 40    the highest score there is; no second form
10 by     baseline 2024-01-10 .          .     sent, never answered
11 by     baseline 2024-01-20 2024-02-01 10
11 by     baseline 2024-02-20 2024-03-01 30    a second baseline does not count,
11 by     end      2024-03-20 2024-04-01 20    and this belongs to it: no follow-up of the first
12 by     baseline 2024-01-09 2024-01-09 10
12 by     end      2025-01-08 2025-01-08 20    10 worse, on the last day that counts: 365 days later
13 by     baseline 2024-01-08 2024-01-08 10
13 by     end      2025-01-08 2025-01-08 20    a day too late
 7 clinic baseline 2024-11-05 2024-11-06 15    Geir had no contact there in 2024: not eligible
"""
UNITS = {"clinic": FJORD_CLINIC, "ward": FJORD_WARD, "by": BY_CLINIC, "private": STIFTELSE_WARD}
LEVELS = {"stay": 1, "day": 2, "for_ward": 8}
CONTACT_CODES = {"indirect": 5, "video": 6, "phone": 7}


def episode(line: str) -> dict[str, object]:
    file, person, born, sex, home, unit, what, first, at, last, until, code, leave, *_ = line.split()
    kommune, _, district = home.partition("/")
    return {
        "aar": int(file),
        "lopenr": int(person),
        "fodselsar": int(born),
        "kjonn": int(sex),
        "komnrhjem2": kommune,
        "bydel2": int(district) if district else None,
        "institusjonid": int(UNITS[unit.removeprefix("99:")]),
        "behandlingsstedkode": 99 if unit.startswith("99:") else int(UNITS[unit]),
        "sektor": "3",
        "omsorgsniva": LEVELS.get(what, 3),
        "inndato": date.fromisoformat(first),
        "inntid": None if at == "." else time(int(at)),
        "utdato": None if last == "." else date.fromisoformat(last),
        "uttid": None if until == "." else time(int(until)),
        "permisjonsdogn": None if leave == "." else int(leave),
        "kontakttype": CONTACT_CODES.get(what, 2),
        "polkonaktivitet": 4 if what == "group" else 1,
        "stedaktivitet": 5 if what == "ambulant" else 1,
        "tilst1akse1": None if code == "." else code,
    }


def form(line: str) -> dict[str, object]:
    person, unit, point, sent, answered, score, *_ = line.split()
    return {
        "lopenr": int(person),
        "orgnr": int(UNITS[unit]),
        "instrument": "sdq",
        "informant": "parent",
        "scale": "total",
        "measuring_point": point,
        "invited_date": date.fromisoformat(sent),
        "answered_date": None if answered == "." else date.fromisoformat(answered),
        "score": None if score == "." else float(score),
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Counted:
    folder: Path = write_delivery(
        tmp_path_factory.mktemp("delivery"),
        [episode(line) for line in EPISODES.strip().splitlines()],
        [form(line) for line in FORMS.strip().splitlines()],
        [{"lopenr": 6, "reservation_date": date(2024, 3, 1), "withdrawn_date": None}],
        [{"orgnr": int(BY_CLINIC), "year": 2024, "beds": 2}],
    )
    return build_marts(read_delivery(folder), small_reference(), threads=1)


def cell(built: Counted, mart: str, **place: object) -> dict[str, Any]:
    """The one row at a place; dimensions that are not given are at their total."""
    totals = {"sex": "all", "age_group": "all", "diagnosis_group": "all", "contact_type": "all"}
    if mart in ("patient_rates", "patients_by_unit"):
        totals["care"] = "all"
    rows = built.marts[mart].to_pylist()
    wanted = {**{name: value for name, value in totals.items() if name in rows[0]}, **place}
    found: list[dict[str, Any]] = [row for row in rows if all(row[name] == value for name, value in wanted.items())]
    assert len(found) == 1
    return found[0]


def test_there_are_forty_rows() -> None:
    assert len(EPISODES.strip().splitlines()) == 40


@pytest.mark.parametrize(
    ("year", "residence", "patients"),
    [
        # 2024: Hedda lives abroad, Dag is 18, Finn is reserved.
        (2024, "norge", 10),
        (2024, NORD, 2),
        (2024, FJORD, 2),  # Anna, Cleo
        (2024, SOR, 8),
        (2024, BY, 7),  # Bo, Geir, 9 to 13
        (2024, STIFTELSE, 1),  # Eva, whose district moved
        # 2023: Bo, Dag, Eva, Geir where he lived last.
        (2023, "norge", 4),
        (2023, FJORD, 1),
        (2023, BY, 3),
        (2023, STIFTELSE, 0),
    ],
)
def test_patients_by_residence(built: Counted, year: int, residence: str, patients: int) -> None:
    assert cell(built, "patient_rates", year=year, residence=residence)["patients"] == patients


@pytest.mark.parametrize(
    ("sex", "age_group", "patients"),
    [
        ("girls", "all", 6),  # Anna, Cleo, Eva, 9, 10, 11
        ("boys", "all", 4),  # Bo, Geir (a boy the year before), 12, 13
        ("all", "0-5", 0),
        ("all", "6-12", 5),  # Anna 12, Eva 6, 9 to 11 are 10
        ("all", "13-15", 3),  # Geir, 12 and 13 are 14
        ("all", "16-17", 2),  # Bo 17, Cleo 16
        ("girls", "16-17", 1),
    ],
)
def test_patients_by_sex_and_age(built: Counted, sex: str, age_group: str, patients: int) -> None:
    found = cell(built, "patient_rates", year=2024, residence="norge", sex=sex, age_group=age_group)
    assert found["patients"] == patients


def test_rates_are_per_thousand_inhabitants_of_the_area_that_year(built: Counted) -> None:
    """Fjord has two places of 900; By has three in 2023 and two in 2024; the country six."""
    fjord = cell(built, "patient_rates", year=2024, residence=FJORD)
    assert fjord["population"] == 1800
    assert fjord["rate"] == pytest.approx(2 / 1.8)
    assert fjord["rate_low"] < fjord["rate"] < fjord["rate_high"]
    assert cell(built, "patient_rates", year=2023, residence=BY)["population"] == 2700
    assert cell(built, "patient_rates", year=2024, residence=BY)["population"] == 1800


def test_a_country_standardised_to_itself_keeps_its_rate(built: Counted) -> None:
    found = cell(built, "patient_rates", year=2024, residence="norge")
    assert found["standardised_rate"] == pytest.approx(1000 * 10 / 5400)
    assert found["standardised_status"] == "published"


def test_fewer_than_ten_patients_have_no_standardised_rate(built: Counted) -> None:
    found = cell(built, "patient_rates", year=2024, residence=BY)
    assert (found["standardised_rate"], found["standardised_status"]) == (None, "too_few")
    girls = cell(built, "patient_rates", year=2024, residence="norge", sex="girls")
    assert (girls["standardised_rate"], girls["standardised_status"]) == (None, "not_applicable")


@pytest.mark.parametrize(
    ("diagnosis_group", "patients"),
    [
        ("hyperkinetic", 6),  # Anna (two contacts against one), 9 to 13
        ("stress", 1),  # Cleo; Hedda lives abroad
        ("other_f", 1),  # Bo
        ("symptoms", 1),  # Eva: coded once, and any code goes before none
        ("missing", 1),  # Geir
        ("anxiety", 0),
    ],
)
def test_main_diagnosis_groups(built: Counted, diagnosis_group: str, patients: int) -> None:
    place = {"year": 2024, "residence": "norge", "diagnosis_group": diagnosis_group}
    assert cell(built, "patient_rates", **place)["patients"] == patients


@pytest.mark.parametrize(
    ("organisation", "coded", "uncoded"),
    [
        ("norge", 10, 1),  # By's eight with Bo and Hedda; Geir is coded nowhere
        (BY, 8, 1),  # Anna, Cleo, 9 to 13, and Eva, whose day care is coded; not Geir
        (FJORD, 2, 0),  # Anna and Bo: Cleo's stay was longest in By
    ],
)
def test_coded_by_anybody(built: Counted, organisation: str, coded: int, uncoded: int) -> None:
    found = cell(built, "coverage", year=2024, organisation=organisation)
    assert (found["coded_patients"], found["uncoded_patients"]) == (coded, uncoded)


def test_a_disorder_goes_before_a_later_symptom(built: Counted) -> None:
    """Geir in 2023: F40 at the clinic in April, Z03 in November."""
    found = cell(built, "patients_by_unit", year=2023, organisation="norge", diagnosis_group="anxiety")
    assert found["patients"] == 1


@pytest.mark.parametrize(
    ("organisation", "contacts", "patients"),
    [
        ("norge", 22, 10),  # Anna 3, Cleo, Eva, Geir and Hedda 1 each, 9 to 13 3 each
        (BY, 19, 9),
        (FJORD, 2, 1),  # Anna, who is also one of By's nine: 9 + 1 + 1 is more than 10
        (STIFTELSE, 1, 1),
        (FJORD_WARD, 0, 0),
    ],
)
def test_outpatient_contacts(built: Counted, organisation: str, contacts: int, patients: int) -> None:
    found = cell(built, "activity", period="2024", organisation=organisation, care="outpatient")
    assert (found["contacts"], found["contact_patients"]) == (contacts, patients)
    assert found["admissions_status"] == "not_applicable"


@pytest.mark.parametrize(
    ("contact_type", "contacts", "patients"),
    [("in_person", 19, 9), ("video", 2, 1), ("group", 1, 1), ("phone", 0, 0), ("ambulant", 0, 0)],
)
def test_contact_types(built: Counted, contact_type: str, contacts: int, patients: int) -> None:
    """Anna's phone row of 10 January belongs to a contact in person."""
    place = {"period": "2024", "organisation": "norge", "care": "outpatient", "contact_type": contact_type}
    found = cell(built, "activity", **place)
    assert (found["contacts"], found["contact_patients"]) == (contacts, patients)


@pytest.mark.parametrize(
    ("period", "contacts", "patients"),
    [
        ("2024-01", 7, 6),  # Anna 2, 9 to 13
        ("2024-03", 7, 7),  # Anna, Cleo, 9 to 13
        ("2024-T1", 19, 7),
        ("2024-H1", 20, 8),  # and Eva in June
        ("2024-H2", 2, 2),  # Geir, Hedda
        ("2023", 4, 3),  # Dag, Eva once, Geir twice
    ],
)
def test_parts_of_the_year(built: Counted, period: str, contacts: int, patients: int) -> None:
    found = cell(built, "activity", period=period, organisation="norge", care="outpatient")
    assert (found["contacts"], found["contact_patients"]) == (contacts, patients)


def test_contacts_by_sex_and_age(built: Counted) -> None:
    place = {"period": "2024", "organisation": "norge", "care": "outpatient"}
    found = cell(built, "activity", **place, sex="girls", age_group="6-12")
    assert (found["contacts"], found["contact_patients"]) == (13, 5)  # Anna 3, Eva 1, 9 to 11


def test_stays_of_2024(built: Counted) -> None:
    """Admitted: Cleo twice, Bo in May. Discharged: the same and Bo in January. Nights: Cleo's 19 and 2."""
    found = cell(built, "activity", period="2024", organisation="norge", care="inpatient")
    assert (found["admissions"], found["admission_patients"]) == (3, 2)
    assert (found["discharges"], found["discharge_patients"]) == (4, 2)
    assert (found["bed_days"], found["bed_day_patients"]) == (21, 1)
    assert found["contacts_status"] == "not_applicable"


def test_leave_comes_off_the_last_nights(built: Counted) -> None:
    """Bo: 12 nights of December; the two of January were on leave."""
    year = cell(built, "activity", period="2023", organisation=FJORD, care="inpatient")
    assert (year["bed_days"], year["bed_day_patients"], year["discharges"]) == (12, 1, 0)
    january = cell(built, "activity", period="2024-01", organisation=FJORD, care="inpatient")
    assert (january["bed_days"], january["bed_day_patients"], january["discharges"]) == (0, 0, 1)


def test_the_unit_of_the_longest_part_has_the_stay(built: Counted) -> None:
    assert cell(built, "activity", period="2024-02", organisation=BY, care="inpatient")["bed_days"] == 19
    assert cell(built, "activity", period="2024-02", organisation=FJORD_WARD, care="inpatient")["admissions"] == 0
    assert cell(built, "activity", period="2024-02", organisation=STIFTELSE, care="inpatient")["bed_days"] == 2


def test_occupied_share_where_beds_are_known(built: Counted) -> None:
    """Two beds in a February of 29 days."""
    february = cell(built, "activity", period="2024-02", organisation=BY_CLINIC, care="inpatient")
    assert february["occupied_share"] == pytest.approx(100 * 19 / (2 * 29))
    assert cell(built, "activity", period="2024-02", organisation=STIFTELSE, care="inpatient")["occupied_share"] is None


@pytest.mark.parametrize(
    ("care", "patients", "contacts_each"),
    [("all", 11, 23 / 11), ("outpatient", 10, 2.2), ("inpatient", 2, None), ("day", 1, 1.0)],
)
def test_patients_by_unit(built: Counted, care: str, patients: int, contacts_each: float | None) -> None:
    found = cell(built, "patients_by_unit", year=2024, organisation="norge", care=care)
    assert found["patients"] == patients
    assert found["contacts_per_patient"] == (contacts_each and pytest.approx(contacts_each))


def test_a_mean_of_nobody_and_a_mean_without_meaning(built: Counted) -> None:
    nobody = cell(built, "patients_by_unit", year=2024, organisation=FJORD_CLINIC, care="day")
    assert (nobody["patients"], nobody["contacts_per_patient_status"]) == (0, "too_few")
    inpatients = cell(built, "patients_by_unit", year=2024, organisation="norge", care="inpatient")
    assert inpatients["contacts_per_patient_status"] == "not_applicable"


def test_questionnaires(built: Counted) -> None:
    found = cell(built, "prom_trends", year=2024, organisation="norge", instrument="sdq")
    assert [found[name] for name in ("eligible", "invited", "baseline_n", "pairs")] == [10, 7, 6, 3]
    assert (found["baseline_share"], found["pair_share"]) == (60, 50)
    assert found["mean_baseline"] == pytest.approx(18)  # 24, 20, 10
    assert found["mean_followup"] == pytest.approx(52 / 3)  # 10, 22, 20
    assert found["mean_change"] == pytest.approx(-2 / 3)  # -14, +2, +10
    assert found["sd_change"] == pytest.approx(149.33**0.5, abs=0.01)  # (13.33² + 2.67² + 10.67²) / 2
    assert [found[name] for name in ("better", "unchanged", "worse")] == [1, 1, 1]
    assert (found["at_floor"], found["at_ceiling"]) == (0, 1)
    assert found["ceiling_share"] == pytest.approx(100 / 6)


def test_an_instrument_that_nobody_was_asked_for_has_no_rows(built: Counted) -> None:
    assert set(built.marts["prom_trends"].column("instrument").to_pylist()) == {"sdq"}
    assert {row["instrument"] for row in small_reference().instruments.to_pylist()} == {"sdq", "cgas"}


def test_population(built: Counted) -> None:
    assert cell(built, "population", year=2024, residence="norge")["population"] == 6 * 18 * 50
    girls = cell(built, "population", year=2024, residence=STIFTELSE, sex="girls", age_group="16-17")
    assert girls["population"] == 2 * 2 * 30


def test_the_country_is_the_sum_of_all_its_regions_or_is_not_there(built: Counted) -> None:
    assert cell(built, "ssb_activity", year=2023, organisation="norge")["beds"] == 12
    assert [row for row in built.marts["ssb_activity"].to_pylist() if row["year"] == 2024] == [
        {
            "year": 2024,
            "organisation": NORD,
            "consultations": None,
            "consultations_status": "missing",
            "bed_days": None,
            "bed_days_status": "missing",
            "discharges": None,
            "discharges_status": "missing",
            "beds": 6,
            "beds_status": "published",
        }
    ]


def test_what_was_left_out(built: Counted) -> None:
    assert built.left_out == {
        "patient_years_18_or_older": 1,  # Dag
        "patient_years_of_unknown_age": 0,
        "patient_years_of_unknown_residence": 1,  # Hedda
        "patients_of_unknown_wait": 0,
        "reserved_persons": 1,  # Finn
    }


def test_every_declared_cell_is_one_row(built: Counted) -> None:
    """Six areas, ten organisations, two years; four care levels and fourteen diagnosis groups; 3 x 7 of sex and age.

    Two of the age groups are merged ones.
    """
    rows = {name: table.num_rows for name, table in built.marts.items()}
    assert rows["patient_rates"] == 2 * 6 * 21 * (4 + 14)
    assert rows["patients_by_unit"] == 2 * 10 * (4 + 14)
    assert rows["activity"] == 2 * 10 * 13 * (21 + 2 + 3 + 12)
    assert rows["coverage"] == 2 * 10
    assert rows["prom_trends"] == 2 * 10  # of the one instrument that was used
    assert rows["waiting"] == 2 * 10 * (1 + 2 + 3 + 12)
    assert rows["population"] == 3 * 6 * 21
