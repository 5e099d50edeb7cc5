"""The figures of the reference folder against figures that were published elsewhere, typed in by hand."""

import re
from collections import Counter
from pathlib import Path

import pyarrow.compute as pc
import pytest

from data_marts.catalog import DIAGNOSIS_GROUPS
from data_marts.sources.reference import FILES, REFERENCE_FOLDER, SPECS, area_of, read_reference
from data_marts.sources.reference_specs import AGES

REFERENCE = read_reference()


def children(year: int, sex: str | None = None) -> Counter[str]:
    """Children 0-17 by HF area, added up row by row."""
    areas = area_of(REFERENCE.catchments, year)
    found: Counter[str] = Counter()
    for row in REFERENCE.population.to_pylist():
        if row["year"] == year and sex in (None, row["sex"]):
            found[areas[row["area"]]] += sum(row[f"age_{age}"] for age in AGES)
    return found


def test_norway_in_2024_is_as_statistics_norway_has_it() -> None:
    assert children(2024).total() == 1_112_853
    assert children(2024, "boys").total() == 572_057
    assert children(2024, "girls").total() == 540_796


@pytest.mark.parametrize(
    ("year", "published"), [(2015, 1_125_607), (2022, 1_108_523), (2025, 1_108_219), (2026, 1_101_380)]
)
def test_other_years_are_the_published_figure_within_the_conversion_of_borders(year: int, published: int) -> None:
    assert abs(children(year).total() - published) <= (8 if year < 2024 else 0)


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        ("983974880", 14_071),  # Finnmark
        ("983974899", 36_140),  # UNN
        ("883974832", 67_696),  # St. Olav
        ("983974724", 96_146),  # Bergen
        ("983971636", 131_283),  # Akershus, with Alna
        ("993467049", 59_290),  # OUS, with children without a stated district
        ("965985166", 23_082),  # Lovisenberg
        ("982791952", 25_770),  # Diakonhjemmet
        ("983975240", 67_511),  # Sørlandet
    ],
)
def test_hf_areas_in_2024(area: str, expected: int) -> None:
    assert children(2024)[area] == expected


def test_alna_takes_its_children_along_in_2026() -> None:
    before_the_move = {"983971636": 131_768, "993467049": 59_689}
    alna = 131_768 - children(2026)["983971636"]
    assert alna == 10_385
    assert children(2026)["993467049"] == before_the_move["993467049"] + alna


def activity(organisation: str, year: int) -> dict[str, int]:
    rows = REFERENCE.ssb_activity.to_pylist()
    return {r["measure"]: r["value"] for r in rows if (r["organisation"], r["year"]) == (organisation, year)}


def test_activity_of_the_regions_in_2024() -> None:
    assert activity("991324968", 2024) == {
        "consultations": 594_780,
        "bed_days": 34_704,
        "discharges": 1_313,
        "beds": 139,
    }
    assert activity("883658752", 2024) == {
        "consultations": 89_733,
        "bed_days": 10_160,
        "discharges": 536,
        "beds": 42,
    }
    assert activity("983974899", 2024)["consultations"] == 35_855
    assert activity("965985166", 2024) == {"consultations": 26_969}


def test_the_copied_year_stands_as_published() -> None:
    assert activity("983971636", 2021)["consultations"] == activity("983971636", 2020)["consultations"] == 97_560


def test_the_tree_has_its_levels() -> None:
    levels = Counter(REFERENCE.organisations.column("level").to_pylist())
    # 21 trusts and hospitals, Betanien and Unicare Coperio.
    assert levels == {"country": 1, "rhf": 4, "hf": 23, "unit": 113}
    areas = Counter(REFERENCE.residence_areas.column("level").to_pylist())
    assert areas == {"country": 1, "rhf": 4, "hf_area": 21}


def test_an_area_and_the_trust_that_serves_it_share_code_and_address() -> None:
    slugs = dict(zip(*(REFERENCE.organisations.column(c).to_pylist() for c in ("code", "slug")), strict=True))
    for row in REFERENCE.residence_areas.to_pylist():
        assert slugs[row["code"]] == row["slug"]


