"""What differs between two releases: worked cases, and a second answer counted row by row."""

import json
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_marts.__main__ import main
from data_marts.catalog import MARTS
from data_marts.manifest import Source
from data_marts.publication_reader import CHANGES
from data_marts.publishing.causes import MADE_FROM, cause_of
from data_marts.publishing.compare import compare, side, summary, write_changes
from data_marts.publishing.problems import PublicationError
from tests.data_marts.publishing.shelf import build, publish_at, rows_of
from tests.data_marts.releases.test_releases import one_row

Row = Mapping[str, object]


def unit(year: int, patients: int | None, status: str = "published", **more: object) -> dict[str, object]:
    return {"year": year, "patients": patients, "patients_status": status} | more


def differences(root: Path, before: list[dict[str, object]], after: list[dict[str, object]]) -> list[Row]:
    """What differs in `patients` of the mart of units, with the year in place of the key."""
    releases = [
        side(root, build(root, rows={"patients_by_unit": rows_of("patients_by_unit", *rows)}))
        for rows in (before, after)
    ]
    found = compare(releases[0], releases[1]).to_pylist()
    assert {row["mart"] for row in found} <= {"patients_by_unit"}
    return [row | {"year": json.loads(row["key"])["year"]} for row in found if row["measure"] == "patients"]


def test_each_kind_of_difference_is_told(tmp_path: Path) -> None:
    before = [
        unit(2018, 100),
        unit(2019, 40),
        unit(2020, None, "withheld"),
        unit(2021, 40),
        unit(2022, 0),
        unit(2023, 50),
        unit(2024, None, "withheld"),
    ]
    after = [
        unit(2019, None, "withheld"),
        unit(2020, 9),
        unit(2021, 50),
        unit(2022, 5),
        unit(2023, 50),
        unit(2024, None, "withheld"),
        unit(2025, 60),
        unit(2026, None, "withheld"),
    ]
    found = differences(tmp_path, before, after)
    told = ("year", "kind", "before", "after", "status_before", "status_after", "change", "share", "flagged")
    assert sorted(tuple(row[name] for name in told) for row in found) == [
        (2018, "gone", 100.0, None, "published", None, None, None, False),
        (2019, "newly_withheld", None, None, "published", "withheld", None, None, False),
        (2020, "newly_shown", None, None, "withheld", "published", None, None, False),
        (2021, "changed", 40.0, 50.0, "published", "published", 10.0, 25.0, True),
        (2022, "changed", 0.0, 5.0, "published", "published", 5.0, None, True),
        (2025, "new", None, 60.0, None, "published", None, None, False),
        (2026, "new", None, None, None, "withheld", None, None, False),
    ]


@pytest.mark.parametrize(("after", "share", "flagged"), [(110, 10.0, False), (111, 11.0, True), (89, -11.0, True)])
def test_a_change_of_more_than_ten_percent_is_flagged(tmp_path: Path, after: int, share: float, flagged: bool) -> None:
    [row] = differences(tmp_path, [unit(2024, 100)], [unit(2024, after)])
    assert (row["change"], row["share"], row["flagged"]) == (after - 100, share, flagged)


def test_another_reason_for_no_figure_is_a_change_without_numbers(tmp_path: Path) -> None:
    [row] = differences(tmp_path, [unit(2024, None, "missing")], [unit(2024, None, "not_delivered")])
    assert (row["kind"], row["before"], row["after"]) == ("changed", None, None)
    [row] = differences(tmp_path, [unit(2024, None, "missing")], [unit(2024, 7)])
    assert (row["kind"], row["before"], row["after"], row["change"]) == ("changed", None, 7.0, None)


def test_what_has_no_meaning_is_no_figure(tmp_path: Path) -> None:
    assert differences(tmp_path, [unit(2024, 7)], [unit(2024, 7), unit(2025, None, "not_applicable")]) == []


def test_the_same_release_differs_in_nothing_and_nothing_before_makes_all_new(tmp_path: Path) -> None:
    release = side(tmp_path, build(tmp_path))
    assert compare(release, release).num_rows == 0
    found = compare(None, release)
    assert found.schema.equals(CHANGES)
    assert set(found["kind"].to_pylist()) == {"new"}
    assert found.num_rows == sum(len(mart.measures) for mart in MARTS.values())


def test_the_key_has_all_dimensions_in_the_order_of_the_catalogue(tmp_path: Path) -> None:
    found = compare(None, side(tmp_path, build(tmp_path))).to_pylist()
    for row in found:
        assert list(json.loads(row["key"])) == [dimension.name for dimension in MARTS[row["mart"]].dimensions]
        assert MARTS[row["mart"]].group_of(row["measure"]).name == row["group"]


