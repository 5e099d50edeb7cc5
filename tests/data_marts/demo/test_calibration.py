"""The whole delivery, measured: the published figures come out once the counting rules have been followed."""

import csv
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from data_marts.demo import constants as c
from data_marts.demo.places import REFERENCE, read_places
from tests.data_marts.demo import naive
from tests.data_marts.demo.delivered import kept_episodes, reserved_persons, units

SMALL_UNITS = {913356837: "Karasjok", 977188849: "Sjøvegan", 981243994: "Røros", 817765742: "OCD", 932240173: "FACT"}


def _counted(folder: Path) -> pa.Table:
    """All rows of children who have not opted out, with the unit; the birth year is the person's valid one."""
    table = kept_episodes(folder)
    table = table.filter(pc.invert(pc.is_in(table["lopenr"], reserved_persons(folder))))
    born = table.group_by("lopenr").aggregate([("fodselsar", "min")])
    at = pc.index_in(table["lopenr"], born["lopenr"].combine_chunks())
    age = pc.subtract(table["aar"], born["fodselsar_min"].combine_chunks().take(at))
    table = table.append_column("age", age)
    return table.append_column("unit", units(table)).filter(pc.less(age, 18))


@pytest.fixture(scope="module")
def counted(full_back: Path) -> pa.Table:
    return _counted(full_back)


@pytest.fixture(scope="module")
def consultations(counted: pa.Table) -> pa.Table:
    direct = pc.and_(pc.equal(counted["omsorgsniva"], 3), pc.not_equal(counted["kontakttype"], 5))
    return counted.filter(direct).group_by(["aar", "lopenr", "inndato", "unit"]).aggregate([("age", "min")])


def _by_year(table: pa.Table, person: str = "lopenr") -> dict[int, int]:
    found = table.group_by("aar").aggregate([(person, "count_distinct")])
    return dict(zip(found["aar"].to_pylist(), found[f"{person}_count_distinct"].to_pylist(), strict=True))


def test_patients(counted: pa.Table) -> None:
    # Linear: (72,317 - 56,357) / 5 = 3,192 more each year.
    assert _by_year(counted) == {2019: 56_357, 2020: 59_549, 2021: 62_741, 2022: 65_933, 2023: 69_125, 2024: 72_317}


def test_consultations(consultations: pa.Table) -> None:
    years, counts = np.unique(consultations["aar"].to_numpy(), return_counts=True)
    found = dict(zip(years.tolist(), counts.tolist(), strict=True))
    assert found[2024] == 1_026_912
    assert found == dict(c.CONSULTATIONS)


def test_inpatients(counted: pa.Table) -> None:
    inpatients = counted.filter(pc.equal(counted["omsorgsniva"], 1))
    for year, total in _by_year(counted).items():
        assert _by_year(inpatients)[year] / total == pytest.approx(0.022, abs=0.0002)
    last = inpatients.filter(pc.equal(inpatients["aar"], 2024))
    persons = last.group_by("lopenr").aggregate([("kjonn", "max"), ("age", "max")])
    assert pc.mean(pc.equal(persons["kjonn_max"], 2)).as_py() == pytest.approx(0.75, abs=0.01)
    assert pc.mean(pc.greater_equal(persons["age_max"], 13)).as_py() == pytest.approx(0.85, abs=0.01)


def test_bed_days_and_stays(full_back: Path) -> None:
    columns = ["lopenr", "aar", "fodselsar", "omsorgsniva", "inndato", "utdato", "inntid", "uttid"]
    rows = _inpatient_rows(full_back, [*columns, "permisjonsdogn", "episode_lnr"])
    assert naive.bed_days(rows, 2024) == pytest.approx(83_058, rel=0.0005)
    for year in c.YEARS:
        assert naive.bed_days(rows, year) == pytest.approx(c.BED_DAYS[year], rel=0.001)
        assert naive.admissions(rows, year) == pytest.approx(c.STAYS[year], abs=2)


def _inpatient_rows(folder: Path, columns: list[str]) -> list[naive.Row]:
    reserved = set(reserved_persons(folder).to_pylist())
    table = kept_episodes(folder, columns)
    stays = table.filter(pc.equal(table["omsorgsniva"], 1)).to_pylist()
    rows = [row for row in stays if row["lopenr"] not in reserved]
    valid = {row["lopenr"] for row in rows if row["fodselsar"] != 9999}
    return [row for row in rows if row["lopenr"] in valid]


def _last_rows(table: pa.Table) -> pa.Table:
    """The last row of each person in the order of the file."""
    person = table["lopenr"].to_numpy()
    return table.filter(pa.array(np.append(person[1:] != person[:-1], True)))


def test_rates_by_area_lie_between_54_and_80_per_1000(counted: pa.Table) -> None:
    year = counted.filter(pc.equal(counted["aar"], 2024)).sort_by([("lopenr", "ascending"), ("inndato", "ascending")])
    last = _last_rows(year.select(["lopenr", "inndato", "komnrhjem2", "bydel2"]))
    places = read_places()
    home = {
        (k, int(d)): a for k, d, a in zip(places.homes.kommune, places.homes.district, places.homes.area, strict=True)
    }
    patients = np.zeros(len(places.areas))
    for kommune, district in zip(last["komnrhjem2"].to_pylist(), last["bydel2"].to_pylist(), strict=True):
        patients[home[kommune, -1 if district is None else district]] += 1
    rates = 1000 * patients / np.bincount(places.homes.area, weights=places.homes.residents)
    assert len(rates) == 21
    assert rates.min() > 54
    assert rates.max() < 80
    assert patients.sum() == 72_317