def test_children_follow_their_parent_in_the_order() -> None:
    rows = REFERENCE.organisations.sort_by("sort_order").to_pylist()
    path: list[str] = []
    for row in rows:
        while path and path[-1] != row["parent"]:
            path.pop()
        assert bool(path) == (row["parent"] is not None), row["name"]
        path.append(row["code"])


def test_names_are_written_for_readers() -> None:
    for name in REFERENCE.organisations.column("name").to_pylist():
        assert not re.search(r"[A-ZÆØÅ]{6}|  | HF$", name), name
        assert name == name.strip()


def test_short_names_are_unique() -> None:
    assert pc.count_distinct(REFERENCE.organisations.column("short_name")).as_py() == 141


def final_numbers(number: str, year: int) -> set[str]:
    """Numbers of 2024 that a number of the year before `year` has become."""
    rows = [r for r in REFERENCE.kommune_changes.to_pylist() if r["old"] == number and r["year"] >= year]
    if not rows:
        return {number}
    first = min(r["year"] for r in rows)
    return set().union(*(final_numbers(r["new"], first + 1) for r in rows if r["year"] == first))


@pytest.mark.parametrize(
    ("number", "year", "expected"),
    [
        ("2004", 2020, {"5603"}),  # Hammerfest, by 5406
        ("1504", 2020, {"1508", "1580"}),  # Ålesund, by 1507, split in 2024
        ("1850", 2020, {"1806", "1875"}),  # Tysfjord, split in 2020
        ("1613", 2018, {"5055", "5056", "5059"}),  # Snillfjord, by 5012
        ("0532", 2020, {"3236"}),  # Jevnaker, by 3053
    ],
)
def test_old_numbers_lead_to_those_of_2024(number: str, year: int, expected: set[str]) -> None:
    assert final_numbers(number, year) == expected


def test_every_old_number_leads_to_an_area_or_to_svalbard() -> None:
    known = set(REFERENCE.catchments.column("kommune").to_pylist()) | {"2100"}
    for row in REFERENCE.kommune_changes.to_pylist():
        assert final_numbers(row["old"], row["year"]) <= known, row


def group(code: str) -> str:
    """The longest pattern that the code begins with, by trying all."""
    rows = [r for r in REFERENCE.diagnosis_groups.to_pylist() if code.startswith(r["pattern"])]
    found: str = max(rows, key=lambda r: len(r["pattern"]))["diagnosis_group"]
    return found


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("F900", "hyperkinetic"),
        ("F401", "anxiety"),
        ("F431", "stress"),
        ("F489", "stress"),
        ("F321", "affective"),
        ("F840", "autism"),
        ("F500", "eating"),
        ("F929", "conduct"),
        ("F930", "anxiety"),
        ("F952", "social_tics"),
        ("F200", "psychosis"),
        ("F102", "substance"),
        ("F600", "other_f"),
        ("F819", "other_f"),
        ("R418", "symptoms"),
        ("Z032", "symptoms"),
        ("1000", "none"),
        ("1999", "missing"),
        ("", "missing"),
    ],
)
def test_codes_fall_into_their_groups(code: str, expected: str) -> None:
    assert group(code) == expected


def test_every_group_has_a_pattern() -> None:
    assert set(REFERENCE.diagnosis_groups.column("diagnosis_group").to_pylist()) == set(DIAGNOSIS_GROUPS[1:])


def test_the_readme_names_the_columns_of_every_file() -> None:
    text = (REFERENCE_FOLDER / "README.md").read_text(encoding="utf-8")
    for spec in SPECS.values():
        [line] = [line for line in text.splitlines() if line.startswith(f"| {spec.file} |")]
        described = re.sub(r"\([^)]*\)", "", line.split("|")[3]).replace(
            "age_0 … age_17", ", ".join(f"age_{age}" for age in AGES)
        )
        assert [word.strip() for word in described.split(",")] == [c.name for c in spec.columns], spec.file


def test_the_files_are_utf8_with_plain_line_ends() -> None:
    for file in FILES.values():
        content = Path(REFERENCE_FOLDER / file).read_bytes()
        assert b"\r" not in content and not content.startswith(b"\xef\xbb\xbf")
        assert len(content.decode().splitlines()) > (0 if file == "organisation_changes.csv" else 1)
