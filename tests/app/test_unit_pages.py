"""An organisation's own page has what is given for such a place, and says what is not."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from app.charts.description import DotChart
from app.release import open_site
from app.selection import Selection
from app.settings import Settings
from app.site import Site
from app.view import View
from app.views.units import unit_views
from data_marts.catalog import DIAGNOSIS_GROUPS, MARTS
from data_marts.disclosure.views import narrow, read_views
from tests.app.release_folder import write_release
from tests.app.small_release import tables

GROUPS = DIAGNOSIS_GROUPS[1:]
GIVEN = {
    "Hyperkinetisk forstyrrelse (ADHD)", "Angst- og tvangslidelser", "Tilpasnings- og belastningslidelser",
    "Affektive lidelser", "Autismespekterforstyrrelser",
}  # fmt: skip
NOTE = (
    "For enheter vises bare gruppene som vanligvis har flest pasienter. "
    "De andre vises for helseforetak, regioner og hele landet."
)
TROMSO, UNN, NORD = "974547031", "983974899", "883658752"
FEWEST = 20


def with_diagnoses() -> dict[str, pa.Table]:
    """The small release with patients of every group, 20 of the first and one more of each that follows."""
    found, mart = tables(), MARTS["patients_by_unit"]
    nobody_new = {"new_patients": None, "returning_patients": None, "continuing_patients": None}
    wholes = [row for row in found[mart.name].to_pylist() if row["care"] == "all"]
    rows: list[dict[str, Any]] = [
        {
            **row, **nobody_new, "newness_status": "not_applicable", "diagnosis_group": group,
            "patients": FEWEST + number, "patients_status": "published",
        }
        for row in wholes
        for number, group in enumerate(GROUPS)
    ]  # fmt: skip
    every = pa.concat_tables([found[mart.name], pa.Table.from_pylist(rows, schema=mart.schema)])
    return found | narrow({mart.name: every}, found, read_views())


@pytest.fixture(scope="module")
def diagnosed(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder: Path = tmp_path_factory.mktemp("diagnosed")
    return open_site(Settings(releases=write_release(folder, with_diagnoses())))


def diagnoses(site: Site, code: str) -> View:
    place = site.choices.organisations.by_code[code]
    return next(view for view in unit_views(site, place, Selection("patients", 2022, 2024)) if view.name == "diagnoser")


def test_a_unit_has_the_groups_that_are_given_and_a_note_of_the_others(diagnosed: Site) -> None:
    view = diagnoses(diagnosed, TROMSO)
    assert isinstance(view.chart, DotChart)
    assert {point.x for point in view.chart.rows} == GIVEN
    assert sorted(point.value or 0 for point in view.chart.rows) == [FEWEST + number for number in range(5)]
    assert {row[0].text for row in view.table.rows} == GIVEN
    assert NOTE in view.notes
    assert not any("detaljert" in note for note in view.notes)


@pytest.mark.parametrize("code", [UNN, NORD, "norge"])
def test_trusts_and_those_above_have_all_groups(diagnosed: Site, code: str) -> None:
    view = diagnoses(diagnosed, code)
    assert isinstance(view.chart, DotChart)
    assert sorted(point.value or 0 for point in view.chart.rows) == [FEWEST + n for n in range(len(GROUPS))]
    assert NOTE not in view.notes


@pytest.mark.parametrize("code", [TROMSO, UNN, NORD])
def test_no_chart_of_the_page_is_without_any_figure(diagnosed: Site, code: str) -> None:
    place = diagnosed.choices.organisations.by_code[code]
    found = unit_views(diagnosed, place, Selection("patients", 2022, 2024))
    # A region is compared with no country, and has no trust whose units could be.
    funnels = [] if code == NORD else ["enheter", "enheter-prom"]
    alike = ["lignende"] if code == TROMSO else []
    names = ["pasienter", *alike, "diagnoser", "kontakttyper", "prom", *funnels, "utvikling"]
    assert [view.name for view in found] == names
    for view in found:
        assert not any("detaljert" in text for text in (*view.notes, *view.sentences)), view.name
        assert not any(cell.text == "for detaljert" for row in view.table.rows for cell in row), view.name