def test_boys_dominate_to_12_and_girls_from_14(counted: pa.Table) -> None:
    year = counted.filter(pc.equal(counted["aar"], 2024))
    persons = year.group_by("lopenr").aggregate([("age", "max"), ("kjonn", "min"), ("kjonn", "max")])
    sure = persons.filter(
        pc.and_(pc.equal(persons["kjonn_min"], persons["kjonn_max"]), pc.less(persons["kjonn_max"], 3))
    )
    ages, girl = sure["age_max"].to_numpy(), sure["kjonn_max"].to_numpy() == 2
    boys, girls = np.bincount(ages[~girl], minlength=18), np.bincount(ages[girl], minlength=18)
    assert (boys[:13] > girls[:13]).all()
    assert (girls[14:] > boys[14:]).all()


def test_july_dips_and_weekends_are_closed(consultations: pa.Table) -> None:
    days = consultations["inndato"].cast(pa.int32()).to_numpy()
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(int) % 12
    by_month = np.bincount(months)
    assert by_month[6] < 0.55 * by_month.mean()
    assert by_month.argmin() == 6
    assert not np.isin((days + 3) % 7, (5, 6)).any()  # 1 January 1970 was a Thursday


def test_trusts_have_the_consultations_that_the_bank_has(consultations: pa.Table) -> None:
    with (REFERENCE / "organisations.csv").open(encoding="utf-8", newline="") as file:
        trust = {int(row["code"]): row["parent"] for row in csv.DictReader(file) if row["level"] == "unit"}
    last = consultations.filter(pc.equal(consultations["aar"], 2024))["unit"].to_pylist()
    found: dict[str, int] = {}
    for unit in last:
        found[trust[unit]] = found.get(trust[unit], 0) + 1
    for code, total in c.TRUST_CONSULTATIONS.items():
        assert found[code] == pytest.approx(total, rel=0.005)


def test_every_unit_has_activity_from_its_first_year_on(counted: pa.Table) -> None:
    units = read_places().units
    for year in c.YEARS:
        there = set(counted.filter(pc.equal(counted["aar"], year))["unit"].unique().to_pylist())
        assert there == set(units.orgnr[units.first_year <= year].tolist())


def test_small_units_are_small(counted: pa.Table) -> None:
    year = counted.filter(pc.equal(counted["aar"], 2024))
    found = year.group_by("unit").aggregate([("lopenr", "count_distinct")])
    patients = dict(zip(found["unit"].to_pylist(), found["lopenr_count_distinct"].to_pylist(), strict=True))
    for unit in SMALL_UNITS:
        assert 1 <= patients[unit] < 80


def test_main_diagnoses(counted: pa.Table) -> None:
    year = counted.filter(pc.equal(counted["aar"], 2024))
    code = pc.if_else(pc.equal(year["tilst1akse1"], "1999"), None, year["tilst1akse1"])
    persons = year.append_column("code", code).group_by("lopenr").aggregate([("code", "max"), ("kjonn", "max")])
    codes, boy = persons["code_max"].to_pylist(), persons["kjonn_max"].to_numpy() == 1
    missing = np.array([code is None for code in codes])
    hyperkinetic = np.array([(code or "").startswith("F90") for code in codes])
    mood = np.array([(code or "")[:2] in ("F3",) or (code or "")[:3] in _ANXIETY_AND_STRESS for code in codes])
    symptoms = np.array([(code or "").startswith(("Z", "R")) for code in codes])
    assert 0.20 < missing.mean() < 0.30
    assert hyperkinetic[boy & ~missing].mean() == pytest.approx(0.37, abs=0.02)
    assert mood[~boy & ~missing].mean() > 0.36
    assert 0.10 < symptoms[~missing].mean() < 0.15


_ANXIETY_AND_STRESS = {"F40", "F41", "F42", "F93", "F43", "F44", "F45", "F48"}


def test_about_half_of_the_patients_come_back_next_year(counted: pa.Table) -> None:
    years = {y: set(counted.filter(pc.equal(counted["aar"], y))["lopenr"].unique().to_pylist()) for y in (2022, 2023)}
    assert 0.45 < len(years[2022] & years[2023]) / len(years[2023]) < 0.65


def test_video_and_phone_have_their_codes_from_2021(counted: pa.Table) -> None:
    found = counted.filter(pc.is_in(counted["kontakttype"], pa.array([6, 7], pa.int8())))
    assert set(found["aar"].unique().to_pylist()) == {2021, 2022, 2023, 2024}
    closing = counted.filter(pc.and_(pc.equal(counted["aar"], 2020), pc.equal(counted["stedaktivitet"], 3)))
    assert closing.num_rows > 80_000
    assert pc.min(closing["inndato"]).as_py().isoformat() >= c.PANDEMIC_CLOSING
