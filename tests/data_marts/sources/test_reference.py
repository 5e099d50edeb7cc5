"""The reference folder as it is, and copies of it in which one thing is wrong."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from data_marts.catalog import TABLES
from data_marts.sources.problems import SourceError
from data_marts.sources.reference import REFERENCE_FOLDER, area_of, named_places, parents, read_reference


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy, with the population of one year for speed."""
    copy = Path(shutil.copytree(REFERENCE_FOLDER, tmp_path / "reference"))
    lines = (copy / "population.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if line.startswith(("year", "2024"))]
    (copy / "population.csv").write_text("".join(kept), encoding="utf-8")
    return copy


def test_the_folder_is_read_in_the_shape_that_the_catalogue_promises() -> None:
    reference = read_reference()
    for name, table in TABLES.items():
        found = named_places(reference, 2024) if name == "place_names" else getattr(reference, name)
        assert found.select(table.schema.names).schema == table.schema, name


def test_alna_moves_from_akershus_to_oslo_in_2026() -> None:
    catchments = read_reference().catchments
    assert area_of(catchments, 2025)["030112"] == "983971636"
    assert area_of(catchments, 2026)["030112"] == "993467049"
    assert area_of(catchments, 2026)["5603"] == "983974880"  # Hammerfest: Finnmarkssykehuset


def test_a_clinic_lies_under_its_trust_and_that_under_its_region() -> None:
    tree = parents(read_reference().organisations)
    assert tree["979848498"] == "983974880"  # BUP Alta: Finnmarkssykehuset
    assert tree["983974880"] == "883658752"  # Helse Nord
    assert tree["883658752"] == "norge"
    assert tree["norge"] is None


def _replaced(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


def _without_line(start: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        lines = text.splitlines(keepends=True)
        assert any(line.startswith(start) for line in lines)
        return "".join(line for line in lines if not line.startswith(start))

    return change


@pytest.mark.parametrize(
    ("file", "change", "sentence"),
    [
        ("organisations.csv", _replaced("unit,983974880", "unit,111111111"), "'111111111' is not a code of this file"),
        ("organisations.csv", _replaced("unit,983974880", "unit,883658752"), "a unit must lie under a hf"),
        ("organisations.csv", _replaced("hf,883658752", "hf,norge"), "a hf must lie under a rhf"),
        ("organisations.csv", _replaced(",bup-alta,", ",bup-hammerfest,"), "'slug'.*'bup-hammerfest' is used twice"),
        ("organisations.csv", _replaced(",50,outpatient", ",40,outpatient"), "'sort_order': 40 is used twice"),
        ("organisations.csv", _replaced("outpatient", ""), "units have a kind"),
        ("organisations.csv", _replaced("2015,,40", "2015,2014,40"), "2014 lies before valid_from 2015"),
        ("organisations.csv", _replaced("BUP Alta,BUP Alta", "BUP Alta," + "x" * 23), "'short_name'.* form"),
        ("residence_areas.csv", _replaced("country,,", "rhf,norge,"), "a rhf must lie under a country"),
        ("catchments.csv", _replaced("1101,,983974678", "1101,,983658725"), "is not an HF area"),
        ("catchments.csv", _replaced("0301,12,983971636,2015,2025", "0301,12,983971636,2015,2026"), "overlaps another"),
        ("catchments.csv", _replaced("1101,,", "1101,01,"), "Oslo .0301. has districts"),
        ("kommune_changes.csv", _replaced("1507,1580,0.5", "1507,1580,0.4"), "1507 in 2024 add up to 0.9, not 1"),
        ("population.csv", _without_line("2024,1101,girls"), "no row for 1101 .girls. in 2024"),
        ("population.csv", _replaced("2024,1101,girls", "2024,1102,girls"), "1102 has no HF area in 2024"),
        ("ssb_activity.csv", _replaced("2015,883658752,beds", "2015,883658751,beds"), "'883658751' is not a code"),
        ("breaks.csv", _replaced("883974832", "883974833"), "neither an organisation nor an area"),
        ("instruments.toml", _replaced("0.82", "1.82"), "sdq.scales.total.reliability: must lie between 0 and 1"),
        ("instruments.toml", _replaced("12.9", "0"), "cgas.scales.total.sd: must be above 0"),
        ("diagnosis_groups.csv", _replaced("hyperkinetic", "adhd"), "'adhd' is not one of"),
        ("sources.csv", _without_line("breaks.csv"), "must name breaks.csv"),
    ],
)
def test_one_wrong_thing_is_found(folder: Path, file: str, change: Callable[[str], str], sentence: str) -> None:
    path = folder / file
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(SourceError, match=sentence) as caught:
        read_reference(folder)
    assert str(caught.value).startswith(file)