def test_true_figures_are_compared_only_when_asked_for(tmp_path: Path) -> None:
    def release(true: int) -> str:
        shown = one_row("patients_by_unit", patients_status="withheld") .set_column(
            4, "patients", pa.array([None], pa.int64())
        )  # fmt: skip
        return build(
            tmp_path,
            rows={"patients_by_unit": shown.cast(MARTS["patients_by_unit"].schema)},
            true_rows={"patients_by_unit": one_row("patients_by_unit", patients=true)},
            # Other figures come of another delivery: by what is withheld no release is named.
            sources=(Source(f"{true}.csv", f"{true}" * 64, 1, "2024"),),
        )

    first, second = (side(tmp_path, release(true)) for true in (3, 4))
    assert compare(first, second).num_rows == 0
    [row] = compare(first, second, restricted=True).to_pylist()
    assert (row["before"], row["after"], row["kind"]) == (3.0, 4.0, "changed")
    write_changes(tmp_path / "true.parquet", first, second, restricted=True)
    assert (tmp_path / "true.parquet").stat().st_mode & 0o077 == 0


def test_a_mart_that_the_former_release_did_not_have_is_new(tmp_path: Path) -> None:
    first, second = side(tmp_path, build(tmp_path, 7)), side(tmp_path, build(tmp_path, 9))
    first.manifest["marts"][:] = [mart for mart in first.manifest["marts"] if mart["name"] != "activity"]
    found = compare(first, second).to_pylist()
    assert {row["kind"] for row in found if row["mart"] == "activity"} == {"new"}
    assert {row["kind"] for row in found if row["mart"] != "activity"} == {"changed"}


def test_a_release_that_is_not_whole_is_not_compared(tmp_path: Path) -> None:
    release_id = build(tmp_path)
    (tmp_path / release_id / "open" / "population.parquet").write_bytes(b"")
    with pytest.raises(PublicationError, match="is no release, or not whole"):
        side(tmp_path, release_id)


STATUSES = st.sampled_from(["published", "withheld", "missing", "not_applicable", "too_few", "too_detailed"])
CELLS = st.dictionaries(
    st.tuples(st.integers(2020, 2024), st.sampled_from(["outpatient", "day"])),
    st.tuples(STATUSES, st.integers(0, 30)),
    min_size=1,
    max_size=8,
)


def naive(before: Mapping[tuple[int, str], tuple[str, int]], after: Mapping[tuple[int, str], tuple[str, int]]) -> set:
    """The differences told one by one, from the words of the rule."""
    told = set()
    for cell in before.keys() | after.keys():
        old_status, old = before.get(cell, ("not_applicable", 0))
        new_status, new = after.get(cell, ("not_applicable", 0))
        old_value = float(old) if old_status == "published" else None
        new_value = float(new) if new_status == "published" else None
        was, is_now = old_status != "not_applicable", new_status != "not_applicable"
        if (old_status, old_value) == (new_status, new_value) or not (was or is_now):
            continue
        hidden = [status in ("withheld", "too_detailed") for status in (old_status, new_status)]
        if all(hidden) or ({old_status, new_status} == {"too_detailed", "not_applicable"}):
            continue
        if not was:
            kind = "new"
        elif not is_now:
            kind = "gone"
        elif any(hidden):
            kind, old_value, new_value = f"newly_{'withheld' if hidden[1] else 'shown'}", None, None
        else:
            kind = "changed"
        told.add((cell, kind, old_value, new_value))
    return told


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=CELLS, after=CELLS)
def test_differences_are_those_of_a_second_way(
    tmp_path_factory: pytest.TempPathFactory,
    before: dict[tuple[int, str], tuple[str, int]],
    after: dict[tuple[int, str], tuple[str, int]],
) -> None:
    def rows(cells: dict[tuple[int, str], tuple[str, int]]) -> list[dict[str, object]]:
        return [
            unit(year, value if status == "published" else None, status, care=care)
            for (year, care), (status, value) in cells.items()
        ]

    found = differences(tmp_path_factory.mktemp("pair"), rows(before), rows(after))
    cells = [((row["year"], json.loads(str(row["key"]))["care"]), row) for row in found]
    assert {(cell, row["kind"], row["before"], row["after"]) for cell, row in cells} == naive(before, after)
    assert len(cells) == len(naive(before, after))
    # A number never stands beside a word that says that one of the two is hidden.
    for _, row in cells:
        hidden = {"withheld", "too_detailed"} & {row["status_before"], row["status_after"]}
        if row["kind"] != "new" and row["kind"] != "gone" and hidden:
            assert (row["before"], row["after"], row["change"], row["share"]) == (None, None, None, None)


def source(name: str, kind: str, period: str, content: str) -> dict[str, object]:
    return {"name": name, "kind": kind, "period": period, "sha256": content * 64}


FORMER = [
    source("PHBU_2023_T3", "episodes", "2023", "a"),
    source("PHBU_2024_09", "episodes", "2024", "b"),
    source("PROM", "prom", "2023–2024", "c"),
    source("SSB (population.csv)", "population", "2019–2026", "d"),
    source("Beds", "beds", "2023–2024", "e"),
    {"name": "reservasjoner", "kind": "reservations", "period": "2023–2024", "sha256": None},
]


def manifest_of(*changed: dict[str, object], lost: tuple[str, ...] = (), code: str = "1", rules: str = "r") -> dict:
    kept = [one for one in FORMER if one["name"] not in {*lost, *(new["name"] for new in changed)}]
    return {"sources": [*kept, *changed], "code_version": code, "policy": {"rules": [rules]}}


NEW_FILE = source("PHBU_2024_T3", "episodes", "2024", "f")
NEW_BEDS = source("Beds", "beds", "2023–2025", "7")
NEW_POPULATION = source("SSB (population.csv)", "population", "2019–2026", "9")
CAUSES = (
    ("patient_rates", 2024, manifest_of(NEW_FILE, lost=("PHBU_2024_09",)), "PHBU_2024_09 → PHBU_2024_T3"),
    # A stay over New Year stands in the files of both years.
    ("activity", 2023, manifest_of(NEW_FILE, lost=("PHBU_2024_09",)), "PHBU_2024_09 → PHBU_2024_T3"),
    ("population", 2024, manifest_of(NEW_FILE, lost=("PHBU_2024_09",)), "not_told"),
    ("patient_rates", 2023, manifest_of(NEW_POPULATION), "SSB (population.csv)"),
    ("activity", 2023, manifest_of(NEW_POPULATION), "not_told"),
    ("activity", 2024, manifest_of(source("PHBU_2025_09", "episodes", "2025", "7")), "– → PHBU_2025_09"),
    ("activity", 2024, manifest_of(NEW_BEDS, lost=("PHBU_2023_T3",)), "Beds; PHBU_2023_T3 → –"),
    ("activity", 2024, manifest_of(code="2"), "code"),
    ("activity", 2024, manifest_of(NEW_POPULATION, rules="s"), "policy"),
    ("population", 2024, manifest_of(NEW_POPULATION, code="2", rules="s"), "SSB (population.csv); code"),
    # That a change comes from the list of reservations would say that somebody at this place has made one.
    ("activity", 2024, manifest_of(lost=("reservasjoner",)), "not_told"),
    ("activity", 2024, manifest_of({**FORMER[-1], "sha256": "0" * 64}), "not_told"),
)  # fmt: skip


@pytest.mark.parametrize(("mart", "year", "after", "cause"), CAUSES)
def test_the_cause_names_what_the_figure_is_made_from_and_what_differs(
    mart: str, year: int, after: dict, cause: str
) -> None:
    assert cause_of(MARTS[mart], year, manifest_of(), after) == cause


def test_marts_that_are_told_from_what_they_are_made_exist() -> None:
    assert set(MADE_FROM) <= set(MARTS)
    assert all(("episodes" in MADE_FROM[name]) is (MARTS[name].source == "register") for name in MADE_FROM)


def test_causes_stand_beside_the_changes(tmp_path: Path) -> None:
    former, later = (Source("PHBU_2024_09", "a" * 64, 3, "2024", True, "episodes"),), (
        Source("PHBU_2024_T3", "b" * 64, 4, "2024", True, "episodes"),
    )  # fmt: skip
    first, second = build(tmp_path, 7, sources=former), build(tmp_path, 9, sources=later)
    found = compare(side(tmp_path, first), side(tmp_path, second)).to_pylist()
    assert {row["cause"] for row in found} == {"PHBU_2024_09 → PHBU_2024_T3"}


def test_the_summary_counts_and_names_at_most_twenty(tmp_path: Path) -> None:
    before = [unit(year, 100) for year in range(1995, 2025)]
    after = [unit(year, 100 + (year - 1990)) for year in range(1995, 2025)]
    releases = [
        side(tmp_path, build(tmp_path, rows={"patients_by_unit": rows_of("patients_by_unit", *rows)}))
        for rows in (before, after)
    ]
    rows = write_changes(tmp_path / "out.parquet", *releases)
    found = summary(tmp_path / "out.parquet")
    # 5 to 10 more of a hundred (1995 to 2000) are not over ten percent.
    assert found.counts == ({"mart": "patients_by_unit", "kind": "changed", "figures": 30, "flagged": 24},)
    assert rows == pq.read_metadata(tmp_path / "out.parquet").num_rows == 30
    assert len(found.largest) == 20
    assert [row["share"] for row in found.largest[:2]] == [34.0, 33.0]


def test_the_command_tells_what_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = build(tmp_path, 7), build(tmp_path, 9)
    options = ["--releases", str(tmp_path)]
    assert main(["compare", *options]) == 1
    assert "No release is published" in capsys.readouterr().err
    publish_at(tmp_path, first)
    assert main(["compare", "--json", "--out", str(tmp_path / "all.parquet"), *options]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["before"], told["after"]) == (first, second)
    assert {(row["mart"], row["kind"], row["figures"]) for row in told["counts"]} == {
        ("patient_rates", "changed", 1),
        ("patients_by_unit", "changed", 1),
        ("coverage", "changed", 1),
    }
    assert told["largest"][0]["key"]["year"] == 2024
    assert pq.read_schema(tmp_path / "all.parquet").equals(CHANGES)
    assert main(["compare", second, "--against", first, *options]) == 0
    text = capsys.readouterr().out
    assert f"{first} → {second}" in text
    assert "+28.6" in text
    assert main(["compare", first, *options]) == 0
    assert "No figure differs." in capsys.readouterr().out
    assert main(["compare", "2024T3-00000000", *options]) == 1
    assert "is no release, or not whole" in capsys.readouterr().err
